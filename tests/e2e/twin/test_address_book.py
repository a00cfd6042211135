"""The address book changes in the console, and those who may hear of it do."""

from collections.abc import Iterator

import pytest

from e2e.twin.client import Caller
from e2e.twin.receiver import KEY, TOKEN, Receiver, element, told_by
from wecom_twin.server import TwinServer


@pytest.fixture
def sync_receiver(twin: TwinServer, caller: Caller) -> Iterator[Receiver]:
    """The address of the contacts-sync credential."""
    twin.world.add_app(caller.corp, "通讯录同步", kind="contacts_sync")
    with Receiver(caller.corp.corpid) as one:
        twin.configure_callback(url=one.url, token=TOKEN, encoding_aes_key=KEY, agentid=0)
        one.raised = told_by(twin.ledger)
        yield one


def steer(caller: Caller, method: str, path: str, **body: object) -> object:
    answer = caller.http.request(method, f"/twin/corps/{caller.corp.corpid}/{path}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_departments_change_and_only_the_contacts_sync_address_hears_it(
    twin: TwinServer, caller: Caller, receiver: Receiver, sync_receiver: Receiver
) -> None:
    made = twin.world.console_adds_department("华南区")
    steer(caller, "PATCH", f"departments/{made.id}", name="华南大区")
    steer(caller, "DELETE", f"departments/{made.id}")
    twin.settle()

    heard = [element(one.xml, "ChangeType") for one in sync_receiver.deliveries]
    assert sorted(str(one) for one in heard) == ["create_party", "delete_party", "update_party"]
    assert receiver.deliveries == []


def test_a_department_that_is_not_empty_stays(caller: Caller) -> None:
    answer = caller.http.delete(f"/twin/corps/{caller.corp.corpid}/departments/2")

    assert (answer.status_code, answer.json()["error"]) == (400, "ValueError")
    assert [one["id"] for one in caller.get("department/list")["department"]] == [1, 2]


def test_a_department_does_not_hang_below_itself(twin: TwinServer, caller: Caller) -> None:
    shop = twin.world.add_department(caller.corp, "一号柜", parentid=2)
    with pytest.raises(ValueError, match="lies below"):
        twin.world.console_changes_department(2, parentid=shop.id)


def test_tags_on_members_are_read_and_changed(twin: TwinServer, caller: Caller, sync_receiver: Receiver) -> None:
    steer(caller, "POST", "member_tags", name="店长", userids=["chen_rui"])
    steer(caller, "PATCH", "member_tags/1", add_users=["li_na"], remove_users=["chen_rui"], add_parties=[2])
    twin.settle()

    (told,) = sync_receiver.deliveries
    assert (element(told.xml, "AddUserItems"), element(told.xml, "DelUserItems")) == ("li_na", "chen_rui")
    assert caller.get("tag/get", tagid=1)["userlist"] == [{"userid": "li_na", "name": "李娜"}]


def test_a_renamed_member_keeps_customers(twin: TwinServer, caller: Caller) -> None:
    customer = twin.world.add_customer(caller.corp, "刘颖")
    twin.world.relate(caller.corp, "chen_rui", customer.external_userid)
    steer(caller, "POST", "members/chen_rui/rename", userid="chen.rui")

    assert caller.get("user/get", userid="chen_rui")["errcode"] == 60111
    assert caller.get("externalcontact/list", userid="chen.rui")["external_userid"] == [customer.external_userid]
    with pytest.raises(ValueError, match="taken"):
        twin.world.member_renamed("chen.rui", "Li_Na")


def test_a_member_is_found_by_phone_number_and_mail(caller: Caller) -> None:
    steer(caller, "PATCH", "members/li_na", mobile="13900001111", biz_mail="na@corp.example")

    assert caller.post("user/getuserid", mobile="13900001111")["userid"] == "li_na"
    assert caller.post("user/get_userid_by_email", email="na@corp.example")["userid"] == "li_na"


def test_ids_of_a_provider_lead_back_to_members(twin: TwinServer, caller: Caller) -> None:
    steer(caller, "POST", "apps", name="代开发", provider="某服务商")
    built = Caller(twin, agentid=1000003)
    (pair,) = built.post("batch/userid_to_openuserid", userid_list=["wang_wei"])["open_userid_list"]
    built.close()

    back = caller.post(
        "batch/openuserid_to_userid", open_userid_list=[pair["open_userid"]], source_agentid=built.app.agentid
    )
    assert back["userid_list"] == [pair]
