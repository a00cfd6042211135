"""`lingqu chaos segments`: the worker, history's engine and the database are killed while segments are followed.

Facts of tags, relations and events come in, definitions are edited and put away, windows of seconds lapse. In the end
everybody is where the reference finds them, and what `entered` and `left` tell of each leads there, step by step.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import psycopg
from psycopg_pool import PoolTimeout
from rich.console import Console

from lingqu.corps.contracts import ConnectionDraft
from lingqu.entrypoints.bench.connect import connect_corp
from lingqu.entrypoints.chaos.killing import Killer
from lingqu.entrypoints.chaos.segment_life import Life
from lingqu.entrypoints.fresh import fresh_installation
from lingqu.entrypoints.memberships import Verdict, is_at_rest, judge
from lingqu.entrypoints.platform import Platform, open_platform
from lingqu.entrypoints.up import Stack
from lingqu.infra.history.errors import HistoryError
from lingqu.kernel.ids import CorpId
from lingqu.segments.contracts.facts import SEGMENT_ENTERED, SEGMENT_LEFT, SEGMENT_REDEFINED

VICTIMS = ("worker", "history", "database")
SECONDS_BETWEEN_UNITS = 0.1
SECONDS_AFTERWARDS = 1.0
BUILD_WITHIN_SECONDS = 60.0
DRAIN_WITHIN_SECONDS = 180.0
CORPID = "wwchaos000000000s"
NO_SECRET = "never used: WeCom is not called"  # noqa: S105 - as it says
_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, HistoryError)
"""While the database or history is being started again."""

_NEWEST = (
    "SELECT {} FROM fact WHERE corp_id = %s AND kind IN ('segment.entered', 'segment.left')"
    " ORDER BY era DESC, xid DESC, id DESC LIMIT 1"
)
PLANTS = {
    # The judge must notice one fact that was not told …
    "missing": f"DELETE FROM fact WHERE (era, xid, id) = ({_NEWEST.format('era, xid, id')})",
    # … and one that was told twice.
    "doubled": (
        "INSERT INTO fact (corp_id, era, recorded_at, occurred_at, kind, customer_id, data, cause) "
        + _NEWEST.format("corp_id, era, recorded_at, occurred_at, kind, customer_id, data, cause")
    ),
}


@dataclass(slots=True)
class Trial:
    """One installation, what happens in it and its killer."""

    stack: Stack
    platform: Platform
    corp_id: CorpId
    life: Life
    killer: Killer
    is_over: bool = False

    async def live(self) -> None:
        """Let things happen until told to stop."""
        while not self.is_over:
            with suppress(*_AWAY):
                async with self.platform.database.unit(self.corp_id) as unit:
                    await self.life.act(unit)
            await asyncio.sleep(SECONDS_BETWEEN_UNITS)

    async def rest(self, *, within: float) -> None:
        """Wait until nothing moves any more."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            await self.killer.mend_for(0.2)
            with suppress(*_AWAY):
                async with self.platform.database.read(self.corp_id) as session:
                    if await is_at_rest(session):
                        return
        raise SystemExit(f"segments have not come to rest after {within:.0f} s")

    def plant(self, names: Sequence[str]) -> None:
        """Falsify the newest fact of a membership, and then the newest that is left."""
        with psycopg.connect(self._superuser_url) as connection:
            connection.execute("SELECT set_config('lingqu.fact_writer', '1', true)")
            for name, sql in PLANTS.items():
                if name in names:
                    connection.execute(sql.encode(), (self.corp_id,))

    def report(self, verdict: Verdict) -> dict[str, object]:
        """Say what happened and what was found."""
        ours = (SEGMENT_ENTERED, SEGMENT_LEFT, SEGMENT_REDEFINED)
        with psycopg.connect(self._superuser_url) as connection:
            facts, builds, by_time = connection.execute(
                "SELECT count(*) FILTER (WHERE kind <> ALL(%s)), count(*) FILTER (WHERE kind = %s),"
                " count(*) FILTER (WHERE kind = ANY(%s) AND data->>'because' = 'time') FROM fact WHERE corp_id = %s",
                (list(ours), SEGMENT_REDEFINED, list(ours), self.corp_id),
            ).fetchone() or (0, 0, 0)
        return {
            "kills": dict(self.killer.killed),
            "facts": facts,
            "segments": verdict.segments,
            "builds": builds,
            "transitions": verdict.transitions,
            "by_time": by_time,
            "wrong_members": verdict.wrong_members,
            "doubled": verdict.doubled,
            "missing": verdict.missing,
        }

    @property
    def _superuser_url(self) -> str:
        assert self.stack.postgres is not None  # noqa: S101 - crash tests always embed
        return self.stack.postgres.url("superuser")


def run(*, kills: int, plants: Sequence[str] = (), victims: Sequence[str] = VICTIMS, seed: int = 7) -> int:
    """Kill, let it settle, judge, print; 1 when anything is wrong, told twice or not told."""
    with fresh_installation("chaos") as stack:
        verdict, report = _try(stack, kills, plants, victims, random.Random(seed))  # noqa: S311 - repeatably
    console = Console(stderr=True)
    for line in verdict.evidence:
        console.print(f"  [red]{line}[/red]", highlight=False)
    print(json.dumps(report))
    return 1 if verdict.faults else 0


def _try(
    stack: Stack, kills: int, plants: Sequence[str], victims: Sequence[str], chance: random.Random
) -> tuple[Verdict, dict[str, object]]:
    assert stack.postgres is not None  # noqa: S101 - crash tests always embed
    draft = ConnectionDraft(corpid=CORPID, name="chaos", agentid=1000002, secret=NO_SECRET)
    corp_id = connect_corp(stack.settings, stack.postgres, draft).corp_id

    async def trial() -> tuple[Verdict, dict[str, object]]:
        async with open_platform(stack.settings) as platform:
            one = Trial(stack, platform, corp_id, Life(chance), Killer(stack, chance))
            async with platform.database.unit(corp_id) as unit:
                await one.life.begin(unit)
            await one.rest(within=BUILD_WITHIN_SECONDS)
            living = asyncio.create_task(one.live())
            for _ in range(kills):
                await one.killer.strike(chance.choice(victims))
            await one.killer.mend_for(SECONDS_AFTERWARDS)
            one.is_over = True
            await living
            await one.rest(within=DRAIN_WITHIN_SECONDS)
            one.plant(plants)
            verdict = await judge(platform.database, platform.history_door(), corp_id)
            return verdict, one.report(verdict)

    return asyncio.run(trial())
