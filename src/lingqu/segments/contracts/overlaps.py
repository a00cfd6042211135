"""How segments lie over each other."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Another segment. `size` and `both` are None until its members have been found for the first time.

    Attributes:
        both: how many are members of the two.
        is_building: its members are still those of an older version, or of none.
    """

    segment_id: int
    name: str
    size: int | None
    both: int | None
    is_building: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlaps:
    """How many of `size` customers are in each other segment, the most first; `alone`: in none of them."""

    size: int
    alone: int
    others: Sequence[Overlap]
