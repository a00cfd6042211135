"""Small plans are the best there is, as a solver finds it; larger ones lie between nothing exceeded and the bound.

PLANNER_EXAMPLES says how many problems are drawn for each test.
"""

from __future__ import annotations

import os
from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingqu.entrypoints.bench.plan_judge import Judge
from lingqu.outreach.domain.planning import exact
from lingqu.outreach.domain.planning.bound import bound
from lingqu.outreach.domain.planning.planner import plan
from unit.outreach.planning.cases import draw_problem
from unit.outreach.planning.solver import solve, try_everything

EXAMPLES = int(os.environ.get("PLANNER_EXAMPLES", "15"))
SEEDS = st.integers(0, 2**32 - 1)
NOTHING_WRONG = (0, 0, 0, 0, 0, 0)
ROUNDING = 1e-6


@pytest.mark.timeout(60 + EXAMPLES)
@settings(max_examples=EXAMPLES)
@given(seed=SEEDS)
def test_a_small_plan_is_the_best_and_the_bound_is_not_below_it(seed: int) -> None:
    problem = draw_problem(seed, most_intents=exact.MOST_INTENTS)

    planned = plan(problem)

    assert astuple(Judge(problem, planned).faults()) == NOTHING_WRONG
    assert planned.exact
    assert planned.value == pytest.approx(solve(problem), rel=ROUNDING)
    assert bound(problem, rounds=20) >= planned.value * (1 - ROUNDING)


@pytest.mark.timeout(60 + EXAMPLES)
@settings(max_examples=EXAMPLES)
@given(seed=SEEDS)
def test_a_larger_plan_keeps_everything_and_lies_below_the_best_and_the_bound(seed: int) -> None:
    problem = draw_problem(seed, least_intents=exact.MOST_INTENTS + 1, most_intents=40)

    planned = plan(problem)

    assert astuple(Judge(problem, planned).faults()) == NOTHING_WRONG
    best = solve(problem)
    assert planned.value <= best * (1 + ROUNDING)
    assert bound(problem, rounds=20) >= best * (1 - ROUNDING)
    assert planned.value >= 0.5 * best


@pytest.mark.timeout(60 + EXAMPLES)
@settings(max_examples=max(EXAMPLES // 4, 1))
@given(seed=SEEDS)
def test_the_solver_and_the_judge_agree_on_what_a_plan_keeps(seed: int) -> None:
    problem = draw_problem(seed, most_intents=3)

    assert solve(problem) == pytest.approx(try_everything(problem, plan(problem)))
