"""Sets of customers: whatever is appended, folded or replaced, a reader has the same set as a plain one would."""

from __future__ import annotations

import random

import pytest
from pyroaring import BitMap

from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId
from lingqu.segments.store import sets
from lingqu.segments.store.sets import Delta, StoredSet

CORNERS = (0, 1, 65_535, 65_536, 131_071, 9_999_999, 2**31 - 1)


async def _present(database: Database, corp_id: CorpId, set_id: int, known: StoredSet | None = None) -> BitMap:
    async with database.read(corp_id) as session:
        return (await sets.load(session, {set_id: known}))[set_id].bits


async def _append(database: Database, corp_id: CorpId, set_id: int, added: set[int], removed: set[int]) -> None:
    async with database.unit(corp_id) as unit:
        await sets.append(unit, {set_id: Delta(BitMap(added), BitMap(removed - added))})


@pytest.fixture
async def set_id(database: Database, corp_id: CorpId) -> int:
    async with database.unit(corp_id) as unit:
        return (await sets.ensure(unit, ["leaf:a"]))["leaf:a"]


async def test_whatever_happens_to_a_stored_set_it_is_the_set(database: Database, corp_id: CorpId, set_id: int) -> None:
    """A walk of 300 random acts beside a plain set; readers that know old versions read on from there."""
    chance = random.Random(7)
    plain: set[int] = set()
    readers: list[StoredSet | None] = [None]
    for _ in range(300):
        some, others = (set(chance.sample(NEIGHBOURS, chance.randrange(6))) for _ in range(2))
        act = chance.choice(["append", "append", "append", "append", "fold", "replace"])
        async with database.unit(corp_id) as unit:
            if act == "append":
                await sets.append(unit, {set_id: Delta(BitMap(some), BitMap(others - some))})
                plain = (plain | some) - (others - some)
            elif act == "fold":
                await sets.fold(unit, set_id)
            elif chance.random() < 0.2:
                await sets.replace(unit, set_id, BitMap(some))
                plain = some
        async with database.read(corp_id) as session:
            for known in (None, chance.choice(readers)):
                found = (await sets.load(session, {set_id: known}))[set_id]
                assert set(found.bits) == plain
        readers.append(found)


NEIGHBOURS = [*CORNERS, *range(65_530, 65_540), *range(10)]


async def test_folding_leaves_no_delta_and_blocks_of_their_own(
    database: Database, corp_id: CorpId, set_id: int
) -> None:
    await _append(database, corp_id, set_id, set(CORNERS), set())

    async with database.unit(corp_id) as unit:
        assert await sets.list_to_fold(unit, least=1, limit=9) == [set_id]
        assert await sets.fold(unit, set_id) == 1
        assert await sets.list_to_fold(unit, least=1, limit=9) == []
        blocks = await unit.fetch("SELECT block, bits FROM bitmap_block ORDER BY block")
        assert await unit.fetch_value("SELECT count(*) FROM bitmap_delta") == 0
    assert {one["block"]: set(BitMap.deserialize(one["bits"])) for one in blocks} == {
        0: {0, 1, 65_535},
        1: {65_536, 131_071},
        152: {9_999_999},
        32_767: {2**31 - 1},
    }


async def test_a_reader_who_knows_a_set_reads_only_what_is_new(
    database: Database, corp_id: CorpId, set_id: int
) -> None:
    await _append(database, corp_id, set_id, {1, 2}, set())
    async with database.read(corp_id) as session:
        known = (await sets.load(session, {set_id: None}))[set_id]
    await _append(database, corp_id, set_id, {3}, {1})

    assert set(await _present(database, corp_id, set_id, known)) == {2, 3}
    assert set(known.bits) == {1, 2}


async def test_a_corp_sees_no_set_of_another(database: Database, corp_id: CorpId, other_corp_id: CorpId) -> None:
    async with database.unit(corp_id) as unit:
        await sets.ensure(unit, ["leaf:a"])
    async with database.read(other_corp_id) as session:
        assert await sets.find(session, ["leaf:a"]) == {}
