"""From a scan to a greeting: the callback, its code, and what the ledger says afterwards."""

import pytest

from e2e.twin.client import Caller
from e2e.twin.receiver import Receiver, element
from wecom_twin.ledger import WelcomeSummary
from wecom_twin.server import TwinServer


def scan(twin: TwinServer, caller: Caller, receiver: Receiver, **fields: object) -> str:
    """Let a stranger scan chen_rui's code and return the welcome code that arrives."""
    twin.world.scan(caller.add_contact_way("chen_rui", **fields))
    twin.settle()
    return element(receiver.deliveries[-1].xml, "WelcomeCode") or ""


def test_a_scan_arrives_as_an_encrypted_event_with_state_and_code(
    twin: TwinServer, caller: Caller, receiver: Receiver
) -> None:
    (record,) = twin.world.scan(caller.add_contact_way("chen_rui", state="渠道A"))
    twin.settle()

    (delivery,) = receiver.deliveries
    code = next(iter(twin.world.corp().welcome_codes))
    assert delivery.xml == (
        f"<xml><ToUserName><![CDATA[{caller.corp.corpid}]]></ToUserName><FromUserName><![CDATA[sys]]>"
        "</FromUserName><CreateTime>1767326400</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        "<Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[add_external_contact]]>"
        "</ChangeType><UserID><![CDATA[chen_rui]]></UserID><ExternalUserID>"
        f"<![CDATA[{record.external_userid}]]></ExternalUserID><State><![CDATA[渠道A]]></State>"
        f"<WelcomeCode><![CDATA[{code}]]></WelcomeCode></xml>"
    )
    assert f"<AgentID><![CDATA[{caller.app.agentid}]]></AgentID>".encode() in delivery.envelope


def test_the_new_customer_is_readable_with_state_and_way(twin: TwinServer, caller: Caller, receiver: Receiver) -> None:
    scan(twin, caller, receiver)

    external_userid = twin.ledger.scans[0].external_userid
    detail = caller.get("externalcontact/get", external_userid=external_userid)
    assert detail["follow_user"] == [
        {
            "userid": "chen_rui",
            "remark": "",
            "description": "",
            "createtime": 1767326400,
            "tags": [],
            "remark_mobiles": [],
            "add_way": 1,
            "oper_userid": external_userid,
            "state": "ch_1",
        }
    ]


def test_a_welcome_reaches_the_customer_once(twin: TwinServer, caller: Caller, receiver: Receiver) -> None:
    code = scan(twin, caller, receiver)

    assert [caller.welcome(code, "您好,我是陈睿"), caller.welcome(code)] == [0, 41051]
    (receipt,) = twin.ledger.received(twin.ledger.scans[0].external_userid)
    assert (receipt.kind, receipt.userid, receipt.text) == ("welcome", "chen_rui", "您好,我是陈睿")
    assert twin.ledger.doubles() == []


@pytest.mark.parametrize(("seconds", "errcode"), [(20.0, 0), (20.001, 41050)])
def test_a_welcome_code_lives_exactly_twenty_seconds(
    twin: TwinServer, caller: Caller, receiver: Receiver, seconds: float, errcode: int
) -> None:
    code = scan(twin, caller, receiver)
    twin.advance(by=seconds)

    assert caller.welcome(code) == errcode


def test_the_ledger_tells_on_time_late_missing_and_pending_greetings_apart(
    twin: TwinServer, caller: Caller, receiver: Receiver
) -> None:
    on_time, late, _missing = (scan(twin, caller, receiver) for _ in range(3))
    caller.welcome(on_time)
    twin.advance(by=21)
    caller.welcome(late)
    scan(twin, caller, receiver)

    summary = twin.ledger.welcomes(now=twin.world.now())
    assert summary == WelcomeSummary(issued=4, due=3, on_time=1, late=1, missing=1, pending=1)


@pytest.mark.usefixtures("receiver")
def test_two_apps_get_a_code_each_and_the_first_call_wins(twin: TwinServer, caller: Caller) -> None:
    other_app = twin.world.add_app(caller.corp, "另一个应用")
    other_app.callback = caller.app.callback
    other = Caller(twin, agentid=other_app.agentid)
    twin.world.scan(caller.add_contact_way("chen_rui"))
    twin.settle()
    codes = {one.agentid: one.code for one in caller.corp.welcome_codes.values()}

    assert codes[caller.app.agentid] != codes[other_app.agentid]
    assert other.welcome(codes[caller.app.agentid]) == 41050
    assert caller.welcome(codes[caller.app.agentid]) == 0
    assert other.welcome(codes[other_app.agentid]) == 41051
    other.close()


