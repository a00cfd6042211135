"""Relations between customers and staff as others need to know them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from lingqu.kernel.ids import ChannelId, CustomerId, ExternalUserid, StaffId, Userid


class EndedBy(StrEnum):
    """Who ended a relation."""

    CUSTOMER = "customer"
    STAFF = "staff"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Pair:
    """A relation by its two ends."""

    customer_id: CustomerId
    staff_id: StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """A pair became contacts, or half so: what a channel acts upon (tags, remark)."""

    customer_id: CustomerId
    staff_id: StaffId
    at: datetime
    state: str | None
    channel_id: ChannelId | None
    half: bool
    """The member has not confirmed: WeCom refuses tags and remark until then, and a joining with half=False follows."""
    returning: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PairIds:
    """A live or former relation under WeCom's names."""

    customer_id: CustomerId
    staff_id: StaffId
    external_userid: ExternalUserid
    userid: Userid


ResolveChannels: TypeAlias = Callable[[Any, Sequence[str]], Awaitable[Mapping[str, ChannelId]]]
"""Takes a session and the `state`s of callbacks; returns the channels of those that are ours."""

OnJoined: TypeAlias = Callable[[Any, Sequence[Joining]], Awaitable[None]]
"""Takes the unit in which pairs were joined, and the joinings, in the same transaction."""
