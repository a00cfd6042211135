"""What history answers of a leaf is what the reference says of each customer, and when that may change."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from audiences.definitions import LEAVES, looks
from audiences.facts import EPOCH, MICROSECOND, table_of
from audiences.people import people
from audiences.world import NOON
from lingqu.infra.history.embedded import EmbeddedHistory
from lingqu.infra.history.schema import migrate
from lingqu.infra.history.server import HistoryServer
from lingqu.kernel.ids import CorpId
from lingqu.segments.contracts.definition import All, Leaf, SegmentLeaf
from lingqu.segments.contracts.person import Person
from lingqu.segments.domain import predicate
from lingqu.segments.domain.canonical import expression, leaves
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.store.answers import Answers
from lingqu.segments.store.past import HISTORY_LEAVES, read, write

CORP = CorpId(1)


@dataclass(frozen=True)
class Stage:
    """A history in which each example has a generation of its own."""

    runner: asyncio.Runner
    history: EmbeddedHistory
    generations: Iterator[int] = field(default_factory=lambda: count(1))

    def ask(self, crowd: list[Person], asked: list[Leaf], look: Look, among: BitMap | None = None) -> list[Answers]:
        """Put leaves to a crowd."""
        return self.runner.run(self._ask(crowd, asked, look, among))

    async def _ask(self, crowd: list[Person], asked: list[Leaf], look: Look, among: BitMap | None) -> list[Answers]:
        generation = next(self.generations)
        rows = table_of(crowd, corp_id=CORP, generation=generation)
        if rows.num_rows:
            await self.history.insert("fact", rows, token=f"example {generation}")
        questions = [write(leaf, look, among=among) for leaf in asked]
        place = {"corp_id": CORP, "generation": generation}
        return [read(await self.history.query(sql, {**params, **place})) for sql, params in questions]


@pytest.fixture
def stage(history_server: HistoryServer) -> Iterator[Stage]:
    with asyncio.Runner() as runner:
        history = EmbeddedHistory(history_server.root)
        runner.run(migrate(history, at=NOON))
        yield Stage(runner, history)
        runner.run(history.aclose())


def _is_asked_of_history(leaf: Leaf) -> bool:
    return not isinstance(leaf, SegmentLeaf) or leaf.held_for is not None


crowds = st.lists(people(), min_size=1, max_size=8, unique_by=lambda one: one.customer_id)
several = st.lists(
    st.sampled_from(HISTORY_LEAVES).flatmap(LEAVES.__getitem__).filter(_is_asked_of_history), min_size=1, max_size=8
).map(tuple)
canonical = several.map(lambda of: list(leaves(expression(All(of=of))).values()))


@given(crowd=crowds, asked=canonical, at=looks(), some=st.sets(st.integers(0, 7)) | st.none())
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_history_says_what_the_reference_says(
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
            assert told is None or EPOCH + told * MICROSECOND > at
