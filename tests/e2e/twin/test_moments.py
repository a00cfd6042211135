"""Moments: a job makes them, members publish them, timelines show them, customers answer."""

from typing import Any

import pytest

from e2e.twin.client import Caller
from wecom_twin.server import TwinServer

JPG = b"\xff\xd8\xff" + b"0" * 61


def upload(caller: Caller, content: bytes = JPG, *, media_type: str = "image", attachment_type: int = 1) -> Any:
    return caller.http.post(
        "/cgi-bin/media/upload_attachment",
        params={"access_token": caller.token, "media_type": media_type, "attachment_type": attachment_type},
        files={"media": ("海报.jpg", content, "image/jpeg")},
    ).json()


def make(twin: TwinServer, caller: Caller, **fields: Any) -> dict[str, Any]:
    """The result of the job, at a time when members can publish."""
    made = caller.post("externalcontact/add_moment_task", **{"text": {"content": "新茶上市"}, **fields})
    twin.advance(by=4)
    return caller.get("externalcontact/get_moment_task_result", jobid=made["jobid"])["result"]


@pytest.fixture
def friends(twin: TwinServer, caller: Caller) -> list[str]:
    """Three customers of chen_rui, of whom the first is li_na's too."""
    found = [twin.world.add_customer(caller.corp, f"顾客{n}").external_userid for n in range(3)]
    for one in found:
        twin.world.relate(caller.corp, "chen_rui", one)
    twin.world.relate(caller.corp, "li_na", found[0])
    return found


def test_a_moment_reaches_timelines_when_its_members_publish_it(
    twin: TwinServer, caller: Caller, friends: list[str]
) -> None:
    media_id = upload(caller)["media_id"]
    result = make(twin, caller, attachments=[{"msgtype": "image", "image": {"media_id": media_id}}])
    moment_id = result["moment_id"]
    before = caller.post("externalcontact/get_moment_task", moment_id=moment_id)["task_list"]
    pressed = twin.world.confirm_moment(moment_id, "chen_rui")
    after = caller.post("externalcontact/get_moment_task", moment_id=moment_id)["task_list"]
    shown = caller.post("externalcontact/get_moment_send_result", moment_id=moment_id, userid="chen_rui")

    assert {one["userid"]: one["publish_status"] for one in before} == {"chen_rui": 0, "li_na": 0, "wang_wei": 0}
    assert (pressed, after[0]) == ("published", {"userid": "chen_rui", "publish_status": 1})
    assert [one["external_userid"] for one in shown["customer_list"]] == friends
    receipts = list(twin.ledger.iter_receipts(kinds=["moment"]))
    assert [(one.external_userid, one.text, one.by_platform) for one in receipts] == [
        (one, "新茶上市", True) for one in friends
    ]
    (listed,) = caller.post(
        "externalcontact/get_moment_list", start_time=int(twin.world.now()) - 60, end_time=int(twin.world.now()) + 60
    )["moment_list"]
    assert (listed["image"], listed["visible_type"], "creator" in listed) == ([{"media_id": media_id}], 1, False)


def test_tags_choose_the_customers_and_with_them_the_members(
    twin: TwinServer, caller: Caller, friends: list[str]
) -> None:
    gold = twin.world.add_tag(caller.corp, "会员等级", "金卡").id
    caller.post("externalcontact/mark_tag", userid="chen_rui", external_userid=friends[1], add_tag=[gold])
    visible = {
        "sender_list": {"user_list": ["chen_rui", "ghost"], "department_list": [99]},
        "external_contact_list": {"tag_list": [gold, "etNobody"]},
    }
    result = make(twin, caller, visible_range=visible)
    chosen = caller.post("externalcontact/get_moment_customer_list", moment_id=result["moment_id"], userid="chen_rui")

    assert chosen["customer_list"] == [{"userid": "chen_rui", "external_userid": friends[1]}]
    assert result["invalid_sender_list"] == {"user_list": ["ghost"], "department_list": [99]}
    assert result["invalid_external_contact_list"] == {"tag_list": ["etNobody"]}


def test_who_has_left_or_is_over_the_cap_does_not_see_it(twin: TwinServer, caller: Caller, friends: list[str]) -> None:
    twin.world.turn(corp_moments_per_month=1)
    first = make(twin, caller, visible_range={"sender_list": {"user_list": ["li_na"]}})["moment_id"]
    second = make(twin, caller, visible_range={"sender_list": {"user_list": ["chen_rui"]}})["moment_id"]
    twin.world.confirm_moment(first, "li_na")
    twin.world.customer_deletes("chen_rui", friends[1])
    twin.world.confirm_moment(second, "chen_rui")

    shown = caller.post("externalcontact/get_moment_send_result", moment_id=second, userid="chen_rui")
    assert [one["external_userid"] for one in shown["customer_list"]] == [friends[2]]


def test_only_those_who_see_a_copy_answer_it(twin: TwinServer, caller: Caller, friends: list[str]) -> None:
    moment = twin.world.publish_moment("chen_rui", "今天到店有礼", external_userids=friends[:1])
    world = twin.world
    done = [world.like_moment(moment.moment_id, "chen_rui", one) for one in (friends[0], friends[0], friends[1])]
    world.comment_moment(moment.moment_id, "chen_rui", friends[0])
    world.comment_moment(moment.moment_id, "chen_rui")

    answer = caller.post("externalcontact/get_moment_comments", moment_id=moment.moment_id, userid="chen_rui")
    now = int(world.now())
    assert done == [True, False, False]
    assert answer["like_list"] == [{"external_userid": friends[0], "create_time": now}]
    assert answer["comment_list"] == [
        {"external_userid": friends[0], "create_time": now},
        {"userid": "chen_rui", "create_time": now},
    ]


def test_a_stopped_moment_can_no_longer_be_published(twin: TwinServer, caller: Caller, friends: list[str]) -> None:
    moment_id = make(twin, caller)["moment_id"]
    twin.world.confirm_moment(moment_id, "li_na")
    caller.post("externalcontact/cancel_moment_task", moment_id=moment_id)
    acts = f"/twin/corps/{caller.corp.corpid}/acts"
    answer = caller.http.post(f"{acts}/confirm_moment", json={"moment_id": moment_id}).json()

    assert answer["publications"] == {
        "chen_rui": "cancelled",
        "li_na": "already_published",
        "wang_wei": "cancelled",
    }
    assert len(twin.ledger.received(friends[0])) == 1


def test_the_same_moment_twice_through_one_member_is_a_double(
    twin: TwinServer, caller: Caller, friends: list[str]
) -> None:
    for _ in range(2):
        moment_id = make(twin, caller)["moment_id"]
        for userid in ("chen_rui", "li_na"):
            twin.world.confirm_moment(moment_id, userid)

    assert len(twin.ledger.doubles()) == 4
    assert {one.kind for one in twin.ledger.doubles()} == {"moment"}


def test_the_control_interface_publishes_likes_and_deletes(
    twin: TwinServer, caller: Caller, friends: list[str]
) -> None:
    acts = f"/twin/corps/{caller.corp.corpid}/acts"
    made = caller.http.post(f"{acts}/publish_moment", json={"userid": "chen_rui", "text": "早安"}).json()
    who = {**made, "userid": "chen_rui", "external_userid": friends[0]}
    done = [caller.http.post(f"{acts}/{act}", json=who).json()["done"] for act in ("like_moment", "comment_moment")]
    caller.http.post(f"{acts}/delete_moment", json=made)

    assert done == [True, True]
    answer = caller.post("externalcontact/get_moment_comments", userid="chen_rui", **made)
    assert answer["errcode"] == 41060
