"""A plan in the making: which tasks are open, and who is in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingqu.outreach.domain.planning.layout import Layout, dearest_first
from lingqu.outreach.domain.planning.plans import NONE
from lingqu.outreach.domain.planning.prices import Prices
from lingqu.outreach.domain.planning.problem import UNLIMITED

Places = NDArray[np.int32]


class Draft:
    """Open tasks and planned intents, within caps, slots and the size of a task; budgets are kept by `trim`.

    Attributes:
        layout: what is planned.
        prices: what scarce things are worth.
        worth: float64 (intents,), values less the price of the programme's budget.
        by_customer: int32 (intents,), intents by customer, those worth most first.
        day: int16 (intents,), or `NONE`.
        open: bool (groups, days), whether the group has a task on the day.
        room: int16 (columns, customers), what caps still leave.
        slots: int32 (members, days), how many more tasks the member may be given.
    """

    def __init__(self, layout: Layout, prices: Prices) -> None:
        """Begin with nothing planned."""
        self.layout = layout
        self.prices = prices
        self.worth = layout.value.copy()
        for programme, part in enumerate(layout.parts):
            self.worth[part] -= prices.budgets[programme]
        self.by_customer = layout.by_customer
        if np.any(prices.budgets):
            self.by_customer = dearest_first(layout.customer, self.worth).astype(np.int32)
        self.day = np.full(layout.value.size, NONE, np.int16)
        self.open = np.zeros((layout.groups, layout.problem.may_go.shape[1]), np.bool_)
        self.room = layout.room.copy()
        self.slots = layout.problem.slots.astype(np.int32)
        self._crowded = bool(np.any(np.diff(layout.group_start) > layout.problem.largest_task))

    def open_tasks(self, groups: Places, days: NDArray[np.int16]) -> None:
        """Open tasks that are not open, no two of them the same."""
        self.open[groups, days] = True
        np.subtract.at(self.slots, (self.layout.group_sender[groups], days), 1)

    def close_tasks(self, groups: Places, days: NDArray[np.int16]) -> None:
        """Close open tasks; whoever was planned in them is to be filled again."""
        self.open[groups, days] = False
        np.add.at(self.slots, (self.layout.group_sender[groups], days), 1)

    def of_customers(self, customers: Places) -> Places:
        """Return the intents of customers, each customer's together, those worth most first."""
        return self.by_customer[
            spread(self.layout.customer_start[customers], self.layout.customer_start[customers + 1])
        ]

    def empty(self, customers: Places) -> None:
        """Take customers out of the plan."""
        self.day[self.of_customers(customers)] = NONE
        for left, full in zip(self.room, self.layout.room, strict=True):
            left[customers] = full[customers]

    def fill(self, rows: Places) -> None:
        """Plan intents in open tasks where caps leave room, each customer's in the order given.

        Args:
            rows: intents that are not planned, each customer's together.
        """
        rows = rows[(self.worth[rows] > 0) & self.open[self.layout.group[rows]].any(axis=1)]
        customer = self.layout.customer[rows]
        first = np.flatnonzero(np.diff(customer, prepend=-1))
        sizes = np.diff(first, append=rows.size)
        for rank in range(int(sizes.max(initial=0))):
            self._fill_one_each(rows[first[sizes > rank] + rank])

    def place(self, rows: Places, days: NDArray[np.int16]) -> None:
        """Plan intents on days, no two of them of one customer in the same window, and take from what caps leave."""
        self.day[rows] = days
        self._take(rows, -1)

    def remove(self, rows: Places) -> None:
        """Take planned intents out of the plan."""
        self._take(rows, 1)
        self.day[rows] = NONE

    def count_planned(self) -> NDArray[np.int64]:
        """Return how many intents of each programme are planned."""
        return np.array([np.count_nonzero(self.day[part] != NONE) for part in self.layout.parts], np.int64)

    def trim(self) -> None:
        """Bring programmes back within their budgets: those worth least go."""
        for programme, over in enumerate((self.count_planned() - self.layout.problem.budget).tolist()):
            if over > 0 and self.layout.problem.budget[programme] != UNLIMITED:
                part = self.layout.parts[programme]
                rows = (np.flatnonzero(self.day[part] != NONE) + part.start).astype(np.int32)
                self.remove(rows[np.argsort(self.worth[rows], kind="stable")[:over]])

    def unload(self) -> None:
        """Take out of tasks whoever is more than they carry: those worth least."""
        if self._crowded:
            planned = np.flatnonzero(self.day != NONE).astype(np.int32)
            task = self.layout.group[planned].astype(np.int64) * self.open.shape[1] + self.day[planned]
            order = np.lexsort((-self.worth[planned], task))
            first = np.flatnonzero(np.diff(task[order], prepend=-1))
            rank = np.arange(order.size) - np.repeat(first, np.diff(first, append=order.size))
            self.remove(planned[order[rank >= self.layout.problem.largest_task]])

    def _fill_one_each(self, rows: Places) -> None:
        programme = self.layout.group_programme[self.layout.group[rows]]
        for number in range(self.layout.programmes):
            own = rows[programme == number]
            if own.size:
                self._fill_programme(own, number)

    def _fill_programme(self, rows: Places, programme: int) -> None:
        """Plan intents of a programme where they fit at the least price; every customer is there once."""
        customer, group = self.layout.customer[rows], self.layout.group[rows]
        days = np.full(rows.size, NONE, np.int16)
        least = np.full(rows.size, np.inf)
        for window in self.layout.windows[programme]:
            tasks = self.open[group[:, None], window.days]
            fits = tasks.any(axis=1)
            price = np.zeros(rows.size)
            for column in window.columns:
                fits &= self.room[column][customer] > 0
                price += self.prices.caps[column][customer]
            fits &= price < least
            least[fits] = price[fits]
            days[fits] = window.days[tasks[fits].argmax(axis=1)]
        if self._crowded:
            days[~self.boards(rows, days)] = NONE
        self.place(rows[days != NONE], days[days != NONE])

    def boards(self, rows: Places, days: NDArray[np.int16]) -> NDArray[np.bool_]:
        """Tell which intents their tasks can still carry, those worth most first."""
        layout = self.layout
        horizon = self.open.shape[1]
        aboard = np.zeros(rows.size, np.bool_)
        if not self._crowded:
            aboard[days != NONE] = True
            return aboard
        planned = np.flatnonzero(self.day != NONE)
        keys, counts = np.unique(
            layout.group[planned].astype(np.int64) * horizon + self.day[planned], return_counts=True
        )
        key = layout.group[rows].astype(np.int64) * horizon + days
        order = np.lexsort((-self.worth[rows], key))
        order = order[days[order] != NONE]
        first = np.flatnonzero(np.diff(key[order], prepend=-1))
        sizes = np.diff(first, append=order.size)
        place = np.searchsorted(keys, key[order][first])
        known = np.append(keys, -1)[place] == key[order][first]
        taken = np.where(known, np.append(counts, 0)[place], 0)
        rank = np.arange(order.size) - np.repeat(first - taken, sizes)
        aboard[order[rank < layout.problem.largest_task]] = True
        return aboard

    def _take(self, rows: Places, change: int) -> None:
        programme = self.layout.group_programme[self.layout.group[rows]]
        for number, windows in enumerate(self.layout.windows):
            own = rows[programme == number]
            for window in windows if own.size else ():
                those = own if len(windows) == 1 else own[np.isin(self.day[own], window.days)]
                customer = self.layout.customer[those]
                for column in window.columns:
                    np.add.at(self.room[column], customer, change)


def spread(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return all places from each start to its end, one range after the other."""
    sizes = ends - starts
    offsets = np.cumsum(sizes) - sizes
    return np.arange(int(sizes.sum())) + np.repeat(starts - offsets, sizes)
