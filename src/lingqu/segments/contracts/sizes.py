"""How many are members, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What became of a segment at once, or on one day.

    Attributes:
        entered: because data changed or time passed; one customer may do so more than once a day.
        left: likewise.
        let_in: because the definition changed, its own or that of a segment it reads.
        put_out: likewise.
        size: how many were members after it.
    """

    entered: int = 0
    left: int = 0
    let_in: int = 0
    put_out: int = 0
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySize:
    """A day of the corp. `size` is at its end, for today by now; None where nobody recorded it."""

    day: date
    entered: int
    left: int
    let_in: int
    put_out: int
    size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Days in order, none left out. `since` is the first day of which anything is recorded."""

    since: date | None
    days: Sequence[DaySize]
