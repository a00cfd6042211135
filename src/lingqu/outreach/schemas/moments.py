"""The shapes of moments at the HTTP edge."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec

from lingqu.deliveries.contracts import DeliveryState
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
    Aim,
    Everybody,
    Governing,
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
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.domain.moments import minutes_of
from lingqu.outreach.errors import TwoAudiencesError
from lingqu.outreach.schemas.broadcasts import ProgrammeRef, SegmentRef, TagRef
from lingqu.outreach.schemas.skips import SkipCount, skips_out


class MomentReachInput(msgspec.Struct, kw_only=True, frozen=True):
    """Whom a moment is for, who publishes it, when, and by which rules.

    Neither tags nor a segment: all customers of the senders. Neither members nor departments: every member with
    customers. Without `starts_at` members are asked as soon as it can be. `governed`: only those whom the rules allow
    are marked and see it; otherwise whoever WeCom finds by sender and tag does.
    """

    tag_ids: list[int] = []
    segment_id: int | None = None
    staff_ids: list[int] = []
    department_ids: list[int] = []
    programme_id: int | None = None
    governed: bool = False
    starts_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class MomentInput(MomentReachInput, kw_only=True, frozen=True):
    """What an operator decides about a moment."""

    name: str
    text: str
    attachments: list[MomentAttachment]


class MomentReachOut(msgspec.Struct, kw_only=True, frozen=True):
    """Whom a moment would reach if it was sent now.

    `governing` says why it must be governed, null where it need not; `governed` whether it is. A governed one leaves
    out those in `skipped`; `minutes` is how long the marking of the others takes, with what waits before it. One that
    is not governed is seen by those in `nevertheless` as well, whom the rules would leave out; WeCom itself hides it
    from `hidden` of the customers, who were shown `most_a_month` of ours this month.
    """

    opens_at: datetime
    closes_at: datetime
    governing: Governing | None
    governed: bool
    customers: int
    staff: int
    hidden: int
    most_a_month: int
    marks: int
    minutes: int
    skipped: list[SkipCount]
    nevertheless: list[SkipCount]


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
    programme: ProgrammeRef | None
    governed: bool
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
    """How far the marking of a governed moment is.

    `marked` of `marks` relations have their tag at WeCom, `unplanned` persons are not looked at yet; `minutes` is how
    long the rest takes at `per_minute`, with what waits before it, if other calls of the corp do not make it longer.
    """

    marks: int
    marked: int
    unplanned: int
    minutes: int
    per_minute: int


class MomentOut(MomentRow, kw_only=True, frozen=True):
    """A moment whole; `problem` says why it ended though nobody cancelled it, or why WeCom made none."""

    staff: list[NamedRef]
    departments: list[NamedRef]
    skips: list[SkipCount]
    marking: MarkingOut | None
    ready_at: datetime | None
    handed_over_at: datetime | None
    closes_at: datetime | None
    finished_at: datetime | None
    problem: str | None
    sent_by: str | None
    sent_by_name: str | None
    approved_by: str | None
    approved_by_name: str | None
    reach: int | None


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


def aim_of(data: MomentReachInput) -> Aim:
    """Read whom a moment is for, by whom, and by which rules; a segment is governed in any case."""
    return Aim(
        audience=moment_audience_of(data),
        senders=senders_of(data),
        programme_id=None if data.programme_id is None else ProgrammeId(data.programme_id),
        governed=data.governed or data.segment_id is not None,
        starts_at=data.starts_at,
    )


def moment_draft_of(data: MomentInput) -> MomentDraft:
    """Read a draft."""
    return MomentDraft(
        name=data.name.strip(),
        content=MomentContent(text=data.text, attachments=tuple(data.attachments)),
        aim=aim_of(data),
    )


def reach_out(found: MomentReach, *, waiting: int, per_minute: int) -> MomentReachOut:
    """Show whom a moment would reach; `waiting` marks stand before its own."""
    return MomentReachOut(
        opens_at=found.opens_at,
        closes_at=found.closes_at,
        governing=found.governing,
        governed=found.governed,
        customers=found.customers,
        staff=found.staff,
        hidden=found.hidden,
        most_a_month=MOST_SHOWN_A_MONTH,
        marks=found.marks,
        minutes=minutes_of(waiting + found.marks, per_minute=per_minute) if found.marks else 0,
        skipped=skips_out(found.skipped),
        nevertheless=skips_out(found.nevertheless),
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
        starts_at=moment.aim.starts_at,
        tags=[TagRef(tag_id=one.tag_id, name=one.name) for one in view.tags],
        segment=None
        if segment is None
        else SegmentRef(segment_id=segment.segment_id, name=segment.name, archived=segment.archived),
        programme=_programme(view),
        governed=moment.aim.governed,
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
        skips=skips_out(detail.skips),
        marking=None if detail.marking is None else _marking(detail.marking, per_minute),
        ready_at=moment.ready_at,
        handed_over_at=moment.handed_over_at or (progress.handed_over_at if progress else None),
        closes_at=moment.closes_at if progress else None,
        finished_at=moment.finished_at,
        problem=moment.problem,
        sent_by=moment.sent_by,
        sent_by_name=detail.names.get(moment.sent_by or ""),
        approved_by=moment.approved_by,
        approved_by_name=detail.names.get(moment.approved_by or ""),
        reach=moment.reach,
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


def _programme(view: MomentView) -> ProgrammeRef | None:
    programme_id = view.moment.aim.programme_id
    if programme_id is None or view.programme is None:
        return None
    return ProgrammeRef(programme_id=programme_id, name=view.programme)


def _named(found: tuple[Named, ...]) -> list[NamedRef]:
    return [NamedRef(number=one.number, name=one.name) for one in found]
