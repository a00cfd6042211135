"""PostgreSQL and history with the small world, and the three evaluations of definitions on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from itertools import count

from pyroaring import BitMap

from audiences.crowds import Crowd
from audiences.facts import table_of
from audiences.loading import load_people, load_world
from audiences.world import ATTRIBUTES, NOON
from conftest import make_corp
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, DatabaseUrls, Session
from lingqu.infra.history.embedded import EmbeddedHistory
from lingqu.infra.history.engine import USUAL, Limits, Parameters
from lingqu.infra.history.reading import Found, HistoryDoor
from lingqu.infra.history.schema import migrate
from lingqu.infra.history.server import HistoryServer
from lingqu.kernel.facts import Position
from lingqu.kernel.ids import CorpId
from lingqu.segments.api.columns import build
from lingqu.segments.api.counting import list_members
from lingqu.segments.api.explaining import read_people
from lingqu.segments.contracts.definition import All, Definition, EventLeaf, Leaf
from lingqu.segments.contracts.person import Person
from lingqu.segments.domain import predicate
from lingqu.segments.domain.questions.answer import Answers, Look
from lingqu.segments.leaves import Shelf
from lingqu.segments.store import whole
from lingqu.segments.store.answers import STATE_LEAVES, ask, ask_tags
from lingqu.segments.store.merges import find_merges
from lingqu.segments.store.past import ask_events, ask_history

Asked = tuple[Definition, Look]
GENERATIONS = count(1)
"""Copies of history that this process brought: the engine stays from test to test."""
_OF_COLUMNS = (
    "columns_state",
    "value_column",
    "value_word",
    "value_block",
    "value_delta",
    "bitmap_set",
    "bitmap_block",
    "bitmap_delta",
)
"""Tables that building columns fills."""


class _UndoneError(Exception):
    """Rolls an example back."""


@dataclass(frozen=True)
class Verdict:
    """Who fits a definition: the reference, the two engines, and the reference on customers as they are loaded."""

    definition: Definition
    look: Look
    predicate: frozenset[int]
    bitmaps: frozenset[int]
    sql: frozenset[int]
    explained: frozenset[int]

    @property
    def said(self) -> dict[str, frozenset[int]]:
        """Who fits, by who says so."""
        return {
            "predicate": self.predicate,
            "bitmaps": self.bitmaps,
            "sql": self.sql,
            "explanation": self.explained,
        }

    @property
    def disputed(self) -> frozenset[int]:
        """Customers of whom not all say the same."""
        said = self.said.values()
        return frozenset.union(*said) - frozenset.intersection(*said)


@dataclass(frozen=True, slots=True)
class _Door(HistoryDoor):
    """Asks the copy that an example brought."""

    generation: int = 0

    async def ask(
        self, corp_id: CorpId, sql: str, params: Parameters | None = None, *, limits: Limits = USUAL
    ) -> Found:
        assert self.history is not None
        given = {**(params or {}), "corp_id": corp_id, "generation": self.generation}
        return Found(await self.history.query(sql, given, limits=limits), Position(1, 1, 1))


@dataclass(frozen=True)
class Scene:
    """A crowd that is there now: inside a transaction that is undone, and in a copy of history of its own."""

    session: Session
    door: HistoryDoor

    async def ask(self, leaf: Leaf, look: Look, among: BitMap | None = None) -> Answers:
        """Put a canonical leaf to everybody, or to some."""
        if isinstance(leaf, STATE_LEAVES):
            return await ask(self.session, leaf, look, types=ATTRIBUTES, among=among)
        merges = await find_merges(self.session, among)
        found, _ = await ask_history(self.door, self.session.corp_id, leaf, look, among=among, merges=merges)
        return found

    async def compare(self, crowd: Crowd, asked: Sequence[Asked]) -> list[Verdict]:
        """Evaluate definitions several times each. A leaf that several share is asked once."""
        shelves: dict[Look, Shelf] = {}
        loaded = {look: await self._load(crowd, asked, look) for look in {look for _, look in asked}}
        verdicts: list[Verdict] = []
        for definition, look in asked:
            shelf = shelves.setdefault(look, Shelf())
            verdicts.append(
                Verdict(
                    definition,
                    look,
                    predicate=fitting(definition, crowd.people, look),
                    bitmaps=frozenset(await list_members(self.session, self.door, shelf, definition, look)),
                    sql=frozenset(await whole.find(self.session, self.door, definition, look, types=ATTRIBUTES)),
                    explained=fitting(definition, loaded[look], look),
                )
            )
        return verdicts

    async def _load(self, crowd: Crowd, asked: Sequence[Asked], look: Look) -> Collection[Person]:
        """Load everybody as explanations do, with all that is asked from one instant."""
        together = All(of=tuple(definition for definition, from_then in asked if from_then == look))
        everybody = [one.customer_id for one in crowd.people]
        return (await read_people(self.session, self.door, together, everybody, look)).values()


def fitting(definition: Definition, people: Collection[Person], look: Look) -> frozenset[int]:
    """Return whom the reference finds."""
    return frozenset(one.customer_id for one in people if predicate.fits(definition, one, look))


@dataclass(frozen=True)
class Stage:
    """Both engines, open from example to example."""

    runner: asyncio.Runner
    database: Database
    history: EmbeddedHistory
    corp_id: CorpId

    @asynccontextmanager
    async def scene(self, crowd: Crowd, *, columns: bool = False) -> AsyncGenerator[Scene]:
        """Bring a crowd in, and out again; with columns of what everybody has, or without."""
        generation = next(GENERATIONS)
        rows = table_of(crowd, corp_id=self.corp_id, generation=generation)
        if rows.num_rows:
            await self.history.insert("fact", rows, token=f"example {generation}")
        door = _Door(self.database, self.history, generation)
        if columns:
            async with self.database.unit(self.corp_id) as unit:
                await load_people(unit, crowd)
            await build(self.database, self.corp_id)
            async with self.database.read(self.corp_id) as session:
                yield Scene(session, door)
            async with self.database.unit(self.corp_id) as unit:
                for table in _OF_COLUMNS:
                    await unit.execute(f"DELETE FROM {table} WHERE corp_id = lingqu_corp()")
            return
        with suppress(_UndoneError):
            async with self.database.unit(self.corp_id) as unit:
                await load_people(unit, crowd)
                yield Scene(unit, door)
                raise _UndoneError

    def ask(
        self,
        crowd: Crowd,
        leaves: Sequence[Leaf],
        look: Look,
        among: BitMap | None = None,
        *,
        is_committed: bool = False,
    ) -> list[Answers]:
        """Put canonical leaves to a crowd."""

        async def put() -> list[Answers]:
            async with self.scene(crowd, columns=is_committed) as scene:
                return [await scene.ask(leaf, look, among) for leaf in leaves]

        return self.runner.run(put())

    def ask_events(self, crowd: Crowd, leaves: Sequence[EventLeaf], look: Look, among: BitMap) -> list[Answers]:
        """Put leaves of events to some of a crowd, all at once."""

        async def put() -> list[Answers]:
            async with self.scene(crowd) as scene:
                merges = await find_merges(scene.session, among)
                found = await ask_events(scene.door, self.corp_id, leaves, look, among=among, merges=merges)
                return found[0]

        return self.runner.run(put())

    def ask_tags(self, crowd: Crowd, tags: set[int], look: Look, among: BitMap | None) -> dict[int, BitMap]:
        """Put leaves of one tag each to a crowd, all at once."""

        async def put() -> dict[int, BitMap]:
            async with self.scene(crowd) as scene:
                return await ask_tags(scene.session, tags, look, among=among)

        return self.runner.run(put())

    def compare(self, crowd: Crowd, asked: Sequence[Asked], *, columns: bool = False) -> list[Verdict]:
        """Evaluate definitions on a crowd, several times each."""

        async def put() -> list[Verdict]:
            async with self.scene(crowd, columns=columns) as scene:
                return await scene.compare(crowd, asked)

        return self.runner.run(put())


@contextmanager
def open_stage(urls: DatabaseUrls, server: HistoryServer) -> Iterator[Stage]:
    """Open both engines and write the small world."""
    with asyncio.Runner() as runner:
        opened = AsyncExitStack()

        async def begin() -> Stage:
            history = EmbeddedHistory(server.root)
            opened.push_async_callback(history.aclose)
            await migrate(history, at=NOON)
            database = await opened.enter_async_context(Database(urls, SteppedClock(NOON), size=2))
            corp_id = await opened.enter_async_context(make_corp(database, "ww1a2b3c4d5e6f7a8b"))
            async with database.unit(corp_id) as unit:
                await load_world(unit)
            return Stage(runner, database, history, corp_id)

        yield runner.run(begin())
        runner.run(opened.aclose())
