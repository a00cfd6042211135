"""While everybody is asked a leaf, the reader goes on; what it met meanwhile is in the members once they are shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from audiences.loading import insert, load_world
from doubles.keeping import keep_up
from lingqu.infra.database import Database
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId, CustomerId
from lingqu.segments.api import building, saving
from lingqu.segments.api.building import Building
from lingqu.segments.api.following import Following
from lingqu.segments.domain.reading import convert
from lingqu.segments.leaves import Shelf

PEOPLE = range(6)
TAGGED = [{"kind": "tag", "tags": [tag]} for tag in (1, 2, 3, 4)]


class Brand:
    """A corp whose people are all followed by one member."""

    def __init__(self, database: Database, corp_id: CorpId) -> None:
        self.database = database
        self.corp_id = corp_id
        self.reader = Following(HistoryDoor(database, None), of_past=False, alone=False)

    async def open(self) -> None:
        async with self.database.unit(self.corp_id) as unit:
            await load_world(unit)
            await insert(
                unit, "customer", "customer_id, first_seen_at, belongs_at", [(n, unit.at, unit.at) for n in PEOPLE]
            )
            await insert(unit, "follow_relation", "customer_id, staff_id, added_at", [(n, 1, unit.at) for n in PEOPLE])

    async def save(self, name: str, document: object) -> int:
        async with self.database.unit(self.corp_id) as unit:
            return (await saving.create(unit, name=name, definition=convert(document))).segment_id

    async def tag(self, customer: int, tag: int) -> None:
        async with self.database.unit(self.corp_id) as unit:
            row = (customer, 1, tag, "granted", "wecom", unit.at)
            await insert(unit, "relation_tag", "customer_id, staff_id, tag_id, status, source, granted_at", [row])
            who = CustomerId(customer)
            unit.publish(Fact(kind="tag.granted", occurred_at=unit.at, customer_id=who, data={"tag_id": tag}))

    async def follow(self) -> None:
        while await self.reader.step(self.database, self.corp_id):
            pass

    async def members(self, segment_id: int) -> set[int] | None:
        """Return who is in; None where nobody has been shown yet."""
        key = f"segment:{segment_id}"
        async with self.database.read(self.corp_id) as session:
            found = await Shelf().read(session, [key])
            is_building = (await saving.get(session, segment_id)).is_building
        assert (key not in found) is is_building
        return set(found[key]) if key in found else None


@pytest.fixture
async def brand(database: Database, corp_id: CorpId) -> Brand:
    one = Brand(database, corp_id)
    await one.open()
    return one


async def test_facts_are_followed_while_everybody_is_asked(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await brand.save("first", TAGGED[0])
    await keep_up(brand.database, brand.corp_id)
    await brand.tag(0, 2)
    second = await brand.save("second", {"kind": "any", "of": TAGGED[:2]})
    seen: list[Any] = []
    ask = building.ask

    async def slowly(*given: Any, **named: Any) -> Any:
        told = await ask(*given, **named)
        await brand.tag(1, 1)
        await brand.tag(1, 2)
        await brand.follow()
        await brand.tag(2, 2)
        seen.append((await brand.members(first), await brand.members(second)))
        return told

    monkeypatch.setattr(building, "ask", slowly)
    builder = Building(HistoryDoor(brand.database, None), of_past=False)
    assert await builder.step(brand.database, brand.corp_id) == 1
    await brand.follow()
    assert await brand.members(second) is None
    await keep_up(brand.database, brand.corp_id)

    assert seen == [({1}, None)]
    assert (await brand.members(first), await brand.members(second)) == ({1}, {0, 1, 2})


async def test_several_leaves_of_one_tag_are_asked_at_once(brand: Brand) -> None:
    made = [await brand.save(f"tag {number}", one) for number, one in enumerate(TAGGED)]
    for customer in PEOPLE:
        await brand.tag(customer, customer % 4 + 1)
    builder = Building(HistoryDoor(brand.database, None), of_past=False)

    assert await builder.step(brand.database, brand.corp_id) == 1, "the universe"
    assert await builder.step(brand.database, brand.corp_id) == len(TAGGED)

    await keep_up(brand.database, brand.corp_id)
    assert [await brand.members(one) for one in made] == [{0, 4}, {1, 5}, {2}, {3}]


async def test_a_reader_without_its_lease_does_not_pass_over_a_leaf_that_another_took_over(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await brand.save("first", TAGGED[0])
    await keep_up(brand.database, brand.corp_id)
    second = await brand.save("second", TAGGED[1])
    await Building(HistoryDoor(brand.database, None), of_past=False).step(brand.database, brand.corp_id)
    await brand.tag(3, 2)
    late = _delayed(Following._take_over, [0])
    monkeypatch.setattr(Following, "_take_over", late)
    other = Following(HistoryDoor(brand.database, None), of_past=False, alone=False)
    apply = Following._ask_touched

    async def overtaken(self: Following, *given: Any) -> Any:
        asked = await apply(self, *given)
        monkeypatch.undo()
        async with brand.database.read(brand.corp_id) as session:
            kept = await other._kept(session)
        assert await other._take_over(brand.database, brand.corp_id, kept) == 1
        return asked

    monkeypatch.setattr(Following, "_ask_touched", overtaken)
    await brand.reader.step(brand.database, brand.corp_id)
    await keep_up(brand.database, brand.corp_id)

    assert await brand.members(second) == {3}


def _delayed(method: Callable[..., Awaitable[int]], answers: list[int]) -> Callable[..., Awaitable[int]]:
    """Return a method that first gives other answers."""

    async def delayed(self: Following, *given: Any) -> int:
        return answers.pop() if answers else await method(self, *given)

    return delayed
