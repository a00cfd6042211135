"""Faults planted in the real code, one at a time, small as real ones are: the model must find each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from lingqu.deliveries.api import hand_over, polling
from lingqu.deliveries.contracts import DeliveryState
from lingqu.deliveries.domain.group_send import Finding, Match
from lingqu.deliveries.store import group_sends
from lingqu.deliveries.store import reads as reads_store
from lingqu.deliveries.store import taking_out as taking_out_store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.outreach.api import refusals, sending
from lingqu.outreach.contracts.rules import Period, Rules
from lingqu.outreach.domain import limits
from lingqu.outreach.store import broadcasts, programmes

Plants = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Plant:
    """A fault, named by what is wrong then."""

    name: str
    plant: Plants
    seed: int = 0
    """Of lives among whose first ones some show it, so that little time goes into the others."""


def _set(owner: Any, name: str, value: Any) -> Plants:
    return lambda patch: patch.setattr(owner, name, value)


def _forget(owner: Any, name: str, answer: Any = None) -> Plants:
    """Let an operation do nothing."""

    async def nothing(*_: object, **__: object) -> Any:
        return answer

    return _set(owner, name, nothing)


def _sql(fragment: str, instead: str) -> Plants:
    """Let every statement that has a fragment say something else there."""

    def rewriting(run: Callable[..., Any]) -> Callable[..., Any]:
        return lambda session, sql, *rest, **named: run(session, sql.replace(fragment, instead), *rest, **named)

    def plant(patch: pytest.MonkeyPatch) -> None:
        for owner, name in ((Session, "fetch"), (Session, "fetch_value"), (UnitOfWork, "execute")):
            patch.setattr(owner, name, rewriting(getattr(owner, name)))

    return plant


def _both(*plants: Plants) -> Plants:
    def plant(patch: pytest.MonkeyPatch) -> None:
        for one in plants:
            one(patch)

    return plant


_SPANS = limits.spans
_SETTLE = polling.settle_recipient
_LIST = group_sends.list_by_ids


def _all_but_the_first(period: Period, window: limits.Window) -> Iterable[tuple[date, date]]:
    spans = list(_SPANS(period, window))
    return spans[1:] or spans


def _settle_as_if_wanted(recipient: Any, view: Any, *, taken_out: Any = None) -> Any:
    del taken_out
    return _SETTLE(recipient, view)


def _three_days(rules: Rules, opens_at: datetime, *, overnight: bool) -> datetime:
    del rules, overnight
    return opens_at + timedelta(days=3)


async def _list_a_week_longer(session: Session, group_send_ids: Any) -> Any:
    rows = await _LIST(session, group_send_ids)
    return [replace(one, closes_at=one.closes_at + timedelta(days=7)) for one in rows]


def _not_made(*_: object) -> Finding:
    return Finding(Match.NOT_MADE, ())


PLANTS = [
    # ── caps and budgets
    Plant(
        "a cap counts what was received only",
        _sql("'planned', 'claimed', 'handed_over', 'delivered', 'unknown'", "'delivered', 'unknown'"),
    ),
    Plant(
        "what members send by themselves takes from no cap",
        _sql("o.customer_id = a.contact AND o.sent_at", "o.customer_id = a.contact AND false AND o.sent_at"),
    ),
    Plant(
        "a message that is on its way counts on the day of its planning only",
        _sql("ELSE greatest(b.closes_at, %(at)s::timestamptz) END AS last_at", "ELSE d.planned_at END AS last_at"),
        seed=1,
    ),
    Plant("the first period of a window is left out", _set(limits, "spans", _all_but_the_first)),
    Plant("a budget is never spent", _forget(programmes, "spend")),
    Plant("what was spent on nobody is kept", _forget(programmes, "give_back")),
    Plant("what was received is given back", _set(reads_store, "NOT_RECEIVED", frozenset(DeliveryState))),
    # ── refusals
    Plant("who refuses is asked about when it is planned, and not again", _forget(hand_over, "drop_refusers"), seed=1),
    Plant("a refusal does not reach what is on its way", _forget(refusals.taking_out, "take_out")),
    Plant("who is taken out stays in a call that was not begun", _forget(taking_out_store, "skip_marked"), seed=1),
    Plant(
        "who was taken out is asked for again with the others",
        _both(
            _set(polling, "settle_recipient", _settle_as_if_wanted),
            _sql("(m.state <> 'planned' OR d.taken_out IS NULL)", "true"),
        ),
    ),
    # ── calls
    Plant("a call whose answer was lost is made again", _set(hand_over, "find_call", _not_made)),
    Plant("nobody looks for a call whose answer was lost", _forget(hand_over, "settle_calls")),
    Plant("a task is taken back from nobody", _forget(polling, "_stop", answer=True)),
    Plant("a task that was taken back stays open", _forget(polling, "cancel_tasks")),
    # ── time and the switch
    Plant("a window reaches into the night", _set(sending, "closing", _three_days)),
    Plant("what is not confirmed outlives its window", _set(group_sends, "list_by_ids", _list_a_week_longer)),
    Plant("the switch lets go on what runs", _forget(broadcasts, "lock_in", answer=[])),
]
