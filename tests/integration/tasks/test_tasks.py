from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from doubles.brand import Brand
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import BroadcastId, CorpId, StaffId, TaskId
from lingqu.tasks.api import tasks as api
from lingqu.tasks.contracts.tasks import Confirmation, NewTask, TaskCounts, TaskKind, TaskState

pytestmark = pytest.mark.postgres

NOON = datetime.fromisoformat("2026-03-02T02:00:00Z")
BROADCAST = BroadcastId(1)
SOMEBODY = StaffId(1)


def new(key: str, staff_id: StaffId = SOMEBODY) -> NewTask:
    return NewTask(
        key=key,
        kind=TaskKind.GROUP_SEND,
        staff_id=staff_id,
        broadcast_id=BROADCAST,
        closes_at=NOON + timedelta(days=3),
    )


async def opened(database: Database, corp_id: CorpId, *keys: str) -> dict[str, TaskId]:
    async with database.unit(corp_id) as unit:
        return await api.open_tasks(unit, [new(key) for key in keys])


async def counts(database: Database, corp_id: CorpId) -> TaskCounts:
    async with database.read(corp_id) as session:
        return (await api.count_tasks(session, [BROADCAST]))[BROADCAST]


async def kinds(database: Database, corp_id: CorpId) -> list[str]:
    async with database.read(corp_id) as session:
        return [row["kind"] for row in await session.fetch("SELECT kind FROM fact ORDER BY id")]


async def test_asking_twice_under_one_key_asks_once(database: Database, corp_id: CorpId) -> None:
    first = await opened(database, corp_id, "a", "b")
    second = await opened(database, corp_id, "b", "a")

    assert first == second
    assert await counts(database, corp_id) == TaskCounts(open=2)
    assert await kinds(database, corp_id) == ["task.opened", "task.opened"]


async def test_what_is_closed_stays_closed(database: Database, corp_id: CorpId) -> None:
    ids = await opened(database, corp_id, "a", "b", "c")
    confirmation = Confirmation(task_id=ids["a"], confirmed_at=NOON)
    async with database.unit(corp_id) as unit:
        done = [
            await api.confirm_tasks(unit, [confirmation]),
            await api.expire_tasks(unit, [ids["a"], ids["b"]]),
            await api.cancel_tasks(unit, list(ids.values())),
            await api.confirm_tasks(unit, [Confirmation(task_id=ids["c"], confirmed_at=NOON)]),
        ]

    assert done == [[ids["a"]], [ids["b"]], [ids["c"]], []]
    assert await counts(database, corp_id) == TaskCounts(confirmed=1, expired=1, cancelled=1)
    assert (await kinds(database, corp_id))[3:] == ["task.confirmed", "task.expired", "task.cancelled"]


async def test_a_confirmation_is_a_fact_of_when_the_member_pressed(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    ids = await opened(database, corp_id, "a")
    clock.advance(timedelta(minutes=10))
    pressed = Confirmation(task_id=ids["a"], confirmed_at=NOON + timedelta(minutes=3))
    async with database.unit(corp_id) as unit:
        await api.confirm_tasks(unit, [pressed])

    async with database.read(corp_id) as session:
        fact = await session.fetch_one("SELECT occurred_at, staff_id, data FROM fact WHERE kind = 'task.confirmed'")
    assert fact == {
        "occurred_at": NOON + timedelta(minutes=3),
        "staff_id": 1,
        "data": {"task_id": ids["a"], "broadcast_id": 1, "kind": "group_send"},
    }


async def test_only_open_tasks_are_reminded_and_every_reminder_counts(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    ids = await opened(database, corp_id, "a", "b")
    reminded = []
    for hours in (0, 1, 1, 1, 22):
        clock.advance(timedelta(hours=hours))
        async with database.unit(corp_id) as unit:
            reminded.append(await api.remind_tasks(unit, BROADCAST))
            await api.cancel_tasks(unit, [ids["b"]])

    assert reminded == [list(ids.values()), [ids["a"]], [ids["a"]], [], [ids["a"]]]


async def test_tasks_are_paged_in_the_order_they_were_opened(database: Database, corp_id: CorpId) -> None:
    chen_rui = await Brand(database, corp_id).hire("chen_rui")
    async with database.unit(corp_id) as unit:
        await api.open_tasks(unit, [new(key, chen_rui) for key in "abc"])

    async with database.read(corp_id) as session:
        first = await api.list_tasks(session, BROADCAST, limit=2)
        second = await api.list_tasks(session, BROADCAST, limit=2, cursor=first.next_cursor)
    assert [len(first.items), len(second.items), second.next_cursor] == [2, 1, None]
    assert first.items[0].staff_name == "员工chen_rui"
    assert first.items[0].state == TaskState.OPEN
    assert first.items[-1].task_id < second.items[0].task_id


async def test_a_corp_does_not_see_the_tasks_of_another(
    database: Database, corp_id: CorpId, other_corp_id: CorpId
) -> None:
    await opened(database, corp_id, "a")

    assert await counts(database, other_corp_id) == TaskCounts()
