from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls.directory import (
    Department,
    DepartmentDetail,
    DepartmentPlace,
    DepartmentPlaces,
    GetDepartment,
    ListDepartmentIds,
)
from wecom_api.calls.member_lookups import (
    FoundMember,
    GetUserid,
    GetUseridByEmail,
    ListMemberIds,
    MemberPlace,
    MemberPlaces,
)
from wecom_api.calls.member_tags import GetMemberTag, ListMemberTags, MemberTag, MemberTags, TaggedMember, TaggedMembers
from wecom_api.calls.token import Addresses, AgentName, Agents, GetApiDomainIp, ListAgents

EXCHANGES = [
    Exchange(
        call=GetApiDomainIp(), sent={}, answer={"ip_list": ["203.0.113.7"]}, result=Addresses(ip_list=("203.0.113.7",))
    ),
    Exchange(
        call=ListAgents(),
        sent={},
        answer={"agentlist": [{"agentid": 1000002}]},
        result=Agents(agentlist=(AgentName(agentid=1000002),)),
    ),
    Exchange(
        call=ListDepartmentIds(id=2),
        sent={"id": "2"},
        answer={"department_id": [{"id": 7, "parentid": 2, "order": 1}]},
        result=DepartmentPlaces(department_id=(DepartmentPlace(id=7, parentid=2, order=1),)),
    ),
    Exchange(
        call=GetDepartment(id=7),
        sent={"id": "7"},
        answer={"department": {"id": 7, "department_leader": ["HanMei"]}},
        result=DepartmentDetail(department=Department(id=7, department_leader=("HanMei",))),
    ),
    Exchange(
        call=ListMemberIds(cursor="C1"),
        sent={"cursor": "C1", "limit": 10000},
        answer={"next_cursor": "C2", "dept_user": [{"userid": "LiLei", "department": 2}]},
        result=MemberPlaces(next_cursor="C2", dept_user=(MemberPlace(userid="LiLei", department=2),)),
    ),
    Exchange(
        call=GetUserid(mobile="13900001111"),
        sent={"mobile": "13900001111"},
        answer={"userid": "LiLei"},
        result=FoundMember(userid="LiLei"),
    ),
    Exchange(
        call=GetUseridByEmail(email="li@a.example", email_type=2),
        sent={"email": "li@a.example", "email_type": 2},
        answer={"userid": "LiLei"},
        result=FoundMember(userid="LiLei"),
    ),
    Exchange(
        call=ListMemberTags(),
        sent={},
        answer={"taglist": [{"tagid": 1, "tagname": "n"}]},
        result=MemberTags(taglist=(MemberTag(tagid=1, tagname="n"),)),
    ),
    Exchange(
        call=GetMemberTag(tagid=1),
        sent={"tagid": "1"},
        answer={"tagname": "n", "userlist": [{"userid": "a", "name": "阿"}], "partylist": [2]},
        result=TaggedMembers(tagname="n", userlist=(TaggedMember(userid="a", name="阿"),), partylist=(2,)),
    ),
]
