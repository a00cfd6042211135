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
from lingqu.outreach.contracts.programmes import ProgrammeId

JOB_MOMENT = "outreach.moment"
"""Bring a moment on from where it stands; key: its number."""


class MomentState(StrEnum):
    """Where a moment stands; `lingqu.outreach.domain.moments` has the moves."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
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


class Problem(StrEnum):
    """Why a moment ended that nobody cancelled; or why WeCom made none, in the words of deliveries."""

    NOBODY = "audience_empty"
    FROZEN = "frozen"
    PROGRAMME_OVER = "programme_over"
    UNGOVERNED = "ungoverned"
    """The corp demands consent since, and it would be shown to whoever WeCom finds."""
    TOO_LATE = "too_late"
    """The time for which its readers were chosen was over before members could be asked."""


class Governing(StrEnum):
    """Why a moment must be governed."""

    SEGMENT = "segment"
    """WeCom knows no segments: their members are marked in any case."""
    PROGRAMME = "programme"
    """People are held out of programmes."""
    CONSENT = "consent"
    """The corp demands a yes, and not everybody said it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Whom a moment is for, by whom, and by which rules.

    Attributes:
        programme_id: without one it is marketing, and nobody is held out of it alone.
        governed: only those whom the governor allows are marked and see it. Otherwise whoever WeCom finds by sender
            and tag sees it: nobody can be left out.
        starts_at: without it members are asked as soon as it can be.
    """

    audience: MomentAudience
    senders: Senders
    programme_id: ProgrammeId | None = None
    governed: bool = False
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentDraft:
    """What an operator decides."""

    name: str
    content: MomentContent
    aim: Aim


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment as stored.

    Attributes:
        reach: customers it would have reached when it was sent, where an approval depends on it.
        closes_at: until when members may publish; before they are asked, the latest that it can become.
        marked_to: the last member of the segment who is marked or skipped, while marking.
        has_unmarked: those who are to be marked are known, and some are left to be looked at.
        marking_tag_id: the tag that stands for the segment at WeCom.
        marks: relations that were given that tag.
        problem: why it ended though nobody cancelled it.
    """

    moment_id: MomentId
    name: str
    state: MomentState
    content: MomentContent
    aim: Aim
    created_at: datetime
    created_by: str | None
    sent_by: str | None
    approved_by: str | None
    reach: int | None
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
    def audience(self) -> MomentAudience:
        """Whom it is for."""
        return self.aim.audience

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
    programme: str | None
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
    """The same with its senders and the accounts that sent and approved it by name, skips by reason, the marking."""

    view: MomentView
    staff: tuple[Named, ...]
    departments: tuple[Named, ...]
    skips: Mapping[str, int]
    names: Mapping[str, str]
    marking: Marking | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentReach:
    """Whom a moment would reach if it was sent now.

    Attributes:
        opens_at, closes_at: from when and until when members could publish it.
        governing: why it must be governed, or None where it need not.
        governed: it is, asked for or not: `skipped` are left out. Otherwise all see it whom WeCom finds.
        customers: who could see it.
        hidden: of them, who were shown so many this month that WeCom hides it; nobody where it is governed.
        marks: relations to be marked first.
        skipped: persons whom the governor leaves out, by reason.
        nevertheless: persons who see it though the governor would leave them out, by reason: it is not governed.
    """

    opens_at: datetime
    closes_at: datetime
    governing: Governing | None
    governed: bool
    customers: int
    staff: int
    hidden: int
    marks: int
    skipped: Mapping[Reason, int]
    nevertheless: Mapping[Reason, int]
