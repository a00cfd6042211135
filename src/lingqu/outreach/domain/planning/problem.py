"""What is asked of the planner: intents, caps, days, budgets and members' workload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LARGEST_TASK = 10_000
"""WeCom takes so many customers in one call."""
UNLIMITED = np.iinfo(np.int64).max
"""The budget of a programme that has none."""
NO_PERIOD = -1
"""Of a day that lies in no period of a rule."""

Integers = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intents:
    """Wishes of programmes to reach customers; who may not be reached at all is not among them.

    Every array has the shape (intents,). No customer is meant twice by one programme.

    Attributes:
        customer: int32, counted from 0.
        programme: int16, counted from 0.
        content: int16, which of its programme's contents; from 0.
        sender: int32, the member who would send it, counted from 0.
        value: float64, what it is worth to reach the customer, more than 0. Priorities of programmes are folded in
            before: see `weighed`.
    """

    customer: NDArray[np.int32]
    programme: NDArray[np.int16]
    content: NDArray[np.int16]
    sender: NDArray[np.int32]
    value: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Rules of the form "at most so many in a period", laid over the calendar; `calendar.lay_out` makes them.

    Day 0 is the first day of the horizon. The calendar has at least every day on which a task can still be open, and
    may go on: the day from which a capped customer could be reached is looked for in all of it. A period belongs to one
    rule.

    Attributes:
        period_of: int16 (rules, calendar days), in which period of the rule a day lies; `NO_PERIOD` in none.
        most: int32 (periods,), how many messages a customer may have in the period.
        counts: bool (rules, programmes), whose messages the rule counts.
        used: integers (customers, periods), how much of `most` each customer has had, or has reserved by open tasks.
    """

    period_of: NDArray[np.int16]
    most: NDArray[np.int32]
    counts: NDArray[np.bool_]
    used: Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is to be planned.

    Attributes:
        intents: whom programmes would reach.
        caps: how often customers may be written to.
        may_go: bool (programmes, days), on which days of the horizon tasks of the programme may be handed over.
        closes_on: int16 (programmes, calendar days), the last day on which a task handed over that day is still open;
            not before it. It lies in the calendar wherever `may_go`.
        budget: int64 (programmes,), how many more messages the programme may send; `UNLIMITED` where it has no budget.
        slots: integers (members, days), how many more tasks the member may be given that day.
        largest_task: how many customers one task carries.
    """

    intents: Intents
    caps: Caps
    may_go: NDArray[np.bool_]
    closes_on: NDArray[np.int16]
    budget: NDArray[np.int64]
    slots: Integers
    largest_task: int = LARGEST_TASK

    def __post_init__(self) -> None:
        """Refuse what means nothing, with its place.

        Raises:
            ValueError: a shape, a number or a reference is wrong; the first that is found.
        """
        _check_shapes(self)
        _check_calendar(self)
        _check_intents(self)


def weighed(
    value: NDArray[np.float64], programme: Integers, *, priority: Integers, step: float = 10.0
) -> NDArray[np.float64]:
    """Return values with the priorities of programmes folded in.

    One step of priority outweighs `step` messages of the same value: the plan prefers what is more important, and gives
    it up only where it stands in the way of more than so much else.

    Args:
        value: (intents,).
        programme: (intents,).
        priority: (programmes,), higher is more important.
        step: more than 1.
    """
    if not value.size:
        return value
    return value * np.float64(step) ** (priority - priority.min())[programme]


def _check_shapes(problem: Problem) -> None:
    intents, caps = problem.intents, problem.caps
    programmes, days = _sizes("may_go", problem.may_go, 2)
    rules, calendar = _sizes("caps.period_of", caps.period_of, 2)
    (periods,) = _sizes("caps.most", caps.most, 1)
    (count,) = _sizes("intents.customer", intents.customer, 1)
    for name, array, shape in (
        ("intents.programme", intents.programme, (count,)),
        ("intents.content", intents.content, (count,)),
        ("intents.sender", intents.sender, (count,)),
        ("intents.value", intents.value, (count,)),
        ("caps.counts", caps.counts, (rules, programmes)),
        ("caps.used", caps.used, (_sizes("caps.used", caps.used, 2)[0], periods)),
        ("closes_on", problem.closes_on, (programmes, calendar)),
        ("budget", problem.budget, (programmes,)),
        ("slots", problem.slots, (_sizes("slots", problem.slots, 2)[0], days)),
    ):
        if array.shape != shape:
            raise ValueError(f"{name} has the shape {array.shape}, not {shape}")
    if days > calendar:
        raise ValueError(f"the calendar ends after {calendar} days, within the horizon of {days}")
    if problem.largest_task < 1:
        raise ValueError(f"largest_task is {problem.largest_task}")


def _sizes(name: str, array: NDArray[Any], dimensions: int) -> tuple[int, ...]:
    if array.ndim != dimensions:
        raise ValueError(f"{name} has {array.ndim} dimensions, not {dimensions}")
    return array.shape


def _check_calendar(problem: Problem) -> None:
    caps = problem.caps
    calendar = caps.period_of.shape[1]
    _within("caps.period_of", caps.period_of, NO_PERIOD, caps.most.size - 1)
    _not_negative("caps.most", caps.most)
    _not_negative("caps.used", caps.used)
    _not_negative("budget", problem.budget)
    _not_negative("slots", problem.slots)
    rules = np.repeat(np.arange(caps.period_of.shape[0]), calendar)[caps.period_of.ravel() != NO_PERIOD]
    pairs = np.unique(np.stack((caps.period_of[caps.period_of != NO_PERIOD], rules)), axis=1)
    twice = np.flatnonzero(np.diff(pairs[0]) == 0)
    if twice.size:
        raise ValueError(f"period {pairs[0][twice[0]]} belongs to two rules")
    early = np.argwhere(problem.closes_on < np.arange(calendar))
    if early.size:
        raise ValueError(f"closes_on{early[0].tolist()}: a task closes before it is handed over")
    horizon = problem.closes_on[:, : problem.may_go.shape[1]]
    late = np.argwhere(problem.may_go & (horizon >= calendar))
    if late.size:
        raise ValueError(f"closes_on{late[0].tolist()}: after the last day of the calendar")


def _check_intents(problem: Problem) -> None:
    intents = problem.intents
    programmes = problem.budget.size
    _within("intents.customer", intents.customer, 0, problem.caps.used.shape[0] - 1)
    _within("intents.programme", intents.programme, 0, programmes - 1)
    _within("intents.sender", intents.sender, 0, problem.slots.shape[0] - 1)
    _not_negative("intents.content", intents.content)
    wrong = np.flatnonzero(~((intents.value > 0) & (intents.value < np.inf)))
    if wrong.size:
        raise ValueError(f"intents.value[{wrong[0]}] is {intents.value[wrong[0]]}")
    meant = intents.customer.astype(np.int64) * programmes + intents.programme
    meant.sort()
    twice = np.flatnonzero(meant[1:] == meant[:-1])
    if twice.size:
        customer, programme = divmod(int(meant[twice[0]]), programmes)
        raise ValueError(f"programme {programme} means customer {customer} twice")


def _within(name: str, array: Integers, least: int, most: int) -> None:
    if array.size and not least <= array.min() <= array.max() <= most:
        place = np.argwhere((array < least) | (array > most))[0].tolist()
        raise ValueError(f"{name}{place} is {array[tuple(place)]}, not from {least} to {most}")


def _not_negative(name: str, array: Integers) -> None:
    if array.size and array.min() < 0:
        place = np.argwhere(array < 0)[0].tolist()
        raise ValueError(f"{name}{place} is {array[tuple(place)]}, less than 0")
