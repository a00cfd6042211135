"""`lingqu chaos segments`: the worker, history's engine and the database are killed while segments are followed.

Facts of all kinds come in, customers become one and come apart, definitions are edited and put away, grants are
switched, windows of seconds lapse and a day ends. In the end everybody is where the reference finds them, what
`entered` and `left` tell of each leads there, step by step, and whoever is a member has what grants give, once.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from psycopg_pool import PoolTimeout
from rich.console import Console

from lingqu.corps.contracts import ConnectionDraft
from lingqu.customers.contracts.facts import CUSTOMER_MERGED, CUSTOMER_UNMERGED
from lingqu.customers.contracts.jobs import JOB_JOIN
from lingqu.entrypoints.bench.connect import connect_corp
from lingqu.entrypoints.chaos.killing import Killer
from lingqu.entrypoints.chaos.midnight import clock_before_midnight
from lingqu.entrypoints.chaos.segment_giving import Given, Giving, are_at_rest, judge_grants
from lingqu.entrypoints.chaos.segment_kinds import BY_DAY
from lingqu.entrypoints.chaos.segment_life import Life
from lingqu.entrypoints.chaos.segment_oneid import OneId, Persons, judge_persons
from lingqu.entrypoints.chaos.segment_traits import Traits
from lingqu.entrypoints.fresh import fresh_installation
from lingqu.entrypoints.listening import free_port
from lingqu.entrypoints.memberships import AT_REST_FOR, Verdict, is_at_rest, judge
from lingqu.entrypoints.platform import Platform, open_platform
from lingqu.entrypoints.up import Stack
from lingqu.infra.clocks import RealClock
from lingqu.infra.database import Session
from lingqu.infra.history.errors import HistoryError
from lingqu.kernel.ids import CorpId
from lingqu.segments.contracts.facts import SEGMENT_ENTERED, SEGMENT_LEFT, SEGMENT_REDEFINED
from lingqu.segments.contracts.jobs import JOB_GRANT

VICTIMS = ("worker", "history", "database")
SECONDS_BETWEEN_UNITS = 0.1
SECONDS_AFTERWARDS = 1.0
BUILD_WITHIN_SECONDS = 60.0
DRAIN_WITHIN_SECONDS = 180.0
MIDNIGHT_AFTER = timedelta(seconds=45)
"""So long after its beginning: some seconds after everything has been started and built."""
CORPID = "wwchaos000000000s"
NO_SECRET = "never used: WeCom is not called"  # noqa: S105 - as it says
_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, HistoryError)
"""While the database or history is being started again."""

_FACTS = "SELECT count(*) FROM fact WHERE corp_id = lingqu_corp()"
_WAITING = "SELECT EXISTS (SELECT FROM job WHERE corp_id = lingqu_corp() AND kind = ANY(%s))"
_COUNTED = """
SELECT count(*) FILTER (WHERE kind <> ALL(%(ours)s)), count(*) FILTER (WHERE kind = %(built)s),
       count(*) FILTER (WHERE kind = ANY(%(ours)s) AND data->>'because' = 'time'),
       count(*) FILTER (WHERE kind = ANY(%(ours)s) AND data->>'because' = 'time'
         AND (data->>'segment_id')::integer IN (
           SELECT segment_id FROM segment WHERE corp_id = %(corp)s AND name = ANY(%(by_day)s))),
       count(*) FILTER (WHERE kind = %(joined)s), count(*) FILTER (WHERE kind = %(parted)s)
