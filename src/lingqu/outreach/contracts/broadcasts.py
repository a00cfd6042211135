"""Broadcasts, their drafts, and audiences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from lingqu.deliveries.contracts import Content, DeliveryState, Reason
from lingqu.kernel.ids import BroadcastId, CustomerId, TagId
from lingqu.tasks.contracts import TaskCounts, TaskRow

JOB_PLAN = "outreach.plan"
JOB_FOLLOW = "outreach.follow"


class BroadcastState(StrEnum):
    """Where a broadcast stands; `lingqu.outreach.domain.broadcasts` has the moves."""

    DRAFT = "draft"
    PLANNING = "planning"
    HANDING_OVER = "handing_over"
    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"


class TagMatch(StrEnum):
    """Whether a customer needs any of the tags or all of them."""

    ANY = "any"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagAudience:
    """Customers with some corp tags on their live relations, as they are when their chunk is planned."""

    tag_ids: tuple[TagId, ...]
    match: TagMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentAudience:
    """The members of a segment, each person once, as they were when the broadcast was sent."""

    segment_id: int


Audience: TypeAlias = TagAudience | SegmentAudience


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastDraft:
    """What an operator decides."""

    name: str
    audience: Audience
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class TagName:
    """A corp tag with its name."""

    tag_id: TagId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """A broadcast as stored."""

    broadcast_id: BroadcastId
    name: str
    state: BroadcastState
    audience: Audience
    content: Content
    created_at: datetime
    created_by: str | None
    planned_to: CustomerId | None
    """The last customer whose verdict is recorded, while planning."""
    handed_over_at: datetime | None
    closes_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentName:
    """A segment with its name; one that was put away still has it."""

    segment_id: int
    name: str
    archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastView:
    """A broadcast with the names of its tags or its segment, and what became of its deliveries and tasks."""

    broadcast: Broadcast
    tags: tuple[TagName, ...]
    segment: SegmentName | None
    counts: Mapping[DeliveryState, int]
    tasks: TaskCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastDetail:
    """The same with why how many customers were skipped."""

    view: BroadcastView
    skips: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastTask:
    """A member's task with where the member works and what became of the recipients."""

    task: TaskRow
    shop_name: str | None
    customers: int
    delivered: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A customer of an audience, as shown."""

    customer_id: CustomerId
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AudiencePreview:
    """An audience as it is now: who would be reached, through how many members, and who would be skipped."""

    customers: int
    staff: int
    sample: tuple[Sample, ...]
    skipped: Mapping[Reason, int]
