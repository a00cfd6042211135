"""Tending: members' open tasks are carded, called to mind, proven by a tag, and closed at their deadline.

One job per member with open tasks returns at the next instant at which something is due. Cards are written before
they leave; one whose answer was lost leaves again under the same id, and WeCom takes no id twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lingqu.corps.api import find_route
from lingqu.corps.contracts import CorpRoute
from lingqu.infra.database import Database, UnitOfWork
from lingqu.kernel.ids import CorpId, StaffId, TaskId
from lingqu.kernel.outside import AnswerLostError, OutsideError, TryLaterError
from lingqu.tasks.api.tasks import confirm_tasks, expire_tasks
from lingqu.tasks.contracts.cards import CardCall, CardId, SentCard
from lingqu.tasks.contracts.tasks import Confirmation, Proof, TaskKind
from lingqu.tasks.domain.card_words import DONE, OVER
from lingqu.tasks.domain.cards import Carded, card_of, wecom_task_id
from lingqu.tasks.domain.reminding import CARD_PAUSE, Standing, next_card_at
from lingqu.tasks.ports import CardSender
from lingqu.tasks.store import cards as store
from lingqu.tasks.store import tasks as task_store
from lingqu.tasks.store.cards import CODE_LIFE, Card, NewCard, Waiting

CONCURRENCY = 8
AGAIN = timedelta(seconds=30)
"""After a lost answer, or an error of the line."""
LOOK_FOR_PROOF = timedelta(minutes=10)
"""So often it is looked whether the customers of a task have the tag that proves it."""


@dataclass(slots=True)
class Tended:
    """What one round over some members brought."""

    calling: list[Card] = field(default_factory=list)
    waiting: dict[TaskId, Waiting] = field(default_factory=dict)
    due: dict[StaffId, datetime] = field(default_factory=dict)
    """When each member is to be looked at again; those without open tasks are missing."""


async def tend(
    database: Database, corp_id: CorpId, staff_ids: Collection[StaffId], *, sender: CardSender, public_url: str
) -> dict[StaffId, datetime]:
    """See after the open tasks of some members; return when to look again at those who have any."""
    async with database.unit(corp_id, cause="tasks") as unit:
        route = await find_route(unit)
        if route is None:
            return {}
        tended = await _claim(unit, staff_ids, route)
    url = f"{public_url}/m/{route.corpid}"
    sent, failed, later = await _send_all(corp_id, tended, sender=sender, url=url)
    async with database.unit(corp_id, cause="tasks") as unit:
        await store.settle(unit, sent, failed)
        again = {card.staff_id: unit.at + later[card.card_id] for card in tended.calling if card.card_id in later}
    return {staff_id: min(due, again.get(staff_id, due)) for staff_id, due in tended.due.items()}


async def close_cards(database: Database, corp_id: CorpId, card_ids: Sequence[CardId], *, sender: CardSender) -> None:
    """Let cards show that what they tell of has ended, where WeCom still lets them be changed.

    Raises:
        TryLaterError: none of them was lost; the same may pass later.
    """
    async with database.read(corp_id) as session:
        found = await store.find_some(session, card_ids)
        undone = await store.list_unconfirmed(session, card_ids)
    at = database.clock.now()
    for card in found:
        code, code_at = card.response_code, card.response_code_at
        if code is None or code_at is None or at - code_at >= CODE_LIFE:
            continue
        try:
            await sender.close(corp_id, card.userid, response_code=code, text=OVER if card.card_id in undone else DONE)
        except TryLaterError:
            raise
        except OutsideError:
            pass  # spent by a call whose answer was lost, or refused for ever: either way there is nothing more to do
    async with database.unit(corp_id, cause="tasks") as unit:
        await store.mark_closed(unit, [card.card_id for card in found])


async def _claim(unit: UnitOfWork, staff_ids: Collection[StaffId], route: CorpRoute) -> Tended:
    """Close what is over, write the cards that are due, and say when to look again."""
    waiting = await store.lock_waiting(unit, staff_ids)
    over = await _close_over(unit, waiting)
    theirs: dict[StaffId, list[Waiting]] = {}
    for one in waiting:
        if one.task_id not in over:
            theirs.setdefault(one.staff_id, []).append(one)
    calling = await store.list_calling(unit, staff_ids)
    pending, last = {card.staff_id for card in calling}, await store.last_made(unit, staff_ids)
    made = [
        _card(unit, route, staff_id, due)
        for staff_id, tasks in theirs.items()
        if staff_id not in pending
        and (staff_id not in last or unit.at >= last[staff_id] + CARD_PAUSE)
        and (due := [one for one in tasks if _is_due(one, unit.at)])
    ]
    if made:
        await store.insert(unit, made)
        carded = {one.task_id: one for tasks in theirs.values() for one in tasks if one.carded_at is not None}
        await task_store.mark_reminded(unit, [one for card in made for one in card.task_ids if one in carded])
        calling = await store.list_calling(unit, staff_ids)
    fresh = await store.list_waiting(unit, staff_ids=list(theirs)) if theirs else []
    tended = Tended(calling=calling, waiting={one.task_id: one for one in fresh})
    made_for = {card.staff_id for card in made}
    for staff_id in theirs:
        mine = [one for one in fresh if one.staff_id == staff_id]
        paused = unit.at if staff_id in made_for else last.get(staff_id, unit.at - CARD_PAUSE)
        look = _next_look(mine, at=unit.at, free_at=paused + CARD_PAUSE)
        # What is on its way comes first; its answer decides what else is due.
        tended.due[staff_id] = max(look, unit.at + AGAIN) if staff_id in pending else look
    return tended


async def _close_over(unit: UnitOfWork, waiting: Sequence[Waiting]) -> set[TaskId]:
    """Confirm what a tag proves and expire what is past its deadline; return both."""
    proven = {one.task_id for one in waiting if one.proof == Proof.TAG and one.customers and not one.unproven}
    expired = {one.task_id for one in waiting if one.closes_at <= unit.at} - proven
    await confirm_tasks(unit, [Confirmation(task_id=one, confirmed_at=unit.at) for one in sorted(proven)])
    await expire_tasks(unit, sorted(expired))
    return proven | expired


def _is_due(task: Waiting, at: datetime) -> bool:
    due = next_card_at(_standing(task))
    return not task.left and due is not None and due <= at


def _next_look(tasks: Sequence[Waiting], *, at: datetime, free_at: datetime) -> datetime:
    """Return the next instant at which a card may be due, a deadline passes, or a tag is looked for."""
    due = [max(one_due, free_at) for one in tasks if not one.left and (one_due := next_card_at(_standing(one)))]
    proof = [at + LOOK_FOR_PROOF for one in tasks if one.proof == Proof.TAG]
    return min([*due, *proof, *(one.closes_at for one in tasks)], default=at + LOOK_FOR_PROOF)


def _card(unit: UnitOfWork, route: CorpRoute, staff_id: StaffId, due: Sequence[Waiting]) -> NewCard:
    task_ids = [one.task_id for one in due]
    return NewCard(
        wecom_task_id=wecom_task_id(route.slug, staff_id=staff_id, task_ids=task_ids, made_at=unit.at),
        staff_id=staff_id,
        task_ids=task_ids,
        reminds=all(one.carded_at is not None for one in due),
    )


async def _send_all(
    corp_id: CorpId, tended: Tended, *, sender: CardSender, url: str
) -> tuple[dict[CardId, SentCard], dict[CardId, str], dict[CardId, timedelta]]:
    """Send what is on its way: what was taken, what was refused and why, what leaves again after how long."""
    gate = asyncio.Semaphore(CONCURRENCY)
    sent: dict[CardId, SentCard] = {}
    failed: dict[CardId, str] = {}
    later: dict[CardId, timedelta] = {}

    async def send(card: Card) -> None:
        tasks = [_carded(tended.waiting[one]) for one in card.task_ids if one in tended.waiting]
        if not tasks:
            failed[card.card_id] = "over"
            return
        call = CardCall(
            userid=card.userid,
            wecom_task_id=card.wecom_task_id,
            content=card_of(tasks, reminds=card.reminds, url=url),
        )
        try:
            async with gate:
                sent[card.card_id] = await sender.send(corp_id, call)
        except TryLaterError as error:
            later[card.card_id] = error.after
        except AnswerLostError:
            later[card.card_id] = AGAIN
        except OutsideError as error:
            failed[card.card_id] = f"{error.code}:{error.errcode}"

    async with asyncio.TaskGroup() as group:
        for card in tended.calling:
            group.create_task(send(card))
    return sent, failed, later


def _standing(task: Waiting) -> Standing:
    return Standing(
        opened_at=task.opened_at,
        closes_at=task.closes_at,
        carded_at=task.carded_at,
        seen_at=task.seen_at,
        reminder_asked_at=task.reminder_asked_at,
        reminded_ats=task.reminded_ats,
    )


def _carded(task: Waiting) -> Carded:
    return Carded(
        task_id=task.task_id,
        kind=TaskKind(task.kind),
        title=task.title,
        todo=task.todo,
        proof=Proof(task.proof),
        closes_at=task.closes_at,
        customers=task.customers,
    )
