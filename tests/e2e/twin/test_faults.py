"""Faults on purpose: what the caller sees, whether the call had its effect, and the record of both."""

import json
import time

import httpx
import pytest

from e2e.twin.client import Caller
from wecom_twin.chance import stream
from wecom_twin.server import TwinServer
from wecom_twin.wire.faults import Fault

ADD_TAG = "/cgi-bin/externalcontact/add_corp_tag"
FOLLOWERS = "externalcontact/get_follow_user_list"


def add_tag(caller: Caller) -> httpx.Response:
    return caller.http.post(
        ADD_TAG, params={"access_token": caller.token}, json={"group_name": "等级", "tag": [{"name": "金卡"}]}
    )


def effects(twin: TwinServer) -> int:
    return twin.world.corp().tags.count()


@pytest.mark.parametrize(("effect", "had_effect"), [("reset", 0), ("answer_lost", 1)])
def test_a_dropped_connection_comes_before_or_after_the_effect(
    twin: TwinServer, caller: Caller, effect: str, had_effect: int
) -> None:
    twin.faults.add(Fault(effect=effect, path=ADD_TAG))  # type: ignore[arg-type] - parametrized with the literals

    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        add_tag(caller)

    assert effects(twin) == had_effect
    assert [(one.effect, one.path, bool(one.call_id)) for one in twin.faults.injections] == [
        (effect, ADD_TAG, bool(had_effect))
    ]


def test_a_truncated_answer_is_whole_http_and_broken_json_after_the_effect(twin: TwinServer, caller: Caller) -> None:
    twin.faults.add(Fault(effect="truncated", path=ADD_TAG))

    answer = add_tag(caller)

    assert (answer.status_code, effects(twin)) == (200, 1)
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_gateway_trouble_and_errcodes_come_before_the_effect(twin: TwinServer, caller: Caller) -> None:
    twin.faults.add(Fault(effect="status", status=503, path=ADD_TAG, nth=1))
    twin.faults.add(Fault(effect="errcode", errcode=-1, path=ADD_TAG, times=1))
    answers = [add_tag(caller) for _ in range(3)]

    assert [one.status_code for one in answers] == [503, 200, 200]
    assert [one.json()["errcode"] for one in answers[1:]] == [-1, 0]
    assert effects(twin) == 1


def test_the_nth_call_and_no_other_is_met(twin: TwinServer, caller: Caller) -> None:
    twin.faults.add(Fault(effect="errcode", errcode=45009, path="/cgi-bin/externalcontact/*", nth=3))

    assert [caller.get(FOLLOWERS)["errcode"] for _ in range(5)] == [0, 0, 45009, 0, 0]


def test_a_share_of_calls_is_drawn_by_the_seed(twin: TwinServer, caller: Caller) -> None:
    twin.faults.add(Fault(effect="errcode", permille=300))
    errcodes = [caller.get(FOLLOWERS)["errcode"] for _ in range(20)]

    chance = stream(twin.world.seed, "faults")
    assert errcodes == [-1 if chance.randrange(1000) < 300 else 0 for _ in range(20)]
    assert {0, -1} == set(errcodes)


def test_a_window_of_the_worlds_time_bounds_a_fault(twin: TwinServer, caller: Caller) -> None:
    now = twin.world.now()
    twin.faults.add(Fault(effect="errcode", errcode=42001, since=now + 10, until=now + 20))
    answers: list[int] = []
    for _ in range(3):
        answers.append(caller.get(FOLLOWERS)["errcode"])
        twin.advance(by=10)

    assert answers == [0, 42001, 0]


def test_latency_takes_real_time_and_leaves_the_answer_alone(twin: TwinServer, caller: Caller) -> None:
    twin.faults.add(Fault(effect="latency", seconds=0.05))
    twin.faults.add(Fault(effect="slow_answer", seconds=0.05))
    began = time.monotonic()

    assert caller.get(FOLLOWERS)["errcode"] == 0
    assert time.monotonic() - began >= 0.1


def test_other_corps_and_lifted_rules_are_not_met(twin: TwinServer, caller: Caller) -> None:
    other = twin.faults.add(Fault(effect="errcode", corpid="ww0000000000000000"))
    mine = twin.faults.add(Fault(effect="errcode", corpid=caller.corp.corpid))
    struck = caller.get(FOLLOWERS)["errcode"]
    twin.faults.remove(mine.id)

    assert (struck, caller.get(FOLLOWERS)["errcode"]) == (-1, 0)
    assert twin.faults.faults() == [other]


def test_a_lost_answer_to_a_group_send_leaves_a_task_that_a_repeat_doubles(twin: TwinServer, caller: Caller) -> None:
    customer = twin.world.add_customer(caller.corp, "顾客")
    twin.world.relate(caller.corp, "chen_rui", customer.external_userid)
    twin.faults.add(Fault(effect="answer_lost", path="/cgi-bin/externalcontact/add_msg_template", times=1))
    body = {"sender": "chen_rui", "external_userid": [customer.external_userid], "text": {"content": "你好"}}

    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        caller.post("externalcontact/add_msg_template", **body)
    caller.post("externalcontact/add_msg_template", **body)
    twin.advance(by=2)
    for msgid in list(caller.corp.sends):
        twin.world.confirm(msgid, "chen_rui")

    assert len(twin.ledger.doubles()) == 1
