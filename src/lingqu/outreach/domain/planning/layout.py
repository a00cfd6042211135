"""A problem laid out for work on whole arrays: intents beside those that could share a task, days that cost the same.

Everything below counts intents in the order of `Layout.order`: by programme, sender, content. A *group* is
the intents that one task could carry: one programme, sender and content. A *window* is a set of days on which a
programme's task would touch the same periods of caps, so that for a customer they are one choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lingqu.outreach.domain.planning.problem import NO_PERIOD, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days of the horizon on which a programme's task touches the same periods.

    Attributes:
        columns: rows of `Layout.room`; periods in which nobody can run short are left out.
        days: ascending.
    """

    columns: tuple[int, ...]
    days: NDArray[np.int16]
    dominated: bool
    """Another window of the programme touches a part of these, so that it is never dearer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A problem, laid out.

    Attributes:
        problem: as given.
        order: (intents,), the place of each in the arrays given.
        customer: int32 (intents,).
        value: float64 (intents,).
        group: int32 (intents,), ascending.
        group_start: int64 (groups + 1,), where each group begins, and the end.
        group_sender: int32 (groups,).
        group_programme: int16 (groups,).
        by_sender: int32 (groups,), groups by sender.
        by_customer: int32 (intents,), intents by customer, the most valuable first.
        customer_start: int64 (customers + 1,), where each customer begins in `by_customer`, and the end.
        parts: by programme, its intents.
        windows: by programme, the different choices of days it has.
        columns: by period, its row in `room`; periods in which nobody can run short have none.
        room: int16 (columns, customers), how many messages caps leave each customer.
    """

    problem: Problem
    order: NDArray[np.int64]
    customer: NDArray[np.int32]
    value: NDArray[np.float64]
    group: NDArray[np.int32]
    group_start: NDArray[np.int64]
    group_sender: NDArray[np.int32]
    group_programme: NDArray[np.int16]
    by_sender: NDArray[np.int32]
    by_customer: NDArray[np.int32]
    customer_start: NDArray[np.int64]
    parts: tuple[slice, ...]
    windows: tuple[tuple[Window, ...], ...]
    columns: dict[int, int]
    room: NDArray[np.int16]

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return self.group_sender.size

    @property
    def programmes(self) -> int:
        """How many programmes there are."""
        return self.problem.budget.size

    def group_starts(self, programme: int) -> NDArray[np.int64]:
        """Return where each group of a programme begins within the programme's part."""
        starts, part = self.group_start[:-1], self.parts[programme]
        return starts[(starts >= part.start) & (starts < part.stop)] - part.start

    def touches(self) -> NDArray[np.bool_]:
        """Return (columns, programmes, days): whether a task handed over that day takes something from the column."""
        touches = np.zeros((self.room.shape[0], *self.problem.may_go.shape), np.bool_)
        for programme, windows in enumerate(self.windows):
            for window in windows:
                touches[np.array(window.columns, np.int64)[:, None], programme, window.days] = True
        return touches


def lay_out(problem: Problem) -> Layout:
    """Sort intents into groups, find windows and what caps leave."""
    intents = problem.intents
    contents = int(intents.content.max(initial=0)) + 1
    staff = problem.slots.shape[0]
    key = (intents.programme.astype(np.int64) * staff + intents.sender) * contents + intents.content
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    group_key = key[first] // contents
    customer = intents.customer[order]
    value = intents.value[order]
    ends = np.searchsorted(intents.programme[order], np.arange(problem.budget.size + 1))
    columns, room = _room(problem)
    sender = (group_key % max(staff, 1)).astype(np.int32)
    by_customer = dearest_first(customer, value).astype(np.int32)
    return Layout(
        problem=problem,
        order=order,
        customer=customer,
        value=value,
        group=np.repeat(np.arange(first.size, dtype=np.int32), np.diff(first, append=key.size)),
        group_start=np.append(first, key.size),
        group_sender=sender,
        group_programme=(group_key // max(staff, 1)).astype(np.int16),
        by_sender=np.argsort(sender, kind="stable").astype(np.int32),
        by_customer=by_customer,
        customer_start=np.searchsorted(customer[by_customer], np.arange(problem.caps.used.shape[0] + 1)),
        parts=tuple(slice(int(a), int(b)) for a, b in pairwise(ends)),
        windows=tuple(_windows(problem, programme, columns) for programme in range(problem.budget.size)),
        columns=columns,
        room=room,
    )


def dearest_first(owner: NDArray[np.int32], worth: NDArray[np.floating[Any]]) -> NDArray[np.int64]:
    """Return the order by owner, and of each owner what is worth most first; what is worth nothing, or less, last."""
    size = np.maximum(worth, 0).astype(np.float32)  # numbers not below 0 are ordered as their bits
    return np.argsort((owner.astype(np.uint64) << np.uint64(32)) | ~size.view(np.uint32), kind="stable")


def touched(problem: Problem, programme: int, day: int) -> frozenset[int]:
    """Return the periods in which a task of a programme takes something, were it handed over on a day."""
    caps = problem.caps
    days = caps.period_of[caps.counts[:, programme], day : int(problem.closes_on[programme, day]) + 1]
    return frozenset(np.unique(days[days != NO_PERIOD]).tolist())


def _room(problem: Problem) -> tuple[dict[int, int], NDArray[np.int16]]:
    """Return what caps leave in the periods in which anybody can run short, and which row each of these has."""
    caps = problem.caps
    customers = caps.used.shape[0]
    meant = np.bincount(problem.intents.customer, minlength=customers)
    columns: dict[int, int] = {}
    rows: list[NDArray[np.int16]] = []
    for period in range(caps.most.size):
        left = np.clip(int(caps.most[period]) - caps.used[:, period].astype(np.int64), 0, problem.budget.size)
        if np.any(left < meant):
            columns[period] = len(rows)
            rows.append(left.astype(np.int16))
    return columns, np.stack(rows) if rows else np.zeros((0, customers), np.int16)


def _windows(problem: Problem, programme: int, columns: dict[int, int]) -> tuple[Window, ...]:
    days: dict[tuple[int, ...], list[int]] = {}
    for day in np.flatnonzero(problem.may_go[programme]).tolist():
        short = tuple(sorted(columns[one] for one in touched(problem, programme, day) if one in columns))
        days.setdefault(short, []).append(day)
    return tuple(
        Window(columns=short, days=np.array(those, np.int16), dominated=any(set(other) < set(short) for other in days))
        for short, those in sorted(days.items(), key=lambda one: (len(one[0]), one[1]))
    )
