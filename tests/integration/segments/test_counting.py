"""Counting a definition that nobody has saved: right, and honest about what cannot be answered."""

from __future__ import annotations

from datetime import datetime

import pytest
from pyroaring import BitMap

from audiences.loading import load_people, load_world
from audiences.world import DAY, NOON
from lingqu.infra.database import Database
from lingqu.infra.history.errors import HistoryDownError
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.ids import CorpId, CustomerId, StaffId, TagId
from lingqu.segments.api import counting
from lingqu.segments.contracts.definition import Definition
from lingqu.segments.contracts.person import Mark, Person, PersonRelation
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.reading import convert
from lingqu.segments.leaves import FRESH, Shelf

TAGGED = {"kind": "tag", "tags": [1]}
BOTH = {"kind": "tag", "match": "all", "tags": [1, 3]}
FOLLOWED = {"kind": "relation"}


def _person(number: int, *tags: int) -> Person:
    marks = tuple(Mark(tag_id=TagId(tag), group_id=100, granted_at=NOON - DAY, source="wecom") for tag in tags)
    relation = PersonRelation(staff_id=StaffId(1), added_at=NOON - DAY, marks=marks)
    return Person(customer_id=CustomerId(number), relations=(relation,))


CROWD = [
    _person(0, 1),
    _person(1, 1, 3),
    _person(2),
    Person(customer_id=CustomerId(3)),
    Person(customer_id=CustomerId(4), in_universe=False),
]


@pytest.fixture
async def crowd(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as unit:
        await load_world(unit)
        await load_people(unit, CROWD)


async def _members(
    database: Database, corp_id: CorpId, document: object, *, shelf: Shelf | None = None, at: datetime = NOON
) -> list[int]:
    definition: Definition = convert(document)
    async with database.read(corp_id) as session:
        door = HistoryDoor(database, None)
        return list(await counting.list_members(session, door, shelf or Shelf(), definition, Look(at)))


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (TAGGED, [0, 1]),
        (BOTH, [1]),
        ({"kind": "not", "of": TAGGED}, [2, 3]),
        ({"kind": "tag", "match": "none", "tags": [1]}, [2, 3]),
        ({"kind": "all", "of": [FOLLOWED, {"kind": "not", "of": TAGGED}]}, [2]),
        ({"kind": "any", "of": [BOTH, {"kind": "not", "of": FOLLOWED}]}, [1, 3]),
        ({"kind": "bucket", "salt": "s"}, [0, 1, 2, 3]),
        ({"kind": "list", "list_id": 1}, []),
        ({"kind": "segment", "segment_id": 1}, []),
    ],
)
async def test_members_are_who_fits(database: Database, corp_id: CorpId, document: object, expected: list[int]) -> None:
    assert await _members(database, corp_id, document) == expected


@pytest.mark.usefixtures("crowd")
async def test_without_history_only_questions_about_the_past_are_refused(database: Database, corp_id: CorpId) -> None:
    event = {"kind": "event", "event": {"name": "link.viewed"}}

    with pytest.raises(HistoryDownError):
        await _members(database, corp_id, {"kind": "any", "of": [TAGGED, event]})

    assert await _members(database, corp_id, TAGGED) == [0, 1]


@pytest.mark.usefixtures("crowd")
async def test_an_answer_of_a_moment_ago_serves_again_and_no_longer(database: Database, corp_id: CorpId) -> None:
    shelf = Shelf()
    assert await _members(database, corp_id, TAGGED, shelf=shelf) == [0, 1]
    async with database.unit(corp_id) as unit:
        await unit.execute("DELETE FROM relation_tag WHERE corp_id = lingqu_corp() AND customer_id = 1")

    assert await _members(database, corp_id, TAGGED, shelf=shelf) == [0, 1]
    assert await _members(database, corp_id, TAGGED, shelf=shelf, at=NOON + FRESH) == [0]
    assert await _members(database, corp_id, TAGGED, shelf=Shelf()) == [0]


@pytest.mark.usefixtures("crowd")
async def test_another_corp_is_not_counted(database: Database, corp_id: CorpId, other_corp_id: CorpId) -> None:
    shelf = Shelf()

    assert await _members(database, corp_id, FOLLOWED, shelf=shelf) == [0, 1, 2]
    assert await _members(database, other_corp_id, FOLLOWED, shelf=shelf) == []


def test_a_sample_is_spread_and_stays_the_same() -> None:
    assert counting.sample(BitMap(range(100)), most=4) == [0, 25, 50, 75]
    assert counting.sample(BitMap([7])) == [7]
    assert counting.sample(BitMap()) == []
