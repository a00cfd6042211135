"""What every `lingqu.directory.ports.DirectoryReader` does; subclass it and give it a stage."""

from __future__ import annotations

from typing import Protocol

from lingqu.directory.ports import DirectoryReader
from lingqu.kernel.ids import CorpId, DepartmentId, Userid


class DirectoryStage(Protocol):
    """A corp as the suite needs it: a root department (1) and nobody else of these names."""

    reader: DirectoryReader
    corp_id: CorpId

    def add_department(self, name: str, *, parent: int = 1) -> DepartmentId: ...

    def add_member(self, userid: str, name: str, *departments: DepartmentId, follow_user: bool = True) -> None: ...

    def member_leaves(self, userid: str) -> None: ...


class DirectoryReaderSuite:
    """Departments, members and follow users."""

    async def test_departments_tell_names_and_parents(self, stage: DirectoryStage) -> None:
        east = stage.add_department("华东")
        shop = stage.add_department("徐汇店", parent=east)

        found = {one.department_id: one for one in await stage.reader.read_departments(stage.corp_id)}

        assert (found[east].name, found[east].parent_id) == ("华东", 1)
        assert (found[shop].name, found[shop].parent_id) == ("徐汇店", east)
        assert found[DepartmentId(1)].parent_id is None

    async def test_members_of_several_departments_come_once_with_all_of_them(self, stage: DirectoryStage) -> None:
        east, west = stage.add_department("华东店"), stage.add_department("华西店")
        stage.add_member("ZhaoYun", "赵云", east, west)
        stage.add_member("guan_yu", "关羽", west)

        members = await stage.reader.read_members_of(stage.corp_id, [east, west])

        assert {member.userid: member.name for member in members} == {"ZhaoYun": "赵云", "guan_yu": "关羽"}
        places = {member.userid: {one.department_id for one in member.memberships} for member in members}
        assert places == {"ZhaoYun": {east, west}, "guan_yu": {west}}
        assert len(members) == 2

    async def test_a_department_that_is_not_there_has_no_members(self, stage: DirectoryStage) -> None:
        assert await stage.reader.read_members_of(stage.corp_id, [DepartmentId(987654)]) == []

    async def test_members_are_read_one_by_one_and_leavers_are_none(self, stage: DirectoryStage) -> None:
        shop = stage.add_department("徐汇店")
        stage.add_member("zhao_yun", "赵云", shop)
        stage.add_member("guan_yu", "关羽", shop)
        stage.member_leaves("guan_yu")

        found = await stage.reader.read_members(stage.corp_id, [Userid("zhao_yun"), Userid("guan_yu")])

        here = found[Userid("zhao_yun")]
        assert here is not None
        assert (here.name, [one.department_id for one in here.memberships]) == ("赵云", [shop])
        assert found[Userid("guan_yu")] is None

    async def test_follow_users_are_those_with_customer_contact(self, stage: DirectoryStage) -> None:
        shop = stage.add_department("徐汇店")
        stage.add_member("zhao_yun", "赵云", shop)
        stage.add_member("guan_yu", "关羽", shop, follow_user=False)

        found = await stage.reader.read_follow_users(stage.corp_id)

        assert "zhao_yun" in found
        assert "guan_yu" not in found
