"""`lingqu chaos send`: web, workers and the database are killed through a day of programmes and greetings.

Members confirm everything, answers of WeCom are lost, some programmes are cancelled and some reminded of, and customers
refuse what is on its way to them. Whoever was due receives each message once, whoever died when. Time is virtual and
stands still while a killed process is down.
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

from lingqu.entrypoints.chaos.send_day import Day, let_members_confirm, tag_people
from lingqu.entrypoints.chaos.send_judge import Verdict, judge
from lingqu.entrypoints.chaos.send_kills import ADD, GREET, Killer, plan_strikes
from lingqu.entrypoints.chaos.send_time import PACE, Time
from lingqu.entrypoints.chaos.send_watch import Watch
from lingqu.entrypoints.demo import Demo, installation
from lingqu.entrypoints.twin_control import Twin, TwinProcess
from lingqu.entrypoints.up import Stack
from lingqu.infra.clocks import RealClock

CUSTOMERS, STAFF, SHOPS = 240, 12, 4
WORKERS = 2
"""One where nobody is killed."""
KILLS_PER_PROGRAMME = 6
FEWEST_PROGRAMMES, FEWEST_WITHOUT_KILLS = 4, 2
LOOK_EVERY_SECONDS = 0.08
DRAINED_WITHIN = 2 * 3_600.0
"""Virtual seconds after the last act; what then has no end is stuck."""
_OUTREACH = "/cgi-bin/externalcontact/"
FAULTS: Sequence[dict[str, Any]] = (
    {"effect": "answer_lost", "path": ADD, "permille": 120},
    {"effect": "truncated", "path": ADD, "permille": 40},
    {"effect": "reset", "path": ADD, "permille": 40},
    {"effect": "errcode", "errcode": -1, "path": ADD, "permille": 40},
    {"effect": "answer_lost", "path": GREET, "permille": 200},
    {"effect": "answer_lost", "path": _OUTREACH + "mark_tag", "permille": 100},
    {"effect": "answer_lost", "path": _OUTREACH + "cancel_groupmsg_send", "permille": 200},
    {"effect": "answer_lost", "path": _OUTREACH + "remind_groupmsg_send", "permille": 200},
    {"effect": "status", "path": _OUTREACH + "get_groupmsg*", "permille": 50},
)
"""Through the whole day; those that hold an answer back for a kill come on top."""
_FOLLOWED = """
SELECT c.external_userid, count(*) FROM follow_relation r
JOIN customer c ON c.corp_id = r.corp_id AND c.customer_id = r.customer_id
WHERE r.deleted_at IS NULL GROUP BY 1
"""
_NUMBERS = "SELECT external_userid, customer_id FROM customer WHERE external_userid IS NOT NULL"
_ANEW = "SELECT count(*) FROM group_send WHERE generation > 0"
_LOST = {"answer_lost", "truncated", "reset"}


def run(*, kills: int, plants: Sequence[str] = (), seed: int = 7) -> int:
    """Kill, let it settle, judge, print; 1 when something was doubled, lost, stuck, left unknown or not for them."""
    console = Console(stderr=True)
    began = time.monotonic()
    start = float(int(RealClock().now().timestamp()))
    with (
        tempfile.TemporaryDirectory(prefix="lingqu-clock-") as folder,
        TwinProcess("--rate", "0", "--start", str(start), "--seed", str(seed)) as twin,
        Time(Twin(twin.base_url), Path(folder) / "clock", start) as virtual,
        installation("chaos", twin, workers=WORKERS if kills else 1, given=_settings(virtual)) as stack,
    ):
        trial = Trial(twin, stack, virtual, random.Random(seed), console)  # noqa: S311 - repeatably
        verdict, report = trial.run(kills, plants)
    for line in verdict.evidence + sorted(trial.stuck)[:8]:
        console.print(f"  [red]{line}[/red]", highlight=False)
    report["seconds"] = round(time.monotonic() - began)
    print(json.dumps(report))
    wrong = (
        "double_messages",
        "lost",
        "stuck",
        "unknown_left",
        "sent_after_cancel",
        "sent_after_refusal",
        "other_content",
    )
    return 1 if any(report[key] for key in wrong) else 0


def _settings(virtual: Time) -> dict[str, str]:
    return {"LINGQU_CLOCK": f"steered:{virtual.file}", "LINGQU_HISTORY": "off"}


@dataclass(slots=True)
class Trial:
    """One installation, a day of its brand, and its killer."""

    twin: Twin
    stack: Stack
    time: Time
    chance: random.Random
    console: Console
    stuck: frozenset[str] = frozenset()

    def run(self, kills: int, plants: Sequence[str]) -> tuple[Verdict, dict[str, Any]]:
        """Live through the day and judge it."""
        demo = Demo(self.twin, self.stack, self.console)
        demo.connect(CUSTOMERS, shops=SHOPS, staff=STAFF)
        demo.open_channels()
        demo.follow_sync()
        crowd = tag_people(self.twin, demo.operator, demo.corpid, self._pairs(_FOLLOWED), self.chance)
        day = Day(
            self.twin,
            demo.operator,
            demo.corpid,
            crowd,
            demo.config_ids,
            self.chance,
            self.time.now,
            customer_ids=self._pairs(_NUMBERS),
        )
        programmes = max(FEWEST_PROGRAMMES if kills else FEWEST_WITHOUT_KILLS, kills // KILLS_PER_PROGRAMME)
        began = self.time.now()
        sent_at = day.plan(began, programmes)
        killer = Killer(self.stack, self.twin, self.time, self.chance, plan_strikes(self.chance, sent_at, kills))
        if plants:
            self._plant(plants)
        let_members_confirm(self.twin, demo.corpid)
        watch = Watch(self._superuser_url)
        try:
            self._live(day, killer, watch, kills)
            self._drain(watch)
            self.stuck = frozenset(watch.stuck | watch.unended())
        finally:
            watch.close()
            day.close()
        hours = (self.time.now() - began) / 3_600
        verdict = judge(self.twin, demo.corpid, self._superuser_url, day)
        return verdict, {**self._report(killer, day, verdict), "virtual_hours": round(hours, 1)}

    def _live(self, day: Day, killer: Killer, watch: Watch, kills: int) -> None:
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
                    self.time.pace = 1.0 if look is None or look.greets else PACE
                    if look is not None and look.idle and not day.is_busy:
                        self.time.skip(look.next_due, day.next_at(), killer.next_at())
                if killer.killed.total() > progress.tasks[bar].completed:
                    progress.update(bar, completed=killer.killed.total())
                    self.console.print(f"  kill -9 {killer.last:9} ({killer.killed.total()})", highlight=False)
                time.sleep(LOOK_EVERY_SECONDS)
            self.twin.ask("DELETE", "/faults")

    def _drain(self, watch: Watch) -> None:
        """Let what is under way come to its end."""
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
            child.arguments = ["chaos", "faulty-worker", "--name", child.name, *plants]
            child.start()

    def _report(self, killer: Killer, day: Day, verdict: Verdict) -> dict[str, Any]:
        effects = Counter(one["effect"] for one in self.twin.ask("GET", "/injections")["injections"])
        return {
            "kills": killer.killed.total(),
            "killed": dict(killer.killed),
            "between_call_and_record": dict(killer.between),
            "lost_answers": sum(effects[one] for one in _LOST),
            "programmes": len(day.programmes),
            "cancelled": sum(one.cancelled_at is not None for one in day.programmes),
            "reminders": day.reminders,
            "refusals": len(day.refused_at),
            "calls_made_anew": self._made_anew(),
            "groups": verdict.groups,
            "greetings": verdict.greetings,
            "messages": verdict.messages,
            "double_messages": len(verdict.doubles),
            "lost": len(verdict.lost),
            "stuck": len(self.stuck),
            "sent_after_cancel": len(verdict.late),
            "sent_after_refusal": len(verdict.refused),
            "other_content": len(verdict.strayed),
            "unknown_left": verdict.unknown.total(),
            "unknown_by_call": dict(verdict.unknown),
            "greetings_unknowable": verdict.unknowable,
        }

    def _pairs(self, question: str) -> dict[str, int]:
        with psycopg.connect(self._superuser_url) as connection:
            return dict(connection.execute(question.encode()).fetchall())

    def _made_anew(self) -> int:
        with psycopg.connect(self._superuser_url) as connection:
            row = connection.execute(_ANEW).fetchone()
        return row[0] if row else 0

    @property
    def _superuser_url(self) -> str:
        assert self.stack.postgres is not None  # noqa: S101 - crash tests always embed
        return self.stack.postgres.url("superuser")
