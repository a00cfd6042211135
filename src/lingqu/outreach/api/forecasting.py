"""What the governor would decide about a draft: who would get it at an hour, who not and why, and when they could."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import date, datetime, timedelta

from lingqu.deliveries.contracts import Reason
from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId
from lingqu.outreach.api.audiences import check_audience, persons_of
from lingqu.outreach.api.competing import find_given_way
from lingqu.outreach.api.governing import Case, weigh
from lingqu.outreach.contracts.broadcasts import Audience, Forecast
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.domain.audiences import Candidate
from lingqu.outreach.domain.hours import BEIJING
from lingqu.outreach.domain.limits import Limit, has_room, limits_of, window_of
from lingqu.outreach.errors import ProgrammeNotFoundError
from lingqu.outreach.store import audiences as audience_store
from lingqu.outreach.store import programmes as programme_store
from lingqu.outreach.store import rules as rules_store
from lingqu.outreach.store import usage as usage_store
from lingqu.segments.leaves import Shelf

SLICE = 20_000
"""Customers weighed by one statement."""
LOOK_AHEAD = timedelta(days=31)


async def forecast(
    session: Session,
    shelf: Shelf,
    audience: Audience,
    *,
    programme_id: ProgrammeId | None,
    at: datetime | None,
    contents: int = 1,
) -> Forecast:
    """Return what would become of a broadcast of so many contents to an audience if it left at an hour, None is now.

    Raises:
        ProgrammeNotFoundError: there is no such programme.
        NoTagError, UnknownTagError, UnknownSegmentError, SegmentArchivedError, SegmentBuildingError: the audience.
    """
    await check_audience(session, audience)
    rules = await rules_store.find(session)
    programme = None if programme_id is None else await programme_store.find(session, programme_id)
    if programme_id is not None and programme is None:
        raise ProgrammeNotFoundError(programme_id)
    window = window_of(rules, programme, max(at or session.at, session.at))
    case = Case(rules=rules, broadcast_id=None, programme=programme, window=window, contents=contents)
    given_way = await find_given_way(session, shelf, case, audience)
    weighing = _Weighing(session, replace(case, given_way=given_way))
    async with aclosing(persons_of(session, shelf, audience, most=SLICE)) as slices:
        async for persons in slices:
            customers = [CustomerId(one) for one in persons]
            await weighing.add(await audience_store.list_persons(session, audience, customers))
    return weighing.forecast()


class _Weighing:
    """Sums of verdicts, slice by slice; nothing is written."""

    def __init__(self, session: Session, case: Case) -> None:
        self._session = session
        self._case = case
        self._reasons: Counter[Reason | None] = Counter()
        self._later: Counter[date | None] = Counter()
        self._ahead = _days_ahead(case)

    async def add(self, candidates: Sequence[Candidate]) -> None:
        weighed = await weigh(self._session, self._case, candidates)
        self._reasons.update(weighed.reasons.values())
        await self._look_ahead(
            {one: several for one, several in weighed.contacts.items() if weighed.reasons[one] is not None}
        )

    def forecast(self) -> Forecast:
        window, programme = self._case.window, self._case.programme
        reached = self._reasons.pop(None, 0)
        if programme is not None and programme.draft.budget is not None:
            left = max(programme.draft.budget - programme.planned, 0)
            self._reasons[Reason.OVER_BUDGET] = max(reached - left, 0)
            reached = min(reached, left)
        too_late = self._later.pop(None, 0)
        return Forecast(
            opens_at=window.opens_at,
            closes_at=window.closes_at,
            customers=reached,
            skipped={reason: number for reason, number in self._reasons.items() if reason is not None and number},
            later={day: number for day, number in sorted(self._later.items()) if day is not None},
            too_late=too_late,
        )

    async def _look_ahead(self, contacts: Mapping[CustomerId, Sequence[CustomerId]]) -> None:
        """Find the first day on which each of those beyond a cap could be written to."""
        if not contacts:
            return
        since = min(limit.begins for _, limits in self._ahead for limit in limits)
        taken = await usage_store.list_taken(self._session, contacts, since=since)
        for several in taken.values():
            self._later[next((day for day, limits in self._ahead if has_room(several, limits)), None)] += 1


def _days_ahead(case: Case) -> list[tuple[date, list[Limit]]]:
    """Return the days after that of the window, each with the limits of a message that would leave at the same hour."""
    first = case.window.opens_at.astimezone(BEIJING)
    ahead: dict[date, list[Limit]] = {}
    for number in range(1, LOOK_AHEAD.days + 1):
        window = window_of(case.rules, case.programme, first + timedelta(days=number))
        day = window.opens_at.astimezone(BEIJING).date()
        ahead.setdefault(day, limits_of(case.rules, case.category, window, programme=case.programme))
    return list(ahead.items())
