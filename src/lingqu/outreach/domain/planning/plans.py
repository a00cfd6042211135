"""What the planner answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

NONE = -1
"""No day, no rule."""


class Outcome(IntEnum):
    """What became of an intent."""

    PLANNED = 0
    OVER_CAP = 1
    """On each day on which the programme may go, the customer has had enough of some rule."""
    BUDGET = 2
    """The programme's budget is spent on others."""
    WORKLOAD = 3
    """On each day that the customer's caps leave, the member has all the tasks that the day allows, and none of them
    can take the customer along."""
    NO_DAY = 4
    """The programme may not go on any day of the horizon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A day for each intent, or why there is none.

    The first arrays have the shape (intents,). An intent that is not planned could not be added to the plan as it is,
    and its outcome says what stands in the way.

    Attributes:
        day: int16, the day of the horizon on which its task is handed over; `NONE` where it is not planned. The task is
            (sender, day, programme, content).
        outcome: uint8, an `Outcome`.
        rule: int16, of `OVER_CAP`: the rule that is full on the first day on which the programme may go; else `NONE`.
        could_on: int16, of `OVER_CAP`: the first day of the calendar on which the customer's caps would leave room
            beside this plan, were the programme to go; `NONE` where the calendar has none.
        value: what the planned intents are worth together.
        tasks: how many tasks the plan hands over.
        exact: whether no plan is worth more, proven.
    """

    day: NDArray[np.int16]
    outcome: NDArray[np.uint8]
    rule: NDArray[np.int16]
    could_on: NDArray[np.int16]
    value: float
    tasks: int
    exact: bool
