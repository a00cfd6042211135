"""Days of which nothing is recorded: the same as the day before, or not known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from lingqu.segments.contracts.sizes import DaySize, Moves


def every_day(recorded: Mapping[date, Moves], *, first: date, last: date) -> list[DaySize]:
    """Return all days from `first` to `last`, both included.

    Whatever changes a size is recorded on its day, so a day without a record kept the size of the one before; before
    the first record the size is not known.

    Args:
        recorded: in order; the last day before `first` among them where there is one.
    """
    size = next((moves.size for day, moves in reversed(list(recorded.items())) if day < first), None)
    days: list[DaySize] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        moves = recorded.get(day)
        if moves is None:
            days.append(DaySize(day=day, entered=0, left=0, let_in=0, put_out=0, size=size))
            continue
        size = moves.size
        days.append(
            DaySize(
                day=day,
                entered=moves.entered,
                left=moves.left,
                let_in=moves.let_in,
                put_out=moves.put_out,
                size=size,
            )
        )
    return days
