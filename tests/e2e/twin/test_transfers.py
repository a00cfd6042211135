"""Customers and groups are handed over, as a platform with a callback address sees it."""

import httpx

from e2e.twin.client import Caller
from e2e.twin.receiver import Receiver, element
from wecom_twin.server import TwinServer

DAY = 86_400.0


def begin(caller: Caller, *external_userids: str, path: str = "transfer_customer") -> list[dict[str, object]]:
    pair = {"handover_userid": "chen_rui", "takeover_userid": "li_na"}
    answer = caller.post(f"externalcontact/{path}", **pair, external_userid=list(external_userids))
    assert answer["errcode"] == 0, answer
    return answer["customer"]


def sleep(twin: TwinServer, caller: Caller) -> None:
    twin.advance(by=DAY)
    twin.settle()
    caller.token = caller.fetch_token()["access_token"]


def test_a_day_after_it_was_asked_for_the_customer_is_the_other_members(
    twin: TwinServer, caller: Caller, receiver: Receiver
) -> None:
    stays, goes = (twin.world.add_customer(caller.corp, name).external_userid for name in ("刘颖", "吴芳"))
    for one in (stays, goes):
        twin.world.relate(caller.corp, "chen_rui", one)
    rows = begin(caller, stays, goes, "wmNobody")
    refusal = {"userid": "li_na", "external_userid": stays}
    httpx.post(f"{twin.control_url}/corps/{caller.corp.corpid}/acts/customer_refuses_transfer", json=refusal)
    sleep(twin, caller)

    assert [one["errcode"] for one in rows] == [0, 0, 40096]
    told = [tuple(element(one.xml, name) for name in ("ChangeType", "UserID")) for one in receiver.deliveries]
    assert sorted(told) == [
        ("add_external_contact", "li_na"),
        ("del_external_contact", "chen_rui"),
        ("transfer_fail", "li_na"),
    ]
    assert caller.get("externalcontact/list", userid="li_na")["external_userid"] == [goes]
    assert caller.get("externalcontact/list", userid="chen_rui")["external_userid"] == [stays]


def test_what_a_member_leaves_behind_finds_new_hands(twin: TwinServer, caller: Caller) -> None:
    customer = twin.world.add_customer(caller.corp, "刘颖").external_userid
    twin.world.relate(caller.corp, "chen_rui", customer)
    chat_id = twin.world.add_group(caller.corp, "chen_rui", "茶友群", external_userids=[customer]).chat_id
    twin.world.member_leaves("chen_rui")

    (waiting,) = caller.post("externalcontact/get_unassigned_list")["info"]
    begin(caller, customer, path="resigned/transfer_customer")
    given = caller.post("externalcontact/groupchat/transfer", chat_id_list=[chat_id], new_owner="li_na")
    sleep(twin, caller)

    assert (waiting["handover_userid"], waiting["external_userid"]) == ("chen_rui", customer)
    assert given["failed_chat_list"] == []
    assert caller.post("externalcontact/get_unassigned_list")["info"] == []
    assert caller.get("externalcontact/list", userid="li_na")["external_userid"] == [customer]
    listed = caller.post("externalcontact/groupchat/list", limit=1)["group_chat_list"]
    assert listed == [{"chat_id": chat_id, "status": 3}]
