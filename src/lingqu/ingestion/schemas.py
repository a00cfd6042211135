"""What the dead letters look like over HTTP."""

from datetime import datetime
from typing import Literal

import msgspec


class DeadLetterOut(msgspec.Struct, kw_only=True):
    """A callback or a job that is kept but not worked off; `dead_letter_id` is `callback:<n>` or `job:<n>`."""

    dead_letter_id: str
    kind: Literal["callback", "job"]
    name: str
    reason: str
    error: str | None
    attempts: int
    first_at: datetime
    last_at: datetime
    payload: str


class DeadLetterPage(msgspec.Struct, kw_only=True):
    """One page, newest first."""

    items: list[DeadLetterOut]
    next_cursor: str | None
    total: int | None


class ReplayIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which dead letters to try again: all, of one kind, of one name."""

    kind: Literal["callback", "job"] | None = None
    name: str | None = None


class ReplayOut(msgspec.Struct, kw_only=True):
    """How many were queued again."""

    replayed: int
