"""Fixtures of the tests of commerce: customers, a keyring, files in memory, and a worker without loops."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from doubles.jobs import Steps
from lingqu.commerce.api import imports as api
from lingqu.commerce.api.matching import KnownBuyers
from lingqu.commerce.api.sealed_files import SealedFiles
from lingqu.commerce.contracts.imports import JOB_MATCH, Import, ImportId, ImportKind
from lingqu.commerce.jobs import kinds
from lingqu.customers.api.identities import SEALED_PHONE
from lingqu.customers.api.people import ensure_customers
from lingqu.customers.contracts.jobs import JOB_JOIN, JOB_PROJECT_TAGS
from lingqu.directory.api.people import ensure_staff
from lingqu.infra.blobs import MemoryBlobStore
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring
from lingqu.infra.work import Batch, JobKind
from lingqu.kernel.ids import CorpId, CustomerId, ExternalUserid
from lingqu.kernel.jobs import NewJob

ACTOR = "account:1"


async def _later(batch: Batch) -> None:
    """What customers do with it is theirs."""


@dataclass
class Shop:
    """One corp's commerce, as its operator and its worker use it."""

    database: Database
    corp_id: CorpId
    clock: SteppedClock
    keyring: Keyring
    blobs: MemoryBlobStore = field(default_factory=MemoryBlobStore)

    @property
    def files(self) -> SealedFiles:
        return SealedFiles(self.blobs, self.keyring, self.corp_id)

    @property
    def steps(self) -> Steps:
        others = [JobKind(name=JOB_JOIN, handler=_later), JobKind(name=JOB_PROJECT_TAGS, handler=_later)]
        work = kinds(self.blobs, self.keyring, KnownBuyers(self.keyring))
        return Steps(self.database, self.clock, [*work, *others])

    async def run(self) -> None:
        """Let the worker do all that is due."""
        while await self.steps.run_due():
            pass

    async def upload(self, content: bytes, kind: ImportKind = ImportKind.ORDERS, name: str = "orders.csv") -> ImportId:
        """Upload a file and let it be opened."""

        async def pieces() -> AsyncIterator[bytes]:
            for start in range(0, len(content), 100_000):
                yield content[start : start + 100_000]

        made = await api.create_import(self.database, self.files, kind=kind, name=name, content=pieces(), actor=ACTOR)
        await self.run()
        return made.import_id

    async def check(self, import_id: ImportId) -> Import:
        """Ask for the check and let it be done."""
        async with self.database.unit(self.corp_id, actor=ACTOR) as unit:
            await api.check_import(unit, import_id)
        await self.run()
        return await self.get(import_id)

    async def start(self, import_id: ImportId) -> Import:
        """Publish and let it be done."""
        async with self.database.unit(self.corp_id, actor=ACTOR) as unit:
            await api.start_import(unit, import_id)
        await self.run()
        return await self.get(import_id)

    async def take(self, content: bytes, kind: ImportKind = ImportKind.ORDERS) -> Import:
        """Bring a file all the way in under the mapping that is suggested."""
        import_id = await self.upload(content, kind)
        await self.check(import_id)
        return await self.start(import_id)

    async def get(self, import_id: ImportId) -> Import:
        async with self.database.read(self.corp_id) as session:
            return await api.get_import(session, import_id)

    async def customers(self, *external_userids: str) -> dict[str, CustomerId]:
        """Customers without relations."""
        async with self.database.unit(self.corp_id) as unit:
            told = {ExternalUserid(one): unit.at for one in external_userids}
            return {str(one): number for one, number in (await ensure_customers(unit, told)).items()}

    async def befriend(self, customer_id: CustomerId, userid: str, *, phone: str | None = None) -> None:
        """A live relation, with a phone that the member typed."""
        async with self.database.unit(self.corp_id) as unit:
            staff_id = (await ensure_staff(unit, [userid]))[userid]
            await unit.execute(
                "INSERT INTO follow_relation (corp_id, customer_id, staff_id, added_at) VALUES (%s, %s, %s, %s)",
                (self.corp_id, customer_id, staff_id, unit.at),
            )
            if phone:
                index = self.keyring.blind_index(purpose=SEALED_PHONE, corp_id=self.corp_id, value=phone)
                await unit.execute(
                    "INSERT INTO relation_phone (corp_id, customer_id, staff_id, phone_index, last4_index, phone)"
                    " VALUES (%s, %s, %s, %s, %s, %s)",
                    (self.corp_id, customer_id, staff_id, index, b"", b""),
                )

    async def match_orders(self) -> None:
        """Let the worker look for the buyers of orders, as it does by night."""
        async with self.database.unit(self.corp_id) as unit:
            unit.enqueue(NewJob(kind=JOB_MATCH, key="periodic"))
        await self.run()

    async def rows(self, sql: str, params: Any = None) -> list[dict[str, Any]]:
        async with self.database.read(self.corp_id) as session:
            return await session.fetch(sql, params)

    async def facts(self, *wanted: str) -> list[tuple[str, int | None, Mapping[str, Any]]]:
        rows = await self.rows("SELECT kind, customer_id, data FROM fact WHERE corp_id = lingqu_corp() ORDER BY id")
        return [(row["kind"], row["customer_id"], row["data"]) for row in rows if not wanted or row["kind"] in wanted]

    async def orders(self) -> dict[str, tuple[int | None, str, int, int]]:
        """Orders by number: customer, state, amount and refund in fen."""
        rows = await self.rows("SELECT * FROM customer_order WHERE corp_id = lingqu_corp() ORDER BY order_no")
        return {
            row["order_no"]: (row["customer_id"], row["status"], row["amount_fen"], row["refunded_fen"]) for row in rows
        }

    async def state(self) -> dict[str, Sequence[Any]]:
        """Everything that an import leaves behind, without numbers that depend on the order of work."""
        orders = await self.rows(
            "SELECT source, order_no, customer_id, status, placed_at, paid_at, amount_fen, refunded_fen, items,"
            " categories FROM customer_order WHERE corp_id = lingqu_corp() ORDER BY source, order_no"
        )
        lines = await self.rows(
            "SELECT o.order_no, l.number, l.sku, l.quantity, l.amount_fen FROM order_line l"
            " JOIN customer_order o USING (corp_id, order_id) WHERE l.corp_id = lingqu_corp() ORDER BY 1, 2"
        )
        facts = await self.rows(
            "SELECT f.kind, f.customer_id, f.occurred_at, f.data - 'order_id' AS data, o.order_no FROM fact f"
            " LEFT JOIN customer_order o ON o.corp_id = f.corp_id AND o.order_id = (f.data->>'order_id')::bigint"
            " WHERE f.corp_id = lingqu_corp() ORDER BY o.order_no, f.kind, f.customer_id, f.data::text"
        )
        waiting = await self.rows(
            "SELECT number, key, problems FROM import_row WHERE corp_id = lingqu_corp() ORDER BY number"
        )
        values = await self.rows(
            "SELECT customer_id, key, value FROM customer_attribute WHERE corp_id = lingqu_corp() ORDER BY 1, 2"
        )
        counts = await self.rows(
            "SELECT state, rows_read, refused, published, created, changed, unchanged, report, blob_key"
            " FROM import_file WHERE corp_id = lingqu_corp() ORDER BY import_id"
        )
        return {
            "orders": orders, "lines": lines, "facts": facts, "waiting": waiting, "values": values, "counts": counts,
        }  # fmt: skip


@pytest.fixture
def keyring() -> Keyring:
    return Keyring([bytes(range(32))])


@pytest.fixture
def shop(database: Database, corp_id: CorpId, clock: SteppedClock, keyring: Keyring) -> Shop:
    return Shop(database, corp_id, clock, keyring)


@pytest.fixture
def other_shop(database: Database, other_corp_id: CorpId, clock: SteppedClock, keyring: Keyring, shop: Shop) -> Shop:
    return Shop(database, other_corp_id, clock, keyring, shop.blobs)
