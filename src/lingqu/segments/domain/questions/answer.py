"""What a question gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from lingqu.segments.domain.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Look:
    """From when, and by whose days, one looks."""

    at: datetime
    calendar: Calendar = field(default_factory=Calendar)


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it holds, and the value that decided.

    Attributes:
        turns: instants at which the answer can change without any news; a superset of those at which it does.
    """

    holds: bool
    found: Mapping[str, Any] = field(default_factory=dict)
    turns: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """Who says yes, and who may say something else at which instant without any news.

    Attributes:
        turning: customers, int64.
        turns_at: beside each the first such instant, microseconds since 1970 (UTC), int64.
    """

    holding: BitMap
    turning: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    turns_at: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))


def join(parts: Sequence[Answers]) -> Answers:
    """Return what parts say of different customers, as one."""
    return Answers(
        BitMap.union(BitMap(), *(one.holding for one in parts)),
        np.concatenate([one.turning for one in parts]),
        np.concatenate([one.turns_at for one in parts]),
    )
