"""Advancing: whoever is due is claimed, decided about and moved on, a batch in one transaction.

Hot path: `lingqu bench journeys` guards 20,000 steps a second with two workers. A killed worker lets go by dying:
nothing of its batch was done. Corps take turns, a batch each, and in a corp its journeys. What fails is tried by step,
then one by one, and whoever fails alone is parked; an error that everybody of a step meets parks them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

import psycopg
import structlog

from lingqu.infra.database import Database, UnitOfWork
from lingqu.infra.history.errors import HistoryDownError
from lingqu.journeys.api import effects
from lingqu.journeys.api.asking import Asker, asks_outside
from lingqu.journeys.api.effects import Place
from lingqu.journeys.api.ways import Ways
from lingqu.journeys.contracts.definition import ReachGoal, StepKey
from lingqu.journeys.contracts.enrollments import EndReason, EnrollmentId, JourneyId, Standing
from lingqu.journeys.domain.advancing import Answer, Goes, Leaves, Stays, Turn, Way, arrival, decide
from lingqu.journeys.domain.queueing import queued
from lingqu.journeys.store import enrollments as store
from lingqu.journeys.store.enrollments import Gone
from lingqu.kernel.days import CORP_ZONE
from lingqu.kernel.ids import CorpId

log = structlog.get_logger(__name__)

BATCH = 500
ROUNDS = 10
"""Batches a corp before it is looked again in which journeys somebody is due."""
LEASE = timedelta(seconds=30)
"""For which nobody else looks at those of whom is asked outside a transaction; a killed worker's come back then."""
ASK_AGAIN = timedelta(seconds=30)
"""After which history is asked again that did not answer."""
ALIKE = 3
"""So many who fail alone in the same way, and all the others of their step are parked with them."""

Answers = Mapping[EnrollmentId, Answer]


