"""Which welcome is spoken at an instant."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from lingqu.acquisition.contracts import CORP_ZONE, Hours, Welcome

_CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")
MINUTES_A_DAY = 24 * 60


def minutes_from(clock: str) -> int | None:
    """Read `HH:MM` (00:00 to 24:00) as minutes of the day; None when it is no time of day."""
    match = _CLOCK.fullmatch(clock)
    if match is None:
        return None
    minutes = int(match[1]) * 60 + int(match[2])
    return minutes if minutes <= MINUTES_A_DAY else None


def clock_from(minutes: int) -> str:
    """Write minutes of the day as `HH:MM`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def is_within(hours: Hours, at: datetime) -> bool:
    """Tell whether an instant lies in the hours."""
    local = at.astimezone(CORP_ZONE)
    minute = local.hour * 60 + local.minute
    if hours.begins < hours.ends:
        return local.isoweekday() in hours.weekdays and hours.begins <= minute < hours.ends
    if minute >= hours.begins:
        return local.isoweekday() in hours.weekdays
    return minute < hours.ends and (local - timedelta(days=1)).isoweekday() in hours.weekdays


def choose(welcomes: Sequence[Welcome], at: datetime) -> Welcome | None:
    """Return the first welcome whose hours hold the instant."""
    return next((welcome for welcome in welcomes if welcome.hours is None or is_within(welcome.hours, at)), None)
