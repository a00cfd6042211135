"""The planner: who gets what, when, through whom."""

from __future__ import annotations

import numpy as np

from lingqu.outreach.domain.planning import exact
from lingqu.outreach.domain.planning.draft import Draft
from lingqu.outreach.domain.planning.exchanging import exchange
from lingqu.outreach.domain.planning.finishing import give_reasons, top_up
from lingqu.outreach.domain.planning.layout import Layout, lay_out
from lingqu.outreach.domain.planning.placing import put_on_days
from lingqu.outreach.domain.planning.plans import NONE, Plan
from lingqu.outreach.domain.planning.prices import Prices, settle
from lingqu.outreach.domain.planning.problem import Problem
from lingqu.outreach.domain.planning.shifting import days_differ, shift

MOST_ROUNDS = 60
WORTHWHILE = 1e-4
"""Exchanges go on while a round gains such a part of the whole."""
TWICE = 100_000
"""Up to so many intents a second plan is made, beginning with whatever fits instead of with prices."""


def plan(problem: Problem) -> Plan:
    """Return a day for each intent, or why there is none, so that planned intents are worth much together.

    No cap, budget or workload is exceeded, and nothing could simply be added. Up to `exact.MOST_INTENTS` intents the
    plan is the best there is; beyond it is near: `bound.bound` says how near. The same problem gets the same plan.
    """
    layout = lay_out(problem)
    if not layout.value.size:
        return _told(Draft(layout, _free(layout)), best=True)
    draft = _near(layout)
    if layout.value.size > exact.MOST_INTENTS:
        return _told(draft, best=False)
    ended, days = exact.improve(layout, _value(draft))
    return _told(draft if days is None else _as_found(layout, days), best=ended)


def _near(layout: Layout) -> Draft:
    """Return a plan found by prices and exchanges; where that is cheap, the better of two that begin differently."""
    prices, answer, _ = settle(layout)
    priced = Draft(layout, prices)
    put_on_days(priced, answer.chosen, answer.worth)
    priced.fill(priced.by_customer)
    _exchange_all(priced)
    if layout.value.size > TWICE:
        return priced
    simple = Draft(layout, _free(layout))
    top_up(simple)
    _exchange_all(simple)
    return max(priced, simple, key=_value)


def _exchange_all(draft: Draft) -> None:
    """Exchange tasks as long as it is worthwhile, and bring the draft to its end."""
    differ = days_differ(draft.layout)
    for _ in range(MOST_ROUNDS):
        gained = exchange(draft) + (shift(draft) if differ else 0.0)
        if gained <= WORTHWHILE * float(draft.worth[draft.day != NONE].sum()):
            break
    draft.trim()
    top_up(draft)


def _value(draft: Draft) -> float:
    return float(draft.layout.value[draft.day != NONE].sum())


def _as_found(layout: Layout, days: np.ndarray) -> Draft:
    """Return the plan in which intents are on given days."""
    draft = Draft(layout, _free(layout))
    rows = np.flatnonzero(days != NONE).astype(np.int32)
    tasks = np.unique(np.stack((layout.group[rows], days[rows])), axis=1)
    draft.open_tasks(tasks[0].astype(np.int32), tasks[1].astype(np.int16))
    draft.place(rows, days[rows])
    return draft


def _free(layout: Layout) -> Prices:
    return Prices(np.zeros(layout.room.shape), np.zeros(layout.programmes))


def _told(draft: Draft, *, best: bool) -> Plan:
    """Return a draft in the order in which intents were given."""
    layout = draft.layout
    reasons = give_reasons(draft)
    back = np.empty_like(layout.order)
    back[layout.order] = np.arange(back.size)
    return Plan(
        day=draft.day[back],
        outcome=reasons.outcome[back],
        rule=reasons.rule[back],
        could_on=reasons.could_on[back],
        value=_value(draft),
        tasks=int(np.count_nonzero(draft.open)),
        exact=best,
    )
