"""The corp's directory at WeCom."""

import asyncio
from collections.abc import Sequence

from lingqu.directory.contracts.people import DepartmentSnapshot, Membership, MemberSnapshot
from lingqu.gateway.clients import Clients
from lingqu.kernel.ids import CorpId, DepartmentId, Userid
from lingqu.kernel.outside import RefusedError
from wecom_api.calls.customers import GetFollowUserList
from wecom_api.calls.directory import GetMember, ListDepartments, ListMembers, Member

READS_AT_ONCE = 8

GONE_DEPARTMENT = frozenset({60003, 60123})
GONE_MEMBER = frozenset({40003, 60011, 60111})


class WecomDirectory:
    """`lingqu.directory.ports.DirectoryReader` over WeCom."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def read_departments(self, corp_id: CorpId) -> list[DepartmentSnapshot]:
        """See the port."""
        answer = await self._clients.call(corp_id, ListDepartments())
        return [
            DepartmentSnapshot(
                department_id=DepartmentId(one.id),
                parent_id=DepartmentId(one.parentid) if one.parentid else None,
                name=one.name,
                sort=one.order,
            )
            for one in answer.department
        ]

    async def read_members_of(self, corp_id: CorpId, department_ids: Sequence[DepartmentId]) -> list[MemberSnapshot]:
        """See the port."""
        gate = asyncio.Semaphore(READS_AT_ONCE)

        async def one(department_id: DepartmentId) -> Sequence[Member]:
            async with gate:
                try:
                    return (await self._clients.call(corp_id, ListMembers(department_id=department_id))).userlist
                except RefusedError as error:
                    if error.errcode in GONE_DEPARTMENT:
                        return []
                    raise

        answers = await asyncio.gather(*(one(each) for each in department_ids))
        members = {member.userid.lower(): member for answer in answers for member in answer}
        return [_snapshot(member) for member in members.values()]

    async def read_members(self, corp_id: CorpId, userids: Sequence[Userid]) -> dict[Userid, MemberSnapshot | None]:
        """See the port."""
        gate = asyncio.Semaphore(READS_AT_ONCE)

        async def one(userid: Userid) -> MemberSnapshot | None:
            async with gate:
                try:
                    return _snapshot(await self._clients.call(corp_id, GetMember(userid=userid)))
                except RefusedError as error:
                    if error.errcode in GONE_MEMBER:
                        return None
                    raise

        answers = await asyncio.gather(*(one(each) for each in userids))
        return dict(zip(userids, answers, strict=True))

    async def read_follow_users(self, corp_id: CorpId) -> list[Userid]:
        """See the port."""
        answer = await self._clients.call(corp_id, GetFollowUserList())
        return [Userid(userid) for userid in answer.follow_user]


def _snapshot(member: Member) -> MemberSnapshot:
    """Take over a member; `order` and `is_leader_in_dept` run parallel to `department` and may be missing."""
    count = len(member.department)
    orders = [*member.order, *[0] * count][:count]
    leads = [*member.is_leader_in_dept, *[0] * count][:count]
    return MemberSnapshot(
        userid=Userid(member.userid),
        name=member.name,
        memberships=tuple(
            Membership(department_id=DepartmentId(department), sort=order, is_leader=bool(lead))
            for department, order, lead in zip(member.department, orders, leads, strict=True)
        ),
    )
