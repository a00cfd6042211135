"""Days of the corp (Asia/Shanghai), as reports, lists and the calendar are asked for them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from lingqu.kernel.errors import InvalidError

CORP_ZONE = ZoneInfo("Asia/Shanghai")
# Years that every reckoning with days and zones survives: date itself ends with the years 1 and 9999.
YEARS = range(2000, 2100)


class BadPeriodError(InvalidError):
    """The days asked for are in the wrong order, too far apart, or of another century."""

    code: ClassVar[str] = "days.bad_period"


@dataclass(frozen=True, slots=True)
class Days:
    """From one day of the corp to another, both included."""

    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        """The midnight that begins the first day."""
        return midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The midnight that ends the last day; it is no longer of these days."""
        return midnight(self.last + timedelta(days=1))


def midnight(day: date) -> datetime:
    """Return the instant at which a day of the corp begins."""
    return datetime.combine(day, time(), CORP_ZONE)


def day_of(at: datetime) -> date:
    """Return the corp's day of an instant."""
    return at.astimezone(CORP_ZONE).date()


def days_asked(first: date | None, last: date | None, *, at: datetime, usual: int, longest: int) -> Days:
    """Return the days asked for by `from` and `to`; without them the `usual` number of days until today.

    Raises:
        BadPeriodError: in the wrong order, more than `longest` days, or of another century.
    """
    for place, day in (("query.from", first), ("query.to", last)):
        if day is not None and day.year not in YEARS:
            raise BadPeriodError(f"{day} lies outside this century", place=place, most_days=longest)
    last = last or day_of(at)
    first = first or last - timedelta(days=usual - 1)
    if not first <= last < first + timedelta(days=longest):
        raise BadPeriodError(f"a period is 1 to {longest} days", place="query.from", most_days=longest)
    return Days(first, last)
