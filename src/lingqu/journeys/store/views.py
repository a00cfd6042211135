"""SQL of what people look at."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from lingqu.infra.database import Session
from lingqu.journeys.contracts.definition import StepKey
from lingqu.journeys.contracts.enrollments import EnrollmentId, EnrollmentState, JourneyId
from lingqu.journeys.contracts.views import Passage, StepCount, Turning, VersionView
from lingqu.kernel.ids import CustomerId

_PASSAGE = """
SELECT e.enrollment_id, e.journey_id, e.version, e.customer_id, c.name AS customer_name, e.state, e.step, e.visit,
       e.entered_at, e.arrived_at, e.due, e.ended_at, e.reason, e.goal, e.goal_at, e.error
FROM enrollment e JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = e.customer_id
WHERE e.corp_id = lingqu_corp()
"""


async def count_states(
    session: Session, journey_ids: Sequence[JourneyId]
) -> dict[JourneyId, tuple[Mapping[EnrollmentState, int], int]]:
    """Return passages by state, and those that reached a goal, of each journey that has any."""
    rows = await session.fetch(
        """
        SELECT journey_id, state, count(*) AS passages, count(goal_at) AS goals FROM enrollment
        WHERE corp_id = lingqu_corp() AND journey_id = ANY(%s) GROUP BY journey_id, state
        """,
        (list(journey_ids),),
    )
    found: dict[JourneyId, tuple[dict[EnrollmentState, int], int]] = {}
    for row in rows:
        counts, goals = found.get(row["journey_id"], ({}, 0))
        counts[EnrollmentState(row["state"])] = row["passages"]
        found[JourneyId(row["journey_id"])] = (counts, goals + row["goals"])
    return {journey_id: (counts, goals) for journey_id, (counts, goals) in found.items()}


async def count_steps(session: Session, journey_id: JourneyId) -> list[StepCount]:
    """Return how many stand at each step of each version."""
    return await session.fetch(
        """
        SELECT version, step, count(*) FILTER (WHERE state = 'running') AS waiting,
               count(*) FILTER (WHERE state = 'parked') AS parked, min(due) AS next_due
        FROM enrollment WHERE corp_id = lingqu_corp() AND journey_id = %s AND state IN ('running', 'parked')
        GROUP BY version, step ORDER BY version DESC, step
        """,
        (journey_id,),
        into=StepCount,
    )


async def list_versions(session: Session, journey_id: JourneyId) -> list[VersionView]:
    """Return all versions, the newest first."""
    rows = await session.fetch(
        """
        SELECT journey_id, version, definition, published_at, published_by FROM journey_version
        WHERE corp_id = lingqu_corp() AND journey_id = %s ORDER BY version DESC
        """,
        (journey_id,),
    )
    return [msgspec.convert(row, VersionView) for row in rows]


async def list_passages(
    session: Session,
    journey_id: JourneyId,
    *,
    state: EnrollmentState | None,
    step: StepKey | None,
    before: EnrollmentId | None,
    limit: int,
) -> list[Passage]:
    """Return passages, the newest first."""
    rows = await session.fetch(
        f"""
        {_PASSAGE} AND e.journey_id = %(journey_id)s
          AND (%(state)s::text IS NULL OR e.state = %(state)s) AND (%(step)s::text IS NULL OR e.step = %(step)s)
          AND (%(before)s::bigint IS NULL OR e.enrollment_id < %(before)s)
        ORDER BY e.enrollment_id DESC LIMIT %(limit)s
        """,
        {
            "journey_id": journey_id,
            "state": state and state.value,
            "step": step,
            "before": before,
            "limit": limit,
        },
    )
    return [_passage(row) for row in rows]


async def find_passage(session: Session, enrollment_id: EnrollmentId) -> Passage | None:
    """Return a passage."""
    row = await session.fetch_one(f"{_PASSAGE} AND e.enrollment_id = %s", (enrollment_id,))
    return None if row is None else _passage(row)


async def list_turnings(
    session: Session, customer_ids: Sequence[CustomerId], enrollment_id: EnrollmentId, *, since: datetime
) -> list[Turning]:
    """Return what was told of a passage, in order; of any customer that the person is."""
    return await session.fetch(
        """
        SELECT kind, occurred_at, data FROM fact
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND occurred_at >= %s
          AND (kind LIKE 'journey.%%' OR kind LIKE 'delivery.%%') AND (data ->> 'enrollment_id')::bigint = %s
        ORDER BY occurred_at, id
        """,
        (list(customer_ids), since, enrollment_id),
        into=Turning,
    )


def _passage(row: dict[str, Any]) -> Passage:
    return msgspec.convert(row, Passage)
