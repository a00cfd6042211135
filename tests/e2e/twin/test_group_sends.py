"""Group sends: tasks, members who confirm, caps, results, and what the ledger counts."""

from dataclasses import dataclass, replace

import pytest

from e2e.twin.client import Caller
from wecom_twin.server import TwinServer

DAY = 86_400.0


@dataclass(frozen=True)
class Send:
    """What add_msg_template is asked, and what a test changes of it."""

    external_userid: tuple[str, ...] = ()
    sender: str = "chen_rui"
    content: str = "周末会员日"
    tag_filter: tuple[tuple[str, ...], ...] = ()
    allow_select: bool = False

    def made_by(self, caller: Caller) -> dict[str, object]:
        body: dict[str, object] = {"text": {"content": self.content}, "allow_select": self.allow_select}
        if self.external_userid:
            body["external_userid"] = list(self.external_userid)
        if self.sender:
            body["sender"] = self.sender
        if self.tag_filter:
            body["tag_filter"] = {"group_list": [{"tag_list": list(one)} for one in self.tag_filter]}
        return caller.post("externalcontact/add_msg_template", **body)


@pytest.fixture
def friends(twin: TwinServer, caller: Caller) -> tuple[str, ...]:
    """Three customers of chen_rui; the first is li_na's too, who talked with them last."""
    found = tuple(twin.world.add_customer(caller.corp, f"顾客{n}").external_userid for n in range(3))
    for one in found:
        twin.world.relate(caller.corp, "chen_rui", one)
    twin.world.relate(caller.corp, "li_na", found[0])
    twin.world.reply("li_na", found[0], "在吗")
    return found


def results(caller: Caller, msgid: object, userid: str = "chen_rui") -> dict[str, int]:
    answer = caller.post("externalcontact/get_groupmsg_send_result", msgid=msgid, userid=userid)
    return {one["external_userid"]: one["status"] for one in answer["send_list"]}


def test_nobody_is_reached_until_the_member_confirms(
    twin: TwinServer, caller: Caller, friends: tuple[str, ...]
) -> None:
    made = Send(friends).made_by(caller)
    twin.advance(by=2)
    before = (results(caller, made["msgid"]), list(twin.ledger.iter_receipts(kinds=["group_send"])))
    outcome = twin.world.confirm(str(made["msgid"]), "chen_rui")

    assert before == (dict.fromkeys(friends, 0), [])
    assert outcome == "sent"
    assert results(caller, made["msgid"]) == dict.fromkeys(friends, 1)
    received = list(twin.ledger.iter_receipts(kinds=["group_send"]))
    assert [(one.external_userid, one.key, one.text) for one in received] == [
        (one, made["msgid"], "周末会员日") for one in friends
    ]


def test_a_task_row_says_who_has_confirmed_and_when(twin: TwinServer, caller: Caller, friends: tuple[str, ...]) -> None:
    made = Send(friends, sender="").made_by(caller)
    twin.advance(by=3600)
    twin.world.confirm(str(made["msgid"]), "chen_rui")

    assert caller.post("externalcontact/get_groupmsg_task", msgid=made["msgid"])["task_list"] == [
        {"userid": "li_na", "status": 0},
        {"userid": "chen_rui", "status": 2, "send_time": 1767330000},
    ]


@pytest.mark.parametrize("path", ["get_groupmsg_task", "get_groupmsg_send_result", "get_groupmsg_list_v2"])
def test_reads_answer_41063_while_a_send_is_dispatched(
    twin: TwinServer, caller: Caller, friends: tuple[str, ...], path: str
) -> None:
    made = Send(friends).made_by(caller)
    query = {"msgid": made["msgid"], "userid": "chen_rui"}
    if path == "get_groupmsg_list_v2":
        query = {"chat_type": "single", "start_time": 1767326400, "end_time": 1767326500}

    before = caller.post(f"externalcontact/{path}", **query)["errcode"]
    press = twin.world.confirm(str(made["msgid"]), "chen_rui")
    twin.advance(by=2)
    after = caller.post(f"externalcontact/{path}", **query)["errcode"]

    assert (before, press, after) == (41063, "dispatching", 0)


def test_without_a_sender_the_member_who_chatted_last_carries_the_customer(
    caller: Caller, twin: TwinServer, friends: tuple[str, ...]
) -> None:
    made = Send(friends, sender="").made_by(caller)

    tasks = twin.world.group_send(str(made["msgid"])).tasks
    assert {userid: list(task.outcomes) for userid, task in tasks.items()} == {
        "li_na": [friends[0]],
        "chen_rui": [friends[1], friends[2]],
    }


