"""A corp whose directory, tags and customers are doubles, and its sync from the first stage to the last."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from doubles.corps import ClearSeals
from doubles.customers import CustomersDouble
from doubles.directory import DirectoryDouble
from doubles.groupchats import GroupchatsDouble
from doubles.jobs import LEASE, Steps
from lingqu.corps import api as corps
from lingqu.corps.contracts import ConnectionDraft, SyncRun, SyncState
from lingqu.customers import jobs as customer_jobs
from lingqu.customers.api.sync import Reading
from lingqu.directory import jobs as directory_jobs
from lingqu.groupchats import jobs as groupchat_jobs
from lingqu.groupchats.api.sync import Reading as GroupchatReading
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, UnitOfWork
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import ChannelId, CorpId


class KilledError(Exception):
    """The worker died."""


class MortalDatabase(Database):
    """Dies once: in place of the `dies_at`-th unit of a corp from now on."""

    dies_at: int | None = None
    units: int = 0

    @asynccontextmanager
    async def unit(
        self, corp_id: CorpId, *, actor: str = "system", cause: str | None = None
    ) -> AsyncGenerator[UnitOfWork]:
        self.units += 1
        if self.units == self.dies_at:
            raise KilledError
        async with super().unit(corp_id, actor=actor, cause=cause) as opened:
            yield opened

    def doom(self, dies_at: int | None) -> None:
        self.units, self.dies_at = 0, dies_at


async def _no_channels(_: Any, states: Sequence[str]) -> Mapping[str, ChannelId]:
    del states
    return {}


@dataclass
class Scene:
    """One corp, what WeCom holds of it, and a worker."""

    database: MortalDatabase
    corp_id: CorpId
    clock: SteppedClock
    wecom: CustomersDouble
    directory: DirectoryDouble
    groupchats: GroupchatsDouble = field(default_factory=GroupchatsDouble)
    steps: Steps = field(init=False)
    deaths: int = 0

    def __post_init__(self) -> None:
        self.budget(1_000_000)

    def budget(self, calls_a_night: int) -> None:
        reading = Reading(
            reader=self.wecom,
            seals=Keyring([bytes(range(32))]),
            resolve_channels=_no_channels,
            calls_a_night=calls_a_night,
        )
        kinds = [
            *directory_jobs.kinds(self.directory, calls_a_night=calls_a_night),
            *customer_jobs.kinds(reading, self.wecom, self.wecom),
            *groupchat_jobs.kinds(
                GroupchatReading(reader=self.groupchats, resolve_channels=_no_channels, calls_a_night=calls_a_night)
            ),
        ]
        self.steps = Steps(self.database, self.clock, kinds)

    async def sync(self, *, dies_at: int | None = None) -> SyncRun:
        """Run a sync to its end, over any death and any night; return its report."""
        self.clock.advance(timedelta(hours=2))
        async with self.database.unit(self.corp_id) as unit:
            await corps.start_sync(unit)
        self.database.doom(dies_at)
        while await self._running():
            due = await self.steps.next_due()
            assert due is not None, "the sync runs and nobody works at it"
            if due > self.clock.now():
                self.clock.advance(due - self.clock.now())
            await self._step()
        self.database.doom(None)
        # A worker that died after the last stage leaves its job: it must not walk again.
        self.clock.advance(LEASE + timedelta(seconds=5))
        await self.steps.run_due()
        return await self.report()

    async def _step(self) -> None:
        try:
            await self.steps.run_due()
        except KilledError:
            self.deaths += 1
            self.clock.advance(LEASE + timedelta(seconds=1))

    async def _running(self) -> bool:
        async with self.database.read(self.corp_id) as session:
            sync = await corps.get_sync(session)
        assert sync.state is not SyncState.FAILED, sync.error
        return sync.state is SyncState.RUNNING

    async def report(self) -> SyncRun:
        async with self.database.read(self.corp_id) as session:
            return (await corps.list_runs(session))[0]

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        async with self.database.read(self.corp_id) as session:
            return await session.fetch(sql)


async def connect_scene(database: MortalDatabase, clock: SteppedClock, corpid: str) -> Scene:
    """A connected corp without anything in it."""
    corp_id = await corps.reserve_corp_id(database)
    draft = ConnectionDraft(corpid=corpid, name="测试品牌", agentid=1, secret="s" * 43)
    async with database.unit(corp_id) as unit:
        await corps.connect(unit, draft, seals=ClearSeals(), noise=corps.draw_noise())
    return Scene(database, corp_id, clock, CustomersDouble(), DirectoryDouble())
