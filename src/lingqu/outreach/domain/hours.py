"""When messages may leave: quiet hours, and the public holidays of China."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lingqu.kernel.holidays import festival_of
from lingqu.outreach.contracts.rules import QuietHours, Rules

BEIJING = ZoneInfo("Asia/Shanghai")
OPEN_FOR = timedelta(days=3)
"""How long members may confirm. WeCom publishes no end of its own; the word of today is stale by then."""
_DAY = timedelta(days=1)
_LONGEST_REST = 60
"""No public holiday lasts so many days."""


def day_of(at: datetime) -> date:
    """Return the day of the corp that an instant belongs to."""
    return at.astimezone(BEIJING).date()


def is_public_holiday(day: date) -> bool:
    """Tell whether a day is off for everybody by a festival."""
    return festival_of(day) is not None


def is_quiet(rules: Rules, at: datetime) -> bool:
    """Tell whether nothing may be handed over at an instant."""
    local = at.astimezone(BEIJING)
    if rules.rests_on_holidays and is_public_holiday(local.date()):
        return True
    return rules.quiet is not None and _within(rules.quiet, local.time())


def next_open(rules: Rules, at: datetime) -> datetime:
    """Return the first instant, not before `at`, that is not quiet."""
    if not is_quiet(rules, at):
        return at
    return next(edge for edge in _edges(rules, at) if not is_quiet(rules, edge))


def next_quiet(rules: Rules, at: datetime) -> datetime | None:
    """Return the first instant after `at`, which is not quiet, that is; None when none comes within two months."""
    if rules.quiet is None and not rules.rests_on_holidays:
        return None
    return next((edge for edge in _edges(rules, at) if is_quiet(rules, edge)), None)


def closing(rules: Rules, opens_at: datetime, *, overnight: bool) -> datetime:
    """Return until when members may send what they are given at an instant that is not quiet."""
    closes_at = opens_at + OPEN_FOR
    return closes_at if overnight else min(closes_at, next_quiet(rules, opens_at) or closes_at)


def _edges(rules: Rules, at: datetime) -> list[datetime]:
    """Return the instants after `at` at which it may become quiet or cease to be, in order."""
    times = [time()] if rules.quiet is None else sorted({time(), rules.quiet.begins, rules.quiet.ends})
    first = at.astimezone(BEIJING).date()
    edges = (datetime.combine(first + number * _DAY, one, BEIJING) for number in range(_LONGEST_REST) for one in times)
    return [edge.astimezone(at.tzinfo) for edge in edges if edge > at]


def _within(quiet: QuietHours, clock: time) -> bool:
    if quiet.begins <= quiet.ends:
        return quiet.begins <= clock < quiet.ends
    return clock >= quiet.begins or clock < quiet.ends
