"""When to look again: exact to the second when it is near, in ever wider spans when it is far."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_SECOND, _MINUTE, _HOUR, _DAY = (n * 1_000_000 for n in (1, 60, 3_600, 86_400))
_SPANS = ((3 * _DAY, _DAY), (3 * _HOUR, _HOUR), (2 * _MINUTE, _MINUTE))
"""Further away than the first of a pair: at the beginning of the span, of the second's length, in which it lies."""
_FURTHEST = 200 * 366 * _DAY
"""Nobody waits longer; what lies beyond cannot be written as an instant everywhere."""


def looks_again(
    customers: NDArray[np.int64], turns_at: NDArray[np.int64], at: datetime
) -> Iterator[tuple[datetime, BitMap]]:
    """Return when to ask whom again, few instants for many customers.

    Never later than a second after the answer may change; whoever is asked too early is told anew.
    """
    now = (at - EPOCH) // MICROSECOND
    near = turns_at <= _FURTHEST + now
    if not near.any():
        return
    customers, turns_at = customers[near], turns_at[near]
    away = turns_at - now
    due = -(-turns_at // _SECOND) * _SECOND
    for further, span in reversed(_SPANS):
        due = np.where(away > further, turns_at // span * span, due)
    order = np.argsort(due, kind="stable")
    instants, starts = np.unique(due[order], return_index=True)
    for instant, group in zip(instants.tolist(), np.split(customers[order], starts[1:]), strict=True):
        yield EPOCH + instant * MICROSECOND, BitMap(group.astype(np.uint32))
