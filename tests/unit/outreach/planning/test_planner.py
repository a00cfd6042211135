"""Plans keep everything and say truly why somebody is left out; planted faults are found."""

from __future__ import annotations

from dataclasses import astuple, replace

import numpy as np
import pytest

from lingqu.entrypoints.bench.plan_brand import make_problem
from lingqu.entrypoints.bench.plan_judge import Judge
from lingqu.outreach.domain.planning import exact, finishing, layout
from lingqu.outreach.domain.planning.bound import bound
from lingqu.outreach.domain.planning.planner import plan
from lingqu.outreach.domain.planning.plans import Outcome, Plan
from lingqu.outreach.domain.planning.problem import UNLIMITED, Caps, Intents, Problem

NOTHING_WRONG = (0, 0, 0, 0, 0, 0)


def faults_of(problem: Problem, planned: Plan) -> tuple[int, ...]:
    return astuple(Judge(problem, planned).faults())


def test_a_brand_is_planned_within_a_hundredth_of_the_bound() -> None:
    problem = make_problem(recipients=4_000, programmes=3, staff=200)

    planned = plan(problem)

    assert faults_of(problem, planned) == NOTHING_WRONG
    assert planned.value >= 0.99 * bound(problem)
    again = plan(problem)
    assert np.array_equal(planned.day, again.day)


# ───────────────────────── planted faults ─────────────────────────


def test_a_cap_that_is_off_by_one_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = make_problem(recipients=400, programmes=3, staff=20)
    room = layout._room

    def one_too_many(asked: Problem) -> tuple[dict[int, int], np.ndarray]:
        return room(replace(asked, caps=replace(asked.caps, most=asked.caps.most + 1)))

    monkeypatch.setattr(layout, "_room", one_too_many)

    assert Judge(problem, plan(problem)).faults().caps > 0


def test_a_reservation_that_forgets_its_second_week_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = make_problem(recipients=400, programmes=3, staff=20)
    caps = problem.caps
    caps.used[:, caps.period_of[0, -1]] = 2  # the week after is full already
    touched = layout.touched

    def first_day_alone(asked: Problem, programme: int, day: int) -> frozenset[int]:
        closes = np.broadcast_to(np.arange(asked.closes_on.shape[1], dtype=np.int16), asked.closes_on.shape)
        return touched(replace(asked, closes_on=closes), programme, day)

    assert faults_of(problem, plan(problem)) == NOTHING_WRONG
    for module in (layout, exact, finishing):
        monkeypatch.setattr(module, "touched", first_day_alone)

    assert Judge(problem, plan(problem)).faults().caps > 0


def test_a_slot_too_many_and_a_forgotten_intent_are_found() -> None:
    problem = make_problem(recipients=400, programmes=3, staff=20)
    planned = plan(problem)
    fewer = replace(problem, slots=np.minimum(problem.slots, 2))
    one = np.flatnonzero(planned.day >= 0)[0]
    forgotten = replace(planned, day=planned.day.copy(), outcome=planned.outcome.copy())
    forgotten.day[one], forgotten.outcome[one] = -1, Outcome.WORKLOAD

    assert Judge(fewer, planned).faults().workload > 0
    assert Judge(problem, forgotten).faults().reasons > 0


# ───────────────────────── reasons, one by one ─────────────────────────

PAIR = Problem(
    intents=Intents(
        customer=np.array([0, 0], np.int32),
        programme=np.array([0, 1], np.int16),
        content=np.array([0, 0], np.int16),
        sender=np.array([0, 0], np.int32),
        value=np.array([3.0, 2.0]),
    ),
    caps=Caps(
        period_of=np.array([[0, 0, 1, 1]], np.int16),
        most=np.array([1, 1], np.int32),
        counts=np.array([[True, True]]),
        used=np.zeros((1, 2), np.uint8),
    ),
    may_go=np.ones((2, 2), np.bool_),
    closes_on=np.tile(np.arange(4, dtype=np.int16), (2, 1)),
    budget=np.array([UNLIMITED, UNLIMITED]),
    slots=np.full((1, 2), 3, np.uint8),
)
"""Two programmes want the same customer, who may hear once in two days."""


