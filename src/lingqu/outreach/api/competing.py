"""The planner asked: for whom a broadcast gives way, because something due later in the same weeks is worth more.

What is said of one broadcast holds for that one alone. Whoever leaves next is weighed anew, by what was received until
then; caps themselves are counted where verdicts are given, under a lock.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyroaring import BitMap

from lingqu.deliveries.api import calls
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.infra.database import Session
from lingqu.kernel.errors import LingquError
from lingqu.kernel.ids import CustomerId
from lingqu.outreach.api.audiences import check_audience, persons_of
from lingqu.outreach.api.governing import Case, weigh
from lingqu.outreach.api.workload import count_load
from lingqu.outreach.contracts.broadcasts import Audience, Broadcast, BroadcastState
from lingqu.outreach.contracts.programmes import Programme, ProgrammeState
from lingqu.outreach.domain.competing import HORIZON, Entrant, GivenWay, Race, bounds_of, days_of, give_way
from lingqu.outreach.domain.limits import Limit, Window, window_of
from lingqu.outreach.store import audiences as audience_store
from lingqu.outreach.store import broadcasts as broadcast_store
from lingqu.outreach.store import programmes as programme_store
from lingqu.outreach.store import usage as usage_store
from lingqu.segments.leaves import Shelf

SLICE = 20_000
"""Persons weighed by one statement."""


@dataclass(slots=True)
class _Runner:
    """A broadcast in the race, while it is found out whom it would reach."""

    case: Case
    audience: Audience
    persons: BitMap
    is_again: bool = False
    """Its persons have a verdict, and get another."""
    reached: BitMap = field(default_factory=BitMap)


async def find_given_way(
    session: Session, shelf: Shelf, case: Case, audience: Audience, *, again: BitMap | None = None
) -> GivenWay:
    """Return for whom a broadcast gives way that leaves when its window opens; for nobody where nothing else is due.

    Takes as long as weighing what its audience has in common with the others; nothing is written.

    Args:
        again: persons who gave way before, and are asked about once more; None is all of its audience who have no
            verdict.
    """
    rivals = await _rivals(session, shelf, case)
    if not rivals:
        return GivenWay()
    persons = await _everybody(session, shelf, audience) if again is None else again
    first = _Runner(case, audience, persons, is_again=again is not None)
    in_question = _in_question(first, rivals)
    if not first.persons & in_question:
        return GivenWay()
    runners = [first, *rivals]
    senders: dict[int, int] = {}
    contacts: dict[CustomerId, Sequence[CustomerId]] = {}
    for runner in runners:
        await _run(session, runner, in_question, senders, contacts)
    race = await _race(session, runners, senders=senders, contacts=contacts)
    # Seconds at millions: the loop of the worker goes on meanwhile.
    return await asyncio.to_thread(give_way, race)


async def _rivals(session: Session, shelf: Shelf, case: Case) -> list[_Runner]:
    """Return what else is due while caps may count both; what cannot be planned as it is now is not in the race."""
    due = await broadcast_store.list_in(session, [BroadcastState.SCHEDULED, BroadcastState.PLANNING])
    several = {one.programme_id for one in due if one.programme_id is not None}
    programmes = await programme_store.list_by_ids(session, sorted(several))
    rivals: list[_Runner] = []
    for one in due:
        programme = None if one.programme_id is None else programmes[one.programme_id]
        window = _window(session, case, one, programme)
        audience = one.audience
        if (
            one.broadcast_id == case.broadcast_id
            or isinstance(audience, GroupAudience)
            or window.opens_at > case.window.opens_at + HORIZON
            or (programme is not None and programme.state is not ProgrammeState.RUNNING)
            or not await _is_audience(session, audience)
        ):
            continue
        rival = replace(
            case,
            broadcast_id=one.broadcast_id,
            programme=programme,
            window=window,
            contents=len(one.variants),
        )
        rivals.append(_Runner(rival, audience, await _everybody(session, shelf, audience)))
    return rivals


def _window(session: Session, case: Case, one: Broadcast, programme: Programme | None) -> Window:
    if one.state is BroadcastState.PLANNING and one.closes_at is not None:
        return Window(session.at, max(session.at, one.closes_at))
    return window_of(case.rules, programme, max(one.scheduled_at or session.at, session.at))


async def _is_audience(session: Session, audience: Audience) -> bool:
    try:
        await check_audience(session, audience)
    except LingquError:
        return False
    return True


async def _everybody(session: Session, shelf: Shelf, audience: Audience) -> BitMap:
    """Return the persons of an audience as it is now."""
    everybody = BitMap()
    async for persons in persons_of(session, shelf, audience, most=SLICE):
        everybody |= persons
    return everybody


def _in_question(first: _Runner, rivals: Sequence[_Runner]) -> BitMap:
    """Return who must be weighed: who is wanted twice, and where members have only so many tasks, who shares theirs."""
    theirs = BitMap.union(*(one.persons for one in rivals))
    if first.case.rules.tasks_per_day is None:
        return first.persons & theirs
    day = first.case.day
    return first.persons | BitMap.union(BitMap(), *(one.persons for one in rivals if one.case.day == day))


async def _run(
    session: Session,
    runner: _Runner,
    in_question: BitMap,
    senders: dict[int, int],
    contacts: dict[CustomerId, Sequence[CustomerId]],
) -> None:
    """Find whom a broadcast would reach of those in question, with who would send and who else the person is."""
    persons = runner.persons & in_question
    for start in range(0, len(persons), SLICE):
        some = [CustomerId(one) for one in persons[start : start + SLICE]]
        candidates = await audience_store.list_persons(session, runner.audience, some)
        weighed = await weigh(session, runner.case, candidates)
        reached = BitMap(weighed.reached)
        if runner.case.broadcast_id is not None and not runner.is_again:
            reached -= BitMap(await calls.list_planned(session, runner.case.broadcast_id, weighed.reached))
        runner.reached |= reached
        senders |= {one.customer_id: one.sender for one in candidates if one.sender is not None}
        contacts |= {one: several for one, several in weighed.contacts.items() if one in reached}


async def _race(
    session: Session,
    runners: Sequence[_Runner],
    *,
    senders: Mapping[int, int],
    contacts: Mapping[CustomerId, Sequence[CustomerId]],
) -> Race:
    first = runners[0]
    entrants = [
        Entrant(window=one.case.window, programme=one.case.programme, reached=one.reached, contents=one.case.contents)
        for one in runners
    ]
    bounds = bounds_of(first.case.rules, entrants)
    shared = first.reached & BitMap.union(*(one.reached for one in runners[1:]))
    days = sorted(days_of(entrants)) if first.case.rules.tasks_per_day is not None else []
    return Race(
        rules=first.case.rules,
        entrants=entrants,
        senders=senders,
        bounds=bounds,
        used=await _used(session, first.case, shared, contacts, [limit for bound in bounds for limit in bound]),
        given=await count_load(session, days),
    )


async def _used(
    session: Session,
    case: Case,
    shared: BitMap,
    contacts: Mapping[CustomerId, Sequence[CustomerId]],
    limits: Sequence[Limit],
) -> dict[int, Sequence[int]]:
    """Return what is taken of each limit by those who are wanted twice; of the others nothing is in question."""
    used: dict[int, Sequence[int]] = {}
    for start in range(0, len(shared), SLICE):
        some = {CustomerId(one): contacts[CustomerId(one)] for one in shared[start : start + SLICE]}
        used |= await usage_store.count_taken(session, case.broadcast_id, some, limits)
    return used
