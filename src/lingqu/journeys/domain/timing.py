"""When waits end: clock times, days and dates of the corp, whatever its clocks do.

A clock time that a change of clocks leaves out is the first instant after the gap; one that comes twice is the first.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lingqu.journeys.contracts.definition import DayKind, Since, WaitDate, WaitUntil
from lingqu.kernel.holidays import is_workday

LOOKED_AHEAD = 800
"""Days: the first Monday that is a rest day may be more than a year away. Later than that is never."""

_LEAP_DAY, _FEBRUARY = 29, 2


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) at which the clocks of a zone first show a time of a day, or the first after it."""
    meant = datetime.combine(day, clock, zone)
    shown = meant.astimezone(UTC)
    if shown.astimezone(zone).replace(tzinfo=None) == meant.replace(tzinfo=None):
        return shown
    # In a gap the offset before it leads past its end by as much as the clocks jumped.
    jumped = (shown.astimezone(zone).replace(tzinfo=None) - meant.replace(tzinfo=None)).total_seconds()
    low, high = shown - timedelta(seconds=abs(jumped)), shown
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)


def until(step: WaitUntil, *, at: datetime, entered_at: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the end of the wait, not before `at`; None where it was missed."""
    since = (at if step.since is Since.ARRIVAL else entered_at).astimezone(zone).date()
    for day in _days(step, since + timedelta(days=step.days_later)):
        ends_at = instant(day, step.clock, zone)
        if ends_at >= at:
            return ends_at
        if step.since is Since.ENTRY:
            return None
    return None


def on_date(step: WaitDate, value: date, *, at: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the end of the wait for a customer with this date, not before `at`; None where it is over."""
    if not step.yearly:
        ends_at = _shifted(value, step, zone)
        return ends_at if ends_at is not None and ends_at >= at else None
    # The offset may carry it into another year.
    years = at.astimezone(zone).year
    for year in range(years - step.offset_days // 365 - 2, years - step.offset_days // 365 + 4):
        ends_at = _shifted(_in_year(value, year), step, zone)
        if ends_at is not None and ends_at >= at:
            return ends_at
    return None


def gathered(at: datetime, gathers: timedelta, zone: ZoneInfo) -> datetime:
    """Return the first instant after `at` of those that lie `gathers` apart, counted from the corp's midnight."""
    local = at.astimezone(zone)
    midnight = instant(local.date(), time(), zone)
    tomorrow = instant(local.date() + timedelta(days=1), time(), zone)
    passed = (at - midnight) // gathers
    return min(midnight + (passed + 1) * gathers, tomorrow)


def _days(step: WaitUntil, first: date) -> Iterator[date]:
    for number in range(LOOKED_AHEAD):
        day = first + timedelta(days=number)
        if step.weekdays and day.isoweekday() not in step.weekdays:
            continue
        if step.day is DayKind.ANY or is_workday(day) is (step.day is DayKind.WORKDAY):
            yield day


def _shifted(day: date, step: WaitDate, zone: ZoneInfo) -> datetime | None:
    try:
        return instant(day + timedelta(days=step.offset_days), step.clock, zone)
    except OverflowError:
        return None


def _in_year(day: date, year: int) -> date:
    if (day.month, day.day) == (_FEBRUARY, _LEAP_DAY):
        try:
            return day.replace(year=year)
        except ValueError:
            return date(year, _FEBRUARY, _LEAP_DAY - 1)
    return day.replace(year=year)