def test_the_capped_learn_which_rule_and_from_which_day() -> None:
    planned = plan(PAIR)

    assert planned.outcome.tolist() == [Outcome.PLANNED, Outcome.OVER_CAP]
    assert (planned.rule.tolist(), planned.could_on.tolist()) == ([-1, 0], [-1, 2])
    assert (planned.value, planned.tasks, planned.exact) == (3.0, 1, True)


def test_an_open_task_reserves_in_every_period_it_touches() -> None:
    into_the_next = np.array([[2, 2, 2, 3], [0, 1, 2, 3]], np.int16)

    planned = plan(replace(PAIR, closes_on=into_the_next))

    assert planned.day.tolist() == [0, -1]
    assert planned.could_on.tolist() == [-1, -1]


def test_a_customer_whom_caps_leave_waits_for_the_member() -> None:
    roomy = replace(PAIR.caps, most=np.array([2, 2], np.int32))

    planned = plan(replace(PAIR, caps=roomy, slots=np.array([[1, 0]])))

    assert planned.outcome.tolist() == [Outcome.PLANNED, Outcome.WORKLOAD]
    assert planned.rule.tolist() == [-1, -1]


def test_a_spent_budget_and_a_programme_without_days_are_told() -> None:
    roomy = replace(PAIR.caps, most=np.array([2, 2], np.int32))
    never = np.array([[True, True], [False, False]])

    planned = plan(replace(PAIR, caps=roomy, budget=np.array([0, UNLIMITED]), may_go=never))

    assert planned.outcome.tolist() == [Outcome.BUDGET, Outcome.NO_DAY]


def test_of_more_customers_than_a_task_carries_the_rest_goes_on_another_day() -> None:
    crowd = Intents(
        customer=np.arange(50, dtype=np.int32),
        programme=np.zeros(50, np.int16),
        content=np.zeros(50, np.int16),
        sender=np.zeros(50, np.int32),
        value=np.arange(1.0, 51.0),
    )
    caps = replace(PAIR.caps, used=np.zeros((50, 2), np.uint8))

    planned = plan(replace(PAIR, intents=crowd, caps=caps, largest_task=20))

    assert np.bincount(planned.day + 1).tolist() == [10, 20, 20]
    assert planned.tasks == 2


def test_nothing_to_plan_is_a_plan() -> None:
    nothing = Intents(
        customer=np.zeros(0, np.int32),
        programme=np.zeros(0, np.int16),
        content=np.zeros(0, np.int16),
        sender=np.zeros(0, np.int32),
        value=np.zeros(0),
    )
    problem = replace(PAIR, intents=nothing)

    planned = plan(problem)

    assert (planned.day.size, planned.value, planned.tasks, planned.exact) == (0, 0.0, 0, True)
    assert bound(problem) == 0.0


def test_crowds_that_change_tasks_stay_within_what_a_task_carries() -> None:
    problem = replace(make_problem(recipients=2_000, programmes=3, staff=5), largest_task=20)

    assert faults_of(problem, plan(problem)) == NOTHING_WRONG


def test_where_a_day_takes_one_message_programmes_go_on_different_days() -> None:
    """Two programmes want the same seven customers, who may hear once a day: both on one day would lose seven."""
    apart = Intents(
        customer=np.repeat(np.arange(7), 2).astype(np.int32),
        programme=np.tile([0, 1], 7).astype(np.int16),
        content=np.tile([0, 0], 7).astype(np.int16),
        sender=np.zeros(14, np.int32),
        value=np.linspace(1.0, 2.0, 14),
    )
    daily = Caps(
        period_of=np.array([[0, 1]], np.int16),
        most=np.array([1, 1], np.int32),
        counts=np.array([[True, True]]),
        used=np.zeros((7, 2), np.uint8),
    )
    closes = np.tile(np.arange(2, dtype=np.int16), (2, 1))

    planned = plan(replace(PAIR, intents=apart, caps=daily, closes_on=closes, slots=np.full((1, 2), 2)))

    assert planned.outcome.tolist() == [Outcome.PLANNED] * 14
    assert planned.tasks == 2
