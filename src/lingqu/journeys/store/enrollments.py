"""SQL of enrollments: claimed in batches, moved together with their facts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import args_row
from psycopg.types.json import Jsonb

from lingqu.infra.database import Session, UnitOfWork
from lingqu.journeys.contracts.definition import StepKey
from lingqu.journeys.contracts.enrollments import (
    ADVANCED,
    ENDED,
    ENTERED,
    GOAL_REACHED,
    PARKED,
    EnrollmentId,
    EnrollmentState,
    JourneyId,
    Standing,
)
from lingqu.kernel.ids import CorpId, CustomerId

_WAITING = b"""
SELECT j.corp_id, j.journey_id FROM journey j
WHERE j.state IN ('running', 'closed') AND EXISTS (
  SELECT FROM enrollment e WHERE e.corp_id = j.corp_id AND e.journey_id = j.journey_id AND e.due <= %s)
"""

_CLAIM = b"""
SELECT enrollment_id, customer_id, version, step, visit, entered_at, arrived_at, met FROM enrollment
WHERE corp_id = lingqu_corp() AND journey_id = %(journey_id)s AND due <= %(at)s
ORDER BY due LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""


async def list_waiting(connection: psycopg.AsyncConnection, *, at: datetime) -> list[tuple[CorpId, JourneyId]]:
    """Return the journeys of all corps in which somebody is due, as the dispatcher."""
    rows = await (await connection.execute(_WAITING, (at,))).fetchall()
    return [(CorpId(corp_id), JourneyId(journey_id)) for corp_id, journey_id in rows]


async def claim(unit: UnitOfWork, journey_id: JourneyId, *, limit: int) -> list[Standing]:
    """Return and hold who is due in a journey and held by nobody else, the longest due first."""
    async with unit.connection.cursor(row_factory=args_row(_standing), binary=True) as cursor:
        await cursor.execute(_CLAIM, {"journey_id": journey_id, "at": unit.at, "limit": limit})
        return await cursor.fetchall()


def _standing(  # noqa: PLR0917 - the columns of a row
    enrollment_id: int,
    customer_id: int,
    version: int,
    step: str,
    visit: int,
    entered_at: datetime,
    arrived_at: datetime,
    met: str | None,
) -> Standing:
    return Standing(
        enrollment_id=EnrollmentId(enrollment_id),
        customer_id=CustomerId(customer_id),
        version=version,
        step=step,
        visit=visit,
        entered_at=entered_at,
        arrived_at=arrived_at,
        met=met,
    )


class Gone(NamedTuple):
    """Somebody who goes on; `to` None ends the way."""

    enrollment_id: EnrollmentId
    step: StepKey
    outlet: str
    to: StepKey | None
    due: datetime | None


_GO = f"""
WITH gone AS (
  UPDATE enrollment e
  SET step = coalesce(g.target, e.step), visit = e.visit + 1, arrived_at = %(at)s, due = g.due, met = NULL,
      state = CASE WHEN g.target IS NULL THEN 'ended' ELSE e.state END,
      ended_at = CASE WHEN g.target IS NULL THEN %(at)s::timestamptz END,
      reason = CASE WHEN g.target IS NULL THEN 'completed' END
  FROM unnest(%(enrollment_id)s::bigint[], %(step)s::text[], %(outlet)s::text[], %(target)s::text[],
              %(due)s::timestamptz[]) AS g(enrollment_id, step, outlet, target, due)
  WHERE e.corp_id = lingqu_corp() AND e.enrollment_id = g.enrollment_id
  RETURNING e.customer_id, e.journey_id, e.version, e.enrollment_id, e.visit, g.step, g.outlet, g.target
)
INSERT INTO fact (corp_id, era, recorded_at, occurred_at, kind, customer_id, data, cause)
SELECT lingqu_corp(), (SELECT max(era) FROM fact_era), %(at)s, %(at)s, '{ADVANCED}', customer_id,
       jsonb_strip_nulls(jsonb_build_object(
         'journey_id', journey_id, 'version', version, 'enrollment_id', enrollment_id, 'visit', visit - 1,
         'step', step, 'outlet', outlet, 'to', target)), %(cause)s
FROM gone
"""


async def go_on(unit: UnitOfWork, gone: Sequence[Gone]) -> None:
    """Move claimed enrollments on from their steps, and record it, in one statement.

    Budget: 25 µs a row on a core; held by `lingqu bench journeys`.
    """
    await unit.execute(
        _GO,
        {
            "at": unit.at,
            "cause": unit.cause,
            "enrollment_id": [one.enrollment_id for one in gone],
            "step": [one.step for one in gone],
            "outlet": [one.outlet for one in gone],
            "target": [one.to for one in gone],
            "due": [one.due for one in gone],
        },
    )


