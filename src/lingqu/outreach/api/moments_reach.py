"""Whom a moment can be for, who publishes it, and whom it would reach now."""

from collections.abc import Sequence

from lingqu.deliveries.contracts import Reason
from lingqu.deliveries.contracts.moments import MOST_SHOWN_A_MONTH
from lingqu.directory.api.people import cards_of, list_departments, list_follow_users, staff_in
from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId, StaffId, TagId
from lingqu.outreach.api.audiences import check_audience
from lingqu.outreach.contracts.broadcasts import SegmentAudience, TagAudience
from lingqu.outreach.contracts.moments import Everybody, MomentAudience, MomentReach, Senders
from lingqu.outreach.domain.moments import leave_out, month_of
from lingqu.outreach.errors import EmptyAudienceError, NobodyPublishesError, UnknownSenderError
from lingqu.outreach.store import moments as store
from lingqu.outreach.store import moments_reach as reach_store
from lingqu.outreach.store.moments_reach import Cap, SenderReach
from lingqu.segments.api.audiences import members_of
from lingqu.segments.leaves import Shelf

SLICE = 50_000
"""Members looked at by one statement."""


async def check_whom(session: Session, audience: MomentAudience, senders: Senders) -> None:
    """Refuse what a moment cannot be for, and members and departments that there are not.

    Raises:
        NoTagError, UnknownTagError: the tags.
        UnknownSegmentError, SegmentArchivedError, SegmentBuildingError: the segment.
        UnknownSenderError: the senders.
    """
    if not isinstance(audience, Everybody):
        await check_audience(session, audience)
    known = await cards_of(session, senders.staff_ids)
    if missing := [one for one in senders.staff_ids if one not in known]:
        raise UnknownSenderError("body.staff_ids", missing)
    departments = {one.department_id for one in await list_departments(session)} if senders.department_ids else set()
    if missing_departments := [one for one in senders.department_ids if one not in departments]:
        raise UnknownSenderError("body.department_ids", missing_departments)


async def able_senders(session: Session, senders: Senders) -> list[StaffId] | None:
    """Return those of the senders who have customers and are still here; None when every such member is meant.

    Raises:
        NobodyPublishesError: none of them can publish.
    """
    if not senders.staff_ids and not senders.department_ids:
        return None
    named = {*senders.staff_ids, *await staff_in(session, senders.department_ids)}
    able = sorted(named & (await list_follow_users(session)).keys())
    if not able:
        raise NobodyPublishesError
    return able


async def preview(session: Session, shelf: Shelf, audience: MomentAudience, senders: Senders) -> MomentReach:
    """Return whom a moment would reach now, and whom not and why.

    Raises:
        NobodyPublishesError: none of the senders can publish.
        UnknownTagError, UnknownSegmentError and others: what `check_whom` refuses.
    """
    await check_whom(session, audience, senders)
    able = await able_senders(session, senders)
    open_moments = await store.count_open(session)
    if isinstance(audience, SegmentAudience):
        return await _preview_segment(session, shelf, audience, able, open_moments)
    found = await reach_store.count_reach(session, cap_of(session), senders=able, tags=tags_of(audience))
    return MomentReach(
        customers=found.customers,
        staff=found.staff,
        over_cap=found.over_cap,
        open_moments=open_moments,
        marks=0,
        skipped={},
    )


async def require_reach(session: Session, shelf: Shelf, audience: MomentAudience, senders: Senders) -> None:
    """Refuse a moment that nobody could see now.

    Raises:
        EmptyAudienceError: nobody could.
        NobodyPublishesError, UnknownTagError and others: what `preview` refuses.
    """
    found = await preview(session, shelf, audience, senders)
    if found.customers - (0 if found.marks else found.over_cap) <= 0:
        raise EmptyAudienceError("body.segment_id" if isinstance(audience, SegmentAudience) else "body.tag_ids")


async def list_publishers(session: Session, audience: MomentAudience, senders: Senders) -> list[SenderReach]:
    """Return the members who have somebody to show a moment to who was not shown too many."""
    try:
        able = await able_senders(session, senders)
    except NobodyPublishesError:
        return []
    found = await reach_store.list_senders(session, cap_of(session), senders=able, tags=tags_of(audience))
    return [one for one in found if one.customers > one.over_cap]


def cap_of(session: Session) -> Cap:
    """Return how many moments a customer is shown in the month that is."""
    return Cap(month=month_of(session.at), most=MOST_SHOWN_A_MONTH)


def tags_of(audience: MomentAudience) -> tuple[TagId, ...] | None:
    """Return the tags a relation must have one of; None where it need have none."""
    return audience.tag_ids if isinstance(audience, TagAudience) else None


async def _preview_segment(
    session: Session,
    shelf: Shelf,
    audience: SegmentAudience,
    able: Sequence[StaffId] | None,
    open_moments: int,
) -> MomentReach:
    members = await members_of(session, shelf, audience.segment_id)
    customers, staff = 0, set[StaffId]()
    skipped: dict[Reason, int] = {}
    for start in range(0, len(members), SLICE):
        part = [CustomerId(one) for one in members[start : start + SLICE]]
        for person in await reach_store.list_persons(session, cap_of(session), part, senders=able):
            reason = leave_out(person)
            if reason is not None:
                skipped[reason] = skipped.get(reason, 0) + 1
            elif person.staff_id is not None:
                customers += 1
                staff.add(person.staff_id)
    return MomentReach(
        customers=customers,
        staff=len(staff),
        over_cap=skipped.get(Reason.OVER_CAP, 0),
        open_moments=open_moments,
        marks=customers,
        skipped=skipped,
    )
