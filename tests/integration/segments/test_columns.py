"""What columns and tags' owners say is what PostgreSQL says, also of those they have not heard the newest of."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from pyroaring import BitMap

from audiences.life import PEOPLE, Life
from audiences.loading import insert, load_world
from audiences.world import ATTRIBUTES, TAGS
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.ids import CorpId
from lingqu.segments import leaves as looking
from lingqu.segments.api import columns as api
from lingqu.segments.api import saving
from lingqu.segments.api.columns import Columns
from lingqu.segments.api.counting import list_members
from lingqu.segments.contracts.definition import All, AttributeLeaf, Leaf, RelationLeaf, TagLeaf
from lingqu.segments.contracts.windows import Count, Op
from lingqu.segments.domain.canonical import Join, Term, canonical, leaf_key
from lingqu.segments.domain.questions.answer import Answers, Look
from lingqu.segments.leaves import Inquiry, Shelf, bitmaps
from lingqu.segments.store import columns as store
from lingqu.segments.store.answers import ask
from lingqu.segments.store.touched import pending

ASKED: list[Leaf] = [
    *(TagLeaf(tags=(tag,)) for tag in TAGS),
    *(AttributeLeaf(key="score", op=op, value=2.5) for op in (Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE)),
    AttributeLeaf(key="score", op=Op.BETWEEN, value=[-1, 0]),
    AttributeLeaf(key="score", op=Op.IN, value=[7, -1]),
    AttributeLeaf(key="score", op=Op.EXISTS),
    AttributeLeaf(key="city", op=Op.NE, value="上海"),
    AttributeLeaf(key="city", op=Op.STARTS, value="上"),
    AttributeLeaf(key="city", op=Op.CONTAINS, value="州"),
    AttributeLeaf(key="city", op=Op.IN, value=["上海", "杭州"]),
    AttributeLeaf(key="vip", op=Op.EQ, value=False),
    AttributeLeaf(key="birthday", op=Op.LT, value=date(1990, 3, 3)),
    AttributeLeaf(key="birthday", op=Op.ANNIVERSARY_WITHIN_NEXT, value=5),
    AttributeLeaf(key="interests", op=Op.CONTAINS, value="露营"),
    AttributeLeaf(key="interests", op=Op.EXISTS),
]
LEAVES: dict[str, Leaf] = {leaf_key(one): one for one in (canonical(leaf).leaf for leaf in ASKED)}


@pytest.fixture
async def people(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as unit:
        await load_world(unit)
        rows = [(one, f"w{one}", unit.at) for one in PEOPLE]
        await insert(unit, "customer", "customer_id, external_userid, first_seen_at", rows)
        await saving.create(unit, name="one", definition=TagLeaf(tags=(1,)))


async def _settle(database: Database, corp_id: CorpId) -> None:
    for _ in range(100):
        if not await Columns().step(database, corp_id):
            return
    raise AssertionError("the reader never comes to rest")


async def _live(database: Database, corp_id: CorpId, clock: SteppedClock, chance: random.Random) -> None:
    async with database.unit(corp_id) as unit:
        for _ in range(chance.randrange(1, 9)):
            await Life(unit, chance).act()
    clock.advance(looking.FRESH)


async def _found(database: Database, corp_id: CorpId, shelf: Shelf) -> dict[str, BitMap]:
    async with database.read(corp_id) as session:
        door = HistoryDoor(database, None)
        inquiry = Inquiry(session=session, door=door, shelf=shelf, look=Look(session.at), types=ATTRIBUTES)
        either = Join(every=False, of=tuple(Term(leaf) for leaf in LEAVES.values()))
        return (await bitmaps(inquiry, LEAVES, either))[0]


async def _expected(database: Database, corp_id: CorpId) -> dict[str, BitMap]:
    async with database.read(corp_id) as session:
        look = Look(session.at)
        return {key: (await ask(session, leaf, look, types=ATTRIBUTES)).holding for key, leaf in LEAVES.items()}


def _said(found: Mapping[str, BitMap]) -> dict[str, set[int]]:
    return {repr(LEAVES[key]): set(bits) for key, bits in found.items()}


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("seed", range(2))
async def test_columns_say_what_a_look_at_everybody_says(
    database: Database, corp_id: CorpId, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance, shelf = random.Random(seed), Shelf()
    monkeypatch.setattr(api, "CUSTOMERS_AT_ONCE", 5)
    monkeypatch.setattr(api, "LEAST_DELTAS", 3)
    for _ in range(10):
        await _live(database, corp_id, clock, chance)
    await _settle(database, corp_id)
    assert _said(await _found(database, corp_id, shelf)) == _said(await _expected(database, corp_id))
    for _ in range(12):
        await _live(database, corp_id, clock, chance)
        expected = _said(await _expected(database, corp_id))
        assert _said(await _found(database, corp_id, shelf)) == expected, "before the reader heard of it"

        await _settle(database, corp_id)

        async with database.read(corp_id) as session:
            assert await pending(session, limit=10) == BitMap()
        assert _said(await _found(database, corp_id, shelf)) == expected
        assert _said(await _found(database, corp_id, Shelf())) == expected


@pytest.mark.usefixtures("people")
async def test_answers_come_from_columns_once_they_are_whole(
    database: Database, corp_id: CorpId, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError("PostgreSQL is asked about everybody")

    await _live(database, corp_id, clock, random.Random(1))
    await _settle(database, corp_id)
    expected = _said(await _expected(database, corp_id))
    monkeypatch.setattr(looking.answers, "ask", refuse)
    monkeypatch.setattr(looking.answers, "ask_tags", refuse)

    assert _said(await _found(database, corp_id, Shelf())) == expected


@pytest.mark.usefixtures("people")
async def test_who_is_ruled_out_already_is_not_asked_about(
    database: Database, corp_id: CorpId, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[BitMap | None] = []

    async def listen(*args: Any, among: BitMap | None = None, **options: Any) -> Answers:
        asked.append(among)
        return await ask(*args, among=among, **options)

    chance = random.Random(3)
    async with database.unit(corp_id) as unit:
        for one in [*PEOPLE] * 4:
            await Life(unit, chance).add(one)
            await Life(unit, chance).tell(one)
    clock.advance(looking.FRESH)
    await _settle(database, corp_id)
    monkeypatch.setattr(looking, "WORTH_NARROWING", 2)
    monkeypatch.setattr(looking.answers, "ask", listen)
    shelf, narrow = Shelf(), AttributeLeaf(key="city", op=Op.EQ, value="上海")
    related = RelationLeaf(count=Count(n=2))

    async with database.read(corp_id) as session:
        look, door = Look(session.at), HistoryDoor(database, None)
        of_city = await list_members(session, door, shelf, narrow, look)
        both = await list_members(session, door, shelf, All(of=(related, narrow)), look)
        again = await list_members(session, door, shelf, All(of=(related, narrow)), look)
        everybody = await list_members(session, door, shelf, related, look)

    assert asked == [of_city, None], "once of few, then of all; what was asked of few serves few"
    assert 0 < len(both) < len(everybody)
    assert both == again == everybody & of_city


@pytest.mark.usefixtures("people")
async def test_an_attribute_of_too_many_different_values_is_no_column(
    database: Database, corp_id: CorpId, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(2)
    monkeypatch.setattr(api, "MOST_WORDS", 0)
    for _ in range(60):
        await _live(database, corp_id, clock, chance)
    await _settle(database, corp_id)

    async with database.read(corp_id) as session:
        kept = await store.list_kept(session)
    assert "city" not in kept
    assert "score" in kept
    assert _said(await _found(database, corp_id, Shelf())) == _said(await _expected(database, corp_id))


@pytest.mark.usefixtures("people")
async def test_many_news_at_once_are_asked_of_postgres(
    database: Database, corp_id: CorpId, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _settle(database, corp_id)
    monkeypatch.setattr(looking, "MOST_NEWS", 2)
    for seed in range(5):
        await _live(database, corp_id, clock, random.Random(seed))

    assert _said(await _found(database, corp_id, Shelf())) == _said(await _expected(database, corp_id))
