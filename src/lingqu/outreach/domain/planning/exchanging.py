"""Better tasks for worse ones: in a round, for every member and day at once the one that promises most.

What a task would bring or closing it would lose is estimated for all groups together, from what one more message would
push out of each customer's caps, and from who waits for a place.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingqu.outreach.domain.planning.draft import Draft, Places
from lingqu.outreach.domain.planning.layout import Window
from lingqu.outreach.domain.planning.plans import NONE
from lingqu.outreach.domain.planning.trying import Changes, Floats, Tasks, attempt


def exchange(draft: Draft) -> float:
    """Carry out one round; return what it gained, in the worth of the draft."""
    losses = _losses(draft)
    pushed = pushed_out(draft)
    found = [
        _better(draft, programme, window, pushed, losses)
        for programme, windows in enumerate(draft.layout.windows)
        if draft.layout.parts[programme].stop > draft.layout.parts[programme].start
        for window in windows
    ]
    if not found:
        return 0.0
    group, day, closes, gain = (np.concatenate(column) for column in zip(*found, strict=True))
    days = day[:, None]
    hoped = Changes(Tasks(closes[:, None], days), Tasks(group[:, None], days), gain)
    hoped = hoped.best_of_each(group, draft.layout.groups)
    members, horizon = draft.slots.shape
    sender = draft.layout.group_sender[hoped.opens.group[:, 0]].astype(np.int64)
    return attempt(draft, hoped.best_of_each(sender * horizon + hoped.opens.day[:, 0], members * horizon))


def _better(
    draft: Draft, programme: int, window: Window, pushed: Floats, losses: tuple[Floats, Places]
) -> tuple[Places, NDArray[np.int16], Places, Floats]:
    """Return groups that promise more than what they would replace: group, day, whom it replaces, and the gain."""
    layout = draft.layout
    loss, worst = losses
    groups = np.flatnonzero(layout.group_programme == programme).astype(np.int32)
    net = _gains(draft, programme, window, pushed)[:, None] - loss[layout.group_sender[groups]][:, window.days]
    place, number = np.nonzero((net > 0) & ~draft.open[groups][:, window.days])
    days = window.days[number]
    return groups[place], days, worst[layout.group_sender[groups[place]], days], net[place, number]


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


def pushed_out(draft: Draft) -> Floats:
    """Return (columns, customers): what one more message would push out; infinite where nothing can go."""
    layout = draft.layout
    planned = draft.by_customer[draft.day[draft.by_customer] != NONE]
    programme = layout.group_programme[layout.group[planned]]
    touches = layout.touches()
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
    return np.add.reduceat(gain, layout.group_starts(programme))
