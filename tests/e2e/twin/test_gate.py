"""Before any endpoint: tokens, capabilities, addresses, frequency, and the shape of a refusal."""

import re

import pytest

from e2e.twin.client import Caller
from wecom_twin.server import TwinServer

FOLLOWERS = "externalcontact/get_follow_user_list"


def test_a_token_is_the_same_until_it_expires(twin: TwinServer, caller: Caller) -> None:
    twin.advance(by=7199)
    again = caller.fetch_token()
    twin.advance(by=1)
    dead = caller.get(FOLLOWERS)["errcode"]
    fresh = caller.fetch_token()

    assert (again["access_token"], again["expires_in"]) == (caller.token, 7200)
    assert dead == 42001
    assert fresh["access_token"] != caller.token


@pytest.mark.parametrize(
    ("query", "errcode"),
    [
        ({}, 41002),
        ({"corpid": "ww"}, 40013),
        ({"corpid": "…"}, 41004),
        ({"corpid": "…", "corpsecret": "wrong"}, 40001),
    ],
)
def test_gettoken_names_what_is_wrong(caller: Caller, query: dict[str, str], errcode: int) -> None:
    filled = {name: caller.corp.corpid if value == "…" else value for name, value in query.items()}

    assert caller.http.get("/cgi-bin/gettoken", params=filled).json()["errcode"] == errcode


def test_a_rotated_secret_kills_its_token_and_the_old_secret(twin: TwinServer, caller: Caller) -> None:
    old = caller.app.secret
    new = twin.world.rotate_secret()

    assert caller.get(FOLLOWERS)["errcode"] == 40014
    assert caller.fetch_token(old)["errcode"] == 40001
    assert caller.fetch_token(new)["errcode"] == 0


def test_a_token_may_die_before_its_time(twin: TwinServer, caller: Caller) -> None:
    twin.world.kill_token()

    assert caller.get(FOLLOWERS)["errcode"] == 42001
    assert caller.fetch_token()["access_token"] != caller.token


def test_checks_come_in_the_order_token_capability_address_frequency(twin: TwinServer, caller: Caller) -> None:
    twin.world.limit(path_per_minute=0)
    app = caller.app
    app.trusted_ips, app.customer_contact = frozenset({"203.0.113.1"}), False
    answers = [caller.http.get(f"/cgi-bin/{FOLLOWERS}").json()["errcode"]]
    answers += [caller.http.get(f"/cgi-bin/{FOLLOWERS}", params={"access_token": "x"}).json()["errcode"]]
    twin.advance(by=7200)
    answers += [caller.get(FOLLOWERS)["errcode"]]
    twin.world.limit(path_per_minute=10)
    caller.token = caller.fetch_token()["access_token"]
    twin.world.limit(path_per_minute=0)
    answers += [caller.get(FOLLOWERS)["errcode"]]
    app.customer_contact = True
    answers += [caller.get(FOLLOWERS)["errcode"]]
    app.trusted_ips = None
    answers += [caller.get(FOLLOWERS)["errcode"]]

    assert answers == [41001, 40014, 42001, 48002, 60020, 45009]


def test_a_refusal_carries_hint_address_link_and_empty_lists(caller: Caller) -> None:
    answer = caller.get("externalcontact/list", userid="ghost")

    assert answer["external_userid"] == []
    assert re.fullmatch(
        r"invalid userid, hint: \[1767326400_\d+_[0-9a-f]{32}\], from ip: 127\.0\.0\.1, "
        r"more info at https://open\.work\.weixin\.qq\.com/devtool/query\?e=40003",
        answer["errmsg"],
    )


def test_broken_json_and_wrong_types_say_so(caller: Caller) -> None:
    url = f"/cgi-bin/externalcontact/remark?access_token={caller.token}"
    broken = caller.http.post(url, content=b'{"userid":').json()
    typed = caller.http.post(url, json={"userid": 7}).json()

    assert (broken["errcode"], typed["errcode"]) == (40058, 40058)
    assert "Warning: wrong json format." in broken["errmsg"]
    assert "Warning: wrong json format." in typed["errmsg"]


def test_get_on_a_path_that_takes_a_body_reads_none(caller: Caller) -> None:
    assert caller.get("externalcontact/remark")["errcode"] == 40063


