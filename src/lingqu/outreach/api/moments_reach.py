"""Whom a moment can be for, who publishes it, and whom it would reach now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from lingqu.deliveries.contracts import Reason
from lingqu.deliveries.contracts.moments import MOST_SHOWN_A_MONTH
from lingqu.directory.api.people import cards_of, list_departments, list_follow_users, staff_in
from lingqu.infra.database import Session
from lingqu.kernel.ids import StaffId
from lingqu.outreach.api.audiences import check_audience
from lingqu.outreach.api.governing import Weighed, weigh
from lingqu.outreach.api.moments_governing import (
    case_of,
    is_overnight,
    longest_window,
    persons_of,
    programme_of,
    reason_to_govern,
    slices_of,
    tags_of,
)
from lingqu.outreach.contracts.broadcasts import SegmentAudience
from lingqu.outreach.contracts.moments import Aim, Everybody, MomentAudience, MomentReach, Senders
from lingqu.outreach.contracts.programmes import Programme
from lingqu.outreach.domain.audiences import Candidate
from lingqu.outreach.domain.moments import month_of, window_from
from lingqu.outreach.errors import EmptyAudienceError, NobodyPublishesError, UnknownSenderError
from lingqu.outreach.store import moments_reach as reach_store
from lingqu.outreach.store import rules as rules_store
from lingqu.outreach.store.moments_reach import Cap, SenderReach
from lingqu.segments.leaves import Shelf

SLICE = 20_000
"""Persons weighed by one statement."""
_NOT_SEEN = frozenset({Reason.NO_LIVE_RELATION, Reason.NO_FOLLOW_USER, Reason.OVER_CAP})
"""Reasons for which nobody sees a moment that is not governed either."""


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


async def preview(session: Session, shelf: Shelf, aim: Aim) -> MomentReach:
    """Return whom a moment would reach if it was sent now, whom not and why, and who would see it nevertheless.

    Raises:
        NobodyPublishesError: none of the senders can publish.
        ProgrammeNotFoundError: there is no such programme.
        UnknownTagError, UnknownSegmentError and others: what `check_whom` refuses.
    """
    await check_whom(session, aim.audience, aim.senders)
    able = await able_senders(session, aim.senders)
    programme = await programme_of(session, aim)
    rules = await rules_store.find(session)
    governing = await reason_to_govern(session, aim)
    governed = aim.governed or governing is not None
    window = window_from(rules, max(aim.starts_at or session.at, session.at), overnight=is_overnight(programme))
    judged = longest_window(session, rules, programme, aim) if governed else window
    sums = _Sums(programme)
    case = case_of(rules, programme, judged, moment_id=None)
    for part in slices_of(await persons_of(session, shelf, aim.audience, able), SLICE):
        candidates = await reach_store.list_persons(session, part, senders=able, tags=tags_of(aim.audience))
        sums.add(candidates, await weigh(session, case, candidates))
    told = MomentReach(
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        governing=governing,
        governed=governed,
        customers=sums.within_budget,
        staff=len(sums.staff),
        hidden=0,
        marks=sums.within_budget,
        skipped=sums.skipped(),
        nevertheless={},
    )
    if governed:
        return told
    found = await reach_store.count_reach(session, cap_of(session), senders=able, tags=tags_of(aim.audience))
    return replace(
        told,
        customers=found.customers,
        staff=found.staff,
        hidden=found.over_cap,
        marks=0,
        skipped={},
        nevertheless={one: number for one, number in sums.skipped().items() if one not in _NOT_SEEN},
    )


async def require_reach(session: Session, shelf: Shelf, aim: Aim) -> None:
    """Refuse a moment that nobody could see now; persons are looked at until somebody is found.

    Raises:
        EmptyAudienceError: nobody could.
        NobodyPublishesError, UnknownTagError and others: what `preview` refuses.
    """
    await check_whom(session, aim.audience, aim.senders)
    able = await able_senders(session, aim.senders)
    if not aim.governed:
        found = await reach_store.count_reach(session, cap_of(session), senders=able, tags=tags_of(aim.audience))
        if found.customers > found.over_cap:
            return
        raise EmptyAudienceError("body.tag_ids")
    programme = await programme_of(session, aim)
    rules = await rules_store.find(session)
    case = case_of(rules, programme, longest_window(session, rules, programme, aim), moment_id=None)
    for part in slices_of(await persons_of(session, shelf, aim.audience, able), SLICE):
        candidates = await reach_store.list_persons(session, part, senders=able, tags=tags_of(aim.audience))
        if (await weigh(session, case, candidates)).reached:
            return
    raise EmptyAudienceError("body.segment_id" if isinstance(aim.audience, SegmentAudience) else "body.tag_ids")


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


class _Sums:
    """Sums of verdicts, slice by slice."""

    def __init__(self, programme: Programme | None) -> None:
        budget = None if programme is None else programme.draft.budget
        self._left = None if programme is None or budget is None else max(budget - programme.planned, 0)
        self._reasons: Counter[Reason | None] = Counter()
        self.staff: set[StaffId] = set()

    @property
    def within_budget(self) -> int:
        """How many are reached."""
        reached = self._reasons[None]
        return reached if self._left is None else min(reached, self._left)

    def add(self, candidates: Sequence[Candidate], weighed: Weighed) -> None:
        self._reasons.update(weighed.reasons.values())
        reached = set(weighed.reached)
        self.staff |= {one.sender for one in candidates if one.sender is not None and one.customer_id in reached}

    def skipped(self) -> dict[Reason, int]:
        found = {reason: number for reason, number in self._reasons.items() if reason is not None}
        over = self._reasons[None] - self.within_budget
        return found | ({Reason.OVER_BUDGET: over} if over else {})
