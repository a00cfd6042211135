"""kill -9 through journeys: as through sending, and while a batch of passages is half written.

For the latter nobody may write facts for a moment: whoever moves passages on, or lets people in, has updated them and
waits with the fact that tells of it. Then they are killed, and the way is free again.
"""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg

from lingqu.entrypoints.chaos.send_kills import ADD, MOST_CALLS, RECORDERS, STRIKES_WITHIN, VICTIMS, Killer, Strike

INSIDE = "inside"
HALF_WRITTEN = {"journey.advanced": "advancing", "journey.entered": "entering", "journey.ended": "ending"}
"""By what their statement tells."""
FIRST_WAIT, GATHERS = 1_200.0, 900.0
"""Seconds until the first wait ends that a round brings on, and by which messages are gathered."""
BATCHES_AFTER = (0.0, FIRST_WAIT - 1.0, FIRST_WAIT - 1.0, 7_199.0)
"""Seconds after a round at which many come in, or go on together."""
WAITED_SECONDS = 8.0
"""Real ones, for which facts are held up at most."""
_SETTINGS = "SET lock_timeout = '2s'"
_HOLD = "LOCK TABLE fact IN SHARE MODE"
_WRITERS = """
SELECT query FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND state = 'active' AND query LIKE '%INSERT INTO fact%' AND datname = current_database()
"""


def plan_strikes(chance: random.Random, rounds: Sequence[float], kills: int) -> list[Strike]:
    """Spread kills over the rounds of a day, a third of them into batches."""
    counts = Counter(number * len(rounds) // kills for number in range(kills))
    strikes = [strike for number, at in enumerate(rounds) for strike in _strikes_at(chance, at, counts[number])]
    return sorted(strikes, key=lambda strike: strike.at)


def _strikes_at(chance: random.Random, at: float, kills: int) -> Iterator[Strike]:
    for number in range(kills):
        if number % 3 == 0:
            yield Strike(at + chance.choice(BATCHES_AFTER), chance.choice(RECORDERS), INSIDE)
        elif number % 3 == 1:
            yield Strike(at + chance.uniform(0.0, STRIKES_WITHIN), chance.choice(VICTIMS))
        else:
            leaves_at = math.ceil((at + FIRST_WAIT) / GATHERS) * GATHERS
            yield Strike(leaves_at - 1.0, chance.choice(RECORDERS), ADD, chance.randint(1, MOST_CALLS))


@dataclass(slots=True)
class JourneyKiller(Killer):
    """Works off strikes, one at a time."""

    most: int = 0
    """Kills after which there are no more."""
    inside: Counter[str] = field(default_factory=Counter)
    """Kills that came while a batch was half written, by what it did."""

    def act(self) -> None:
        """Kill whoever is due."""
        if self.killed.total() >= self.most and not self.is_armed:
            self.strikes.clear()
        if not self.is_armed and self.strikes and self.strikes[0].path == INSIDE:
            if self.strikes[0].at <= self.time.now():
                self._strike_inside(self.strikes.pop(0))
            return
        Killer.act(self)

    def _strike_inside(self, strike: Strike) -> None:
        """Hold facts up until a batch waits for them, and kill whoever may be writing it."""
        assert self.stack.postgres is not None  # noqa: S101 - crash tests always embed
        url, struck = self.stack.postgres.url("superuser"), False
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(url) as holder,
            psycopg.connect(url, autocommit=True) as looker,
        ):
            holder.execute(_SETTINGS)
            holder.execute(_HOLD)
            what = _half_written(looker)
            struck = True
            if what is not None:
                self.inside[what] += 1
            if strike.victim == "database":
                self._kill("database")
            else:
                self._kill_writers(holder, web=what == "entering")
        if not struck:
            self._kill(strike.victim)

    def _kill_writers(self, holder: psycopg.Connection, *, web: bool) -> None:
        with self.time.held():
            if web:  # it lets people in by hand
                self._kill_web(meanwhile=holder.rollback)
                self._count("web")
            self._kill_workers(self.stack.worker_children, meanwhile=holder.rollback)
        self._count("worker", len(self.stack.worker_children))


def _half_written(looker: psycopg.Connection) -> str | None:
    until = time.monotonic() + WAITED_SECONDS
    while time.monotonic() < until:
        for (query,) in looker.execute(_WRITERS).fetchall():
            for kind, what in HALF_WRITTEN.items():
                if kind in query:
                    return what
        time.sleep(0.01)
    return None
