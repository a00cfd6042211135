"""The end of a plan: what can simply be added is added, and whoever is left out learns why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingqu.outreach.domain.planning.draft import Draft, Places
from lingqu.outreach.domain.planning.layout import Window, touched
from lingqu.outreach.domain.planning.placing import first_of_each
from lingqu.outreach.domain.planning.plans import NONE, Outcome


def top_up(draft: Draft) -> None:
    """Close tasks that carry nobody; add all that fits, day by day, so that afterwards nothing can be added."""
    carried = np.zeros_like(draft.open)
    planned = np.flatnonzero(draft.day != NONE)
    carried[draft.layout.group[planned], draft.day[planned]] = True
    groups, days = np.nonzero(draft.open & ~carried)
    draft.close_tasks(groups.astype(np.int32), days.astype(np.int16))
    budget = draft.layout.problem.budget - draft.count_planned()
    for programme, windows in enumerate(draft.layout.windows):
        for window in windows:
            for day in window.days.tolist():
                if budget[programme] > 0:
                    budget[programme] -= _add(draft, programme, window, day, int(budget[programme]))


def _add(draft: Draft, programme: int, window: Window, day: int, budget: int) -> int:
    """Plan on a day what fits of a programme; return how many."""
    layout = draft.layout
    rows = waiting(draft, programme)
    rows = rows[leaves_room(draft, window, rows)]
    group = layout.group[rows]
    rows = rows[draft.open[group, day] | (draft.slots[layout.group_sender[group], day] > 0)]
    rows = rows[draft.boards(rows, np.full(rows.size, day, np.int16))]
    rows = rows[_within_slots(draft, rows, day)]
    if rows.size > budget:
        rows = np.sort(rows[np.argsort(-layout.value[rows], kind="stable")[:budget]])
    opened = np.unique(layout.group[rows])
    opened = opened[~draft.open[opened, day]]
    draft.open_tasks(opened, np.full(opened.size, day, np.int16))
    draft.place(rows, np.full(rows.size, day, np.int16))
    return rows.size


def _within_slots(draft: Draft, rows: Places, day: int) -> NDArray[np.bool_]:
    """Tell which intents have a task that day, or get one of those that their member may still be given."""
    layout = draft.layout
    worth = np.bincount(layout.group[rows], weights=layout.value[rows], minlength=1)
    groups = np.flatnonzero(worth)
    groups = groups[~draft.open[groups, day]]
    groups = groups[np.lexsort((-worth[groups], layout.group_sender[groups]))]
    granted = draft.open[:, day].copy()
    granted[groups[first_of_each(layout.group_sender[groups], draft.slots[:, day])]] = True
    return granted[layout.group[rows]]


def waiting(draft: Draft, programme: int) -> Places:
    """Return the intents of a programme that are not planned."""
    part = draft.layout.parts[programme]
    return (np.flatnonzero(draft.day[part] == NONE) + part.start).astype(np.int32)


def leaves_room(draft: Draft, window: Window, rows: Places) -> NDArray[np.bool_]:
    """Tell whose customers' caps have room for a task in a window."""
    customer = draft.layout.customer[rows]
    fits = np.ones(rows.size, np.bool_)
    for column in window.columns:
        fits &= draft.room[column][customer] > 0
    return fits


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why intents are not planned, as `plans.Plan` says it; in the order of the layout."""

    outcome: NDArray[np.uint8]
    rule: NDArray[np.int16]
    could_on: NDArray[np.int16]


def give_reasons(draft: Draft) -> Reasons:
    """Return why each intent that is not planned could not be added."""
    size = draft.day.size
    reasons = Reasons(np.zeros(size, np.uint8), np.full(size, NONE, np.int16), np.full(size, NONE, np.int16))
    spent = draft.count_planned() >= draft.layout.problem.budget
    for programme, windows in enumerate(draft.layout.windows):
        rows = waiting(draft, programme)
        if not windows:
            reasons.outcome[rows] = Outcome.NO_DAY
            continue
        fits = np.zeros(rows.size, np.bool_)
        for window in windows:
            fits |= leaves_room(draft, window, rows)
        reasons.outcome[rows] = Outcome.BUDGET if spent[programme] else Outcome.WORKLOAD
        reasons.outcome[rows[~fits]] = Outcome.OVER_CAP
        _explain_caps(draft, programme, rows[~fits], reasons)
    return reasons


def _explain_caps(draft: Draft, programme: int, rows: Places, reasons: Reasons) -> None:
    """Say which rule is full on the programme's first day, and on which day none would be."""
    layout, problem = draft.layout, draft.layout.problem
    customer = layout.customer[rows]
    first = int(np.flatnonzero(problem.may_go[programme])[0])
    rule = np.full(rows.size, NONE, np.int16)
    for number in range(problem.caps.counts.shape[0]):
        for column in _columns(draft, programme, first, rule=number):
            rule[(draft.room[column][customer] <= 0) & (rule == NONE)] = number
    reasons.rule[rows] = rule
    for day in range(problem.caps.period_of.shape[1]):
        if problem.closes_on[programme, day] < problem.caps.period_of.shape[1]:
            fits = np.ones(rows.size, np.bool_)
            for column in _columns(draft, programme, day):
                fits &= draft.room[column][layout.customer[rows]] > 0
            reasons.could_on[rows[fits]] = day
            rows = rows[~fits]


def _columns(draft: Draft, programme: int, day: int, rule: int | None = None) -> list[int]:
    """Return the columns that a task of a programme touches, of one rule or of all."""
    problem, columns = draft.layout.problem, draft.layout.columns
    periods = touched(problem, programme, day)
    if rule is not None:
        periods &= frozenset(problem.caps.period_of[rule].tolist())
    return [columns[period] for period in sorted(periods) if period in columns]
