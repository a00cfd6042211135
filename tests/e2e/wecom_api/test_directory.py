"""The address book between the client and the twin."""

from collections.abc import AsyncIterator

import pytest

from e2e.wecom_api.clients import client_of
from wecom_api.calls.directory import (
    GetDepartment,
    GetMember,
    ListDepartmentIds,
    ListDepartments,
    ListMemberNames,
    ListMembers,
)
from wecom_api.calls.idconvert import MemberIds, OpenuseridToUserid, UseridToOpenuserid
from wecom_api.calls.member_lookups import GetUserid, GetUseridByEmail, ListMemberIds
from wecom_api.calls.member_tags import GetMemberTag, ListMemberTags, MemberTag, TaggedMember
from wecom_api.calls.token import GetAgent, GetApiDomainIp, GetCallbackIp, ListAgents
from wecom_api.client import Client
from wecom_api.errors import Misconfigured, QuotaExhausted, Refused, Stale
from wecom_twin.server import TwinServer


@pytest.fixture
async def sync(twin: TwinServer) -> AsyncIterator[Client]:
    """The contacts-sync secret, calling."""
    app = twin.world.add_app(twin.world.corp(), "通讯录同步", kind="contacts_sync")
    async with client_of(twin, app.secret) as one:
        yield one


@pytest.fixture
async def provider(twin: TwinServer) -> AsyncIterator[Client]:
    """An app that a provider developed for the corp, calling."""
    app = twin.world.add_app(twin.world.corp(), "服务商应用", provider="wwprovider")
    async with client_of(twin, app.secret) as one:
        yield one


async def test_departments_are_read_in_full_one_by_one_and_by_id(twin: TwinServer, client: Client) -> None:
    shop = twin.world.add_department(twin.world.corp(), "杭州武林店", order=5)

    everything = (await client(ListDepartments())).department
    ids = (await client(ListDepartmentIds())).department_id
    one = (await client(GetDepartment(id=shop.id))).department

    assert [(place.id, place.parentid, place.order) for place in ids] == [
        (department.id, department.parentid, department.order) for department in everything
    ]
    assert (one.name, one.parentid, one.order) == ("杭州武林店", 1, 5)
    with pytest.raises(Stale) as raised:
        await client(GetDepartment(id=99))
    assert raised.value.subject == "department"


async def test_members_are_listed_by_id_page_by_page_with_the_sync_secret_only(
    twin: TwinServer, client: Client, sync: Client
) -> None:
    members = twin.world.corp().directory.members.values()

    pages = [page.dept_user async for page in sync.pages(ListMemberIds(limit=2))]

    assert [len(page) for page in pages[:-1]] == [2] * (len(pages) - 1)
    assert sorted((row.userid, row.department) for page in pages for row in page) == sorted(
        (one.userid, department) for one in members for department in one.departments
    )
    with pytest.raises(Misconfigured):
        await client(ListMemberIds())


async def test_members_of_a_department_are_listed_in_short_and_in_full(twin: TwinServer, client: Client) -> None:
    seen = (await client(ListMembers(department_id=2))).userlist
    names = (await client(ListMemberNames(department_id=2))).userlist
    one = await client(GetMember(userid="li_na"))

    members = twin.world.corp().directory.members.values()
    assert sorted(member.userid for member in seen) == sorted(one.userid for one in members if 2 in one.departments)
    assert [(name.userid, name.name, name.department) for name in names] == [
        (member.userid, member.name, member.department) for member in seen
    ]
    assert one in seen


async def test_a_member_is_found_by_mobile_and_mail(twin: TwinServer, client: Client) -> None:
    member = twin.world.corp().directory.find_member("chen_rui")
    assert member is not None
    member.mobile, member.biz_mail, member.email = "13900001111", "rui@shop.example", "rui@home.example"

    assert (await client(GetUserid(mobile="13900001111"))).userid == "chen_rui"
    assert (await client(GetUseridByEmail(email="rui@shop.example"))).userid == "chen_rui"
    assert (await client(GetUseridByEmail(email="rui@home.example", email_type=2))).userid == "chen_rui"
    with pytest.raises(Refused) as raised:
        await client(GetUseridByEmail(email="rui@home.example", email_type=1))
    assert raised.value.errcode == 46004


async def test_too_many_unknown_mobiles_close_the_look_up(client: Client) -> None:
    with pytest.raises(Refused):
        await client(GetUserid(mobile="13900009999"))

    with pytest.raises(QuotaExhausted):
        await client(GetUserid(mobile="13900009998"))


async def test_tags_of_members_tell_who_has_them(twin: TwinServer, client: Client) -> None:
    tag = twin.world.add_member_tag(twin.world.corp(), "金牌导购", userids=["li_na"], parties=[1])

    assert (await client(ListMemberTags())).taglist == (MemberTag(tagid=tag.id, tagname="金牌导购"),)
    read = await client(GetMemberTag(tagid=tag.id))
    name = (await client(GetMember(userid="li_na"))).name
    assert (read.tagname, read.userlist, read.partylist) == (
        "金牌导购",
        (TaggedMember(userid="li_na", name=name),),
        (1,),
    )
    with pytest.raises(Stale) as raised:
        await client(GetMemberTag(tagid=99))
    assert raised.value.subject == "tag"


async def test_providers_ids_lead_there_and_back(twin: TwinServer, client: Client, provider: Client) -> None:
    agentid = next(app.agentid for app in twin.world.corp().apps.values() if app.provider)

    there = await provider(UseridToOpenuserid(userid_list=["chen_rui", "nobody"]))
    [member] = there.open_userid_list
    back = await client(OpenuseridToUserid(open_userid_list=[member.open_userid, "woX"], source_agentid=agentid))

    assert (member.userid, there.invalid_userid_list) == ("chen_rui", ("nobody",))
    assert back.userid_list == (MemberIds(userid="chen_rui", open_userid=member.open_userid),)
    assert back.invalid_open_userid_list == ("woX",)


async def test_an_app_learns_which_app_it_is(twin: TwinServer, client: Client) -> None:
    [app] = (await client(ListAgents())).agentlist

    assert app.agentid == twin.world.app().agentid
    assert (await client(GetAgent(agentid=app.agentid))).name == app.name
    assert (await client(GetApiDomainIp())).ip_list
    assert (await client(GetCallbackIp())).ip_list
