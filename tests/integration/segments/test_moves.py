"""Staff and departments move in the tree; whoever is asked for by department follows."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from audiences.loading import insert, load_world
from audiences.world import DEPARTMENTS, STAFF
from lingqu.directory.api.mirroring import mirror_departments, mirror_members
from lingqu.directory.contracts.people import DepartmentSnapshot, Membership, MemberSnapshot
from lingqu.infra.database import Database
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.ids import CorpId, DepartmentId, Userid
from lingqu.segments.api import saving, touched
from lingqu.segments.api.following import Following
from lingqu.segments.domain.reading import convert
from lingqu.segments.leaves import Shelf

REGION = {"departments": [10]}
DOCUMENTS = {
    "followed": {"kind": "relation", "scope": REGION},
    "tagged": {"kind": "tag", "tags": [1], "scope": REGION},
    "by shop": {"kind": "relation", "scope": {"departments": [11]}},
    "by member": {"kind": "relation", "scope": {"staff": [3]}},
}
AT_FIRST = {"followed": {1, 2}, "tagged": {1}, "by shop": {1}, "by member": {3}}
PARENTS = {1: None, 10: 1, 20: 1, 11: 10, 12: 10}


class Brand:
    """A corp in which customer n is followed by member n, whose departments the small world says."""

    def __init__(self, database: Database, corp_id: CorpId) -> None:
        self.database = database
        self.corp_id = corp_id
        self.made: dict[str, int] = {}

    async def open(self) -> None:
        async with self.database.unit(self.corp_id) as unit:
            await load_world(unit)
            await insert(
                unit, "customer", "customer_id, first_seen_at, belongs_at", [(n, unit.at, unit.at) for n in STAFF]
            )
            await insert(unit, "follow_relation", "customer_id, staff_id, added_at", [(n, n, unit.at) for n in STAFF])
            marks = [(n, n, 1, "granted", "wecom", unit.at) for n in (1, 3)]
            await insert(unit, "relation_tag", "customer_id, staff_id, tag_id, status, source, granted_at", marks)
            for name, document in DOCUMENTS.items():
                self.made[name] = (await saving.create(unit, name=name, definition=convert(document))).segment_id

    async def move(self, staff: int, *departments: int) -> None:
        places = tuple(Membership(department_id=DepartmentId(one), sort=0, is_leader=False) for one in departments)
        async with self.database.unit(self.corp_id) as unit:
            member = MemberSnapshot(userid=Userid(f"u{staff}"), name="", memberships=places)
            await mirror_members(unit, {f"u{staff}": member})

    async def move_department(self, department: int, parent: int) -> None:
        parents = {**PARENTS, department: parent}
        tree = [
            DepartmentSnapshot(
                department_id=DepartmentId(one),
                parent_id=None if above is None else DepartmentId(above),
                name="",
                sort=0,
            )
            for one, above in parents.items()
        ]
        async with self.database.unit(self.corp_id) as unit:
            await mirror_departments(unit, tree)

    async def members(self) -> Mapping[str, set[int]]:
        reader = Following(HistoryDoor(self.database, None), of_past=False)
        while await reader.step(self.database, self.corp_id):
            pass
        async with self.database.read(self.corp_id) as session:
            found = await Shelf().read(session, [f"segment:{one}" for one in self.made.values()])
        return {name: set(found[f"segment:{one}"]) for name, one in self.made.items()}


@pytest.fixture
async def brand(database: Database, corp_id: CorpId) -> Brand:
    brand = Brand(database, corp_id)
    await brand.open()
    assert await brand.members() == AT_FIRST
    return brand


@pytest.mark.parametrize("most", [touched.MOST_NAMED, 0], ids=["those related", "everybody"])
async def test_customers_follow_a_member_to_another_department(
    brand: Brand, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(touched, "MOST_NAMED", most)

    await brand.move(3, 11)
    assert await brand.members() == {**AT_FIRST, "followed": {1, 2, 3}, "tagged": {1, 3}, "by shop": {1, 3}}

    await brand.move(1, 20)
    assert await brand.members() == {**AT_FIRST, "followed": {2, 3}, "tagged": {3}, "by shop": {3}}


@pytest.mark.parametrize("most", [touched.MOST_NAMED, 0], ids=["those related", "everybody"])
async def test_customers_follow_a_department_to_another_place(
    brand: Brand, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(touched, "MOST_NAMED", most)

    await brand.move_department(11, 20)
    assert await brand.members() == {**AT_FIRST, "followed": {2}, "tagged": set()}

    await brand.move_department(20, 12)
    assert await brand.members() == {**AT_FIRST, "followed": {1, 2, 3}, "tagged": {1, 3}}


async def test_who_came_and_went_with_a_move_is_told(brand: Brand) -> None:
    await brand.move(2, 20)
    await brand.members()

    async with brand.database.read(brand.corp_id) as session:
        told = await session.fetch("SELECT kind, customer_id, data FROM fact WHERE kind LIKE 'segment.%%t' ORDER BY id")
    assert [(one["kind"], one["customer_id"], one["data"]["segment_id"]) for one in told] == [
        ("segment.left", 2, brand.made["followed"])
    ]


def test_the_small_world_has_the_departments_of_the_tree() -> None:
    assert set(PARENTS) == set(DEPARTMENTS)