FROM fact WHERE corp_id = %(corp)s
"""
_NEWEST = "SELECT {} FROM fact WHERE corp_id = %(corp)s AND {} ORDER BY era DESC, xid DESC, id DESC LIMIT 1"
_COPIED = "corp_id, era, recorded_at, occurred_at, kind, customer_id, staff_id, data, cause"
_OF_SEGMENTS = "kind IN ('segment.entered', 'segment.left')"
_OF_GRANTS = """kind = 'tag.granted' AND EXISTS (
  SELECT FROM relation_tag t
  WHERE (t.corp_id, t.customer_id, t.staff_id) = (fact.corp_id, fact.customer_id, fact.staff_id)
    AND t.tag_id = (data->>'tag_id')::integer AND t.granted_at = fact.occurred_at AND t.source LIKE 'grant:%%'
    AND t.status IN ('pending', 'granted'))"""
PLANTS = {
    # The judge must notice one fact that was not told …
    "missing": f"DELETE FROM fact WHERE (era, xid, id) = ({_NEWEST.format('era, xid, id', _OF_SEGMENTS)})",
    # … one that was told twice …
    "doubled": f"INSERT INTO fact ({_COPIED}) {_NEWEST.format(_COPIED, _OF_SEGMENTS)}",
    # … a tag that a grant did not give to a member …
    "ungiven": """
      DELETE FROM relation_tag t USING (
        SELECT r.customer_id, r.staff_id, r.tag_id FROM relation_tag r
        JOIN follow_relation f ON (f.corp_id, f.customer_id, f.staff_id) = (r.corp_id, r.customer_id, r.staff_id)
        WHERE r.corp_id = %(corp)s AND r.source LIKE 'grant:%%' AND r.status IN ('pending', 'granted')
          AND f.deleted_at IS NULL AND r.granted_at >= f.added_at
          AND NOT EXISTS (SELECT FROM customer c WHERE c.corp_id = r.corp_id AND c.merged_into IS NOT NULL
                          AND r.customer_id IN (c.customer_id, c.merged_into))
          AND NOT EXISTS (SELECT FROM relation_tag o
                          WHERE (o.corp_id, o.customer_id, o.tag_id) = (r.corp_id, r.customer_id, r.tag_id)
                            AND o.staff_id <> r.staff_id)
        ORDER BY r.granted_at DESC LIMIT 1
      ) AS newest
      WHERE t.corp_id = %(corp)s
        AND (t.customer_id, t.staff_id, t.tag_id) = (newest.customer_id, newest.staff_id, newest.tag_id)
    """,
    # … one that was given twice …
    "given-twice": f"INSERT INTO fact ({_COPIED}) {_NEWEST.format(_COPIED, _OF_GRANTS)}",
    # … and somebody who was not joined.
    "unjoined": """
      UPDATE customer SET merged_into = NULL WHERE corp_id = %(corp)s AND customer_id = (
        SELECT max(customer_id) FROM customer WHERE corp_id = %(corp)s AND merged_into IS NOT NULL)
    """,
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

    async def finish(self) -> None:
        """Switch on what grants are off."""
        until = time.monotonic() + DRAIN_WITHIN_SECONDS
        while time.monotonic() < until:
            with suppress(*_AWAY):
                async with self.platform.database.unit(self.corp_id) as unit:
                    await self.life.giving.finish(unit)
                return
            await self.killer.mend_for(0.2)

    async def rest(self, *, within: float, at_least: timedelta = AT_REST_FOR) -> None:
        """Wait until nothing moves any more, and nothing will for a while."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            await self.killer.mend_for(0.2)
            with suppress(*_AWAY):
                async with self.platform.database.read(self.corp_id) as session:
                    if await _nothing_moves(session, at_least):
                        return
        raise SystemExit(f"segments have not come to rest after {within:.0f} s")

    async def judge(self) -> tuple[Verdict, Persons, Given]:
        """Hold members, people and what was given to what they must be."""
        verdict = await judge(self.platform.database, self.platform.history_door(), self.corp_id)
        async with self.platform.database.read(self.corp_id) as session:
            persons = await judge_persons(session, self.life.oneid.most)
            return verdict, persons, await judge_grants(session, verdict.members)

    def plant(self, names: Sequence[str]) -> None:
        """Falsify what is newest, one thing after the other."""
        with psycopg.connect(self._superuser_url) as connection:
            connection.execute("SELECT set_config('lingqu.fact_writer', '1', true)")
            for name, sql in PLANTS.items():
                if name in names:
                    connection.execute(sql.encode(), {"corp": self.corp_id})

    def report(self, verdict: Verdict, persons: Persons, given: Given) -> dict[str, object]:
        """Say what happened and what was found."""
        ours = [SEGMENT_ENTERED, SEGMENT_LEFT, SEGMENT_REDEFINED]
        with psycopg.connect(self._superuser_url) as connection:
            counted = connection.execute(
                _COUNTED,
                {
                    "ours": ours,
                    "built": SEGMENT_REDEFINED,
                    "corp": self.corp_id,
                    "by_day": list(BY_DAY),
                    "joined": CUSTOMER_MERGED,
                    "parted": CUSTOMER_UNMERGED,
                },
            ).fetchone()
        facts, builds, by_time, by_day, joined, parted = counted or (0,) * 6
        return {
            "kills": dict(self.killer.killed),
            "facts": facts,
            "segments": verdict.segments,
            "builds": builds,
            "transitions": verdict.transitions,
            "by_time": by_time,
            "by_day": by_day,
            "joined": joined,
            "parted": parted,
            "given": given.given,
            "wrong_members": verdict.wrong_members,
            "doubled": verdict.doubled,
            "missing": verdict.missing,
            "wrong_persons": persons.wrong + persons.crowded,
            "ungiven": given.ungiven,
            "unearned": given.unearned,
            "given_twice": given.given_twice,
            "untold": given.untold,
        }

    @property
    def _superuser_url(self) -> str:
        assert self.stack.postgres is not None  # noqa: S101 - crash tests always embed
        return self.stack.postgres.url("superuser")


