"""`lingqu bench segments --live`: segments followed by a whole installation while facts come in at a steady rate.

The delay of an `entered` or `left` is its `recorded_at` minus that of the newest fact before it about the same
customer that any leaf of the segment listens to. Both are instants at which a unit of work began: the commit of the
one that tells is not in it, nor is that of the one that wrote the fact. `behind_s` is how long it took, after the last
fact, until no fact waited for the readers of segments any more; what is carried is counted up to that instant.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from lingqu.corps.contracts import ConnectionDraft
from lingqu.entrypoints.bench.connect import connect_corp
from lingqu.entrypoints.bench.segments.live_corp import definitions, make_people, save_segments
from lingqu.entrypoints.bench.segments.live_stream import Order
from lingqu.entrypoints.fresh import fresh_installation
from lingqu.entrypoints.memberships import Verdict, is_at_rest, judge
from lingqu.entrypoints.platform import Platform, open_platform
from lingqu.entrypoints.up import Stack
from lingqu.infra.database import Session
from lingqu.kernel.ids import CorpId
from lingqu.segments.api import saving
from lingqu.segments.api.standing import see_standing
from lingqu.segments.contracts.facts import SEGMENT_ENTERED, SEGMENT_LEFT
from lingqu.segments.domain.canonical import expression, leaves
from lingqu.segments.domain.touching import Trigger, triggers, triggers_of

SEED = 1
USUAL: dict[str, Any] = {"customers": 20_000, "segments": 100, "facts_per_s": 1_000, "seconds": 30.0}
"""What is measured where nothing else is asked for, by the names that `run` takes."""
BUILD_WITHIN_SECONDS = 300.0
DRAIN_WITHIN_SECONDS = 600.0
LOOK_EVERY_SECONDS = 0.2
LATE_BELOW = 0.9
"""Of the rate that was asked for: who writes facts was too slow itself."""
CORPID = "wwbench0000000004"
NO_SECRET = "never used: WeCom is not called"  # noqa: S105 - as it says


@dataclass(frozen=True, slots=True)
class Delays:
    """How long what facts led to took, in seconds, ascending; and how many `entered` and `left` there are."""

    seconds: Sequence[float]
    transitions: int

    def part(self, part: float) -> float | None:
        """Return a quantile; None of none."""
        last = len(self.seconds) - 1
        return round(self.seconds[min(last, int(len(self.seconds) * part))], 3) if last >= 0 else None


@dataclass(slots=True)
class Bench:
    """One installation under load."""

    stack: Stack
    platform: Platform
    corp_id: CorpId
    order: Order
    progress: Progress

    async def prepare(self, segments: int) -> None:
        """Make the corp and its segments, and wait until their members have been found."""
        database = self.platform.database
        async with database.unit(self.corp_id) as unit:
            await make_people(unit, self.order.customers)
        async with database.unit(self.corp_id) as unit:
            await save_segments(unit, definitions(segments, seed=SEED))
        bar = self.progress.add_task("segments are built", total=segments)
        until = time.monotonic() + BUILD_WITHIN_SECONDS
        while time.monotonic() < until:
            self.stack.mend()
            async with database.read(self.corp_id) as session:
                building = (await see_standing(session)).building
                if await is_at_rest(session):
                    break
            self.progress.update(bar, completed=segments - building)
            await asyncio.sleep(LOOK_EVERY_SECONDS)
        else:
            raise SystemExit(f"segments are still built after {BUILD_WITHIN_SECONDS:.0f} s: this means nothing")
        self.progress.update(bar, completed=segments)

    async def stream(self) -> tuple[int, float, float]:
        """Let facts come in; return how many, in how many seconds, and how long what was left took afterwards."""
        bar = self.progress.add_task("facts come in", total=self.order.seconds)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "lingqu.entrypoints.bench.segments.live_stream", self.order.to_json()),
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None  # noqa: S101 - as opened
        writing, began = asyncio.create_task(process.stdout.readline()), time.monotonic()
        while not writing.done():
            await self._look(bar, "facts come in", completed=time.monotonic() - began)
            await asyncio.wait([writing], timeout=LOOK_EVERY_SECONDS)
        if not (answer := await writing):
            raise SystemExit("the process that writes facts failed: this means nothing")
        said = json.loads(answer)
        while await self._look(bar, "what is left is followed", completed=self.order.seconds):
            if time.monotonic() - said["ended"] > DRAIN_WITHIN_SECONDS:
                raise SystemExit(f"readers are still behind after {DRAIN_WITHIN_SECONDS:.0f} s")
            await asyncio.sleep(LOOK_EVERY_SECONDS / 4)
        behind_s = time.monotonic() - said["ended"]
        await process.wait()
        return said["facts"], said["ended"] - said["began"], behind_s

    async def _look(self, bar: TaskID, what: str, *, completed: float) -> int:
        """Return how many facts wait for the reader that is furthest behind."""
        self.stack.mend()
        async with self.platform.database.read(self.corp_id) as session:
            behind = max((one.facts_behind for one in (await see_standing(session)).readers), default=0)
        self.progress.update(bar, completed=completed, description=f"{what}, {behind:,} behind")
        return behind

    async def judge(self) -> Verdict:
        """Hold memberships to the reference and to their facts."""
        bar = self.progress.add_task("everybody is held to the reference", total=self.order.customers)
        until = time.monotonic() + DRAIN_WITHIN_SECONDS
        while time.monotonic() < until:
            async with self.platform.database.read(self.corp_id) as session:
                if await is_at_rest(session):
                    break
            await asyncio.sleep(LOOK_EVERY_SECONDS)
        return await judge(
            self.platform.database,
            self.platform.history_door(),
            self.corp_id,
            lambda done, of: self.progress.update(bar, completed=done, total=of),
        )


def run(*, customers: int, segments: int, facts_per_s: int, seconds: float) -> int:
    """Measure and print; 1 when any member is wrong."""
    console = Console(stderr=True)
    with fresh_installation("bench") as stack:
        assert stack.postgres is not None  # noqa: S101 - the benchmark always embeds
        draft = ConnectionDraft(corpid=CORPID, name="bench", agentid=1000002, secret=NO_SECRET)
        corp_id = connect_corp(stack.settings, stack.postgres, draft).corp_id
        order = Order(
            app_url=stack.postgres.url("app"),
            dispatcher_url=stack.postgres.url("dispatcher"),
            corp_id=corp_id,
            customers=customers,
            facts_per_s=facts_per_s,
            seconds=seconds,
            seed=SEED,
        )
        report = asyncio.run(_measure(stack, corp_id, order, segments, console))
    print(json.dumps(report))
    return 1 if report["wrong"] else 0


async def _measure(stack: Stack, corp_id: CorpId, order: Order, segments: int, console: Console) -> dict[str, object]:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    async with open_platform(stack.settings) as platform:
        with Progress(*columns, console=console) as progress:
            bench = Bench(stack, platform, corp_id, order, progress)
            await bench.prepare(segments)
            facts, wrote_s, behind_s = await bench.stream()
            load = os.getloadavg()[0]
            verdict = await bench.judge()
        async with platform.database.read(corp_id) as session:
            delays = await _delays(session)
    for line in verdict.evidence:
        console.print(f"  [red]{line}[/red]", highlight=False)
    offered = facts / wrote_s
    return {
        "facts": facts,
        "facts_per_s": round(facts / (wrote_s + behind_s)),
        "offered_per_s": round(offered),
        "late": offered < LATE_BELOW * order.facts_per_s,
        "segments": segments,
        "customers": order.customers,
        "transitions": delays.transitions,
        "p50_s": delays.part(0.5),
        "p95_s": delays.part(0.95),
        "max_s": delays.part(1),
        "wrong": verdict.faults,
        "behind_s": round(behind_s, 2),
        "load": round(load, 1),
        "cpus": os.cpu_count(),
    }


async def _delays(session: Session) -> Delays:
    listening: dict[int, frozenset[Trigger]] = {
        one.segment_id: frozenset().union(*map(triggers, leaves(expression(one.definition)).values()))
        for one in await saving.list_segments(session)
    }
    rows = await session.fetch(
        """
        SELECT kind, customer_id, extract(epoch FROM recorded_at)::float8 AS t, data FROM fact
        WHERE corp_id = lingqu_corp() AND customer_id IS NOT NULL ORDER BY era, xid, id
        """
    )
    return delays_of(rows, listening)


def delays_of(rows: Iterable[Mapping[str, Any]], listening: Mapping[int, frozenset[Trigger]]) -> Delays:
    """Look from each `entered` and `left` back to the fact that led to it.

    Args:
        rows: facts about customers in the order of the log: kind, customer_id, t (recorded, in seconds) and data.
        listening: what may change the answers that a segment asks for.
    """
    heard: defaultdict[int, list[tuple[float, frozenset[Trigger]]]] = defaultdict(list)
    took: list[float] = []
    transitions = 0
    for row in rows:
        if row["kind"] not in {SEGMENT_ENTERED, SEGMENT_LEFT}:
            heard[row["customer_id"]].append((row["t"], frozenset(triggers_of(row["kind"], row["data"]))))
            continue
        transitions += 1
        asked = listening[row["data"]["segment_id"]]
        led = next((t for t, told in reversed(heard[row["customer_id"]]) if told & asked), None)
        if led is not None:
            took.append(row["t"] - led)
    return Delays(sorted(took), transitions)
