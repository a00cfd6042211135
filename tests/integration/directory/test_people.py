"""Departments, shops and staff: the walk, callbacks, and what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from doubles.directory import DirectoryDouble
from doubles.jobs import Steps
from lingqu.corps import api as corps
from lingqu.corps.contracts import StageName, StageState
from lingqu.directory.api import people
from lingqu.directory.api.callbacks import apply_callbacks
from lingqu.directory.contracts import facts
from lingqu.directory.contracts.people import MemberSnapshot, StaffFilter
from lingqu.directory.errors.people import DepartmentNotFoundError
from lingqu.directory.jobs import kinds
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.ingestion.contracts import InboundEvent
from lingqu.kernel.ids import CorpId, DepartmentId, InboundId, StaffId
from lingqu.kernel.jobs import NewJob


class Office:
    """A corp with a small brand at WeCom, and the jobs that mirror it."""

    def __init__(self, database: Database, corp_id: CorpId, clock: SteppedClock) -> None:
        self.database = database
        self.corp_id = corp_id
        self.clock = clock
        self.wecom = DirectoryDouble()
        self.steps = Steps(database, clock, kinds(self.wecom))
        self.wecom.department(1, "总部", parent=None)
        self.wecom.department(2, "华东")
        self.wecom.department(3, "徐汇店", parent=2)
        self.wecom.department(4, "静安店", parent=2, sort=9)
        self.wecom.member("ChenRui", "陈睿", 3)
        self.wecom.member("li_na", "李娜", 3, 4)
        self.wecom.member("wang_wei", "王伟", 1, follow_user=False)

    async def sync(self) -> None:
        self.clock.advance(timedelta(seconds=1))
        async with self.database.unit(self.corp_id) as unit:
            unit.enqueue(NewJob(kind="directory.sync", key="corp"))
        await self.steps.run_due(only="directory.sync")

    async def stages(self) -> dict[StageName, tuple[StageState, int]]:
        async with self.database.read(self.corp_id) as session:
            return {stage.stage: (stage.state, stage.done) for stage in await corps.get_stages(session)}

    async def rows(self, sql: str, params: Any = None) -> list[dict[str, Any]]:
        async with self.database.read(self.corp_id) as session:
            return await session.fetch(sql, params)

    async def active(self) -> dict[str, bool]:
        return {row["userid"]: row["left_at"] is None for row in await self.rows("SELECT userid, left_at FROM staff")}

    async def staff_id(self, userid: str) -> StaffId:
        [row] = await self.rows("SELECT staff_id FROM staff WHERE userid_key = %s", (userid.lower(),))
        return StaffId(row["staff_id"])

    async def tell(self, event: str, change_type: str = "", *, at: datetime | None = None, **fields: str) -> None:
        instant = at or self.clock.now()
        inbound = InboundEvent(
            inbox_id=InboundId(1),
            occurred_at=instant,
            received_at=instant,
            event=event,
            change_type=change_type,
            fields=fields,
        )
        async with self.database.unit(self.corp_id) as unit:
            await apply_callbacks(unit, [inbound])

    async def names(self, **wanted: Any) -> list[str]:
        async with self.database.read(self.corp_id) as session:
            return [row.name for row in (await people.list_staff(session, StaffFilter(**wanted))).items]


@pytest.fixture
def office(database: Database, corp_id: CorpId, clock: SteppedClock) -> Office:
    return Office(database, corp_id, clock)


async def test_the_walk_mirrors_departments_members_and_follow_users(office: Office) -> None:
    await office.sync()

    staff = await office.rows("SELECT userid, name, is_follow_user FROM staff ORDER BY userid_key")
    assert staff == [
        {"userid": "ChenRui", "name": "陈睿", "is_follow_user": True},
        {"userid": "li_na", "name": "李娜", "is_follow_user": True},
        {"userid": "wang_wei", "name": "王伟", "is_follow_user": False},
    ]
    assert await office.stages() == {
        StageName.DEPARTMENTS: (StageState.DONE, 4),
        StageName.STAFF: (StageState.DONE, 4),
    }


async def test_the_end_of_the_walk_asks_for_the_next(office: Office) -> None:
    await office.sync()

    assert [row["kind"] for row in await office.rows("SELECT kind FROM job")] == ["customers.sync_tags"]


async def test_departments_count_their_staff_with_those_below(office: Office) -> None:
    await office.sync()

    async with office.database.read(office.corp_id) as session:
        found = {one.name: one.staff_count for one in await people.list_departments(session)}
    assert found == {"总部": 3, "华东": 2, "徐汇店": 2, "静安店": 1}


async def test_larger_sorts_come_first_below_one_parent(office: Office) -> None:
    await office.sync()

    async with office.database.read(office.corp_id) as session:
        assert [one.name for one in await people.list_departments(session)] == ["总部", "华东", "静安店", "徐汇店"]


async def test_a_missing_parent_is_borne(office: Office) -> None:
    del office.wecom.departments[1]
    await office.sync()

    async with office.database.read(office.corp_id) as session:
        found = {one.department_id: one.parent_id for one in await people.list_departments(session)}
    assert found == {2: 1, 3: 2, 4: 2}


async def test_who_was_not_met_has_left_and_may_come_back(office: Office) -> None:
    await office.sync()
    office.wecom.leave("li_na")
    office.clock.advance(timedelta(days=1))
    await office.sync()
    assert await office.active() == {"ChenRui": True, "li_na": False, "wang_wei": True}
    before = await office.staff_id("li_na")

    office.wecom.member("LI_NA", "李娜", 3)
    office.clock.advance(timedelta(days=1))
    await office.sync()

    assert await office.active() == {"ChenRui": True, "LI_NA": True, "wang_wei": True}
    assert await office.staff_id("li_na") == before


async def test_a_member_moves(office: Office) -> None:
    await office.sync()
    office.wecom.member("li_na", "李娜", 4)

    await office.sync()

    assert await office.rows(
        "SELECT department_id FROM staff_department WHERE staff_id = %s", (await office.staff_id("li_na"),)
    ) == [{"department_id": 4}]


async def test_who_is_seen_without_a_department_has_not_left(office: Office) -> None:
    """The app may see a member whose department it does not see: only a read of that member tells."""
    office.wecom.member("zhou_jie", "周杰")
    await office.sync()
    assert (await office.active())["zhou_jie"]

    await office.sync()

    assert (await office.active())["zhou_jie"]
    assert office.wecom.single_reads[-1] == ["zhou_jie"]


async def test_who_moves_behind_the_back_of_the_walk_has_not_left(office: Office) -> None:
    for number in range(5, 30):
        office.wecom.department(number, f"{number}号店")
    office.wecom.member("li_na", "李娜", 29)
    await office.sync()
    read = office.wecom.read_members_of

    async def moving(corp_id: CorpId, department_ids: Sequence[DepartmentId]) -> list[MemberSnapshot]:
        members = await read(corp_id, department_ids)
        office.wecom.member("li_na", "李娜", 1, follow_user=False)
        return members

    office.wecom.read_members_of = moving
    await office.sync()

    assert (await office.active())["li_na"]
    assert await office.rows(
        "SELECT department_id FROM staff_department WHERE staff_id = %s", (await office.staff_id("li_na"),)
    ) == [{"department_id": 1}]


async def test_a_department_that_is_gone_is_not_listed_and_its_mark_survives_a_return(office: Office) -> None:
    await office.sync()
    async with office.database.unit(office.corp_id) as unit:
        await people.set_shop(unit, DepartmentId(3), is_shop=True)
    gone = office.wecom.departments.pop(3)
    await office.sync()
    async with office.database.read(office.corp_id) as session:
        assert 3 not in {one.department_id for one in await people.list_departments(session)}

    office.wecom.departments[3] = gone
    await office.sync()

    async with office.database.read(office.corp_id) as session:
        assert {one.department_id: one.is_shop for one in await people.list_departments(session)}[DepartmentId(3)]


async def test_a_walk_that_broke_goes_on_behind_the_departments_it_had(office: Office) -> None:
    for number in range(30):
        office.wecom.department(100 + number, f"店{number}")
    office.wecom.fail_at_department = 120
    await office.sync()
    assert (await office.stages())[StageName.STAFF] == (StageState.RUNNING, 20)
    first = [one for reads in office.wecom.reads for one in reads]

    await office.sync()

    assert (await office.stages())[StageName.STAFF] == (StageState.DONE, 34)
    later = [one for reads in office.wecom.reads for one in reads][len(first) :]
    assert sorted([*first, *later]) == sorted(office.wecom.departments)


async def test_a_member_outside_all_departments_is_named_by_a_read(office: Office) -> None:
    office.wecom.member("solo", "独行")
    await office.sync()

    assert [row["name"] for row in await office.rows("SELECT name FROM staff WHERE userid = 'solo'")] == ["独行"]
    assert (await office.active())["solo"]


# ───────────────────────── shops ─────────────────────────


async def _mark(office: Office, *department_ids: int) -> None:
    async with office.database.unit(office.corp_id) as unit:
        for one in department_ids:
            await people.set_shop(unit, DepartmentId(one), is_shop=True)


async def _shops(office: Office, *userids: str) -> list[str | None]:
    ids = [await office.staff_id(userid) for userid in userids]
    async with office.database.read(office.corp_id) as session:
        shops = await people.shops_of(session, ids)
    return [shops[one].name if one in shops else None for one in ids]


async def test_the_shop_of_a_member_is_the_nearest_marked_department(office: Office) -> None:
    await office.sync()
    await _mark(office, 1, 3)

    assert await _shops(office, "ChenRui", "li_na", "wang_wei") == ["徐汇店", "徐汇店", "总部"]


async def test_who_stands_under_no_shop_has_none(office: Office) -> None:
    await office.sync()
    await _mark(office, 4)

    assert await _shops(office, "ChenRui", "li_na") == [None, "静安店"]


async def test_a_circle_among_departments_ends(office: Office) -> None:
    office.wecom.department(2, "华东", parent=3)
    await office.sync()

    assert await _shops(office, "ChenRui") == [None]
    async with office.database.read(office.corp_id) as session:
        assert len(await people.staff_in(session, [DepartmentId(2)])) == 2


async def test_an_unknown_department_cannot_be_marked(office: Office) -> None:
    async with office.database.unit(office.corp_id) as unit:
        with pytest.raises(DepartmentNotFoundError):
            await people.set_shop(unit, DepartmentId(99), is_shop=True)


# ───────────────────────── staff ─────────────────────────


async def test_userids_are_one_whatever_their_case(office: Office) -> None:
    async with office.database.unit(office.corp_id) as unit:
        first = await people.ensure_staff(unit, ["ChenRui", "chenrui", "li_na"])
    async with office.database.unit(office.corp_id) as unit:
        second = await people.ensure_staff(unit, ["CHENRUI"])

    assert first["ChenRui"] == first["chenrui"] == second["CHENRUI"] != first["li_na"]
    assert [row["userid"] for row in await office.rows("SELECT userid FROM staff ORDER BY staff_id")] == [
        "ChenRui",
        "li_na",
    ]


async def test_a_member_without_a_name_is_called_by_the_userid(office: Office) -> None:
    async with office.database.unit(office.corp_id) as unit:
        ids = await people.ensure_staff(unit, ["chen_rui"])
        cards = await people.cards_of(unit, ids.values())

    assert [card.name for card in cards.values()] == ["chen_rui"]


async def test_staff_are_found_by_name_userid_and_department(office: Office) -> None:
    await office.sync()

    assert await office.names() == ["陈睿", "李娜", "王伟"]
    assert await office.names(query="睿") == ["陈睿"]
    assert await office.names(query="LI_") == ["李娜"]
    assert await office.names(query="%") == []
    assert await office.names(department_id=DepartmentId(2)) == ["陈睿", "李娜"]
    assert await office.names(department_id=DepartmentId(4)) == ["李娜"]
    assert await office.names(active=False) == []


async def test_staff_page_without_gap_or_overlap(office: Office) -> None:
    await office.sync()
    names: list[str] = []
    cursor: str | None = None
    while True:
        async with office.database.read(office.corp_id) as session:
            page = await people.list_staff(session, StaffFilter(), cursor=cursor, limit=1)
        names += [row.name for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert names == ["陈睿", "李娜", "王伟"]


# ───────────────────────── who and what moved ─────────────────────────


async def _moves(office: Office, *, after: int = 0) -> list[tuple[str, int | None, dict[str, Any]]]:
    """Return the moves on record, without the first ones."""
    rows = await office.rows("SELECT kind, staff_id, data FROM fact WHERE kind LIKE '%%.moved' ORDER BY xid, id")
    return [(row["kind"], row["staff_id"], row["data"]) for row in rows][after:]


async def test_the_first_walk_tells_where_everybody_is_and_the_next_one_nothing(office: Office) -> None:
    await office.sync()

    told = await _moves(office)
    assert sorted(data["department_id"] for kind, _, data in told if kind == facts.DEPARTMENT_MOVED) == [1, 2, 3, 4]
    assert {who: data["departments"] for kind, who, data in told if kind == facts.STAFF_MOVED} == {
        await office.staff_id("ChenRui"): [3],
        await office.staff_id("li_na"): [3, 4],
        await office.staff_id("wang_wei"): [1],
    }
    await office.sync()
    assert await _moves(office) == told


async def test_a_walk_tells_which_member_moved_and_which_department(office: Office) -> None:
    await office.sync()
    first = len(await _moves(office))
    office.wecom.member("li_na", "李娜", 4, 1)
    office.wecom.department(3, "徐汇店", parent=1, sort=5)
    office.wecom.department(4, "静安店", parent=2, sort=1)

    await office.sync()

    assert await _moves(office, after=first) == [
        (facts.DEPARTMENT_MOVED, None, {"department_id": 3, "parent_id": 1, "from_parent_id": 2}),
        (facts.STAFF_MOVED, await office.staff_id("li_na"), {"departments": [1, 4], "left": [3]}),
    ]


async def test_callbacks_tell_who_and_what_moved(office: Office) -> None:
    await office.sync()
    first = len(await _moves(office))
    office.wecom.department(4, "静安店", parent=1)
    office.wecom.member("ChenRui", "陈睿", 4)

    await office.tell("change_contact", "update_party", Id="4")
    await office.steps.run_due(only="directory.read_departments")
    await office.tell("change_contact", "update_user", UserID="chenrui")
    await office.steps.run_due(only="directory.read_staff")

    assert await _moves(office, after=first) == [
        (facts.DEPARTMENT_MOVED, None, {"department_id": 4, "parent_id": 1, "from_parent_id": 2}),
        (facts.STAFF_MOVED, await office.staff_id("ChenRui"), {"departments": [4], "left": [3]}),
    ]


# ───────────────────────── callbacks ─────────────────────────


async def test_a_member_who_enters_is_read_by_name(office: Office) -> None:
    office.wecom.member("zhao_yun", "赵云", 3)
    await office.tell("subscribe", FromUserName="zhao_yun")
    await office.steps.run_due()

    [row] = await office.rows("SELECT name, is_follow_user, left_at FROM staff WHERE userid = 'zhao_yun'")
    assert row == {"name": "赵云", "is_follow_user": True, "left_at": None}


async def test_a_member_who_leaves_is_gone_from_that_instant(office: Office) -> None:
    await office.sync()
    office.clock.advance(timedelta(hours=1))

    await office.tell("unsubscribe", FromUserName="LI_NA")

    assert await office.active() == {"ChenRui": True, "li_na": False, "wang_wei": True}


async def test_a_leaving_older_than_a_read_that_showed_the_member_is_over(office: Office) -> None:
    office.clock.advance(timedelta(hours=1))
    await office.sync()

    await office.tell("unsubscribe", FromUserName="li_na", at=office.clock.now() - timedelta(minutes=5))

    assert (await office.active())["li_na"]


async def test_a_contacts_sync_credential_tells_deletions_renames_and_departments(office: Office) -> None:
    await office.sync()
    before = await office.staff_id("li_na")
    office.clock.advance(timedelta(hours=1))
    office.wecom.leave("li_na")
    office.wecom.member("li.na", "李娜", 3)
    office.wecom.department(5, "浦东店", parent=2)

    await office.tell("change_contact", "delete_user", UserID="ChenRui")
    await office.tell("change_contact", "update_user", UserID="li_na", NewUserID="li.na")
    await office.tell("change_contact", "create_party", Id="5", ParentId="2")
    await office.steps.run_due(only="directory.read_departments")

    assert await office.staff_id("li.na") == before
    assert await office.active() == {"ChenRui": False, "li.na": True, "wang_wei": True}
    assert {row["name"] for row in await office.rows("SELECT name FROM department")} >= {"浦东店"}


async def test_internal_tags_of_members_change_nothing(office: Office) -> None:
    await office.tell("change_contact", "update_tag", TagId="1", AddUserItems="zhangsan")

    assert await office.rows("SELECT 1 FROM staff") == []
