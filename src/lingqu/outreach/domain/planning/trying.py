"""Changes of tasks, tried: many at once where they do not meet, and each is taken back unless it gained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lingqu.outreach.domain.planning.draft import Draft, Places, spread
from lingqu.outreach.domain.planning.plans import NONE

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tasks:
    """Tasks by group and day.

    Attributes:
        group: (changes, tasks of each), `NONE` where a change has fewer.
        day: the same shape.
    """

    group: Places
    day: NDArray[np.int16]

    def only(self, which: NDArray[Any]) -> Tasks:
        """Return those of some changes."""
        return Tasks(self.group[which], self.day[which])

    def all(self) -> tuple[Places, NDArray[np.int16]]:
        """Return groups and days, one task after the other."""
        there = self.group != NONE
        return self.group[there], self.day[there]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is closed, what is opened for it, and what that seems to bring.

    Attributes:
        closes: tasks.
        opens: tasks.
        gain: (changes,).
    """

    closes: Tasks
    opens: Tasks
    gain: Floats

    def only(self, which: NDArray[Any]) -> Changes:
        """Return some of them."""
        return Changes(self.closes.only(which), self.opens.only(which), self.gain[which])

    def best_of_each(self, key: NDArray[Any], keys: int) -> Changes:
        """Return of those with the same key the one that promises most.

        Args:
            key: of each change, below `keys`.
        """
        order = np.argsort(self.gain, kind="stable")
        place = np.full(keys, NONE)
        place[key[order]] = order  # of equals the last counts
        return self.only(place[place != NONE])


def attempt(draft: Draft, changes: Changes) -> float:
    """Try changes that meet no customer of another; return what was gained, in the worth of the draft.

    Args:
        changes: no two of them concern one task, or together ask for more slots than there are.
    """
    changes = changes.only(np.argsort(changes.gain, kind="stable"))
    which, customer = _meet(draft, changes)
    owner = np.full(draft.layout.room.shape[1], NONE)
    owner[customer] = which  # the last counts: what promises most
    alone = np.ones(changes.gain.size, np.bool_)
    alone[which[owner[customer] != which]] = False
    return _try(draft, changes.only(alone)) if alone.any() else 0.0


def _meet(draft: Draft, changes: Changes) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return (change, customer) for all customers of the groups that changes open and close, change by change."""
    layout = draft.layout
    groups = np.concatenate((changes.opens.group, changes.closes.group), axis=1)
    which, place = np.nonzero(groups != NONE)
    group = groups[which, place]
    starts, ends = layout.group_start[group], layout.group_start[group + 1]
    return np.repeat(which, ends - starts), layout.customer[spread(starts, ends)]


def _try(draft: Draft, changes: Changes) -> float:
    """Carry changes out, take back those that gained nothing, and return what the others gained."""
    layout = draft.layout
    which, customer = _meet(draft, changes)
    owner = np.full(layout.room.shape[1], NONE)
    owner[customer] = which
    customers = np.flatnonzero(owner != NONE).astype(np.int32)
    rows = draft.of_customers(customers)
    own = owner[layout.customer[rows]]
    before = draft.day[rows]
    draft.close_tasks(*changes.closes.all())
    draft.open_tasks(*changes.opens.all())
    draft.empty(customers)
    draft.fill(rows)
    change = ((draft.day[rows] != NONE).astype(np.int8) - (before != NONE)) * draft.worth[rows]
    gained = np.bincount(own, weights=change, minlength=changes.gain.size)
    failed = gained <= 0
    back = changes.only(failed)
    draft.close_tasks(*back.opens.all())
    draft.open_tasks(*back.closes.all())
    draft.empty(customers[failed[owner[customers]]])
    again = failed[own] & (before != NONE)
    draft.place(rows[again], before[again])
    draft.unload()
    return float(gained[~failed].sum())
