"""Which tasks members take when each may take only so many: those worth most, exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingqu.outreach.domain.planning.layout import Layout, dearest_first

MOST_SETS = 4
"""Programmes may differ in their days so much; beyond it some are taken to go on more days than they may."""


class Choice:
    """Groups that fit into members' days, each on one day, so that they are worth most together.

    Whether groups fit can be told by counting: of every union of sets of days, those that may go on no others are at
    most as many as its slots (Hall). What fits in this way is a matroid, so that taking what is worth most as long as
    it fits is best. Where programmes have more different sets of days than are told apart, more fits than should: what
    is returned is then at least the best.
    """

    def __init__(self, layout: Layout) -> None:
        """Count the slots of every union of days that can run short."""
        members = layout.problem.slots.shape[0]
        sets, kinds = _sets_of_days(layout.problem.may_go)
        self._sender = layout.group_sender
        self._kind = kinds[layout.group_programme]
        self._members = members
        self._unions: list[tuple[NDArray[np.bool_], NDArray[np.int64]]] = []
        for days in sorted({tuple(np.any(some, axis=0).tolist()) for some in _subsets(sets)}):
            within = np.array([not np.any(one & ~np.array(days)) for one in sets] + [False])
            slots = layout.problem.slots[:, np.array(days)].sum(axis=1).astype(np.int64)
            counts = np.bincount(layout.group_sender[within[self._kind]], minlength=members)
            if np.any(counts > slots):
                self._unions.append((within, slots))

    def best(self, worth: NDArray[np.float64]) -> tuple[NDArray[np.bool_], float]:
        """Return the groups taken, and what they are worth, rounded up.

        Args:
            worth: (groups,).
        """
        up = np.nextafter(worth.astype(np.float32), np.float32(np.inf))
        taken = (worth > 0) & (self._kind >= 0)
        if self._unions:
            groups = np.flatnonzero(taken)
            groups = groups[dearest_first(self._sender[groups], up[groups])]
            taken[groups] = self._as_they_fit(groups)
        return taken, float(np.sum(up[taken], dtype=np.float64))

    def _as_they_fit(self, groups: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which groups are taken, each member's in the order given as long as they fit."""
        sizes = np.bincount(self._sender[groups], minlength=self._members)
        starts = np.cumsum(sizes) - sizes
        fits = np.zeros(groups.size, np.bool_)
        have = [np.zeros(self._members, np.int64) for _ in self._unions]
        members = np.flatnonzero(sizes)
        rank = 0
        while members.size:
            places = starts[members] + rank
            fits[places] = self._take(self._kind[groups[places]], members, have)
            rank += 1
            goes_on = sizes[members] > rank
            for (within, slots), taken in zip(self._unions, have, strict=True):
                if within[:-1].all():
                    goes_on &= taken[members] < slots[members]
            members = members[goes_on]
        return fits

    def _take(
        self, kind: NDArray[np.int8], members: NDArray[np.int64], have: list[NDArray[np.int64]]
    ) -> NDArray[np.bool_]:
        """Tell which groups fit beside what is taken, one of each member, and count them."""
        fits = np.ones(kind.size, np.bool_)
        inside = [within[kind] for within, _ in self._unions]
        for within, (_, slots), taken in zip(inside, self._unions, have, strict=True):
            fits &= ~within | (taken[members] < slots[members])
        for within, taken in zip(inside, have, strict=True):
            taken[members] += within & fits
        return fits


def _sets_of_days(may_go: NDArray[np.bool_]) -> tuple[list[NDArray[np.bool_]], NDArray[np.int8]]:
    """Return different sets of days, and which of them each programme has; -1 where it has none."""
    different = sorted({tuple(row) for row in may_go.tolist() if any(row)}, key=lambda row: (sum(row), row))
    if len(different) > MOST_SETS:
        different = [*different[: MOST_SETS - 1], tuple(np.any(np.array(different), axis=0).tolist())]
    places = {row: place for place, row in enumerate(different)}
    others = len(different) - 1
    kinds = [places.get(tuple(row), others) if any(row) else -1 for row in may_go.tolist()]
    return [np.array(row) for row in different], np.array(kinds, np.int8)


def _subsets(sets: list[NDArray[np.bool_]]) -> list[list[NDArray[np.bool_]]]:
    """Return all choices of one or more."""
    return [[one for place, one in enumerate(sets) if which >> place & 1] for which in range(1, 1 << len(sets))]
