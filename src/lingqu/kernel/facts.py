"""A fact: what we record, once, for ever; ids, codes and amounts, never a name, phone or message text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lingqu.kernel.ids import CustomerId, StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened; `occurred_at` is when it happened, not when we heard."""

    kind: str
    occurred_at: datetime
    customer_id: CustomerId | None = None
    staff_id: StaffId | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a reader stands: everything at or before it has been read."""

    era: int
    xid: int
    id: int


START = Position(0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFact:
    """A fact as read back from the log."""

    era: int
    xid: int
    id: int
    recorded_at: datetime
    occurred_at: datetime
    kind: str
    customer_id: CustomerId | None
    staff_id: StaffId | None
    data: Mapping[str, Any]
    cause: str | None

    @property
    def position(self) -> Position:
        """Its place in the order of the log."""
        return Position(self.era, self.xid, self.id)
