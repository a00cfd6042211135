"""An automatic tag at the twin: each member of the segment is marked once, on the relation of their owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from doubles.jobs import Steps
from doubles.twin_corp import KEYRING, START, TwinClock, clients_of, connect_twin
from lingqu.commerce.api.matching import KnownBuyers
from lingqu.corps import api as corps
from lingqu.corps.contracts import SyncState
from lingqu.customers import jobs as customer_jobs
from lingqu.customers.api import attributes, tags
from lingqu.customers.api.sync import Reading
from lingqu.customers.contracts.views import AttributeDefinition, AttributeType
from lingqu.customers.ports import Marking
from lingqu.directory import jobs as directory_jobs
from lingqu.gateway.clients import Clients
from lingqu.gateway.customers import WecomCustomers
from lingqu.gateway.directory import WecomDirectory
from lingqu.gateway.groupchats import WecomGroupchats
from lingqu.groupchats import jobs as groupchat_jobs
from lingqu.groupchats.api.sync import Reading as GroupchatReading
from lingqu.infra.database import Database
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.ids import CorpId, CustomerId, TagId
from lingqu.kernel.outside import RefusedError
from lingqu.segments import jobs as segment_jobs
from lingqu.segments.api import grants, saving
from lingqu.segments.api.following import Following
from lingqu.segments.api.granting import Granting
from lingqu.segments.contracts.grants import Grant, GrantTarget
from lingqu.segments.domain.reading import convert
from wecom_twin.brand.seeding import seed_brand
from wecom_twin.clock import Clock
from wecom_twin.server import TwinServer
from wecom_twin.world import World

pytestmark = pytest.mark.postgres

CUSTOMERS = 40
GOLD = {"kind": "attribute", "key": "level", "op": "eq", "value": "金卡"}


class CountingCustomers(WecomCustomers):
    """The real adapter, which counts the calls that mark."""

    def __init__(self, clients: Clients) -> None:
        super().__init__(clients)
        self.marked: list[Marking] = []

    async def mark(self, corp_id: CorpId, markings: Sequence[Marking]) -> list[RefusedError | None]:
        self.marked += markings
        return await super().mark(corp_id, markings)


@dataclass
class Brand:
    """A synced brand, its worker and its readers."""

    database: Database
    corp_id: CorpId
    twin: TwinServer
    wecom: CountingCustomers
    steps: Steps
    tag: TagId = field(default=TagId(0))

    async def settle(self) -> None:
        """Let readers and jobs go on until neither has anything to do."""
        readers = [Following(HistoryDoor(self.database, None), of_past=False), Granting()]
        for _ in range(200):
            did = [await reader.step(self.database, self.corp_id) for reader in readers]
            if not any(did) and not await self.steps.run_due():
                self.twin.advance(by=6)
                if not await self.steps.run_due():
                    return
        raise AssertionError("it never comes to rest")

    async def set_level(self, level: str, *customers: int) -> None:
        told = {CustomerId(one): {"level": level} for one in customers}
        async with self.database.unit(self.corp_id) as unit:
            await attributes.set_attributes(unit, told)

    async def grant(self, *, withdraw: bool) -> Grant:
        """Save the segment of gold customers, and switch its tag on."""
        target = GrantTarget(tag_id=self.tag, withdraw_on_left=withdraw)
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            segment = await saving.create(unit, name="金卡客户", definition=convert(GOLD))
            made = await grants.create(unit, segment.segment_id, target)
            return await grants.switch_on(unit, segment.segment_id, made.grant_id)

    async def owners(self, *customers: int) -> set[tuple[str, str]]:
        """The relations of those who follow these customers for longest."""
        async with self.database.read(self.corp_id) as session:
            rows = await session.fetch(
                """
                SELECT DISTINCT ON (f.customer_id) s.userid, c.external_userid FROM follow_relation f
                JOIN customer c USING (corp_id, customer_id) JOIN staff s USING (corp_id, staff_id)
                WHERE f.customer_id = ANY(%s) AND f.deleted_at IS NULL AND NOT f.half
                ORDER BY f.customer_id, f.added_at, f.staff_id
                """,
                (list(customers),),
            )
        return {(row["userid"], row["external_userid"]) for row in rows}

    def tagged(self) -> set[tuple[str, str]]:
        """The relations that have the tag in the twin."""
        return {
            (relation.member.userid, customer.external_userid)
            for customer in self.twin.world.corp().customers.values()
            for relation in customer.relations
            if "自动金卡" in {tag.name for tag in relation.living_tags()}
        }


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    world = World(clock=Clock.stepped(START.timestamp()), seed=7)
    seed_brand(world, shops=2, staff=12, customers=CUSTOMERS)
    with TwinServer(world) as server:
        yield server


@pytest.fixture
def clock(twin: TwinServer) -> TwinClock:
    return TwinClock(twin)


async def _no_channels(_: Any, states: Sequence[str]) -> Mapping[str, Any]:
    del states
    return {}


@pytest.fixture
async def brand(database: Database, twin: TwinServer, clock: TwinClock) -> AsyncIterator[Brand]:
    async with clients_of(database, twin) as clients:
        corp_id = await connect_twin(database, twin)
        wecom = CountingCustomers(clients)
        reading = Reading(reader=wecom, seals=KEYRING, resolve_channels=_no_channels)
        kinds = [
            *directory_jobs.kinds(WecomDirectory(clients)),
            *customer_jobs.kinds(reading, wecom, wecom),
            *groupchat_jobs.kinds(GroupchatReading(reader=WecomGroupchats(clients), resolve_channels=_no_channels)),
            *segment_jobs.kinds(KEYRING, KnownBuyers(KEYRING)),
        ]
        steps = Steps(database, clock, kinds)  # pyright: ignore[reportArgumentType] - a clock that stands as SteppedClock does
        made = Brand(database, corp_id, twin, wecom, steps)
        async with database.unit(corp_id) as unit:
            await corps.start_sync(unit)
        while True:
            async with database.read(corp_id) as session:
                if (await corps.get_sync(session)).state is not SyncState.RUNNING:
                    break
            if not await steps.run_due():
                twin.advance(by=1)
        await tags.create_tags(database, corp_id, wecom, group_name="自动", names=["自动金卡"], actor="account:1")
        async with database.unit(corp_id) as unit:
            level = AttributeDefinition(key="level", label="等级", type=AttributeType.STRING)
            await attributes.define_attribute(unit, level)
            [made.tag] = [tag for _, name, tag in await tags.list_names(unit) if name == "自动金卡"]
        yield made


async def test_members_are_marked_at_wecom_once_each_on_their_owners_relation(brand: Brand) -> None:
    await brand.set_level("金卡", *range(25))
    await brand.grant(withdraw=True)
    await brand.settle()
    expected = await brand.owners(*range(25))
    assert brand.tagged() == expected

    await brand.set_level("金卡", 30, 31)
    await brand.settle()
    expected |= await brand.owners(30, 31)
    assert brand.tagged() == expected
    calls = Counter((one.userid, one.external_userid) for one in brand.wecom.marked)
    assert calls == dict.fromkeys(expected, 1)

    await brand.set_level("银卡", 0, 30)
    await brand.settle()
    assert brand.tagged() == expected - await brand.owners(0, 30)


async def test_the_nightly_sweep_finds_what_was_marked_in_order(brand: Brand) -> None:
    await brand.set_level("金卡", *range(10))
    await brand.grant(withdraw=False)
    await brand.settle()
    told = len(brand.wecom.marked)

    brand.twin.advance(by=timedelta(hours=2).total_seconds())
    async with brand.database.unit(brand.corp_id) as unit:
        await corps.start_sync(unit)
    for _ in range(60):
        await brand.settle()
        async with brand.database.read(brand.corp_id) as session:
            if (await corps.get_sync(session)).state is not SyncState.RUNNING:
                break

    assert brand.tagged() == await brand.owners(*range(10))
    assert len(brand.wecom.marked) == told
    async with brand.database.read(brand.corp_id) as session:
        statuses = await session.fetch_value(
            "SELECT array_agg(DISTINCT status) FROM relation_tag WHERE tag_id = %s", (brand.tag,)
        )
    assert statuses == ["granted"]
