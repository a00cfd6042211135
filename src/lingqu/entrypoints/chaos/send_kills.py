"""kill -9 of web, workers and the database: at random instants, and between a call to WeCom and its record.

For the latter the twin does what it was asked, holds its answer back, and says so; whoever would have written the
answer down is killed then. Time stands still until what was killed serves again.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import psycopg

from lingqu.entrypoints.chaos.accept import answers
from lingqu.entrypoints.chaos.send_time import Time
from lingqu.entrypoints.children import Child
from lingqu.entrypoints.twin_control import Twin
from lingqu.entrypoints.up import Stack

ADD = "/cgi-bin/externalcontact/add_msg_template"
GREET = "/cgi-bin/externalcontact/send_welcome_msg"
MARK = "/cgi-bin/externalcontact/mark_tag"
PATHS = {ADD: 14, GREET: 4, MARK: 2}
"""Calls of which answers are held back, and how often each."""
MOST_CALLS = 4
"""The answer that is held back is one of the first so many, where a programme begins; afterwards it is the next."""
HELD_BACK_SECONDS = 6.0
"""Real ones."""
WAITED_FOR = 150.0
"""Virtual seconds; when no such call comes by then, somebody is killed all the same."""
STRIKES_WITHIN = 200.0
"""Virtual seconds after a programme was sent."""
BEFORE_IT_IS_SENT = 1.0
VICTIMS = ("web", "web", "worker", "database")
RECORDERS = ("worker", "worker", "database")
"""Who has a part in writing an answer down."""
RECOVER_WITHIN_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Strike:
    """Whom to kill at an instant, or when the `nth` call on a path after it has had its effect."""

    at: float
    victim: str
    path: str | None = None
    nth: int = 1


def plan_strikes(chance: random.Random, sent_at: Sequence[float], kills: int) -> list[Strike]:
    """Spread kills over the programmes of a day, most of them soon after one was sent."""
    counts = Counter(number * len(sent_at) // kills for number in range(kills))
    strikes = [strike for number, at in enumerate(sent_at) for strike in _strikes_at(chance, at, counts[number])]
    return sorted(strikes, key=lambda strike: strike.at)


def _strikes_at(chance: random.Random, at: float, kills: int) -> Iterator[Strike]:
    """Yield kills of one programme: every other one is to come between a call and its record."""
    for number in range(kills):
        later = at + chance.uniform(0.0, STRIKES_WITHIN)
        if number == 0:
            yield Strike(at - BEFORE_IT_IS_SENT, chance.choice(RECORDERS), ADD, chance.randint(1, MOST_CALLS))
        elif number % 2 == 0:
            path = chance.choices(list(PATHS), list(PATHS.values()))[0]
            yield Strike(later, chance.choice(RECORDERS), path)
        else:
            yield Strike(later, chance.choice(VICTIMS))


@dataclass(slots=True)
class Killer:
    """Works off strikes, one at a time."""

    stack: Stack
    twin: Twin
    time: Time
    chance: random.Random
    strikes: list[Strike]
    killed: Counter[str] = field(default_factory=Counter)
    last: str = ""
    between: Counter[str] = field(default_factory=Counter)
    """Kills that came after a call had its effect and before anybody heard of it, by call."""
    _armed: tuple[Strike, str] | None = None

    @property
    def is_armed(self) -> bool:
        """Whether an answer is waited for."""
        return self._armed is not None

    def next_at(self) -> float | None:
        """Return when to look here next."""
        if self._armed is not None:
            return self._armed[0].at + WAITED_FOR
        return self.strikes[0].at if self.strikes else None

    def act(self) -> None:
        """Kill whoever is due."""
        now = self.time.now()
        if self._armed is not None:
            self._look_at_the_answer(*self._armed, now)
        elif self.strikes and self.strikes[0].at <= now:
            strike = self.strikes.pop(0)
            if strike.path is None:
                self._kill(strike.victim)
            else:
                self._arm(strike, strike.path, now)

    def _arm(self, strike: Strike, path: str, now: float) -> None:
        fault = {"effect": "slow_answer", "path": path, "nth": strike.nth, "seconds": HELD_BACK_SECONDS}
        [rule] = self.twin.ask("POST", "/faults", fault)["faults"]
        self._armed = (Strike(now, strike.victim, path), rule["id"])

    def _look_at_the_answer(self, strike: Strike, fault_id: str, now: float) -> None:
        held_back = any(one["fault_id"] == fault_id for one in self.twin.ask("GET", "/injections")["injections"])
        if not held_back and now < strike.at + WAITED_FOR:
            return
        self._armed = None
        if held_back and strike.path is not None:
            self.between[strike.path.rpartition("/")[2]] += 1
        self._kill(strike.victim)
        self.twin.ask("DELETE", f"/faults/{fault_id}")

    def _kill(self, victim: str) -> None:
        """Kill, start again, and let time go on when it serves."""
        with self.time.held():
            if victim == "web":
                self._kill_web()
            elif victim == "worker":
                self._kill_workers([self.chance.choice(self.stack.worker_children)])
            else:
                self._kill_database()
        self._count(victim)

    def _count(self, victim: str, number: int = 1) -> None:
        self.killed[victim] += number
        self.last = victim

    def _kill_web(self, *, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.stack.web.kill()
        meanwhile()
        self.stack.web.start()
        _await(lambda: answers(self.stack), "the web process does not serve again")

    def _kill_workers(self, children: Sequence[Child], *, meanwhile: Callable[[], None] = lambda: None) -> None:
        for child in children:
            child.kill()
        before = {child.name: self._beat(child.name) for child in children}
        meanwhile()
        for child in children:
            child.start()
        for child in children:
            _await(
                lambda child=child: self._beat(child.name) != before[child.name], f"{child.name} does not work again"
            )

    def _kill_database(self) -> None:
        assert self.stack.postgres is not None  # noqa: S101 - crash tests always embed
        self.stack.postgres.kill()
        self.stack.postgres.start()
        # Whoever works notices within a second that the connections are gone; time waits for that as well.
        time.sleep(0.6)

    def _beat(self, worker: str) -> str | None:
        """Return which row of the table of heartbeats is the worker's: each beat writes another one."""
        assert self.stack.postgres is not None  # noqa: S101 - crash tests always embed
        with psycopg.connect(self.stack.postgres.url("superuser")) as connection:
            row = connection.execute(
                "SELECT ctid::text || xmin FROM worker_beat WHERE worker = %s", (worker,)
            ).fetchone()
        return row[0] if row else None


def _await(serves: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + RECOVER_WITHIN_SECONDS
    while not serves():
        if time.monotonic() > until:
            raise SystemExit(otherwise)
        time.sleep(0.05)
