"""Tests that a text brings along: small people who should be in a segment or not, by the reference predicate."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from lingqu.customers.contracts.views import AttributeType
from lingqu.kernel.text.book import InventedBook, Noun
from lingqu.kernel.text.faults import Faults, Mark
from lingqu.kernel.text.values import read_day
from lingqu.segments.contracts.definition import (
    AttributeLeaf,
    Definition,
    EventEdgeLeaf,
    EventLeaf,
    EventMatch,
    LapseLeaf,
    SequenceLeaf,
)
from lingqu.segments.contracts.person import Person
from lingqu.segments.contracts.reasons import Reason
from lingqu.segments.contracts.vocabulary import Vocabulary
from lingqu.segments.contracts.windows import Op
from lingqu.segments.domain.calendar import Calendar
from lingqu.segments.domain.comparing import RELATIVE
from lingqu.segments.domain.predicate import explain, fits
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.reading import leaves_of, segments_read
from lingqu.segments.domain.text.fields import Fields
from lingqu.segments.domain.text.files import Ground, TextSegment, check, read_texts
from lingqu.segments.domain.text.people import read_moment, read_person

_TRIAL = ("name", "at", "in", "person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A person, when they are looked at, and whether they should be in."""

    name: str
    mark: Mark
    at: datetime
    expected: bool
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of a trial. `reason` says why the person is in or out."""

    segment: TextSegment
    trial: Trial
    holds: bool
    reason: Reason

    @property
    def passed(self) -> bool:
        """The person is where the text says."""
        return self.holds is self.trial.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedTexts:
    """All trials of several texts, and the book in which their names got numbers."""

    verdicts: Sequence[Verdict]
    segments: Sequence[TextSegment]
    book: InventedBook


def try_texts(texts: Mapping[str, bytes | str]) -> TriedTexts:
    """Put every person of the texts to their segment; nothing but the texts is needed.

    A segment of the same texts that the definition reads is asked too, unless the person says that they are in it.

    Raises:
        BadTextError: with every fault that could be found.
    """
    calendar = Calendar()
    book = InventedBook()
    read = read_texts(texts, Ground(book=book, calendar=calendar))
    faults = Faults()
    trials = {one.segment_id: _trials(one, faults) for one in read}
    faults.refuse()
    definitions = [one.definition for one in read]
    types = types_in(definitions, [trial.person for several in trials.values() for trial in several])
    segments = check(read, vocabulary_in(book, definitions, types))
    meant = {one.segment_id: one.definition for one in segments}
    verdicts = [
        _judge(segment, dataclasses.replace(trial, person=typed(trial.person, types)), meant, calendar)
        for segment in segments
        for trial in trials[segment.segment_id]
    ]
    return TriedTexts(verdicts=verdicts, segments=segments, book=book)


def _judge(segment: TextSegment, trial: Trial, meant: Mapping[int, Definition], calendar: Calendar) -> Verdict:
    look = Look(trial.at, calendar)
    person = _placed(segment.definition, trial.person, meant, look)
    return Verdict(
        segment=segment,
        trial=trial,
        holds=fits(segment.definition, person, look),
        reason=explain(segment.definition, person, look),
    )


def _placed(definition: Definition, person: Person, meant: Mapping[int, Definition], look: Look) -> Person:
    """Return the person as a member, from now on, of those segments of the text that fit them."""
    for one in segments_read(definition) & meant.keys() - person.segments.keys():
        person = _placed(meant[one], person, meant, look)
        if fits(meant[one], person, look):
            person = dataclasses.replace(person, segments={**person.segments, one: look.at})
    return person


def _trials(segment: TextSegment, faults: Faults) -> list[Trial]:
    if segment.tests is None:
        return []
    desk = dataclasses.replace(segment.desk, faults=faults, marks={})
    items = segment.tests.value
    if not isinstance(items, list):
        faults.add(segment.tests.mark, "type", wanted="list", found=segment.tests.kind)
        return []
    found: list[Trial] = []
    for number, spot in enumerate(items, 1):
        fields = Fields(desk, spot, "", _TRIAL)
        at = fields.need("at", partial(read_moment, fields, datetime(1970, 1, 1, tzinfo=UTC)), _NEVER)
        person = partial(read_person, desk, at, number)
        found.append(
            Trial(
                name=fields.read("name", fields.text, f"#{number}"),
                mark=spot.mark,
                at=at,
                expected=fields.need("in", fields.truth, default=False),
                person=fields.need("person", person, _NOBODY),
            )
        )
    return found


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_NOBODY = Person(customer_id=0)  # pyright: ignore[reportArgumentType]


# ───────────────────────── what nobody told: the corp ─────────────────────────


def vocabulary_in(
    book: InventedBook, definitions: Iterable[Definition], types: Mapping[str, AttributeType]
) -> Vocabulary:
    """Return everything that texts name, as if it existed."""
    ids = {noun: frozenset(book.names.get(noun, {}).values()) for noun in Noun}
    return Vocabulary(
        attributes=types,
        tags=ids[Noun.TAG],
        tag_groups=ids[Noun.TAG_GROUP],
        staff=ids[Noun.STAFF],
        departments=ids[Noun.DEPARTMENT],
        channels=ids[Noun.CHANNEL],
        chats=ids[Noun.CHAT],
        chat_tags=ids[Noun.CHAT_TAG],
        lists=ids[Noun.LIST],
        events=frozenset(match.name for one in definitions for match in _matches(one)),
        segments={one: frozenset() for one in ids[Noun.SEGMENT]},
    )


def _matches(definition: Definition) -> Iterable[EventMatch]:
    for _, leaf in leaves_of(definition):
        if isinstance(leaf, EventLeaf | EventEdgeLeaf):
            yield leaf.event
        elif isinstance(leaf, SequenceLeaf):
            yield from leaf.steps
        elif isinstance(leaf, LapseLeaf):
            yield from (leaf.did, leaf.then_not)


def types_in(definitions: Iterable[Definition], people: Iterable[Person]) -> dict[str, AttributeType]:
    """Return what type each attribute seems to have, by what people have of it and what is asked of it."""
    asked: dict[str, list[AttributeLeaf]] = {}
    for definition in definitions:
        for _, leaf in leaves_of(definition):
            if isinstance(leaf, AttributeLeaf):
                asked.setdefault(leaf.key, []).append(leaf)
    had: dict[str, list[Any]] = {}
    for person in people:
        for key, value in person.attributes.items():
            had.setdefault(key, []).append(value)
    return {key: _type(asked.get(key, ()), had.get(key, ())) for key in {*asked, *had}}


def _type(asked: Sequence[AttributeLeaf], had: Sequence[Any]) -> AttributeType:
    if any(isinstance(one, list) for one in had):
        return AttributeType.SET
    if any(one.op in RELATIVE for one in asked):
        return AttributeType.DATE
    values = list(had)
    for one in asked:
        values += one.value if isinstance(one.value, list) else [one.value] if one.op is not Op.EXISTS else []
    if any(isinstance(one, bool) for one in values):
        return AttributeType.BOOLEAN
    if any(isinstance(one, int | float) for one in values):
        return AttributeType.NUMBER
    days = bool(values) and all(isinstance(one, str) and read_day(one) for one in values)
    return AttributeType.DATE if days else AttributeType.STRING


def typed(person: Person, types: Mapping[str, AttributeType]) -> Person:
    """Return the person with days as days."""
    dated = {
        key: _day(value) if types.get(key) is AttributeType.DATE else value for key, value in person.attributes.items()
    }
    return dataclasses.replace(person, attributes=dated)


def _day(value: Any) -> date | Any:
    return (read_day(value) if isinstance(value, str) else None) or value
