"""The same rows by one statement written by hand, the decision in it: what a batch costs PostgreSQL alone.

The same batches, roles, row security and writers' lock as ours. A program of `crew`.
"""

from __future__ import annotations

import json
import time

import psycopg

from lingqu.entrypoints.bench.journeys.comparators.crew import stand_ready, take_order
from lingqu.infra.clocks import RealClock
from lingqu.infra.database import FACT_WRITERS
from lingqu.journeys.api.advancing import BATCH

_BEGIN = (
    "SELECT set_config('lingqu.corp_id', %s, true), set_config('lingqu.fact_writer', '1', true),"
    " pg_advisory_xact_lock_shared(%s, %s)"
)
_ADVANCE = b"""
WITH claimed AS (
  SELECT enrollment_id, customer_id, step, visit FROM enrollment
  WHERE corp_id = lingqu_corp() AND journey_id = %(journey_id)s AND due <= %(at)s
  ORDER BY due LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), moved AS (
  UPDATE enrollment e
  SET step = CASE c.step WHEN 's1' THEN 's2' ELSE 's3' END, visit = e.visit + 1, arrived_at = %(at)s, met = NULL,
      due = CASE WHEN c.step <> 's3' THEN %(at)s::timestamptz END,
      state = CASE WHEN c.step = 's3' THEN 'ended' ELSE e.state END,
      ended_at = CASE WHEN c.step = 's3' THEN %(at)s::timestamptz END,
      reason = CASE WHEN c.step = 's3' THEN 'completed' END
  FROM claimed c
  WHERE e.corp_id = lingqu_corp() AND e.enrollment_id = c.enrollment_id
  RETURNING e.customer_id, e.journey_id, e.version, e.enrollment_id, c.visit, c.step, e.step AS target, e.state
), sent AS (
  INSERT INTO delivery (corp_id, key, channel, state, customer_id, broadcast_id, planned_at, enrollment_id)
  SELECT lingqu_corp(), 'journey:' || enrollment_id || ':' || visit || ':' || step, 'broadcast', 'planned',
         customer_id, 0, %(at)s, enrollment_id
  FROM moved WHERE step = 's3'
  ON CONFLICT (corp_id, key) DO NOTHING
), told AS (
  INSERT INTO fact (corp_id, era, recorded_at, occurred_at, kind, customer_id, data, cause)
  SELECT lingqu_corp(), (SELECT max(era) FROM fact_era), %(at)s, %(at)s, 'journey.advanced', customer_id,
         jsonb_strip_nulls(jsonb_build_object(
           'journey_id', journey_id, 'version', version, 'enrollment_id', enrollment_id, 'visit', visit,
           'step', step, 'outlet', 'next', 'to', CASE WHEN state <> 'ended' THEN target END)), 'bench'
  FROM moved
)
SELECT count(*) FROM moved
"""


def main() -> None:
    """Work until killed."""
    order = take_order()
    extra = json.loads(order.extra)
    clock = RealClock()
    given = {"journey_id": extra["journey_id"], "limit": BATCH}
    with psycopg.connect(order.url, autocommit=True) as connection:
        stand_ready()
        while True:
            with connection.transaction():
                connection.execute(_BEGIN, (str(extra["corp_id"]), FACT_WRITERS, extra["corp_id"]))
                row = connection.execute(_ADVANCE, {**given, "at": clock.now()}, prepare=True).fetchone()
            if row == (0,):
                time.sleep(0.02)


if __name__ == "__main__":
    main()
