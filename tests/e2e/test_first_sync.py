"""After the first sync of a brand we hold what WeCom holds, also when the worker died on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from doubles.corruptions import corrupt
from doubles.jobs import Steps
from doubles.twin_corp import KEYRING, START, TwinClock, clients_of, connect_twin
from lingqu.corps import api as corps
from lingqu.corps.contracts import SyncState
from lingqu.customers import jobs as customer_jobs
from lingqu.customers.api.sync import Reading
from lingqu.directory import jobs as directory_jobs
from lingqu.gateway.clients import Clients
from lingqu.gateway.customers import WecomCustomers
from lingqu.gateway.directory import WecomDirectory
from lingqu.gateway.groupchats import WecomGroupchats
from lingqu.groupchats import jobs as groupchat_jobs
from lingqu.groupchats.api.sync import Reading as GroupchatReading
from lingqu.infra.database import Database
from lingqu.kernel.ids import ChannelId, CorpId
from wecom_twin.brand.seeding import seed_brand
from wecom_twin.clock import Clock
from wecom_twin.server import TwinServer
from wecom_twin.world import World

pytestmark = pytest.mark.postgres

CUSTOMERS = 1_200


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    world = World(clock=Clock.stepped(START.timestamp()), seed=7)
    seed_brand(world, shops=6, staff=130, customers=CUSTOMERS)
    with TwinServer(world) as server:
        yield server


@pytest.fixture
def clock(twin: TwinServer) -> TwinClock:
    return TwinClock(twin)


async def _no_channels(_: Any, states: Sequence[str]) -> Mapping[str, ChannelId]:
    del states
    return {}


@dataclass
class Connected:
    """The corp, its worker and its client."""

    database: Database
    corp_id: CorpId
    twin: TwinServer
    steps: Steps
    corpid: str

    async def state(self) -> SyncState:
        async with self.database.read(self.corp_id) as session:
            return (await corps.get_sync(session)).state

    async def sync(self, *others: Connected) -> None:
        """Run a sync to its end, at once with those of others."""
        for one in (self, *others):
            async with self.database.unit(one.corp_id) as unit:
                await corps.start_sync(unit)
        while SyncState.RUNNING in [await one.state() for one in (self, *others)]:
            if not await self.steps.run_due():  # a sweep pauses between its turns
                self.twin.advance(by=1)

    async def held(self) -> dict[tuple[str, str], tuple[str | None, str, frozenset[str]]]:
        """What we hold of live relations: name, remark, tags."""
        async with self.database.read(self.corp_id) as session:
            rows = await session.fetch(
                """
                SELECT s.userid, c.external_userid, c.name, coalesce(f.remark, '') AS remark,
                       ARRAY(SELECT t.name FROM relation_tag r JOIN corp_tag t USING (corp_id, tag_id)
                             WHERE r.customer_id = f.customer_id AND r.staff_id = f.staff_id) AS tags
                FROM follow_relation f
                JOIN customer c USING (corp_id, customer_id) JOIN staff s USING (corp_id, staff_id)
                WHERE f.deleted_at IS NULL
                """
            )
        return {
            (row["userid"], row["external_userid"]): (row["name"], row["remark"], frozenset(row["tags"]))
            for row in rows
        }

    async def people(self) -> list[dict[str, Any]]:
        """What we hold of customers, members, departments and tags, without when it was read."""
        async with self.database.read(self.corp_id) as session:
            return await session.fetch(
                """
                SELECT 'customer' AS of, external_userid AS id,
                       concat_ws('|', name, gender, type, live_relations) AS told FROM customer
                UNION ALL SELECT 'staff', userid, concat_ws('|', name, is_follow_user, left_at) FROM staff
                UNION ALL SELECT 'department', department_id::text, name FROM department
                UNION ALL SELECT 'tag', wecom_tag_id, name FROM corp_tag
                ORDER BY 1, 2
                """
            )

    def there(self) -> dict[tuple[str, str], tuple[str | None, str, frozenset[str]]]:
        """What the twin holds of the same."""
        return {
            (relation.member.userid, customer.external_userid): (
                customer.name,
                relation.remark,
                frozenset(tag.name for tag in relation.living_tags()),
            )
            for customer in self.twin.world.corp(self.corpid).customers.values()
            for relation in customer.relations
            if relation.readable
        }


@pytest.fixture
async def clients(database: Database, twin: TwinServer) -> AsyncIterator[Clients]:
    async with clients_of(database, twin) as made:
        yield made


@pytest.fixture
async def connected(database: Database, twin: TwinServer, clients: Clients, clock: TwinClock) -> Connected:
    corp_id = await connect_twin(database, twin)
    wecom = WecomCustomers(clients)
    reading = Reading(reader=wecom, seals=KEYRING, resolve_channels=_no_channels)
    kinds = [
        *directory_jobs.kinds(WecomDirectory(clients)),
        *customer_jobs.kinds(reading, wecom, wecom),
        *groupchat_jobs.kinds(GroupchatReading(reader=WecomGroupchats(clients), resolve_channels=_no_channels)),
    ]
    steps = Steps(database, clock, kinds)  # pyright: ignore[reportArgumentType] - a clock that stands as SteppedClock does
    return Connected(database, corp_id, twin, steps, twin.world.corp().corpid)


async def test_after_the_first_sync_we_hold_what_wecom_holds(connected: Connected) -> None:
    await connected.sync()

    assert await connected.state() is SyncState.DONE
    held = await connected.held()
    assert len(held) > CUSTOMERS
    assert held == connected.there()


async def test_a_second_sync_finds_what_changed_without_callbacks(connected: Connected) -> None:
    await connected.sync()
    world, corp = connected.twin.world, connected.twin.world.corp()
    dropped, noted = list(connected.there())[:2]
    connected.twin.advance(by=timedelta(hours=1).total_seconds())
    world.staff_deletes(*dropped)
    world.staff_edits(*noted, remark="新备注", add_tag=[world.add_tag(corp, "等级", "至尊").id])
    await connected.sync()

    held = await connected.held()
    assert dropped not in held
    assert (held[noted][1], "至尊" in held[noted][2]) == ("新备注", True)


async def test_a_worker_that_dies_on_the_way_leaves_nothing_out_and_nothing_double(
    connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies five times, each time between the answer of WeCom and its writing."""

    class _KilledError(Exception):
        pass

    advance, calls = corps.advance_stage, 0

    async def dying(*args: Any, **options: Any) -> None:
        nonlocal calls
        calls += 1
        if calls in {2, 4, 6, 8, 10}:
            raise _KilledError
        await advance(*args, **options)

    monkeypatch.setattr(corps, "advance_stage", dying)
    async with connected.database.unit(connected.corp_id) as unit:
        await corps.start_sync(unit)
    deaths = 0
    while await connected.state() is SyncState.RUNNING:
        try:
            ran = await connected.steps.run_due()
        except _KilledError:
            deaths, ran = deaths + 1, 0
        if not ran:
            connected.twin.advance(by=31)  # until the lease of the dead worker ends

    assert deaths == 5
    assert await connected.held() == connected.there()
    async with connected.database.read(connected.corp_id) as session:
        joined = await session.fetch_value("SELECT count(*) FROM fact WHERE kind LIKE 'relation.%%'")
        numbers = await session.fetch("SELECT min(customer_id), max(customer_id), count(*) FROM customer")
    assert joined == len(connected.there())
    assert numbers == [{"min": 0, "max": CUSTOMERS - 1, "count": CUSTOMERS}]


