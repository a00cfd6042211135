"""Tokens, the order of checks before every call, and call frequency."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Ask, Fact, Reply
from facts.stage import HOUR, MINUTE, Stage

ANY = "get_api_domain_ip"
_token = partial(Fact, call="gettoken", source="core.md §2, page 91039 (2024-03-26)")
_gate = partial(Fact, call=ANY, source="core.md §9")
_rate = partial(Fact, call=ANY, source="core.md §6, page 90312 (2026-02)")
_shape = partial(Fact, source="core.md §1")


def _secret(stage: Stage, **other: str) -> dict[str, str]:
    return {"corpid": stage.corp.corpid, "corpsecret": stage.app.secret, **other}


def _calls(stage: Stage, count: int, asked: Ask | None = None) -> None:
    """So many calls that all pass."""
    for _ in range(count):
        stage.need(ANY, asked or Ask())


def _at_limit(calls: int = 3, asked: Ask | None = None, **limits: int) -> Any:
    def given(stage: Stage) -> None:
        stage.token()
        stage.set(**limits)
        _calls(stage, calls, asked)

    return given


def _shut_for(seconds: float) -> Any:
    """The path stays shut so long after the refusal, while others are open."""

    def effect(stage: Stage, _: Reply) -> None:
        assert stage.code("agent/list") == 0, "another path is counted for itself"
        stage.wait(seconds - 1)
        assert stage.code(ANY) == 45009
        stage.wait(1)
        assert stage.code(ANY) == 0

    return effect


def _wrong_secrets(stage: Stage) -> None:
    stage.token()
    stage.set(wrong_secrets_per_hour=3)
    for count in range(3):
        assert stage.code(ANY) == 0, f"after {count} wrong secrets"
        assert stage.code("gettoken", _secret(stage, corpsecret="wrong")) == 40001


def _shut_out_for_an_hour(stage: Stage, _: Reply) -> None:
    assert stage.code(ANY, Ask(ip="10.9.9.9")) == 0, "only the address is shut out"
    assert stage.code("gettoken", _secret(stage)) == 45009
    stage.wait(HOUR - 1)
    assert stage.code(ANY) == 45009
    stage.wait(1)
    assert stage.code(ANY) == 0


def _disable(stage: Stage) -> None:
    stage.app.disabled = True


def _trust(stage: Stage) -> None:
    stage.token()
    stage.app.trusted_ips = frozenset({"10.0.0.7"})


FACTS = [
    _token(
        id="token-is-answered",
        says="A corpid and the secret of an app give a token that lives 7200 s.",
        asked=_secret,
        effect=lambda stage, reply: (
            reply["expires_in"] == 7200 and stage.code(ANY, Ask(token=reply["access_token"])) == 0
        ),
    ),
    _token(
        id="token-stays-the-same",
        says="Asking again while a token lives answers the same token.",
        given=lambda stage: stage.token(),
        asked=_secret,
        effect=lambda stage, reply: reply["access_token"] == stage.it,
    ),
    *(
        _token(
            id=f"token-seconds-{'shrink' if shrinks else 'stay'}",
            says=f"Asked again after 100 s, expires_in is {seconds}.",
            confirmed=False,
            switch=("token_expires_in_shrinks", shrinks),
            given=lambda stage: (stage.token(), stage.wait(100)),
            asked=_secret,
            effect=lambda _, reply, seconds=seconds: reply["expires_in"] == seconds,
        )
        for shrinks, seconds in ((False, 7200), (True, 7100))
    ),
    _token(id="token-no-corpid", says="Without a corpid: 41002.", asked={"corpsecret": "x"}, code=41002),
    _token(
        id="token-bad-corpid",
        says="A corpid that does not exist: 40013.",
        asked=lambda stage: _secret(stage, corpid="ww0000000000000000"),
        code=40013,
    ),
    _token(
        id="token-no-secret",
        says="Without a secret: 41004.",
        asked=lambda stage: _secret(stage, corpsecret=""),
        code=41004,
    ),
    _token(
        id="token-wrong-secret",
        says="A wrong secret: 40001.",
        asked=lambda stage: _secret(stage, corpsecret="wrong"),
        code=40001,
    ),
    _token(
        id="token-disabled-app", says="The secret of a disabled app: 40001.", given=_disable, asked=_secret, code=40001
    ),
    _token(
        id="token-after-reset",
        says="After a reset the old secret answers 40001 and the old token 40014.",
        given=lambda stage: (_secret(stage), stage.token(), stage.world.rotate_secret(agentid=stage.app.agentid)),
        asked=lambda stage: stage.it[0],
        code=40001,
        effect=lambda stage, _: stage.code(ANY, Ask(token=stage.it[1])) == 40014,
    ),
    *(
        _token(
            id=f"token-address-{'checked' if checks else 'free'}",
            says=f"gettoken from an address outside the trusted list answers {code}.",
            confirmed=False,
            switch=("gettoken_checks_ip", checks),
            given=_trust,
            asked=_secret,
            code=code,
        )
        for checks, code in ((False, 0), (True, 60020))
    ),
    _gate(id="gate-no-token", says="A call without a token: 41001.", asked=Ask(token=""), code=41001),
    _gate(
        id="gate-unknown-token", says="A token that was never given: 40014.", asked=Ask(token="nobody's"), code=40014
    ),
    _gate(
        id="gate-token-expires",
        says="A token works for 7200 s and answers 42001 from then on.",
        given=lambda stage: (stage.token(), stage.wait(7199), _calls(stage, 1), stage.wait(1)),
        code=42001,
    ),
    _gate(
        id="gate-token-dies-early",
        says="The platform may kill a token before its time; it answers 42001.",
        given=lambda stage: (stage.token(), stage.world.kill_token(agentid=stage.app.agentid)),
        code=42001,
    ),
    _gate(id="gate-address", says="An address outside the app's trusted list: 60020.", given=_trust, code=60020),
    _gate(id="gate-trusted-address", says="A trusted address passes.", given=_trust, asked=Ask(ip="10.0.0.7"), code=0),
    Fact(
        id="gate-contacts-sync-secret",
        call="externalcontact/get_follow_user_list",
        says="The contacts-sync secret does not open the customer-contact family.",
        source="core.md §2",
        asked=lambda stage: Ask(token=stage.token(stage.sync)),
        code=48002,
    ),
    Fact(
        id="gate-app-not-granted",
        call="externalcontact/get_follow_user_list",
        says="An app that is not on the list of callable apps gets 48002.",
        source="externalcontact-customers.md §0",
        given=lambda stage: setattr(stage.app, "customer_contact", False),
        code=48002,
    ),
    Fact(
        id="gate-app-for-sync-call",
        call="user/list_id",
        says="An app's token does not open the calls of the contacts-sync secret.",
        source="directory.md §1, page 96067 (2024-07-23)",
        code=48002,
    ),
    *(
        Fact(
            id=f"gate-unknown-path-{code}",
            call="no/such/path",
            says=f"A path that does not exist answers {code}.",
            source="core.md §5, code 48002",
            confirmed=False,
            switch=("unknown_path_errcode", code),
            code=code,
        )
        for code in (48002, 40066)
    ),
    Fact(
        id="gate-retired",
        call="externalcontact/get_group_msg_result",
        says="A call that was replaced answers 48005.",
        source="externalcontact-outreach.md §2.7",
        code=48005,
    ),
    _rate(
        id="rate-path-minute",
        says="Over the calls a minute of one corp on one path: 45009 for 60 s.",
        given=_at_limit(path_per_minute=3),
        code=45009,
        effect=_shut_for(MINUTE),
    ),
    _rate(
        id="rate-path-hour",
        says="Over the calls an hour of one corp on one path: 45009 for an hour.",
        given=_at_limit(path_per_hour=3),
        code=45009,
        effect=_shut_for(HOUR),
    ),
    _rate(
        id="rate-address-minute",
        says="Over the calls a minute of one address on one path: 45009 for 60 s, for that address.",
        given=_at_limit(ip_per_minute=3),
        code=45009,
        effect=lambda stage, reply: (
            stage.code(ANY, Ask(ip="10.9.9.9")) == 0 and _shut_for(MINUTE)(stage, reply) is None
        ),
    ),
    _rate(
        id="rate-address-hour",
        says="Over the calls an hour of one address on one path: 45009 for an hour.",
        given=_at_limit(ip_per_hour=3),
        code=45009,
        effect=_shut_for(HOUR),
    ),
    _rate(
        id="rate-minute-passes",
        says="The window is a minute: what was called before does not count in the next.",
        given=lambda stage: (_at_limit(path_per_minute=3)(stage), stage.wait(MINUTE), _calls(stage, 2)),
    ),
    _rate(
        id="rate-debug",
        says="With debug on the URL five calls a minute pass.",
        confirmed=False,
        switch=("debug_per_minute", 5),
        given=_at_limit(5, Ask(query={"debug": "1"})),
        asked=Ask(query={"debug": "1"}),
        code=45009,
        effect=lambda stage, _: stage.code(ANY) == 0,
    ),
    _rate(
        id="rate-wrong-secrets",
        says="Too many wrong secrets within an hour shut the address out of everything for an hour.",
        source="core.md §2 rule 6, an answer of the vendor",
        confirmed=False,
        switch=("wrong_secrets_per_hour", 3),
        given=_wrong_secrets,
        code=45009,
        effect=_shut_out_for_an_hour,
    ),
    _rate(
        id="rate-wrong-secrets-forgotten",
        says="Wrong secrets of more than an hour ago do not count.",
        source="core.md §2 rule 6, an answer of the vendor",
        confirmed=False,
        switch=("wrong_secrets_per_hour", 2),
        given=lambda stage: (
            stage.code("gettoken", _secret(stage, corpsecret="wrong")),
            stage.wait(HOUR),
            stage.code("gettoken", _secret(stage, corpsecret="wrong")),
        ),
    ),
    _shape(
        id="shape-errmsg",
        call="externalcontact/get",
        says="The errmsg of a refusal carries a handle, the caller's address and a link with the code.",
        asked=Ask(query={"external_userid": "wmNobody"}, ip="10.1.2.3"),
        code=40096,
        effect=lambda _, reply: (
            ", hint: [" in reply["errmsg"]
            and ", from ip: 10.1.2.3, " in reply["errmsg"]
            and reply["errmsg"].endswith("?e=40096")
        ),
    ),
    *(
        _shape(
            id=f"shape-{name}",
            call="externalcontact/mark_tag",
            says=says,
            source="externalcontact-customers.md §0",
            asked=Ask(body=body),
            code=40058,
            effect=lambda _, reply: "Warning: wrong json format." in reply["errmsg"],
        )
        for name, body, says in (
            ("no-json", b"{userid", "A body that is not JSON: 40058, with a warning."),
            ("wrong-type", b'{"add_tag": "x"}', "A value of the wrong type: 40058, with a warning."),
        )
    ),
    _shape(
        id="shape-get-on-post",
        call="externalcontact/del_corp_tag",
        says="A GET on a path that takes a body is answered as if the body were empty.",
        asked=lambda stage: Ask(body={"tag_id": [stage.tag()]}, method="GET"),
        code=40063,
    ),
    Fact(
        id="agent-get",
        call="agent/get",
        says="An app reads itself, with its visible range.",
        source="core.md §8",
        asked=lambda stage: {"agentid": stage.app.agentid},
        effect=lambda _, reply: reply["allow_partys"] == {"partyid": [2]},
    ),
    Fact(
        id="agent-get-unknown",
        call="agent/get",
        says="An agentid that does not exist: 40056.",
        source="core.md §5",
        asked={"agentid": "1999999"},
        code=40056,
    ),
    Fact(
        id="agent-get-other",
        call="agent/get",
        says="Another app's agentid: 301002.",
        source="core.md §5",
        asked=lambda stage: {"agentid": stage.other.agentid},
        code=301002,
    ),
]
