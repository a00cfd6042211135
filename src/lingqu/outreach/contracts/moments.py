"""Moments as operators see them: drafts, whom they are for, who publishes them, how far they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from lingqu.customers.contracts.tags import BY_MOMENT
from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.deliveries.contracts.moments import MomentContent, MomentProgress
from lingqu.kernel.ids import CustomerId, DepartmentId, MomentId, StaffId, TagId
from lingqu.outreach.contracts.broadcasts import SegmentAudience, SegmentName, TagAudience, TagName

JOB_MOMENT = "outreach.moment"
"""Bring a moment on from where it stands; key: its number."""


class MomentState(StrEnum):
    """Where a moment stands; `lingqu.outreach.domain.moments` has the moves."""

    DRAFT = "draft"
    MARKING = "marking"
    READY = "ready"
    HANDING_OVER = "handing_over"
    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Everybody:
    """All customers of the senders."""


MomentAudience: TypeAlias = Everybody | TagAudience | SegmentAudience
"""Of several tags a customer needs any: WeCom knows no other way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Senders:
    """Who publishes: some members, all of some departments or shops; if none are named, every member with customers."""

    staff_ids: tuple[StaffId, ...]
    department_ids: tuple[DepartmentId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentDraft:
    """What an operator decides; without `starts_at` members are asked as soon as it can be."""

    name: str
    content: MomentContent
    audience: MomentAudience
    senders: Senders
    starts_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment as stored.

    Attributes:
        marked_to: the last member of the segment who is marked or skipped, while marking.
        has_unmarked: members are left to be looked at.
        marking_tag_id: the tag that stands for the segment at WeCom.
        marks: relations that were given that tag.
        problem: why it ended without reaching anybody.
    """

    moment_id: MomentId
    name: str
    state: MomentState
    content: MomentContent
    audience: MomentAudience
    senders: Senders
    starts_at: datetime | None
    created_at: datetime
    created_by: str | None
    marked_to: CustomerId | None
    has_unmarked: bool
    marking_at: datetime | None
    marking_tag_id: TagId | None
    marks: int
    ready_at: datetime | None
    handed_over_at: datetime | None
    closes_at: datetime | None
    finished_at: datetime | None
    problem: str | None

    @property
    def source(self) -> str:
        """Who marks relations for it."""
        return f"{BY_MOMENT}{self.moment_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A member or a department with its name."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentView:
    """A moment with the names of what it is for, and what became of it; `progress` None before hand-over."""

    moment: Moment
    tags: tuple[TagName, ...]
    segment: SegmentName | None
    progress: MomentProgress | None
    counts: Mapping[DeliveryState, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """How far the marking of a segment is.

    Attributes:
        members: of the segment who are not looked at yet.
        marks: relations that were given the tag here; `waiting` of them WeCom has not answered.
        ahead: marks of all purposes that wait, these included.
    """

    members: int
    marks: int
    waiting: int
    ahead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentDetail:
    """The same with its senders by name, why how many were left out, and the marking while it lasts."""

    view: MomentView
    staff: tuple[Named, ...]
    departments: tuple[Named, ...]
    skips: Mapping[str, int]
    marking: Marking | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentReach:
    """Whom a moment would reach now.

    Attributes:
        customers: who could see it, those `over_cap` included where only tags or everybody are meant.
        over_cap: customers who were shown `MOST_SHOWN_A_MONTH` moments of ours this month: WeCom hides the next.
        open_moments: others that members may still publish, and that use up the same cap.
        marks: relations to be marked first; 0 unless it is for a segment.
    """

    customers: int
    staff: int
    over_cap: int
    open_moments: int
    marks: int
    skipped: Mapping[Reason, int]
