"""What is wrong with a plan, counted from the problem as it was given, without anything that the planner made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lingqu.outreach.domain.planning.plans import Outcome, Plan
from lingqu.outreach.domain.planning.problem import Problem

Ints = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """How often a plan breaks what it has to keep.

    Attributes:
        caps: (customer, period) with more messages than the cap, because of the plan.
        workload: (member, day) with more tasks than slots.
        tasks: tasks that carry too many customers.
        budgets: programmes with more messages than their budget.
        days: intents planned on a day on which their programme may not go.
        reasons: intents that could simply be added, or are told an untrue reason.
    """

    caps: int
    workload: int
    tasks: int
    budgets: int
    days: int
    reasons: int


class Judge:
    """A plan beside its problem."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """Count what the plan sends."""
        self._problem = problem
        self._plan = plan
        members, days = problem.slots.shape
        contents = int(problem.intents.content.max(initial=0)) + 1
        self._carried = np.zeros((problem.budget.size, contents, members, days), np.int32)
        self._had = problem.caps.used.astype(np.int32)
        for programme, day in np.ndindex(problem.may_go.shape):
            sent = self._of(programme, plan.day == day)
            np.add.at(self._carried, (programme, problem.intents.content[sent], problem.intents.sender[sent], day), 1)
            for period in self._periods(programme, day):
                np.add.at(self._had[:, period], problem.intents.customer[sent], 1)

    def faults(self) -> Faults:
        """Return how often the plan breaks what it has to keep."""
        problem, plan = self._problem, self._plan
        planned = plan.day >= 0
        programme = problem.intents.programme
        over = (self._had > problem.caps.most) & (self._had > problem.caps.used)
        given = np.count_nonzero(self._carried, axis=(0, 1))
        sent = np.bincount(programme[planned], minlength=problem.budget.size)
        return Faults(
            caps=int(np.count_nonzero(over)),
            workload=int(np.count_nonzero(given > problem.slots)),
            tasks=int(np.count_nonzero(self._carried > problem.largest_task)),
            budgets=int(np.count_nonzero(sent > problem.budget)),
            days=int(np.count_nonzero(~problem.may_go[programme[planned], plan.day[planned]])),
            reasons=sum(self._untrue(number, given, sent) for number in range(problem.budget.size)),
        )

    def _untrue(self, programme: int, given: Ints, sent: Ints) -> int:
        """Count the intents of a programme that are told something untrue."""
        problem, plan = self._problem, self._plan
        planned = self._of(programme, plan.day >= 0)
        left = self._of(programme, plan.day < 0)
        sender, content = problem.intents.sender[left], problem.intents.content[left]
        roomy = np.zeros(left.size, np.bool_)
        taken_along = np.zeros(left.size, np.bool_)
        for day in np.flatnonzero(problem.may_go[programme]).tolist():
            carried = self._carried[programme, content, sender, day]
            free = given[sender, day] < problem.slots[sender, day]
            goes = np.where(carried > 0, carried < problem.largest_task, free)
            room = self._has_room(programme, day, left)
            roomy |= room
            taken_along |= room & goes
        spent = bool(sent[programme] >= problem.budget[programme])
        outcome = plan.outcome[left]
        true = np.select(
            [outcome == one for one in (Outcome.OVER_CAP, Outcome.BUDGET, Outcome.WORKLOAD, Outcome.NO_DAY)],
            [
                ~roomy & self._cap_is_told(programme, left),
                np.full(left.size, spent),
                roomy & ~taken_along,
                np.full(left.size, not problem.may_go[programme].any()),
            ],
            default=False,
        )
        return int(np.count_nonzero(~true)) + int(np.count_nonzero(plan.outcome[planned] != Outcome.PLANNED))

    def _cap_is_told(self, programme: int, rows: Ints) -> NDArray[np.bool_]:
        """Tell of whom the rule that is full and the first day with room are told as they are."""
        problem, plan = self._problem, self._plan
        days = np.flatnonzero(problem.may_go[programme])
        full = np.zeros(rows.size, np.bool_)
        for rule in range(problem.caps.counts.shape[0]) if days.size else ():
            here = ~self._has_room(programme, int(days[0]), rows, rules=(rule,))
            full |= here & (plan.rule[rows] == rule)
        first = np.full(rows.size, -1, np.int64)
        for day in range(problem.closes_on.shape[1]):
            if problem.closes_on[programme, day] < problem.closes_on.shape[1]:
                first[(first < 0) & self._has_room(programme, day, rows)] = day
        return full & (plan.could_on[rows] == first)

    def _has_room(
        self, programme: int, day: int, rows: Ints, rules: tuple[int, ...] | None = None
    ) -> NDArray[np.bool_]:
        """Tell whose customers could have one more message in every period that a task would touch."""
        customer = self._problem.intents.customer[rows]
        room = np.ones(rows.size, np.bool_)
        for period in self._periods(programme, day, rules):
            room &= self._had[customer, period] < self._problem.caps.most[period]
        return room

    def _periods(self, programme: int, day: int, rules: tuple[int, ...] | None = None) -> Iterator[int]:
        """Yield every period in which a task that goes out that day is open, once."""
        caps = self._problem.caps
        end = min(int(self._problem.closes_on[programme, day]) + 1, caps.period_of.shape[1])
        seen: set[int] = set()
        for rule in range(caps.counts.shape[0]) if rules is None else rules:
            for open_day in range(day, end):
                if caps.counts[rule, programme] and caps.period_of[rule, open_day] >= 0:
                    seen.add(int(caps.period_of[rule, open_day]))
        yield from sorted(seen)

    def _of(self, programme: int, which: NDArray[np.bool_]) -> Ints:
        return np.flatnonzero(which & (self._problem.intents.programme == programme))
