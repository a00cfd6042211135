"""A directory at WeCom, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from lingqu.directory.contracts.people import DepartmentSnapshot, Membership, MemberSnapshot
from lingqu.kernel.ids import CorpId, DepartmentId, Userid
from lingqu.kernel.outside import TryLaterError

NO_TIME = timedelta(0)


@dataclass
class DirectoryDouble:
    """`lingqu.directory.ports.DirectoryReader` over dicts. Tests change them as people in a console would."""

    departments: dict[int, DepartmentSnapshot] = field(default_factory=dict)
    members: dict[str, MemberSnapshot] = field(default_factory=dict)
    follow_users: list[Userid] = field(default_factory=list)
    fail_at_department: int | None = None
    """Reading the members of this department fails once."""
    reads: list[list[DepartmentId]] = field(default_factory=list)
    single_reads: list[list[Userid]] = field(default_factory=list)

    def department(self, department_id: int, name: str, *, parent: int | None = 1, sort: int = 0) -> None:
        self.departments[department_id] = DepartmentSnapshot(
            department_id=DepartmentId(department_id),
            parent_id=None if parent is None else DepartmentId(parent),
            name=name,
            sort=sort,
        )

    def member(self, userid: str, name: str, *departments: int, follow_user: bool = True) -> None:
        self.members[userid.lower()] = MemberSnapshot(
            userid=Userid(userid),
            name=name,
            memberships=tuple(
                Membership(department_id=DepartmentId(one), sort=0, is_leader=False) for one in departments
            ),
        )
        if follow_user:
            self.follow_users.append(Userid(userid))

    def leave(self, userid: str) -> None:
        del self.members[userid.lower()]
        self.follow_users = [one for one in self.follow_users if one.lower() != userid.lower()]

    async def read_departments(self, corp_id: CorpId) -> list[DepartmentSnapshot]:
        del corp_id
        return list(self.departments.values())

    async def read_members_of(self, corp_id: CorpId, department_ids: Sequence[DepartmentId]) -> list[MemberSnapshot]:
        del corp_id
        if self.fail_at_department in department_ids:
            self.fail_at_department = None
            raise TryLaterError("busy", api="user/list", after=NO_TIME)
        self.reads.append(list(department_ids))
        return [
            member
            for member in self.members.values()
            if any(place.department_id in department_ids for place in member.memberships)
        ]

    async def read_members(self, corp_id: CorpId, userids: Sequence[Userid]) -> dict[Userid, MemberSnapshot | None]:
        del corp_id
        self.single_reads.append(list(userids))
        return {userid: self.members.get(userid.lower()) for userid in userids}

    async def read_follow_users(self, corp_id: CorpId) -> list[Userid]:
        del corp_id
        return list(self.follow_users)
