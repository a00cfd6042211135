"""Departments and members as an app sees them."""

import pytest

from e2e.twin.client import Caller
from wecom_twin.server import TwinServer


@pytest.fixture
def region(twin: TwinServer, caller: Caller) -> int:
    """A region with a shop and a guide, which becomes all that the app sees."""
    region = twin.world.add_department(caller.corp, "华东区")
    shop = twin.world.add_department(caller.corp, "杭州武林店", parentid=region.id, order=5)
    twin.world.add_member(caller.corp, "zhao_yun", "赵云", departments=(shop.id, 1), position="导购")
    caller.app.visible_departments = {region.id}
    caller.app.sight = None
    return region.id


def test_a_limited_app_sees_its_subtree_with_the_real_parent(caller: Caller, region: int) -> None:
    assert caller.get("department/list")["department"] == [
        {
            "id": region,
            "name": "华东区",
            "name_en": "",
            "department_leader": [],
            "parentid": 1,
            "order": 0,
        },
        {
            "id": region + 1,
            "name": "杭州武林店",
            "name_en": "",
            "department_leader": [],
            "parentid": region,
            "order": 5,
        },
    ]


@pytest.mark.parametrize(
    ("path", "query", "errcode"),
    [
        ("department/list", {"id": 1}, 60011),
        ("department/get", {"id": 99}, 60123),
        ("department/simplelist", {"id": "x"}, 60123),
        ("user/list", {"department_id": 2}, 60011),
        ("user/simplelist", {"department_id": ""}, 60123),
        ("user/get", {"userid": "chen_rui"}, 60011),
        ("user/get", {"userid": ""}, 40063),
    ],
)
def test_what_lies_outside_the_range_is_refused(
    caller: Caller, region: int, path: str, query: dict[str, object], errcode: int
) -> None:
    assert region
    assert caller.get(path, **query)["errcode"] == errcode


def test_a_member_shows_only_the_departments_that_the_app_sees(caller: Caller, region: int) -> None:
    member = caller.get("user/get", userid="zhao_yun")

    assert (member["department"], member["main_department"]) == ([region + 1], region + 1)


def test_direct_members_only_are_listed_and_fetch_child_is_ignored(caller: Caller, region: int) -> None:
    assert caller.get("user/simplelist", department_id=region, fetch_child=1)["userlist"] == []
    assert caller.get("user/simplelist", department_id=region + 1)["userlist"] == [
        {"userid": "zhao_yun", "name": "赵云", "department": [region + 1, 1]}
    ]


def test_a_leaver_is_unknown(twin: TwinServer, caller: Caller) -> None:
    twin.world.member_leaves("chen_rui")

    assert caller.get("user/get", userid="chen_rui")["errcode"] == 60111
    assert caller.get("externalcontact/list", userid="chen_rui")["errcode"] == 40003


def test_a_page_of_list_id_may_end_inside_one_members_rows(twin: TwinServer, caller: Caller) -> None:
    twin.world.add_app(caller.corp, "通讯录同步", kind="contacts_sync")
    twin.world.member(caller.corp, "chen_rui").departments = [1, 2]
    sync = Caller(twin, agentid=0)
    first = sync.post("user/list_id", limit=1)
    rest = sync.post("user/list_id", limit=10, cursor=first["next_cursor"])

    rows = first["dept_user"] + rest["dept_user"]
    assert [(one["userid"], one["department"]) for one in rows] == [
        ("chen_rui", 1),
        ("chen_rui", 2),
        ("li_na", 2),
        ("wang_wei", 2),
    ]
    assert rest["next_cursor"] == ""
    sync.close()


def test_an_unrestricted_contacts_sync_reads_members(twin: TwinServer, caller: Caller) -> None:
    twin.world.turn(contacts_sync_restricted=False)
    twin.world.add_app(caller.corp, "通讯录同步", kind="contacts_sync")
    sync = Caller(twin, agentid=0)

    assert sync.get("user/get", userid="chen_rui")["name"] == "陈睿"
    sync.close()


def test_an_app_reads_itself_and_no_other(twin: TwinServer, caller: Caller) -> None:
    other = twin.world.add_app(caller.corp, "另一个应用")

    assert caller.get("agent/get", agentid=caller.app.agentid)["name"] == "客户运营"
    assert caller.get("agent/get", agentid=other.agentid)["errcode"] == 301002
    assert caller.get("agent/get", agentid=1)["errcode"] == 40056
    assert [one["agentid"] for one in caller.get("agent/list")["agentlist"]] == [caller.app.agentid]


@pytest.mark.parametrize("path", ["get_api_domain_ip", "getcallbackip"])
def test_addresses_are_listed(caller: Caller, path: str) -> None:
    assert caller.get(path)["ip_list"] != []
