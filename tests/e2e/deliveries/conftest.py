"""A platform and the twin with one stepped clock, and a brand that both know."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from doubles.jobs import Steps
from doubles.twin_corp import TwinClock, clients_of, connect_twin, stepped_twin
from lingqu.deliveries.contracts import DeliveryState
from lingqu.deliveries.jobs import kinds as delivery_kinds
from lingqu.gateway.clients import Clients
from lingqu.gateway.group_sends import WecomGroupSends
from lingqu.gateway.media import WecomMedia
from lingqu.infra.blobs import MemoryBlobStore
from lingqu.infra.database import Database, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CorpId, CustomerId, StaffId, TagId
from lingqu.outreach.api import broadcasts, sending
from lingqu.outreach.api.workload import DAYS
from lingqu.outreach.contracts.broadcasts import BroadcastDetail, BroadcastDraft, TagAudience, TagMatch
from lingqu.outreach.contracts.variants import Variant
from lingqu.outreach.jobs import kinds as outreach_kinds
from wecom_twin.server import TwinServer


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    with stepped_twin() as server:
        yield server


@pytest.fixture
def clock(twin: TwinServer) -> TwinClock:
    return TwinClock(twin)


@pytest.fixture
async def corp_id(database: Database, twin: TwinServer) -> CorpId:
    return await connect_twin(database, twin)


@pytest.fixture
async def clients(database: Database, twin: TwinServer) -> AsyncIterator[Clients]:
    async with clients_of(database, twin) as made:
        yield made


@dataclass
class Stage:
    """Three members of the twin with customers each; the platform knows them all."""

    twin: TwinServer
    database: Database
    corp_id: CorpId
    steps: Steps
    blobs: MemoryBlobStore
    tag_id: TagId

    async def send(self, *variants: Variant) -> BroadcastId:
        draft = BroadcastDraft(
            name="会员日", audience=TagAudience(tag_ids=(self.tag_id,), match=TagMatch.ANY), variants=variants
        )
        async with self.database.unit(self.corp_id) as unit:
            broadcast_id = await broadcasts.create_broadcast(unit, draft, created_by="运营")
            await sending.send_broadcast(unit, broadcast_id, by="op")
        return broadcast_id

    async def run(self, seconds: float) -> None:
        await self.steps.run_until(self.steps.clock.now() + timedelta(seconds=seconds))

    async def detail(self, broadcast_id: BroadcastId) -> BroadcastDetail:
        async with self.database.read(self.corp_id) as session:
            return await broadcasts.get_detail(session, broadcast_id)

    async def counts(self, broadcast_id: BroadcastId) -> dict[DeliveryState, int]:
        return dict((await self.detail(broadcast_id)).view.counts)

    def confirm_all(self) -> None:
        """Every member presses send on every task."""
        corp = self.twin.world.corp()
        for msgid, made in list(corp.sends.items()):
            for userid in made.tasks:
                self.twin.world.confirm(msgid, userid)

    def received(self) -> int:
        return sum(1 for _ in self.twin.ledger.iter_receipts(kinds=["group_send"]))


@pytest.fixture
async def stage(database: Database, twin: TwinServer, clock: TwinClock, corp_id: CorpId, clients: Clients) -> Stage:
    blobs = MemoryBlobStore()
    kinds = [*delivery_kinds(WecomGroupSends(clients), WecomMedia(clients, clock), blobs, DAYS), *outreach_kinds()]
    tag_id = await _mirror(database, twin, corp_id, customers_each=5)
    return Stage(twin, database, corp_id, Steps(database, clock, kinds), blobs, tag_id)


async def _mirror(database: Database, twin: TwinServer, corp_id: CorpId, *, customers_each: int) -> TagId:
    """Give the twin's members customers, and the platform the rows that a sync would have written."""
    world = twin.world
    ordinal = 0
    async with database.unit(corp_id) as unit:
        tag_id = TagId(
            await unit.fetch_value(
                """
                INSERT INTO corp_tag (corp_id, group_id, wecom_tag_id, name)
                VALUES (lingqu_corp(), 1, 'et-vip', 'VIP') RETURNING tag_id
                """
            )
        )
        for userid in ("chen_rui", "li_na", "wang_wei"):
            staff_id = StaffId(
                await unit.fetch_value(
                    """
                    INSERT INTO staff (corp_id, userid, name, is_follow_user)
                    VALUES (lingqu_corp(), %s, %s, true) RETURNING staff_id
                    """,
                    (userid, userid),
                )
            )
            for _ in range(customers_each):
                customer = world.add_customer(world.corp(), f"顾客{ordinal}")
                world.relate(world.corp(), userid, customer.external_userid)
                await _insert(unit, CustomerId(ordinal), customer.external_userid, staff_id, tag_id)
                ordinal += 1
    return tag_id


async def _insert(
    unit: UnitOfWork, customer_id: CustomerId, external_userid: str, staff_id: StaffId, tag_id: TagId
) -> None:
    row = {"id": customer_id, "ext": external_userid, "staff": staff_id, "tag": tag_id, "at": unit.at}
    await unit.execute(
        """
        WITH c AS (
          INSERT INTO customer (corp_id, customer_id, external_userid, first_seen_at)
          VALUES (lingqu_corp(), %(id)s, %(ext)s, %(at)s)
        ), r AS (
          INSERT INTO follow_relation (corp_id, customer_id, staff_id, added_at)
          VALUES (lingqu_corp(), %(id)s, %(staff)s, %(at)s)
        )
        INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
        VALUES (lingqu_corp(), %(id)s, %(staff)s, %(tag)s, 'granted', 'wecom', %(at)s)
        """,
        row,
    )
