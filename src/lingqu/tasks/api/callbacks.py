"""What WeCom tells of cards: a member pressed a button."""

from collections.abc import Sequence

from lingqu.directory.api.people import find_staff
from lingqu.infra.database import UnitOfWork
from lingqu.ingestion.contracts import InboundEvent
from lingqu.kernel.ids import StaffId, TaskId
from lingqu.tasks.api.tasks import confirm_tasks, see_tasks
from lingqu.tasks.contracts.cards import CardId
from lingqu.tasks.contracts.tasks import Confirmation
from lingqu.tasks.domain.cards import DONE_KEY
from lingqu.tasks.store import cards as store

CARD_EVENT = "template_card_event"


async def handle_cards(unit: UnitOfWork, events: Sequence[InboundEvent]) -> None:
    """Take what members pressed: their tasks are seen, and done where the button says so.

    Idempotent: a second press finds the tasks seen and closed. Cards that are not ours, and presses of somebody whom
    a card was not sent to, say nothing.
    """
    found = await store.find_by_wecom(unit, {event.text("TaskId") or "" for event in events})
    staff = await find_staff(unit, {event.text("FromUserName") or "" for event in events})
    pressed = [
        (event, card)
        for event in events
        if (card := found.get(event.text("TaskId") or "")) is not None
        and staff.get(event.text("FromUserName") or "") == card.staff_id
    ]
    if not pressed:
        return
    codes: dict[CardId, str] = {}
    done: list[Confirmation] = []
    seen: dict[StaffId, list[TaskId]] = {}
    for event, card in pressed:
        codes[card.card_id] = event.text("ResponseCode") or ""
        seen.setdefault(card.staff_id, []).extend(card.task_ids)
        if event.text("EventKey") == DONE_KEY and len(card.task_ids) == 1:
            done.append(Confirmation(task_id=card.task_ids[0], confirmed_at=event.occurred_at))
    await store.signal(unit, list(codes), {card_id: code for card_id, code in codes.items() if code})
    for staff_id, task_ids in seen.items():
        await see_tasks(unit, staff_id, task_ids)
    await confirm_tasks(unit, done)
