"""`lingqu bench journeys`: customers moved on by ours, by one statement written by hand, and by what others use.

A step moved on is one enrollment updated, one fact, and for every third one delivery. Ours are worker processes that
do nothing else; the statement has the same workers, batches and rules, on the same tables. Then events come at a rate
to customers who wait for one each, and it is measured when the step that follows can be seen.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psycopg
from rich.console import Console

from lingqu.entrypoints.bench.journeys.comparators.course import Measured, Missing, Place
from lingqu.entrypoints.bench.journeys.comparators.crew import Hand, Order, crew
from lingqu.entrypoints.bench.journeys.comparators.roster import COMPARATORS, measure
from lingqu.entrypoints.bench.journeys.ground import CHAIN, LISTENING, PAID, STEPS, Ground, ground, place_of
from lingqu.entrypoints.bench.sync import peak_rss_kb
from lingqu.infra.clocks import RealClock
from lingqu.infra.logs import configure_logs
from lingqu.infra.settings import load_settings

WORKERS = 2
COMPARED_STEPS = 10
LOOK_EVERY_SECONDS = 0.05
UNITS_PER_SECOND = 20
"""Of events, each a transaction."""
WITHIN_SECONDS = 1_800.0
_PROGRAMS = "lingqu.entrypoints.bench.journeys"
_MEGABYTE_KB = 1024
_SEEN = """
SELECT customer_id FROM fact
WHERE corp_id = %s AND kind = 'journey.advanced' AND recorded_at > %s AND (data ->> 'journey_id')::integer = %s
"""
_HAPPEN = """
INSERT INTO fact (corp_id, era, recorded_at, occurred_at, kind, customer_id, data)
SELECT lingqu_corp(), (SELECT max(era) FROM fact_era), %(at)s, %(at)s, %(kind)s, n, '{}'
FROM generate_series(%(first)s::integer, %(last)s::integer) n
"""


@dataclass(slots=True)
class Bench:
    """One run."""

    ground: Ground
    folder: Path
    console: Console
    peak_rss_mb: int = 0

    def say(self, what: str) -> None:
        """Tell how far it is."""
        self.console.print(f"bench journeys: {what}", highlight=False, soft_wrap=True)

    def advance(self, program: str, enrollments: int) -> float:
        """Take everybody through all steps by workers that run a program; return steps a second.

        Raises:
            SystemExit: somebody was not taken through, or somebody twice: the figure would mean nothing.
        """
        journey_id = self.ground.publish(program, CHAIN)
        self.ground.enroll(journey_id, STEPS[0], enrollments, due=RealClock().now())
        with self._crew(program, journey_id) as hands:
            began = time.perf_counter()
            if program == "ours":
                self.ground.run(journey_id)
            while self.ground.waits(journey_id):
                self._look(hands)
                if time.perf_counter() - began > WITHIN_SECONDS:
                    raise SystemExit(f"{program} took more than {WITHIN_SECONDS:.0f} s")
                time.sleep(LOOK_EVERY_SECONDS)
            lasted = time.perf_counter() - began
        counted = self.ground.count(journey_id)
        if counted != (enrollments, enrollments * len(STEPS), enrollments):
            raise SystemExit(f"{program}: {counted} of {enrollments} ways, {len(STEPS)} steps each, and messages")
        return enrollments * len(STEPS) / lasted

    def hear(self, journey_id: int, *, per_second: int, seconds: int) -> float:
        """Let events come to customers who wait for one each; return how soon the step that follows can be seen.

        In seconds, at the 95th percentile.
        """
        number = per_second * seconds
        self.ground.enroll(journey_id, "waits", number, due=RealClock().now() + timedelta(days=30))
        self.ground.run(journey_id)
        with self._crew("ours", journey_id) as hands:
            watch = _Watch(self.ground.postgres.url("superuser"), self.ground.corp_id, journey_id, number)
            watcher = threading.Thread(target=watch.look, daemon=True)
            watcher.start()
            told = self._tell(per_second, seconds)
            watcher.join(timeout=60)
            self._look(hands)
        if len(watch.seen) != number:
            raise SystemExit(f"{len(watch.seen)} of {number} events were followed by a step")
        lags = sorted(seen - told[customer] for customer, seen in watch.seen.items())
        return lags[len(lags) * 95 // 100]

    def _tell(self, per_second: int, seconds: int) -> dict[int, float]:
        """Record events at a rate; return when each was committed."""
        told: dict[int, float] = {}
        size = per_second // UNITS_PER_SECOND
        with psycopg.connect(self.ground.postgres.url("app"), autocommit=True) as connection:
            began = time.perf_counter()
            for turn in range(seconds * UNITS_PER_SECOND):
                first = turn * size
                with connection.transaction():
                    connection.execute(
                        "SELECT set_config('lingqu.corp_id', %s, true), set_config('lingqu.fact_writer', '1', true),"
                        " pg_advisory_xact_lock_shared(7461, %s)",
                        (str(self.ground.corp_id), self.ground.corp_id),
                    )
                    given = {"at": RealClock().now(), "kind": PAID, "first": first, "last": first + size - 1}
                    connection.execute(_HAPPEN.encode(), given)
                told |= dict.fromkeys(range(first, first + size), time.perf_counter())
                time.sleep(max(0.0, began + (turn + 1) / UNITS_PER_SECOND - time.perf_counter()))
        return told

    def compare(self) -> dict[str, float | str]:
        """Return what each of the others does a second, or why it is missing."""
        found: dict[str, float | str] = {}
        for name in COMPARATORS:
            self.say(name)
            database = f"bench_{name}"
            self.ground.postgres.create_database(database)
            place = Place(self.ground.postgres.url("owner", database=database), place_of(self.folder, name))
            result = measure(name, place, steps=COMPARED_STEPS, workers=WORKERS)
            self.ground.postgres.drop_database(database)
            match result:
                case Measured():
                    found[name] = result.advances_per_s
                    self.say(f"{name}: {result.advances_per_s} a second; {result.customers} customers; {result.said}")
                case Missing(reason):
                    found[name] = reason
                    self.say(f"{name}: {reason}")
        return found

    def _crew(self, program: str, journey_id: int) -> AbstractContextManager[Sequence[Hand]]:
        postgres = self.ground.postgres
        extra = {
            "dispatcher": postgres.url("dispatcher"),
            "corp_id": self.ground.corp_id,
            "journey_id": journey_id,
        }
        order = Order(url=postgres.url("app"), steps=len(STEPS), extra=json.dumps(extra))
        folder = place_of(self.folder, f"{program}-{journey_id}")
        return crew(f"{_PROGRAMS}.{program}", order, folder, size=WORKERS)

    def _look(self, hands: Sequence[Hand]) -> None:
        for hand in hands:
            hand.check()
            self.peak_rss_mb = max(self.peak_rss_mb, round(peak_rss_kb(hand.process.pid) / _MEGABYTE_KB))


@dataclass(slots=True)
class _Watch:
    """Sees who has gone on, and when."""

    url: str
    corp_id: int
    journey_id: int
    number: int
    seen: dict[int, float] = field(default_factory=dict)

    def look(self) -> None:
        """Look until everybody has."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            while len(self.seen) < self.number:
                since = RealClock().now() - timedelta(seconds=10)
                rows = connection.execute(_SEEN.encode(), (self.corp_id, since, self.journey_id)).fetchall()
                now = time.perf_counter()
                for (customer_id,) in rows:
                    self.seen.setdefault(customer_id, now)
                time.sleep(LOOK_EVERY_SECONDS)


