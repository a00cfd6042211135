"""The reader of facts that keeps what everybody has: of every tag its owners, of every attribute its values.

What it writes is asked for anew, never reckoned from the facts: they only say of whom. So a fact that is read twice
changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from lingqu.customers.contracts.views import AttributeType
from lingqu.infra import facts as fact_log
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.kernel.facts import Position
from lingqu.kernel.ids import CorpId
from lingqu.segments.api.counting import types_of
from lingqu.segments.domain.columns import NONE
from lingqu.segments.store import columns as store
from lingqu.segments.store import having, sets
from lingqu.segments.store import segments as segment_store
from lingqu.segments.store.columns import Change
from lingqu.segments.store.having import Values
from lingqu.segments.store.sets import Delta
from lingqu.segments.store.touched import COLUMNS, Touched, tag_key, touching

BATCH = 2_000
MOST_WORDS = 50_000
"""An attribute with more different values is asked of PostgreSQL: names and addresses are not for columns."""
CUSTOMERS_AT_ONCE = 1 << 18
"""So many customers are read by one statement while columns are built."""
LEAST_DELTAS = 60
"""A column with so many deltas is folded when nothing else is to do."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The reader; `step` is what a worker calls."""

    name: str = COLUMNS

    async def step(self, database: Database, corp_id: CorpId) -> int:
        """Do one piece of work; returns how much, 0 when there is nothing."""
        async with database.read(corp_id) as session:
            is_built = await store.is_built(session)
            if not is_built and not await segment_store.list_living(session):
                return 0
        if not is_built:
            await build(database, corp_id)
            return 1
        return await self._follow(database, corp_id) or await self._fold(database, corp_id)

    async def _follow(self, database: Database, corp_id: CorpId) -> int:
        async with database.read(corp_id) as session:
            after = await fact_log.find_cursor(session.connection, corp_id, self.name)
            facts = await fact_log.read(session.connection, corp_id, after=after, limit=BATCH)
        if not facts:
            return 0
        async with database.read(corp_id) as session:
            touched = await touching(session, facts)
            deltas = await _tags_now(session, touched)
            types = await types_of(session)
            values = await _values_now(session, touched, types)
        async with database.unit(corp_id, cause=self.name) as unit:
            if await fact_log.load_cursor(unit.connection, corp_id, self.name) == after:
                numbers = await sets.ensure(unit, [tag_key(tag) for tag in deltas])
                await sets.append(unit, {numbers[tag_key(tag)]: delta for tag, delta in deltas.items()})
                await _write_changes(unit, values)
                await fact_log.save_cursor(unit.connection, corp_id, self.name, facts[-1].position, at=unit.at)
        return len(facts)

    async def _fold(self, database: Database, corp_id: CorpId) -> int:
        async with database.unit(corp_id, cause=self.name) as unit:
            await fact_log.load_cursor(unit.connection, corp_id, self.name)  # nobody else writes meanwhile
            return await store.fold(unit, least=LEAST_DELTAS)


# ───────────────────────── what is new ─────────────────────────


async def _tags_now(session: Session, touched: Touched) -> dict[int, Delta]:
    whom = touched.tagged | touched.merged
    if not whom:
        return {}
    everybody = BitMap(whom)
    found = await having.tags_among(session, whom)
    had = {tag: (BitMap(), BitMap()) for tag in touched.tags} | found
    return {tag: Delta(now, everybody - now) for tag, (_, now) in had.items()}


async def _values_now(session: Session, touched: Touched, types: Mapping[str, AttributeType]) -> dict[str, _Column]:
    keys = set(types) if touched.merged else touched.valued.keys() & types.keys()
    if not keys:
        return {}
    whom = touched.merged.union(*touched.valued.values())
    of_numbers, of_words = _sorted(keys, types)
    found = await having.values_among(session, whom, numbers=of_numbers, words=of_words)
    customers = np.array(sorted(whom), np.uint32)
    return _columns(found, keys, types, customers)


async def _write_changes(unit: UnitOfWork, several: Mapping[str, _Column]) -> None:
    if not several:
        return
    numbers = await store.ensure(unit, list(several))
    words = await store.find_words(unit, list(numbers.values()))
    changes: dict[int, Change] = {}
    for key, column_id in numbers.items():
        one, codes = several[key], words[column_id]
        new = {word: len(codes) + place for place, word in enumerate(one.words.keys() - codes.keys())}
        if len(codes) + len(new) > MOST_WORDS:
            await store.give_up(unit, column_id)
            continue
        await store.add_words(unit, column_id, new)
        changes[column_id] = Change(one.customers, one.values(codes | new))
    await store.append(unit, changes)


