"""Broadcasts, their drafts, and audiences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from lingqu.deliveries.contracts import DeliveryState, Reason, TakenOut
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.kernel.ids import BroadcastId, CustomerId, TagId
from lingqu.outreach.contracts.groups import GroupAudienceView
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.contracts.variants import Variant
from lingqu.tasks.contracts.tasks import TaskCounts, TaskRow

JOB_START = "outreach.start"
JOB_PLAN = "outreach.plan"
JOB_FOLLOW = "outreach.follow"
JOB_SETTLED = "outreach.settled"
"""Have the recipients of a call follow what a person said of it; key: `GroupSendId`."""
JOB_AFTER_ALL = "outreach.after_all"
"""Weigh those of a broadcast anew who gave way; key: `BroadcastId`."""

JOB_REFUSALS = "outreach.refusals"
"""Take a person out of what is on its way to them; key: `CustomerId` of one of their contacts."""


class BroadcastState(StrEnum):
    """Where a broadcast stands; `lingqu.outreach.domain.broadcasts` has the moves."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    SCHEDULED = "scheduled"
    PLANNING = "planning"
    HANDING_OVER = "handing_over"
    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"


class EndReason(StrEnum):
    """Why a broadcast was cancelled that nobody cancelled by itself."""

    FROZEN = "frozen"
    AUDIENCE_GONE = "audience_gone"
    """Its segment was put away, or its tags were, before its hour came."""
    PROGRAMME_OVER = "programme_over"


class TagMatch(StrEnum):
    """Whether a customer needs any of the tags or all of them."""

    ANY = "any"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagAudience:
    """Persons with some corp tags on live relations of any of their contacts, as they are when they are planned."""

    tag_ids: tuple[TagId, ...]
    match: TagMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentAudience:
    """The members of a segment, each person once, as they were when the broadcast was sent."""

    segment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingAudience:
    """Whoever was addressed one by one by the time it leaves; nobody chooses it by hand."""

    mailing: str


Audience: TypeAlias = TagAudience | SegmentAudience | MailingAudience
"""Of persons."""

BroadcastAudience: TypeAlias = Audience | GroupAudience
"""Persons, or customer groups: a message to a person and one into a group are never of one broadcast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastDraft:
    """What an operator decides; without a programme it is marketing, and nobody is held out of it alone."""

    name: str
    audience: BroadcastAudience
    variants: tuple[Variant, ...]
    programme_id: ProgrammeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagName:
    """A corp tag with its name."""

    tag_id: TagId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """A broadcast as stored; `version` is another one whenever it changed or moved."""

    broadcast_id: BroadcastId
    version: int
    name: str
    state: BroadcastState
    audience: BroadcastAudience
    variants: tuple[Variant, ...]
    programme_id: ProgrammeId | None
    created_at: datetime
    created_by: str | None
    scheduled_at: datetime | None
    sent_by: str | None
    approved_by: str | None
    reach: int | None
    """Customers, or people in groups, it would have reached when it was sent, where an approval depends on it."""
    end_reason: EndReason | None
    planned_to: int | None
    """The last customer, or group, whose verdict is recorded, while planning."""
    handed_over_at: datetime | None
    closes_at: datetime | None
    finished_at: datetime | None

    @property
    def draft(self) -> BroadcastDraft:
        """What an operator decided about it."""
        return BroadcastDraft(
            name=self.name, audience=self.audience, variants=self.variants, programme_id=self.programme_id
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentName:
    """A segment with its name; one that was put away still has it."""

    segment_id: int
    name: str
    archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastView:
    """A broadcast with the names of its tags, its segment or its groups, and what became of its deliveries and tasks.

    Attributes:
        counts: deliveries by state.
        skips: those that were skipped, by the reason.
    """

    broadcast: Broadcast
    tags: tuple[TagName, ...]
    segment: SegmentName | None
    groups: GroupAudienceView | None
    programme: str | None
    counts: Mapping[DeliveryState, int]
    skips: Mapping[str, int]
    tasks: TaskCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastDetail:
    """The same with who was taken out on the way, and the names of the accounts that sent and approved it.

    Attributes:
        by_variant: deliveries by state of those who were drawn, where there are several contents.
    """

    view: BroadcastView
    taken_out: Sequence[TakenOut]
    by_variant: Mapping[str, Mapping[DeliveryState, int]]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastTask:
    """A member's task with where the member works, which content it carries and what became of the recipients."""

    task: TaskRow
    shop_name: str | None
    variant: str
    customers: int
    delivered: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A customer of an audience, as shown."""

    customer_id: CustomerId
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What the governor would decide if a broadcast left at an hour, by what is planned and received now.

    Attributes:
        opens_at, closes_at: from when and until when members could send it.
        customers: who would get it.
        skipped: who would not, by the reason.
        later: of those beyond a cap, how many could from which day of the corp on.
        too_late: of those, how many could not within a month.
    """

    opens_at: datetime
    closes_at: datetime
    customers: int
    skipped: Mapping[Reason, int]
    later: Mapping[date, int]
    too_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AudiencePreview:
    """An audience as it is now: who would be reached, through how many members, and who would be skipped."""

    customers: int
    staff: int
    sample: tuple[Sample, ...]
    skipped: Mapping[Reason, int]
