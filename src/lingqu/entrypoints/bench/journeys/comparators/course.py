"""How a comparator is run: tables, jobs or workflows enqueued, workers let go, the end awaited, the work counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from lingqu.entrypoints.bench.journeys.comparators import work
from lingqu.entrypoints.bench.journeys.comparators.crew import CrewError, Hand, Order, crew
from lingqu.infra.clocks import RealClock

LONGEST_SECONDS = 300.0
"""So long a comparator is waited for."""
_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Place:
    """Where one comparator runs: the libpq URL of an empty database whose owner it logs in as, and an empty folder."""

    url: str
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a comparator did. `seconds` are from the first advance's start to the last one's commit.

    `enqueue_s` is how long it took before to hand over the first job, or the workflow, of every customer. `said` is a
    sentence: version, processes, settings.
    """

    customers: int
    steps: int
    seconds: float
    enqueue_s: float
    said: str

    @property
    def advances_per_s(self) -> float:
        """Steps a second, all customers together."""
        return round(self.customers * self.steps / self.seconds, 1)


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no figure; says why."""

    reason: str


class TooSlowError(Exception):
    """It was not done in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """So many customers through so many steps, by so many worker processes running `program`, a module.

    `extra` is what they are told besides.
    """

    program: str
    customers: int
    steps: int
    workers: int
    said: str
    extra: str = ""

    def run(self, place: Place, enqueue: Callable[[], None]) -> Measured | Missing:
        """Measure; no figure where a process ended, the time ran out, or the work is not what was asked for.

        Args:
            enqueue: hands over every customer's first job, or workflow, to a library whose tables are there.
        """
        with psycopg.connect(place.url, autocommit=True) as connection:
            work.lay_out(connection, customers=self.customers, at=RealClock().now())
            began = time.monotonic()
            enqueue()
            enqueued = time.monotonic() - began
            connection.execute("VACUUM ANALYZE")
            order = Order(url=place.url, steps=self.steps, extra=self.extra)
            try:
                with crew(self.program, order, place.folder, size=self.workers) as hands:
                    _await_end(connection, hands)
                    ended = RealClock().now()
            except (CrewError, TooSlowError) as error:
                return Missing(str(error))
            if wrong := work.wrong(connection, customers=self.customers, steps=self.steps):
                return Missing(f"what it did is not what was asked for: {wrong}")
            seconds = (ended - work.first_start(connection)).total_seconds()
        return Measured(
            customers=self.customers,
            steps=self.steps,
            seconds=round(seconds, 3),
            enqueue_s=round(enqueued, 3),
            said=self.said,
        )


def _await_end(connection: psycopg.Connection, hands: Sequence[Hand]) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    while not work.is_done(connection):
        for hand in hands:
            hand.check()
        if time.monotonic() > until:
            raise TooSlowError(f"not done after {LONGEST_SECONDS:.0f} s: {hands[0].last_words()}")
        time.sleep(_LOOK_SECONDS)
