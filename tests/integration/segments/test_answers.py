"""What PostgreSQL answers of a leaf is what the reference says of each customer, and when that may change."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from audiences.definitions import LEAVES, looks
from audiences.loading import load_people, load_world
from audiences.people import people
from audiences.world import ATTRIBUTES, NOON, TAGS
from conftest import make_corp
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.kernel.ids import CorpId
from lingqu.segments.contracts.definition import All, Leaf, TagLeaf
from lingqu.segments.contracts.person import Person
from lingqu.segments.domain import predicate
from lingqu.segments.domain.canonical import expression, leaves
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.timing import EPOCH, MICROSECOND
from lingqu.segments.store.answers import STATE_LEAVES, Answers, ask, ask_tags, is_one_tag


class _UndoneError(Exception):
    """Rolls an example back."""


@dataclass(frozen=True)
class Stage:
    """A database that stays open from example to example."""

    runner: asyncio.Runner
    database: Database
    corp_id: CorpId

    def ask(self, crowd: list[Person], leaves: list[Leaf], look: Look, among: BitMap | None = None) -> list[Answers]:
        """Put leaves to a crowd that is there for this once."""
        return self.runner.run(self._ask(crowd, leaves, look, among))

    async def _ask(self, crowd: list[Person], leaves: list[Leaf], look: Look, among: BitMap | None) -> list[Answers]:
        found: list[Answers] = []
        with suppress(_UndoneError):
            async with self.database.unit(self.corp_id) as unit:
                await load_people(unit, crowd)
                found += [await ask(unit, leaf, look, types=ATTRIBUTES, among=among) for leaf in leaves]
                raise _UndoneError
        return found

    def ask_tags(self, crowd: list[Person], tags: set[int], look: Look, among: BitMap | None) -> dict[int, BitMap]:
        """Put leaves of one tag each to a crowd, all at once."""

        async def ask_all() -> dict[int, BitMap]:
            found: dict[int, BitMap] = {}
            with suppress(_UndoneError):
                async with self.database.unit(self.corp_id) as unit:
                    await load_people(unit, crowd)
                    found = await ask_tags(unit, tags, look, among=among)
                    raise _UndoneError
            return found

        return self.runner.run(ask_all())


@pytest.fixture
def stage(database_urls: DatabaseUrls) -> Iterator[Stage]:
    with asyncio.Runner() as runner:
        opened = AsyncExitStack()

        async def begin() -> Stage:
            database = await opened.enter_async_context(Database(database_urls, SteppedClock(NOON), size=1))
            corp_id = await opened.enter_async_context(make_corp(database, "ww1a2b3c4d5e6f7a8b"))
            async with database.unit(corp_id) as unit:
                await load_world(unit)
            return Stage(runner, database, corp_id)

        yield runner.run(begin())
        runner.run(opened.aclose())


crowds = st.lists(people(), min_size=1, max_size=8, unique_by=lambda one: one.customer_id)
several = st.lists(st.sampled_from(STATE_LEAVES).flatmap(LEAVES.__getitem__), min_size=1, max_size=8).map(tuple)
canonical = several.map(lambda of: list(leaves(expression(All(of=of))).values()))


@given(crowd=crowds, asked=canonical, at=looks(), some=st.sets(st.integers(0, 7)) | st.none())
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_postgres_says_what_the_reference_says(
    stage: Stage, crowd: list[Person], asked: list[Leaf], at: datetime, some: set[int] | None
) -> None:
    look = Look(at)
    addressed = crowd if some is None else [one for number, one in enumerate(crowd) if number in some]
    among = None if some is None else BitMap(one.customer_id for one in addressed)

    for leaf, found in zip(asked, stage.ask(crowd, asked, look, among), strict=True):
        expected = {one.customer_id for one in addressed if predicate.ask(leaf, one, look).holds}
        assert set(found.holding) == expected, leaf
        turns = dict(zip(found.turning.tolist(), found.turns_at.tolist(), strict=True))
        for one in addressed:
            flip = predicate.next_flip(leaf, one, look)
            told = turns.get(one.customer_id)
            assert flip is None or (told is not None and EPOCH + told * MICROSECOND <= flip), (leaf, flip)


@given(
    crowd=crowds, tags=st.sets(st.sampled_from(sorted(TAGS))), at=looks(), some=st.sets(st.integers(0, 7)) | st.none()
)
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
def test_many_tags_at_once_say_what_each_says(
    stage: Stage, crowd: list[Person], tags: set[int], at: datetime, some: set[int] | None
) -> None:
    addressed = crowd if some is None else [one for number, one in enumerate(crowd) if number in some]
    among = None if some is None else BitMap(one.customer_id for one in addressed)

    found = stage.ask_tags(crowd, tags, Look(at), among)

    assert found.keys() == tags
    for tag in tags:
        leaf = TagLeaf(tags=(tag,))
        assert is_one_tag(leaf)
        assert set(found[tag]) == {one.customer_id for one in addressed if predicate.ask(leaf, one, Look(at)).holds}
