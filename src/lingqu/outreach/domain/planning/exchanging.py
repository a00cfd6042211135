"""Better tasks for worse ones, in rounds: for every member and day at once the one that promises most.

What an exchange brings is estimated for all groups together, then tried: exchanges that meet no customer of another are
carried out, their customers planned anew, and those that brought nothing are taken back. So a round never loses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingqu.outreach.domain.planning.draft import Draft, Places, spread
from lingqu.outreach.domain.planning.layout import Window
from lingqu.outreach.domain.planning.plans import NONE

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Exchanges:
    """Tasks to open, and the task that each replaces on its day.

    Attributes:
        opens: groups.
        day: of both tasks.
        closes: groups; `NONE` where the member has a slot left.
        gain: what is hoped for.
    """

    opens: Places
    day: NDArray[np.int16]
    closes: Places
    gain: Floats

    def only(self, which: NDArray[np.integer] | NDArray[np.bool_]) -> Exchanges:
        """Return some of them."""
        return Exchanges(self.opens[which], self.day[which], self.closes[which], self.gain[which])

    def best_of_each(self, key: NDArray[np.integer], keys: int) -> Exchanges:
        """Return of those with the same key the one that promises most.

        Args:
            key: of each, below `keys`.
        """
        order = np.argsort(self.gain, kind="stable")
        place = np.full(keys, NONE)
        place[key[order]] = order  # of equals the last counts
        return self.only(place[place != NONE])


def exchange(draft: Draft) -> float:
    """Carry out one round; return what it gained, in the worth of the draft."""
    hoped = _apart(draft, _hope(draft))
    return _try(draft, hoped) if hoped.opens.size else 0.0


def _hope(draft: Draft) -> Exchanges:
    """Return for each member and day the exchange that seems to bring most, each group in one at most."""
    layout = draft.layout
    loss, worst = _losses(draft)
    pushed = _pushed_out(draft)
    found: list[Exchanges] = []
    for programme, windows in enumerate(layout.windows):
        groups = np.flatnonzero(layout.group_programme == programme).astype(np.int32)
        sender = layout.group_sender[groups]
        for window in windows if groups.size else ():
            gain = _gains(draft, programme, window, pushed)
            for day in window.days.tolist():
                net = gain - loss[sender, day]
                good = (net > 0) & ~draft.open[groups, day]
                days = np.full(int(good.sum()), day, np.int16)
                found.append(Exchanges(groups[good], days, worst[sender[good], day], net[good]))
    if not found:
        nothing = np.zeros(0, np.int32)
        return Exchanges(nothing, nothing.astype(np.int16), nothing, nothing.astype(np.float64))
    hoped = Exchanges(
        np.concatenate([one.opens for one in found]),
        np.concatenate([one.day for one in found]),
        np.concatenate([one.closes for one in found]),
        np.concatenate([one.gain for one in found]),
    )
    hoped = hoped.best_of_each(hoped.opens, layout.groups)
    members, horizon = draft.slots.shape
    return hoped.best_of_each(
        layout.group_sender[hoped.opens].astype(np.int64) * horizon + hoped.day, members * horizon
    )


def _losses(draft: Draft) -> tuple[Floats, Places]:
    """Return (members, days): what closing the least useful task would lose, and whose group that is.

    Nothing is lost where a slot is left; everything (infinity) where there is neither a slot nor a task. Whoever waits
    in another open task takes the place of who leaves.
    """
    layout = draft.layout
    rows = draft.by_customer
    open_somewhere: NDArray[np.bool_] = np.any(draft.open, axis=1)
    waits = rows[(draft.day[rows] == NONE) & (draft.worth[rows] > 0) & open_somewhere[layout.group[rows]]]
    next_best = np.zeros(layout.room.shape[1])
    next_best[layout.customer[waits[::-1]]] = draft.worth[waits[::-1]]  # the last counts: the most valuable
    planned = np.flatnonzero(draft.day != NONE)
    lost = np.maximum(draft.worth[planned] - next_best[layout.customer[planned]], 0)
    groups, days = np.nonzero(draft.open)
    task = np.full(draft.open.shape, NONE, np.int32)
    task[groups, days] = np.arange(groups.size)
    loss = np.bincount(task[layout.group[planned], draft.day[planned]], weights=lost, minlength=groups.size)
    order = np.argsort(-loss, kind="stable")
    groups, days, loss = groups[order].astype(np.int32), days[order], loss[order]
    least: Floats = np.full(draft.slots.shape, np.inf)
    worst = np.full(draft.slots.shape, NONE, np.int32)
    least[layout.group_sender[groups], days] = loss
    worst[layout.group_sender[groups], days] = groups
    least[draft.slots > 0] = 0
    worst[draft.slots > 0] = NONE
    return least, worst


def _pushed_out(draft: Draft) -> Floats:
    """Return (columns, customers): what one more message would push out; infinite where nothing can go."""
    layout = draft.layout
    planned = draft.by_customer[draft.day[draft.by_customer] != NONE]
    programme = layout.group_programme[layout.group[planned]]
    touches = np.zeros((layout.room.shape[0], layout.programmes, draft.open.shape[1]), np.bool_)
    for number, windows in enumerate(layout.windows):
        for window in windows:
            touches[np.array(window.columns, np.int64)[:, None], number, window.days] = True
    pushed: Floats = np.zeros_like(layout.room, np.float64)
    for column in range(pushed.shape[0]):
        those = planned[touches[column, programme, draft.day[planned]]]
        pushed[column][layout.customer[those]] = draft.worth[those]  # the last counts: the least valuable
        pushed[column][draft.room[column] > 0] = 0
        pushed[column][layout.room[column] <= 0] = np.inf
    return pushed


def _gains(draft: Draft, programme: int, window: Window, pushed: Floats) -> Floats:
    """Return what a new task of each of a programme's groups would bring, less what it would push out."""
    layout = draft.layout
    part = layout.parts[programme]
    customer = layout.customer[part]
    cost = np.zeros(customer.size)
    for column in window.columns:
        np.maximum(cost, pushed[column][customer], out=cost)
    gain = np.maximum(draft.worth[part] - cost, 0)
    gain[draft.day[part] != NONE] = 0
    starts = layout.group_start[:-1]
    return np.add.reduceat(gain, starts[(starts >= part.start) & (starts < part.stop)] - part.start)


