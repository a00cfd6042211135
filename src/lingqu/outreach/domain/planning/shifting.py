"""Tasks change their days: two of a member trade them, or one goes to a day with a slot left.

Worth looking at only where days differ for customers, as with caps by the day, or by the week over several weeks.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lingqu.outreach.domain.planning.draft import Draft, Places
from lingqu.outreach.domain.planning.exchanging import pushed_out
from lingqu.outreach.domain.planning.layout import Layout, Window
from lingqu.outreach.domain.planning.plans import NONE
from lingqu.outreach.domain.planning.trying import Changes, Floats, Tasks, attempt


def days_differ(layout: Layout) -> bool:
    """Tell whether a programme has days of which none is at least as good for every customer."""
    return any(sum(not window.dominated for window in windows) > 1 for windows in layout.windows)


def shift(draft: Draft) -> float:
    """Carry out one round, at most one trade of each member; return what it gained, in the worth of the draft."""
    members = draft.slots.shape[0]
    moves = _moves(draft)
    movable = np.isfinite(moves).any(axis=1)
    on = [np.flatnonzero(tasks & movable).astype(np.int32) for tasks in draft.open.T]
    best = np.zeros(members)
    pairs = np.full((members, 4), NONE, np.int32)  # group and day of the one, group and day of the other
    for one, other in combinations(range(draft.slots.shape[1]), 2):
        there, goes = _best_mover(draft, moves, on[one], other)
        back, comes = _best_mover(draft, moves, on[other], one)
        for gain, first, second in (
            (goes + comes, there, back),
            (np.where(draft.slots[:, other] > 0, goes, -np.inf), there, np.full_like(there, NONE)),
            (np.where(draft.slots[:, one] > 0, comes, -np.inf), np.full_like(there, NONE), back),
        ):
            better = np.flatnonzero(gain > best)
            best[better] = gain[better]
            pairs[better] = np.stack(
                (first[better], np.full(better.size, one), second[better], np.full(better.size, other)), 1
            )
    found = pairs[best > 0]
    groups = found[:, [0, 2]]
    days = found[:, [1, 3]].astype(np.int16)
    return (
        attempt(draft, Changes(Tasks(groups, days), Tasks(groups, days[:, ::-1]), best[best > 0]))
        if found.size
        else 0.0
    )


def _moves(draft: Draft) -> Floats:
    """Return (groups, days): what a group's one task would gain on another day; minus infinity where it may not go."""
    layout = draft.layout
    pushed = pushed_out(draft)
    touches = layout.touches()
    moves = np.full(draft.open.shape, -np.inf)
    for programme, windows in enumerate(layout.windows):
        part = layout.parts[programme]
        if part.stop > part.start:
            groups = layout.group_programme == programme
            for window in windows:
                gain = np.add.reduceat(
                    _gains(draft, programme, window, pushed, touches), layout.group_starts(programme)
                )
                moves[np.ix_(groups, window.days)] = gain[:, None]
    moves[draft.open.sum(axis=1) != 1] = -np.inf
    return moves


def _gains(draft: Draft, programme: int, window: Window, pushed: Floats, touches: NDArray[np.bool_]) -> Floats:
    """Return what each intent of a programme would gain were its task in a window."""
    part = draft.layout.parts[programme]
    customer, day, worth = draft.layout.customer[part], draft.day[part], draft.worth[part]
    planned = day != NONE
    cost = np.zeros(customer.size)
    for column in window.columns:
        price = pushed[column][customer]
        price[planned & touches[column, programme, day]] = 0  # it has its place in the period already
        np.maximum(cost, price, out=cost)
    return np.maximum(worth - cost, 0) - np.where(planned, worth, 0)


def _best_mover(draft: Draft, moves: Floats, groups: Places, target: int) -> tuple[Places, Floats]:
    """Return by member which of some groups gains most if its task goes to another day, and how much."""
    gains = moves[groups, target]
    groups = groups[np.argsort(gains, kind="stable")[np.count_nonzero(gains == -np.inf) :]]
    best = np.full(draft.slots.shape[0], NONE, np.int32)
    best[draft.layout.group_sender[groups]] = groups  # the last counts
    return best, np.where(best == NONE, -np.inf, moves[best, target])
