"""Logging in from pages and signing them, between the client and the twin."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from e2e.wecom_api.clients import NO_AUTHORITIES
from wecom_api.calls.jstickets import GetAgentTicket, GetJsapiTicket
from wecom_api.calls.login import GetUserDetail, GetUserInfo
from wecom_api.client import Client
from wecom_api.errors import Stale
from wecom_api.jssdk import signature
from wecom_api.oauth import Scope, authorize_url
from wecom_twin.server import TwinServer

PAGE = "https://scrm.example.com/sidebar?客户=1"


async def open_page(twin: TwinServer, who: str, *, scope: Scope = "snsapi_base") -> str:
    """The code with which the browser of a member (`twin_user=`) or a guest (`twin_guest=`) comes back."""
    address = authorize_url(
        corpid=twin.world.corp().corpid,
        redirect_uri="https://scrm.example.com/back",
        state="abc1",
        scope=scope,
        agentid=twin.world.app().agentid,
        base_url=f"{twin.base_url}/connect/oauth2/authorize",
    ).partition("#")[0]
    async with httpx.AsyncClient(verify=NO_AUTHORITIES) as browser:
        answer = await browser.get(f"{address}&{who}")
    back = parse_qs(urlsplit(answer.headers["location"]).query)
    assert back["state"] == ["abc1"]
    return back["code"][0]


async def test_a_member_is_known_by_a_code_that_works_once(twin: TwinServer, client: Client) -> None:
    code = await open_page(twin, "twin_user=chen_rui")

    assert (await client(GetUserInfo(code=code))).userid == "chen_rui"
    with pytest.raises(Stale) as raised:
        await client(GetUserInfo(code=code))
    assert raised.value.subject == "login"


async def test_a_customer_is_known_as_such(twin: TwinServer, client: Client, friends: list[str]) -> None:
    visitor = await client(GetUserInfo(code=await open_page(twin, f"twin_guest={friends[0]}")))

    assert (visitor.userid, visitor.external_userid) == ("", friends[0])


async def test_private_fields_are_read_with_a_ticket_that_dies(twin: TwinServer, client: Client) -> None:
    twin.world.member(twin.world.corp(), "li_na").mobile = "13900001111"
    code = await open_page(twin, "twin_user=li_na", scope="snsapi_privateinfo")
    visitor = await client(GetUserInfo(code=code))
    detail = await client(GetUserDetail(user_ticket=visitor.user_ticket))

    assert (detail.userid, detail.mobile) == ("li_na", "13900001111")
    twin.advance(by=1_800)
    with pytest.raises(Stale) as raised:
        await client(GetUserDetail(user_ticket=visitor.user_ticket))
    assert raised.value.subject == "login"


async def test_a_page_is_signed_with_the_ticket_of_its_kind(twin: TwinServer, client: Client) -> None:
    tickets = {"corp": await client(GetJsapiTicket()), "agent": await client(GetAgentTicket())}
    verdicts: dict[tuple[str, str], int] = {}
    async with httpx.AsyncClient(verify=NO_AUTHORITIES) as http:
        for signed_for, ticket in tickets.items():
            page = {"noncestr": "n1", "timestamp": 1_767_326_400, "url": f"{PAGE}#top"}
            made = signature(ticket=ticket.ticket, noncestr="n1", timestamp=1_767_326_400, url=f"{PAGE}#top")
            for kind in tickets:
                path = f"{twin.base_url}/twin/corps/{twin.world.corp().corpid}/jssdk/verify"
                answer = await http.post(path, json={**page, "signature": made, "kind": kind})
                verdicts[signed_for, kind] = answer.json()["errcode"]

    assert {one.expires_in for one in tickets.values()} == {7_200}
    assert verdicts == {
        ("corp", "corp"): 0,
        ("corp", "agent"): 42012,
        ("agent", "corp"): 42012,
        ("agent", "agent"): 0,
    }