def _meet(draft: Draft, hoped: Exchanges) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return (exchange, customer) for all customers of the groups that exchanges open and close."""
    layout = draft.layout
    closing = np.flatnonzero(hoped.closes != NONE)
    groups = np.concatenate((hoped.opens, hoped.closes[closing]))
    which = np.concatenate((np.arange(hoped.opens.size), closing))
    starts, ends = layout.group_start[groups], layout.group_start[groups + 1]
    which, customer = np.repeat(which, ends - starts), layout.customer[spread(starts, ends)]
    order = np.argsort(which, kind="stable")
    return which[order], customer[order]


def _apart(draft: Draft, hoped: Exchanges) -> Exchanges:
    """Return exchanges that meet no customer of another; of two that meet, what promises more may stay."""
    hoped = hoped.only(np.argsort(hoped.gain, kind="stable"))
    which, customer = _meet(draft, hoped)
    owner = np.full(draft.layout.room.shape[1], NONE)
    owner[customer] = which  # the last counts: what promises most
    alone = np.ones(hoped.opens.size, np.bool_)
    alone[which[owner[customer] != which]] = False
    return hoped.only(alone)


def _try(draft: Draft, hoped: Exchanges) -> float:
    """Carry out exchanges that are apart, take back those that gained nothing, and return what the others gained."""
    layout = draft.layout
    which, customer = _meet(draft, hoped)
    owner = np.full(layout.room.shape[1], NONE)
    owner[customer] = which
    customers = np.flatnonzero(owner != NONE).astype(np.int32)
    rows = draft.of_customers(customers)
    own = owner[layout.customer[rows]]
    before = draft.day[rows]
    _swap(draft, hoped, back=False)
    draft.empty(customers)
    draft.fill(rows)
    change = ((draft.day[rows] != NONE).astype(np.int8) - (before != NONE)) * draft.worth[rows]
    gained = np.bincount(own, weights=change, minlength=hoped.opens.size)
    failed = gained <= 0
    _swap(draft, hoped.only(failed), back=True)
    draft.empty(customers[failed[owner[customers]]])
    again = failed[own] & (before != NONE)
    draft.place(rows[again], before[again])
    return float(gained[~failed].sum())


def _swap(draft: Draft, exchanges: Exchanges, *, back: bool) -> None:
    """Open and close what exchanges say, or the other way round."""
    closing = exchanges.closes != NONE
    if back:
        draft.close_tasks(exchanges.opens, exchanges.day)
        draft.open_tasks(exchanges.closes[closing], exchanges.day[closing])
    else:
        draft.close_tasks(exchanges.closes[closing], exchanges.day[closing])
        draft.open_tasks(exchanges.opens, exchanges.day)
