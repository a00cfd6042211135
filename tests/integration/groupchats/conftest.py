"""Fixtures of the tests of groupchats: groups in memory, callbacks, and a worker without loops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from doubles.groupchats import GroupchatsDouble
from doubles.jobs import Steps
from lingqu.groupchats.api.callbacks import handle
from lingqu.groupchats.api.sync import Reading
from lingqu.groupchats.contracts.jobs import JOB_READ
from lingqu.groupchats.jobs import kinds
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.ingestion.contracts import InboundEvent
from lingqu.kernel.ids import ChannelId, CorpId, InboundId
from lingqu.kernel.jobs import NewJob


async def resolve_channels(_: Any, states: Sequence[str]) -> Mapping[str, ChannelId]:
    """One channel is ours."""
    return {state: ChannelId(7) for state in states if state == "door"}


@dataclass
class Scene:
    """One corp and its groups at WeCom."""

    database: Database
    corp_id: CorpId
    clock: SteppedClock
    wecom: GroupchatsDouble
    steps: Steps
    _ids: count[int] = field(default_factory=lambda: count(1))

    def event(self, change: str, chat_id: str, *names: str, at: datetime | None = None, **more: str) -> InboundEvent:
        """A callback; `change` is `create`, `dismiss`, or what an update changed."""
        whole = change in {"create", "dismiss"}
        fields: dict[str, Any] = {"ChatId": chat_id, **more}
        if not whole:
            fields["UpdateDetail"] = change
        if names:
            fields["MemChangeList"] = {"Item": names[0] if len(names) == 1 else names}
        instant = at or self.clock.now()
        return InboundEvent(
            inbox_id=InboundId(next(self._ids)),
            occurred_at=instant,
            received_at=instant,
            event="change_external_chat",
            change_type=change if whole else "update",
            fields=fields,
        )

    async def hear(self, *events: InboundEvent) -> None:
        async with self.database.unit(self.corp_id) as unit:
            await handle(unit, events)

    async def read(self, *chat_ids: str) -> None:
        """Have groups read now."""
        async with self.database.unit(self.corp_id) as unit:
            unit.enqueue(*(NewJob(kind=JOB_READ, key=one) for one in chat_ids))
        await self.steps.run_due()

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        async with self.database.read(self.corp_id) as session:
            return await session.fetch(sql)

    async def inside(self) -> set[str]:
        """External ids of those who are in any group."""
        rows = await self.rows(
            "SELECT external_userid FROM groupchat_member JOIN customer USING (corp_id, customer_id)"
            " WHERE left_at IS NULL AND is_confirmed"
        )
        return {row["external_userid"] for row in rows}


@pytest.fixture
def wecom() -> GroupchatsDouble:
    return GroupchatsDouble()


@pytest.fixture
def scene(database: Database, corp_id: CorpId, clock: SteppedClock, wecom: GroupchatsDouble) -> Scene:
    steps = Steps(database, clock, kinds(Reading(reader=wecom, resolve_channels=resolve_channels)))
    return Scene(database, corp_id, clock, wecom, steps)
