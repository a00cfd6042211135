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


class ToldNameOut(msgspec.Struct, kw_only=True):
    """A kind of event that the corp's servers told, with its properties."""

    name: str
    properties: list[str]


class EventDoorOut(msgspec.Struct, kw_only=True):
    """The door for events of the corp's own servers. `made_at` is null before the first key was made.

    `used_at` is when something was last signed with the key, to the minute; the key before it is good until
    `former_until`, null where there is none. `facts`, `waiting` and `unmatched` count events of the last 30 days.
    """

    url: str
    made_at: datetime | None
    used_at: datetime | None
    former_until: datetime | None
    former_used_at: datetime | None
    names: list[ToldNameOut]
    facts: int
    waiting: int
    unmatched: int


class EventKeyOut(msgspec.Struct, kw_only=True):
    """A new key in hexadecimal, shown this once; the one before it is good until `former_until`."""

    key: str
    url: str
    former_until: datetime | None