@pytest.mark.parametrize(("keeps", "failed"), [(1, []), (0, [0])])
def test_whether_a_named_sender_keeps_a_customer_is_a_switch(
    caller: Caller, twin: TwinServer, friends: tuple[str, ...], keeps: int, failed: list[int]
) -> None:
    twin.world.turn(named_sender_keeps_customer=bool(keeps))

    made = Send(friends).made_by(caller)

    assert made["fail_list"] == [friends[one] for one in failed]


def test_strangers_and_unknown_ids_are_listed_as_failed(caller: Caller, friends: tuple[str, ...]) -> None:
    made = Send((*friends, "wmNobody")).made_by(caller)

    assert (made["errcode"], made["fail_list"]) == (0, ["wmNobody"])


def test_a_send_to_nobody_answers_41048_and_makes_no_task(twin: TwinServer, caller: Caller) -> None:
    made = Send(("wmNobody",)).made_by(caller)

    assert (made["errcode"], made["fail_list"]) == (41048, [])
    assert twin.world.corp().sends == {}


def test_tags_of_one_item_are_alternatives_and_items_must_all_be_met(
    twin: TwinServer, caller: Caller, friends: tuple[str, ...]
) -> None:
    gold = twin.world.add_tag(caller.corp, "会员等级", "金卡").id
    silver = twin.world.add_tag(caller.corp, "会员等级", "银卡").id
    tea = twin.world.add_tag(caller.corp, "偏好", "茶").id
    for external_userid, tags in zip(friends, ([gold], [silver, tea], [gold, tea]), strict=True):
        caller.post("externalcontact/mark_tag", userid="chen_rui", external_userid=external_userid, add_tag=tags)
    made = Send(sender="chen_rui", tag_filter=((gold, silver), (tea,))).made_by(caller)

    (task,) = twin.world.group_send(str(made["msgid"])).tasks.values()
    assert list(task.outcomes) == [friends[1], friends[2]]


def test_who_has_left_gets_status_2_and_who_is_over_the_cap_status_3(
    twin: TwinServer, caller: Caller, friends: tuple[str, ...]
) -> None:
    twin.world.corp().cap = "daily_1"
    made = Send(friends).made_by(caller)
    twin.advance(by=2)
    twin.world.customer_deletes("chen_rui", friends[1])
    twin.world.member_sends("chen_rui", [friends[2]], "我自己发的")
    twin.world.confirm(str(made["msgid"]), "chen_rui")

    assert results(caller, made["msgid"]) == {friends[0]: 1, friends[1]: 2, friends[2]: 3}


@pytest.mark.parametrize(("cap", "allowed"), [("daily_1", 1), ("weekly_7", 7), ("monthly_days", 31)])
def test_a_customer_receives_as_many_sends_as_the_cap_allows(
    twin: TwinServer, friends: tuple[str, ...], cap: str, allowed: int
) -> None:
    twin.world.corp().cap = cap  # type: ignore[assignment] - parametrized with the literals

    for number in range(allowed + 1):
        twin.world.member_sends("chen_rui", [friends[0]], f"第{number}条")

    assert len(twin.ledger.received(friends[0])) == allowed + 1  # and the reply to li_na


@pytest.mark.parametrize(
    ("cap", "until_renewed"),
    [
        ("daily_1", 12 * 3600),  # noon to Beijing's midnight
        ("weekly_7", 2 * DAY + 12 * 3600),  # Friday noon to Monday
        ("monthly_days", 29 * DAY + 12 * 3600),  # January 2nd to February 1st
    ],
)
def test_a_cap_is_renewed_with_its_calendar_period_in_beijing(
    twin: TwinServer, friends: tuple[str, ...], cap: str, until_renewed: float
) -> None:
    twin.world.corp().cap = cap  # type: ignore[assignment] - parametrized with the literals
    for number in range(31):
        twin.world.member_sends("chen_rui", [friends[1]], f"第{number}条")

    def one_more() -> bool:
        before = len(twin.ledger.received(friends[1]))
        twin.world.member_sends("chen_rui", [friends[1]], "再一条")
        return len(twin.ledger.received(friends[1])) > before

    twin.advance(by=until_renewed - 1)
    still_full = not one_more()
    twin.advance(by=1)
    assert (still_full, one_more()) == (True, True)


def test_a_rolling_week_counts_the_last_168_hours_when_so_switched(twin: TwinServer, friends: tuple[str, ...]) -> None:
    twin.world.turn(weekly_cap_rolls=True)
    twin.world.corp().cap = "weekly_7"
    for number in range(7):
        twin.world.member_sends("chen_rui", [friends[1]], f"第{number}条")
    twin.advance(by=7 * DAY)
    twin.world.member_sends("chen_rui", [friends[1]], "整一周后")
    twin.advance(by=1)
    twin.world.member_sends("chen_rui", [friends[1]], "又一秒后")

    assert [one.text for one in twin.ledger.received(friends[1])][7:] == ["又一秒后"]


