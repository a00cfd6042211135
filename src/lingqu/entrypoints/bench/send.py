"""`lingqu bench send`: a broadcast to everybody of a brand, planned, handed over and heard back, at WeCom's own pace.

Everything is real: the twin in a process of its own that counts calls as WeCom does, the platform as `lingqu up` starts
it with two workers, connected and synced by the steps of the demo. One call names one member; there are thousands.
Members confirm while others are still handed over, so polling and hand-over share the workers. It is sent twice: first
with a limit of calls that binds, then with limits that nobody reaches, to see how fast the platform itself is. What was
called, and how that was answered, is the twin's word; so is what customers received.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lingqu.entrypoints.bench import send_words as words
from lingqu.entrypoints.bench.sync import peak_rss_kb
from lingqu.entrypoints.demo import Demo, installation
from lingqu.entrypoints.twin_control import Twin, TwinProcess
from lingqu.entrypoints.up import Stack
from lingqu.infra.settings import load_settings

ADD = "/cgi-bin/externalcontact/add_msg_template"
POLLED = ("/cgi-bin/externalcontact/get_groupmsg_task", "/cgi-bin/externalcontact/get_groupmsg_send_result")
TOO_OFTEN = 45009
WORKERS, SHOPS = 2, 200
UNBOUND_PER_MINUTE = 10_000_000
CONFIRMED_AFTER_SECONDS = 20.0
"""In the mean, after the task was there: many are confirmed while others are still handed over."""
LOOK_EVERY_SECONDS = 1.0
WITHIN_SECONDS = 3_600.0

_STANDING = """
SELECT b.state, extract(epoch FROM b.planned_at)::float8 AS planned_at,
       (SELECT count(*) FROM group_send g WHERE g.broadcast_id = b.broadcast_id) AS calls,
       (SELECT count(*) FROM group_send g WHERE g.broadcast_id = b.broadcast_id
          AND g.state NOT IN ('ready', 'calling')) AS called,
       (SELECT count(*) FROM group_send g WHERE g.broadcast_id = b.broadcast_id
          AND g.state NOT IN ('ready', 'calling', 'handed_over')) AS closed
FROM broadcast b WHERE b.broadcast_id = %s
"""
_OUTCOMES = "SELECT state, count(*) FROM delivery WHERE broadcast_id = %s GROUP BY state"


@dataclass(frozen=True, slots=True)
class Called:
    """A call to hand over, as the twin remembers it."""

    at: float
    errcode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One broadcast, sent and heard of; instants by the twin's clock. Customers by the state of their message."""

    sent_at: float
    planned_at: float
    heard_at: float
    outcomes: Mapping[str, int]


