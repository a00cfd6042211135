"""Say a definition in the reader's language."""

from lingqu.kernel.languages import Language
from lingqu.segments.contracts.definition import Definition
from lingqu.segments.domain.sentences.chinese_words import Chinese
from lingqu.segments.domain.sentences.english import English
from lingqu.segments.domain.sentences.names import Names
from lingqu.segments.domain.sentences.reader import Reader

_READERS = {Language.ZH: Chinese, Language.EN: English}


def sentence(definition: Definition, names: Names, *, language: Language) -> str:
    """Say a definition in words.

    The outermost list is joined by commas, every group within it stands in brackets and says how it joins: nobody
    has to know which of "and" and "or" binds closer. What `names` does not know is called by its number.
    """
    return reader_of(language, names).say(definition)


def reader_of(language: Language, names: Names) -> Reader:
    """Return who says definitions in a language."""
    return _READERS[language](names)
