"""Days, weeks and months as WeCom counts them: Beijing's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

_BEIJING = timezone(timedelta(hours=8))


def beijing_midnight(at: float) -> datetime:
    """The midnight with which the day of an instant began."""
    return datetime.fromtimestamp(at, UTC).astimezone(_BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)


def day_start(at: float) -> float:
    """The first instant of the day, unix seconds."""
    return beijing_midnight(at).timestamp()


def month_start(at: float) -> float:
    """The first instant of the calendar month, unix seconds."""
    return beijing_midnight(at).replace(day=1).timestamp()