@dataclass(slots=True)
class Watch:
    """Follows a broadcast: remembers its calls, and how much memory the processes took."""

    twin: Twin
    stack: Stack
    calls: dict[int, Called] = field(default_factory=dict)
    peak_rss_mb: dict[str, int] = field(default_factory=dict)

    def follow(self, broadcast_id: int, console: Console, *, sent_at: float) -> Round:
        """Return when everybody's result is known; show how far each stage is."""
        columns = (TextColumn("{task.description:12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        deadline = time.monotonic() + WITHIN_SECONDS
        with Progress(*columns, console=console) as progress, psycopg.connect(_url(self.stack), autocommit=True) as sql:
            bars = [progress.add_task(name, total=None) for name in ("planning", "handing over", "results")]
            while time.monotonic() < deadline:
                state, planned_at, calls, called, closed = _standing(sql, broadcast_id)
                for bar, done, total in zip(bars, (bool(planned_at), called, closed), (1, calls, calls), strict=True):
                    progress.update(bar, completed=int(done), total=total or None)
                self.look()
                if state == "done" and planned_at is not None:
                    outcomes = dict(sql.execute(_OUTCOMES, (broadcast_id,)).fetchall())
                    return Round(sent_at=sent_at, planned_at=planned_at, heard_at=_now(self.twin), outcomes=outcomes)
                time.sleep(LOOK_EVERY_SECONDS)
        raise SystemExit(f"the broadcast took more than {WITHIN_SECONDS:.0f} s")

    def look(self) -> None:
        """Remember what the twin has not forgotten yet, and what the processes hold now."""
        for row in self.twin.calls(path=ADD):
            self.calls[row["id"]] = Called(row["at"], row["errcode"])
        for child in self.stack.children:
            peak = round(peak_rss_kb(child.pid) / 1024)
            self.peak_rss_mb[child.name] = max(self.peak_rss_mb.get(child.name, 0), peak)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one round says; seconds, and customers where nothing else is said.

    Attributes:
        quota_used: calls made as a part of those that our share of the limit let pass in that time.
        delivered: by the platform's own word, beside what customers `received`; others had deleted their member.
        results_after_s: from the last hand-over or press, whichever was later, until the last result was known.
    """

    handed_over: int
    calls: int
    planning_s: float
    handing_over_s: float
    handed_over_per_s: int
    quota_used: float
    results_after_s: float
    polls: int
    delivered: int
    received: int


def run(*, recipients: int, staff: int, per_minute: int) -> int:
    """Measure and print; 1 when WeCom once had to say that it was too much, or somebody's result stayed away."""
    console = Console(stderr=True)
    with TwinProcess() as twin, installation("bench-send", twin, workers=WORKERS) as stack:
        demo = Demo(twin, stack, console)
        _say(f"seeding {recipients:,} customers of {staff:,} members, connecting")
        demo.connect(recipients, shops=min(SHOPS, staff), staff=staff)
        demo.follow_sync(within_seconds=WITHIN_SECONDS)
        _let_members_confirm(twin, demo.corpid)
        bound = _measure(demo, twin, stack, console, per_minute=per_minute)
        unbound = _measure(demo, twin, stack, console, per_minute=UNBOUND_PER_MINUTE)
        too_often = sum(row["count"] for row in twin.ask("GET", "/stats")["calls"] if row["errcode"] == TOO_OFTEN)
    report = {
        "handed_over_per_s": bound[0].handed_over_per_s,
        "quota_used": bound[0].quota_used,
        "answers_45009": too_often,
        "unbound_per_s": unbound[0].handed_over_per_s,
        "limit_per_minute": per_minute,
        "bound": asdict(bound[0]),
        "unbound": {key: value for key, value in asdict(unbound[0]).items() if key != "quota_used"},
        "peak_rss_mb": {name: max(bound[1][name], unbound[1][name]) for name in bound[1]},
        "staff": staff,
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(report))
    unheard = any(one.delivered != one.received for one, _ in (bound, unbound))
    return 1 if too_often or unheard else 0


def _measure(
    demo: Demo, twin: Twin, stack: Stack, console: Console, *, per_minute: int
) -> tuple[Measured, dict[str, int]]:
    """Send one broadcast with a limit of so many calls a minute and path, and follow it to its end."""
    enough = dict.fromkeys(("path_per_hour", "ip_per_minute", "ip_per_hour"), max(per_minute, 600_000))
    twin.ask("PATCH", "/rules", {"limits": {"path_per_minute": per_minute, **enough}})
    for child in stack.worker_children:
        child.stop()
        child.environment = {**child.environment, "LINGQU_QUOTA_CALLS_PER_MINUTE": str(per_minute)}
        child.start()
    tags = [one for group in demo.operator.ask("GET", "/tags")["items"] for one in group["tags"]]
    made = demo.operator.ask(
        "POST",
        "/broadcasts",
        {
            "name": words.NAME.format(round=per_minute),
            "tag_ids": [one["tag_id"] for one in tags],
            "tag_match": "any",
            "variants": [
                {
                    "key": "A",
                    "permille": 1_000,
                    "content": {"text": words.TEXT.format(round=per_minute), "attachments": []},
                }
            ],
        },
    )
    _say(f"sending with {per_minute:,} calls a minute allowed")
    watch = Watch(twin, stack)
    watch.look()
    earlier, polls = set(watch.calls), _polls(twin)
    sent_at = _now(twin)
    demo.operator.ask("POST", f"/broadcasts/{made['broadcast_id']}/send")
    one = watch.follow(made["broadcast_id"], console, sent_at=sent_at)
    result = measured(
        one,
        [call for number, call in watch.calls.items() if number not in earlier],
        pressed=list(_pressed(twin, demo.corpid, sent_at)),
        per_minute=per_minute,
        share_permille=load_settings().quota_share_permille,
        polls=_polls(twin) - polls,
    )
    return result, watch.peak_rss_mb


def measured(
    one: Round, calls: Sequence[Called], *, pressed: Sequence[float], per_minute: int, share_permille: int, polls: int
) -> Measured:
    """Sum a round up.

    Args:
        pressed: when customers received it.
        share_permille: of the limit of calls that is ours to use.
    """
    at = sorted(call.at for call in calls)
    seconds = max(at[-1] - at[0], 0.001)
    handed_over = sum(number for state, number in one.outcomes.items() if state != "skipped")
    return Measured(
        handed_over=handed_over,
        calls=len(calls),
        planning_s=round(one.planned_at - one.sent_at, 1),
        handing_over_s=round(seconds, 1),
        handed_over_per_s=round(handed_over / seconds),
        quota_used=round(len(calls) / (per_minute * share_permille / 1000 / 60 * seconds), 3),
        results_after_s=round(one.heard_at - max(at[-1], *pressed), 1),
        polls=polls,
        delivered=one.outcomes.get("delivered", 0),
        received=len(pressed),
    )


def _pressed(twin: Twin, corpid: str, since: float) -> Iterator[float]:
    """Yield when customers received a group send."""
    for row in twin.rows_of("/ledger/receipts", corpid=corpid, kind="group_send", since=since):
        yield row["at"]


def _polls(twin: Twin) -> int:
    return sum(row["count"] for row in twin.ask("GET", "/stats")["calls"] if row["path"] in POLLED)


def _now(twin: Twin) -> float:
    return float(twin.ask("GET", "/clock")["now"])


def _let_members_confirm(twin: Twin, corpid: str) -> None:
    """Everybody does, and does nothing else."""
    twin.ask(
        "POST",
        f"/corps/{corpid}/people",
        {
            "arrivals": {"per_second": 0.0},
            "customers": {
                "reads_permille": 0,
                "leaves_permille": 0,
                "annoyed_permille": 0,
                "buys_per_month": 0.0,
            },
            "staff": {"never_confirms_permille": 0, "confirms_after_seconds": CONFIRMED_AFTER_SECONDS},
        },
    )


def _standing(sql: psycopg.Connection[Any], broadcast_id: int) -> tuple[str, float | None, int, int, int]:
    row = sql.execute(_STANDING, (broadcast_id,)).fetchone()
    assert row is not None  # noqa: S101 - it was made
    return row[0], row[1], row[2], row[3], row[4]


def _url(stack: Stack) -> str:
    assert stack.postgres is not None  # noqa: S101 - the benchmark always embeds
    return stack.postgres.url("superuser")


def _say(what: str) -> None:
    print(f"bench send: {what}", file=sys.stderr, flush=True)
