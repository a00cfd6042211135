"""SQL of those whom facts concern. Who a fact is about, and who is on the way, may be two customers of one person."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from lingqu.infra.database import Session, UnitOfWork
from lingqu.journeys.contracts.definition import StepKey
from lingqu.journeys.contracts.enrollments import EnrollmentId, JourneyId
from lingqu.journeys.domain.listening import Aiming, Binding
from lingqu.kernel.facts import RecordedFact
from lingqu.kernel.ids import CustomerId

# Every customer that is one with the one a fact is about.
_CONCERNED = """
  SELECT h.*, k.customer_id AS contact_id
  FROM heard h
  JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = h.about
  CROSS JOIN LATERAL (
    SELECT coalesce(c.merged_into, c.customer_id) AS customer_id
    UNION ALL
    SELECT m.customer_id FROM customer m
    WHERE m.corp_id = lingqu_corp() AND m.merged_into = coalesce(c.merged_into, c.customer_id)
  ) k
"""


class Heard(NamedTuple):
    """A fact that those who stand at a step may have waited for."""

    journey_id: JourneyId
    version: int
    step: StepKey
    customer_id: CustomerId
    occurred_at: datetime


async def wake(unit: UnitOfWork, heard: Sequence[Heard]) -> None:
    """Have those looked at now who wait for something that happened since they came in.

    What exactly ended their wait is found out when they are looked at. Who is being looked at just now is waited for,
    and looked at again: what was just recorded may not have been seen.
    """
    await unit.execute(
        f"""
        WITH heard AS (
          SELECT * FROM unnest(%(journey_id)s::integer[], %(version)s::integer[], %(step)s::text[],
                               %(about)s::integer[], %(occurred_at)s::timestamptz[])
                        AS h(journey_id, version, step, about, occurred_at)
        ), concerned AS ({_CONCERNED})
        UPDATE enrollment e SET due = least(e.due, %(at)s)
        FROM concerned h
        WHERE e.corp_id = lingqu_corp() AND e.customer_id = h.contact_id AND e.journey_id = h.journey_id
          AND e.version = h.version AND e.step = h.step AND e.state = 'running'
          AND e.entered_at <= h.occurred_at
        """,
        {
            "at": unit.at,
            "journey_id": [one.journey_id for one in heard],
            "version": [one.version for one in heard],
            "step": [one.step for one in heard],
            "about": [one.customer_id for one in heard],
            "occurred_at": [one.occurred_at for one in heard],
        },
    )


class Reaching(NamedTuple):
    """A passage whose goal was reached."""

    enrollment_id: EnrollmentId
    goal: str
    ends: bool


async def find_aiming(session: Session, reached: Sequence[tuple[Aiming, RecordedFact]]) -> list[Reaching]:
    """Return whose goals some facts are: the first of each, within its time of the entry."""
    rows = await session.fetch(
        f"""
        WITH heard AS (
          SELECT * FROM unnest(%(journey_id)s::integer[], %(version)s::integer[], %(about)s::integer[],
                               %(occurred_at)s::timestamptz[], %(goal)s::text[], %(within)s::interval[],
                               %(ends)s::boolean[])
                        WITH ORDINALITY AS h(journey_id, version, about, occurred_at, goal, within, ends, place)
        ), concerned AS ({_CONCERNED})
        SELECT DISTINCT ON (e.enrollment_id) e.enrollment_id, h.goal, h.ends
        FROM concerned h
        JOIN enrollment e ON e.corp_id = lingqu_corp() AND e.customer_id = h.contact_id
          AND e.journey_id = h.journey_id AND e.version = h.version AND e.goal_at IS NULL
          AND h.occurred_at > e.entered_at AND h.occurred_at <= e.entered_at + h.within
        ORDER BY e.enrollment_id, h.place
        """,
        {
            "journey_id": [one.journey_id for one, _ in reached],
            "version": [one.version for one, _ in reached],
            "about": [fact.customer_id for _, fact in reached],
            "occurred_at": [fact.occurred_at for _, fact in reached],
            "goal": [one.goal.name for one, _ in reached],
            "within": [one.goal.within for one, _ in reached],
            "ends": [one.ends for one, _ in reached],
        },
    )
    return [Reaching(EnrollmentId(row["enrollment_id"]), row["goal"], row["ends"]) for row in rows]


async def find_bound(session: Session, unbound: Sequence[tuple[Binding, RecordedFact]]) -> list[EnrollmentId]:
    """Return who is on the way only as long as they are of a segment that they left."""
    rows = await session.fetch(
        f"""
        WITH heard AS (
          SELECT * FROM unnest(%(journey_id)s::integer[], %(version)s::integer[], %(about)s::integer[],
                               %(occurred_at)s::timestamptz[]) AS h(journey_id, version, about, occurred_at)
        ), concerned AS ({_CONCERNED})
        SELECT DISTINCT e.enrollment_id FROM concerned h
        JOIN enrollment e ON e.corp_id = lingqu_corp() AND e.customer_id = h.contact_id
          AND e.journey_id = h.journey_id AND e.version = h.version AND e.state IN ('running', 'parked')
          AND h.occurred_at >= e.entered_at
        """,
        {
            "journey_id": [one.journey_id for one, _ in unbound],
            "version": [one.version for one, _ in unbound],
            "about": [fact.customer_id for _, fact in unbound],
            "occurred_at": [fact.occurred_at for _, fact in unbound],
        },
    )
    return [EnrollmentId(row["enrollment_id"]) for row in rows]
