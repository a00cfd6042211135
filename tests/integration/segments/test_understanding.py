"""What makes a segment understood: its sizes day by day, overlaps, what edits did, and in which a customer is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from audiences.loading import insert, load_people, load_world
from audiences.world import DAY, NOON
from lingqu.customers.errors import CustomerNotFoundError
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId, CustomerId, StaffId, TagId
from lingqu.kernel.languages import Language
from lingqu.segments.api import saving
from lingqu.segments.api.belonging import list_belongings
from lingqu.segments.api.following import Following
from lingqu.segments.api.overlapping import overlap_of_definition, overlap_of_segment
from lingqu.segments.api.sizes import list_sizes
from lingqu.segments.api.versions import list_effects
from lingqu.segments.contracts.person import Mark, Person, PersonRelation
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.reading import convert
from lingqu.segments.errors import SegmentNotFoundError
from lingqu.segments.leaves import Shelf

ONE = {"kind": "tag", "tags": [1]}
THREE = {"kind": "tag", "tags": [3]}
EITHER = {"kind": "any", "of": [ONE, THREE]}


def _person(number: int, *tags: int) -> Person:
    marks = tuple(Mark(tag_id=TagId(tag), group_id=100, granted_at=NOON - DAY, source="wecom") for tag in tags)
    relation = PersonRelation(staff_id=StaffId(1), added_at=NOON - DAY, marks=marks)
    return Person(customer_id=CustomerId(number), relations=(relation,))


CROWD = [_person(0, 1), _person(1, 1, 3), _person(2), _person(3, 3)]


@pytest.fixture(autouse=True)
async def crowd(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as unit:
        await load_world(unit)
        await load_people(unit, CROWD)


async def _create(database: Database, corp_id: CorpId, name: str, document: object) -> int:
    async with database.unit(corp_id, actor="account:1") as unit:
        return (await saving.create(unit, name=name, definition=convert(document))).segment_id


async def _revise(database: Database, corp_id: CorpId, segment_id: int, version: int, document: object) -> None:
    async with database.unit(corp_id, actor="account:1") as unit:
        await saving.revise(unit, segment_id, version=version, definition=convert(document))


async def _settle(database: Database, corp_id: CorpId) -> None:
    reader = Following(HistoryDoor(database, None), of_past=False)
    for _ in range(100):
        if not await reader.step(database, corp_id):
            return
    raise AssertionError("the reader never comes to rest")


async def _tag(database: Database, corp_id: CorpId, customer: int, tag: int) -> None:
    async with database.unit(corp_id) as unit:
        row = (customer, 1, tag, "granted", "wecom", unit.at)
        await insert(unit, "relation_tag", "customer_id, staff_id, tag_id, status, source, granted_at", [row])
        unit.publish(
            Fact(
                kind="tag.granted",
                occurred_at=unit.at,
                customer_id=CustomerId(customer),
                staff_id=StaffId(1),
                data={"tag_id": tag},
            )
        )


async def _days(database: Database, corp_id: CorpId, segment_id: int, days: int) -> list[tuple[int | None, ...]]:
    async with database.read(corp_id) as session:
        sizes = await list_sizes(session, segment_id, days=days)
    return [(one.entered, one.left, one.let_in, one.put_out, one.size) for one in sizes.days]


async def test_sizes_are_recorded_day_by_day(database: Database, corp_id: CorpId, clock: SteppedClock) -> None:
    segment = await _create(database, corp_id, "a", ONE)
    assert await _days(database, corp_id, segment, 1) == [(0, 0, 0, 0, None)]
    await _settle(database, corp_id)
    clock.advance(2 * DAY)
    await _tag(database, corp_id, 2, 1)
    await _settle(database, corp_id)
    clock.advance(DAY)
    await _revise(database, corp_id, segment, 1, THREE)
    await _settle(database, corp_id)

    assert await _days(database, corp_id, segment, 5) == [
        (0, 0, 0, 0, None),
        (0, 0, 2, 0, 2),
        (0, 0, 0, 0, 2),
        (1, 0, 0, 0, 3),
        (0, 0, 1, 2, 2),
    ]
    async with database.unit(corp_id) as unit:
        await saving.archive(unit, segment)
    clock.advance(9 * DAY)
    assert (await _days(database, corp_id, segment, 1))[-1] == (0, 0, 1, 2, 2)


async def test_a_size_found_before_days_were_recorded_is_known_today(database: Database, corp_id: CorpId) -> None:
    segment = await _create(database, corp_id, "a", ONE)
    await _settle(database, corp_id)
    async with database.unit(corp_id) as unit:
        await unit.execute("DELETE FROM segment_day WHERE corp_id = lingqu_corp()")

    async with database.read(corp_id) as session:
        sizes = await list_sizes(session, segment, days=2)

    assert (sizes.since, [one.size for one in sizes.days]) == (None, [None, 2])


async def test_days_are_the_corps(database: Database, corp_id: CorpId, clock: SteppedClock) -> None:
    segment = await _create(database, corp_id, "a", ONE)
    clock.advance(timedelta(hours=15))  # 01:00 in Beijing, 17:00 of the day before in UTC
    await _settle(database, corp_id)

    async with database.read(corp_id) as session:
        assert (await list_sizes(session, segment)).since == date(2026, 3, 3)


async def test_overlaps_are_counted_over_members(database: Database, corp_id: CorpId) -> None:
    one = await _create(database, corp_id, "one", ONE)
    three = await _create(database, corp_id, "three", THREE)
    nobody = await _create(database, corp_id, "nobody", {"kind": "tag", "tags": [2]})
    await _settle(database, corp_id)
    fresh = await _create(database, corp_id, "fresh", {"kind": "relation"})
    door, look, shelf = HistoryDoor(database, None), Look(NOON), Shelf()

    async with database.read(corp_id) as session:
        of_one = await overlap_of_segment(session, door, shelf, one, look)
        of_fresh = await overlap_of_segment(session, door, shelf, fresh, look)
        of_either = await overlap_of_definition(session, door, shelf, convert(EITHER), look, itself=three)

    assert (of_one.size, of_one.alone) == (2, 1)
    assert [(o.segment_id, o.size, o.both, o.is_building) for o in of_one.others] == [
        (three, 2, 1, False),
        (nobody, 0, 0, False),
        (fresh, None, None, True),
    ]
    assert (of_fresh.size, of_fresh.alone, [o.both for o in of_fresh.others]) == (4, 1, [2, 2, 0])
    assert (of_either.size, of_either.alone) == (3, 1)
    assert [(o.segment_id, o.both) for o in of_either.others] == [(one, 2), (nobody, 0), (fresh, None)]


async def test_an_edit_says_how_many_it_let_in_whatever_comes_later(database: Database, corp_id: CorpId) -> None:
    segment = await _create(database, corp_id, "a", ONE)
    parent = await _create(database, corp_id, "b", {"kind": "segment", "segment_id": segment})
    await _settle(database, corp_id)
    await _revise(database, corp_id, segment, 1, EITHER)
    waiting = await _effects(database, corp_id, segment)
    await _settle(database, corp_id)

    assert waiting == [(2, None, None), (1, 2, 0)]
    assert await _effects(database, corp_id, segment) == [(2, 1, 0), (1, 2, 0)]
    assert await _effects(database, corp_id, parent) == [(1, 2, 0)]


async def _effects(database: Database, corp_id: CorpId, segment_id: int) -> list[tuple[int | None, ...]]:
    async def nameless(*_: object) -> dict[object, str]:
        return {}

    async with database.read(corp_id) as session:
        found = await list_effects(session, segment_id, nameless, language=Language.ZH)
    return [(one.version, one.let_in, one.put_out) for one in found]


async def test_a_customer_is_told_their_segments_and_since_when(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    one = await _create(database, corp_id, "one", ONE)
    three = await _create(database, corp_id, "three", THREE)
    await _settle(database, corp_id)
    built_at = clock.now()
    clock.advance(DAY)
    await _tag(database, corp_id, 3, 1)
    await _settle(database, corp_id)
    entered_at = clock.now()
    shelf = Shelf()

    async with database.read(corp_id) as session:
        of_three = await list_belongings(session, shelf, CustomerId(3))
        of_two = await list_belongings(session, shelf, CustomerId(2))
        with pytest.raises(CustomerNotFoundError):
            await list_belongings(session, shelf, CustomerId(99))
        with pytest.raises(SegmentNotFoundError):
            await list_sizes(session, 99)

    assert [(o.segment_id, o.name, o.size, o.since, o.because) for o in of_three] == [
        (one, "one", 3, entered_at, "data"),
        (three, "three", 2, built_at, "definition"),
    ]
    assert of_two == []
