"""What is planned, day by day, over all programmes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lingqu.kernel.days import Days
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.contracts.rules import Category


class EntryKind(StrEnum):
    """What stands on a day."""

    BROADCAST = "broadcast"
    MOMENT = "moment"
    WORK_ORDER = "work_order"
    """On the day of its deadline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """Something that leaves, or left, or is due at an instant.

    Attributes:
        number: of the broadcast, moment or work order.
        state: of its kind's own machine.
        programme_id, programme, category: of a broadcast; one outside any programme is marketing.
        at: when it leaves or left; of a work order, its deadline.
        into_groups: it is a broadcast into customer groups.
        size: customers, or groups; of a work order, tasks. None while nobody has counted them.
    """

    kind: EntryKind
    number: int
    name: str
    state: str
    programme_id: ProgrammeId | None = None
    programme: str | None = None
    category: Category | None = None
    at: datetime
    into_groups: bool = False
    size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A day of the corp: the festival that makes it a public holiday, and whether nothing leaves all day."""

    day: date
    festival: str | None
    rests: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Some days, and what is planned on them in the order of time."""

    days: Days
    each: Sequence[CalendarDay]
    entries: Sequence[CalendarEntry]
