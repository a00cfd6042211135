"""Incremental is full: after every batch of facts each segment has the members whom the reference finds.

Definitions of state and of the past, kept by both readers with history between them, and the reference on customers as
they are loaded. AGREEMENT_EXAMPLES sets how many lives are tried.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from audiences.budget import examples
from audiences.life import PEOPLE, Life
from audiences.loading import insert, load_world
from audiences.world import DAY, NOON
from conftest import make_corp
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, DatabaseUrls, UnitOfWork
from lingqu.infra.history.copy import Copier
from lingqu.infra.history.embedded import EmbeddedHistory
from lingqu.infra.history.reading import HistoryDoor
from lingqu.infra.history.server import HistoryServer
from lingqu.kernel.ids import CorpId, CustomerId
from lingqu.segments.api import saving
from lingqu.segments.api.columns import Columns
from lingqu.segments.api.explaining import read_people
from lingqu.segments.api.following import Following
from lingqu.segments.domain import predicate
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.reading import convert
from lingqu.segments.store import sets
from lingqu.segments.store.sets import Delta

pytestmark = pytest.mark.slow

WEEK, MONTH = {"kind": "last", "duration": "P7D"}, {"kind": "last", "duration": "P30D"}
ADDED, GRANTED = {"name": "relation.added"}, {"name": "tag.granted"}
DOCUMENTS: dict[str, dict[str, Any]] = {
    "tagged": {"kind": "tag", "tags": [1]},
    "lately tagged": {"kind": "tag", "tags": [1, 2], "match": "all", "granted": WEEK},
    "not tagged by one": {"kind": "tag", "tags": [1], "groups": [200], "match": "none", "one_relation": True},
    "of few members": {"kind": "relation", "scope": {"departments": [10]}, "count": {"op": "le", "n": 1}},
    "in a group lately": {"kind": "group", "chat_tags": [1], "joined": WEEK},
    "birthday": {"kind": "attribute", "key": "birthday", "op": "anniversary_within_next", "value": 7},
    "granted twice": {"kind": "event", "event": GRANTED, "window": WEEK, "count": {"n": 2}},
    "never granted": {"kind": "event", "event": GRANTED, "count": {"op": "eq", "n": 0}},
    "first granted": {
        "kind": "event_edge", "event": GRANTED, "edge": "first", "test": {"key": "tag_id", "op": "eq", "value": 1},
    },
    "added and tagged": {"kind": "sequence", "steps": [ADDED, GRANTED], "within": "P3D"},
    "added in vain": {"kind": "lapse", "did": ADDED, "then_not": GRANTED, "within": "P2D"},
    "spent": {"kind": "order", "measure": "sum", "op": "gt", "value": 100, "window": MONTH},
    "asleep": {"kind": "order", "measure": "days_since_last", "op": "gt", "value": 3},
    "bought nothing": {"kind": "order", "op": "eq", "value": 0, "window": WEEK},
}  # fmt: skip
_MOST_STEPS = 1_000
READING: dict[str, Callable[[dict[str, int]], dict[str, Any]]] = {
    "long tagged": lambda made: {"kind": "segment", "segment_id": made["tagged"], "held_for": "P2D"},
    "either": lambda made: {
        "kind": "any",
        "of": [{"kind": "segment", "segment_id": made["spent"]}, {"kind": "not", "of": DOCUMENTS["lately tagged"]}],
    },
    "both": lambda made: {
        "kind": "all",
        "of": [{"kind": "segment", "segment_id": made["either"]}, {"kind": "bucket", "salt": "s", "last": 799}],
    },
}


@dataclass(frozen=True)
class Ground:
    """Both engines, open from example to example; each has a corp of its own."""

    runner: asyncio.Runner
    database: Database
    history: EmbeddedHistory
    clock: SteppedClock
    corps: Iterator[int] = field(default_factory=lambda: count(1))

    async def begin(self) -> CorpId:
        """Make a corp of people of whom nothing is known, with segments that are built."""
        async with make_corp(self.database, f"ww{next(self.corps):016d}") as corp_id:
            async with self.database.unit(corp_id) as unit:
                await load_world(unit)
                rows = [(one, f"w{one}", unit.at) for one in PEOPLE]
                await insert(unit, "customer", "customer_id, external_userid, first_seen_at", rows)
                made: dict[str, int] = {}
                for name, document in [*DOCUMENTS.items(), *READING.items()]:
                    asked = document(made) if callable(document) else document
                    made[name] = (await saving.create(unit, name=name, definition=convert(asked))).segment_id
            await self.settle(corp_id)
            return corp_id

    async def settle(self, corp_id: CorpId) -> None:
        """Let everybody who follows facts read on to the end."""
        door = HistoryDoor(self.database, self.history)
        readers = [Copier(self.history), Following(door, of_past=False), Following(door, of_past=True), Columns()]
        for _ in range(_MOST_STEPS):
            if not sum([await one.step(self.database, corp_id) for one in readers]):
                return
        raise TimeoutError("the readers never come to rest")

    async def live(self, corp_id: CorpId, chance: random.Random) -> None:
        """Let several things happen, in a few units."""
        for _ in range(chance.randrange(1, 4)):
            async with self.database.unit(corp_id) as unit:
                for _ in range(chance.randrange(1, 6)):
                    await Life(unit, chance).act()
            self.clock.advance(timedelta(seconds=1))
        self.clock.advance(chance.choice([timedelta(0), timedelta(hours=7), DAY, 3 * DAY]))
        await self.settle(corp_id)

    async def assert_full(self, corp_id: CorpId) -> None:
        """Find the members of every segment from nothing, by the reference."""
        async with self.database.read(corp_id) as session:
            look = Look(session.at)
            for one in await saving.list_segments(session):
                definition = one.definition
                people = await read_people(
                    session, HistoryDoor(self.database, self.history), definition, [*map(CustomerId, PEOPLE)], look
                )
                expected = {who for who, person in people.items() if predicate.fits(definition, person, look)}
                numbers = await sets.find(session, [f"segment:{one.segment_id}"])
                kept = await sets.load(session, dict.fromkeys(numbers.values()))
                assert {who for stored in kept.values() for who in stored.bits} == expected, one.name
                assert one.size == len(expected), one.name


@pytest.fixture
def ground(database_urls: DatabaseUrls, history_server: HistoryServer) -> Iterator[Ground]:
    with asyncio.Runner() as runner:
        opened = AsyncExitStack()

        async def begin() -> Ground:
            history = EmbeddedHistory(history_server.root)
            opened.push_async_callback(history.aclose)
            clock = SteppedClock(NOON)
            database = await opened.enter_async_context(Database(database_urls, clock))
            return Ground(runner, database, history, clock)

        yield runner.run(begin())
        runner.run(opened.aclose())


@pytest.mark.timeout(60 + 60 * examples(3, share=0.1))
def test_after_every_batch_members_are_whom_the_reference_finds(ground: Ground) -> None:
    @given(st.randoms(use_true_random=False), st.integers(1, 6))
    @settings(max_examples=examples(3, share=0.1), suppress_health_check=list(HealthCheck), database=None)
    def live(chance: random.Random, batches: int) -> None:
        async def follow() -> None:
            corp_id = await ground.begin()
            for _ in range(batches):
                await ground.live(corp_id, chance)
                await ground.assert_full(corp_id)

        ground.runner.run(follow())

    live()


def _by_the_last_fact(patch: pytest.MonkeyPatch) -> None:
    asked = Following._ask_touched

    async def ask(self: Following, session: Any, kept: Any, facts: Any, types: Any) -> Any:
        return await asked(self, session, kept, facts[-1:], types)

    patch.setattr(Following, "_ask_touched", ask)


def _time_stands_still(patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: Any) -> int:
        return 0

    patch.setattr(Following, "_follow_time", nothing)


def _nobody_leaves(patch: pytest.MonkeyPatch) -> None:
    append = sets.append

    async def add(unit: UnitOfWork, deltas: Mapping[int, Delta]) -> None:
        await append(unit, {number: Delta(one.added, BitMap()) for number, one in deltas.items()})

    patch.setattr(sets, "append", add)


@pytest.mark.parametrize("plant", [_by_the_last_fact, _time_stands_still, _nobody_leaves])
def test_a_wrong_follower_is_found_out(ground: Ground, plant: Callable[[pytest.MonkeyPatch], None]) -> None:
    async def follow() -> None:
        corp_id = await ground.begin()
        for _ in range(10):
            await ground.live(corp_id, chance)
            await ground.assert_full(corp_id)

    chance = random.Random(1)
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        with pytest.raises(AssertionError):
            ground.runner.run(follow())
