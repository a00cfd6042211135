"""Days, weeks and months as WeCom counts them: Beijing's, which know no summer time."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

_DAY = 86_400
_BEIJING_SECONDS = 8 * 3_600
_BEIJING = timezone(timedelta(seconds=_BEIJING_SECONDS))


def day_number(at: float) -> int:
    """The number of the day since 1970-01-01 in Beijing on which an instant falls."""
    return int((at + _BEIJING_SECONDS) // _DAY)


def day_start(number: int) -> int:
    """The instant at which a day begins, unix seconds."""
    return number * _DAY - _BEIJING_SECONDS


def midnight(at: float) -> datetime:
    """The midnight with which the day of an instant began, as Beijing's clock shows it."""
    return datetime.fromtimestamp(day_start(day_number(at)), _BEIJING)


def month_start(at: float) -> float:
    """The first instant of the calendar month, unix seconds."""
    return midnight(at).replace(day=1).timestamp()
