"""The shapes of customers at the HTTP edge."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from lingqu.customers.contracts.tags import TagGroup, TagStatus
from lingqu.customers.contracts.views import (
    AttributeDefinition,
    AttributeType,
    CustomerDetail,
    CustomerRow,
    RelationView,
    TimelineEntry,
)
from lingqu.directory.contracts.people import Shop
from lingqu.kernel.ids import ChannelId
from lingqu.kernel.paging import Page

ChannelLabels = Mapping[ChannelId, str]


# ───────────────────────── tags ─────────────────────────


class TagView(msgspec.Struct, kw_only=True, frozen=True):
    """A corp tag; `customers` counts people with a live relation that has it."""

    tag_id: int
    name: str
    ours: bool
    customers: int


class TagGroupView(msgspec.Struct, kw_only=True, frozen=True):
    """A group of corp tags."""

    group_id: int
    name: str
    tags: list[TagView]


class TagLibraryView(msgspec.Struct, kw_only=True, frozen=True):
    """The tag library in WeCom's order."""

    items: list[TagGroupView]


class NewTags(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Tags to create in a new group, or in the one of that name."""

    group_name: str
    names: list[str]


class TagsChange(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Tags to grant to, and to withdraw from, the relation with one member."""

    staff_id: int
    grant: list[int]
    withdraw: list[int]


# ───────────────────────── customers ─────────────────────────


class TagLabel(msgspec.Struct, kw_only=True, frozen=True):
    """A tag by its name."""

    tag_id: int
    name: str


class FollowerView(msgspec.Struct, kw_only=True, frozen=True):
    """A member who follows the customer."""

    staff_id: int
    name: str
    shop_name: str | None


class ChannelLabel(msgspec.Struct, kw_only=True, frozen=True):
    """A channel by its name."""

    channel_id: int
    name: str


class CustomerRowView(msgspec.Struct, kw_only=True, frozen=True):
    """A customer in the list; names and faces are null for those who may not see them."""

    customer_id: int
    name: str | None
    avatar_url: str | None
    gender: int
    type: int
    tags: list[TagLabel]
    staff: list[FollowerView]
    staff_count: int
    channel: ChannelLabel | None
    added_at: datetime | None
    live: bool


class CustomerList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of customers."""

    items: list[CustomerRowView]
    next_cursor: str | None
    total: int | None


class RelationTagView(msgspec.Struct, kw_only=True, frozen=True):
    """A mark on a relation."""

    tag_id: int
    name: str
    status: TagStatus


class RelationOut(msgspec.Struct, kw_only=True, frozen=True):
    """One relation, live or past; phones are masked. `customer_id` is whom the member knows, merged away or not."""

    customer_id: int
    staff_id: int
    staff_name: str
    shop_name: str | None
    remark: str | None
    description: str | None
    phones: list[str]
    state: str | None
    channel: ChannelLabel | None
    add_way: int
    added_at: datetime
    deleted_at: datetime | None
    deleted_by: str | None
    tags: list[RelationTagView]


class AttributeOut(msgspec.Struct, kw_only=True, frozen=True):
    """One attribute of the customer."""

    key: str
    label: str
    type: AttributeType
    value: str | float | bool | list[str] | None


class StandingView(msgspec.Struct, kw_only=True, frozen=True):
    """Where the customer stands, and since when; `source` is who said so."""

    stage_id: int
    name: str
    since: datetime
    source: str


class CustomerView(CustomerRowView, kw_only=True, frozen=True):
    """All of one person; `external_userid` is null for visitors."""

    external_userid: str | None
    unionid: str | None
    corp_name: str | None
    stage: StandingView | None
    relations: list[RelationOut]
    attributes: list[AttributeOut]
    last_read_at: datetime | None
    unreadable_reason: str | None


class CustomerLabel(msgspec.Struct, kw_only=True, frozen=True):
    """A customer by name."""

    customer_id: int
    name: str | None


class StaffLabel(msgspec.Struct, kw_only=True, frozen=True):
    """A member by name."""

    staff_id: int
    name: str


class FactView(msgspec.Struct, kw_only=True, frozen=True):
    """One fact; `detail` holds what its kind says, ids with the names they stand for now."""

    id: str
    kind: str
    occurred_at: datetime
    customer: CustomerLabel | None
    staff: StaffLabel | None
    channel: ChannelLabel | None
    detail: dict[str, Any]


class Timeline(msgspec.Struct, kw_only=True, frozen=True):
    """A page of facts, the newest first."""

    items: list[FactView]
    next_cursor: str | None
    total: int | None


# ───────────────────────── attributes, remark ─────────────────────────


class AttributeDefinitionView(msgspec.Struct, kw_only=True, frozen=True):
    """What an attribute is called and holds."""

    key: str
    label: str
    type: AttributeType


class AttributeList(msgspec.Struct, kw_only=True, frozen=True):
    """All attributes that are defined."""

    items: list[AttributeDefinitionView]


class NewAttribute(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """An attribute to define."""

    key: str
    label: str
    type: AttributeType


class AttributeChange(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The value to set; null takes the attribute away."""

    value: str | float | bool | list[str] | None


class RemarkChange(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The remark one member keeps of the customer."""

    staff_id: int
    remark: str


# ───────────────────────── from contracts ─────────────────────────


def tag_library(groups: Sequence[TagGroup]) -> TagLibraryView:
    """Show the library."""
    return TagLibraryView(items=[msgspec.convert(one, TagGroupView, from_attributes=True) for one in groups])


def customer_list(page: Page[CustomerRow], channels: ChannelLabels, *, personal: bool) -> CustomerList:
    """Show a page of customers."""
    return CustomerList(
        items=[CustomerRowView(**_row(row, channels, personal=personal)) for row in page.items],
        next_cursor=page.next_cursor,
        total=page.total,
    )


def customer_view(detail: CustomerDetail, channels: ChannelLabels, *, personal: bool) -> CustomerView:
    """Show one customer. Without `personal`: no names, faces, notes, phones, values, nor ids known elsewhere."""
    return CustomerView(
        **_row(detail.row, channels, personal=personal),
        external_userid=detail.external_userid,
        unionid=detail.unionid if personal else None,
        corp_name=detail.corp_name if personal else None,
        stage=msgspec.convert(detail.stage, StandingView, from_attributes=True) if detail.stage else None,
        relations=[_relation(one, channels, personal=personal) for one in detail.relations],
        attributes=[
            AttributeOut(
                key=one.definition.key,
                label=one.definition.label,
                type=one.definition.type,
                value=one.value if personal else None,
            )
            for one in detail.attributes
        ],
        last_read_at=detail.last_read_at,
        unreadable_reason=detail.unreadable_reason,
    )


def timeline(page: Page[TimelineEntry], channels: ChannelLabels, *, personal: bool) -> Timeline:
    """Show a page of facts."""
    return Timeline(
        items=[
            FactView(
                id=str(one.fact_id),
                kind=one.kind,
                occurred_at=one.occurred_at,
                customer=CustomerLabel(customer_id=one.customer_id, name=one.customer_name if personal else None),
                staff=None if one.staff_id is None else StaffLabel(staff_id=one.staff_id, name=one.staff_name or ""),
                channel=_channel(one.channel_id, channels),
                detail=dict(one.detail),
            )
            for one in page.items
        ],
        next_cursor=page.next_cursor,
        total=page.total,
    )


def attribute_list(definitions: Sequence[AttributeDefinition]) -> AttributeList:
    """Show all definitions."""
    return AttributeList(items=[attribute_definition(one) for one in definitions])


def attribute_definition(definition: AttributeDefinition) -> AttributeDefinitionView:
    """Show one definition."""
    return AttributeDefinitionView(key=definition.key, label=definition.label, type=definition.type)


def _row(row: CustomerRow, channels: ChannelLabels, *, personal: bool) -> dict[str, Any]:
    return {
        "customer_id": row.customer_id,
        "name": row.name if personal else None,
        "avatar_url": row.avatar_url if personal else None,
        "gender": row.gender,
        "type": row.type,
        "tags": [TagLabel(tag_id=tag.tag_id, name=tag.name) for tag in row.tags],
        "staff": [
            FollowerView(staff_id=one.staff_id, name=one.name, shop_name=_shop_name(one.shop)) for one in row.staff
        ],
        "staff_count": row.staff_count,
        "channel": _channel(row.channel_id, channels),
        "added_at": row.added_at,
        "live": row.live,
    }


def _relation(relation: RelationView, channels: ChannelLabels, *, personal: bool) -> RelationOut:
    return RelationOut(
        customer_id=relation.customer_id,
        staff_id=relation.staff_id,
        staff_name=relation.staff_name,
        shop_name=_shop_name(relation.shop),
        remark=relation.remark if personal else None,
        description=relation.description if personal else None,
        phones=list(relation.phones) if personal else [],
        state=relation.state,
        channel=_channel(relation.channel_id, channels),
        add_way=relation.add_way,
        added_at=relation.added_at,
        deleted_at=relation.deleted_at,
        deleted_by=relation.deleted_by,
        tags=[RelationTagView(tag_id=tag.tag_id, name=tag.name, status=tag.status) for tag in relation.tags],
    )


def _channel(channel_id: ChannelId | None, channels: ChannelLabels) -> ChannelLabel | None:
    if channel_id is None:
        return None
    return ChannelLabel(channel_id=channel_id, name=channels.get(channel_id, f"#{channel_id}"))


def _shop_name(shop: Shop | None) -> str | None:
    return shop.name if shop else None
