from __future__ import annotations

import asyncio
import json
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from integration.http.conftest import House
from lingqu.customers.api.people import ensure_customers
from lingqu.customers.contracts import facts
from lingqu.deliveries import contracts as deliveries
from lingqu.directory.api.people import ensure_staff
from lingqu.entrypoints.http.flow.hub import FlowHub
from lingqu.entrypoints.http.flow.watch import CorpWatch
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.access import Role
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId, ExternalUserid

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from datetime import datetime


async def record(database: Database, corp_id: CorpId, *kinds: str, at: datetime | None = None, **data: Any) -> None:
    """Facts about one customer and one member."""
    async with database.unit(corp_id) as unit:
        when = at or unit.at
        staff = await ensure_staff(unit, ["chen_rui"])
        customers = await ensure_customers(unit, {ExternalUserid("wm1"): when})
        unit.publish(
            *(
                Fact(
                    kind=kind,
                    occurred_at=when,
                    customer_id=customers[ExternalUserid("wm1")],
                    staff_id=staff["chen_rui"],
                    data=data,
                )
                for kind in kinds
            )
        )


async def name_customer(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as unit:
        await unit.execute("UPDATE customer SET name = '刘颖' WHERE corp_id = lingqu_corp()")
        await unit.execute("UPDATE staff SET name = '陈睿' WHERE corp_id = lingqu_corp()")


async def receive(database: Database, corp_id: CorpId, count: int) -> None:
    async with database.unit(corp_id) as unit:
        await unit.execute(
            """
            INSERT INTO inbox (corp_id, occurred_at, received_at, dedupe_key, event, change_type, order_key, payload)
            SELECT lingqu_corp(), %(at)s, %(at)s, sha256(convert_to(%(at)s::text || n, 'UTF8')), 'e', 'c', 0, ''
            FROM generate_series(1, %(count)s) n
            """,
            {"at": unit.at, "count": count},
        )


async def test_the_day_so_far_is_counted_at_the_start(database: Database, corp_id: CorpId) -> None:
    await record(database, corp_id, facts.RELATION_ADDED, facts.RELATION_READDED, channel_id=None)
    await record(database, corp_id, facts.RELATION_DELETED_BY_CUSTOMER, facts.TAG_GRANTED)
    await record(database, corp_id, deliveries.DELIVERED, channel="welcome", seconds=1.4)
    await record(database, corp_id, deliveries.EXPIRED, channel="welcome", seconds=25.0)
    await record(database, corp_id, deliveries.DELIVERED, channel="broadcast", seconds=None)
    await receive(database, corp_id, 7)

    flow, news = await CorpWatch(database, corp_id).look()

    assert (flow.added_today, flow.deleted_today, flow.tagged_today, flow.greeted_today) == (2, 1, 1, 1)
    assert (flow.greeted_in_time_permille, flow.callbacks_today) == (500, 7)
    assert news == []
    assert [fact.kind for fact in flow.recent][:2] == [deliveries.DELIVERED, deliveries.EXPIRED]


async def test_what_is_new_is_added_and_told_once(database: Database, corp_id: CorpId) -> None:
    watch = CorpWatch(database, corp_id)
    await watch.look()
    await record(database, corp_id, facts.RELATION_ADDED)

    first, told = await watch.look()
    again, nothing = await watch.look()

    assert ([fact.kind for fact in told], nothing) == ([facts.RELATION_ADDED], [])
    assert (first.added_today, again.added_today) == (1, 1)


async def test_counting_from_the_start_equals_counting_as_it_comes(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    followed = CorpWatch(database, corp_id)
    for _ in range(5):
        await followed.look()
        await record(database, corp_id, facts.RELATION_ADDED, facts.TAG_GRANTED, channel_id=None)
        await record(database, corp_id, deliveries.DELIVERED, channel="welcome", seconds=3)
        await receive(database, corp_id, 3)
        clock.advance(timedelta(seconds=40))

    assert (await followed.look())[0] == (await CorpWatch(database, corp_id).look())[0]


async def test_midnight_of_the_corp_begins_a_new_day(database: Database, corp_id: CorpId, clock: SteppedClock) -> None:
    watch = CorpWatch(database, corp_id)
    await record(database, corp_id, facts.RELATION_ADDED)
    await receive(database, corp_id, 2)
    before, _ = await watch.look()

    clock.advance(timedelta(hours=14))
    after, _ = await watch.look()

    assert (before.added_today, before.callbacks_today) == (1, 2)
    assert (after.added_today, after.callbacks_today) == (0, 0)


async def test_the_last_half_hour_is_told_minute_by_minute(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    await record(database, corp_id, facts.RELATION_ADDED)
    await receive(database, corp_id, 2)
    clock.advance(timedelta(minutes=3))

    flow, _ = await CorpWatch(database, corp_id).look()

    assert len(flow.per_minute) == 30
    assert flow.per_minute[-1].minute == clock.now()
    assert [(one.callbacks, one.added) for one in flow.per_minute[-5:]] == [(0, 0), (2, 1), (0, 0), (0, 0), (0, 0)]


async def test_what_a_sync_found_is_counted_but_no_news(database: Database, corp_id: CorpId) -> None:
    watch = CorpWatch(database, corp_id)
    await watch.look()
    await record(database, corp_id, facts.RELATION_ADDED, learnt="read")
    await record(database, corp_id, facts.CUSTOMER_READ)

    flow, news = await watch.look()

    assert (flow.added_today, news, flow.recent) == (1, [], [])


async def test_a_name_learnt_later_is_shown_with_the_older_fact(database: Database, corp_id: CorpId) -> None:
    watch = CorpWatch(database, corp_id)
    await record(database, corp_id, facts.RELATION_ADDED)
    before, _ = await watch.look()
    await name_customer(database, corp_id)

    after, _ = await watch.look()

    assert before.recent[0].customer is not None
    assert before.recent[0].customer.name is None
    assert after.recent[0].customer is not None
    assert after.recent[0].customer.name == "刘颖"


async def test_another_corps_facts_are_not_seen(database: Database, corp_id: CorpId, other_corp_id: CorpId) -> None:
    await record(database, other_corp_id, facts.RELATION_ADDED)
    await receive(database, other_corp_id, 3)

    flow, _ = await CorpWatch(database, corp_id).look()

    assert (flow.added_today, flow.callbacks_today, flow.recent) == (0, 0, [])


async def test_the_numbers_are_served(owner: House, corp_id: CorpId) -> None:
    await record(owner.database, corp_id, facts.RELATION_ADDED)
    await name_customer(owner.database, corp_id)

    told = (await owner.client.get("/api/flow")).json()

    assert told["added_today"] == 1
    assert told["waiting"] == {"inbox": 0, "greetings": 0, "jobs": 0, "dead": 0}
    assert told["recent"][0]["customer"] == {"customer_id": 0, "name": "刘颖"}
    assert told["recent"][0]["staff"]["name"] == "陈睿"


@pytest.mark.usefixtures("owner")
async def test_an_analyst_sees_no_names(house: House, corp_id: CorpId) -> None:
    await record(house.database, corp_id, facts.RELATION_ADDED)
    await name_customer(house.database, corp_id)
    await house.become(Role.ANALYST, corp_id)

    told = (await house.client.get("/api/flow")).json()

    assert told["recent"][0]["customer"] == {"customer_id": 0, "name": None}


async def test_readers_share_one_watcher_and_each_hears_the_news(database: Database, corp_id: CorpId) -> None:
    hub = FlowHub(database, every=0.05)

    async def first_news() -> list[str]:
        async with aclosing(hub.follow(corp_id)) as looks:
            async for look in looks:
                if look.news:
                    return [fact.kind for fact in look.news]
        return []

    readers = [asyncio.create_task(first_news()) for _ in range(3)]
    await hub.look(corp_id)
    await record(database, corp_id, facts.RELATION_ADDED)

    assert await asyncio.wait_for(asyncio.gather(*readers), 30) == [[facts.RELATION_ADDED]] * 3
    await hub.aclose()


async def test_a_watcher_nobody_looks_at_stops(database: Database, corp_id: CorpId) -> None:
    hub = FlowHub(database, every=0.02, stop_after=0.05)
    looking = asyncio.create_task(hub.look(corp_id))
    await asyncio.sleep(0)
    [watcher] = hub._watchers.values()

    await asyncio.wait_for(asyncio.gather(looking, watcher.task), 20)

    assert hub._watchers == {}


async def test_the_stream_sends_the_numbers_then_the_facts(owner: House, corp_id: CorpId) -> None:
    async with streamed(owner, "/api/flow/stream") as lines:
        assert await anext(lines) == "event: flow"
        assert json.loads((await anext(lines)).removeprefix("data: "))["added_today"] == 0
        await record(owner.database, corp_id, facts.RELATION_ADDED)
        told = [line async for line in until(lines, "event: fact")]
        fact = json.loads((await anext(lines)).removeprefix("data: "))

    assert fact["kind"] == facts.RELATION_ADDED
    assert json.loads(told[-2].removeprefix("data: "))["added_today"] == 1


@asynccontextmanager
async def streamed(house: House, path: str) -> AsyncGenerator[AsyncIterator[str]]:
    """The lines of an answer that does not end, as a browser reads them; leaving closes the line."""
    pieces: asyncio.Queue[bytes] = asyncio.Queue()
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        pieces.put_nowait(message.get("body", b""))

    async def lines() -> AsyncIterator[str]:
        rest = b""
        while True:
            rest += await asyncio.wait_for(pieces.get(), 10)
            *whole, rest = rest.replace(b"\r\n", b"\n").split(b"\n")
            for line in whole:
                if line:
                    yield line.decode()

    cookie = f"lingqu_session={house.client.cookies['lingqu_session']}".encode()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"lingqu.example"), (b"cookie", cookie)],
        "client": ("10.0.0.7", 1234),
        "server": ("lingqu.example", 443),
    }
    task = asyncio.create_task(house.app(scope, receive, send))
    try:
        yield lines()
    finally:
        gone.set()
        await asyncio.wait_for(task, 10)


async def until(lines: AsyncIterator[str], last: str) -> AsyncIterator[str]:
    """Lines up to and including one."""
    async for line in lines:
        yield line
        if line == last:
            return
