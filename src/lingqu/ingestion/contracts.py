"""What crosses ingestion's wall: callbacks as received, the handlers that take them, dead letters."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from lingqu.kernel.ids import InboundId


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundEvent:
    """A callback as WeCom sent it, decrypted and stored.

    `fields` holds every element of the XML under WeCom's own names; a repeated element is a list.
    """

    inbox_id: InboundId
    occurred_at: datetime
    received_at: datetime
    event: str
    change_type: str
    fields: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        """Return an element's text, None when absent or empty."""
        value = self.fields.get(name)
        return value if isinstance(value, str) and value else None


EventHandler = Callable[[Any, Sequence[InboundEvent]], Awaitable[None]]
"""Takes a unit of work and events of one kind, oldest first; must be idempotent. No network inside."""


class Lane(StrEnum):
    """Which queue of the inbox an event waits in."""

    DISPATCH = "dispatch"
    GREETING = "greeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A callback that is kept but not worked off."""

    inbox_id: InboundId
    lane: Lane
    name: str
    reason: str
    error: str | None
    attempts: int
    first_at: datetime
    last_at: datetime
    payload: str