def test_cancelling_stops_who_has_not_confirmed_and_recalls_nothing(
    twin: TwinServer, caller: Caller, friends: tuple[str, ...]
) -> None:
    made = Send(friends, sender="").made_by(caller)
    twin.advance(by=2)
    twin.world.confirm(str(made["msgid"]), "li_na")
    answers = [caller.post("externalcontact/cancel_groupmsg_send", msgid=made["msgid"])["errcode"] for _ in "ab"]

    assert answers == [0, 41093]
    assert twin.world.confirm(str(made["msgid"]), "chen_rui") == "cancelled"
    assert len(list(twin.ledger.iter_receipts(kinds=["group_send"]))) == 1


def test_three_reminders_a_day_are_taken_and_the_fourth_refused(
    twin: TwinServer, caller: Caller, friends: tuple[str, ...]
) -> None:
    msgid = Send(friends).made_by(caller)["msgid"]

    def remind() -> int:
        return caller.post("externalcontact/remind_groupmsg_send", msgid=msgid)["errcode"]

    answers = [remind() for _ in range(4)]
    twin.advance(by=DAY)
    caller.token = caller.fetch_token()["access_token"]
    assert [*answers, remind()] == [0, 0, 0, 41094, 0]


def test_the_list_shows_corp_sends_without_creator_and_member_sends_with(
    twin: TwinServer, caller: Caller, friends: tuple[str, ...]
) -> None:
    made = Send(friends).made_by(caller)
    own = twin.world.member_sends("li_na", [friends[0]], "我自己发的")
    twin.advance(by=2)

    listed = caller.post(
        "externalcontact/get_groupmsg_list_v2", chat_type="single", start_time=1767326400, end_time=1767326402
    )["group_msg_list"]
    assert {one["msgid"]: (one["create_type"], one.get("creator")) for one in listed} == {
        made["msgid"]: (0, None),
        own.msgid: (1, "li_na"),
    }


def test_a_member_may_leave_customers_out_only_where_the_send_allows_it(
    twin: TwinServer, caller: Caller, friends: tuple[str, ...]
) -> None:
    fixed = Send(friends).made_by(caller)
    chosen = replace(Send(friends), allow_select=True, content="可选").made_by(caller)
    twin.advance(by=2)
    for made in (fixed, chosen):
        twin.world.confirm(str(made["msgid"]), "chen_rui", leaving_out=[friends[0]])

    assert results(caller, fixed["msgid"])[friends[0]] == 1
    assert results(caller, chosen["msgid"])[friends[0]] == 0


def test_the_ledger_finds_a_planted_double(twin: TwinServer, caller: Caller, friends: tuple[str, ...]) -> None:
    first, second, other = (
        Send((friends[0],)).made_by(caller),
        Send((friends[0],)).made_by(caller),
        Send((friends[0],), content="另一条").made_by(caller),
    )
    twin.advance(by=2)
    for made in (first, second, other):
        twin.world.confirm(str(made["msgid"]), "chen_rui")

    (double,) = twin.ledger.doubles()
    assert double.external_userid == friends[0]
    assert [one.key for one in double.receipts] == [first["msgid"], second["msgid"]]


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({}, 40063),
        ({"sender": "chen_rui"}, 40063),
        ({"sender": "ghost", "text": {"content": "你好"}}, 40003),
        ({"sender": "chen_rui", "text": {"content": "好" * 1334}}, 45002),
        ({"sender": "chen_rui", "attachments": [{"msgtype": "image", "image": {"media_id": "x"}}]}, 40007),
        ({"sender": "chen_rui", "attachments": [{"msgtype": "link", "link": {"title": "会员"}}]}, 41065),
        ({"sender": "chen_rui", "attachments": [{"msgtype": "file"}] * 10}, 41064),
        (
            {"sender": "chen_rui", "text": {"content": "你好"}, "tag_filter": {"group_list": [{"tag_list": ["et"]}]}},
            40068,
        ),
        ({"chat_type": "group", "text": {"content": "你好"}}, 40063),
        ({"sender": "chen_rui", "text": "不是对象"}, 40058),
        ({"external_userid": ["wm"] * 10_001, "text": {"content": "你好"}}, 40058),
    ],
)
def test_what_wecom_refuses_is_refused(caller: Caller, body: dict[str, object], errcode: int) -> None:
    assert caller.post("externalcontact/add_msg_template", **body)["errcode"] == errcode
