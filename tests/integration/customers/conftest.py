"""Fixtures of the tests of customers: a keyring, a WeCom in memory, callbacks, and a worker without loops."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeAlias

import pytest

from doubles.customers import CustomersDouble
from doubles.jobs import Steps, elsewhere
from lingqu.corps.contracts import JOB_SYNC_GROUPCHATS
from lingqu.customers.api.callbacks import relation_handler
from lingqu.customers.api.sync import Reading, read_tags
from lingqu.customers.contracts.relations import Joining
from lingqu.customers.jobs import kinds
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.infra.secrets import Keyring
from lingqu.ingestion.contracts import InboundEvent
from lingqu.kernel.ids import ChannelId, CorpId, CustomerId, InboundId, StaffId

CHANNELS = {"ch_1": ChannelId(7), "ch_2": ChannelId(8)}


async def resolve_channels(_: Any, states: Sequence[str]) -> Mapping[str, ChannelId]:
    """Two channels are ours."""
    return {state: CHANNELS[state] for state in states if state in CHANNELS}


@dataclass
class Callbacks:
    """Callbacks as ingestion hands them over, and the handler that takes them."""

    database: Database
    corp_id: CorpId
    clock: SteppedClock
    joined: list[Joining] = field(default_factory=list)
    _ids: count[int] = field(default_factory=lambda: count(1))

    def event(
        self, change_type: str, userid: str, external_userid: str, at: datetime | None = None, **more: str
    ) -> InboundEvent:
        instant = at or self.clock.now()
        return InboundEvent(
            inbox_id=InboundId(next(self._ids)),
            occurred_at=instant,
            received_at=instant,
            event="change_external_contact",
            change_type=change_type,
            fields={"UserID": userid, "ExternalUserID": external_userid, **more},
        )

    def added(self, userid: str, external_userid: str, at: datetime | None = None, **more: str) -> InboundEvent:
        return self.event("add_external_contact", userid, external_userid, at, **more)

    def half_added(self, userid: str, external_userid: str, at: datetime | None = None, **more: str) -> InboundEvent:
        return self.event("add_half_external_contact", userid, external_userid, at, **more)

    def customer_deleted(self, userid: str, external_userid: str, at: datetime | None = None) -> InboundEvent:
        return self.event("del_follow_user", userid, external_userid, at)

    def staff_deleted(self, userid: str, external_userid: str, at: datetime | None = None, **more: str) -> InboundEvent:
        return self.event("del_external_contact", userid, external_userid, at, **more)

    def edited(self, userid: str, external_userid: str, at: datetime | None = None) -> InboundEvent:
        return self.event("edit_external_contact", userid, external_userid, at)

    async def take(self, *events: InboundEvent) -> None:
        """Handle events in one unit, as they stand."""

        async def on_joined(_: Any, joinings: Sequence[Joining]) -> None:
            self.joined.extend(joinings)

        handle = relation_handler(resolve_channels, on_joined)
        async with self.database.unit(self.corp_id) as unit:
            await handle(unit, events)


@pytest.fixture
def keyring() -> Keyring:
    return Keyring([bytes(range(32))])


@pytest.fixture
def callbacks(database: Database, corp_id: CorpId, clock: SteppedClock) -> Callbacks:
    return Callbacks(database, corp_id, clock)


@pytest.fixture
def wecom() -> CustomersDouble:
    return CustomersDouble()


@pytest.fixture
def steps(
    database: Database, clock: SteppedClock, wecom: CustomersDouble, keyring: Keyring, callbacks: Callbacks
) -> Steps:
    async def on_joined(_: Any, joinings: Sequence[Joining]) -> None:
        callbacks.joined.extend(joinings)

    reading = Reading(reader=wecom, seals=keyring, resolve_channels=resolve_channels, on_joined=on_joined)
    return Steps(database, clock, [*kinds(reading, wecom, wecom), *elsewhere(JOB_SYNC_GROUPCHATS)])


Mirrored: TypeAlias = Callable[[], Awaitable[None]]
"""Mirrors the double's tag library, as the first sync does."""


