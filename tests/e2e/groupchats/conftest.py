"""A platform and the twin with one stepped clock; what the twin raises about groups is caught, to be handed over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from doubles.jobs import Steps, elsewhere
from doubles.twin_corp import TwinClock, clients_of, connect_twin, stepped_twin
from lingqu.corps import api as corps
from lingqu.corps.contracts import SYNC_KEY, StageName, SyncRun
from lingqu.gateway.clients import Clients
from lingqu.gateway.groupchats import WecomGroupchats
from lingqu.groupchats.api.callbacks import handle
from lingqu.groupchats.api.sync import Reading
from lingqu.groupchats.contracts.jobs import JOB_SYNC
from lingqu.groupchats.jobs import kinds
from lingqu.infra.database import Database
from lingqu.ingestion.api.inbox import read_row
from lingqu.ingestion.contracts import InboundEvent
from lingqu.kernel.ids import ChannelId, CorpId
from lingqu.kernel.jobs import NewJob
from wecom_twin.server import TwinServer

if TYPE_CHECKING:
    from wecom_twin.callbacks.messages import Message
    from wecom_twin.state.corp import Corp

CHANNELS = {"door": ChannelId(7)}


async def resolve_channels(_: Any, states: Sequence[str]) -> Mapping[str, ChannelId]:
    """One channel is ours."""
    return {state: CHANNELS[state] for state in states if state in CHANNELS}


@dataclass
class Groups:
    """A corp of both worlds: what the twin raises lies in `raised` until a test hands it over."""

    twin: TwinServer
    database: Database
    corp_id: CorpId
    steps: Steps
    raised: list[InboundEvent] = field(default_factory=list)
    _ids: count[int] = field(default_factory=lambda: count(1))

    def catch(self, corp: Corp, message: Message, **_: object) -> None:
        at = self.twin.world.now()
        row = {
            "id": next(self._ids),
            "payload": message.xml(corpid=corp.corpid, at=at).encode(),
            "occurred_at": datetime.fromtimestamp(int(at), UTC),
            "received_at": datetime.fromtimestamp(at, UTC),
            "event": message.event,
            "change_type": message.change_type,
        }
        event = read_row(row)
        assert event is not None
        if message.event == "change_external_chat":
            self.raised.append(event)

    async def hear(self, *events: InboundEvent) -> None:
        async with self.database.unit(self.corp_id) as unit:
            await handle(unit, events)

    async def hear_all(self) -> None:
        await self.hear(*self.raised)
        self.raised.clear()

    async def settle(self, seconds: float = 30) -> None:
        """Let jobs run for so long."""
        await self.steps.run_until(self.steps.clock.now() + timedelta(seconds=seconds))

    async def walk(self) -> None:
        """Make the walk through all groups, as a run of its own."""
        async with self.database.unit(self.corp_id) as unit:
            await unit.execute(
                "INSERT INTO sync_run (corp_id, is_sweep, started_at) SELECT lingqu_corp(), EXISTS (SELECT 1 FROM"
                " sync_run WHERE corp_id = lingqu_corp() AND finished_at IS NOT NULL), %s",
                (unit.at,),
            )
            unit.enqueue(NewJob(kind=JOB_SYNC, key=SYNC_KEY))
        await self.settle(60)
        async with self.database.read(self.corp_id) as session:
            stage = next(one for one in await corps.get_stages(session) if one.stage is StageName.GROUPCHATS)
        assert stage.state == "done", stage

    async def newest_run(self) -> SyncRun:
        async with self.database.read(self.corp_id) as session:
            return (await corps.list_runs(session))[0]

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        async with self.database.read(self.corp_id) as session:
            return await session.fetch(sql)

    async def held(self) -> dict[str, tuple[str | None, str | None, dict[str, datetime]]]:
        """What we hold of groups that are there: name, owner, and who is in them since when."""
        groups = await self.rows(
            """
            SELECT g.chat_id, g.name, s.userid AS owner, g.customers + g.staff AS counted,
                   coalesce((SELECT jsonb_object_agg(coalesce(c.external_userid, m2.userid), m.joined_at)
                    FROM groupchat_member m
                    LEFT JOIN customer c ON c.corp_id = m.corp_id AND c.customer_id = m.customer_id
                    LEFT JOIN staff m2 ON m2.corp_id = m.corp_id AND m2.staff_id = m.staff_id
                    WHERE m.groupchat_id = g.groupchat_id AND m.left_at IS NULL AND m.is_confirmed), '{}') AS members
            FROM groupchat g LEFT JOIN staff s ON s.corp_id = g.corp_id AND s.staff_id = g.owner_id
            WHERE g.dismissed_at IS NULL
            """
        )
        assert all(row["counted"] == len(row["members"]) for row in groups)
        return {
            row["chat_id"]: (
                row["name"],
                row["owner"],
                {one: datetime.fromisoformat(at) for one, at in row["members"].items()},
            )
            for row in groups
        }

    def there(self) -> dict[str, tuple[str | None, str | None, dict[str, datetime]]]:
        """What the twin holds of the same."""
        return {
            group.chat_id: (
                group.face.name or None,
                group.owner,
                {
                    one.id: datetime.fromtimestamp(one.join_time, UTC)
                    for one in group.face.participants.values()
                    if not one.id.startswith("wo")
                },
            )
            for group in self.twin.world.corp().groups.values()
            if group.alive
        }


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    with stepped_twin() as server:
        yield server


@pytest.fixture
def clock(twin: TwinServer) -> TwinClock:
    return TwinClock(twin)


@pytest.fixture
async def clients(database: Database, twin: TwinServer) -> AsyncIterator[Clients]:
    async with clients_of(database, twin) as made:
        yield made


@pytest.fixture
async def groups(
    database: Database, twin: TwinServer, clients: Clients, clock: TwinClock, monkeypatch: pytest.MonkeyPatch
) -> Groups:
    corp_id = await connect_twin(database, twin)
    async with database.unit(corp_id) as unit:
        await unit.execute(
            "INSERT INTO staff (corp_id, userid, name, is_follow_user) SELECT lingqu_corp(), userid, userid, true"
            " FROM unnest(ARRAY['chen_rui', 'li_na', 'wang_wei']) AS t(userid)"
        )
    reading = Reading(reader=WecomGroupchats(clients), resolve_channels=resolve_channels)
    all_kinds = [*kinds(reading), *elsewhere("customers.read")]
    steps = Steps(database, clock, all_kinds)  # pyright: ignore[reportArgumentType] - a clock that stands as SteppedClock does
    groups = Groups(twin, database, corp_id, steps)
    monkeypatch.setattr(twin.world, "tell", groups.catch)
    return groups
