"""The reader of facts that fills history: once each, whatever is killed when.

A batch is read, its bounds and token are stored in PostgreSQL, it is sent, and the cursor moves in the transaction that
forgets it. Who finds a stored batch reads the same facts again, sends them under the same token, and looks which of
them are there: a killed engine may remember a token whose rows it has lost.

Hot path: `lingqu bench history` guards 5,000 facts a second with less than two seconds of lag.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from lingqu.infra import facts as fact_log
from lingqu.infra.database import Database
from lingqu.infra.facts import BareFact
from lingqu.infra.history import generations
from lingqu.infra.history.engine import History
from lingqu.infra.history.errors import HistoryDownError, HistoryError, HistoryRefusedError
from lingqu.infra.history.generations import Generation, Sending
from lingqu.infra.history.schema import migrate
from lingqu.kernel.facts import Position
from lingqu.kernel.ids import CorpId

if TYPE_CHECKING:
    from lingqu.infra.history.rows import Place

BATCH = 5_000
SETTLE_SECONDS = 1.0
"""How long an earlier send of the same batch is given to appear, before its rows count as missing."""
SETTLE_ROUNDS = 3
UNREADABLE = frozenset({6, 27, 53, 72, 117})
"""ClickHouse's numbers for a value it cannot read."""
NO_TABLE = 60

log = structlog.get_logger(__name__)


class HistoryLosesError(HistoryError):
    """The engine acknowledges rows and does not keep them."""

    code = "history.loses"


