"""`lingqu chaos history`: the engine of history, the copying worker and the database are killed while facts come in.

In the end history must hold every fact that PostgreSQL holds, each once.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from psycopg_pool import PoolTimeout

from lingqu.corps.contracts import ConnectionDraft
from lingqu.entrypoints.bench.connect import connect_corp
from lingqu.entrypoints.chaos.killing import Killer
from lingqu.entrypoints.fresh import fresh_installation
from lingqu.entrypoints.platform import Platform, open_platform
from lingqu.entrypoints.up import Stack
from lingqu.infra.history.errors import HistoryError
from lingqu.infra.history.generations import Generation, list_generations
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId

VICTIMS = ("history", "worker", "database")
DRAIN_WITHIN_SECONDS = 180.0
FACTS_PER_UNIT = (1, 400)
MONTHS = 4
CORPID = "wwchaos000000000h"
NO_SECRET = "never used: WeCom is not called"  # noqa: S105 - as it says

# Of two writers the last in order need not have the highest id.
SENT = """
SELECT NOT EXISTS (SELECT FROM history_batch) AND (
  SELECT (era, xid, id) FROM fact ORDER BY era DESC, xid DESC, id DESC LIMIT 1
) = (
  SELECT (era, xid, id) FROM fact_cursor WHERE reader LIKE 'history:%%' ORDER BY era DESC, xid DESC, id DESC LIMIT 1
)
"""

TRUTH = """
SELECT era, xid::text::bigint, id, kind FROM fact
WHERE (era, xid, id) <= (%s, %s::bigint::text::xid8, %s)
"""
EVIDENCE = 10

PLANTS = {
    # The judge must notice one fact that is gone …
    "loss": "DELETE FROM fact WHERE corp_id = {corp_id:UInt32} AND id = {id:UInt64}",
    # … and one that is there twice.
    "duplicate": "INSERT INTO fact SELECT * FROM fact WHERE corp_id = {corp_id:UInt32} AND id != {id:UInt64} LIMIT 1",
}


@dataclass(slots=True)
class Trial:
    """One installation, its writers and its killer."""

    stack: Stack
    platform: Platform
    corp_id: CorpId
    chance: random.Random
    killer: Killer
    units: int = 0
    is_over: bool = False

    async def write(self) -> None:
        """Record facts over several months, in units of many sizes, until told to stop."""
        while not self.is_over:
            with suppress(psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout):
                async with self.platform.database.unit(self.corp_id) as unit:
                    unit.publish(
                        *(
                            Fact(
                                kind="chaos",
                                occurred_at=unit.at - timedelta(days=31 * self.chance.randrange(MONTHS)),
                                data={"unit": self.units, "number": number},
                            )
                            for number in range(self.chance.randint(*FACTS_PER_UNIT))
                        )
                    )
                self.units += 1
            await asyncio.sleep(0.05)

    async def drain(self) -> list[Generation]:
        """Wait until nothing is left to copy; return the copies there are."""
        until = time.monotonic() + DRAIN_WITHIN_SECONDS
        while time.monotonic() < until:
            await self.killer.mend_for(0.3)
            with suppress(psycopg.OperationalError, HistoryError, PoolTimeout):
                async with self.platform.database.read(self.corp_id) as session:
                    copies = await list_generations(session)
                    sent = await session.fetch_value(SENT)
                if sent and [copy.role for copy in copies] == ["living"] and copies[0].caught_up_at is not None:
                    return copies
        raise SystemExit(f"history is still behind after {DRAIN_WITHIN_SECONDS:.0f} s")

    async def judge(self) -> dict[str, object]:
        """Hold history against PostgreSQL, fact by fact."""
        assert self.stack.postgres is not None  # noqa: S101 - crash tests always embed
        sql = "SELECT era, xid, id FROM fact WHERE corp_id = {corp_id:UInt32} AND generation = {generation:UInt32}"
        found = await self.platform.history_door().ask(self.corp_id, sql)
        upto = (found.upto.era, found.upto.xid, found.upto.id)
        rows = zip(*(found.table.column(name).to_pylist() for name in ("era", "xid", "id")), strict=True)
        # The installation works on and may tell of something by itself: what came since is on its way.
        held = Counter(row for row in rows if row <= upto)
        with psycopg.connect(self.stack.postgres.url("superuser")) as connection:
            rows = connection.execute(TRUTH, upto).fetchall()
        truth = Counter((row[0], row[1], row[2]) for row in rows)
        kinds = {(row[0], row[1], row[2]): row[3] for row in rows}
        for one in [*(truth - held), *(held - truth)][:EVIDENCE]:
            print(f"  a fact {kinds.get(one, 'of nobody')} {one}: {held[one]} times", file=sys.stderr)
        return {
            "facts": truth.total(),
            "lost": (truth - held).total(),
            "doubled": (held - truth).total(),
            "killed": dict(self.killer.killed),
        }


def run(*, kills: int, plants: Sequence[str] = (), victims: Sequence[str] = VICTIMS, seed: int = 7) -> int:
    """Kill, let it settle, judge, print; 1 when something was lost or doubled."""
    with fresh_installation("chaos") as stack:
        verdict = _try(stack, kills, plants, victims, random.Random(seed))  # noqa: S311 - who dies when, repeatably
    print(json.dumps(verdict))
    return 0 if verdict["lost"] == verdict["doubled"] == 0 else 1


def _try(
    stack: Stack, kills: int, plants: Sequence[str], victims: Sequence[str], chance: random.Random
) -> dict[str, object]:
    assert stack.postgres is not None  # noqa: S101 - crash tests always embed
    draft = ConnectionDraft(corpid=CORPID, name="chaos", agentid=1000002, secret=NO_SECRET)
    corp_id = connect_corp(stack.settings, stack.postgres, draft).corp_id

    async def trial() -> dict[str, object]:
        async with open_platform(stack.settings) as platform:
            one = Trial(stack, platform, corp_id, chance, Killer(stack, chance))
            writers = [asyncio.create_task(one.write()) for _ in range(2)]
            for _ in range(kills):
                await one.killer.strike(chance.choice(victims))
            one.is_over = True
            await asyncio.gather(*writers)
            await one.drain()
            assert platform.history is not None  # noqa: S101 - crash tests have history
            # Found beforehand: a deletion asks what it says once for each part of the table, while others shrink.
            first = "SELECT min(id) AS id FROM fact WHERE corp_id = {corp_id:UInt32}"
            (fact_id,) = (await platform.history.query(first, {"corp_id": corp_id}))["id"].to_pylist()
            for name, sql in PLANTS.items():
                if name in plants:
                    await platform.history.execute(sql, {"corp_id": corp_id, "id": fact_id})
            return await one.judge()

    return asyncio.run(trial())
