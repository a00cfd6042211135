"""How far history is behind the facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from lingqu.infra import facts as fact_log
from lingqu.infra.database import Database
from lingqu.infra.history import generations
from lingqu.infra.history.engine import History
from lingqu.infra.history.errors import HistoryError
from lingqu.kernel.ids import CorpId

MOST_COUNTED = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySeen:
    """What is seen of one corp's history.

    Attributes:
        engine: `off` by setting, `missing` where chdb does not exist for the machine, `down`, or `up`.
        version: of the engine, while it is up.
        rows_behind: facts that the living copy lacks; counted up to MOST_COUNTED.
        seconds_behind: age (real time) of the oldest of them.
        is_ready: whether the living copy has ever held every fact, so that it may be read.
        rebuild_rows_behind: facts that the copy being built beside it lacks; None when none is built.
    """

    engine: Literal["off", "missing", "down", "up"]
    version: str | None = None
    rows_behind: int = 0
    seconds_behind: float = 0.0
    is_ready: bool = False
    rebuild_rows_behind: int | None = None


async def see_history(database: Database, history: History | None, corp_id: CorpId, *, is_off: bool) -> HistorySeen:
    """Ask the engine whether it lives, and PostgreSQL how many facts wait."""
    if history is None:
        return HistorySeen(engine="off" if is_off else "missing")
    version = None
    try:
        version = await history.ping()
    except HistoryError:
        version = None
    rate = float(getattr(database.clock, "rate", 1.0))
    async with database.read(corp_id) as session:
        copies = {copy.role: copy for copy in await generations.list_generations(session)}
        behind: dict[str, tuple[int, float]] = {}
        for role in ("living", "next"):
            reader = copies[role].reader if role in copies else "history:0"
            after = await fact_log.find_cursor(session.connection, corp_id, reader)
            rows, oldest = await fact_log.count_waiting(session.connection, corp_id, after=after, limit=MOST_COUNTED)
            age = session.at - oldest if oldest else timedelta()
            behind[role] = rows, max(age.total_seconds(), 0.0) / rate
    living = copies.get("living")
    return HistorySeen(
        engine="down" if version is None else "up",
        version=version,
        rows_behind=behind["living"][0],
        seconds_behind=round(behind["living"][1], 1),
        is_ready=living is not None and living.caught_up_at is not None,
        rebuild_rows_behind=behind["next"][0] if "next" in copies else None,
    )