@dataclass(slots=True)
class Copier:
    """Copies facts of one corp after another. Any number of them may work at once; a lease keeps them apart."""

    history: History
    batch: int = BATCH
    _seen: set[tuple[CorpId, int]] = field(default_factory=set)
    """Copies that were found begun in this engine since it last came up."""
    _is_migrated: bool = False

    async def step(self, database: Database, corp_id: CorpId) -> int:
        """Copy one batch into each copy of a corp's facts; return how many facts that were."""
        try:
            return await self._step(database, corp_id)
        except HistoryDownError:
            self._forget()
            raise
        except HistoryRefusedError as refusal:
            if refusal.number == NO_TABLE:
                self._forget()
            raise

    def _forget(self) -> None:
        """It may come back as another engine, or empty."""
        self._seen.clear()
        self._is_migrated = False

    async def _step(self, database: Database, corp_id: CorpId) -> int:
        if not self._is_migrated:
            await migrate(self.history, at=database.clock.now())
            self._is_migrated = True
        async with database.read(corp_id) as session:
            copies = await generations.list_generations(session)
            era = await fact_log.newest_era(session.connection)
        if await self._arrange(database, corp_id, copies, era):
            return 1  # what is to be filled has changed: look again
        did = 0
        for copy in copies:
            if copy.role == "old":
                await self._delete(database, corp_id, copy)
            elif await self._is_begun(database, corp_id, copy):
                did += await self._advance(database, corp_id, copy)
            else:
                did += 1  # another will be begun in its place: look again
        return did

    async def _arrange(self, database: Database, corp_id: CorpId, copies: Sequence[Generation], era: int) -> bool:
        """Begin the copy that is needed and not there; tell whether anything changed."""
        roles = {copy.role: copy for copy in copies}
        living, following = roles.get("living"), roles.get("next")
        if following is not None and following.era < era:
            async with database.unit(corp_id) as unit:
                return await generations.retire(unit, following)
        if living is None or (living.era < era and following is None):
            role: generations.Role = "living" if living is None else "next"
            async with database.unit(corp_id) as unit:
                await generations.begin(unit, role)
            log.info("history is copied", corp_id=corp_id, role=role)
            return True
        return False

    async def _is_begun(self, database: Database, corp_id: CorpId, copy: Generation) -> bool:
        """See that this engine holds a copy's beginning; False where the copy is given up instead."""
        if (corp_id, copy.generation) in self._seen:
            return True
        if copy.is_clear and not await self._holds(corp_id, copy):
            log.warning("history does not hold its copy: it is copied anew", corp_id=corp_id)
            async with database.unit(corp_id) as unit:
                await generations.retire(unit, copy)
            return False
        if not copy.is_clear:
            await self._clear(corp_id, copy)
            async with database.unit(corp_id) as unit:
                await generations.mark_clear(unit, copy)
        self._seen.add((corp_id, copy.generation))
        return True

    async def _holds(self, corp_id: CorpId, copy: Generation) -> bool:
        found = await self.history.query(
            "SELECT 1 FROM generation WHERE corp_id = {corp_id:UInt32} AND generation = {generation:UInt32}"
            " AND begun_at = {begun_at:DateTime64(6, 'UTC')}",
            {"corp_id": corp_id, "generation": copy.generation, "begun_at": copy.begun_at},
        )
        return found.num_rows > 0

    async def _clear(self, corp_id: CorpId, copy: Generation) -> None:
        """Delete what a former life of PostgreSQL left under this number and above, and sign the beginning."""
        for table in ("fact", "generation"):
            await self.history.execute(
                f"DELETE FROM {table} WHERE corp_id = {{corp_id:UInt32}} AND generation >= {{generation:UInt32}}",
                {"corp_id": corp_id, "generation": copy.generation},
            )
        await self.history.execute(
            "INSERT INTO generation VALUES ({corp_id:UInt32}, {generation:UInt32}, {begun_at:DateTime64(6, 'UTC')})",
            {"corp_id": corp_id, "generation": copy.generation, "begun_at": copy.begun_at},
        )

    async def _delete(self, database: Database, corp_id: CorpId, copy: Generation) -> None:
        for table in ("fact", "generation"):
            await self.history.execute(
                f"DELETE FROM {table} WHERE corp_id = {{corp_id:UInt32}} AND generation = {{generation:UInt32}}",
                {"corp_id": corp_id, "generation": copy.generation},
            )
        async with database.unit(corp_id) as unit:
            await generations.forget(unit, copy)
        log.info("an old copy of history is deleted", corp_id=corp_id, generation=copy.generation)

    async def _advance(self, database: Database, corp_id: CorpId, copy: Generation) -> int:
        """Copy the next batch, or the one that is on its way."""
        async with database.read(corp_id) as session:
            sending = await generations.find_sending(session, copy)
            after = await fact_log.find_cursor(session.connection, corp_id, copy.reader)
            if sending is None:
                found = await fact_log.read_bare(session.connection, corp_id, after=after, limit=self.batch)
            else:
                found = await fact_log.read_span(session.connection, corp_id, after=sending.after, upto=sending.upto)
        if not found:
            return int(await self._note_caught_up(database, corp_id, copy))
        if sending is not None:
            async with database.unit(corp_id) as unit:
                await generations.count_send(unit, copy, sending)
            await self._send_again(corp_id, copy, sending, found)
        else:
            sending = _sending(corp_id, copy, after, found)
            async with database.unit(corp_id) as unit:
                if not await generations.store_sending(unit, copy, sending):
                    return 0
            await self._send(corp_id, copy, found, token=sending.token)
        async with database.unit(corp_id) as unit:
            await generations.settle(unit, copy, sending)
        return len(found)

    async def _note_caught_up(self, database: Database, corp_id: CorpId, copy: Generation) -> bool:
        """Let a copy be read once it holds every fact; tell whether that is new."""
        if copy.caught_up_at is not None:
            return False
        async with database.unit(corp_id) as unit:
            if copy.role == "living":
                await generations.mark_caught_up(unit, copy)
            elif not await generations.promote(unit, copy):
                return False
        log.info("history holds every fact", corp_id=corp_id, generation=copy.generation)
        return True

    async def _send(self, corp_id: CorpId, copy: Generation, facts: Sequence[BareFact], *, token: str) -> None:
        """Send facts; those whose data the engine cannot read go without it, found by halving."""
        from lingqu.infra.history.rows import rows_of  # noqa: PLC0415 - pyarrow, 50 MB, only where facts are copied

        try:
            rows = rows_of(facts, corp_id=corp_id, generation=copy.generation)
            await self.history.insert("fact", rows, token=token)
        except HistoryRefusedError as refusal:
            if refusal.number not in UNREADABLE:
                raise
            if len(facts) == 1:
                if facts[0].data == "{}":
                    raise
                log.warning("history cannot read a fact's data", corp_id=corp_id, kind=facts[0].kind, fact=facts[0].id)
                await self._send(corp_id, copy, [facts[0]._replace(data="{}")], token=token)
                return
            half = len(facts) // 2
            await self._send(corp_id, copy, facts[:half], token=f"{token}a")
            await self._send(corp_id, copy, facts[half:], token=f"{token}b")

    async def _send_again(self, corp_id: CorpId, copy: Generation, sending: Sending, facts: Sequence[BareFact]) -> None:
        """Send a batch whose former end nobody knows, and see that all of it is there."""
        log.info("a batch of history is sent again", corp_id=corp_id, facts=len(facts), sends=sending.sends + 1)
        await self._send(corp_id, copy, facts, token=sending.token)
        for attempt in range(SETTLE_ROUNDS):
            if not await self._missing(corp_id, copy, facts):
                return
            await asyncio.sleep(SETTLE_SECONDS)
            if missing := await self._missing(corp_id, copy, facts):
                token = f"{sending.token}/{sending.sends}.{attempt}"
                await self._send(corp_id, copy, missing, token=token)
        raise HistoryLosesError(f"history takes facts of corp {corp_id} and does not hold them afterwards")

    async def _missing(self, corp_id: CorpId, copy: Generation, facts: Sequence[BareFact]) -> list[BareFact]:
        from lingqu.infra.history.rows import place, places_held  # noqa: PLC0415 - as above

        held: dict[Place, int] = await places_held(self.history, facts, corp_id=corp_id, generation=copy.generation)
        return [fact for fact in facts if place(fact) not in held]


def _sending(corp_id: CorpId, copy: Generation, after: Position, found: Sequence[BareFact]) -> Sending:
    """Name a batch: the same facts of the same copy have the same token, however often they are read."""
    first, last = found[0], found[-1]
    begun = int(copy.begun_at.timestamp() * 1_000_000)
    return Sending(
        token=f"{corp_id}:{copy.generation}:{begun}:{first.era}.{first.xid}.{first.id}-{last.era}.{last.xid}.{last.id}",
        after=after,
        upto=Position(last.era, last.xid, last.id),
        size=len(found),
    )
