"""`lingqu bench sync`: the first sync of a whole brand, at the speed that WeCom's limits allow, killed once on the way.

Everything is real: the twin in a process of its own with a limit of calls per minute that binds, the platform as
`lingqu up` starts it, connected by the steps of the demo. The twin counts the calls; nothing is taken from the
platform's word but how far it has come. `--per-minute 0` leaves the limits as WeCom publishes them, to see how fast
the platform stores.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console

from lingqu.entrypoints.children import Child
from lingqu.entrypoints.demo import Demo, installation
from lingqu.entrypoints.operator import Operator
from lingqu.entrypoints.twin_control import Twin, TwinProcess
from lingqu.entrypoints.up import Stack
from lingqu.infra.settings import load_settings

PATH = "/cgi-bin/externalcontact/batch/get_by_user"
MEMBERS_A_CALL, ROWS_A_CALL = 100, 100
TOO_OFTEN = 45009
PUBLISHED_PER_MINUTE = 10_000
SETTLED_SECONDS = 5.0
"""After a kill: what the worker had asked is answered, what it had committed is visible, and its lease still holds."""

LOOK_EVERY_SECONDS = 1.0
WITHIN_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class Stood:
    """Where the walk stood when the worker was dead: behind member `after`, with so many pairs of the group stored."""

    after: int
    stored_in_group: int
    group_is_read: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Members who are read together: the last of them, and how many pairs they have."""

    last_staff_id: int
    pairs: int

    def pages(self, stored: int = 0) -> int:
        """Return how many pages it takes to read the group, or what is left of it; an empty group takes one."""
        return max(1, -(-(self.pairs - stored) // ROWS_A_CALL))


@dataclass(slots=True)
class Watch:
    """Follows one sync: kills the worker half way, and remembers what it took."""

    stack: Stack
    operator: Operator
    kill_at: int
    killed_at: float | None = None
    stood: Stood | None = None
    peak_rss_kb: int = 0

    def follow(self) -> None:
        """Return when the sync has ended well."""
        deadline = time.monotonic() + WITHIN_SECONDS
        while time.monotonic() < deadline:
            self.stack.mend()
            worker = self.stack.worker_children[0]
            self.peak_rss_kb = max(self.peak_rss_kb, peak_rss_kb(worker.pid))
            sync = self.operator.ask("GET", "/corp/sync")
            if sync["state"] == "failed":
                raise SystemExit(f"the sync failed: {sync['error']}")
            if sync["state"] == "done":
                return
            done = next(one["done"] for one in sync["stages"] if one["name"] == "customers")
            if self.killed_at is None and done >= self.kill_at:
                self._kill(worker, done)
            time.sleep(LOOK_EVERY_SECONDS)
        raise SystemExit(f"the sync took more than {WITHIN_SECONDS:.0f} s")

    def _kill(self, worker: Child, done: int) -> None:
        _say(f"kill -9 the worker after {done:,} relations")
        self.killed_at = time.time()  # noqa: TID251 - held against the twin's real clock
        worker.kill()
        time.sleep(SETTLED_SECONDS)
        self.stood = _standing(self.stack)


def run(*, customers: int, per_minute: int, staff: int) -> int:
    """Measure and print."""
    limit = per_minute or PUBLISHED_PER_MINUTE
    with (
        TwinProcess() as twin,
        installation("bench-sync", twin, workers=1, given={"LINGQU_QUOTA_CALLS_PER_MINUTE": str(limit)}) as stack,
    ):
        twin.ask("PATCH", "/rules", {"limits": {"path_per_minute": limit}})
        demo = Demo(twin, stack, Console(stderr=True))
        _say(f"seeding {customers:,} customers, connecting")
        demo.connect(customers, staff=staff)
        watch = Watch(stack, demo.operator, kill_at=customers // 2)
        watch.follow()
        print(json.dumps(_report(twin, stack, watch, customers=customers, limit=limit)))
    return 0


def _report(twin: Twin, stack: Stack, watch: Watch, *, customers: int, limit: int) -> dict[str, object]:
    calls = sorted(twin.calls(path=PATH), key=lambda one: one["at"])
    answered = {one["errcode"] for one in calls}
    seconds = _syncing_seconds([one["at"] for one in calls], killed_at=watch.killed_at)
    share_per_s = limit * load_settings().quota_share_permille / 1000 / 60
    customer_count, groups = _stored(stack)
    relations, pages = sum(one.pairs for one in groups), sum(one.pages() for one in groups)
    if customer_count != customers or answered - {0, TOO_OFTEN}:
        raise SystemExit(f"stored {customer_count} of {customers}, errcodes {answered}: this benchmark means nothing")
    after_kill = _after_kill(calls, watch, groups)
    return {
        "customers_per_s": round(customers / seconds),
        "quota_used": round(len(calls) / (share_per_s * seconds), 3),
        "answers_45009": sum(row["count"] for row in twin.ask("GET", "/stats")["calls"] if row["errcode"] == TOO_OFTEN),
        "peak_rss_mb": round(watch.peak_rss_kb / 1024),
        "resumed": after_kill == (0, 0),
        "done_pages_read_again": after_kill and after_kill[0],
        "pages_left_out": after_kill and after_kill[1],
        "pages_read_again": sum(one["errcode"] == 0 for one in calls) - pages,
        "calls": len(calls),
        "seconds": round(seconds, 1),
        "limit_per_minute": limit,
        "customers": customers,
        "relations": relations,
        "cpus": os.cpu_count(),
    }


def _after_kill(calls: list[dict[str, Any]], watch: Watch, groups: list[Group]) -> tuple[int, int] | None:
    """Return how many pages were read after the kill that were stored before it, and how many were left out.

    What had been read but not stored is rightly read again: `pages_read_again` counts it. None without a kill.
    """
    if watch.killed_at is None or watch.stood is None:
        return None
    read = sum(one["errcode"] == 0 and one["at"] > watch.killed_at + SETTLED_SECONDS for one in calls)
    stood, ahead = watch.stood, [one for one in groups if one.last_staff_id > watch.stood.after]
    left = sum(one.pages() for one in ahead[1:])
    if ahead and not stood.group_is_read:
        left += ahead[0].pages(stood.stored_in_group)
    return max(read - left, 0), max(left - read, 0)


def _syncing_seconds(at: list[float], *, killed_at: float | None) -> float:
    """Return how long pages were read, without the time from the kill to the next page: a lease must run out first."""
    outage = 0.0
    if killed_at is not None:
        outage = max((after - before for before, after in pairwise(at) if after > killed_at), default=0)
    return max(at[-1] - at[0] - outage, 0.001)


def _stored(stack: Stack) -> tuple[int, list[Group]]:
    """Return how many customers are in the tables, and the groups that the walk reads them in."""
    assert stack.postgres is not None  # noqa: S101 - the benchmark always embeds
    with psycopg.connect(stack.postgres.url("superuser")) as connection:
        (customers,) = connection.execute("SELECT count(*) FROM customer").fetchone() or (0,)
        groups = connection.execute(
            """
            WITH followers AS (
              SELECT staff_id, (row_number() OVER (ORDER BY staff_id) - 1) / %s AS place
              FROM staff WHERE is_follow_user AND left_at IS NULL
            )
            SELECT max(staff_id), count(f.customer_id)
            FROM followers LEFT JOIN follow_relation f USING (staff_id) GROUP BY place ORDER BY place
            """,
            (MEMBERS_A_CALL,),
        ).fetchall()
    return customers, [Group(*row) for row in groups]


def _standing(stack: Stack) -> Stood:
    assert stack.postgres is not None  # noqa: S101 - the benchmark always embeds
    with psycopg.connect(stack.postgres.url("superuser")) as connection:
        row = connection.execute("SELECT done, cursor FROM sync_stage WHERE stage = 'customers'").fetchone()
    assert row is not None  # noqa: S101 - it was seen at work
    done, place = row
    stored_in_group = done - place["done_before"] if place["members"] else 0
    return Stood(place["after"], stored_in_group, place["ending"] is not None)


def peak_rss_kb(pid: int | None) -> int:
    """Return the most memory a process ever held (Linux); 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)


def _say(what: str) -> None:
    print(f"bench sync: {what}", file=sys.stderr, flush=True)
