"""Customer groups over the wire: what people do, what is told of it, and what the API shows afterwards."""

import re

import httpx
import pytest

from e2e.twin.client import Caller
from e2e.twin.receiver import Receiver, element
from wecom_twin.server import TwinServer


@pytest.fixture
def people(twin: TwinServer, caller: Caller) -> tuple[str, ...]:
    """Three outside persons."""
    return tuple(twin.world.add_customer(caller.corp, f"顾客{n}").external_userid for n in range(3))


@pytest.fixture
def chat_id(twin: TwinServer, caller: Caller) -> str:
    """A group of chen_rui's in which nobody else is."""
    return twin.world.add_group(caller.corp, "chen_rui", "茶友群").chat_id


def told(receiver: Receiver, *names: str) -> list[tuple[str | None, ...]]:
    """Of each event the named elements."""
    return [tuple(element(one.xml, name) for name in names) for one in receiver.deliveries]


def detail(caller: Caller, chat_id: str) -> dict[str, object]:
    answer = caller.post("externalcontact/groupchat/get", chat_id=chat_id, need_name=1)
    assert answer["errcode"] == 0, answer
    return answer["group_chat"]


def members(caller: Caller, chat_id: str) -> list[str]:
    listed = detail(caller, chat_id)["member_list"]
    assert isinstance(listed, list)
    return [one["userid"] for one in listed]


def test_a_group_that_a_member_makes_is_told_and_listed(
    twin: TwinServer, caller: Caller, receiver: Receiver, people: tuple[str, ...]
) -> None:
    group = twin.world.create_group("chen_rui", "茶友群", external_userids=people[:2])
    twin.settle()

    assert told(receiver, "Event", "ChangeType", "ChatId") == [("change_external_chat", "create", group.chat_id)]
    listed = caller.post("externalcontact/groupchat/list", limit=10)
    assert listed["group_chat_list"] == [{"chat_id": group.chat_id, "status": 0}]
    assert members(caller, group.chat_id) == ["chen_rui", *people[:2]]


def test_each_join_says_who_came_how_and_between_which_versions(
    twin: TwinServer, caller: Caller, receiver: Receiver, people: tuple[str, ...], chat_id: str
) -> None:
    before = detail(caller, chat_id)["member_version"]
    twin.world.join_group(chat_id, people[0], state="live_0501")
    twin.world.invite_to_group(chat_id, people[1:], by="chen_rui")
    twin.settle()
    twin.advance(by=2)

    seen = told(receiver, "UpdateDetail", "JoinScene", "QuitScene", "MemChangeCnt")
    assert seen == [("add_member", "3", "0", "1"), ("add_member", "0", "0", "2")]
    items = [re.findall(r"<Item>(.*?)</Item>", one.xml) for one in receiver.deliveries]
    assert items == [[people[0]], list(people[1:])]
    (first, middle), (again, last) = told(receiver, "LastMemVer", "CurMemVer")
    assert (first, again) == (before, middle)
    assert detail(caller, chat_id)["member_version"] == last


@pytest.mark.parametrize(("removed", "scene"), [(0, "0"), (1, "1")])
def test_who_goes_is_told_as_having_left_or_been_removed(
    twin: TwinServer,
    caller: Caller,
    receiver: Receiver,
    people: tuple[str, ...],
    chat_id: str,
    removed: int,
    scene: str,
) -> None:
    twin.world.invite_to_group(chat_id, people, by="chen_rui")
    if removed:
        twin.world.remove_from_group(chat_id, [people[1]])
    else:
        twin.world.leave_group(chat_id, people[1])
    twin.settle()
    twin.advance(by=2)

    assert told(receiver, "UpdateDetail", "QuitScene", "MemChangeCnt")[1:] == [("del_member", scene, "1")]
    assert members(caller, chat_id) == ["chen_rui", people[0], people[2]]


def test_the_owner_cannot_leave(twin: TwinServer, chat_id: str) -> None:
    assert twin.world.leave_group(chat_id, "chen_rui") is False


def test_name_notice_owner_and_end_are_told_one_by_one(
    twin: TwinServer, caller: Caller, receiver: Receiver, chat_id: str
) -> None:
    twin.world.invite_to_group(chat_id, ["li_na"], by="chen_rui")
    twin.world.appoint_group_admins(chat_id, ["li_na"])
    twin.world.rename_group(chat_id, "新茶群")
    twin.world.post_group_notice(chat_id, "勿发广告")
    twin.world.pass_on_group(chat_id, "li_na")
    twin.advance(by=2)
    shown = detail(caller, chat_id)
    twin.world.dismiss_group(chat_id)
    twin.settle()

    assert told(receiver, "ChangeType", "UpdateDetail")[1:] == [
        ("update", "change_name"),
        ("update", "change_notice"),
        ("update", "change_owner"),
        ("dismiss", None),
    ]
    assert (shown["name"], shown["notice"], shown["owner"], shown["admin_list"]) == ("新茶群", "勿发广告", "li_na", [])
    assert caller.post("externalcontact/groupchat/get", chat_id=chat_id)["errcode"] == 40050
    assert caller.post("externalcontact/groupchat/list", limit=1)["group_chat_list"] == []


