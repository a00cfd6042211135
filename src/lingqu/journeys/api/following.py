"""The reader of facts: lets people in, wakes who waits, notes goals, and ends ways whose reason is gone.

A batch and the move of the cursor are one transaction, so a fact lets somebody in once. What somebody who has just come
to a step waits for may have happened before anybody knew of it: they look back by themselves when they are first due,
after it is known that they wait; so nothing falls between the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lingqu.infra import facts as fact_log
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.infra.readers import FactReader
from lingqu.journeys.api.entering import Cause, enroll
from lingqu.journeys.api.ways import Ways
from lingqu.journeys.contracts.enrollments import EndReason, EnrollmentId, JourneyId
from lingqu.journeys.contracts.journeys import JourneyState
from lingqu.journeys.domain.listening import (
    Aiming,
    Binding,
    Coming,
    Ear,
    Waiting,
    ears,
    entry_key,
    lets_in,
    wakes,
)
from lingqu.journeys.store import enrollments as store
from lingqu.journeys.store import journeys as journey_store
from lingqu.journeys.store import listening as listening_store
from lingqu.journeys.store.listening import Heard
from lingqu.kernel.facts import RecordedFact
from lingqu.kernel.ids import CorpId
from lingqu.segments.api.matching import is_meant

READER = "journeys"
BATCH = 1_000


@dataclass(slots=True)
class _Gathered:
    """What a batch of facts means."""

    coming: dict[JourneyId, list[Cause]] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    reached: list[tuple[Aiming, RecordedFact]] = field(default_factory=list)
    unbound: list[tuple[Binding, RecordedFact]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Following:
    """Follows the facts of each corp; `step` is what a worker calls."""

    ways: Ways = field(default_factory=Ways)

    def reader(self) -> FactReader:
        """Return it as the worker knows readers."""
        return FactReader(name=READER, step=self.step)

    async def step(self, database: Database, corp_id: CorpId) -> int:
        """Read one batch; return how many facts that were."""
        async with database.unit(corp_id, cause=READER) as unit:
            position = await fact_log.load_cursor(unit.connection, corp_id, READER)
            end = await fact_log.end(unit.connection, corp_id)
            # Asked after the end was looked at: a journey that is published since hears all that comes since.
            ears = await self._ears(unit)
            if not ears:
                await fact_log.save_cursor(unit.connection, corp_id, READER, max(position, end), at=unit.at)
                return 0
            read = await fact_log.read_kinds(unit.connection, corp_id, list(ears), after=position, limit=BATCH)
            if read is None:
                return 0
            gathered = _gather(ears, read.facts)
            for journey_id, causes in sorted(gathered.coming.items()):
                await self._let_in(unit, journey_id, causes)
            if gathered.heard:
                await listening_store.wake(unit, gathered.heard)
            await _reach(unit, gathered.reached)
            await _unbind(unit, gathered.unbound)
            await fact_log.save_cursor(unit.connection, corp_id, READER, read.upto, at=unit.at)
        return read.passed

    async def _ears(self, session: Session) -> Mapping[str, Sequence[Ear]]:
        found: dict[str, list[Ear]] = {}
        for one in await journey_store.list_in_use(session):
            way = await self.ways.of(session, one.journey_id, one.version)
            heard = ears(one.journey_id, one.version, way.definition, opened_at=one.opened_at)
            for kind, some in heard.items():
                found.setdefault(kind, []).extend(some)
        return found

    async def _let_in(self, unit: UnitOfWork, journey_id: JourneyId, causes: Sequence[Cause]) -> None:
        """The version may have been followed by another since it was looked at: then the newer one lets in."""
        journey = await journey_store.find(unit, journey_id, lock=True)
        if journey is None or journey.version is None or journey.state is not JourneyState.RUNNING:
            return
        way = await self.ways.of(unit, journey_id, journey.version)
        await enroll(unit, journey_id, journey.version, way, causes)


def _gather(listening: Mapping[str, Sequence[Ear]], facts: Sequence[RecordedFact]) -> _Gathered:
    found = _Gathered()
    for fact in facts:
        for ear in listening.get(fact.kind, ()):
            _hear(found, ear, fact)
    return found


def _hear(found: _Gathered, ear: Ear, fact: RecordedFact) -> None:
    customer_id = fact.customer_id
    if customer_id is None:
        return
    match ear:
        case Coming(journey_id, entry, opened_at):
            if fact.occurred_at >= opened_at and lets_in(entry, fact.kind, fact.data):
                cause = Cause(
                    customer_id=customer_id,
                    at=fact.occurred_at,
                    key=entry_key(entry, fact.data),
                    because={"kind": fact.kind, "fact_id": fact.id},
                )
                found.coming.setdefault(journey_id, []).append(cause)
        case Waiting():
            if wakes(ear, fact.kind, fact.data):
                found.heard.append(Heard(ear.journey_id, ear.version, ear.step, customer_id, fact.occurred_at))
        case Aiming():
            if is_meant(ear.goal.event, fact.kind, fact.data):
                found.reached.append((ear, fact))
        case Binding():
            if fact.data.get("segment_id") == ear.segment_id:
                found.unbound.append((ear, fact))


async def _reach(unit: UnitOfWork, reached: Sequence[tuple[Aiming, RecordedFact]]) -> None:
    """Note goals in the order they were reached; whose journey ends by them, ends."""
    if not reached:
        return
    found = await listening_store.find_aiming(unit, reached)
    await store.reach(unit, {one.enrollment_id: one.goal for one in found})
    ends = [one.enrollment_id for one in found if one.ends]
    await _end(unit, ends, EndReason.GOAL)


async def _unbind(unit: UnitOfWork, unbound: Sequence[tuple[Binding, RecordedFact]]) -> None:
    if unbound:
        await _end(unit, await listening_store.find_bound(unit, unbound), EndReason.CONDITION)


async def _end(unit: UnitOfWork, enrollment_ids: Sequence[EnrollmentId], reason: EndReason) -> None:
    if enrollment_ids:
        await store.end(unit, dict.fromkeys(enrollment_ids, reason.value))
