"""The tests that texts of segments bring along, told so that a failure explains itself. No corp is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lingqu.segments.contracts.definition import All, AnyOf, Definition, Not
from lingqu.segments.contracts.reasons import Reason
from lingqu.segments.domain.calendar import Calendar
from lingqu.segments.domain.event_words import EVENT_WORDS
from lingqu.segments.domain.sentences.names import Language, Names
from lingqu.segments.domain.sentences.saying import sentence
from lingqu.segments.domain.text import trials
from lingqu.segments.domain.text.book import InventedBook, Noun
from lingqu.segments.domain.text.values import write_instant
from lingqu.segments.domain.text.words import JOINS


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
            because=list(_told(one.segment.definition, one.reason, names, reader)),
        )
        for one in tried.verdicts
    ]
    return sorted(found, key=lambda one: (one.file, one.line))


def _told(definition: Definition, reason: Reason, names: Names, language: Language, depth: int = 0) -> Iterator[str]:
    start = f"{'  ' * depth}{'✓' if reason.holds else '✗'} "
    if isinstance(definition, All | AnyOf | Not):
        yield f"{start}{JOINS[type(definition)]}"
        below = [definition.of] if isinstance(definition, Not) else definition.of
        for one, why in zip(below, reason.of, strict=True):
            yield from _told(one, why, names, language, depth + 1)
        return
    found = ", ".join(f"{key} {_value(key, value, names)}" for key, value in reason.found.items())
    yield f"{start}{sentence(definition, names, language=language)}" + (f"   [{found}]" if found else "")


def _value(key: str, value: Any, names: Names) -> str:
    if isinstance(value, datetime):
        return write_instant(value, Calendar())
    if isinstance(value, float):
        return f"{value:g}"
    called = {"tags": names.tags, "staff": names.staff, "chats": names.chats}.get(key, {})
    if isinstance(value, list | tuple):
        return "、".join(str(called.get(one, one)) for one in value) or "–"
    return str(value)


def _names(book: InventedBook, segments: Mapping[int, str], language: Language) -> Names:
    called = {noun: {number: name for name, number in book.names.get(noun, {}).items()} for noun in Noun}
    return Names(
        tags=called[Noun.TAG],
        tag_groups=called[Noun.TAG_GROUP],
        staff=called[Noun.STAFF],
        departments=called[Noun.DEPARTMENT],
        channels=called[Noun.CHANNEL],
        chats=called[Noun.CHAT],
        chat_tags=called[Noun.CHAT_TAG],
        segments={**called[Noun.SEGMENT], **segments},
        lists=called[Noun.LIST],
        events={name: getattr(words, language) for name, words in EVENT_WORDS.items()},
    )