def test_unknown_and_retired_paths_answer_in_wecoms_shape(caller: Caller) -> None:
    assert caller.get("nothing/here")["errcode"] == 48002
    assert caller.post("externalcontact/transfer")["errcode"] == 48005


def test_a_broken_minute_limit_closes_the_path_for_sixty_seconds_and_no_other(twin: TwinServer, caller: Caller) -> None:
    twin.world.limit(path_per_minute=3)
    answers = [caller.get(FOLLOWERS)["errcode"] for _ in range(4)]
    other = caller.get("agent/list")["errcode"]
    twin.advance(by=59.9)
    closed = caller.get(FOLLOWERS)["errcode"]
    twin.advance(by=0.1)
    open_again = caller.get(FOLLOWERS)["errcode"]

    assert (answers, other) == ([0, 0, 0, 45009], 0)
    assert (closed, open_again) == (45009, 0)


def test_a_broken_hour_limit_closes_the_path_for_an_hour(twin: TwinServer, caller: Caller) -> None:
    twin.world.limit(path_per_hour=2)
    answers = [caller.get(FOLLOWERS)["errcode"] for _ in range(3)]
    twin.advance(by=3599)
    closed = caller.get(FOLLOWERS)["errcode"]
    twin.advance(by=1)

    assert (answers, closed, caller.get(FOLLOWERS)["errcode"]) == ([0, 0, 45009], 45009, 0)


def test_an_address_has_a_limit_over_all_corps(twin: TwinServer, caller: Caller) -> None:
    other = twin.world.add_corp("另一家")
    twin.world.add_app(other)
    stranger = Caller(twin, corpid=other.corpid)
    twin.world.limit(ip_per_minute=2)
    answers = [caller.get(FOLLOWERS)["errcode"], stranger.get(FOLLOWERS)["errcode"]]

    assert [*answers, stranger.get(FOLLOWERS)["errcode"]] == [0, 0, 45009]
    stranger.close()


def test_debug_calls_are_five_a_minute(caller: Caller) -> None:
    assert [caller.get(FOLLOWERS, debug=1)["errcode"] for _ in range(6)] == [0] * 5 + [45009]


def test_wrong_secrets_shut_the_address_out_for_an_hour(twin: TwinServer, caller: Caller) -> None:
    twin.world.limit(wrong_secrets_per_hour=3)
    wrong = [caller.fetch_token("wrong")["errcode"] for _ in range(4)]
    right = caller.fetch_token()["errcode"]
    twin.advance(by=3599)
    elsewhere = caller.get(FOLLOWERS)["errcode"]
    twin.advance(by=1)

    assert (wrong, right, elsewhere) == ([40001, 40001, 40001, 45009], 45009, 45009)
    assert (caller.fetch_token()["errcode"], caller.get(FOLLOWERS)["errcode"]) == (0, 0)


def test_a_corps_token_reads_nothing_of_another_corp(twin: TwinServer) -> None:
    other = twin.world.add_corp("另一家")
    twin.world.add_app(other)
    twin.world.add_member(other, "zhao_yun", "赵云")
    stranger = Caller(twin, corpid=other.corpid)

    assert stranger.get(FOLLOWERS)["follow_user"] == ["zhao_yun"]
    assert stranger.get("user/get", userid="chen_rui")["errcode"] == 60111
    stranger.close()


def test_the_contacts_sync_secret_reads_ids_only(twin: TwinServer, caller: Caller) -> None:
    twin.world.add_app(caller.corp, "通讯录同步", kind="contacts_sync")
    sync = Caller(twin, agentid=0)

    assert sync.post("user/list_id")["dept_user"] == [
        {"userid": userid, "department": 2} for userid in ("chen_rui", "li_na", "wang_wei")
    ]
    assert sync.get("department/simplelist")["department_id"] == [
        {"id": 1, "parentid": 0, "order": 0},
        {"id": 2, "parentid": 1, "order": 0},
    ]
    assert sync.get("user/get", userid="chen_rui")["errcode"] == 48009
    assert sync.get(FOLLOWERS)["errcode"] == 48002
    assert caller.post("user/list_id")["errcode"] == 48002
    sync.close()
