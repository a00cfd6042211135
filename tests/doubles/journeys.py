"""Journeys in stepped time: a brand, WeCom's desk for group sends, a worker, and whoever moves customers on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from doubles.brand import Brand
from doubles.deliveries import GroupSendDesk
from doubles.jobs import Steps
from lingqu.deliveries.contracts import Content
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.history.reading import HistoryDoor
from lingqu.journeys.api import publishing
from lingqu.journeys.api.advancing import Advancer
from lingqu.journeys.api.asking import Asker
from lingqu.journeys.api.entering import Cause, enroll
from lingqu.journeys.api.following import Following
from lingqu.journeys.contracts.definition import AnyStep, Definition, ManualEntry, Message
from lingqu.journeys.contracts.enrollments import JourneyId, NotEntered
from lingqu.journeys.store import journeys as store
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId, CustomerId
from lingqu.outreach.contracts.variants import Variant
from lingqu.segments.leaves import Shelf


def message(text: str = "周末会员日,全场八折", **given: Any) -> Message:
    """A message with one content."""
    return Message(contents=(Variant(key="A", permille=1_000, content=Content(text, ())),), **given)


def journey(first: str = "a", /, **steps: AnyStep) -> Definition:
    """A journey that people are put into by hand."""
    return Definition(entries=(ManualEntry(),), first=first, steps=steps)


@dataclass
class Road:
    """A corp whose customers are on their way."""

    database: Database
    corp_id: CorpId
    clock: SteppedClock
    brand: Brand
    desk: GroupSendDesk
    steps: Steps
    advancer: Advancer = field(init=False)
    following: Following = field(init=False)

    def __post_init__(self) -> None:
        self.following = Following()
        self.advancer = Advancer(Asker(HistoryDoor(self.database, None), Shelf()))

    async def publish(self, definition: Definition, name: str = "新好友") -> JourneyId:
        """Let a journey run unchecked: what advances people must stand whatever was published once."""
        async with self.database.unit(self.corp_id) as unit:
            journey_id = await publishing.create_journey(unit, name, definition, by="运营")
            await store.publish(unit, journey_id, 1, definition, by="运营")
        return journey_id

    async def enter(
        self, journey_id: JourneyId, customer_ids: Sequence[CustomerId], *, key: str = ""
    ) -> dict[NotEntered | None, int]:
        """Let people in; how many were, and why the others were not."""
        async with self.database.unit(self.corp_id) as unit:
            journey = await publishing.get_journey(unit, journey_id)
            assert journey.version is not None
            way = await self.advancer.ways.of(unit, journey_id, journey.version)
            causes = [Cause(customer_id=one, key=key, because={"by": "hand"}) for one in customer_ids]
            return await enroll(unit, journey_id, journey.version, way, causes)

    async def hear(self) -> int:
        """Read all facts."""
        did = total = 0
        while did := await self.following.step(self.database, self.corp_id):
            total += did
        return total

    async def advance(self) -> int:
        """Move everybody on until nobody is due."""
        did = total = 0
        while did := await self.advancer.turn(self.database):
            total += did
        return total

    async def run(self, lasting: timedelta) -> None:
        """Let time pass from one thing that is due to the next."""
        until = self.clock.now() + lasting
        while True:
            while await self.hear() + await self.advance():
                pass
            due = await self._next_due()
            if due is None or due > until:
                break
            await self.steps.run_until(due)
        self.clock.advance(until - self.clock.now())

    async def _next_due(self) -> datetime | None:
        """Return when the next job or the next customer is due, after now."""
        async with self.database.read(self.corp_id) as session:
            return await session.fetch_value(
                """
                SELECT min(due) FROM (SELECT due FROM enrollment WHERE corp_id = lingqu_corp()
                                      UNION ALL SELECT due FROM job_queue WHERE corp_id = lingqu_corp()) q
                WHERE due > %s
                """,
                (self.clock.now(),),
            )

    async def happen(self, kind: str, customer_id: CustomerId, **data: Any) -> None:
        """Record a fact."""
        async with self.database.unit(self.corp_id) as unit:
            unit.publish(Fact(kind=kind, occurred_at=unit.at, customer_id=customer_id, data=data))

    async def standings(self) -> list[dict[str, Any]]:
        async with self.database.read(self.corp_id) as session:
            return await session.fetch(
                "SELECT customer_id, state, step, visit, due, reason, error, goal FROM enrollment"
                " ORDER BY enrollment_id"
            )

    async def told(self, kind: str) -> list[dict[str, Any]]:
        """Facts of a kind, in order."""
        async with self.database.read(self.corp_id) as session:
            rows = await session.fetch("SELECT customer_id, data FROM fact WHERE kind = %s ORDER BY id", (kind,))
        return [{"customer_id": row["customer_id"], **row["data"]} for row in rows]
