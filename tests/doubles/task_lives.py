"""Lives of tasks on a real database: one member and one task each, with a clock that all share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from doubles.callbacks import event_xml
from doubles.cards import CardDesk
from doubles.jobs import Steps
from lingqu.infra.database import Database, Session
from lingqu.ingestion.accept import GroupCommit, read_message
from lingqu.ingestion.jobs import dispatch
from lingqu.kernel.ids import CorpId, StaffId, TaskId
from lingqu.tasks.api import board, mine, orders
from lingqu.tasks.api.callbacks import CARD_EVENT, handle_cards
from lingqu.tasks.api.tasks import see_tasks
from lingqu.tasks.contracts.orders import NewWorkOrder, StaffAudience
from lingqu.tasks.contracts.tasks import Declined, TaskKind, TaskState, WorkOrderId


async def no_segments(session: Session, segment_id: int) -> bytes | None:
    """There are none."""
    del session, segment_id
    return None


@dataclass
class Life:
    """One task of one member."""

    order_id: WorkOrderId
    staff_id: StaffId
    userid: str
    task_id: TaskId


@dataclass
class Lives:
    """Begins lives, and does to each what members, operators and time do."""

    database: Database
    corp_id: CorpId
    desk: CardDesk
    steps: Steps
    arrived: dict[str, datetime] = field(default_factory=dict)
    """When each card of WeCom's was first on a screen."""

    async def begin(self) -> Life:
        """Hire somebody and ask one thing of them, due in two and a half days."""
        async with self.database.unit(self.corp_id) as unit:
            number = await unit.fetch_value("SELECT count(*) FROM staff")
            userid = f"member{number}"
            staff_id = StaffId(
                await unit.fetch_value(
                    "INSERT INTO staff (corp_id, userid) VALUES (lingqu_corp(), %s) RETURNING staff_id", (userid,)
                )
            )
            asked = NewWorkOrder(
                key=userid,
                kind=TaskKind.OTHER,
                title="整理橱窗",
                todo="换上新品",
                closes_at=unit.at + timedelta(hours=60),
                audience=StaffAudience(staff_ids=(staff_id,)),
            )
            order_id = await orders.make_order(unit, asked, segment_members=no_segments, created_by=None)
        await self.steps.run_due()
        async with self.database.read(self.corp_id) as session:
            [task] = (await mine.list_mine(session, staff_id))[0]
        return Life(order_id, staff_id, userid, task.task_id)

    async def wait(self, span: timedelta) -> None:
        """Let time pass, and the worker work; cards are noted as they arrive."""
        end = self.database.clock.now() + span
        while (due := await self.steps.next_due()) is not None and due <= end:
            await self.steps.run_until(max(due, self.database.clock.now()))
            for name in self.desk.shown:
                self.arrived.setdefault(name, self.database.clock.now())
        await self.steps.run_until(end)

    async def press(self, life: Life, key: str) -> None:
        """Press the newest card, if there is one."""
        cards = [name for name, call in self.desk.shown.items() if call.userid == life.userid]
        if not cards:
            return
        at = self.database.clock.now()
        fields = {"FromUserName": life.userid, "EventKey": key, "TaskId": cards[-1], "ResponseCode": f"press{at}"}
        await GroupCommit(self.database, self.corp_id).put(read_message(event_xml(CARD_EVENT, "", at, fields), at=at))
        await dispatch(self.database, {CARD_EVENT: [handle_cards]})

    async def finish(self, life: Life) -> None:
        """Open the page and say that it is done."""
        async with self.database.unit(self.corp_id) as unit:
            await see_tasks(unit, life.staff_id, [life.task_id])
            await mine.finish(unit, life.staff_id, life.task_id, note="")

    async def decline(self, life: Life, reason: Declined) -> None:
        """Say that it cannot be done."""
        async with self.database.unit(self.corp_id) as unit:
            await mine.decline(unit, life.staff_id, life.task_id, reason=reason, note="")

    async def remind(self, life: Life) -> None:
        """Ask for a reminder as an operator."""
        async with self.database.unit(self.corp_id) as unit:
            await board.remind_some(unit, [life.task_id])

    async def take_back(self, life: Life) -> None:
        """Take the order back."""
        async with self.database.unit(self.corp_id) as unit:
            await orders.cancel_order(unit, life.order_id)

    async def look(self, life: Life) -> tuple[TaskState, list[str]]:
        """Return the task's state, and the kinds of the facts told of it."""
        async with self.database.read(self.corp_id) as session:
            detail = await mine.get_mine(session, life.staff_id, life.task_id)
            rows = await session.fetch(
                "SELECT kind FROM fact WHERE staff_id = %s AND kind LIKE 'task.%%' ORDER BY id", (life.staff_id,)
            )
        return detail.task.state, [row["kind"] for row in rows]

    def reminders(self, life: Life) -> list[datetime]:
        """Return when each card but the first arrived."""
        return sorted(at for name, at in self.arrived.items() if self.desk.shown[name].userid == life.userid)[1:]
