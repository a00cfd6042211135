"""Prices of scarce things: what one more message to a customer in a period, or one more of a programme, is worth.

With a price on every cap and budget, what is left falls apart by member: a task carries each intent that is worth more
than its prices, and a member takes the tasks worth most. That sum, with the price of everything there is to take, is at
least the worth of any plan whatever the prices (Lagrange). Good prices bring it down near the best plan, and tell which
tasks to open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingqu.outreach.domain.planning.choosing import Choice
from lingqu.outreach.domain.planning.layout import Layout
from lingqu.outreach.domain.planning.problem import UNLIMITED

Floats = NDArray[np.float64]

ROUNDS = 8
"""Enough to tell which tasks to open."""
OPENING = 0.6
"""A price begins at this part of the value that the cap shuts out if everybody has a task."""
STEP, SLOWER = 0.45, 0.4
"""How far prices move in the first round, in parts of the customer's mean value for each message too many; and how much
less in each round after it."""
INERTIA = 0.2
"""How much of the former direction is kept."""
BUDGET_STEP, BUDGET_FROM = 0.3, 3
"""Which part of the way to a budget's clearing price is gone in a round, and from which round on."""


@dataclass(slots=True)
class Prices:
    """Prices, all at least 0.

    Attributes:
        caps: (columns, customers), of a message in a period.
        budgets: (programmes,), of a message of the programme.
    """

    caps: Floats
    budgets: Floats


@dataclass(frozen=True, slots=True)
class Answer:
    """What prices bring about.

    Attributes:
        bound: no plan is worth more.
        worth: (groups,), what a task of the group is worth beyond prices.
        chosen: (groups,), whether a member takes it.
        excess: int32 (columns, customers), how many more messages would go out than caps leave.
        clearing: (programmes,), by how much the price of the budget would have to change so that just as many go out.
    """

    bound: float
    worth: Floats
    chosen: NDArray[np.bool_]
    excess: NDArray[np.int32]
    clearing: Floats


def settle(layout: Layout, *, rounds: int = ROUNDS) -> tuple[Prices, Answer, float]:
    """Look for good prices; return the last, what they bring about, and the least bound of all rounds.

    Prices of what too many would have rise, of what nobody would have fall, less and less (a subgradient method).

    Args:
        rounds: at least 1.
    """
    choice = Choice(layout)
    prices = Prices(_opening(layout), np.zeros(layout.programmes))
    step = _mean_value(layout)
    answer = ask(layout, prices, choice)
    least, direction = answer.bound, answer.excess.astype(np.float32)
    for number in range(1, rounds):
        direction += (1 - INERTIA) * (answer.excess - direction)
        move = direction * (step * np.float32(STEP / (1 + SLOWER * (number - 1))))
        prices.caps += move
        np.maximum(prices.caps, 0, out=prices.caps)
        if number >= BUDGET_FROM:
            prices.budgets += BUDGET_STEP * np.maximum(answer.clearing, -prices.budgets)
        answer = ask(layout, prices, choice)
        least = min(least, answer.bound)
    return prices, answer, least


def ask(layout: Layout, prices: Prices, choice: Choice) -> Answer:
    """Return what everybody does at these prices."""
    left, window = _beyond_prices(layout, prices)
    gain = np.maximum(left, 0)
    worth = np.add.reduceat(gain, layout.group_start[:-1])
    del gain
    chosen, bound = choice.best(worth)
    of_chosen = np.repeat(chosen, np.diff(layout.group_start))
    for programme, budget in enumerate(layout.problem.budget.tolist()):
        bound += float(prices.budgets[programme]) * budget if budget != UNLIMITED else 0.0
    return Answer(
        bound=bound + float(np.einsum("ij,ij", prices.caps, layout.room)),
        worth=worth,
        chosen=chosen,
        excess=_excess(layout, of_chosen & (left > 0), window),
        clearing=np.array([_clearing(layout, at, left, of_chosen) for at in range(layout.programmes)]),
    )


def _beyond_prices(layout: Layout, prices: Prices) -> tuple[Floats, NDArray[np.int8]]:
    """Return what each intent is worth beyond prices in its best window, and which that is."""
    left = np.full(layout.value.size, -np.inf)
    best = np.zeros(layout.value.size, np.int8)
    for programme, part in enumerate(layout.parts):
        customer = layout.customer[part]
        for number, window in enumerate(layout.windows[programme]):
            if window.dominated:
                continue
            here = layout.value[part] - prices.budgets[programme]
            for column in window.columns:
                here -= prices.caps[column][customer]
            if number:
                best[part][here > left[part]] = number
            np.maximum(left[part], here, out=left[part])
    return left, best


def _excess(layout: Layout, sends: NDArray[np.bool_], best: NDArray[np.int8]) -> NDArray[np.int32]:
    """Return how many more messages go out than caps leave."""
    excess = -layout.room.astype(np.int32)
    for programme, part in enumerate(layout.parts):
        for number, window in enumerate(layout.windows[programme]):
            if window.columns and not window.dominated:
                customer = layout.customer[part][sends[part] & (best[part] == number)]
                counts = np.bincount(customer, minlength=layout.room.shape[1])
                for column in window.columns:
                    excess[column] += counts
    return excess


def _clearing(layout: Layout, programme: int, left: Floats, of_chosen: NDArray[np.bool_]) -> float:
    """Return by how much the price of a budget is too low; less than 0 where it is too high."""
    budget = int(layout.problem.budget[programme])
    if budget == UNLIMITED:
        return 0.0
    part = layout.parts[programme]
    carried = left[part][of_chosen[part]]
    if carried.size <= budget:
        return -np.inf
    place = carried.size - 1 - budget
    return float(np.partition(carried, place)[place])


def _opening(layout: Layout) -> Floats:
    """Return prices to begin with: a part of the best value that a cap shuts out if everybody has a task."""
    caps = np.zeros(layout.room.shape)
    columns = [window.columns for windows in layout.windows for window in windows if not window.dominated]
    longest = max(map(len, columns), default=1)
    rank = np.arange(layout.value.size) - np.repeat(layout.customer_start[:-1], np.diff(layout.customer_start))
    customer = layout.customer[layout.by_customer]
    for column in {column for one in columns for column in one}:
        room = layout.room[column]
        first_out = layout.by_customer[rank == room[customer]]
        caps[column][layout.customer[first_out]] = layout.value[first_out] * (OPENING / longest)
        caps[column][room == 0] *= longest / OPENING
    return caps


def _mean_value(layout: Layout) -> NDArray[np.float32]:
    """Return what customers' intents are worth in the mean: the size of steps."""
    customers = layout.room.shape[1]
    total = np.bincount(layout.customer, weights=layout.value, minlength=customers)
    return (total / np.maximum(np.diff(layout.customer_start), 1)).astype(np.float32)