def test_several_changes_each_show_two_seconds_after_they_were_made(
    twin: TwinServer, caller: Caller, chat_id: str
) -> None:
    twin.world.rename_group(chat_id, "一")
    twin.advance(by=1)
    twin.world.rename_group(chat_id, "二")
    shown = [detail(caller, chat_id)["name"]]
    for _ in range(2):
        twin.advance(by=1)
        shown.append(detail(caller, chat_id)["name"])

    assert shown == ["茶友群", "一", "二"]


def test_a_group_is_full_at_its_largest_size(twin: TwinServer, people: tuple[str, ...], chat_id: str) -> None:
    twin.world.limit(group_members=3)
    joined = twin.world.invite_to_group(chat_id, people, by="chen_rui")
    again = twin.world.join_group(chat_id, people[0])
    late = twin.world.join_group(chat_id, people[2])
    twin.world.dismiss_group(chat_id)

    assert (joined, again, late) == (list(people[:2]), "already_in", "full")
    assert twin.world.join_group(chat_id, people[2]) == "dismissed"


def test_what_is_said_in_a_group_stands_in_the_ledger_and_in_the_statistics(
    twin: TwinServer, caller: Caller, people: tuple[str, ...], chat_id: str
) -> None:
    twin.world.invite_to_group(chat_id, people, by="chen_rui")
    said = twin.world.speak_in_group(chat_id, people[0], "几点开门")
    unheard = twin.world.speak_in_group(chat_id, "li_na", "我不在群里")
    twin.advance(by=86_400)
    caller.token = caller.fetch_token()["access_token"]

    assert said is not None
    assert (said.kind, said.chat_id, said.external_userid) == ("chat", chat_id, people[0])
    assert unheard is None
    (item,) = caller.post("externalcontact/groupchat/statistic_group_by_day", day_begin_time=1_767_326_400)["items"]
    assert item["stat_time"] == 1_767_283_200
    assert item["data"] == {
        "new_chat_cnt": 1,
        "chat_total": 1,
        "chat_has_msg": 1,
        "new_member_cnt": 4,
        "member_total": 4,
        "member_has_msg": 1,
        "msg_total": 1,
        "migrate_trainee_chat_cnt": 0,
    }


def test_people_in_groups_can_be_led_from_outside(
    twin: TwinServer, caller: Caller, people: tuple[str, ...], receiver: Receiver
) -> None:
    acts = f"{twin.control_url}/corps/{caller.corp.corpid}/acts"

    def act(name: str, /, **asked: object) -> dict[str, object]:
        answer = httpx.post(f"{acts}/{name}", json=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    chat_id = act("create_group", owner="chen_rui", name="群", external_userid=[people[0]])["chat_id"]
    assert act("join_group", chat_id=chat_id, external_userid=people[1]) == {"outcome": "joined"}
    way = caller.post("externalcontact/groupchat/add_join_way", scene=2, chat_id_list=[chat_id])["config_id"]
    there = {"outcome": "already_in", "chat_id": chat_id}
    assert act("scan_join_way", config_id=way, external_userid=people[1]) == there
    assert act("invite_to_group", chat_id=chat_id, ids=["li_na", people[2]], by="chen_rui") == {
        "joined": ["li_na", people[2]]
    }
    assert act("speak_in_group", chat_id=chat_id, id=people[1], text="你好") == {"said": True}
    assert act("leave_group", chat_id=chat_id, id=people[1]) == {"left": True}
    assert act("remove_from_group", chat_id=chat_id, ids=[people[2]]) == {"removed": [people[2]]}
    assert str(act("owner_sends", userid="chen_rui", chat_ids=[chat_id], text="早上好")["msgid"])
    for name, asked in (
        ("appoint_group_admins", {"ids": ["li_na"]}),
        ("rename_group", {"text": "新名"}),
        ("post_group_notice", {"text": "公告"}),
        ("pass_on_group", {"id": "li_na"}),
        ("dismiss_group", {}),
    ):
        act(name, chat_id=chat_id, **asked)
    twin.settle()

    details = [detail or kind for kind, detail in told(receiver, "ChangeType", "UpdateDetail")]
    assert details == [
        "create",
        "add_member",
        "add_member",
        "del_member",
        "del_member",
        "change_name",
        "change_notice",
        "change_owner",
        "dismiss",
    ]
