"""The shapes of groupchats at the HTTP edge."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from lingqu.customers.schemas.customers import ChannelLabel, StaffLabel
from lingqu.groupchats.contracts.groups import (
    CustomerGroupchat,
    GroupchatRow,
    MemberRow,
    OwnerStatus,
    StaffName,
    Tag,
)
from lingqu.kernel.ids import ChannelId
from lingqu.kernel.paging import Page

ChannelLabels = Mapping[ChannelId, str]


class GroupchatTagLabel(msgspec.Struct, kw_only=True, frozen=True):
    """One of our tags on groups, by its name."""

    tag_id: int
    name: str


class GroupchatView(msgspec.Struct, kw_only=True, frozen=True):
    """One group. `others` are people outside of whom WeCom gives no id, or an id of another corp's member."""

    groupchat_id: int
    chat_id: str
    name: str | None
    owner: StaffLabel | None
    status: OwnerStatus
    customers: int
    staff: int
    others: int
    tags: list[GroupchatTagLabel]
    created_at: datetime | None
    dismissed_at: datetime | None
    last_read_at: datetime | None
    unreadable_errcode: int | None


class GroupchatList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of groups."""

    items: list[GroupchatView]
    next_cursor: str | None
    total: int | None


class GroupchatMemberView(msgspec.Struct, kw_only=True, frozen=True):
    """One time somebody is or was in a group: a customer, or a member of the corp.

    The name of a customer is null for those who may not see it.
    """

    customer_id: int | None
    staff_id: int | None
    name: str | None
    joined_at: datetime
    join_scene: int | None
    invitor: StaffLabel | None
    channel: ChannelLabel | None
    left_at: datetime | None
    quit_scene: int | None


class GroupchatMembers(msgspec.Struct, kw_only=True, frozen=True):
    """A page of members, the last joined first."""

    items: list[GroupchatMemberView]
    next_cursor: str | None
    total: int | None


class CustomerGroupchatView(msgspec.Struct, kw_only=True, frozen=True):
    """One time a customer is or was in a group."""

    groupchat_id: int
    name: str | None
    owner: StaffLabel | None
    joined_at: datetime
    join_scene: int | None
    channel: ChannelLabel | None
    left_at: datetime | None
    quit_scene: int | None
    dismissed: bool


class CustomerGroupchats(msgspec.Struct, kw_only=True, frozen=True):
    """The times a customer is or was in groups, those of now first."""

    items: list[CustomerGroupchatView]


class GroupchatTagView(msgspec.Struct, kw_only=True, frozen=True):
    """One of our tags; `groupchats` counts the groups that are there and have it."""

    tag_id: int
    name: str
    groupchats: int


class GroupchatTagList(msgspec.Struct, kw_only=True, frozen=True):
    """All tags by name."""

    items: list[GroupchatTagView]


class NewGroupchatTag(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A tag to create."""

    name: str


class GroupchatTagsChange(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Tags to put on a group, and to take off it."""

    grant: list[int]
    withdraw: list[int]


# ───────────────────────── from contracts ─────────────────────────


def groupchat_list(page: Page[GroupchatRow]) -> GroupchatList:
    """Shape a page of groups."""
    return GroupchatList(
        items=[groupchat_view(row) for row in page.items], next_cursor=page.next_cursor, total=page.total
    )


def groupchat_view(row: GroupchatRow) -> GroupchatView:
    """Shape one group."""
    return GroupchatView(
        groupchat_id=row.groupchat_id,
        chat_id=row.chat_id,
        name=row.name,
        owner=_staff(row.owner),
        status=row.status,
        customers=row.customers,
        staff=row.staff,
        others=row.others,
        tags=[GroupchatTagLabel(tag_id=tag.tag_id, name=tag.name) for tag in row.tags],
        created_at=row.created_at,
        dismissed_at=row.dismissed_at,
        last_read_at=row.read_at,
        unreadable_errcode=row.unreadable_errcode,
    )


def member_list(page: Page[MemberRow], channels: ChannelLabels, *, personal: bool) -> GroupchatMembers:
    """Shape a page of members; customers' names are left out unless `personal`."""
    return GroupchatMembers(
        items=[
            GroupchatMemberView(
                customer_id=row.customer_id,
                staff_id=row.staff_id,
                name=row.name if personal or row.staff_id is not None else None,
                joined_at=row.joined_at,
                join_scene=row.join_scene,
                invitor=_staff(row.invitor),
                channel=_channel(row.channel_id, channels),
                left_at=row.left_at,
                quit_scene=row.quit_scene,
            )
            for row in page.items
        ],
        next_cursor=page.next_cursor,
        total=page.total,
    )


def customer_groupchats(rows: Sequence[CustomerGroupchat], channels: ChannelLabels) -> CustomerGroupchats:
    """Shape the groups of a customer."""
    return CustomerGroupchats(
        items=[
            CustomerGroupchatView(
                groupchat_id=row.groupchat_id,
                name=row.name,
                owner=_staff(row.owner),
                joined_at=row.joined_at,
                join_scene=row.join_scene,
                channel=_channel(row.channel_id, channels),
                left_at=row.left_at,
                quit_scene=row.quit_scene,
                dismissed=row.dismissed,
            )
            for row in rows
        ]
    )


def tag_list(tags: Sequence[Tag]) -> GroupchatTagList:
    """Shape the tags."""
    return GroupchatTagList(
        items=[GroupchatTagView(tag_id=tag.tag_id, name=tag.name, groupchats=tag.groupchats) for tag in tags]
    )


def _staff(staff: StaffName | None) -> StaffLabel | None:
    return None if staff is None else StaffLabel(staff_id=staff.staff_id, name=staff.name)


def _channel(channel_id: ChannelId | None, channels: ChannelLabels) -> ChannelLabel | None:
    if channel_id is None or channel_id not in channels:
        return None
    return ChannelLabel(channel_id=channel_id, name=channels[channel_id])
