"""A clock that is ahead of the machine's, so that a day of the corp ends while processes are killed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

_BEIJING = timedelta(hours=8)
_DAY = timedelta(days=1)
_AHEAD_PER_SECOND = 0.001
"""A clock that began long ago and runs this little faster is as much ahead now as is asked for."""


def clock_before_midnight(now: datetime, lead: timedelta) -> str:
    """Return the setting `clock` under which the corp's next day begins `lead` after `now`."""
    day = (now + lead + _BEIJING).date() + _DAY
    midnight = datetime.combine(day, time(), UTC) - _BEIJING
    origin = now - (midnight - lead - now) / _AHEAD_PER_SECOND
    return f"accelerated:{origin.isoformat()}:{1 + _AHEAD_PER_SECOND}"