@dataclass(slots=True)
class _Moves:
    """What becomes of a batch, gathered over its steps and written at once."""

    gone: list[Gone] = field(default_factory=list)
    stays: dict[EnrollmentId, datetime] = field(default_factory=dict)
    leaves: dict[EnrollmentId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Advancer:
    """Moves customers on; `turn` is what a worker calls."""

    asker: Asker
    ways: Ways = field(default_factory=Ways)
    _last: dict[CorpId, JourneyId] = field(default_factory=dict[CorpId, JourneyId])
    """Whose turn it was, of each corp's journeys."""

    async def turn(self, database: Database) -> int:
        """Move on some batches of everybody who is due; return how many were looked at.

        However much waits in one journey or corp, another waits for a batch of each other corp, and of its own
        corp's journeys.
        """
        async with database.dispatch() as connection:
            waiting = await store.list_waiting(connection, at=database.clock.now())
        queues = queued(waiting, self._last)
        looked_at = 0
        for _ in range(ROUNDS):
            for corp_id, queue in queues.items():
                if not queue:
                    continue
                journey_id = self._last[corp_id] = queue.popleft()
                number = await self.advance(database, corp_id, journey_id, most=BATCH)
                looked_at += number
                if number == BATCH:
                    queue.append(journey_id)
        return looked_at

    async def advance(self, database: Database, corp_id: CorpId, journey_id: JourneyId, *, most: int = BATCH) -> int:
        """Move on a batch of one journey; return how many were looked at."""
        try:
            asked: list[tuple[int, StepKey]] = []
            async with database.unit(corp_id, cause=f"journey:{journey_id}") as unit:
                standings = await store.claim(unit, journey_id, limit=most)
                moves = _Moves()
                for (version, key), standing in _by_step(standings):
                    way = await self.ways.of(unit, journey_id, version)
                    if asks_outside(way.definition.steps[key]):
                        moves.stays |= {one.enrollment_id: unit.at + LEASE for one in standing}
                        asked.append((version, key))
                    else:
                        await self._pass(unit, Place(journey_id, version, way.definition, key), way, standing, moves)
                await _write(unit, moves)
        except psycopg.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - one customer must not hold up the others, whatever is wrong
            log.warning("batch failed, going by step", corp_id=corp_id, journey_id=journey_id, error=repr(error))
            return await self._advance_apart(database, corp_id, journey_id, most=most)
        for version, key in asked:
            mine = [one for one in standings if (one.version, one.step) == (version, key)]
            await self._ask_outside(database, corp_id, journey_id, mine)
        return len(standings)

    async def _pass(
        self,
        unit: UnitOfWork,
        place: Place,
        way: Way,
        standings: Sequence[Standing],
        moves: _Moves,
        *,
        answers: Answers | None = None,
    ) -> None:
        """Ask, decide and do for all who stand at one step."""
        step = way.definition.steps[place.key]
        if answers is None:
            answers = await self.asker.ask(unit, step, standings)
        passing: list[Standing] = []
        leads = way.leads[place.key]
        ends = isinstance(step, ReachGoal) and way.definition.exits.on_goal
        turn = Turn(unit.at, CORP_ZONE, salt=f"journey:{place.journey_id}:{place.key}")
        for one in standings:
            match decide(step, one, answers.get(one.enrollment_id), turn):
                case Goes(_) if ends:
                    passing.append(one)
                    moves.leaves[one.enrollment_id] = EndReason.GOAL.value
                case Goes(outlet):
                    passing.append(one)
                    to = leads[outlet]
                    due = None if to is None else _due(way, to, one, unit.at)
                    moves.gone.append(Gone(one.enrollment_id, place.key, outlet, to, due))
                case Stays(until):
                    moves.stays[one.enrollment_id] = until
                case Leaves(reason):
                    moves.leaves[one.enrollment_id] = reason
        if passing:
            await effects.apply(unit, place, step, passing)

    async def _ask_outside(
        self, database: Database, corp_id: CorpId, journey_id: JourneyId, standings: Sequence[Standing]
    ) -> None:
        """Ask what needs more than PostgreSQL of those who were set aside for it, and move them on."""
        version, key = standings[0].version, standings[0].step
        async with database.read(corp_id) as session:
            way = await self.ways.of(session, journey_id, version)
            try:
                answers = await self.asker.ask(session, way.definition.steps[key], standings)
            except HistoryDownError:
                answers = None
        async with database.unit(corp_id, cause=f"journey:{journey_id}") as unit:
            held = await store.hold(unit, standings)
            moves = _Moves()
            if answers is None:
                moves.stays |= {one.enrollment_id: unit.at + ASK_AGAIN for one in held}
            else:
                place = Place(journey_id, version, way.definition, key)
                await self._pass(unit, place, way, held, moves, answers=answers)
            await _write(unit, moves)

    # ───────────────────────── what fails ─────────────────────────

    async def _advance_apart(self, database: Database, corp_id: CorpId, journey_id: JourneyId, *, most: int) -> int:
        """Move on a batch step by step, and where a step fails one by one; park who fails alone."""
        async with database.unit(corp_id, cause=f"journey:{journey_id}") as unit:
            standings = await store.claim(unit, journey_id, limit=most)
            for _, standing in _by_step(standings):
                if await self._try(unit, journey_id, standing) is not None:
                    await self._advance_singly(unit, journey_id, standing)
        return len(standings)

    async def _advance_singly(self, unit: UnitOfWork, journey_id: JourneyId, standings: Sequence[Standing]) -> None:
        errors: list[str] = []
        for number, one in enumerate(standings):
            error = await self._try(unit, journey_id, [one])
            if error is None:
                continue
            errors.append(error)
            failed = [one.enrollment_id]
            is_step = number + 1 == len(errors) == ALIKE and len(set(errors)) == 1
            if is_step:
                failed = [other.enrollment_id for other in standings[number:]]
            await store.park(unit, failed, error=error)
            log.warning("parked", corp_id=unit.corp_id, journey_id=journey_id, step=one.step, error=error)
            if is_step:
                return

    async def _try(self, unit: UnitOfWork, journey_id: JourneyId, standings: Sequence[Standing]) -> str | None:
        """Move on those of one step within a savepoint; return what went wrong."""
        version, key = standings[0].version, standings[0].step
        try:
            async with unit.connection.transaction():
                way = await self.ways.of(unit, journey_id, version)
                moves = _Moves()
                if asks_outside(way.definition.steps[key]):
                    moves.stays |= {one.enrollment_id: unit.at + LEASE for one in standings}
                else:
                    await self._pass(unit, Place(journey_id, version, way.definition, key), way, standings, moves)
                await _write(unit, moves)
                await unit.flush()  # what the effects tell belongs to the savepoint
        except psycopg.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - recorded with the enrollment
            unit.forget()
            return f"{type(error).__name__}: {error}"
        return None


def _due(way: Way, to: StepKey, one: Standing, at: datetime) -> datetime:
    return arrival(way.definition.steps[to], at=at, entered_at=one.entered_at, zone=CORP_ZONE)


def _by_step(standings: Sequence[Standing]) -> list[tuple[tuple[int, StepKey], list[Standing]]]:
    def place(one: Standing) -> tuple[int, StepKey]:
        return one.version, one.step

    return [(key, list(same)) for key, same in groupby(sorted(standings, key=place), key=place)]


async def _write(unit: UnitOfWork, moves: _Moves) -> None:
    if moves.gone:
        await store.go_on(unit, moves.gone)
    if moves.stays:
        await store.stay(unit, moves.stays)
    if moves.leaves:
        await store.end(unit, moves.leaves)