def run(*, kills: int, plants: Sequence[str] = (), victims: Sequence[str] = VICTIMS, seed: int = 7) -> int:
    """Kill, let it settle, judge, print; 1 when anything is wrong, told or given twice, or not told or given."""
    settings = {
        "LINGQU_CLOCK": clock_before_midnight(RealClock().now(), MIDNIGHT_AFTER),
        "LINGQU_WECOM_BASE_URL": f"http://127.0.0.1:{free_port()}",
    }
    with fresh_installation("chaos", settings) as stack:
        verdict, persons, given, report = _try(stack, kills, plants, victims, random.Random(seed))  # noqa: S311 - repeatably
    console = Console(stderr=True)
    for line in [*verdict.evidence, *persons.evidence, *given.evidence]:
        console.print(f"  [red]{line}[/red]", highlight=False)
    print(json.dumps(report))
    return 1 if verdict.faults or persons.wrong or persons.crowded or given.faults else 0


def _try(
    stack: Stack, kills: int, plants: Sequence[str], victims: Sequence[str], chance: random.Random
) -> tuple[Verdict, Persons, Given, dict[str, object]]:
    assert stack.postgres is not None  # noqa: S101 - crash tests always embed
    draft = ConnectionDraft(corpid=CORPID, name="chaos", agentid=1000002, secret=NO_SECRET)
    corp_id = connect_corp(stack.settings, stack.postgres, draft).corp_id

    async def trial() -> tuple[Verdict, Persons, Given, dict[str, object]]:
        async with open_platform(stack.settings) as platform:
            oneid = OneId(chance, platform.keyring, platform.settings.identity_most_customers)
            life = Life(chance, Traits(chance), oneid, Giving(chance))
            one = Trial(stack, platform, corp_id, life, Killer(stack, chance))
            async with platform.database.unit(corp_id) as unit:
                await life.begin(unit)
            await one.rest(within=BUILD_WITHIN_SECONDS, at_least=timedelta())
            living = asyncio.create_task(one.live())
            for _ in range(kills):
                await one.killer.strike(chance.choice(victims))
            await one.killer.mend_for(SECONDS_AFTERWARDS)
            one.is_over = True
            await living
            await one.finish()
            await one.rest(within=DRAIN_WITHIN_SECONDS)
            one.plant(plants)
            found = await one.judge()
            return *found, one.report(*found)

    return asyncio.run(trial())


async def _nothing_moves(session: Session, at_least: timedelta) -> bool:
    """Tell whether all are at rest at once: meanwhile no fact may come, for the looks are one after the other."""
    before = await session.fetch_value(_FACTS)
    waiting = await session.fetch_value(_WAITING, ([JOB_JOIN, JOB_GRANT],))
    if waiting or not (await is_at_rest(session, at_least=at_least) and await are_at_rest(session)):
        return False
    return await session.fetch_value(_FACTS) == before
