"""All that follows the facts of a corp, one step after the other until nothing is left to do."""

from __future__ import annotations

from lingqu.infra.database import Database
from lingqu.infra.history.copy import Copier
from lingqu.infra.history.engine import History
from lingqu.infra.history.reading import HistoryDoor
from lingqu.infra.readers import FactReader
from lingqu.kernel.ids import CorpId
from lingqu.segments.api.building import Building
from lingqu.segments.api.following import Following

MOST_STEPS = 2_000


def readers_of(database: Database, history: History | None) -> list[FactReader]:
    """Return the copier of history, where there is one, and what keeps segments up to date."""
    copying = [FactReader(name="history", step=Copier(history).step)] if history else []
    door = HistoryDoor(database, history)
    segments: list[Following | Building] = []
    for of_past in (False, True):
        segments += [Following(door, of_past=of_past, alone=False), Building(door, of_past=of_past)]
    return [*copying, *(FactReader(name=one.name, step=one.step) for one in segments)]


async def keep_up(database: Database, corp_id: CorpId, history: History | None = None) -> None:
    """Let everybody read on to the end."""
    readers = readers_of(database, history)
    for _ in range(MOST_STEPS):
        if not sum([await one.step(database, corp_id) for one in readers]):
            return
    raise AssertionError("the readers never come to rest")
