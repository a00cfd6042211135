"""A corp of ours that is a corp of the twin: one clock for both, credentials stored, WeCom's client pointed there."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta

from lingqu.corps.api import connect, draw_noise, reserve_corp_id
from lingqu.corps.contracts import ConnectionDraft
from lingqu.gateway.clients import Clients
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import CorpId
from wecom_twin.clock import Clock
from wecom_twin.server import TwinServer, furnish
from wecom_twin.world import World

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
KEYRING = Keyring([b"k" * 32])


class TwinClock:
    """The twin's stepped clock as ours; sleeping moves both."""

    def __init__(self, twin: TwinServer) -> None:
        self._twin = twin

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._twin.world.now(), UTC)

    async def sleep(self, duration: timedelta) -> None:
        self.advance(duration)

    def advance(self, duration: timedelta) -> None:
        self._twin.advance(by=max(duration.total_seconds(), 0))


@contextmanager
def stepped_twin() -> Iterator[TwinServer]:
    """A furnished twin whose clock stands until it is moved."""
    world = World(clock=Clock.stepped(START.timestamp()), seed=7)
    furnish(world)
    with TwinServer(world) as server:
        yield server


async def connect_twin(database: Database, twin: TwinServer, corpid: str | None = None) -> CorpId:
    """Store a corp of the twin, or its only one, with its app's credentials."""
    corp = twin.world.corp(corpid)
    corp_id = await reserve_corp_id(database)
    draft = ConnectionDraft(corpid=corp.corpid, name=corp.name, agentid=corp.app.agentid, secret=corp.app.secret)
    async with database.unit(corp_id) as unit:
        await connect(unit, draft, seals=KEYRING, noise=draw_noise())
    return corp_id


@asynccontextmanager
async def clients_of(database: Database, twin: TwinServer) -> AsyncGenerator[Clients]:
    """WeCom's clients, pointed at the twin."""
    clients = Clients(database, KEYRING, base_url=twin.base_url)
    try:
        yield clients
    finally:
        await clients.aclose()
