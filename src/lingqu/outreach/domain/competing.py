"""Broadcasts that compete: for whom the one that leaves now gives way, because something to come is worth more.

The hours are their authors'; the planner says who gets what. It plans all that is due as far ahead as caps reach, and
only what it says of the first counts: when the next one leaves, everything is planned anew, by what was received by
then. So nothing is reserved for later, and nothing has to be given back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from lingqu.kernel.ids import StaffId
from lingqu.outreach.contracts.programmes import Programme
from lingqu.outreach.contracts.rules import Category, Rules
from lingqu.outreach.domain.hours import day_of
from lingqu.outreach.domain.limits import Limit, Window, bounds_over
from lingqu.outreach.domain.planning.planner import plan
from lingqu.outreach.domain.planning.plans import Outcome
from lingqu.outreach.domain.planning.problem import NO_PERIOD, UNLIMITED, Caps, Intents, Problem, weighed

TENFOLD = 10
"""Points of priority that weigh as much as ten times the value."""
HORIZON = timedelta(days=31)
"""So far ahead what is due is weighed: no cap counts over more than a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """A broadcast in the race: when it may be received, what it is part of, and who would get it.

    Attributes:
        reached: customers who would, by all that can be said of each alone.
        contents: how many it has: each is a task of its member.
    """

    window: Window
    programme: Programme | None
    reached: BitMap
    contents: int = 1

    @property
    def category(self) -> Category:
        """Without a programme a broadcast is marketing."""
        return self.programme.draft.category if self.programme else Category.MARKETING


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """What is weighed.

    Attributes:
        entrants: the first leaves now.
        senders: of each customer, the member who would send.
        bounds: the limits of each rule over all windows, as `bounds_of` returns them.
        used: of each customer, how much of each limit is taken, in their order.
        given: of members, how many tasks they have already, by day; a member or a day that is missing has none.
    """

    rules: Rules
    entrants: Sequence[Entrant]
    senders: Mapping[int, int]
    bounds: Sequence[Sequence[Limit]]
    used: Mapping[int, Sequence[int]]
    given: Mapping[tuple[StaffId, date], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenWay:
    """Of the first broadcast, who does not get it.

    Attributes:
        outranked: what is left of their caps is kept for something to come.
        overworked: what is left of their member's day is.
    """

    outranked: BitMap = field(default_factory=BitMap)
    overworked: BitMap = field(default_factory=BitMap)


def bounds_of(rules: Rules, entrants: Sequence[Entrant]) -> list[list[Limit]]:
    """Return the limits of each rule over all windows together."""
    whole = Window(min(one.window.opens_at for one in entrants), max(one.window.closes_at for one in entrants))
    programmes = {one.programme.programme_id: one.programme for one in entrants if one.programme is not None}
    return bounds_over(rules, programmes.values(), whole)


def days_of(entrants: Sequence[Entrant]) -> set[date]:
    """Return the days on which something is handed over."""
    return {day_of(one.window.opens_at) for one in entrants}


def give_way(race: Race) -> GivenWay:
    """Return for whom the first entrant gives way, so that all together are worth most within every cap."""
    customers = np.array(BitMap.union(*(one.reached for one in race.entrants)), np.int64)
    if not customers.size:
        return GivenWay()
    problem = _problem(race, customers)
    answer = plan(problem)
    first = problem.intents.programme == 0
    over_cap = first & (answer.outcome == Outcome.OVER_CAP)
    # A member is asked for all contents or for none: where there is no room for one, there is none for the others.
    overworked = first & (answer.outcome == Outcome.WORKLOAD)
    with_them = first & ~over_cap & np.isin(problem.intents.sender, problem.intents.sender[overworked])
    return GivenWay(
        outranked=_those(customers, problem, over_cap), overworked=_those(customers, problem, overworked | with_them)
    )


def _those(customers: NDArray[np.int64], problem: Problem, chosen: NDArray[np.bool_]) -> BitMap:
    return BitMap(customers[problem.intents.customer[chosen]].astype(np.uint32))


def _problem(race: Race, customers: NDArray[np.int64]) -> Problem:
    entrants = race.entrants
    first, last = _first_day(entrants), max(day_of(one.window.closes_at) for one in entrants)
    days = (last - first).days + 1
    opens, closes = (
        np.array([(day_of(at) - first).days for at in ats])
        for ats in ([one.window.opens_at for one in entrants], [one.window.closes_at for one in entrants])
    )
    may_go = np.arange(days) == opens[:, None]
    members, sender = np.unique([race.senders[one] for one in customers.tolist()], return_inverse=True)
    return Problem(
        intents=_intents(entrants, customers, sender),
        caps=_caps(race, customers, first=first, days=days),
        may_go=may_go,
        closes_on=np.where(may_go, closes[:, None], np.arange(days)).astype(np.int16),
        budget=np.array([_budget(one) for one in entrants], np.int64),
        slots=_slots(race, members.tolist(), first=first, days=days),
    )


def _intents(entrants: Sequence[Entrant], customers: NDArray[np.int64], sender: NDArray[Any]) -> Intents:
    """Return the wishes of all, as the planner takes them: worth what their programmes say, by priority."""
    rows = [np.searchsorted(customers, np.array(one.reached, np.int64)) for one in entrants]
    programme = np.repeat(np.arange(len(entrants)), [one.size for one in rows])
    row = np.concatenate(rows)
    drafts = [one.programme.draft if one.programme else None for one in entrants]
    value = np.array([max(one.value_fen, 1) if one else 1 for one in drafts], np.float64)
    priority = np.array([one.priority if one else 0 for one in drafts])
    return Intents(
        customer=row.astype(np.int32),
        programme=programme.astype(np.int16),
        content=np.concatenate([_dealt(sender[of], one.contents) for of, one in zip(rows, entrants, strict=True)]),
        sender=sender[row].astype(np.int32),
        value=weighed(value[programme], programme, priority=priority, step=10 ** (1 / TENFOLD)),
    )


def _dealt(sender: NDArray[Any], contents: int) -> NDArray[np.int16]:
    """Deal each member's customers out to the contents in turn: as many tasks come of it as of the draw.

    Args:
        sender: of each customer, the member.
    """
    order = np.argsort(sender, kind="stable")
    _, first, several = np.unique(sender[order], return_index=True, return_counts=True)
    turn = np.empty(sender.size, np.int64)
    turn[order] = np.arange(sender.size) - np.repeat(first, several)
    return (turn % contents).astype(np.int16)


def _caps(race: Race, customers: NDArray[np.int64], *, first: date, days: int) -> Caps:
    period_of = np.full((len(race.bounds), days), NO_PERIOD, np.int16)
    number = 0
    for row, bound in zip(period_of, race.bounds, strict=True):
        for limit in bound:
            begins, ends = ((day_of(at) - first).days for at in (limit.begins, limit.ends))
            row[max(begins, 0) : max(ends, 0)] = number
            number += 1
    used = np.zeros((customers.size, number), np.int32)
    for row, customer in enumerate(customers.tolist()):
        if customer in race.used:
            used[row] = race.used[customer]
    return Caps(
        period_of=period_of,
        most=np.array([limit.most for bound in race.bounds for limit in bound], np.int32),
        counts=np.array([[_counts(bound, one) for one in race.entrants] for bound in race.bounds], np.bool_),
        used=used,
    )


def _counts(bound: Sequence[Limit], entrant: Entrant) -> bool:
    """Tell whether a rule counts messages of a broadcast; all its limits count the same."""
    limit = bound[0]
    programme_id = entrant.programme and entrant.programme.programme_id
    return limit.category in (None, entrant.category) and limit.programme_id in (None, programme_id)


def _slots(race: Race, members: Sequence[int], *, first: date, days: int) -> NDArray[np.int32]:
    most = race.rules.tasks_per_day
    plenty = sum(one.contents for one in race.entrants)
    slots = np.full((len(members), days), plenty if most is None else most, np.int32)
    if most is not None:
        numbers = {member: row for row, member in enumerate(members)}
        for (member, day), tasks in race.given.items():
            if member in numbers and 0 <= (day - first).days < days:
                slots[numbers[member], (day - first).days] -= tasks
    return np.maximum(slots, 0)


def _budget(entrant: Entrant) -> int:
    if entrant.programme is None or entrant.programme.draft.budget is None:
        return int(UNLIMITED)
    return max(entrant.programme.draft.budget - entrant.programme.planned, 0)


def _first_day(entrants: Sequence[Entrant]) -> date:
    return min(day_of(one.window.opens_at) for one in entrants)
