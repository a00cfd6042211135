"""What groupchats shows: rows, details, members, tags, memberships."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lingqu.kernel.ids import ChannelId, ChatId, CustomerId, GroupchatId, GroupchatTagId, StaffId


class LifeFilter(StrEnum):
    """Groups that are there, that were dissolved, or both."""

    LIVE = "live"
    DISMISSED = "dismissed"
    ANY = "any"


class OwnerStatus(StrEnum):
    """How a group stands with its owner; WeCom's status 0 to 3."""

    NORMAL = "normal"
    RESIGNED = "resigned"
    INHERITING = "inheriting"
    INHERITED = "inherited"


OWNER_STATUS = tuple(OwnerStatus)
"""By WeCom's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupchatFilter:
    """Which groups to list. `query` is a piece of the name."""

    query: str | None = None
    owner_id: StaffId | None = None
    tag_id: GroupchatTagId | None = None
    life: LifeFilter = LifeFilter.LIVE


@dataclass(frozen=True, slots=True)
class TagName:
    """One of our tags on groups."""

    tag_id: GroupchatTagId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One of our tags on groups. `groupchats` counts those that are there."""

    tag_id: GroupchatTagId
    name: str
    groupchats: int


@dataclass(frozen=True, slots=True)
class StaffName:
    """A member of the corp by name."""

    staff_id: StaffId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupchatRow:
    """One group. `others` are people outside of whom WeCom gives no id, or an id of another corp's member."""

    groupchat_id: GroupchatId
    chat_id: ChatId
    name: str | None
    owner: StaffName | None
    status: OwnerStatus
    customers: int
    staff: int
    others: int
    tags: Sequence[TagName]
    created_at: datetime | None
    dismissed_at: datetime | None
    read_at: datetime | None
    unreadable_errcode: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """One time somebody is or was in a group: a customer, or a member of the corp."""

    customer_id: CustomerId | None
    staff_id: StaffId | None
    name: str | None
    joined_at: datetime
    join_scene: int | None
    invitor: StaffName | None
    channel_id: ChannelId | None
    left_at: datetime | None
    quit_scene: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerGroupchat:
    """One time a customer is or was in a group."""

    groupchat_id: GroupchatId
    name: str | None
    owner: StaffName | None
    joined_at: datetime
    join_scene: int | None
    channel_id: ChannelId | None
    left_at: datetime | None
    quit_scene: int | None
    dismissed: bool
