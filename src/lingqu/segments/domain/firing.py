"""Whom a build let in and put out and nothing has told of yet, where its author asked that it triggers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from pyroaring import BitMap


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """A build that is being told of, customer by customer, in the order of their numbers.

    Attributes:
        built_at: when they entered and left.
        told: of how many it was told.
        after: up to this customer everybody's turn has come.
        early: who was told of before their turn, because they moved on.
    """

    segment_id: int
    build: int
    version: int
    built_at: datetime
    entered: BitMap
    withdrawn: BitMap
    told: int = 0
    after: int = -1
    early: BitMap = field(default_factory=BitMap)

    @property
    def waiting(self) -> BitMap:
        """Of whom it is still to be told."""
        moved = (self.entered | self.withdrawn) - self.early
        return moved - BitMap(range(self.after + 1)) if self.after >= 0 else moved

    @property
    def is_over(self) -> bool:
        """Tell whether it was told of everybody."""
        return self.told == len(self.entered) + len(self.withdrawn)

    def portion(self, most: int) -> BitMap:
        """Return whose turn is next."""
        return BitMap(self.waiting[:most])

    def in_turn(self, portion: BitMap) -> Untold:
        """Return what is left after a portion was told of."""
        return replace(self, told=self.told + len(portion), after=portion.max()) if portion else self

    def before_turn(self, whom: BitMap) -> Untold:
        """Return what is left after some of those who wait were told of out of turn."""
        return replace(self, told=self.told + len(whom), early=self.early | whom)
