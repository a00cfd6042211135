"""The tests that texts of segments bring along, told so that a failure explains itself. No corp is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lingqu.kernel.languages import Language
from lingqu.kernel.text.book import InventedBook, Noun
from lingqu.segments.contracts.reasons import ToldReason
from lingqu.segments.domain.event_words import EVENT_WORDS
from lingqu.segments.domain.sentences.add_way_words import add_ways_in
from lingqu.segments.domain.sentences.names import Names
from lingqu.segments.domain.sentences.reasons import tell
from lingqu.segments.domain.text import trials


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedPerson:
    """What came of one test.

    Attributes:
        because: the tree of conditions, each line with ✓ or ✗, its sentence and what was found.
    """

    file: str
    line: int
    segment: str
    name: str
    holds: bool
    passed: bool
    because: Sequence[str]


def try_texts(texts: Mapping[str, bytes | str], language: str) -> list[TriedPerson]:
    """Put every person of the texts to their segment, in the order of the texts; `language` is `zh` or `en`.

    Raises:
        BadTextError: with every fault that could be found.
    """
    tried = trials.try_texts(texts)
    reader = Language(language)
    names = _names(tried.book, {one.segment_id: one.name for one in tried.segments}, reader)
    found = [
        TriedPerson(
            file=one.trial.mark.file,
            line=one.trial.mark.line,
            segment=one.segment.name,
            name=one.trial.name,
            holds=one.holds,
            passed=one.passed,
            because=list(_told(_tell(one, names, reader))),
        )
        for one in tried.verdicts
    ]
    return sorted(found, key=lambda one: (one.file, one.line))


def _tell(one: trials.Verdict, names: Names, language: Language) -> ToldReason:
    return tell(one.segment.definition, one.reason, names, at=one.trial.at, language=language, personal=True)


def _told(told: ToldReason, depth: int = 0) -> Iterator[str]:
    value = f"   [{told.value}]" if told.value else ""
    yield f"{'  ' * depth}{'✓' if told.holds else '✗'} {told.sentence}{value}"
    for one in told.of:
        yield from _told(one, depth + 1)


def _names(book: InventedBook, segments: Mapping[int, str], language: Language) -> Names:
    called = {noun: {number: name for name, number in book.names.get(noun, {}).items()} for noun in Noun}
    return Names(
        tags=called[Noun.TAG],
        tag_groups=called[Noun.TAG_GROUP],
        staff=called[Noun.STAFF],
        departments=called[Noun.DEPARTMENT],
        channels=called[Noun.CHANNEL],
        add_ways=add_ways_in(language),
        chats=called[Noun.CHAT],
        chat_tags=called[Noun.CHAT_TAG],
        segments={**called[Noun.SEGMENT], **segments},
        lists=called[Noun.LIST],
        events={name: getattr(words, language) for name, words in EVENT_WORDS.items()},
        invented=True,
    )
