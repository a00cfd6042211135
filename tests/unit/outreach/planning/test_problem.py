"""What means nothing is refused with its place; rules lie over the calendar as people count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from lingqu.outreach.domain.planning.calendar import CapRule, Per, lay_out
from lingqu.outreach.domain.planning.problem import Caps, Intents, Problem, weighed

TWO = Intents(
    customer=np.array([0, 1], np.int32),
    programme=np.array([0, 0], np.int16),
    content=np.array([0, 1], np.int16),
    sender=np.array([0, 0], np.int32),
    value=np.array([1.0, 2.0]),
)
WEEKLY = Caps(
    period_of=np.array([[0, 0, 1]], np.int16),
    most=np.array([2, 2], np.int32),
    counts=np.array([[True]]),
    used=np.zeros((2, 2), np.uint8),
)
PROBLEM = Problem(
    intents=TWO,
    caps=WEEKLY,
    may_go=np.array([[True, True]]),
    closes_on=np.array([[0, 2, 2]], np.int16),
    budget=np.array([9], np.int64),
    slots=np.full((1, 2), 3, np.uint8),
)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"customer": np.array([0, 2], np.int32)}, r"intents.customer\[1\] is 2, not from 0 to 1"),
        ({"sender": np.array([-1, 0], np.int32)}, r"intents.sender\[0\] is -1, not from 0 to 0"),
        ({"value": np.array([1.0, np.nan])}, r"intents.value\[1\] is nan"),
        ({"value": np.array([0.0, 1.0])}, r"intents.value\[0\] is 0.0"),
        ({"content": np.array([0, -3], np.int16)}, r"intents.content\[1\] is -3, less than 0"),
        ({"programme": np.zeros(3, np.int16)}, r"intents.programme has the shape \(3,\), not \(2,\)"),
        ({"customer": np.array([1, 1], np.int32)}, "programme 0 means customer 1 twice"),
    ],
)
def test_intents_that_mean_nothing_are_refused(changed: dict[str, np.ndarray], place: str) -> None:
    with pytest.raises(ValueError, match=place):
        replace(PROBLEM, intents=replace(TWO, **changed))


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"closes_on": np.array([[0, 0, 2]], np.int16)}, r"closes_on\[0, 1\]: a task closes before"),
        ({"closes_on": np.array([[0, 3, 2]], np.int16)}, r"closes_on\[0, 1\]: after the last day"),
        ({"slots": np.full((1, 3), 3)}, r"slots has the shape \(1, 3\), not \(1, 2\)"),
        ({"slots": np.full((1, 2), -1)}, r"slots\[0, 0\] is -1"),
        ({"budget": np.array([-1])}, r"budget\[0\] is -1"),
        ({"largest_task": 0}, "largest_task is 0"),
        ({"may_go": np.ones((1, 4), np.bool_), "slots": np.ones((1, 4))}, "ends after 3 days, within the horizon of 4"),
        ({"caps": replace(WEEKLY, period_of=np.array([[0, 2, 1]], np.int16))}, r"period_of\[0, 1\] is 2, not from -1"),
        ({"caps": replace(WEEKLY, used=np.zeros((2, 1), np.uint8))}, r"caps.used has the shape \(2, 1\), not \(2, 2\)"),
        (
            {"caps": replace(WEEKLY, period_of=np.zeros((2, 3), np.int16), counts=np.ones((2, 1), np.bool_))},
            "period 0 belongs to two rules",
        ),
    ],
)
def test_a_problem_that_means_nothing_is_refused(changed: dict[str, object], place: str) -> None:
    with pytest.raises(ValueError, match=place):
        replace(PROBLEM, **changed)


def test_rules_lie_over_the_end_of_a_month_and_of_a_week() -> None:
    rules = [CapRule(per=Per.MONTH, most=None), CapRule(per=Per.WEEK, most=7), CapRule(per=Per.DAY, most=1)]

    laid = lay_out(rules, begins_on=date(2026, 2, 27), days=4)

    assert laid.period_of.tolist() == [[0, 0, 1, 1], [2, 2, 2, 3], [4, 5, 6, 7]]
    assert laid.most.tolist() == [28, 31, 7, 7, 1, 1, 1, 1]
    assert laid.first_on[:4] == (date(2026, 2, 1), date(2026, 3, 1), date(2026, 2, 23), date(2026, 3, 2))


def test_one_step_of_priority_outweighs_ten_of_the_same_value() -> None:
    worth = weighed(np.array([1.0, 2.0, 2.0]), np.array([0, 1, 2]), priority=np.array([5, 5, 6]))

    assert worth.tolist() == [1.0, 2.0, 20.0]
