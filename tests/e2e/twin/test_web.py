"""Logging in from pages, and signing them."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from e2e.twin.client import Caller
from wecom_twin.server import TwinServer
from wecom_twin.signatures import sign


def open_page(caller: Caller, **query: Any) -> httpx.Response:
    whole = {
        "appid": caller.corp.corpid,
        "redirect_uri": "https://scrm.example.com/back",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "abc1",
        **query,
    }
    return caller.http.get("/connect/oauth2/authorize", params=whole)


def sent_back(answer: httpx.Response) -> dict[str, str]:
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


def steer(caller: Caller, path: str, **body: object) -> Any:
    return caller.http.post(f"/twin/corps/{caller.corp.corpid}/{path}", json=body).json()


def test_a_member_comes_back_with_a_code_that_works_once(caller: Caller) -> None:
    answer = open_page(caller, twin_user="chen_rui")
    back = sent_back(answer)

    assert (answer.status_code, back["state"]) == (302, "abc1")
    assert caller.get("auth/getuserinfo", code=back["code"])["userid"] == "chen_rui"
    assert caller.get("auth/getuserinfo", code=back["code"])["errcode"] == 40029


def test_whoever_was_named_opens_pages_and_shows_what_they_agreed_to(twin: TwinServer, caller: Caller) -> None:
    twin.world.member(caller.corp, "li_na").mobile = "13900001111"
    steer(caller, "acts/open_pages", userid="li_na", consents=["mobile"])
    back = sent_back(open_page(caller, scope="snsapi_privateinfo", agentid=caller.app.agentid))
    ticket = caller.get("auth/getuserinfo", code=back["code"])["user_ticket"]
    detail = caller.post("auth/getuserdetail", user_ticket=ticket)

    assert (detail["userid"], detail["mobile"], detail["gender"]) == ("li_na", "13900001111", "0")


def test_a_page_that_wecom_would_not_open_says_why(caller: Caller) -> None:
    caller.app.trusted_domains = frozenset({"scrm.example.com"})
    answer = open_page(caller, redirect_uri="https://other.example.com/", twin_user="chen_rui")

    assert (answer.status_code, "50001" in answer.text) == (200, True)


def test_the_twin_says_what_is_wrong_with_a_signature(caller: Caller) -> None:
    url = "https://scrm.example.com/sidebar?a=1"
    ticket = caller.get("get_jsapi_ticket")["ticket"]
    signed = {
        "url": f"{url}#top",
        "timestamp": 1,
        "noncestr": "n",
        "signature": sign(ticket, noncestr="n", timestamp="1", url=url),
    }

    assert steer(caller, "jssdk/verify", kind="corp", **signed) == {"ok": True, "errcode": 0, "reason": ""}
    assert steer(caller, "jssdk/verify", kind="agent", **signed)["reason"] == "signed with the ticket of the corp"
    assert steer(caller, "acts/open_pages")["error"] == "BadAskError"
    assert steer(caller, "acts/open_pages", userid="li_na", consents=["age"])["error"] == "BadAskError"
