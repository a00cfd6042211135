"""The shapes of moments at the HTTP edge."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.deliveries.contracts.moments import (
    MOST_SHOWN_A_MONTH,
    MomentAttachment,
    MomentContent,
    MomentCopy,
)
from lingqu.kernel.ids import DepartmentId, StaffId, TagId
from lingqu.kernel.paging import Page
from lingqu.outreach.contracts.broadcasts import SegmentAudience, TagAudience, TagMatch
from lingqu.outreach.contracts.moments import (
    Everybody,
    Marking,
    MomentAudience,
    MomentDetail,
    MomentDraft,
    MomentReach,
    MomentState,
    MomentView,
    Named,
    Senders,
)
from lingqu.outreach.domain.moments import minutes_of
from lingqu.outreach.errors import TwoAudiencesError
from lingqu.outreach.schemas.broadcasts import SegmentRef, TagRef
from lingqu.outreach.schemas.skips import SkipCount


class MomentReachInput(msgspec.Struct, kw_only=True, frozen=True):
    """Whom a moment is for, and who publishes it.

    Neither tags nor a segment: all customers of the senders. Neither members nor departments: every member with
    customers.
    """

    tag_ids: list[int] = []
    segment_id: int | None = None
    staff_ids: list[int] = []
    department_ids: list[int] = []


class MomentInput(MomentReachInput, kw_only=True, frozen=True):
    """What an operator decides about a moment; without `starts_at` members are asked as soon as it can be."""

    name: str
    text: str
    attachments: list[MomentAttachment]
    starts_at: datetime | None = None


class MomentReachOut(msgspec.Struct, kw_only=True, frozen=True):
    """Whom a moment would reach now.

    `customers` could see it, of whom WeCom would hide it from `over_cap`: they were shown `most_a_month` of ours this
    month. `minutes` is how long the marking of a segment takes, with what waits before it.
    """

    customers: int
    staff: int
    over_cap: int
    most_a_month: int
    open_moments: int
    marks: int
    minutes: int
    skipped: list[SkipCount]


class MomentCounts(msgspec.Struct, kw_only=True, frozen=True):
    """Customers of a moment: shown to, meant and not shown (yet), and left out beforehand."""

    shown: int
    waiting: int
    not_shown: int
    skipped: int


class MomentMembers(msgspec.Struct, kw_only=True, frozen=True):
    """Members who are asked to publish, and how many did."""

    asked: int
    published: int


class MomentRow(msgspec.Struct, kw_only=True, frozen=True):
    """A moment in the list."""

    moment_id: int
    name: str
    state: MomentState
    text: str
    attachments: list[MomentAttachment]
    created_at: datetime
    created_by: str | None
    starts_at: datetime | None
    tags: list[TagRef]
    segment: SegmentRef | None
    members: MomentMembers
    counts: MomentCounts


class MomentList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of moments."""

    items: list[MomentRow]
    next_cursor: str | None
    total: int | None


class NamedRef(msgspec.Struct, kw_only=True, frozen=True):
    """A member or a department."""

    number: int
    name: str


class MarkingOut(msgspec.Struct, kw_only=True, frozen=True):
    """How far the marking of a segment is.

    `marked` of `marks` relations have their tag at WeCom, `unplanned` members are not looked at yet; `minutes` is how
    long the rest takes at `per_minute`, with what waits before it, if other calls of the corp do not make it longer.
    """

    marks: int
    marked: int
    unplanned: int
    minutes: int
    per_minute: int


class MomentOut(MomentRow, kw_only=True, frozen=True):
    """A moment whole; `problem` says why it ended without reaching anybody."""

    staff: list[NamedRef]
    departments: list[NamedRef]
    skips: list[SkipCount]
    marking: MarkingOut | None
    ready_at: datetime | None
    handed_over_at: datetime | None
    closes_at: datetime | None
    finished_at: datetime | None
    problem: str | None


class MomentMemberOut(msgspec.Struct, kw_only=True, frozen=True):
    """One member's part: asked or not (nobody to show it to), published, meant for and shown to how many."""

    staff_id: int
    name: str
    asked: bool
    published_at: datetime | None
    meant: int | None
    shown: int | None
    is_final: bool


