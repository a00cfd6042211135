"""Workers with a fault in the way of a passage, which `lingqu chaos journeys` must find. Nothing else starts them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace

from lingqu.corps.api import list_corps
from lingqu.entrypoints.worker import Duties
from lingqu.infra.database import Database

PREFIX = "journey-"
TURN = "journeys"
MOST_EACH = 3
"""Of each worker; who is put back for ever would never be idle."""
FAULTS: Mapping[str, str] = {
    "repeated": """
        UPDATE enrollment e SET visit = e.visit - 1, step = f.data ->> 'step', due = e.arrived_at
        FROM (SELECT data FROM fact WHERE corp_id = lingqu_corp() AND kind = 'journey.advanced'
              ORDER BY id DESC LIMIT 1) f
        WHERE e.corp_id = lingqu_corp() AND e.enrollment_id = (f.data ->> 'enrollment_id')::bigint
          AND e.state = 'running' AND e.visit = (f.data ->> 'visit')::integer + 1
        """,
    "lost": """
        DELETE FROM enrollment WHERE corp_id = lingqu_corp() AND enrollment_id = (
          SELECT max(enrollment_id) FROM enrollment
          WHERE corp_id = lingqu_corp() AND state = 'running' AND enrollment_id % 5 = 0)
        """,
    "stuck": """
        UPDATE enrollment SET due = due + interval '20 days' WHERE corp_id = lingqu_corp() AND enrollment_id = (
          SELECT max(enrollment_id) FROM enrollment
          WHERE corp_id = lingqu_corp() AND state = 'running' AND due IS NOT NULL AND enrollment_id % 5 = 1)
        """,
}
"""What is done after each turn, by plant: a step passed again, a passage that is gone, one that waits for ever."""


def with_faults(duties: Duties, plants: Collection[str]) -> Duties:
    """Return duties of which moving customers on is followed by a fault."""
    meant = [FAULTS[one.removeprefix(PREFIX)] for one in plants if one.startswith(PREFIX)]
    return replace(duties, turns={**duties.turns, TURN: _spoilt(duties.turns[TURN], meant)}) if meant else duties


def _spoilt(
    turn: Callable[[Database], Awaitable[int]], faults: Collection[str]
) -> Callable[[Database], Awaitable[int]]:
    left = dict.fromkeys(faults, MOST_EACH)

    async def spoil(database: Database) -> int:
        did = await turn(database)
        if did and any(left.values()):
            async with database.dispatch() as connection:
                corps = await list_corps(connection)
            for corp in corps:
                async with database.unit(corp.corp_id) as unit:
                    for fault in [one for one, times in left.items() if times]:
                        left[fault] -= await unit.execute(fault)
        return did

    return spoil