@dataclass(slots=True)
class _Column:
    """Values of some customers, their words not yet coded."""

    customers: NDArray[np.uint32]
    numbers: NDArray[np.float64] | None
    words: dict[str, NDArray[np.int64]] = field(default_factory=dict[str, NDArray[np.int64]])

    def values(self, codes: Mapping[str, int]) -> NDArray[Any]:
        """Return what to write beside the customers."""
        if self.numbers is not None:
            return self.numbers
        found = np.full(len(self.customers), NONE, np.int32)
        for word, customers in self.words.items():
            found[np.searchsorted(self.customers, customers)] = codes[word]
        return found


def _columns(
    found: Values, keys: Collection[str], types: Mapping[str, AttributeType], customers: NDArray[np.uint32]
) -> dict[str, _Column]:
    columns: dict[str, _Column] = {}
    for key in keys:
        if types[key] is not AttributeType.NUMBER:
            columns[key] = _Column(customers, None, found.words.get(key, {}))
            continue
        numbers = np.full(len(customers), np.nan)
        if key in found.numbers:
            who, what = found.numbers[key]
            numbers[np.searchsorted(customers, who)] = what
        columns[key] = _Column(customers, numbers)
    return columns


def _sorted(keys: Collection[str], types: Mapping[str, AttributeType]) -> tuple[list[str], list[str]]:
    """Return the keys of numbers, and those of everything else."""
    numbers = [key for key in keys if types[key] is AttributeType.NUMBER]
    return numbers, [key for key in keys if key not in numbers]


# ───────────────────────── from nothing ─────────────────────────


@dataclass(slots=True)
class _Building:
    """Everything, as far as it has been read."""

    tags: dict[int, BitMap]
    numbers: dict[str, NDArray[np.float64]]
    coded: dict[str, NDArray[np.int32]]
    words: dict[str, dict[str, int]]

    def add(self, found: Values) -> None:
        """Take in what some customers have."""
        for key, (customers, values) in found.numbers.items():
            self.numbers[key][customers] = values
        for key, words in found.words.items():
            places = self.words[key]
            for word, customers in words.items():
                self.coded[key][customers] = places.setdefault(word, len(places))
            if len(places) > MOST_WORDS:
                del self.coded[key]

    def add_tags(self, found: Mapping[int, BitMap]) -> None:
        """Take in who has tags."""
        for tag, bits in found.items():
            self.tags[tag] = self.tags[tag] | bits if tag in self.tags else bits


async def build(database: Database, corp_id: CorpId) -> None:
    """Read everything of a corp and write it whole; what happens meanwhile is followed afterwards."""
    async with database.read(corp_id) as session:
        position = await fact_log.end(session.connection, corp_id)
        types, last = await types_of(session), await having.last_customer(session)
    of_numbers, of_words = _sorted(types, types)
    building = _Building(
        {},
        {key: np.full(last + 1, np.nan) for key in of_numbers},
        {key: np.full(last + 1, NONE, np.int32) for key in of_words},
        {key: {} for key in of_words},
    )
    for first in range(0, last + 1, CUSTOMERS_AT_ONCE):
        end = min(first + CUSTOMERS_AT_ONCE, last + 1)
        async with database.read(corp_id) as session:
            building.add_tags(await having.tags_between(session, first, end))
            words = list(building.coded)
            building.add(await having.values_between(session, first, end, numbers=of_numbers, words=words))
    async with database.read(corp_id) as session:
        survivors = await having.list_survivors(session)
        if survivors:
            words = list(building.coded)
            building.add(await having.values_among(session, survivors, numbers=of_numbers, words=words))
    await _write(database, corp_id, building, position)


async def _write(database: Database, corp_id: CorpId, building: _Building, position: Position) -> None:
    """Write everything in one unit: a second worker that built, too, waits for the first and finds it done."""
    async with database.unit(corp_id, cause=COLUMNS) as unit:
        if not await store.mark_built(unit):
            return
        tags = await sets.ensure(unit, [tag_key(tag) for tag in building.tags])
        for tag, bits in building.tags.items():
            await sets.replace(unit, tags[tag_key(tag)], bits)
        for key, column_id in (await store.ensure(unit, list(building.words | building.numbers))).items():
            if key in building.numbers:
                await store.write(unit, column_id, building.numbers[key])
            elif key in building.coded:
                await store.add_words(unit, column_id, building.words[key])
                await store.write(unit, column_id, building.coded[key])
            else:
                await store.give_up(unit, column_id)
        await fact_log.save_cursor(unit.connection, corp_id, COLUMNS, position, at=unit.at)
