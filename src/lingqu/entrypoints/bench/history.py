"""`lingqu bench history`: facts copied a second, and how long a fact takes to be found in history.

An installation of its own: embedded database, embedded history, one worker. Facts are recorded at a steady rate, then
again while an import records many more, then everything is copied anew beside the living copy.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lingqu.corps.contracts import ConnectionDraft
from lingqu.entrypoints.bench.connect import connect_corp
from lingqu.entrypoints.fresh import fresh_installation
from lingqu.entrypoints.history import rebuild
from lingqu.entrypoints.platform import Platform, open_platform
from lingqu.entrypoints.up import Stack
from lingqu.infra.history.errors import HistoryError
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId, CustomerId, StaffId

UNITS_PER_SECOND = 20
LOOK_EVERY_SECONDS = 0.1
IMPORT_BATCH = 1_000
CATCH_UP_WITHIN_SECONDS = 120.0
CORPID = "wwbench0000000002"
NO_SECRET = "never used: WeCom is not called"  # noqa: S105 - as it says

_NEWEST = (
    "SELECT toUnixTimestamp64Micro(max(recorded_at)) AS at, count() AS facts FROM fact"
    " WHERE corp_id = {corp_id:UInt32} AND generation = {generation:UInt32} AND kind = 'bench.steady'"
)
_COUNT = "SELECT count() AS facts FROM fact WHERE corp_id = {corp_id:UInt32} AND generation = {generation:UInt32}"


@dataclass(slots=True)
class Bench:
    """One installation under load."""

    platform: Platform
    corp_id: CorpId
    written: int = 0
    lags: list[float] = field(default_factory=list)

    async def record(self, kind: str, count: int) -> None:
        """Record facts in one unit."""
        async with self.platform.database.unit(self.corp_id) as unit:
            unit.publish(
                *(
                    Fact(
                        kind=kind,
                        occurred_at=unit.at,
                        customer_id=CustomerId(number * 7919 % 1_000_003),
                        staff_id=StaffId(number % 300 + 1),
                        data={"amount": number % 50_000, "channel_id": number % 50, "order_no": f"N{number}"},
                    )
                    for number in range(self.written, self.written + count)
                )
            )
        self.written += count

    async def record_steadily(self, *, per_second: int, seconds: float) -> float:
        """Record at a rate; return the rate reached."""
        began, turns = time.perf_counter(), int(seconds * UNITS_PER_SECOND)
        for turn in range(turns):
            await self.record("bench.steady", per_second // UNITS_PER_SECOND)
            await asyncio.sleep(max(0.0, began + (turn + 1) / UNITS_PER_SECOND - time.perf_counter()))
        return turns * (per_second // UNITS_PER_SECOND) / (time.perf_counter() - began)

    async def record_import(self, count: int) -> float:
        """Record many facts in batches, one after another; return how many a second."""
        began = time.perf_counter()
        for _ in range(count // IMPORT_BATCH):
            await self.record("bench.import", IMPORT_BATCH)
        return count / (time.perf_counter() - began)

    async def watch(self, *, until: asyncio.Event) -> list[float]:
        """Look how old the newest steady fact in history is, again and again."""
        lags: list[float] = []
        door = self.platform.history_door()
        while not until.is_set():
            row = (await door.ask(self.corp_id, _NEWEST)).table.to_pylist()[0]
            if row["facts"]:
                lags.append(self.platform.database.clock.now().timestamp() - row["at"] / 1e6)
            await asyncio.sleep(LOOK_EVERY_SECONDS)
        return lags

    async def await_all(self) -> float:
        """Wait until history holds every fact; return the seconds that took."""
        began = time.perf_counter()
        door = self.platform.history_door()
        while time.perf_counter() - began < CATCH_UP_WITHIN_SECONDS:
            try:
                held = (await door.ask(self.corp_id, _COUNT)).table.column("facts")[0].as_py()
            except HistoryError:
                held = -1
            if held == self.written:
                return time.perf_counter() - began
            await asyncio.sleep(0.05)
        raise SystemExit(f"history does not hold all {self.written} facts: this benchmark means nothing")


def run(*, per_second: int, seconds: float, imported: int) -> int:
    """Measure and print."""
    with fresh_installation("bench") as stack:
        print(json.dumps(_measure(stack, per_second, seconds, imported)))
    return 0


def _measure(stack: Stack, per_second: int, seconds: float, imported: int) -> dict[str, object]:
    assert stack.postgres is not None  # noqa: S101 - the benchmark always embeds
    draft = ConnectionDraft(corpid=CORPID, name="bench", agentid=1000002, secret=NO_SECRET)
    corp_id = connect_corp(stack.settings, stack.postgres, draft).corp_id

    async def measure() -> dict[str, object]:
        async with open_platform(stack.settings) as platform:
            bench = Bench(platform, corp_id)
            await bench.await_all()
            _say(f"{per_second} facts a second for {seconds:.0f} s")
            steady = await _steady(bench, per_second, seconds)
            _say(f"the same while an import records {imported}")
            beside, rates = await _beside_import(bench, per_second, seconds, imported)
            _say(f"all {bench.written} copied anew")
            began = time.perf_counter()
            await rebuild(platform, [corp_id])
            rebuilt = time.perf_counter() - began
            await bench.await_all()
            return {
                "facts_per_s": round(bench.written / rebuilt),
                "lag_s_p50": _part(steady[1], 0.5),
                "lag_s_p95": _part(steady[1], 0.95),
                "recorded_per_s": round(steady[0]),
                "lag_s_p95_with_import": _part(beside, 0.95),
                "recorded_per_s_with_import": round(rates[0]),
                "imported_per_s": round(rates[1]),
                "facts": bench.written,
                "child_rss_mb": _rss_mb(stack.history.pid if stack.history else None),
                "cpus": os.cpu_count(),
            }

    return asyncio.run(measure())


async def _steady(bench: Bench, per_second: int, seconds: float) -> tuple[float, list[float]]:
    done = asyncio.Event()
    watching = asyncio.create_task(bench.watch(until=done))
    rate = await bench.record_steadily(per_second=per_second, seconds=seconds)
    done.set()
    lags = await watching
    await bench.await_all()
    return rate, lags


async def _beside_import(
    bench: Bench, per_second: int, seconds: float, imported: int
) -> tuple[list[float], tuple[float, float]]:
    importing = asyncio.create_task(bench.record_import(imported))
    rate, lags = await _steady(bench, per_second, seconds)
    return lags, (rate, await importing)


def _part(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))], 2)


def _rss_mb(pid: int | None) -> int:
    """Return the resident memory of a process (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024


def _say(what: str) -> None:
    print(f"bench history: {what}", file=sys.stderr, flush=True)
