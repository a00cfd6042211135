"""What history answers of a leaf is what the reference says of each customer, and when that may change."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

import pyarrow as pa
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
from lingqu.segments.contracts.definition import All, EventLeaf, Leaf, SegmentLeaf
from lingqu.segments.contracts.person import Person
from lingqu.segments.domain import predicate
from lingqu.segments.domain.canonical import canonical as canonical_of
from lingqu.segments.domain.canonical import expression, leaves
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.store.answers import Answers
from lingqu.segments.store.past import HISTORY_LEAVES, is_countable, read, read_events, write, write_events
from lingqu.segments.store.questions.history import ALONE

CORP = CorpId(1)
GENERATIONS = count(1)
"""One for each example of this process: the server stays."""


@dataclass(frozen=True)
class Stage:
    """A history in which each example has a generation of its own."""

    runner: asyncio.Runner
    history: EmbeddedHistory

    def ask(self, crowd: list[Person], asked: list[Leaf], look: Look, among: BitMap | None = None) -> list[Answers]:
        """Put leaves to a crowd."""
        return self.runner.run(self._ask(crowd, asked, look, among))

    def ask_events(self, crowd: list[Person], asked: list[EventLeaf], look: Look, among: BitMap) -> list[Answers]:
        """Put leaves of events to some of a crowd, all at once."""
        question = write_events(asked, look, among=among, merges=ALONE)
        return read_events(self.runner.run(self._put(crowd, [question]))[0], len(asked))

    async def _ask(self, crowd: list[Person], asked: list[Leaf], look: Look, among: BitMap | None) -> list[Answers]:
        return [read(table) for table in await self._put(crowd, [write(leaf, look, among=among) for leaf in asked])]

    async def _put(self, crowd: list[Person], questions: Sequence[tuple[str, dict[str, Any]]]) -> list[pa.Table]:
        generation = next(GENERATIONS)
        rows = table_of(crowd, corp_id=CORP, generation=generation)
        if rows.num_rows:
            await self.history.insert("fact", rows, token=f"example {generation}")
        place = {"corp_id": CORP, "generation": generation}
        return [await self.history.query(sql, {**params, **place}) for sql, params in questions]


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
        _assert_told(leaf, found, addressed, look)


@given(
    crowd=crowds,
    asked=st.lists(LEAVES[EventLeaf].map(lambda leaf: canonical_of(leaf).leaf).filter(is_countable), min_size=1),
    at=looks(),
    some=st.sets(st.integers(0, 7)),
)
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_many_leaves_of_events_at_once_say_what_each_says(
    stage: Stage, crowd: list[Person], asked: list[EventLeaf], at: datetime, some: set[int]
) -> None:
    addressed = [one for number, one in enumerate(crowd) if number in some]
    among = BitMap(one.customer_id for one in addressed)

    for leaf, found in zip(asked, stage.ask_events(crowd, asked, Look(at), among), strict=True):
        _assert_told(leaf, found, addressed, Look(at))


def _assert_told(leaf: Leaf, found: Answers, addressed: list[Person], look: Look) -> None:
    expected = {one.customer_id for one in addressed if predicate.ask(leaf, one, look).holds}
    assert set(found.holding) == expected, leaf
    turns = dict(zip(found.turning.tolist(), found.turns_at.tolist(), strict=True))
    for one in addressed:
        flip = predicate.next_flip(leaf, one, look)
        told = turns.get(one.customer_id)
        assert flip is None or (told is not None and EPOCH + told * MICROSECOND <= flip), (leaf, flip)
        assert told is None or EPOCH + told * MICROSECOND > look.at