async def _drift(connected: Connected) -> tuple[bool, dict[str, tuple[int, int]]]:
    async with connected.database.read(connected.corp_id) as session:
        newest = (await corps.list_runs(session))[0]
    return newest.is_sweep, {kind: (one.found, one.repaired) for kind, one in newest.drift.items() if one.found}


async def test_a_sweep_finds_and_repairs_whatever_drifted(connected: Connected) -> None:
    await connected.sync()
    assert await _drift(connected) == (False, {})
    people = await connected.people()
    connected.twin.advance(by=timedelta(hours=2).total_seconds())
    async with connected.database.unit(connected.corp_id) as unit:
        damaged = {kind: count for kind, count in (await corrupt(unit)).items() if count}

    await connected.sync()

    assert sum(damaged.values()) >= 1_000
    assert await _drift(connected) == (True, {kind: (count, count) for kind, count in damaged.items()})
    assert await connected.held() == connected.there()
    assert await connected.people() == people
    async with connected.database.read(connected.corp_id) as session:
        learnt = await session.fetch(
            "SELECT kind, count(*) FROM fact WHERE data->>'learnt' = 'sweep' GROUP BY kind ORDER BY kind"
        )
    assert {row["kind"] for row in learnt} == {
        "relation.added",
        "relation.deleted_by_staff",
        "relation.edited",
        "relation.readded",
        "tag.granted",
        "tag.withdrawn",
    }


async def test_a_sweep_of_what_is_in_order_finds_nothing(connected: Connected) -> None:
    await connected.sync()
    connected.twin.advance(by=timedelta(hours=2).total_seconds())

    await connected.sync()

    assert await _drift(connected) == (True, {})


async def test_two_corps_swept_at_once_keep_to_themselves(connected: Connected) -> None:
    corp = seed_brand(connected.twin.world, seed=2, shops=3, staff=30, customers=300)
    other_id = await connect_twin(connected.database, connected.twin, corp.corpid)
    other = Connected(connected.database, other_id, connected.twin, connected.steps, corp.corpid)
    await connected.sync(other)
    connected.twin.advance(by=timedelta(hours=2).total_seconds())
    damaged: list[dict[str, int]] = []
    for one in (connected, other):
        async with one.database.unit(one.corp_id) as unit:
            damaged.append({kind: count for kind, count in (await corrupt(unit)).items() if count})

    await connected.sync(other)

    for one, counts in zip((connected, other), damaged, strict=True):
        assert await _drift(one) == (True, {kind: (count, count) for kind, count in counts.items()})
        assert await one.held() == one.there()
