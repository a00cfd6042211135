"""How many calls a sweep may make tonight. What is left of it waits for the next night."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What a run has spent.

    Attributes:
        calls: since it began.
        calls_tonight: since it began or was last taken up again.
        nights: on how many it was at work.
        paused_until: it waits for its next night; None while it may call.
    """

    calls: int = 0
    calls_tonight: int = 0
    nights: int = 1
    paused_until: datetime | None = None


def take(
    spent: Spending, wanted: int, *, a_night: int | None, at: datetime, next_night: datetime
) -> tuple[int, Spending]:
    """Grant up to `wanted` calls of a budget of `a_night` (None: without end); nothing left means to wait."""
    if spent.paused_until is not None and at >= spent.paused_until:
        spent = resumed(spent)
    granted = wanted if a_night is None else min(wanted, max(a_night - spent.calls_tonight, 0))
    if spent.paused_until is not None or (wanted and not granted):
        return 0, replace(spent, paused_until=spent.paused_until or next_night)
    return granted, replace(spent, calls=spent.calls + granted, calls_tonight=spent.calls_tonight + granted)


def resumed(spent: Spending) -> Spending:
    """Begin a night."""
    return replace(spent, calls_tonight=0, nights=spent.nights + 1, paused_until=None)
