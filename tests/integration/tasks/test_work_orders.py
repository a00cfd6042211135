"""Work orders: whose tasks they become, the cards of these, and the member's own signal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from doubles.brand import Brand
from doubles.cards import CardDesk
from doubles.deliveries import answer_lost, refused, try_later
from doubles.jobs import Steps
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, Session
from lingqu.kernel.ids import CorpId, CustomerId, StaffId, TaskId
from lingqu.tasks.api import board, mine, orders
from lingqu.tasks.api.tasks import see_tasks
from lingqu.tasks.contracts.board import BoardFilter
from lingqu.tasks.contracts.orders import (
    NewWorkOrder,
    OrderAudience,
    OrderCounts,
    OrderState,
    StaffAudience,
    TagAudience,
)
from lingqu.tasks.contracts.tasks import Declined, Proof, TaskKind, TaskState, WorkOrderId
from lingqu.tasks.errors import NoteMissingError, ProofMissingError, TaskNotFoundError, TaskOverError
from lingqu.tasks.jobs import kinds

pytestmark = pytest.mark.postgres

NOON = datetime.fromisoformat("2026-03-02T04:00:00Z")
EVENING = datetime.fromisoformat("2026-03-04T10:00:00Z")


async def no_segments(session: Session, segment_id: int) -> bytes | None:
    del session, segment_id
    return None


@dataclass
class Stage:
    """Two members with customers, a desk where cards arrive, and a worker."""

    database: Database
    corp_id: CorpId
    clock: SteppedClock
    brand: Brand
    desk: CardDesk
    steps: Steps
    chen_rui: StaffId
    li_na: StaffId

    async def order(
        self, audience: OrderAudience, *, key: str = "a", proof: Proof = Proof.PRESS, tag: int | None = None
    ) -> WorkOrderId:
        asked = NewWorkOrder(
            key=key,
            kind=TaskKind.FOLLOW_UP,
            title="回访老客",
            todo="问问上次的新品穿得怎么样",
            closes_at=EVENING,
            phrases=("您好,新品到店了",),
            proof=proof,
            proof_tag_id=tag,  # type: ignore[arg-type]
            audience=audience,
        )
        async with self.database.unit(self.corp_id) as unit:
            return await orders.make_order(unit, asked, segment_members=no_segments, created_by="运营")

    async def run(self, **span: float) -> None:
        await self.steps.run_until(self.clock.now() + timedelta(**span))

    async def counts(self, order: WorkOrderId) -> OrderCounts:
        async with self.database.read(self.corp_id) as session:
            return (await orders.get_order(session, order)).counts

    async def tasks_of(self, staff_id: StaffId) -> list[TaskId]:
        async with self.database.read(self.corp_id) as session:
            return [one.task_id for one in (await mine.list_mine(session, staff_id))[0]]


@pytest.fixture
async def stage(database: Database, corp_id: CorpId, clock: SteppedClock) -> Stage:
    brand, desk = Brand(database, corp_id), CardDesk()
    steps = Steps(database, clock, kinds(desk, public_url="https://lingqu.example"))
    return Stage(database, corp_id, clock, brand, desk, steps, await brand.hire("chen_rui"), await brand.hire("li_na"))


def everybody(stage: Stage) -> StaffAudience:
    return StaffAudience(staff_ids=(stage.chen_rui, stage.li_na))


async def test_every_member_gets_one_task_and_one_card_however_often_it_is_asked(stage: Stage) -> None:
    order = await stage.order(everybody(stage))
    again = await stage.order(everybody(stage))
    await stage.run(minutes=5)

    assert order == again
    assert await stage.counts(order) == OrderCounts(open=2)
    assert sorted(one.userid for one in stage.desk.shown.values()) == ["chen_rui", "li_na"]
    [first, _] = stage.desk.shown.values()
    assert first.content.title == "回访老客"
    assert first.content.button == ("已完成", "done")
    [task_id] = await stage.tasks_of(stage.chen_rui)
    assert f"/tasks/{task_id}" in first.content.link[1]


async def test_customers_of_a_tag_become_tasks_of_their_owners_thirty_a_task(stage: Stage) -> None:
    vip = await stage.brand.tag("VIP")
    shared = await stage.brand.enlist(2)
    await stage.brand.follow(stage.chen_rui, shared, vip)
    await stage.brand.follow(stage.li_na, shared)
    await stage.brand.follow(stage.chen_rui, await stage.brand.enlist(31), vip)
    await stage.brand.follow(stage.chen_rui, await stage.brand.enlist(3), vip, deleted=True)

    async with stage.database.read(stage.corp_id) as session:
        size = await orders.preview_order(session, TagAudience((vip,)), segment_members=no_segments)
    order = await stage.order(TagAudience((vip,)))
    await stage.run(minutes=1)

    assert (size.staff, size.tasks, size.customers, size.without_owner) == (2, 3, 33, 0)
    assert await stage.counts(order) == OrderCounts(open=3, customers=33)
    assert [len(await stage.tasks_of(one)) for one in (stage.chen_rui, stage.li_na)] == [2, 1]


async def test_tasks_of_one_minute_go_on_one_card(stage: Stage) -> None:
    only = StaffAudience(staff_ids=(stage.chen_rui,))
    for key in "abc":
        await stage.order(only, key=key)
    await stage.run(minutes=1)
    for key in "defgh":
        await stage.order(only, key=key)
        await stage.run(seconds=8)
    await stage.run(minutes=3)

    titles = [one.content.title for one in stage.desk.shown.values()]
    assert titles[0] == "你有 3 项任务待完成"
    assert len(titles) <= 3
    assert len(await stage.tasks_of(stage.chen_rui)) == 8


@pytest.mark.parametrize("fault", [answer_lost, try_later])
async def test_a_lost_answer_sends_no_second_card_and_loses_none(stage: Stage, fault: object) -> None:
    stage.desk.faults.after.append(lambda: answer_lost("message/send"))
    if fault is try_later:
        stage.desk.faults.before.append(lambda: try_later("message/send"))
    order = await stage.order(StaffAudience(staff_ids=(stage.chen_rui,)))
    await stage.run(minutes=10)

    assert len(stage.desk.shown) == 1
    assert stage.desk.calls == (3 if fault is try_later else 2)
    assert await stage.counts(order) == OrderCounts(open=1)
    async with stage.database.read(stage.corp_id) as session:
        assert await session.fetch_value("SELECT array_agg(state) FROM task_card") == ["sent"]


async def test_a_member_whom_the_app_cannot_see_stands_on_the_board(stage: Stage) -> None:
    stage.desk.faults.before.append(lambda: refused("message/send", 81013))
    await stage.order(StaffAudience(staff_ids=(stage.chen_rui,)))
    await stage.run(minutes=1)

    async with stage.database.read(stage.corp_id) as session:
        [(row, _)] = (await board.list_board(session, BoardFilter(state=TaskState.OPEN))).items
    assert row.card_failed == "outside.refused:81013"


async def test_who_gives_no_signal_is_reminded_by_day_and_three_times_within_24_hours_at_most(stage: Stage) -> None:
    await stage.order(StaffAudience(staff_ids=(stage.chen_rui,)))
    sent: list[datetime] = []
    for _ in range(54):
        before = len(stage.desk.shown)
        await stage.run(hours=1)
        sent += [stage.clock.now()] * (len(stage.desk.shown) - before)

    assert all(one.content.title.startswith("提醒：") for one in list(stage.desk.shown.values())[1:])
    for one in sent[1:]:
        assert sum(one - timedelta(hours=24) < other <= one for other in sent[1:]) <= 3
    # the clock of the corp is eight hours ahead; an hour's step sees a card up to an hour late
    assert all(9 <= (one + timedelta(hours=8)).hour <= 21 for one in sent)
    assert len(sent) > 4


async def test_who_has_seen_it_is_called_once_more_two_hours_before_the_end(stage: Stage) -> None:
    await stage.order(StaffAudience(staff_ids=(stage.chen_rui,)))
    await stage.run(minutes=1)
    async with stage.database.unit(stage.corp_id) as unit:
        await board.remind_some(unit, await stage.tasks_of(stage.chen_rui))
        await see_tasks(unit, stage.chen_rui, await stage.tasks_of(stage.chen_rui))
    await stage.run(minutes=5)
    asked = len(stage.desk.shown)
    await stage.steps.run_until(EVENING - timedelta(hours=2, minutes=1))
    quiet = len(stage.desk.shown)
    await stage.run(minutes=2)

    assert (asked, quiet, len(stage.desk.shown)) == (2, 2, 3)


async def test_an_undone_task_expires_at_its_deadline_and_its_card_says_so(stage: Stage) -> None:
    order = await stage.order(StaffAudience(staff_ids=(stage.chen_rui,)))
    await stage.steps.run_until(EVENING + timedelta(minutes=2))

    assert await stage.counts(order) == OrderCounts(expired=1)
    assert {text for _, _, text in stage.desk.closed} == {"已结束"}
    async with stage.database.read(stage.corp_id) as session:
        assert (await orders.get_order(session, order)).state is OrderState.OVER


async def test_done_twice_is_done_once_and_the_card_says_so(stage: Stage) -> None:
    order = await stage.order(StaffAudience(staff_ids=(stage.chen_rui,)))
    await stage.run(minutes=1)
    [task_id] = await stage.tasks_of(stage.chen_rui)
    for _ in range(2):
        async with stage.database.unit(stage.corp_id) as unit:
            detail = await mine.finish(unit, stage.chen_rui, task_id, note="")
    await stage.run(minutes=1)

    assert detail.task.state is TaskState.CONFIRMED
    assert await stage.counts(order) == OrderCounts(confirmed=1)
    assert [text for _, _, text in stage.desk.closed] == ["已完成"]
    async with stage.database.read(stage.corp_id) as session:
        facts = await session.fetch_value("SELECT array_agg(kind ORDER BY id) FROM fact WHERE kind LIKE 'task.%%'", {})
    assert facts == ["task.opened", "task.seen", "task.confirmed"]


async def test_a_member_sees_and_moves_their_own_only(stage: Stage) -> None:
    await stage.order(StaffAudience(staff_ids=(stage.chen_rui,)))
    await stage.run(minutes=1)
    [task_id] = await stage.tasks_of(stage.chen_rui)

    async with stage.database.unit(stage.corp_id) as unit:
        with pytest.raises(TaskNotFoundError):
            await mine.get_mine(unit, stage.li_na, task_id)
        with pytest.raises(TaskNotFoundError):
            await mine.finish(unit, stage.li_na, task_id, note="")
        with pytest.raises(TaskNotFoundError):
            await mine.decline(unit, stage.li_na, task_id, reason=Declined.NO_TIME, note="")
    assert await stage.tasks_of(stage.li_na) == []


async def test_another_corp_sees_nothing_of_it(stage: Stage, other_corp_id: CorpId) -> None:
    await stage.order(everybody(stage))
    await stage.run(minutes=1)
    [task_id] = await stage.tasks_of(stage.chen_rui)

    async with stage.database.unit(other_corp_id) as unit:
        assert (await board.list_board(unit, BoardFilter())).items == []
        assert (await orders.list_orders(unit)).items == []
        with pytest.raises(TaskNotFoundError):
            await mine.finish(unit, stage.chen_rui, task_id, note="")


async def test_what_cannot_be_done_says_why_and_stays_so(stage: Stage) -> None:
    order = await stage.order(StaffAudience(staff_ids=(stage.chen_rui,)))
    await stage.run(minutes=1)
    [task_id] = await stage.tasks_of(stage.chen_rui)
    async with stage.database.unit(stage.corp_id) as unit:
        with pytest.raises(NoteMissingError):
            await mine.decline(unit, stage.chen_rui, task_id, reason=Declined.OTHER, note=" ")
        await mine.decline(unit, stage.chen_rui, task_id, reason=Declined.NO_ANSWER, note="三位都没接")
        again = await mine.decline(unit, stage.chen_rui, task_id, reason=Declined.NO_TIME, note="")
        with pytest.raises(TaskOverError):
            await mine.finish(unit, stage.chen_rui, task_id, note="")

    assert again.task.declined is Declined.NO_ANSWER
    assert await stage.counts(order) == OrderCounts(cancelled=1, declined=1)


async def test_a_tag_on_every_customer_proves_a_task_by_itself(stage: Stage) -> None:
    vip, size = await stage.brand.tag("VIP"), await stage.brand.tag("尺码")
    customers = await stage.brand.enlist(2)
    await stage.brand.follow(stage.chen_rui, customers, vip)
    order = await stage.order(TagAudience((vip,)), proof=Proof.TAG, tag=size)
    await stage.run(minutes=1)
    [task_id] = await stage.tasks_of(stage.chen_rui)
    async with stage.database.unit(stage.corp_id) as unit:
        with pytest.raises(ProofMissingError):
            await mine.finish(unit, stage.chen_rui, task_id, note="")
    await tag_all(stage, customers, size)
    await stage.run(minutes=20)

    assert await stage.counts(order) == OrderCounts(confirmed=1, customers=2)


async def tag_all(stage: Stage, customers: list[CustomerId], tag: int) -> None:
    async with stage.database.unit(stage.corp_id) as unit:
        await unit.execute(
            """
            INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
            SELECT lingqu_corp(), id, %s, %s, 'granted', 'wecom', %s FROM unnest(%s::integer[]) AS c(id)
            """,
            (stage.chen_rui, tag, unit.at, customers),
        )


async def test_a_work_order_taken_back_cancels_what_is_open(stage: Stage) -> None:
    order = await stage.order(everybody(stage))
    await stage.run(minutes=1)
    [task_id] = await stage.tasks_of(stage.chen_rui)
    async with stage.database.unit(stage.corp_id) as unit:
        await mine.finish(unit, stage.chen_rui, task_id, note="")
        await orders.cancel_order(unit, order)
    await stage.run(minutes=1)

    assert await stage.counts(order) == OrderCounts(confirmed=1, cancelled=1)
    assert {text for _, _, text in stage.desk.closed} == {"已完成", "已结束"}


async def test_the_board_sums_by_shop_and_pages_by_deadline(stage: Stage) -> None:
    for key in "abc":
        await stage.order(everybody(stage), key=key)
    await stage.run(minutes=2)

    async with stage.database.read(stage.corp_id) as session:
        [group] = await board.summarise(session)
        first = await board.list_board(session, BoardFilter(state=TaskState.OPEN), limit=4)
        rest = await board.list_board(session, BoardFilter(state=TaskState.OPEN), limit=4, cursor=first.next_cursor)
        mine_only = await board.list_board(session, BoardFilter(staff_id=stage.li_na))
    assert (group.open, group.unseen, group.shop_id) == (6, 6, None)
    assert (len(first.items), first.total, len(rest.items), rest.next_cursor) == (4, 6, 2, None)
    assert mine_only.total == 3
