"""Who opened a page, what may be read of them, and what pages are signed with."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from facts.fact import Ask, Fact, Reply
from facts.stage import HOUR, MINUTE, Stage
from wecom_twin.logging_in import AUTHORIZE, LOGIN, Page, open_page
from wecom_twin.signatures import Verdict, sign, verify
from wecom_twin.state.web import Visitor

_LOGIN = "jssdk-sidebar-oauth.md §1 (96442, 2022-09-23)"
_OUTSIDE = "jssdk-sidebar-oauth.md §2 (98177, 2024-07-18)"
_TICKETS = "jssdk-sidebar-oauth.md §3 (96909, 2024-11-14)"
_URL = "https://scrm.example.com/sidebar/customer?corp=1&v=2"


def _open(stage: Stage, path: str = AUTHORIZE, **changes: Any) -> Page:
    query = {
        "appid": stage.corp.corpid,
        "redirect_uri": "https://scrm.example.com/back?a=1",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "s1",
        "twin_user": "chen_rui",
        **changes,
    }
    return open_page(stage.world, path, {name: str(value) for name, value in query.items() if value is not None})


def _code(stage: Stage, **changes: Any) -> str:
    page = _open(stage, **changes)
    assert not page.error, page.error
    return parse_qs(urlsplit(page.location).query)["code"][0]


def _private(stage: Stage, **changes: Any) -> str:
    return _code(stage, scope="snsapi_privateinfo", agentid=stage.app.agentid, **changes)


def _spent(stage: Stage) -> str:
    code = _code(stage)
    stage.need("auth/getuserinfo", code=code)
    return code


def _old(stage: Stage, seconds: float) -> str:
    code = _code(stage)
    stage.wait(seconds)
    return code


def _leaver(stage: Stage) -> str:
    code = _code(stage)
    stage.world.member_leaves("chen_rui")
    return code


def _by_code(stage: Stage) -> dict[str, str]:
    return {"code": stage.it}


def _user_ticket(stage: Stage, wait: float = 0.0) -> str:
    ticket = stage.need("auth/getuserinfo", code=_private(stage))["user_ticket"]
    stage.wait(wait)
    return ticket


def _shy(stage: Stage) -> str:
    member = stage.world.member(stage.corp, "chen_rui")
    member.gender, member.mobile, member.email = 2, "13900001111", "rui@home.example"
    stage.corp.web.visitor = Visitor("chen_rui", consents=frozenset({"mobile"}))
    return stage.need("auth/getuserinfo", code=_private(stage, twin_user=None))["user_ticket"]


def _leaves_with_ticket(stage: Stage) -> str:
    ticket = _user_ticket(stage)
    stage.world.member_leaves("chen_rui")
    return ticket


def _stranger_reply(_: Stage, reply: Reply) -> bool:
    return reply["openid"].startswith("o") and "external_userid" not in reply


def _customer_visits(stage: Stage, userid: str) -> str:
    return _code(stage, twin_user=None, twin_guest=stage.friend(userid))


def _info(name: str, says: str, given: Any, code: int = 0, effect: Any = None, **more: Any) -> Fact:
    return Fact(
        id=f"web-{name}",
        call="auth/getuserinfo",
        says=says,
        source=_LOGIN,
        given=given,
        asked=_by_code,
        code=code,
        effect=effect,
        **more,
    )


def _is_refused(page: Page, error: str) -> bool:
    if error:
        return page.error.startswith(error)
    return page.location.startswith("https://scrm.example.com/back?a=1&code=") and page.location.endswith("&state=s1")


def _page(name: str, says: str, error: str, source: str = _LOGIN, **changes: Any) -> Fact:
    return Fact(
        id=f"web-page-{name}",
        call="login page",
        says=says,
        source=source,
        given=lambda stage: setattr(stage.app, "trusted_domains", frozenset({"scrm.example.com"})),
        asked=None,
        effect=lambda stage, _: _is_refused(_open(stage, **{"agentid": stage.app.agentid, **changes}), error),
    )


def _tickets(count: int) -> Any:
    def given(stage: Stage) -> None:
        for number in range(count):
            if number % 2:
                stage.need("ticket/get", type="agent_config")
            else:
                stage.need("get_jsapi_ticket")

    return given


def _tickets_then(count: int, seconds: float) -> Any:
    def given(stage: Stage) -> None:
        _tickets(count)(stage)
        stage.wait(seconds)
        stage.fresh_tokens()

    return given


def _judged(
    stage: Stage, *, asked_kind: str = "agent", signed_kind: str = "agent", wait: float = 0.0, url: str = _URL
) -> Verdict:
    ticket = (
        stage.need("ticket/get", type="agent_config") if signed_kind == "agent" else stage.need("get_jsapi_ticket")
    )["ticket"]
    stage.wait(wait)
    stage.app.trusted_domains = frozenset({"example.com"})
    signature = sign(ticket, noncestr="n", timestamp="1", url=_URL)
    return verify(
        stage.world,
        stage.corp,
        stage.app,
        kind="agent" if asked_kind == "agent" else "corp",
        url=url,
        noncestr="n",
        timestamp="1",
        signature=signature,
    )


def _verdict(name: str, says: str, errcode: int, **how: Any) -> Fact:
    return Fact(
        id=f"web-signature-{name}",
        call="page",
        says=says,
        source=_TICKETS,
        asked=None,
        effect=lambda stage, _: _judged(stage, **how).errcode == errcode,
    )


FACTS = [
    _info(
        "member",
        "A code tells the member.",
        _code,
        effect=lambda _, reply: reply["userid"] == "chen_rui" and "user_ticket" not in reply,
    ),
    _info(
        "ticket",
        "Where private fields are asked for, a ticket comes too.",
        _private,
        effect=lambda _, reply: len(reply["user_ticket"]) <= 512,
    ),
    _info(
        "no-ticket-outside",
        "Not for a member outside the range.",
        lambda s: _private(s, twin_user="wu_gang"),
        effect=lambda _, reply: "user_ticket" not in reply,
    ),
    _info(
        "customer",
        "A customer of a member in the range is recognised.",
        lambda stage: _customer_visits(stage, "chen_rui"),
        effect=lambda stage, reply: reply["external_userid"] in stage.corp.customers,
    ),
    _info(
        "customer-of-others",
        "A customer of somebody outside the range is not.",
        lambda s: _customer_visits(s, "wu_gang"),
        effect=_stranger_reply,
    ),
    _info(
        "stranger",
        "Whoever is no customer has an openid only.",
        lambda s: _code(s, twin_user=None, twin_guest="wmx"),
        effect=_stranger_reply,
    ),
    _info("unknown-code", "A code that was never given is refused.", lambda _: "x", 40029),
    _info("leaver", "A leaver's code is refused.", _leaver, 40029),
    _info("code-in-time", "A code lives five minutes.", lambda stage: _old(stage, 5 * MINUTE - 1)),
    _info("code-too-late", "After five minutes it is dead.", lambda stage: _old(stage, 5 * MINUTE), 42003),
    *(
        _info(
            f"used-code-{code}",
            "A code is used once.",
            _spent,
            code,
            confirmed=False,
            switch=("used_code_errcode", code),
        )
        for code in (40029, 42022)
    ),
    _info(
        "valid-codes-are-not-counted",
        "A good code counts towards no limit.",
        lambda s: [_spent(s), _code(s)][1],
        switch=("path_per_minute", 1),
    ),
    Fact(
        id="web-legacy-member",
        call="user/getuserinfo",
        says="The former path answers in capitals.",
        source=_LOGIN,
        given=_code,
        asked=_by_code,
        effect=lambda _, reply: reply["UserId"] == "chen_rui",
    ),
    Fact(
        id="web-legacy-stranger",
        call="user/getuserinfo",
        says="The former path answers in capitals, for strangers too.",
        source=_LOGIN,
        given=lambda stage: _code(stage, twin_user=None, twin_guest="wmx"),
        asked=_by_code,
        effect=lambda _, reply: reply["OpenId"].startswith("o"),
    ),
    Fact(
        id="web-detail-as-agreed",
        call="auth/getuserdetail",
        says="A member shows what they agreed to; gender is 0 without.",
        source=_LOGIN,
        given=_shy,
        asked=lambda stage: {"user_ticket": stage.it},
        effect=lambda _, reply: (reply["mobile"], reply["gender"], "email" in reply) == ("13900001111", "0", False),
    ),
    Fact(
        id="web-detail-in-time",
        call="auth/getuserdetail",
        says="A ticket lives half an hour.",
        source=_LOGIN,
        given=lambda stage: _user_ticket(stage, 30 * MINUTE - 1),
        asked=lambda stage: {"user_ticket": stage.it},
    ),
    Fact(
        id="web-detail-too-late",
        call="auth/getuserdetail",
        says="After half an hour it is dead.",
        source=_LOGIN,
        given=lambda stage: _user_ticket(stage, 30 * MINUTE),
        asked=lambda stage: {"user_ticket": stage.it},
        code=84014,
    ),
    Fact(
        id="web-detail-of-no-ticket",
        call="auth/getuserdetail",
        says="A ticket that was never given is refused.",
        source=_LOGIN,
        asked={"user_ticket": "x"},
        code=84015,
    ),
    Fact(
        id="web-detail-of-a-leaver",
        call="auth/getuserdetail",
        says="A leaver is unknown.",
        source="directory.md §7",
        given=_leaves_with_ticket,
        asked=lambda stage: {"user_ticket": stage.it},
        code=60111,
    ),
    _page("back", "The browser goes back with code and state.", ""),
    _page("corp", "The appid is a corp's.", "40013", appid="ww1"),
    _page("app", "The agentid is an app's.", "40056", agentid=7),
    _page("type", "The response type is a code.", "response_type", response_type="token"),
    _page("scope", "There are two scopes.", "scope", scope="snsapi_all"),
    _page("private", "Private fields need an agentid.", "snsapi_privateinfo", scope="snsapi_privateinfo", agentid=None),
    _page("state", "A state has letters and digits.", "state", state="a-b"),
    _page("domain", "The host is exactly a trusted one.", "50001", redirect_uri="https://www.scrm.example.com/"),
    _page("nobody", "Somebody opens the page.", "nobody", twin_user="ghost"),
    _page(
        "outside", "Logging in outside the client goes the same way.", "", _OUTSIDE, path=LOGIN, login_type="CorpApp"
    ),
    _page("outside-type", "It names the kind of login and the app.", "login_type", _OUTSIDE, path=LOGIN),
    Fact(
        id="web-ticket-stays",
        call="get_jsapi_ticket",
        says="A ticket is the same until it expires, and lives 7200 seconds.",
        source=_TICKETS,
        given=lambda stage: stage.need("get_jsapi_ticket")["ticket"],
        effect=lambda stage, reply: (reply["ticket"], reply["expires_in"]) == (stage.it, 7200),
    ),
    Fact(
        id="web-ticket-expires",
        call="get_jsapi_ticket",
        says="After 7200 seconds there is another.",
        source=_TICKETS,
        given=lambda stage: (stage.need("get_jsapi_ticket")["ticket"], stage.wait(2 * HOUR), stage.fresh_tokens())[0],
        effect=lambda stage, reply: reply["ticket"] != stage.it,
    ),
    Fact(
        id="web-ticket-of-apps-differ",
        call="ticket/get",
        says="Each app has a ticket of its own.",
        source=_TICKETS,
        given=lambda stage: stage.need("ticket/get", type="agent_config")["ticket"],
        asked=lambda stage: Ask(query={"type": "agent_config"}, token=stage.token(stage.other)),
        effect=lambda stage, reply: reply["ticket"] != stage.it,
    ),
    Fact(
        id="web-ticket-kind",
        call="ticket/get",
        says="There is one kind of app ticket.",
        source=_TICKETS,
        asked={"type": "x"},
        code=91040,
    ),
    *(
        Fact(
            id=f"web-tickets-{name}",
            call="get_jsapi_ticket",
            says="Both kinds of ticket are asked for so often an hour.",
            source="core.md §6 (90312, 2026-02)",
            given=given,
            code=code,
            switch=(limit, 2),
        )
        for limit in ("js_tickets_per_app", "js_tickets_per_corp")
        for name, given, code in (
            (f"{limit}-last", _tickets(1), 0),
            (f"{limit}-over", _tickets(2), 45009),
            (f"{limit}-later", _tickets_then(2, HOUR), 0),
        )
    ),
    _verdict("right", "A page signed with its app's ticket is right.", 0),
    _verdict("fragment", "What follows the # is not signed.", 0, url=_URL + "#top"),
    _verdict("corp", "A page of the corp is signed with the corp's ticket.", 0, asked_kind="corp", signed_kind="corp"),
    _verdict("wrong-ticket", "The corp's ticket signs no app's page.", 42012, signed_kind="corp"),
    _verdict("old-ticket", "A ticket that has expired signs nothing.", 42012, wait=2 * HOUR),
    _verdict("wrong-url", "Another address has another signature.", 40093, url=_URL + "&x=1"),
    _verdict("wrong-domain", "A page lies on a trusted domain, or below one.", 80001, url="https://example.org/"),
    Fact(
        id="web-signature-vector",
        call="page",
        says="The signature is that of the published example.",
        source=_TICKETS,
        asked=None,
        effect=lambda *_: (
            sign("SIMTICKETsimticket0123456789-abcDEF_", noncestr="n0nceStrSim", timestamp="1735689600", url=_URL)
            == "4fbb9f3c01f688cb6061cdecdb5d27f94eff1cae"
        ),
    ),
]