@pytest.mark.usefixtures("receiver")
def test_another_apps_call_right_after_the_first_answers_41096_when_so_switched(
    twin: TwinServer, caller: Caller
) -> None:
    twin.world.turn(welcome_busy_seconds=1.0)
    other_app = twin.world.add_app(caller.corp, "另一个应用")
    other_app.callback = caller.app.callback
    other = Caller(twin, agentid=other_app.agentid)
    twin.world.scan(caller.add_contact_way("chen_rui"))
    codes = {one.agentid: one.code for one in caller.corp.welcome_codes.values()}

    assert caller.welcome(codes[caller.app.agentid]) == 0
    assert other.welcome(codes[other_app.agentid]) == 41096
    twin.advance(by=1.0)
    assert other.welcome(codes[other_app.agentid]) == 41051
    other.close()


def test_a_console_welcome_swallows_the_code(twin: TwinServer, caller: Caller, receiver: Receiver) -> None:
    twin.world.member(caller.corp, "chen_rui").console_welcome = True

    assert scan(twin, caller, receiver) == ""
    assert twin.ledger.welcomes(now=twin.world.now()).issued == 0


def test_a_customer_who_spoke_first_is_not_greeted(twin: TwinServer, caller: Caller, receiver: Receiver) -> None:
    code = scan(twin, caller, receiver)
    twin.world.reply("chen_rui", twin.ledger.scans[0].external_userid, "在吗")

    assert caller.welcome(code) == 41051


def test_somebody_who_already_is_a_friend_raises_nothing(twin: TwinServer, caller: Caller, receiver: Receiver) -> None:
    scan(twin, caller, receiver)
    config_id = caller.add_contact_way("chen_rui", state="ch_2")
    twin.world.scan(config_id, external_userid=twin.ledger.scans[0].external_userid)
    twin.settle()

    assert [one.outcome for one in twin.ledger.scans] == ["added", "already_friend"]
    assert len(receiver.deliveries) == 1


def test_a_way_that_asks_for_approval_raises_the_event_at_acceptance(
    twin: TwinServer, caller: Caller, receiver: Receiver
) -> None:
    (record,) = twin.world.scan(caller.add_contact_way("chen_rui", skip_verify=False))
    twin.settle()
    before = len(receiver.deliveries)
    twin.world.accept("chen_rui", record.external_userid)
    twin.settle()

    assert (record.outcome, before, len(receiver.deliveries)) == ("requested", 0, 1)
    assert element(receiver.deliveries[0].xml, "State") == "ch_1"


def test_half_comes_before_full_when_so_switched(twin: TwinServer, caller: Caller, receiver: Receiver) -> None:
    twin.world.turn(half_add_first=True)
    code = scan(twin, caller, receiver)
    external_userid = twin.ledger.scans[0].external_userid
    half = caller.get("externalcontact/get", external_userid=external_userid)["errcode"]
    caller.welcome(code)
    twin.advance(by=2.0)

    assert half == 84061
    assert [element(one.xml, "ChangeType") for one in receiver.deliveries] == [
        "add_half_external_contact",
        "add_external_contact",
    ]
    assert element(receiver.deliveries[1].xml, "WelcomeCode") is None
    assert caller.get("externalcontact/get", external_userid=external_userid)["errcode"] == 0


def test_deletions_on_either_side_differ_in_event_and_in_what_stays_readable(
    twin: TwinServer, caller: Caller, receiver: Receiver
) -> None:
    scan(twin, caller, receiver)
    external_userid = twin.ledger.scans[0].external_userid
    twin.world.customer_deletes("chen_rui", external_userid)
    one_way = caller.get("externalcontact/get", external_userid=external_userid)["errcode"]
    twin.world.staff_deletes("chen_rui", external_userid)
    gone = caller.get("externalcontact/get", external_userid=external_userid)["errcode"]
    twin.settle()

    assert (one_way, gone) == (0, 84061)
    assert sorted(element(one.xml, "ChangeType") or "" for one in receiver.deliveries[1:]) == [
        "del_external_contact",
        "del_follow_user",
    ]


def test_writes_through_the_api_raise_no_callback(twin: TwinServer, caller: Caller, receiver: Receiver) -> None:
    scan(twin, caller, receiver)
    external_userid = twin.ledger.scans[0].external_userid
    caller.post("externalcontact/remark", userid="chen_rui", external_userid=external_userid, remark="新客")
    twin.settle()

    assert len(receiver.deliveries) == 1
