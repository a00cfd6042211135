"""From text to journeys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from lingqu.journeys.contracts.definition import (
    AfterDays,
    AfterEnd,
    Definition,
    Entry,
    EventEntry,
    Exits,
    Goal,
    ManualEntry,
    Never,
    PerKey,
    ReEntry,
    Repeat,
    ScheduleEntry,
    SegmentEntry,
)
from lingqu.journeys.domain.text import words
from lingqu.journeys.domain.text.parts import Parts
from lingqu.journeys.domain.text.reading_steps import StepReader
from lingqu.kernel.days import CORP_ZONE
from lingqu.kernel.text.book import Book, Noun
from lingqu.kernel.text.faults import Faults, Mark
from lingqu.kernel.text.fields import Desk, Fields
from lingqu.kernel.text.files import items_under
from lingqu.kernel.text.tree import Spot, parse
from lingqu.kernel.text.values import DAY, read_duration, read_instant
from lingqu.outreach.contracts.texts import PictureNamed
from lingqu.segments.contracts.definition import EventMatch

MOST_JOURNEYS: Final = 50
ROOT: Final = "$"
"""Places of a journey are those of its definition; its name has none there, and is `$.name`."""

_NOTHING: Final = EventMatch(name="")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_AGAIN: Final[Mapping[str, ReEntry]] = {"never": Never(), "after_end": AfterEnd(), "per_key": PerKey()}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextJourney:
    """A journey of a text. Its pictures are what the text calls them.

    Attributes:
        tests: where its tests stand.
    """

    name: str
    definition: Definition
    mark: Mark
    desk: Desk
    pictures: Sequence[PictureNamed] = ()
    tests: Spot | None = None


def read_texts(texts: Mapping[str, bytes | str], book: Book, parts: Parts) -> list[TextJourney]:
    """Return the journeys of several files, in their order.

    Args:
        texts: by the name that faults call them.

    Raises:
        BadTextError: with every fault that could be found.
    """
    faults = Faults()
    desk = partial(Desk, book, CORP_ZONE, faults)
    read = [
        _Reader(desk(), parts).journey(entry)
        for file, text in texts.items()
        for entry in items_under(parse(text, file=file), desk(), words.JOURNEYS, most=MOST_JOURNEYS)
    ]
    if len(read) > MOST_JOURNEYS:
        faults.add(read[MOST_JOURNEYS].mark, "many", most=MOST_JOURNEYS)
    met: dict[str, Mark] = {}
    for one in read:
        before = met.setdefault(one.name, one.mark)
        if before is not one.mark:
            faults.add(one.desk.mark_of("$.name"), "twice", name=one.name, line=before.line, file=before.file)
    faults.refuse()
    return read


@dataclass(slots=True)
class _Reader:
    """Reads one journey; faults are noted at the desk, and reading goes on."""

    desk: Desk
    parts: Parts
    pictures: list[PictureNamed] = field(default_factory=list[PictureNamed])

    def journey(self, spot: Spot) -> TextJourney:
        fields = Fields(self.desk, spot, ROOT, words.JOURNEY)
        self.desk.marks[ROOT] = spot.mark
        steps = StepReader(self.desk, self.parts)
        spots = fields.need("steps", fields.items, ())
        read = steps.steps(spots)
        programme_id = fields.read("programme", fields.name(Noun.PROGRAMME), None, place="programme_id")
        definition = Definition(
            programme_id=programme_id,
            entries=self._several(fields, "entry", "entries", self._entry),
            re_entry=fields.read("again", partial(self._again, fields), Never(), place="re_entry"),
            goals=self._several(fields, "goals", "goals", self._goal),
            exits=fields.read("exits", self._exits, Exits()),
            first=next(iter(read), ""),
            steps=read,
        )
        return TextJourney(
            name=fields.need("name", fields.text, "").strip(),
            definition=definition,
            mark=spot.mark,
            desk=self.desk,
            pictures=steps.pictures,
            tests=fields.find("tests"),
        )

    def _several(self, fields: Fields, key: str, place: str, one: Callable[[Spot, str], _T | None]) -> tuple[_T, ...]:
        """Return a list of which each item has a place; those that cannot be read are left out beside their faults."""
        found = fields.find(key, place=place)
        if found is None:
            return ()
        spots = found.value if isinstance(found.value, list) else [found]
        read = [one(spot, f"{ROOT}.{place}[{number}]") for number, spot in enumerate(spots)]
        return tuple(each for each in read if each is not None)

    # ───────────────────────── ways in and out ─────────────────────────

    def _entry(self, spot: Spot, place: str) -> Entry | None:
        self.desk.marks[place] = spot.mark
        if spot.value == "manual":
            return ManualEntry()
        kinds = [key for key in words.ENTRIES if isinstance(spot.value, dict) and key in spot.value]
        if len(kinds) != 1:
            self.desk.faults.add(spot.mark, "entry", met=kinds, known=list(words.ENTRIES))
            return None
        fields = Fields(self.desk, spot, place, words.EVENT_ENTRY if kinds == ["event"] else kinds)
        match kinds[0]:
            case "event":
                event = fields.need("event", partial(self._event, f"{place}.event"), _NOTHING)
                return EventEntry(event=event, key=fields.read("key", fields.text, None))
            case "segment":
                segment_id = fields.need("segment", fields.name(Noun.SEGMENT), 0, place="segment_id")
                return SegmentEntry(segment_id=segment_id)
            case "schedule":
                return fields.need("schedule", partial(self._schedule, place), None)
            case _:
                fields.need("manual", fields.truth, default=True)
                return ManualEntry()

    def _event(self, place: str, spot: Spot) -> EventMatch:
        return self.parts.read_event(self.desk, spot, place)

    def _schedule(self, place: str, spot: Spot) -> ScheduleEntry:
        fields = Fields(self.desk, spot, place, words.SCHEDULE)
        return ScheduleEntry(
            segment_id=fields.need("segment", fields.name(Noun.SEGMENT), 0, place="segment_id"),
            first_at=fields.need("first", partial(_instant, fields), _EPOCH, place="first_at"),
            repeat=fields.read("repeat", fields.choice(Repeat), Repeat.ONCE),
        )

    @staticmethod
    def _again(fields: Fields, spot: Spot) -> ReEntry:
        text = fields.text(spot)
        days = read_duration(text)
        if days and not days % DAY:
            return AfterDays(days=days // DAY)
        if text not in _AGAIN:
            fields.fault(spot, "again", written=spot.written, known=list(words.AGAIN))
        return _AGAIN.get(text, Never())

    def _goal(self, spot: Spot, place: str) -> Goal:
        self.desk.marks[place] = spot.mark
        fields = Fields(self.desk, spot, place, words.GOAL)
        return Goal(
            name=fields.need("name", fields.text, ""),
            event=fields.need("event", partial(self._event, f"{place}.event"), _NOTHING),
            within=fields.need("within", fields.duration, timedelta()),
        )

    def _exits(self, spot: Spot) -> Exits:
        fields = Fields(self.desk, spot, f"{ROOT}.exits", words.EXITS)
        return Exits(
            on_goal=fields.read("on_goal", fields.truth, default=True),
            condition_ends=fields.read("condition_ends", fields.truth, default=False),
        )


def _instant(fields: Fields, spot: Spot) -> datetime:
    found = read_instant(fields.text(spot), CORP_ZONE)
    if found is None:
        fields.fault(spot, "hour", written=spot.written)
    return found or _EPOCH