class MomentMemberList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of members."""

    items: list[MomentMemberOut]
    next_cursor: str | None
    total: int | None


def moment_audience_of(data: MomentReachInput) -> MomentAudience:
    """Read whom a moment is for; a tag named twice counts once. Refuses tags and a segment at once."""
    if data.segment_id is not None and data.tag_ids:
        raise TwoAudiencesError
    if data.segment_id is not None:
        return SegmentAudience(segment_id=data.segment_id)
    if data.tag_ids:
        return TagAudience(tag_ids=tuple(TagId(one) for one in dict.fromkeys(data.tag_ids)), match=TagMatch.ANY)
    return Everybody()


def senders_of(data: MomentReachInput) -> Senders:
    """Read who publishes."""
    return Senders(
        staff_ids=tuple(StaffId(one) for one in dict.fromkeys(data.staff_ids)),
        department_ids=tuple(DepartmentId(one) for one in dict.fromkeys(data.department_ids)),
    )


def moment_draft_of(data: MomentInput) -> MomentDraft:
    """Read a draft."""
    return MomentDraft(
        name=data.name.strip(),
        content=MomentContent(text=data.text, attachments=tuple(data.attachments)),
        audience=moment_audience_of(data),
        senders=senders_of(data),
        starts_at=data.starts_at,
    )


def reach_out(found: MomentReach, *, waiting: int, per_minute: int) -> MomentReachOut:
    """Show whom a moment would reach; `waiting` marks stand before those of the segment."""
    return MomentReachOut(
        customers=found.customers,
        staff=found.staff,
        over_cap=found.over_cap,
        most_a_month=MOST_SHOWN_A_MONTH,
        open_moments=found.open_moments,
        marks=found.marks,
        minutes=minutes_of(waiting + found.marks, per_minute=per_minute) if found.marks else 0,
        skipped=_skips(found.skipped),
    )


def moment_list(page: Page[MomentView]) -> MomentList:
    """Show a page of moments."""
    return MomentList(items=[moment_row(one) for one in page.items], next_cursor=page.next_cursor, total=page.total)


def moment_row(view: MomentView) -> MomentRow:
    """Show a moment in the list."""
    moment, progress = view.moment, view.progress
    segment = view.segment
    return MomentRow(
        moment_id=moment.moment_id,
        name=moment.name,
        state=moment.state,
        text=moment.content.text,
        attachments=list(moment.content.attachments),
        created_at=moment.created_at,
        created_by=moment.created_by,
        starts_at=moment.starts_at,
        tags=[TagRef(tag_id=one.tag_id, name=one.name) for one in view.tags],
        segment=None
        if segment is None
        else SegmentRef(segment_id=segment.segment_id, name=segment.name, archived=segment.archived),
        members=MomentMembers(asked=progress.asked if progress else 0, published=progress.published if progress else 0),
        counts=_counts(view.counts),
    )


def moment_out(detail: MomentDetail, *, per_minute: int) -> MomentOut:
    """Show a moment whole."""
    moment = detail.view.moment
    progress = detail.view.progress
    return MomentOut(
        **msgspec.structs.asdict(moment_row(detail.view)),
        staff=_named(detail.staff),
        departments=_named(detail.departments),
        skips=_skips(detail.skips),
        marking=None if detail.marking is None else _marking(detail.marking, per_minute),
        ready_at=moment.ready_at,
        handed_over_at=moment.handed_over_at or (progress.handed_over_at if progress else None),
        closes_at=moment.closes_at,
        finished_at=moment.finished_at,
        problem=moment.problem,
    )


def member_list(page: Page[MomentCopy]) -> MomentMemberList:
    """Show a page of members."""
    return MomentMemberList(
        items=[
            MomentMemberOut(
                staff_id=one.staff_id,
                name=one.staff_name,
                asked=one.asked,
                published_at=one.published_at,
                meant=one.meant,
                shown=one.shown,
                is_final=one.is_final,
            )
            for one in page.items
        ],
        next_cursor=page.next_cursor,
        total=page.total,
    )


def _marking(marking: Marking, per_minute: int) -> MarkingOut:
    return MarkingOut(
        marks=marking.marks,
        marked=max(marking.marks - marking.waiting, 0),
        unplanned=marking.members,
        minutes=minutes_of(marking.ahead + marking.members, per_minute=per_minute),
        per_minute=per_minute,
    )


def _counts(counts: Mapping[DeliveryState, int]) -> MomentCounts:
    return MomentCounts(
        shown=counts.get(DeliveryState.DELIVERED, 0),
        waiting=counts.get(DeliveryState.HANDED_OVER, 0),
        not_shown=counts.get(DeliveryState.FAILED, 0),
        skipped=counts.get(DeliveryState.SKIPPED, 0),
    )


def _named(found: tuple[Named, ...]) -> list[NamedRef]:
    return [NamedRef(number=one.number, name=one.name) for one in found]


def _skips(skips: Mapping[Reason, int] | Mapping[str, int]) -> list[SkipCount]:
    ordered = sorted((-number, str(reason)) for reason, number in skips.items())
    return [SkipCount(reason=reason, count=-number) for number, reason in ordered]
