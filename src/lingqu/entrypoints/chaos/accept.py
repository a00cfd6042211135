"""`lingqu chaos accept`: web, workers and the database are killed at random while customers scan.

What WeCom heard "success" for must be stored, worked off once and greeted once, whoever died when. A greeting that
came too late is named with its reason.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

import httpx
import psycopg
from rich.console import Console

from lingqu.entrypoints.demo import Demo, installation
from lingqu.entrypoints.judge import Verdict, judge
from lingqu.entrypoints.twin_control import Twin, TwinProcess
from lingqu.entrypoints.up import Stack
from lingqu.infra.postgres import EmbeddedPostgres

SCANS_PER_SECOND = 25.0
CUSTOMERS, STAFF, SHOPS = 1_500, 60, 8
WORKERS = 2
SECONDS_BETWEEN_KILLS = (0.4, 2.2)
DRAIN_WITHIN_SECONDS = 180
VICTIMS = ("web", "worker", "database")

PLANTS = {
    # The judge must notice one acknowledged callback that is gone …
    "loss": "DELETE FROM inbox WHERE id = (SELECT max(id) FROM inbox)",
    # … and one that is there twice.
    "duplicate": (
        "INSERT INTO inbox (corp_id, occurred_at, received_at, dedupe_key, event, change_type, order_key, payload)"
        " SELECT corp_id, occurred_at + interval '1 second', received_at, dedupe_key, event, change_type, order_key,"
        " payload FROM inbox ORDER BY id DESC LIMIT 1"
    ),
}


def run(*, kills: int, plants: Sequence[str] = (), victims: Sequence[str] = VICTIMS, seed: int = 7) -> int:
    """Kill, let it settle, judge, print; 1 when something was lost or doubled."""
    console = Console(stderr=True)
    with TwinProcess() as twin, installation("chaos", twin, workers=WORKERS) as stack:
        demo = Demo(twin, stack, console)
        demo.connect(CUSTOMERS, shops=SHOPS, staff=STAFF)
        demo.open_channels()
        demo.follow_sync()
        demo.let_people_act(SCANS_PER_SECOND)
        killer = Killer(stack, random.Random(seed), victims, console)  # noqa: S311 - which process dies, repeatably
        for _ in range(kills):
            killer.strike()
        demo.let_people_rest()
        drain(demo, stack, twin)
        assert stack.postgres is not None  # noqa: S101 - crash tests always embed
        superuser_url = stack.postgres.url("superuser")
        with psycopg.connect(superuser_url) as connection:
            for name, sql in PLANTS.items():
                if name in plants:
                    connection.execute(sql.encode())
        verdict = judge(twin, demo.corpid, superuser_url)
        late = late_welcomes(twin, demo.corpid, superuser_url)
        for line in verdict.evidence:
            console.print(f"  [red]{line}[/red]", highlight=False)
        print(json.dumps(_report(killer, verdict, late, twin, demo.corpid)))
        return 0 if verdict.lost == verdict.duplicated == 0 else 1


def _report(killer: Killer, verdict: Verdict, late: list[dict[str, str]], twin: Twin, corpid: str) -> dict[str, Any]:
    counts = twin.summary(corpid)
    return {
        "kills": killer.count,
        "killed": killer.killed,
        "acknowledged": verdict.acknowledged,
        "lost": verdict.lost,
        "duplicated": verdict.duplicated,
        "late_welcomes": late,
        "welcomes_due": counts["welcomes"]["due"],
        "welcomes_on_time": counts["welcomes"]["on_time"],
        "given_up_by_wecom": counts["callbacks"]["given_up"],
    }


class Killer:
    """Kills one process after another, and has the supervisor start them again."""

    def __init__(self, stack: Stack, chance: random.Random, victims: Sequence[str], console: Console) -> None:
        self._stack = stack
        self._chance = chance
        self._victims = victims
        self._console = console
        self.killed: dict[str, int] = dict.fromkeys(victims, 0)

    @property
    def count(self) -> int:
        """How many have been killed."""
        return sum(self.killed.values())

    def strike(self) -> None:
        """Wait a while under load, kill one, and let the supervisor do its work."""
        until = time.monotonic() + self._chance.uniform(*SECONDS_BETWEEN_KILLS)
        self._keep_running(lambda: time.monotonic() >= until)
        victim = self._chance.choice(self._victims)
        self._kill(victim)
        self.killed[victim] += 1
        self._console.print(f"  kill -9 {victim:9} ({self.count})", highlight=False)
        self._keep_running(lambda: self._runs(victim))

    def _kill(self, victim: str) -> None:
        if victim == "web":
            self._stack.web.kill()
        elif victim == "worker":
            self._chance.choice(self._stack.worker_children).kill()
        elif self._stack.postgres is not None:
            self._stack.postgres.kill()

    def _runs(self, victim: str) -> bool:
        if victim == "database":
            return self._stack.postgres is not None and self._stack.postgres.alive
        if victim == "worker":
            return all(child.pid is not None for child in self._stack.worker_children)
        return self._stack.web.pid is not None and answers(self._stack)

    def _keep_running(self, until: Callable[[], bool]) -> None:
        while not until():
            self._stack.mend()
            time.sleep(0.05)


def answers(stack: Stack) -> bool:
    """Tell whether the web process serves."""
    try:
        return httpx.get(f"http://{stack.settings.host}:{stack.settings.port}/healthz", timeout=1).is_success
    except httpx.HTTPError:
        return False


def drain(demo: Demo, stack: Stack, twin: Twin) -> None:
    """Let WeCom's retries and our queues come to their end."""
    deadline = time.monotonic() + DRAIN_WITHIN_SECONDS
    twin.ask("POST", "/callbacks/settle")
    while time.monotonic() < deadline:
        stack.mend()
        if _nothing_waits(stack.postgres):
            time.sleep(1)
            if _nothing_waits(stack.postgres):
                return
        time.sleep(0.3)
    raise SystemExit(f"still working after {DRAIN_WITHIN_SECONDS} s: corp {demo.corpid}")


def _nothing_waits(postgres: EmbeddedPostgres | None) -> bool:
    if postgres is None or not postgres.alive:
        return False
    try:
        with psycopg.connect(postgres.url("superuser"), connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM inbox_queue), (SELECT count(*) FROM greeting_queue)"
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return row == (0, 0)


def late_welcomes(twin: Twin, corpid: str, superuser_url: str) -> list[dict[str, str]]:
    """Return the greetings that were due and not in time, each with the reason on record."""
    with psycopg.connect(superuser_url) as connection:
        reasons = {
            key: reason or state
            for key, state, reason in connection.execute(
                "SELECT key, state, reason FROM delivery WHERE channel = 'welcome'"
            ).fetchall()
        }
    accepted = {
        row["external_userid"]: row["first_accepted_at"]
        for row in twin.rows("callbacks", corpid=corpid)
        if row["change_type"] == "add_external_contact"
    }
    late = []
    for record in twin.rows("welcomes", corpid=corpid):
        if record["sent_at"] is not None and record["sent_at"] <= record["due_at"]:
            continue
        keys = ["welcome:" + sha256(code.encode()).hexdigest()[:24] for code in record["codes"]]
        reason = next((reasons[key] for key in keys if key in reasons), None)
        heard_at = accepted.get(record["external_userid"])
        if reason is None or heard_at is None:
            reason = "callback not taken" if heard_at is None else "no delivery on record"
        elif heard_at > record["due_at"]:
            reason = f"callback taken {heard_at - record['due_at']:.0f} s after the code died"
        late.append({"id": record["id"], "reason": reason})
    return late
