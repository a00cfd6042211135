"""The door through which the platform asks history: the right copy, and an honest no while there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lingqu.infra import facts as fact_log
from lingqu.infra.database import Database
from lingqu.infra.history import generations
from lingqu.infra.history.engine import USUAL, History, Limits, Parameters
from lingqu.infra.history.errors import HistoryDownError
from lingqu.kernel.facts import Position
from lingqu.kernel.ids import CorpId

if TYPE_CHECKING:
    import pyarrow as pa

TRIES = 3


class HistoryUnavailableError(HistoryDownError):
    """This installation has no history: it is turned off, or chdb does not exist for this machine."""

    code = "history.unavailable"


class HistoryNotReadyError(HistoryDownError):
    """History answers, but does not hold all facts of this corp yet."""

    code = "history.not_ready"


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, and how far history had been copied when the question was asked."""

    table: pa.Table
    upto: Position


@dataclass(frozen=True, slots=True)
class HistoryDoor:
    """Asks about one corp. Queries say `WHERE corp_id = {corp_id:UInt32} AND generation = {generation:UInt32}`."""

    database: Database
    history: History | None

    async def ask(
        self, corp_id: CorpId, sql: str, params: Parameters | None = None, *, limits: Limits = USUAL
    ) -> Found:
        """Ask the copy that is read now.

        Args:
            sql: a query over `fact` and `merged`; `corp_id` and `generation` are given as parameters.
            params: further parameters.

        Raises:
            HistoryDownError: nobody answers, history is turned off, or it does not hold all facts yet.
            HistoryRefusedError: the query cannot be answered, or takes more than its limits.
        """
        if self.history is None:
            raise HistoryUnavailableError("this installation has no history")
        for _ in range(TRIES):
            generation, upto = await self._living(corp_id)
            given = {**(params or {}), "corp_id": corp_id, "generation": generation}
            table = await self.history.query(sql, given, limits=limits)
            # A copy that is no longer read may have been deleted while it was asked.
            if (await self._living(corp_id))[0] == generation:
                return Found(table, upto)
        raise HistoryNotReadyError("history is copied anew again and again")

    async def _living(self, corp_id: CorpId) -> tuple[int, Position]:
        async with self.database.read(corp_id) as session:
            living = await generations.find_living(session)
            if living is None or living.caught_up_at is None:
                raise HistoryNotReadyError("history does not hold all facts of this corp yet")
            return living.generation, await fact_log.find_cursor(session.connection, corp_id, living.reader)
