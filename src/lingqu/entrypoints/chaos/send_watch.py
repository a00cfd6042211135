"""Looks into the queues: whether anything is done now, when something is due next, and what nothing moves any more."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import psycopg

STUCK_AFTER = 300.0
"""Virtual seconds."""
LEASE_IS_IDLE_AFTER = 1.5
"""Real seconds after which a lease that nobody touched is taken for a dead worker's: time need not creep to its end."""

_QUEUES = """
SELECT (SELECT count(*) FROM inbox_queue WHERE due <= %(at)s), (SELECT count(*) FROM greeting_queue),
       (SELECT count(*) FROM job_queue WHERE due <= %(at)s),
       (SELECT min(due) FROM (SELECT due FROM inbox_queue UNION ALL SELECT due FROM job_queue) q WHERE due > %(at)s),
       (SELECT array_agg(id || '@' || lease ORDER BY id) FROM job_queue WHERE lease > %(at)s)
"""
# Jobs that nobody takes though they are due, and messages on their way that no job will look at.
_UNMOVED = """
SELECT 'job ' || j.kind || ' ' || j.key FROM job_queue q JOIN job j ON j.corp_id = q.corp_id AND j.job_id = q.id
WHERE q.due <= %(at)s
UNION ALL
SELECT 'message ' || d.key || ' ' || d.state
FROM delivery d LEFT JOIN group_send g ON g.corp_id = d.corp_id AND g.group_send_id = d.group_send_id
WHERE d.channel IN ('broadcast', 'groupchat') AND d.state IN ('planned', 'claimed', 'handed_over') AND NOT EXISTS (
  SELECT FROM job j
  WHERE j.corp_id = d.corp_id AND j.dead_at IS NULL AND (
    (j.key = d.broadcast_id::text AND j.kind IN ('outreach.start', 'outreach.plan', 'deliveries.hand_over',
                                                'deliveries.settle_calls', 'deliveries.withdraw'))
    OR (j.key = g.group_send_id::text AND j.kind = 'deliveries.poll')))
UNION ALL
SELECT 'broadcast ' || b.broadcast_id || ' ' || b.state FROM broadcast b
WHERE b.state IN ('scheduled', 'planning', 'handing_over', 'waiting') AND NOT EXISTS (
  SELECT FROM job j
  WHERE j.corp_id = b.corp_id AND j.dead_at IS NULL AND j.key = b.broadcast_id::text
    AND j.kind IN ('outreach.start', 'outreach.plan', 'outreach.follow'))
UNION ALL
SELECT 'greeting ' || key FROM delivery
WHERE channel = 'welcome' AND state = 'claimed'
  AND NOT EXISTS (SELECT FROM greeting_queue q WHERE q.corp_id = delivery.corp_id)
"""
_UNENDED = """
SELECT 'message ' || key || ' ' || state FROM delivery WHERE state IN ('planned', 'claimed', 'handed_over')
"""
_UNDER_WAY = """
SELECT (SELECT count(*) FROM delivery WHERE state IN ('planned', 'claimed', 'handed_over')),
       (SELECT count(*) FROM broadcast WHERE state IN ('scheduled', 'planning', 'handing_over', 'waiting')),
       (SELECT count(*) FROM job
        WHERE dead_at IS NULL AND kind IN ('outreach.start', 'outreach.plan', 'deliveries.hand_over', 'deliveries.poll',
                                           'deliveries.settle_calls', 'deliveries.withdraw', 'deliveries.remind'))
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What the queues say."""

    idle: bool
    """Nothing is due, and nobody is at anything."""
    next_due: float | None
    greets: bool
    """A greeting is due, and its code dies within seconds."""


@dataclass(slots=True)
class Watch:
    """Looks as the superuser, past row security."""

    url: str
    stuck: set[str] = field(default_factory=set)
    """What was not moved for five virtual minutes, though nothing was to be waited for."""
    _since: dict[str, float] = field(default_factory=dict)
    _leases: list[str] = field(default_factory=list)
    _leases_since: float = 0.0
    _connection: psycopg.Connection | None = None

    def look(self, now: float) -> Look | None:
        """Look once; None while the database is away."""
        at = datetime.fromtimestamp(now, UTC)
        with suppress(psycopg.OperationalError):
            connection = self._connected()
            row = connection.execute(_QUEUES, {"at": at}).fetchone()
            assert row is not None  # noqa: S101 - it has no FROM
            inbox, greetings, jobs, due, leases = row
            self._mind([name for (name,) in connection.execute(_UNMOVED.encode(), {"at": at})], now)
            at_work = self._at_work(leases or [])
            return Look(not (inbox or greetings or jobs or at_work), due.timestamp() if due else None, bool(greetings))
        self._connection = None
        return None

    def is_over(self) -> bool:
        """Tell whether every message and every broadcast has its end."""
        row = self._connected().execute(_UNDER_WAY).fetchone()
        return row == (0, 0, 0)

    def unended(self) -> set[str]:
        """Return the messages that have no end, named as those that nothing moves."""
        return {name for (name,) in self._connected().execute(_UNENDED)}

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def _connected(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self.url, autocommit=True, connect_timeout=5)
        return self._connection

    def _at_work(self, leases: list[str]) -> bool:
        if leases != self._leases:
            self._leases, self._leases_since = leases, time.monotonic()
        return bool(leases) and time.monotonic() - self._leases_since < LEASE_IS_IDLE_AFTER

    def _mind(self, unmoved: list[str], now: float) -> None:
        self._since = {name: self._since.get(name, now) for name in unmoved}
        self.stuck |= {name for name, since in self._since.items() if now - since > STUCK_AFTER}
