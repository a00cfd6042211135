"""The shapes of the calendar at the HTTP edge."""

from datetime import date, datetime

import msgspec

from lingqu.outreach.contracts.calendar import Calendar, EntryKind
from lingqu.outreach.contracts.rules import Category
from lingqu.outreach.schemas.broadcasts import ProgrammeRef


class CalendarEntryOut(msgspec.Struct, kw_only=True, frozen=True):
    """Something that leaves, or left, or is due: a broadcast, a moment, or the deadline of a work order.

    `state` is one of its kind's own. `size` counts customers, groups where it goes `into_groups`, tasks of a
    work order; null while nobody has counted.
    """

    kind: EntryKind
    number: int
    name: str
    state: str
    programme: ProgrammeRef | None
    category: Category | None
    at: datetime
    into_groups: bool
    size: int | None


class CalendarDayOut(msgspec.Struct, kw_only=True, frozen=True):
    """A day of the corp: the festival that makes it a public holiday, and whether nothing leaves all day."""

    day: date
    festival: str | None
    rests: bool


class CalendarOut(msgspec.Struct, kw_only=True, frozen=True):
    """Some days of the corp, both ends included, and what is planned on them in the order of time."""

    from_on: date
    to_on: date
    days: list[CalendarDayOut]
    entries: list[CalendarEntryOut]


def calendar_out(found: Calendar) -> CalendarOut:
    """Show the calendar."""
    return CalendarOut(
        from_on=found.days.first,
        to_on=found.days.last,
        days=[CalendarDayOut(day=one.day, festival=one.festival, rests=one.rests) for one in found.each],
        entries=[
            CalendarEntryOut(
                kind=one.kind,
                number=one.number,
                name=one.name,
                state=one.state,
                programme=None
                if one.programme_id is None or one.programme is None
                else ProgrammeRef(programme_id=one.programme_id, name=one.programme),
                category=one.category,
                at=one.at,
                into_groups=one.into_groups,
                size=one.size,
            )
            for one in found.entries
        ],
    )
