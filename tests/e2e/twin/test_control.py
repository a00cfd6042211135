"""The control interface and the command: what a platform in another process says to the twin."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from e2e.twin.client import Caller
from e2e.twin.receiver import KEY, TOKEN, Receiver
from wecom_twin.server import TwinServer


@pytest.fixture
def control(twin: TwinServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=twin.control_url, timeout=30) as client:
        yield client


@pytest.fixture
def corp(twin: TwinServer) -> str:
    return f"/corps/{twin.world.corp().corpid}"


def test_connect_says_all_that_a_platform_needs(twin: TwinServer, control: httpx.Client) -> None:
    card = control.get("/connect").json()
    token = httpx.get(
        f"{card['base_url']}/cgi-bin/gettoken",
        params={"corpid": card["corpid"], "corpsecret": card["secret"]},
    ).json()

    assert token["errcode"] == 0
    assert (card["agentid"], card["control_url"]) == (1000002, twin.control_url)
    assert [one["members"] for one in card["corps"]] == [3]


def test_whom_the_corps_own_systems_know(control: httpx.Client) -> None:
    brand = {"seed": 7, "shops": 2, "staff": 4, "customers": 30}
    corpid = control.post("/brands", json=brand).json()["corpid"]
    first = control.get(f"/corps/{corpid}/customers", params={"limit": 20}).json()
    rest = control.get(f"/corps/{corpid}/customers", params={"after": first["next_after"]}).json()
    rows = [*first["rows"], *rest["rows"]]

    assert (len(rows), rest["next_after"]) == (30, None)
    assert len({one["external_userid"] for one in rows}) == len({one["unionid"] for one in rows}) == 30
    assert all(bool(one["userids"]) is bool(one["departments"]) for one in rows)
    assert len({place for one in rows for place in one["departments"]}) == 2


def test_a_callback_is_saved_when_it_proves_itself_and_refused_otherwise(
    twin: TwinServer, control: httpx.Client, corp: str
) -> None:
    body = {"token": TOKEN, "encoding_aes_key": KEY}
    with Receiver(twin.world.corp().corpid) as receiver:
        saved = control.post(f"{corp}/callback", json=body | {"url": receiver.url})
        control.post(f"{corp}/acts/console_adds_tag", json={"group_name": "等级", "name": "金卡"})
        control.post("/callbacks/settle")
        delivered = len(receiver.deliveries)
    refused = control.post(f"{corp}/callback", json=body | {"url": "http://127.0.0.1:1/"})

    assert (saved.status_code, saved.json()["callback_url"], delivered) == (200, receiver.url, 1)
    assert (refused.status_code, refused.json()["error"]) == (409, "CallbackRefusedError")
    assert control.get("/ledger/callbacks", params={"given_up": "False"}).json()["rows"][0]["agentid"] == 1000002


def test_an_act_is_done_and_its_evidence_read(
    control: httpx.Client, corp: str, caller: Caller, receiver: Receiver
) -> None:
    caller.add_contact_way("chen_rui", state="ch_9")
    scans = control.post(f"{corp}/acts/scan", json={"state": "ch_9", "n": 3}).json()["scans"]
    code = next(iter(caller.corp.welcome_codes))
    caller.welcome(code, "欢迎")
    pair = {"userid": "chen_rui", "external_userid": scans[0]["external_userid"]}
    for act, body in (
        ("reply", pair | {"text": "在吗"}),
        ("staff_edits", pair | {"remark": "新客"}),
        ("customer_deletes", pair),
        ("staff_deletes", pair),
    ):
        assert control.post(f"{corp}/acts/{act}", json=body).status_code == 200, act
    control.post("/callbacks/settle")

    summary = control.get("/ledger/summary", params={"corpid": caller.corp.corpid}).json()
    assert summary["scans"] == {"added": 3}
    assert summary["receipts"] == {"welcome": 1, "reply": 1}
    assert summary["welcomes"] == {"issued": 3, "due": 1, "on_time": 1, "late": 0, "missing": 0, "pending": 2}
    assert (summary["callbacks"]["accepted"], summary["doubles"]) == (6, 0)
    assert len(receiver.deliveries) == 6


def test_group_sends_are_confirmed_by_one_or_by_all(
    twin: TwinServer, control: httpx.Client, corp: str, caller: Caller
) -> None:
    customers = [control.post(f"{corp}/acts/add_customer", json={"name": f"顾客{n}"}).json() for n in range(2)]
    ids = [one["external_userid"] for one in customers]
    for userid, external_userid in zip(("chen_rui", "li_na"), ids, strict=True):
        control.post(f"{corp}/acts/add_contact", json={"userid": userid, "external_userid": external_userid})
    msgid = caller.post("externalcontact/add_msg_template", external_userid=ids, text={"content": "你好"})["msgid"]
    early = control.post(f"{corp}/acts/confirm", json={"msgid": msgid}).json()
    twin.advance(by=2)
    one = control.post(f"{corp}/acts/confirm", json={"msgid": msgid, "userid": "li_na"}).json()
    rest = control.post(f"{corp}/acts/confirm", json={"msgid": msgid}).json()

    assert early["confirmations"] == {"chen_rui": "dispatching", "li_na": "dispatching"}
    assert one["confirmations"] == {"li_na": "sent"}
    assert rest["confirmations"] == {"chen_rui": "sent", "li_na": "already_sent"}


def test_receipts_are_filtered_and_paged(twin: TwinServer, control: httpx.Client, corp: str) -> None:
    external_userid = control.post(f"{corp}/acts/add_customer", json={"name": "顾客"}).json()["external_userid"]
    control.post(f"{corp}/acts/add_contact", json={"userid": "li_na", "external_userid": external_userid})
    body = {"userid": "li_na", "external_userid": [external_userid]}
    for number in range(5):
        control.post(f"{corp}/acts/member_sends", json=body | {"text": f"第{number}条"})

    def page(**query: Any) -> tuple[list[str], int | None]:
        answer = control.get("/ledger/receipts", params=query).json()
        return [one["text"] for one in answer["rows"]], answer["next_after"]

    assert page(limit=2) == (["第0条", "第1条"], 2)
    assert page(limit=2, after=4) == (["第4条"], None)
    assert page(kind="welcome,reply") == ([], None)
    assert page(kind="group_send", userid="li_na", external_userid=external_userid, limit=1) == (["第0条"], 1)
    assert page(since=twin.world.now() + 1) == ([], None)


def test_faults_are_set_listed_met_and_lifted(control: httpx.Client, caller: Caller) -> None:
    (added,) = control.post(
        "/faults", json={"effect": "errcode", "errcode": -1, "path": "/cgi-bin/agent/list", "times": 1}
    ).json()["faults"]
    answers = [caller.get("agent/list")["errcode"] for _ in "ab"]
    (injection,) = control.get("/injections").json()["injections"]
    control.delete(f"/faults/{added['id']}")

    assert (answers, injection["fault_id"]) == ([-1, 0], added["id"])
    assert control.get("/faults").json() == {"faults": []}
    assert control.delete("/faults/none").status_code == 404
    assert len(control.post("/faults", json=[{"effect": "reset"}, {"effect": "status"}]).json()["faults"]) == 2
    assert control.delete("/faults").json() == {"faults": []}


def test_time_is_advanced_and_its_pace_changed(twin: TwinServer, control: httpx.Client) -> None:
    ran: list[float] = []
    twin.world.clock.after(5, lambda: ran.append(twin.world.now()))
    control.post("/clock", json={"advance_by": 10})
    stepped = control.get("/clock").json()
    running = control.post("/clock", json={"rate": 1000}).json()
    refused = control.post("/clock", json={"advance_by": 1})

    assert ran == [1767326405.0]
    assert stepped == {"now": 1767326410.0, "rate": 0.0, "next_due": None}
    assert running["rate"] == 1000
    assert (refused.status_code, refused.json()["error"]) == (400, "ValueError")


def test_rules_are_read_and_changed_by_name(control: httpx.Client, caller: Caller) -> None:
    control.patch("/rules", json={"limits": {"path_per_minute": 1}, "switches": {"half_add_first": True}})
    rules = control.get("/rules").json()
    answers = [caller.get("agent/list")["errcode"] for _ in "ab"]
    unknown = control.patch("/rules", json={"limits": {"patience": 1}})
    mistyped = control.patch("/rules", json={"switches": {"half_add_first": "yes"}})

    assert (rules["limits"]["path_per_minute"], rules["switches"]["half_add_first"]) == (1, True)
    assert answers == [0, 45009]
    assert (unknown.status_code, mistyped.status_code) == (400, 400)


def test_people_of_a_brand_are_started_changed_and_stopped(control: httpx.Client) -> None:
    made = control.post("/brands", json={"shops": 7, "staff": 20, "customers": 50, "vertical": "food"}).json()
    people = f"/corps/{made['corpid']}/people"
    started = control.post(people, json={"arrivals": {"per_second": 2}}).json()
    changed = control.post(people, json={"staff": {"accepts_permille": 0}}).json()
    unknown = control.post(people, json={"staff": {"mood": "good"}})
    stopped = control.delete(people).json()

    assert (made["name"], made["members"], made["customers"]) == ("半山茶饮", 26, 50)
    assert (started["running"], stopped["running"]) == (True, False)
    assert (changed["behaviour"]["arrivals"]["per_second"], changed["behaviour"]["staff"]["accepts_permille"]) == (2, 0)
    assert unknown.status_code == 400


def test_corps_apps_and_members_are_governed_as_in_the_console(control: httpx.Client, caller: Caller) -> None:
    made = control.post("/corps", json={"name": "第二家", "cap": "daily_1"}).json()
    corp = f"/corps/{made['corpid']}"
    agentid = made["apps"][0]["agentid"]
    control.post(f"{corp}/members", json={"userid": "zhao_yun", "name": "赵云"})
    control.patch(f"{corp}/members/zhao_yun", json={"console_welcome": True, "follow_user": False, "status": 2})
    control.patch(corp, json={"unionid_bound": False})
    control.patch(f"{corp}/apps/{agentid}", json={"trusted_ips": ["203.0.113.1"], "visible_users": ["zhao_yun"]})
    stranger = Caller(caller.twin, corpid=made["corpid"])
    untrusted = stranger.get("agent/list")["errcode"]
    stranger.close()
    control.patch(f"{corp}/apps/{agentid}", json={"trusted_ips": None})
    second = control.post(f"{corp}/apps", json={"name": "通讯录", "kind": "contacts_sync"}).json()
    shown = control.get(corp).json()

    member = caller.twin.world.corp(made["corpid"]).directory.members["zhao_yun"]
    assert (member.console_welcome, member.follow_user, member.status) == (True, False, 2)
    assert (shown["cap"], shown["unionid_bound"], untrusted, second["agentid"]) == ("daily_1", False, 60020, 0)
    assert control.delete(f"{corp}/members/zhao_yun").status_code == 200
    assert control.get("/corps").json()[1]["members"] == 0
    assert control.post(f"{corp}/apps/{agentid}/rotate_secret").json()["secret"] != made["apps"][0]["secret"]
    assert control.post(f"{corp}/apps/{agentid}/kill_token").json() == {"killed": False}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/nothing", {}, 404),
        ("/corps/ww0/acts/scan", {}, 404),
        ("{corp}/acts/dance", {}, 400),
        ("{corp}/acts/scan", {"many": 3}, 400),
        ("{corp}/acts/reply", {}, 400),
        ("/callbacks/mode", {"copies": 0}, 400),
        ("/callbacks/mode", {"forgeries": ["seal"]}, 400),
        ("/brands", {"vertical": "alchemy"}, 400),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    control: httpx.Client, corp: str, path: str, body: dict[str, object], status: int
) -> None:
    answer = control.post(path.format(corp=corp), json=body)

    assert answer.status_code == status
    assert answer.json()["error"]


def test_calls_are_counted_and_the_recent_ones_remembered(control: httpx.Client, caller: Caller) -> None:
    caller.get("agent/list")
    caller.get("user/get", userid="ghost")

    stats = control.get("/stats").json()["calls"]
    assert {(one["path"], one["errcode"], one["count"]) for one in stats} == {
        ("/cgi-bin/gettoken", 0, 1),
        ("/cgi-bin/agent/list", 0, 1),
        ("/cgi-bin/user/get", 60111, 1),
    }
    (failed,) = control.get("/calls", params={"errcode": 60111}).json()["rows"]
    assert (failed["path"], failed["agentid"]) == ("/cgi-bin/user/get", 1000002)


def test_the_command_prints_how_to_connect_and_serves() -> None:
    command = [sys.executable, "-m", "wecom_twin.cli", "--json", "--brand", "beauty", "--shops", "3", "--staff", "4"]
    command += ["--customers", "5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            card = json.loads(process.stdout.readline())
            shown = httpx.get(f"{card['control_url']}/corps/{card['corpid']}").json()
        finally:
            process.terminate()

    assert (shown["name"], shown["customers"]) == ("初岚美妆", 5)
    assert set(card) == {"base_url", "control_url", "corpid", "agentid", "secret"}
