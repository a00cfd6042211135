from __future__ import annotations

import pytest

from unit.wecom_api.callbacks.test_events import event_xml
from wecom_api.callbacks import views
from wecom_api.callbacks.events import parse_message
from wecom_api.callbacks.meaning import view_of

CHAT = "<ChatId><![CDATA[wrSIMchat01]]></ChatId>"
BEFORE, AFTER = "6b1f3c0d9e8a47b2b7d5c3a1f0e9d8c7", "0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f"
VERSIONS = f"<LastMemVer>{BEFORE}</LastMemVer><CurMemVer>{AFTER}</CurMemVer>"


def of_chat(change_type: str, body: str = "") -> views.View:
    return view_of(parse_message(event_xml("change_external_chat", change_type, CHAT + body)))


def detail(name: str) -> str:
    return f"<UpdateDetail><![CDATA[{name}]]></UpdateDetail>"


def test_groups_come_and_go() -> None:
    assert of_chat("create") == views.CreateExternalChat(chat_id="wrSIMchat01")
    assert of_chat("dismiss") == views.DismissExternalChat(chat_id="wrSIMchat01")


@pytest.mark.parametrize("change", ["change_owner", "change_name", "change_notice"])
def test_change_of_a_group_says_what_changed_but_not_to_what(change: views.GroupChange) -> None:
    assert of_chat("update", detail(change)) == views.ChangeExternalChat(update_detail=change, chat_id="wrSIMchat01")


@pytest.mark.parametrize(
    ("change", "scenes"),
    [("add_member", (3, None)), ("del_member", (None, 1))],
)
def test_members_who_join_or_leave_are_listed_between_two_versions(
    change: views.MemberChange, scenes: tuple[int | None, int | None]
) -> None:
    body = (
        "<JoinScene>3</JoinScene><QuitScene>1</QuitScene><MemChangeCnt>2</MemChangeCnt>"
        f"<MemChangeList><Item>wmSIM1</Item><Item><![CDATA[li_na]]></Item></MemChangeList>{VERSIONS}"
    )

    assert of_chat("update", detail(change) + body) == views.ChangeExternalChatMembers(
        update_detail=change,
        chat_id="wrSIMchat01",
        join_scene=scenes[0],
        quit_scene=scenes[1],
        count=2,
        members=("wmSIM1", "li_na"),
        last_mem_ver=BEFORE,
        cur_mem_ver=AFTER,
    )


@pytest.mark.parametrize(
    ("body", "count", "members"),
    [
        ("<MemChangeCnt>4</MemChangeCnt>", 4, ()),
        ("<MemChangeList><Item>wmSIM1</Item></MemChangeList>", 1, ("wmSIM1",)),
        ("", 0, ()),
    ],
)
def test_older_events_tell_less_about_members(body: str, count: int, members: tuple[str, ...]) -> None:
    assert of_chat("update", detail("add_member") + body) == views.ChangeExternalChatMembers(
        update_detail="add_member",
        chat_id="wrSIMchat01",
        join_scene=None,
        quit_scene=None,
        count=count,
        members=members,
        last_mem_ver="",
        cur_mem_ver="",
    )


@pytest.mark.parametrize(
    ("body", "missing"),
    [(CHAT, ("UpdateDetail",)), (detail("add_member"), ("ChatId",)), (CHAT + detail("paint_it_red"), ())],
)
def test_change_of_a_group_without_its_parts_or_of_a_new_kind_is_not_understood(
    body: str, missing: tuple[str, ...]
) -> None:
    event = parse_message(event_xml("change_external_chat", "update", body))

    assert view_of(event) == views.NotUnderstood(name="change_external_chat", change_type="update", missing=missing)


@pytest.mark.parametrize("change", ["balance_low", "balance_exhausted", "balance_increased"])
def test_news_of_the_balance_carry_nothing_else(change: views.AcquisitionChange) -> None:
    event = parse_message(event_xml("customer_acquisition", change))

    assert view_of(event) == news(change)


@pytest.mark.parametrize(
    ("change", "body", "expected"),
    [
        ("link_unavailable", "", {}),
        ("delete_link", "", {}),
        ("open_profile", "<State><![CDATA[dy_ad_7]]></State>", {"state": "dy_ad_7"}),
        ("friend_request", "<State><![CDATA[dy_ad_7]]></State>", {"state": "dy_ad_7"}),
        (
            "customer_start_chat",
            "<UserID>chen_rui</UserID><ExternalUserID>wmSIM1</ExternalUserID>",
            {"userid": "chen_rui", "external_userid": "wmSIM1"},
        ),
        ("message_from_customer", "<ChatKey>SIMCHATKEY01</ChatKey>", {"chat_key": "SIMCHATKEY01"}),
    ],
)
def test_news_of_a_link_name_it(change: views.AcquisitionChange, body: str, expected: dict[str, str]) -> None:
    event = parse_message(event_xml("customer_acquisition", change, f"<LinkId>caSIM1</LinkId>{body}"))

    assert view_of(event) == news(change, link_id="caSIM1", **expected)


def news(
    change: views.AcquisitionChange,
    *,
    link_id: str = "",
    state: str = "",
    userid: str = "",
    external_userid: str = "",
    chat_key: str = "",
) -> views.CustomerAcquisition:
    return views.CustomerAcquisition(
        change_type=change,
        link_id=link_id,
        state=state,
        userid=userid,
        external_userid=external_userid,
        chat_key=chat_key,
        expire_time=None,
        expire_quota_num=None,
    )
