"""The work of one advance, on plain tables like ours: what every comparator must do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import psycopg

MESSAGE_EVERY = 3
"""Every third step is a message: one delivery."""

TABLES = Path(__file__).with_name("tables.sql")

_VALUES = ("at", "steps", "enrollment", "step")

_FILL = """
INSERT INTO enrollment (corp_id, enrollment_id, journey_id, version, customer_id, step, visit, due, state)
SELECT 1, n, 1, 1, n, 0, 1, %s, 'waiting' FROM generate_series(1, %s) AS n
"""

_ADVANCE = """
WITH moved AS (
  UPDATE enrollment
  SET step = step + 1, due = {at}, state = CASE WHEN step + 1 < {steps} THEN 'waiting' ELSE 'ended' END
  WHERE corp_id = 1 AND enrollment_id = {enrollment} AND step = {step} AND state = 'waiting'
  RETURNING corp_id, enrollment_id, journey_id, version, customer_id, step, visit, due
), told AS (
  INSERT INTO fact (corp_id, era, recorded_at, occurred_at, kind, customer_id, data)
  SELECT corp_id, 1, due, due, 'journey.advanced', customer_id,
         jsonb_build_object('journey', journey_id, 'enrollment', enrollment_id, 'step', step, 'visit', visit)
  FROM moved
)
INSERT INTO delivery (corp_id, key, channel, state, customer_id, planned_at)
SELECT corp_id, concat_ws(':', 'journey', journey_id, version, enrollment_id, step, visit), 'journey', 'planned',
       customer_id, due
FROM moved WHERE mod(step, 3) = 0
"""

_DONE = """
SELECT (SELECT count(*) FROM enrollment WHERE state = 'ended' AND step = %(steps)s),
       (SELECT count(*) FROM fact),
       (SELECT count(DISTINCT (customer_id, data -> 'step')) FROM fact),
       (SELECT count(*) FROM delivery)
"""


def advance_sql(mark: str) -> str:
    """Return the one statement of an advance, all or nothing; a second call for the same step changes nothing.

    Its values are `at`, `steps`, `enrollment` and `step`, the step that ends (0 at first), in this order.

    Args:
        mark: how a driver is given a value: `%({name})s`, `:{name}` or `${number}`.
    """
    return _ADVANCE.format(**{name: mark.format(name=name, number=number) for number, name in enumerate(_VALUES, 1)})


def lay_out(connection: psycopg.Connection, *, customers: int, at: datetime) -> None:
    """Make the tables; enroll customers 1 to `customers`, all due at once."""
    connection.execute(TABLES.read_bytes())
    connection.execute(_FILL, (at, customers))


def is_done(connection: psycopg.Connection) -> bool:
    """Tell whether nobody waits any more."""
    row = connection.execute("SELECT NOT EXISTS (SELECT FROM enrollment WHERE state = 'waiting')").fetchone()
    return row == (True,)


def first_start(connection: psycopg.Connection) -> datetime:
    """Return when the first advance began."""
    row = connection.execute("SELECT min(recorded_at) FROM fact").fetchone()
    assert row is not None  # noqa: S101 - an aggregate has a row
    return row[0]


def wrong(connection: psycopg.Connection, *, customers: int, steps: int) -> str:
    """Return what is not as it must be after everybody has gone through all steps; empty where all is."""
    row = connection.execute(_DONE, {"steps": steps}).fetchone()
    assert row is not None  # noqa: S101 - as above
    advances = customers * steps
    expected = (customers, advances, advances, customers * (steps // MESSAGE_EVERY))
    names = ("enrollments at their end", "facts", "advances told", "deliveries")
    found = zip(names, row, expected, strict=True)
    return ", ".join(f"{name}: {there:,} instead of {due:,}" for name, there, due in found if there != due)
