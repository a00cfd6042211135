"""`lingqu chaos journeys`: web, workers and the database are killed while customers are on their way.

They come in by events, by a segment and by hand; they wait, part, are drawn, marked and written to, and members confirm
everything. Whoever died when: nobody passes a step twice, is left out, or stays where they should have gone on.
Time is virtual and stands still while a killed process is down.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lingqu.entrypoints.chaos.journey_day import JourneyDay
from lingqu.entrypoints.chaos.journey_judge import judge
from lingqu.entrypoints.chaos.journey_kills import JourneyKiller, plan_strikes
from lingqu.entrypoints.chaos.journey_plants import PREFIX
from lingqu.entrypoints.chaos.journey_watch import JourneyWatch
from lingqu.entrypoints.chaos.journey_ways import Verdict
from lingqu.entrypoints.chaos.send_day import let_members_confirm, tag_people
from lingqu.entrypoints.chaos.send_kills import ADD
from lingqu.entrypoints.chaos.send_time import Time
from lingqu.entrypoints.demo import Demo, installation
from lingqu.entrypoints.twin_control import Twin, TwinProcess
from lingqu.entrypoints.up import Stack
from lingqu.infra.clocks import RealClock

CUSTOMERS, STAFF, SHOPS = 240, 12, 4
WORKERS = 2
KILLS_PER_ROUND = 6
FEWEST_ROUNDS = 3
LOOK_EVERY_SECONDS = 0.08
DRAINED_WITHIN = 4 * 86_400.0
"""Virtual seconds after the last act; whoever is still on the way then stays there."""
FAULTS: Sequence[dict[str, Any]] = (
    {"effect": "answer_lost", "path": ADD, "permille": 120},
    {"effect": "reset", "path": ADD, "permille": 40},
    {"effect": "answer_lost", "path": "/cgi-bin/externalcontact/mark_tag", "permille": 100},
    {"effect": "status", "path": "/cgi-bin/externalcontact/get_groupmsg*", "permille": 50},
)
WRONG = ("repeated", "lost", "stuck", "wrong")
_FOLLOWED = """
SELECT c.external_userid, count(*) FROM follow_relation r
JOIN customer c ON c.corp_id = r.corp_id AND c.customer_id = r.customer_id
WHERE r.deleted_at IS NULL GROUP BY 1
"""
_NUMBERS = "SELECT external_userid, customer_id FROM customer WHERE external_userid IS NOT NULL"


def run(*, kills: int, plants: Sequence[str] = (), seed: int = 7) -> int:
    """Kill, let it settle, judge, print; 1 when something was repeated, lost, stuck or went another way."""
    console = Console(stderr=True)
    began = time.monotonic()
    start = float(int(RealClock().now().timestamp()))
    with (
        tempfile.TemporaryDirectory(prefix="lingqu-clock-") as folder,
        TwinProcess("--rate", "0", "--start", str(start), "--seed", str(seed)) as twin,
        Time(Twin(twin.base_url), Path(folder) / "clock", start) as virtual,
        installation("chaos", twin, workers=WORKERS, given=_settings(virtual)) as stack,
    ):
        trial = Trial(twin, stack, virtual, random.Random(seed), console)  # noqa: S311 - repeatably
        verdict, report = trial.run(kills, plants)
    for line in verdict.evidence:
        console.print(f"  [red]{line}[/red]", highlight=False)
    report["seconds"] = round(time.monotonic() - began)
    print(json.dumps(report, ensure_ascii=False))
    return 1 if any(report[key] for key in WRONG) else 0


def _settings(virtual: Time) -> dict[str, str]:
    return {"LINGQU_CLOCK": f"steered:{virtual.file}", "LINGQU_HISTORY": "off"}


@dataclass(slots=True)
class Trial:
    """One installation, a day of its customers, and its killer."""

    twin: Twin
    stack: Stack
    time: Time
    chance: random.Random
    console: Console

    def run(self, kills: int, plants: Sequence[str]) -> tuple[Verdict, dict[str, Any]]:
        """Live through the day and judge it."""
        demo = Demo(self.twin, self.stack, self.console)
        demo.connect(CUSTOMERS, shops=SHOPS, staff=STAFF)
        demo.follow_sync()
        crowd = tag_people(self.twin, demo.operator, demo.corpid, self._pairs(_FOLLOWED), self.chance)
        day = JourneyDay(
            self.twin, demo.operator, demo.corpid, crowd, self._pairs(_NUMBERS), self.chance, self.time.now
        )
        day.open()
        began = self.time.now()
        rounds = day.plan(began, max(FEWEST_ROUNDS, kills // KILLS_PER_ROUND))
        strikes = plan_strikes(self.chance, rounds, kills)
        killer = JourneyKiller(self.stack, self.twin, self.time, self.chance, strikes, most=kills)
        if plants:
            self._plant(plants)
        let_members_confirm(self.twin, demo.corpid)
        watch = JourneyWatch(self._superuser_url)
        try:
            self._live(day, killer, watch, kills)
            self._drain(watch)
            unmoved = watch.unmoved()
        finally:
            watch.close()
            day.close()
        hours = (self.time.now() - began) / 3_600
        verdict = judge(self.twin, demo.corpid, self._superuser_url, day)
        verdict.stuck += sorted(unmoved)
        return verdict, {**self._report(killer, day, verdict), "virtual_hours": round(hours, 1)}

    def _live(self, day: JourneyDay, killer: JourneyKiller, watch: JourneyWatch, kills: int) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.console) as progress:
            bar = progress.add_task("kill -9", total=kills)
            self.twin.ask("POST", "/faults", list(FAULTS))
            while day.next_at() or day.is_busy or killer.next_at():
                day.act()
                killer.act()
                with self.time.held():
                    self.time.settle()
                    look = watch.look(self.time.now())
                    if look is not None and look.idle and not day.is_busy:
                        self.time.skip(look.next_due, day.next_at(), killer.next_at())
                if killer.killed.total() > progress.tasks[bar].completed:
                    progress.update(bar, completed=killer.killed.total())
                    self.console.print(f"  kill -9 {killer.last:9} ({killer.killed.total()})", highlight=False)
                time.sleep(LOOK_EVERY_SECONDS)
            self.twin.ask("DELETE", "/faults")

    def _drain(self, watch: JourneyWatch) -> None:
        """Let everybody come to their end."""
        until = self.time.now() + DRAINED_WITHIN
        while self.time.now() < until:
            with self.time.held():
                self.time.settle()
                look = watch.look(self.time.now())
                if look is not None and look.idle:
                    if watch.is_over():
                        return
                    self.time.skip(look.next_due, until)
            time.sleep(LOOK_EVERY_SECONDS)

    def _plant(self, plants: Sequence[str]) -> None:
        for child in self.stack.worker_children:
            child.stop()
            child.arguments = ["chaos", "faulty-worker", "--name", child.name, *(PREFIX + one for one in plants)]
            child.start()

    def _report(self, killer: JourneyKiller, day: JourneyDay, verdict: Verdict) -> dict[str, Any]:
        effects = Counter(one["effect"] for one in self.twin.ask("GET", "/injections")["injections"])
        return {
            "kills": killer.killed.total(),
            "killed": dict(killer.killed),
            "within_batch": dict(killer.inside),
            "between_call_and_record": dict(killer.between),
            "lost_answers": effects["answer_lost"] + effects["reset"],
            "told": len(day.visits) + len(day.payments) + len(day.joins),
            "passages": dict(verdict.passages),
            "ended": dict(verdict.ended),
            "steps": verdict.steps,
            "goals": verdict.goals,
            "messages": verdict.messages,
            "skipped": dict(verdict.skipped),
            "repeated": len(verdict.repeated),
            "lost": len(verdict.lost),
            "stuck": len(verdict.stuck),
            "wrong": len(verdict.wrong),
        }

    def _pairs(self, question: str) -> dict[str, int]:
        with psycopg.connect(self._superuser_url) as connection:
            return dict(connection.execute(question.encode()).fetchall())

    @property
    def _superuser_url(self) -> str:
        assert self.stack.postgres is not None  # noqa: S101 - crash tests always embed
        return self.stack.postgres.url("superuser")
