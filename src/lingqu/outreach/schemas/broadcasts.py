"""The shapes of broadcasts at the HTTP edge."""

from datetime import date, datetime
from typing import Annotated

import msgspec

from lingqu.kernel.ids import TagId
from lingqu.kernel.paging import Page
from lingqu.outreach.contracts.broadcasts import (
    Audience,
    AudiencePreview,
    BroadcastAudience,
    BroadcastDetail,
    BroadcastDraft,
    BroadcastState,
    BroadcastTask,
    BroadcastView,
    EndReason,
    Forecast,
    SegmentAudience,
    SegmentName,
    TagAudience,
    TagMatch,
)
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.errors import TwoAudiencesError
from lingqu.outreach.schemas.groups import GroupsInput, GroupsOut, groups_of, groups_out
from lingqu.outreach.schemas.skips import SkipCount, skips_out
from lingqu.outreach.schemas.variants import (
    DeliveryCounts,
    VariantInput,
    VariantOut,
    counts_out,
    variants_of,
    variants_out,
)
from lingqu.tasks.contracts.tasks import CancelReason, TaskState


class AudienceInput(msgspec.Struct, kw_only=True, frozen=True):
    """Whom a broadcast is for: customers with some tags, or the members of a segment."""

    tag_ids: list[int] = []
    tag_match: TagMatch = TagMatch.ANY
    segment_id: int | None = None


class BroadcastInput(AudienceInput, kw_only=True, frozen=True):
    """What an operator decides about a broadcast; with `groups` it goes into customer groups.

    It has 1 to 16 contents, of which a person is sent one.
    """

    name: str
    variants: list[VariantInput]
    programme_id: int | None = None
    groups: GroupsInput | None = None


class RevisionInput(BroadcastInput, kw_only=True, frozen=True):
    """What an operator decides anew; `version` is the one that the change was made from."""

    version: int


class ApproveInput(msgspec.Struct, kw_only=True, frozen=True):
    """Which version a second person has seen."""

    version: int


class SendInput(msgspec.Struct, kw_only=True, frozen=True):
    """When a broadcast shall leave; null is now."""

    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class ProgrammeRef(msgspec.Struct, kw_only=True, frozen=True):
    """A programme."""

    programme_id: int
    name: str


class TagRef(msgspec.Struct, kw_only=True, frozen=True):
    """A corp tag."""

    tag_id: int
    name: str


class SegmentRef(msgspec.Struct, kw_only=True, frozen=True):
    """A segment; one that was put away still has its name."""

    segment_id: int
    name: str
    archived: bool


class TaskStateCounts(msgspec.Struct, kw_only=True, frozen=True):
    """Members' tasks by state."""

    open: int
    confirmed: int
    expired: int
    cancelled: int


class BroadcastRow(msgspec.Struct, kw_only=True, frozen=True):
    """A broadcast in the list: for some tags, for a segment or into groups; which of the last two, is not null."""

    broadcast_id: int
    name: str
    state: BroadcastState
    created_at: datetime
    created_by: str | None
    tag_match: TagMatch | None
    tags: list[TagRef]
    segment: SegmentRef | None
    groups: GroupsOut | None
    programme: ProgrammeRef | None
    scheduled_at: datetime | None
    end_reason: EndReason | None
    counts: DeliveryCounts
    skips: list[SkipCount]
    tasks: TaskStateCounts


class TakenOutCount(msgspec.Struct, kw_only=True, frozen=True):
    """Customers taken out while it was on its way, for one reason; `had_left`: those of them who had it already."""

    reason: str
    customers: int
    had_left: int


class BroadcastOut(BroadcastRow, kw_only=True, frozen=True):
    """A broadcast whole."""

    version: int
    variants: list[VariantOut]
    taken_out: list[TakenOutCount]
    handed_over_at: datetime | None
    closes_at: datetime | None
    sent_by: str | None
    sent_by_name: str | None
    approved_by: str | None
    approved_by_name: str | None
    reach: int | None


class BroadcastList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of broadcasts."""

    items: list[BroadcastRow]
    next_cursor: str | None
    total: int | None


class SampleCustomer(msgspec.Struct, kw_only=True, frozen=True):
    """A customer of an audience; the name is null when unknown, or not for the viewer's eyes."""

    customer_id: int
    name: str | None


class AudienceOut(msgspec.Struct, kw_only=True, frozen=True):
    """Whom a broadcast would reach now."""

    customers: int
    staff: int
    sample: list[SampleCustomer]
    skipped: list[SkipCount]


class ForecastInput(AudienceInput, kw_only=True, frozen=True):
    """What is to be foretold: to whom, as part of what, of how many contents, and when; null is now."""

    programme_id: int | None = None
    contents: Annotated[int, msgspec.Meta(ge=1, le=16)] = 1
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class LaterOut(msgspec.Struct, kw_only=True, frozen=True):
    """How many of those beyond a cap could get it from a day of the corp on."""

    day: date
    customers: int


class ForecastOut(msgspec.Struct, kw_only=True, frozen=True):
    """What would become of a broadcast; `too_late` customers are beyond a cap for a month."""

    opens_at: datetime
    closes_at: datetime
    customers: int
    skipped: list[SkipCount]
    later: list[LaterOut]
    too_late: int


class TaskMember(msgspec.Struct, kw_only=True, frozen=True):
    """A member with the shop they work in."""

    staff_id: int
    name: str
    shop_name: str | None


