"""An edit fires what its author asked for: once, in portions, each customer's facts in order."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from audiences.granting import GivingCorp
from doubles.keeping import keep_up
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.ids import ChannelId, CorpId
from lingqu.kernel.languages import Language
from lingqu.segments.api import building, firing, membership, saving
from lingqu.segments.api.building import Building
from lingqu.segments.api.following import Following
from lingqu.segments.api.granting import Granting
from lingqu.segments.api.versions import list_effects
from lingqu.segments.domain.reading import convert
from lingqu.segments.leaves import Shelf

PEOPLE = 12
PORTION = 3


def living_in(*cities: str) -> dict[str, Any]:
    return {"kind": "attribute", "key": "city", "op": "in", "value": list(cities)}


class Brand(GivingCorp):
    """People in cities, and segments of who lives where; whom an edit concerns is told of three at a time."""

    def __init__(self, database: Database, corp_id: CorpId, clock: SteppedClock) -> None:
        super().__init__(database, corp_id, clock)
        door = HistoryDoor(database, None)
        self.reader = Following(door, of_past=False, alone=False)
        self.builder = Building(door, of_past=False, portion=PORTION)
        self.readers = [self.reader, self.builder, Granting()]

    async def save(self, *cities: str, fires: bool) -> int:
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            made = await saving.create(unit, name="s", definition=convert(living_in(*cities)), fires=fires)
        return made.segment_id

    async def edit(self, segment_id: int, *cities: str, fires: bool) -> None:
        self.clock.advance(timedelta(seconds=1))
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            before = await saving.get(unit, segment_id)
            definition = convert(living_in(*cities))
            await saving.revise(unit, segment_id, version=before.version, definition=definition, fires=fires)

    async def catch_up(self) -> None:
        """Follow the facts to their end."""
        while await self.reader.step(self.database, self.corp_id):
            pass

    async def build(self) -> None:
        """Work until the members of a new version are found, and nobody beyond the first portion was told of."""
        for _ in range(50):
            async with self.database.read(self.corp_id) as session:
                if not any(one.is_building for one in await saving.list_segments(session)):
                    return
            await self.catch_up()
            await self.builder.step(self.database, self.corp_id)
        raise AssertionError("the members are never found")

    async def members(self, segment_id: int) -> set[int]:
        async with self.database.read(self.corp_id) as session:
            return set((await Shelf().read(session, [f"segment:{segment_id}"]))[f"segment:{segment_id}"])

    async def told(self, segment_id: int) -> list[tuple[str, int, str]]:
        """Return who entered and left, in the order of the log: `in` or `out`, whom, because of what."""
        async with self.database.read(self.corp_id) as session:
            rows = await session.fetch(
                "SELECT kind, customer_id, data->>'because' AS because FROM fact WHERE corp_id = lingqu_corp()"
                " AND kind IN ('segment.entered', 'segment.left') AND (data->>'segment_id')::integer = %s"
                " ORDER BY era, xid, id",
                (segment_id,),
            )
        return [("in" if one["kind"] == "segment.entered" else "out", *list(one.values())[1:]) for one in rows]

    async def firing(self, segment_id: int) -> list[tuple[int, bool, int | None]]:
        """Return of each version whether it fires, and of how many it was told."""
        async with self.database.read(self.corp_id) as session:
            found = await list_effects(session, segment_id, _no_channels, language=Language.ZH)
        return [(one.version, one.fires, one.told) for one in found][::-1]

    async def tagged(self, tag: int) -> dict[int, str]:
        """Return who has a tag, and by which segment version."""
        async with self.database.read(self.corp_id) as session:
            rows = await session.fetch(
                "SELECT customer_id, cause FROM relation_tag WHERE tag_id = %s AND status NOT IN ('withdrawing')",
                (tag,),
            )
        return {row["customer_id"]: row["cause"] for row in rows}


async def _no_channels(_session: Session, _channels: Collection[ChannelId]) -> dict[ChannelId, str]:
    return {}


@pytest.fixture
async def brand(database: Database, corp_id: CorpId, clock: SteppedClock) -> Brand:
    one = Brand(database, corp_id, clock)
    await one.begin(PEOPLE)
    await one.set_city("上海", *range(8))
    await one.set_city("杭州", *range(8, PEOPLE))
    return one


async def test_an_edit_that_was_not_asked_to_fires_nothing(brand: Brand) -> None:
    segment = await brand.save("上海", fires=False)
    await brand.settle()
    await brand.edit(segment, "杭州", fires=False)
    await brand.settle()

    assert await brand.members(segment) == set(range(8, PEOPLE))
    assert await brand.told(segment) == []
    assert await brand.firing(segment) == [(1, False, None), (2, False, None)]


async def test_an_edit_that_was_asked_to_tells_of_everybody_once(brand: Brand) -> None:
    segment = await brand.save("上海", fires=False)
    await brand.settle()
    await brand.edit(segment, "杭州", fires=True)
    await brand.settle()
    await brand.settle()

    came, went = range(8, PEOPLE), range(8)
    told = [("out", one, "edit") for one in went] + [("in", one, "edit") for one in came]
    assert sorted(await brand.told(segment)) == sorted(told)
    assert await brand.firing(segment) == [(1, False, None), (2, True, PEOPLE)]
    async with brand.database.read(brand.corp_id) as session:
        asked = await session.fetch("SELECT actor, data FROM audit_record WHERE action = 'segments.revise'")
    assert [(one["actor"], one["data"]) for one in asked] == [("account:1", {"version": 2, "fires": True})]


async def test_a_new_segment_fires_for_those_who_fit_already_when_asked(brand: Brand) -> None:
    segment = await brand.save("上海", fires=True)
    await brand.settle()

    assert await brand.told(segment) == [("in", one, "edit") for one in range(8)]


async def test_a_version_that_is_overtaken_fires_nothing_and_a_later_build_of_one_that_fired_neither(
    brand: Brand,
) -> None:
    segment = await brand.save("上海", fires=True)
    await brand.edit(segment, "杭州", fires=False)
    await brand.settle()
    assert await brand.told(segment) == []

    await brand.edit(segment, "上海", fires=True)
    await brand.settle()
    before = await brand.told(segment)
    async with brand.database.unit(brand.corp_id) as unit:
        await unit.execute("UPDATE segment SET built_version = NULL WHERE corp_id = lingqu_corp()")
    await brand.settle()

    assert len(before) == PEOPLE
    assert await brand.told(segment) == before


async def test_a_crash_between_portions_goes_on_where_it_was(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    segment = await brand.save("上海", fires=False)
    await brand.settle()
    await brand.edit(segment, "杭州", fires=True)
    go_on, crashes = firing.go_on, [True, False, True, True, False, False, True, False]

    async def dying(unit: UnitOfWork, *given: Any, **named: Any) -> int:
        told = await go_on(unit, *given, **named)
        await unit.flush()
        if crashes and crashes.pop(0):
            raise ConnectionError("the worker died")
        return told

    monkeypatch.setattr(building, "go_on", dying)
    monkeypatch.setattr(membership, "go_on", dying)
    for _ in range(50):
        try:
            if not await brand.builder.step(brand.database, brand.corp_id):
                break
        except ConnectionError:
            pass
        await brand.catch_up()

    assert sorted(one for _, one, _ in await brand.told(segment)) == list(range(PEOPLE))
    assert len(crashes) < 4, "it did die on the way"


async def test_who_moves_on_before_their_turn_is_told_of_first(brand: Brand) -> None:
    segment = await brand.save("上海", fires=False)
    await brand.settle()
    await brand.edit(segment, "杭州", fires=True)
    await brand.build()
    await brand.set_city("上海", PEOPLE - 1)
    await brand.set_city("杭州", 7)
    await brand.catch_up()
    early = [one for one in await brand.told(segment) if one[1] in {7, PEOPLE - 1}]
    await brand.settle()
    told = await brand.told(segment)

    last = PEOPLE - 1
    expected = {("in", last, "edit"): ("out", last, "data"), ("out", 7, "edit"): ("in", 7, "data")}
    assert set(early) == {*expected, *expected.values()}
    assert all(early.index(first) < early.index(then) for first, then in expected.items())
    assert [one for one in told if one[1] in {7, last}] == early
    assert sorted(one for _, one, because in told if because == "edit") == list(range(PEOPLE))


async def test_the_next_build_waits_until_everybody_was_told_of(brand: Brand) -> None:
    segment = await brand.save("上海", fires=False)
    await brand.settle()
    await brand.edit(segment, "杭州", fires=True)
    await brand.build()
    await brand.edit(segment, "上海", "杭州", fires=True)
    await brand.settle()

    told = await brand.told(segment)
    assert [one[0] for one in told if one[1] == 0] == ["out", "in"]
    assert [one[0] for one in told if one[1] == PEOPLE - 1] == ["in"]
    assert await brand.members(segment) == set(range(PEOPLE))


async def test_grants_follow_an_edit_that_fires_and_give_and_take_once(brand: Brand) -> None:
    segment = await brand.save("上海", fires=False)
    await brand.settle()
    await brand.switch_on(await brand.grant(segment, 1, withdraw=True))
    await brand.settle()
    await brand.edit(segment, "上海", "杭州", fires=False)
    await brand.settle()
    assert set(await brand.tagged(1)) == set(range(8))

    await brand.edit(segment, "杭州", fires=True)
    await brand.settle()

    assert await brand.tagged(1) == {}, "whom the silent edit had let in has nothing to lose, and stays"

    await brand.edit(segment, "上海", fires=True)
    await brand.settle()
    assert await brand.tagged(1) == dict.fromkeys(range(8), f"segment:{segment}@4")


@pytest.mark.parametrize("seed", range(3))
async def test_where_every_edit_fires_the_facts_alone_say_who_is_in(brand: Brand, seed: int) -> None:
    chance = random.Random(seed)
    cities = ("上海", "杭州", "苏州")
    segment = await brand.save("上海", fires=True)
    await brand.settle()
    for _ in range(25):
        act = chance.randrange(4)
        if act == 0:
            await brand.edit(segment, *chance.sample(cities, chance.randrange(1, 3)), fires=True)
            await brand.build()
        elif act == 1:
            await brand.set_city(chance.choice(cities), *chance.sample(range(PEOPLE), 3))
        elif act == 2:
            await brand.builder.step(brand.database, brand.corp_id)
        else:
            await brand.catch_up()
    await brand.settle()

    told = await brand.told(segment)
    last: dict[int, str] = {}
    for one in range(PEOPLE):
        kinds = [kind for kind, who, _ in told if who == one]
        assert all(before != after for before, after in pairwise(["out", *kinds]))
        last[one] = kinds[-1] if kinds else "out"
    assert {one for one, kind in last.items() if kind == "in"} == await brand.members(segment)


async def test_all_readers_together_come_to_rest(brand: Brand) -> None:
    segment = await brand.save("上海", fires=True)
    await keep_up(brand.database, brand.corp_id)

    assert len(await brand.told(segment)) == 8
