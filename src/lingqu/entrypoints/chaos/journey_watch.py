"""Looks into the queues of `lingqu chaos journeys`: as of sending, and who is due, and which facts nobody has read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import psycopg

from lingqu.entrypoints.chaos.send_watch import STUCK_AFTER, Look, Watch
from lingqu.segments.contracts.standing import STATE_READER

READERS = ["journeys", STATE_READER]
"""Whom a passage may wait for."""
_DUE = "SELECT enrollment_id, visit FROM enrollment WHERE due <= %(at)s"
_NEXT = "SELECT min(due) FROM enrollment WHERE due > %(at)s"
_UNREAD = """
SELECT count(*) FROM fact_cursor c WHERE c.reader = ANY(%(readers)s) AND EXISTS (
  SELECT FROM fact f WHERE f.corp_id = c.corp_id AND (f.era, f.xid, f.id) > (c.era, c.xid, c.id))
"""
_ON_THE_WAY = "SELECT count(*) FROM enrollment WHERE state = 'running'"


@dataclass(slots=True)
class JourneyWatch:
    """Looks as the superuser, past row security."""

    url: str
    stuck: set[str] = field(default_factory=set)
    """Passages that were due for five virtual minutes, and what sending calls stuck."""
    _sending: Watch = field(init=False)
    _since: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sending = Watch(self.url)

    def look(self, now: float) -> Look | None:
        """Look once; None while the database is away."""
        look = self._sending.look(now)
        if look is None:
            return None
        given = {"at": datetime.fromtimestamp(now, UTC), "readers": READERS}
        try:
            with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
                due = connection.execute(_DUE, given).fetchall()
                [[unread]] = connection.execute(_UNREAD, given).fetchall()
                [[upcoming]] = connection.execute(_NEXT, given).fetchall()
        except psycopg.OperationalError:
            return None
        self._mind([f"passage {passage} due at visit {visit}" for passage, visit in due], now)
        instants = [one for one in (look.next_due, upcoming and upcoming.timestamp()) if one is not None]
        return replace(look, idle=look.idle and not due and not unread, next_due=min(instants, default=None))

    def is_over(self) -> bool:
        """Tell whether every message and every passage has its end."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            [[on_the_way]] = connection.execute(_ON_THE_WAY).fetchall()
        return not on_the_way and self._sending.is_over()

    def unmoved(self) -> set[str]:
        """Return what nothing moved, and the messages that have no end."""
        return self.stuck | self._sending.stuck | self._sending.unended()

    def close(self) -> None:
        """Close the connection."""
        self._sending.close()

    def _mind(self, due: list[str], now: float) -> None:
        self._since = {name: self._since.get(name, now) for name in due}
        self.stuck |= {name for name, since in self._since.items() if now - since > STUCK_AFTER}