def run(*, enrollments: int, per_second: int, seconds: int, compared: bool) -> int:
    """Measure and print."""
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="lingqu-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # as root, the server's user must be able to enter
        settings = load_settings({**os.environ, "LINGQU_DATA_DIR": f"{folder}/data", "LINGQU_LOG_LEVEL": "error"})
        configure_logs(settings.log_level)
        with ground(settings) as found:
            bench = Bench(found, Path(folder), console)
            print(json.dumps(_measure(bench, enrollments, per_second, seconds, compared=compared)))
    return 0


def _measure(bench: Bench, enrollments: int, per_second: int, seconds: int, *, compared: bool) -> Mapping[str, object]:
    bench.say(f"{enrollments:,} customers")
    bench.ground.populate(max(enrollments, per_second * seconds))
    bench.say("one statement by hand")
    by_sql = bench.advance("by_sql", enrollments)
    bench.say(f"{by_sql:,.0f} steps a second; now ours")
    listening = bench.ground.publish("listening", LISTENING)  # so that there are facts to be looked for all the time
    ours = bench.advance("ours", enrollments)
    bench.say(f"{ours:,.0f} steps a second; now {per_second} events a second for {seconds} s")
    lag = bench.hear(listening, per_second=per_second, seconds=seconds)
    return {
        "enrollments": enrollments,
        "advances_per_s": round(ours),
        "sql_per_s": round(by_sql),
        "ratio_to_sql": round(ours / by_sql, 3),
        "event_to_step_p95_ms": round(lag * 1_000),
        "events_per_s": per_second,
        "peak_rss_mb": bench.peak_rss_mb,
        "workers": WORKERS,
        "comparators": bench.compare() if compared else {},
        "python": sys.version.split()[0],
    }