async def hold(unit: UnitOfWork, standings: Sequence[Standing]) -> list[Standing]:
    """Hold those of some enrollments that still stand where they stood: nobody has moved them since."""
    rows = await unit.fetch(
        """
        SELECT e.enrollment_id FROM enrollment e
        JOIN unnest(%s::bigint[], %s::integer[]) AS s(enrollment_id, visit)
          ON s.enrollment_id = e.enrollment_id AND s.visit = e.visit
        WHERE e.corp_id = lingqu_corp() AND e.state = 'running' FOR UPDATE OF e SKIP LOCKED
        """,
        ([one.enrollment_id for one in standings], [one.visit for one in standings]),
    )
    held = {row["enrollment_id"] for row in rows}
    return [one for one in standings if one.enrollment_id in held]


async def reach(unit: UnitOfWork, goals: Mapping[EnrollmentId, str]) -> int:
    """Note goals of those who had reached none, while theirs count; return how many those were."""
    return await unit.execute(
        _REACH,
        {
            "at": unit.at,
            "cause": unit.cause,
            "enrollment_id": list(goals),
            "goal": list(goals.values()),
        },
    )


_REACH = f"""
WITH reached AS (
  UPDATE enrollment e SET goal = g.goal, goal_at = %(at)s
  FROM unnest(%(enrollment_id)s::bigint[], %(goal)s::text[]) AS g(enrollment_id, goal)
  WHERE e.corp_id = lingqu_corp() AND e.enrollment_id = g.enrollment_id AND e.goal_at IS NULL
    AND (e.goals_until IS NULL OR e.goals_until >= %(at)s)
  RETURNING e.customer_id, e.journey_id, e.version, e.enrollment_id, e.goal
)
INSERT INTO fact (corp_id, era, recorded_at, occurred_at, kind, customer_id, data, cause)
SELECT lingqu_corp(), (SELECT max(era) FROM fact_era), %(at)s, %(at)s, '{GOAL_REACHED}', customer_id,
       jsonb_build_object('journey_id', journey_id, 'version', version, 'enrollment_id', enrollment_id, 'goal', goal),
       %(cause)s
FROM reached
"""


async def stay(unit: UnitOfWork, until: Mapping[EnrollmentId, datetime]) -> None:
    """Look at claimed enrollments again later: they wait where they are."""
    await unit.execute(
        """
        UPDATE enrollment e SET due = s.due
        FROM unnest(%s::bigint[], %s::timestamptz[]) AS s(enrollment_id, due)
        WHERE e.corp_id = lingqu_corp() AND e.enrollment_id = s.enrollment_id
        """,
        (list(until), list(until.values())),
    )


_END = """
WITH ended AS (
  UPDATE enrollment e
  SET state = %(state)s, due = NULL, met = NULL, reason = g.reason, error = g.error,
      ended_at = CASE WHEN %(state)s = 'ended' THEN %(at)s::timestamptz END
  FROM unnest(%(enrollment_id)s::bigint[], %(reason)s::text[], %(error)s::text[]) AS g(enrollment_id, reason, error)
  WHERE e.corp_id = lingqu_corp() AND e.enrollment_id = g.enrollment_id AND e.state IN ('running', 'parked')
  RETURNING e.customer_id, e.journey_id, e.version, e.enrollment_id, e.visit, e.step, e.reason
)
INSERT INTO fact (corp_id, era, recorded_at, occurred_at, kind, customer_id, data, cause)
SELECT lingqu_corp(), (SELECT max(era) FROM fact_era), %(at)s, %(at)s, %(kind)s, customer_id,
       jsonb_strip_nulls(jsonb_build_object(
         'journey_id', journey_id, 'version', version, 'enrollment_id', enrollment_id, 'visit', visit,
         'step', step, 'reason', reason)), %(cause)s
FROM ended
"""


async def end(unit: UnitOfWork, reasons: Mapping[EnrollmentId, str]) -> int:
    """End ways for good; return how many were not over yet."""
    return await unit.execute(
        _END,
        {
            "at": unit.at,
            "cause": unit.cause,
            "kind": ENDED,
            "state": EnrollmentState.ENDED.value,
            "enrollment_id": list(reasons),
            "reason": list(reasons.values()),
            "error": [None] * len(reasons),
        },
    )


async def park(unit: UnitOfWork, enrollment_ids: Sequence[EnrollmentId], *, error: str) -> None:
    """Set enrollments aside that failed, until somebody has looked."""
    await unit.execute(
        _END,
        {
            "at": unit.at,
            "cause": unit.cause,
            "kind": PARKED,
            "state": EnrollmentState.PARKED.value,
            "enrollment_id": list(enrollment_ids),
            "reason": [None] * len(enrollment_ids),
            "error": [error] * len(enrollment_ids),
        },
    )


# ───────────────────────── entering ─────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The last passage of a customer through a journey."""

    state: EnrollmentState
    entered_at: datetime


async def list_past(
    session: Session, journey_id: JourneyId, customer_ids: Collection[CustomerId]
) -> dict[CustomerId, Past]:
    """Return the last passage of each customer who has one."""
    rows = await session.fetch(
        """
        SELECT DISTINCT ON (customer_id) customer_id, state, entered_at FROM enrollment
        WHERE corp_id = lingqu_corp() AND journey_id = %s AND customer_id = ANY(%s)
        ORDER BY customer_id, enrollment_id DESC
        """,
        (journey_id, list(customer_ids)),
    )
    return {
        CustomerId(row["customer_id"]): Past(state=EnrollmentState(row["state"]), entered_at=row["entered_at"])
        for row in rows
    }


