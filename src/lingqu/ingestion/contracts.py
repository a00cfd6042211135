"""What crosses ingestion's wall: callbacks as received, the handlers that take them, dead letters, told events."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
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


# ───────────────────────── events that a corp's own servers tell ─────────────────────────

PAGE_OPENED = "page.opened"
"""A page of the corp's app, site or mini-program was opened. Usual properties: `page` (a code) and `tags` (a list)."""

OWN_PREFIX = "own."
"""A corp's own events: `own.coupon_claimed`."""

JOB_TELL = "ingestion.tell_events"
"""Look for the customers of told events, and record facts. One per corp, key `all`."""

JOB_SWEEP = "ingestion.sweep_events"
"""Forget events that nobody can tell again."""


class WhoKind(StrEnum):
    """By what a server names a customer."""

    UNIONID = "unionid"
    EXTERNAL_USERID = "external_userid"
    MEMBER_NO = "member_no"


@dataclass(frozen=True, slots=True)
class Who:
    """A customer as a server names them."""

    kind: WhoKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvent:
    """Something that a customer did elsewhere.

    Attributes:
        event_key: digest of the sender's id for it: told again, it is the same event.
        properties: texts, numbers, truths and lists of texts.
    """

    event_key: bytes
    name: str
    occurred_at: datetime
    who: Who
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedEvent:
    """One event of a batch that was not stored: its place from 0, why, and the field that is meant."""

    index: int
    code: str
    place: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenEvents:
    """What became of a batch."""

    stored: int
    repeated: int
    refused: Sequence[RefusedEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldName:
    """A kind of event that has been told, with the properties it was seen with."""

    name: str
    properties: Sequence[str]


@dataclass(frozen=True, slots=True)
class EventKey:
    """A key that is good now. `made_at` tells it from others; None of a former one of which that was not kept."""

    secret: bytes = field(repr=False)
    made_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDoor:
    """Where the door stands.

    Attributes:
        made_at: of the present key; None before the first was made.
        used_at: when something was last signed with it, to the minute.
        former_until: so long the key before it is still good; None where there is none, or it has ended.
        former_used_at: when something was last signed with that one, to the minute.
        facts, waiting, unmatched: events of the last 30 days by what became of them: recorded; their customer is
            still looked for; nobody was found.
    """

    made_at: datetime | None
    used_at: datetime | None
    former_until: datetime | None
    former_used_at: datetime | None
    names: Sequence[ToldName]
    facts: int
    waiting: int
    unmatched: int