class TaskOut(msgspec.Struct, kw_only=True, frozen=True):
    """A member's task of a broadcast, with the content that it carries."""

    task_id: int
    staff: TaskMember
    variant: str
    state: TaskState
    customers: int
    delivered: int
    failed: int
    opened_at: datetime
    confirmed_at: datetime | None
    reminders: int
    cancel_reason: CancelReason | None


class TaskList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of tasks."""

    items: list[TaskOut]
    next_cursor: str | None
    total: int | None


def audience_of(data: AudienceInput) -> Audience:
    """Read an audience; a tag named twice counts once. Refuses tags and a segment at once."""
    if data.segment_id is None:
        return TagAudience(tag_ids=tuple(TagId(one) for one in dict.fromkeys(data.tag_ids)), match=data.tag_match)
    if data.tag_ids:
        raise TwoAudiencesError
    return SegmentAudience(segment_id=data.segment_id)


def _broadcast_audience(data: BroadcastInput) -> BroadcastAudience:
    if data.groups is None:
        return audience_of(data)
    if data.tag_ids or data.segment_id is not None:
        raise TwoAudiencesError("body.groups")
    return groups_of(data.groups)


def draft_of(data: BroadcastInput) -> BroadcastDraft:
    """Read a draft."""
    return BroadcastDraft(
        name=data.name.strip(),
        audience=_broadcast_audience(data),
        variants=variants_of(data.variants),
        programme_id=None if data.programme_id is None else ProgrammeId(data.programme_id),
    )


def audience_out(preview: AudiencePreview, *, personal: bool) -> AudienceOut:
    """Show an audience."""
    return AudienceOut(
        customers=preview.customers,
        staff=preview.staff,
        sample=[
            SampleCustomer(customer_id=one.customer_id, name=one.name if personal else None) for one in preview.sample
        ],
        skipped=skips_out(preview.skipped),
    )


def forecast_out(found: Forecast) -> ForecastOut:
    """Show a forecast."""
    return ForecastOut(
        opens_at=found.opens_at,
        closes_at=found.closes_at,
        customers=found.customers,
        skipped=skips_out(found.skipped),
        later=[LaterOut(day=day, customers=number) for day, number in found.later.items()],
        too_late=found.too_late,
    )


def broadcast_out(detail: BroadcastDetail) -> BroadcastOut:
    """Show a broadcast whole."""
    broadcast = detail.view.broadcast
    return BroadcastOut(
        **msgspec.structs.asdict(broadcast_row(detail.view)),
        version=broadcast.version,
        variants=variants_out(detail),
        taken_out=[
            TakenOutCount(reason=one.reason, customers=one.customers, had_left=one.had_left) for one in detail.taken_out
        ],
        handed_over_at=broadcast.handed_over_at,
        closes_at=broadcast.closes_at,
        sent_by=broadcast.sent_by,
        sent_by_name=detail.names.get(broadcast.sent_by or ""),
        approved_by=broadcast.approved_by,
        approved_by_name=detail.names.get(broadcast.approved_by or ""),
        reach=broadcast.reach,
    )


def broadcast_list(page: Page[BroadcastView]) -> BroadcastList:
    """Show a page of broadcasts."""
    return BroadcastList(
        items=[broadcast_row(view) for view in page.items], next_cursor=page.next_cursor, total=page.total
    )


def broadcast_row(view: BroadcastView) -> BroadcastRow:
    """Show a broadcast in the list."""
    broadcast = view.broadcast
    return BroadcastRow(
        broadcast_id=broadcast.broadcast_id,
        name=broadcast.name,
        state=broadcast.state,
        created_at=broadcast.created_at,
        created_by=broadcast.created_by,
        tag_match=broadcast.audience.match if isinstance(broadcast.audience, TagAudience) else None,
        tags=[TagRef(tag_id=tag.tag_id, name=tag.name) for tag in view.tags],
        segment=None if view.segment is None else _segment(view.segment),
        groups=None if view.groups is None else groups_out(view.groups),
        programme=_programme(view),
        scheduled_at=broadcast.scheduled_at,
        end_reason=broadcast.end_reason,
        counts=counts_out(view.counts),
        skips=skips_out(view.skips),
        tasks=TaskStateCounts(
            open=view.tasks.open,
            confirmed=view.tasks.confirmed,
            expired=view.tasks.expired,
            cancelled=view.tasks.cancelled,
        ),
    )


def task_list(page: Page[BroadcastTask]) -> TaskList:
    """Show a page of tasks."""
    return TaskList(items=[_task(one) for one in page.items], next_cursor=page.next_cursor, total=page.total)


def _task(row: BroadcastTask) -> TaskOut:
    task = row.task
    return TaskOut(
        task_id=task.task_id,
        staff=TaskMember(staff_id=task.staff_id, name=task.staff_name, shop_name=row.shop_name),
        variant=row.variant,
        state=task.state,
        customers=row.customers,
        delivered=row.delivered,
        failed=row.failed,
        opened_at=task.opened_at,
        confirmed_at=task.confirmed_at,
        reminders=task.reminders,
        cancel_reason=task.cancel_reason,
    )


def _programme(view: BroadcastView) -> ProgrammeRef | None:
    programme_id = view.broadcast.programme_id
    if programme_id is None or view.programme is None:
        return None
    return ProgrammeRef(programme_id=programme_id, name=view.programme)


def _segment(named: SegmentName) -> SegmentRef:
    return SegmentRef(segment_id=named.segment_id, name=named.name, archived=named.archived)