async def list_keys(
    session: Session, journey_id: JourneyId, customer_ids: Collection[CustomerId]
) -> set[tuple[CustomerId, str]]:
    """Return the keys under which customers went through a journey, or are on the way."""
    rows = await session.fetch(
        """
        SELECT DISTINCT customer_id, entry_key FROM enrollment
        WHERE corp_id = lingqu_corp() AND journey_id = %s AND customer_id = ANY(%s)
        """,
        (journey_id, list(customer_ids)),
    )
    return {(CustomerId(row["customer_id"]), row["entry_key"]) for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """Somebody who is let in.

    Attributes:
        because: what let them in, in ids; of the fact that tells of it.
    """

    customer_id: CustomerId
    entry_key: str
    state: EnrollmentState
    entered_at: datetime
    because: Mapping[str, object]


_ENROLL = f"""
WITH entered AS (
  INSERT INTO enrollment (corp_id, journey_id, version, customer_id, entry_key, state, step, visit, entered_at,
                          arrived_at, due, goals_until, ended_at)
  SELECT lingqu_corp(), %(journey_id)s, %(version)s, a.customer_id, a.entry_key, a.state, %(step)s, 1, a.entered_at,
         a.entered_at, CASE WHEN a.state = 'running' THEN a.due END, a.entered_at + %(goals_within)s::interval,
         CASE WHEN a.state <> 'running' THEN %(at)s::timestamptz END
  FROM unnest(%(customer_id)s::integer[], %(entry_key)s::text[], %(state)s::text[], %(entered_at)s::timestamptz[],
              %(due)s::timestamptz[]) AS a(customer_id, entry_key, state, entered_at, due)
  RETURNING customer_id, entry_key, enrollment_id, state
)
INSERT INTO fact (corp_id, era, recorded_at, occurred_at, kind, customer_id, data, cause)
SELECT lingqu_corp(), (SELECT max(era) FROM fact_era), %(at)s, %(at)s, '{ENTERED}', e.customer_id,
       jsonb_build_object('journey_id', %(journey_id)s::integer, 'version', %(version)s::integer,
                          'enrollment_id', e.enrollment_id, 'step', %(step)s::text, 'state', e.state,
                          'because', b.because), %(cause)s
FROM entered e
JOIN unnest(%(customer_id)s::integer[], %(entry_key)s::text[], %(because)s::jsonb[])
     AS b(customer_id, entry_key, because) USING (customer_id, entry_key)
"""


async def enroll(
    unit: UnitOfWork,
    journey_id: JourneyId,
    version: int,
    admitted: Sequence[Admitted],
    *,
    step: StepKey,
    due: Sequence[datetime],
    goals_within: timedelta | None,
) -> None:
    """Insert passages that begin at a step, with their facts; each customer and key once.

    Args:
        due: of each, when they are looked at there.
    """
    await unit.execute(
        _ENROLL,
        {
            "at": unit.at,
            "cause": unit.cause,
            "journey_id": journey_id,
            "version": version,
            "step": step,
            "due": list(due),
            "entered_at": [one.entered_at for one in admitted],
            "goals_within": goals_within,
            "customer_id": [one.customer_id for one in admitted],
            "entry_key": [one.entry_key for one in admitted],
            "state": [one.state.value for one in admitted],
            "because": [Jsonb(dict(one.because)) for one in admitted],
        },
    )


# ───────────────────────── what happened meanwhile ─────────────────────────


class Happened(NamedTuple):
    """A fact of somebody on the way."""

    enrollment_id: EnrollmentId
    kind: str
    occurred_at: datetime
    data: Mapping[str, Any]


async def look_back(
    session: Session, asked: Sequence[tuple[EnrollmentId, CustomerId, datetime]], kinds: Sequence[str]
) -> list[Happened]:
    """Return facts of some kinds that happened to customers after an instant each."""
    async with session.connection.cursor(row_factory=args_row(Happened)) as cursor:
        await cursor.execute(
            """
            SELECT a.enrollment_id, f.kind, f.occurred_at, f.data
            FROM unnest(%(enrollment_id)s::bigint[], %(customer_id)s::integer[], %(since)s::timestamptz[])
                 AS a(enrollment_id, customer_id, since)
            CROSS JOIN LATERAL (
              SELECT kind, occurred_at, data FROM fact
              WHERE corp_id = lingqu_corp() AND customer_id = a.customer_id AND occurred_at > a.since
                AND kind = ANY(%(kinds)s)
            ) f
            """,
            {
                "enrollment_id": [enrollment_id for enrollment_id, _, _ in asked],
                "customer_id": [customer_id for _, customer_id, _ in asked],
                "since": [since for _, _, since in asked],
                "kinds": list(kinds),
            },
        )
        return await cursor.fetchall()
