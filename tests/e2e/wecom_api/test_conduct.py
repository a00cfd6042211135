"""Behaviour statistics, everybody served, and other ids of customers, between the client and the twin."""

from datetime import timedelta

import httpx
import pytest

from e2e.wecom_api.clients import NO_AUTHORITIES, client_of
from wecom_api.calls.behavior import GetUserBehaviorData, ListServedContacts
from wecom_api.calls.idconvert import ConvertTmpExternalUserid, FromServiceExternalUserid, RealCustomer
from wecom_api.client import Client
from wecom_api.errors import Misconfigured, Refused, Stale
from wecom_twin.server import TwinServer

DAY = int(timedelta(days=1).total_seconds())


def provider_id(twin: TwinServer, secret: str, external_userid: str) -> str:
    """What the provider of an app calls a customer: a call that is the provider's, and not of this client."""
    cgi = f"{twin.base_url}/cgi-bin"
    who = {"corpid": twin.world.corp().corpid, "corpsecret": secret}
    with httpx.Client(verify=NO_AUTHORITIES) as http:
        token = {"access_token": http.get(f"{cgi}/gettoken", params=who).json()["access_token"]}
        path = f"{cgi}/externalcontact/to_service_external_userid"
        return http.post(path, params=token, json={"external_userid": external_userid}).json()["external_userid"]


async def test_a_day_of_chats_is_counted_and_a_quiet_day_has_no_share(
    twin: TwinServer, client: Client, friends: list[str]
) -> None:
    twin.world.reply("chen_rui", friends[0], "在吗")
    twin.advance(by=120)
    twin.world.write("chen_rui", friends[0], "在的")
    twin.world.customer_deletes("chen_rui", friends[1])
    busy = int(twin.world.now())
    twin.advance(by=2 * DAY)

    call = GetUserBehaviorData(userid=["chen_rui"], start_time=busy, end_time=busy + DAY)
    first, second = (await client(call)).behavior_data

    assert (first.chat_cnt, first.message_cnt, first.negative_feedback_cnt) == (1, 1, 1)
    assert (first.reply_percentage, first.avg_reply_time) == (100, 2)
    assert (second.stat_time - first.stat_time, second.reply_percentage, second.avg_reply_time) == (DAY, None, None)


async def test_today_has_no_figures_yet(twin: TwinServer, client: Client) -> None:
    now = int(twin.world.now())
    with pytest.raises(Refused) as raised:
        await client(GetUserBehaviorData(userid=["chen_rui"], start_time=now, end_time=now))
    assert raised.value.errcode == 40058


async def test_everybody_served_is_read_page_by_page_within_four_hours(
    twin: TwinServer, client: Client, friends: list[str]
) -> None:
    stranger = twin.world.add_customer(twin.world.corp(), "赵小明").external_userid
    group = twin.world.add_group(twin.world.corp(), "li_na", "茶友", external_userids=[stranger])

    pages = [page.info_list async for page in client.pages(ListServedContacts(limit=3))]
    rows = [row for page in pages for row in page]

    assert [len(page) for page in pages] == [3, 2]
    assert sorted(row.external_userid for row in rows if row.is_customer) == sorted([*friends, friends[0]])
    [other] = [row for row in rows if not row.is_customer]
    assert (other.name, other.chat_id, other.follow_userid) == ("**明", group.chat_id, "li_na")
    cursor = (await client(ListServedContacts(limit=3))).next_cursor
    twin.advance(by=timedelta(hours=4).total_seconds())
    with pytest.raises(Stale) as raised:
        await client(ListServedContacts(cursor=cursor, limit=3))
    assert raised.value.subject == "cursor"


async def test_temporary_ids_lead_to_their_customers(twin: TwinServer, client: Client, friends: list[str]) -> None:
    tmp = twin.world.meet(friends[2], agentid=twin.world.app().agentid)

    found = await client(ConvertTmpExternalUserid(business_type=2, user_type=1, tmp_external_userid_list=[tmp, "etX"]))

    assert found.results == (RealCustomer(tmp_external_userid=tmp, external_userid=friends[2]),)
    assert found.invalid_tmp_external_userid_list == ("etX",)


async def test_a_provider_s_id_leads_to_the_customer_for_the_corp_s_own_app_only(
    twin: TwinServer, client: Client, friends: list[str]
) -> None:
    corp = twin.world.corp()
    app = twin.world.add_app(corp, "服务商应用", provider="wwprovider")
    theirs = provider_id(twin, app.secret, friends[0])

    call = FromServiceExternalUserid(external_userid=theirs, source_agentid=app.agentid)
    assert (await client(call)).external_userid == friends[0]
    with pytest.raises(Stale) as raised:
        await client(FromServiceExternalUserid(external_userid="woX", source_agentid=app.agentid))
    assert raised.value.subject == "customer"
    async with client_of(twin, app.secret) as provider:
        with pytest.raises(Misconfigured):
            await provider(call)
