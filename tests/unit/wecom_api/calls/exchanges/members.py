from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls import directory, token

AGENT = {
    "agentid": 1000002,
    "name": "客户运营",
    "allow_userinfos": {"user": [{"userid": "LiLei"}]},
    "allow_partys": {"partyid": [1, 7]},
    "allow_tags": {"tagid": [3]},
    "close": 0,
    "redirect_domain": "scrm.example.com",
    "customized_publish_status": 1,
}

EXCHANGES = [
    Exchange(
        call=token.GetCallbackIp(),
        sent={},
        answer={"ip_list": ["203.0.113.8", "203.0.113.0/24"]},
        result=token.Addresses(ip_list=("203.0.113.8", "203.0.113.0/24")),
    ),
    Exchange(
        call=token.GetAgent(agentid=1000002),
        sent={"agentid": "1000002"},
        answer=AGENT,
        result=token.Agent(
            agentid=1000002,
            name="客户运营",
            allow_userinfos=token.AllowedUsers(user=(token.AllowedUser(userid="LiLei"),)),
            allow_partys=token.AllowedParties(partyid=(1, 7)),
            allow_tags=token.AllowedTags(tagid=(3,)),
            redirect_domain="scrm.example.com",
            customized_publish_status=1,
        ),
    ),
    Exchange(
        call=directory.ListDepartments(id=7),
        sent={"id": "7"},
        answer={"department": [{"id": 7, "name": "杭州武林店", "parentid": 1, "order": 5}]},
        result=directory.Departments(department=(directory.Department(id=7, name="杭州武林店", parentid=1, order=5),)),
    ),
    Exchange(
        call=directory.GetMember(userid="LiLei"),
        sent={"userid": "LiLei"},
        answer={"userid": "LiLei", "name": "李雷", "department": [1, 7], "is_leader_in_dept": [0, 1], "status": 1},
        result=directory.Member(
            userid="LiLei", name="李雷", department=(1, 7), is_leader_in_dept=(0, 1), status=1, enable=1
        ),
    ),
    Exchange(
        call=directory.ListMembers(department_id=7),
        sent={"department_id": "7"},
        answer={"userlist": [{"userid": "LiLei", "department": [7], "main_department": 7, "extattr": {"attrs": []}}]},
        result=directory.Members(
            userlist=(directory.Member(userid="LiLei", department=(7,), main_department=7, extattr={"attrs": []}),)
        ),
    ),
    Exchange(
        call=directory.ListMemberNames(department_id=7),
        sent={"department_id": "7"},
        answer={"userlist": [{"userid": "LiLei", "name": "李雷", "department": [7], "open_userid": "woL"}]},
        result=directory.MemberNames(
            userlist=(directory.MemberName(userid="LiLei", name="李雷", department=(7,), open_userid="woL"),)
        ),
    ),
]
