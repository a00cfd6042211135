"""Acquisition links: from the address to the customer, the quota that it costs, and who is told."""

from urllib.parse import quote

import pytest

from e2e.twin.client import Caller
from e2e.twin.receiver import Receiver, element
from wecom_twin.server import TwinServer

DAY = 86_400
CREATE = "externalcontact/customer_acquisition/create_link"


def make_link(caller: Caller, *userids: str, **fields: object) -> dict[str, str]:
    body = {"link_name": "抖音投放", "range": {"user_list": list(userids or ("chen_rui",))}, **fields}
    return caller.post(CREATE, **body)["link"]


def told(twin: TwinServer, receiver: Receiver, event: str = "customer_acquisition") -> list[str | None]:
    twin.settle()
    found = [one.xml for one in receiver.deliveries if element(one.xml, "Event") == event]
    return [element(one, "ChangeType") for one in found]


@pytest.mark.parametrize("form", ["plain", "deep"])
def test_who_opens_the_address_becomes_a_customer_with_the_channel_as_state(
    twin: TwinServer, caller: Caller, receiver: Receiver, form: str
) -> None:
    twin.world.buy_link_quota(100)
    made = make_link(caller)
    address = f"{made['url']}?customer_channel=dy_ad_7"
    if form == "deep":
        address = "weixin://biz/ww/profile/" + quote(address, safe="")
    (came,) = twin.world.open_link(address)

    (follow,) = caller.get("externalcontact/get", external_userid=came.external_userid)["follow_user"]
    assert (follow["add_way"], follow["state"], follow["oper_userid"]) == (16, "dy_ad_7", came.external_userid)
    assert told(twin, receiver) == ["balance_increased", "open_profile", "friend_request"]
    assert told(twin, receiver, "change_external_contact") == ["add_external_contact"]
    assert caller.post("externalcontact/customer_acquisition/customer", link_id=made["link_id"])["customer_list"] == [
        {"external_userid": came.external_userid, "userid": "chen_rui", "chat_status": 0, "state": "dy_ad_7"}
    ]


def test_the_first_words_of_a_link_s_customer_are_told_and_later_ones_with_a_key(
    twin: TwinServer, caller: Caller, receiver: Receiver
) -> None:
    twin.world.buy_link_quota(100)
    made = make_link(caller)
    (came,) = twin.world.open_link(f"{made['url']}?customer_channel=wb")
    for number in range(5):
        twin.world.reply("chen_rui", came.external_userid, f"第{number}句")

    assert told(twin, receiver)[-3:] == ["customer_start_chat", "message_from_customer", "message_from_customer"]
    key = element(receiver.deliveries[-1].xml, "ChatKey")
    answer = caller.post("externalcontact/customer_acquisition/get_chat_info", chat_key=key)
    assert (answer["userid"], answer["external_userid"]) == ("chen_rui", came.external_userid)
    assert answer["chat_info"] == {"recv_msg_cnt": 5, "link_id": made["link_id"], "state": "wb"}


def test_each_customer_costs_a_unit_until_none_is_left(twin: TwinServer, caller: Caller, receiver: Receiver) -> None:
    twin.world.buy_link_quota(21)
    made = make_link(caller)
    outcomes = [one.outcome for one in twin.world.open_link(made["url"], n=22)]
    spent = caller.get("externalcontact/customer_acquisition_quota")
    twin.world.buy_link_quota(5)

    assert outcomes == ["added"] * 21 + ["no_quota"]
    assert (spent["total"], spent["balance"], spent["quota_list"]) == (21, 0, [])
    changes = [one for one in told(twin, receiver) if one and one.startswith("balance")]
    assert changes == ["balance_increased", "balance_low", "balance_exhausted", "balance_increased"]


def test_units_that_expire_are_told_of_five_times_and_are_then_gone(
    twin: TwinServer, caller: Caller, receiver: Receiver
) -> None:
    lot = twin.world.buy_link_quota(30, days=20)
    twin.advance(by=20 * DAY)
    caller.token = caller.fetch_token()["access_token"]

    assert told(twin, receiver) == ["balance_increased", *["quota_expire_soon"] * 5, "balance_exhausted"]
    warning = receiver.deliveries[1].xml
    assert (element(warning, "ExpireTime"), element(warning, "ExpireQuotaNum")) == (str(lot.expire_date), "30")
    assert caller.get("externalcontact/customer_acquisition_quota")["balance"] == 0


def test_a_link_whose_members_can_add_nobody_says_so_once(twin: TwinServer, caller: Caller, receiver: Receiver) -> None:
    twin.world.buy_link_quota(100)
    made = make_link(caller)
    twin.world.member_moves("chen_rui", status=2)
    outcomes = [one.outcome for one in twin.world.open_link(made["url"], n=2)]

    assert outcomes == ["nobody_available"] * 2
    assert told(twin, receiver) == ["balance_increased", "link_unavailable"]


def test_deleting_is_told_when_the_console_does_it_and_not_when_the_app_does(
    twin: TwinServer, caller: Caller, receiver: Receiver
) -> None:
    by_app, by_admin = make_link(caller), make_link(caller)
    caller.post("externalcontact/customer_acquisition/delete_link", link_id=by_app["link_id"])
    twin.world.console_deletes_link(by_admin["link_id"])

    assert told(twin, receiver) == ["delete_link"]
    assert caller.post("externalcontact/customer_acquisition/list_link")["link_id_list"] == []
    assert [one.outcome for one in twin.world.open_link(by_app["url"])] == ["dead_code"]


def test_a_statistic_counts_people_who_opened_and_customers_who_came(twin: TwinServer, caller: Caller) -> None:
    twin.world.buy_link_quota(2)
    made = make_link(caller)
    first = twin.world.open_link(made["url"], n=3)[0]
    twin.world.open_link(made["url"], external_userid=first.external_userid)
    now = int(twin.world.now())
    query = {"link_id": made["link_id"], "start_time": now, "end_time": now}

    answer = caller.post("externalcontact/customer_acquisition/statistic", **query)
    assert (answer["click_link_customer_cnt"], answer["new_customer_cnt"]) == (3, 2)


def test_the_control_interface_opens_links_and_pays_for_them(twin: TwinServer, caller: Caller) -> None:
    made = make_link(caller, skip_verify=False)
    acts = f"/twin/corps/{caller.corp.corpid}/acts"
    caller.http.post(f"{acts}/buy_link_quota", json={"units": 3})
    came = caller.http.post(f"{acts}/open_link", json={"address": made["url"]}).json()["scans"][0]
    caller.http.post(f"{acts}/accept", json={"userid": "chen_rui", "external_userid": came["external_userid"]})

    assert came["outcome"] == "requested"
    assert caller.get("externalcontact/customer_acquisition_quota")["balance"] == 2
