"""What customers shows: rows, details, timeline, filters, reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from lingqu.customers.contracts.tags import MatchTags, TagStatus
from lingqu.directory.contracts.people import Shop
from lingqu.kernel.ids import ChannelId, CustomerId, DepartmentId, ExternalUserid, StaffId, StageId, TagId

MOST_FOLLOWERS_SHOWN = 3


class RelationFilter(StrEnum):
    """Customers with a live relation, with none left, or both."""

    LIVE = "live"
    LOST = "lost"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFilter:
    """Which customers to list.

    Staff, department, channel and days hold for one and the same relation. `query` is a piece of a name or remark
    of any length, an exact phone, or its last four digits. `added_from` is included, `added_before` is not.
    """

    query: str | None = None
    tag_ids: Sequence[TagId] = ()
    tag_match: MatchTags = MatchTags.ANY
    staff_id: StaffId | None = None
    department_id: DepartmentId | None = None
    channel_id: ChannelId | None = None
    relation: RelationFilter = RelationFilter.ANY
    added_from: datetime | None = None
    added_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class TagName:
    """A tag by its name."""

    tag_id: TagId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """A member with a live relation."""

    staff_id: StaffId
    name: str
    shop: Shop | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """One row of the list. `channel_id` is that of the newest adding that came through one."""

    customer_id: CustomerId
    name: str | None
    avatar_url: str | None
    gender: int
    type: int
    tags: Sequence[TagName]
    staff: Sequence[Follower]
    staff_count: int
    channel_id: ChannelId | None
    added_at: datetime | None
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationTag:
    """A mark on a relation."""

    tag_id: TagId
    name: str
    status: TagStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationView:
    """One relation, live or past. Phones are masked. `customer_id` is whom the member knows, merged away or not."""

    customer_id: CustomerId
    staff_id: StaffId
    staff_name: str
    shop: Shop | None
    remark: str | None
    description: str | None
    phones: Sequence[str]
    state: str | None
    channel_id: ChannelId | None
    add_way: int
    added_at: datetime
    deleted_at: datetime | None
    deleted_by: str | None
    tags: Sequence[RelationTag]


class AttributeType(StrEnum):
    """Types of attributes."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    SET = "set"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeDefinition:
    """What an attribute is called and holds."""

    key: str
    label: str
    type: AttributeType


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeValue:
    """One attribute of one customer."""

    definition: AttributeDefinition
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedStanding:
    """Where a person stands, by name."""

    stage_id: StageId
    name: str
    since: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDetail:
    """All of one person, under the number that stands for all merged into it.

    `external_userid` is None for visitors. `unreadable_reason` is a code: `no_relation`, `unknown_id`, `errcode_<n>`.
    """

    row: CustomerRow
    external_userid: ExternalUserid | None
    unionid: str | None
    corp_name: str | None
    stage: NamedStanding | None
    relations: Sequence[RelationView]
    attributes: Sequence[AttributeValue]
    last_read_at: datetime | None
    unreadable_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One fact of a customer, with the names its ids stand for now."""

    fact_id: int
    kind: str
    occurred_at: datetime
    customer_id: CustomerId
    customer_name: str | None
    staff_id: StaffId | None
    staff_name: str | None
    channel_id: ChannelId | None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellCounts:
    """What began on one day through one channel with one member, and how it fared.

    `returning` had any earlier relation with anyone in the corp; half addings are in neither of the first two.
    Ends count against the day of the adding: within 24 hours, within 7 days (the former included).
    """

    day: date
    channel_id: ChannelId | None
    staff_id: StaffId
    new: int
    returning: int
    half: int
    ended_by_customer_24h: int
    ended_by_customer_7d: int
    ended_by_staff_24h: int
    ended_by_staff_7d: int