@pytest.fixture
def mirrored(database: Database, corp_id: CorpId, wecom: CustomersDouble) -> Mirrored:
    async def mirror() -> None:
        await read_tags(lambda: database.unit(corp_id), wecom, corp_id)

    return mirror


@dataclass
class Rows:
    """Reads rows for assertions."""

    database: Database
    corp_id: CorpId

    async def __call__(self, sql: str, params: Any = None) -> list[dict[str, Any]]:
        async with self.database.read(self.corp_id) as session:
            return await session.fetch(sql, params)

    async def facts(self, *kinds: str) -> list[tuple[str, int | None, int | None, dict[str, Any]]]:
        rows = await self(
            "SELECT kind, customer_id, staff_id, data FROM fact WHERE corp_id = lingqu_corp() ORDER BY id"
        )
        return [
            (row["kind"], row["customer_id"], row["staff_id"], row["data"])
            for row in rows
            if not kinds or row["kind"] in kinds
        ]

    async def customer(self, external_userid: str) -> CustomerId:
        [row] = await self("SELECT customer_id FROM customer WHERE external_userid = %s", (external_userid,))
        return CustomerId(row["customer_id"])

    async def staff(self, userid: str) -> StaffId:
        [row] = await self("SELECT staff_id FROM staff WHERE userid_key = %s", (userid.lower(),))
        return StaffId(row["staff_id"])

    async def relations(self) -> set[tuple[str, str, bool, bool, str | None, int | None]]:
        """Everything that callbacks alone decide, without our numbers."""
        rows = await self(
            """
            SELECT c.external_userid, s.userid, f.deleted_at IS NULL AS live, f.half, f.deleted_by, f.channel_id
            FROM follow_relation f JOIN customer c USING (corp_id, customer_id) JOIN staff s USING (corp_id, staff_id)
            """
        )
        return {
            (row["external_userid"], row["userid"], row["live"], row["half"], row["deleted_by"], row["channel_id"])
            for row in rows
        }


@pytest.fixture
def rows(database: Database, corp_id: CorpId) -> Rows:
    return Rows(database, corp_id)


class _Explained(Exception):  # noqa: N818 - carries a plan out of a store
    pass


async def plan_of(database: Database, corp_id: CorpId, ask: Callable[[Session], Awaitable[object]]) -> str:
    """Return the plan of the first query that `ask` makes, as the application's own login gets it."""
    async with database.read(corp_id) as session:
        fetch = session.fetch

        async def explain(sql: str, params: Any = None, **_: object) -> list[object]:
            raise _Explained("\n".join(row["QUERY PLAN"] for row in await fetch("EXPLAIN " + sql, params)))

        session.fetch = explain  # pyright: ignore[reportAttributeAccessIssue] - for one query
        try:
            await ask(session)
        except _Explained as plan:
            return str(plan)
    raise AssertionError("it asked nothing")


@dataclass
class Statements:
    """Counts what units and sessions send to the server."""

    count: int = 0


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    counted = Statements()
    fetch, execute = Session.fetch, UnitOfWork.execute

    async def counting_fetch(self: Session, *args: Any, **options: Any) -> Any:
        counted.count += 1
        return await fetch(self, *args, **options)

    async def counting_execute(self: UnitOfWork, *args: Any, **options: Any) -> Any:
        counted.count += 1
        return await execute(self, *args, **options)

    monkeypatch.setattr(Session, "fetch", counting_fetch)
    monkeypatch.setattr(UnitOfWork, "execute", counting_execute)
    return counted


@pytest.fixture
def later(clock: SteppedClock) -> Callable[[float], datetime]:
    """Return an instant so many minutes after the clock's start."""
    start = clock.now()
    return lambda minutes: start + timedelta(minutes=minutes)
