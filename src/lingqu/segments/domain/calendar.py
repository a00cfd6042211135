"""The corp's days, and where an instant lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lingqu.segments.contracts.windows import Between, Last, Window

BEIJING = ZoneInfo("Asia/Shanghai")
"""WeCom counts days in Beijing time; so do corps."""
FEBRUARY = 2
LEAP_DAY = 29
_FIRST_YEAR = 2
_LAST_YEAR = 9998


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days begin at midnight of the corp's zone."""

    zone: ZoneInfo = BEIJING

    def day_of(self, at: datetime) -> date:
        """Return the corp's day of an instant."""
        return at.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """Return the first instant of a day (UTC); at the ends of the calendar, the last that can be said."""
        if day.year < _FIRST_YEAR or day.year > _LAST_YEAR:
            return datetime.min.replace(tzinfo=UTC) if day.year < _FIRST_YEAR else datetime.max.replace(tzinfo=UTC)
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def covers(self, window: Window | None, happened_at: datetime, at: datetime) -> bool:
        """Tell whether something that happened then lies in the window, looked at from `at`.

        What is dated after `at` lies in none, the open one included.
        """
        low, high = self.bounds(window, at)
        return (low is None or happened_at >= low) and happened_at <= at and (high is None or happened_at < high)

    def bounds(self, window: Window | None, at: datetime) -> tuple[datetime | None, datetime | None]:
        """Return the window as [low, high); None is open. Instants count in whole microseconds."""
        if window is None:
            return None, None
        if isinstance(window, Last):
            return at - window.duration + timedelta(microseconds=1), at + timedelta(microseconds=1)
        if isinstance(window, Between):
            return window.since, window.before
        return self.start_of(window.first), self.start_of(window.last + timedelta(days=1))

    def turns(self, window: Window | None, happened_at: datetime) -> tuple[datetime, ...]:
        """Return the instants of evaluation at which the answer of `covers` can change by time alone."""
        if isinstance(window, Last):
            return happened_at, happened_at + window.duration
        return (happened_at,)


def shifted(day: date, days: int) -> date:
    """Return a day so many days on, or the calendar's end before that."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def next_anniversary(day: date, today: date) -> date:
    """Return the first of its anniversaries that is not before today; 29 February is kept on the 28th elsewhere."""
    coming = _in_year(day, today.year)
    return coming if coming >= today else _in_year(day, today.year + 1)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, FEBRUARY, LEAP_DAY - 1)
