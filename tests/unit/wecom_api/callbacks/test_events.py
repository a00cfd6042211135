from __future__ import annotations

import contextlib
import time
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.wecom_api.callbacks.vectors import CORPID, VECTORS
from wecom_api.callbacks import views
from wecom_api.callbacks.errors import CallbackError, ForbiddenXml, MalformedMessage
from wecom_api.callbacks.events import parse_message
from wecom_api.callbacks.meaning import view_of

HEAD = (
    f"<ToUserName><![CDATA[{CORPID}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>"
    "<CreateTime>1767312000</CreateTime><MsgType><![CDATA[event]]></MsgType>"
)


def event_xml(event: str, change_type: str = "", body: str = "", *, head: str = HEAD) -> bytes:
    change = f"<ChangeType><![CDATA[{change_type}]]></ChangeType>" if change_type else ""
    return f"<xml>{head}<Event><![CDATA[{event}]]></Event>{change}{body}</xml>".encode()


def pair(userid: str = "chen_rui", external_userid: str = "wmSIM1") -> str:
    return f"<UserID><![CDATA[{userid}]]></UserID><ExternalUserID><![CDATA[{external_userid}]]></ExternalUserID>"


def test_published_event_keeps_head_and_every_element_in_order() -> None:
    event = parse_message(VECTORS[1].message.encode())

    assert (event.to_user_name, event.from_user_name, event.create_time) == (CORPID, "sys", 1735689601)
    assert (event.msg_type, event.event, event.change_type) == (
        "event",
        "change_external_contact",
        "add_external_contact",
    )
    assert list(event.elements) == [
        "ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "ChangeType",
        "UserID", "ExternalUserID", "State", "WelcomeCode",
    ]  # fmt: skip
    assert event.text("State") == "渠道A"
    assert event.fingerprint == sha256(VECTORS[1].message.encode()).digest()[:16]


def test_two_adds_in_one_second_have_two_fingerprints() -> None:
    first = parse_message(event_xml("change_external_contact", "add_external_contact", pair()))
    second = parse_message(event_xml("change_external_contact", "add_external_contact", pair(external_userid="wmSIM2")))

    assert (first.from_user_name, first.create_time) == (second.from_user_name, second.create_time)
    assert first.fingerprint != second.fingerprint


def test_names_keep_emoji_split_sections_and_spaces_exactly() -> None:
    name = "<Name><![CDATA[ 🧋李雷 ]]]]><![CDATA[> &amp; <b>\n]]></Name>"

    event = parse_message(event_xml("change_contact", "create_user", name))

    assert event.text("Name") == " 🧋李雷 ]]> &amp; <b>\n"


def test_predefined_entities_and_character_references_are_text() -> None:
    event = parse_message(event_xml("x", body="<Name>&lt;&#26446;&gt; &amp;</Name>"))

    assert event.text("Name") == "<李> &"


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("", ()),
        ("<Item>a</Item>", ("a",)),
        ("<Item>a</Item><Item><![CDATA[b]]></Item><Item>a</Item>", ("a", "b", "a")),
    ],
)
def test_none_one_or_many_items_read_alike(items: str, expected: tuple[str, ...]) -> None:
    event = parse_message(event_xml("change_external_chat", "update", f"<MemChangeList>{items}</MemChangeList>"))

    assert event.texts("MemChangeList", "Item") == expected


def test_nested_and_repeated_groups_are_kept() -> None:
    event = parse_message(
        event_xml(
            "template_card_event",
            body="<SelectedItems>"
            "<SelectedItem><QuestionKey>q1</QuestionKey><OptionIds><OptionId>1</OptionId></OptionIds></SelectedItem>"
            "<SelectedItem><QuestionKey>q2</QuestionKey>"
            "<OptionIds><OptionId>2</OptionId><OptionId>3</OptionId></OptionIds></SelectedItem>"
            "</SelectedItems>",
        )
    )

    assert event.elements["SelectedItems"] == {
        "SelectedItem": (
            {"QuestionKey": "q1", "OptionIds": {"OptionId": "1"}},
            {"QuestionKey": "q2", "OptionIds": {"OptionId": ("2", "3")}},
        )
    }
    assert event.texts("SelectedItems", "SelectedItem", "OptionIds", "OptionId") == ("1", "2", "3")


def test_third_party_form_fills_the_same_head() -> None:
    event = parse_message(
        b"<xml><SuiteId>wwsuite</SuiteId><AuthCorpId>wpcorp</AuthCorpId>"
        b"<InfoType>change_external_contact</InfoType><TimeStamp>17</TimeStamp>"
        b"<ChangeType>del_follow_user</ChangeType></xml>"
    )

    assert (event.to_user_name, event.msg_type, event.event, event.change_type, event.create_time) == (
        "wpcorp",
        "event",
        "change_external_contact",
        "del_follow_user",
        17,
    )


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"<xml>",
        b"<xml></xml>",
        b"<xml>text</xml>",
        b"<xml><A>1</A></xml>",
        b"<xml><MsgType>event</MsgType></xml>",
        b"<xml><MsgType>event</MsgType><Event>\xff</Event></xml>",
        b'{"msgtype":"text"}',
        b"\xff\xfe<\x00x\x00/\x00>\x00",
    ],
)
def test_text_that_is_no_event_is_malformed(message: bytes) -> None:
    with pytest.raises(MalformedMessage):
        parse_message(message)


@pytest.mark.parametrize(
    "message",
    [
        b"<!DOCTYPE xml><xml><A>1</A></xml>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x><A>&a;</A></x>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x><A>1</A></x>',
        b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l><A>&b;</A></l>',
        b"<xml><A>&nbsp;</A></xml>",
        b"<a>" * 17,
    ],
)
def test_dtd_entities_and_depth_are_forbidden(message: bytes) -> None:
    with pytest.raises(ForbiddenXml):
        parse_message(message)


def test_ten_thousands_of_repeated_elements_are_read_in_bounded_time() -> None:
    started = time.perf_counter()
    event = parse_message(event_xml("x", body="<L>" + "<I>x</I>" * 30_000 + "</L>"))

    assert len(event.texts("L", "I")) == 30_000
    assert time.perf_counter() - started < 1


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(alphabet="<>/ab![]CDATA&;# ", max_size=100).map(lambda text: f"<xml>{text}</xml>".encode()),
    )
)
def test_any_bytes_give_an_event_or_a_named_error(message: bytes) -> None:
    with contextlib.suppress(CallbackError):
        view_of(parse_message(message))


# XML has no place for most control characters, and its line ends are normalised to \n.
xml_text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="￾￿"))


@given(xml_text)
def test_any_text_in_split_cdata_comes_back_exactly(text: str) -> None:
    quoted = "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"

    assert parse_message(event_xml("x", body=f"<Name>{quoted}</Name>")).text("Name") == text


@pytest.mark.parametrize(
    ("change_type", "extra", "expected"),
    [
        (
            "add_external_contact",
            "<State><![CDATA[ch_1024]]></State><WelcomeCode><![CDATA[W]]></WelcomeCode>",
            views.AddExternalContact(userid="chen_rui", external_userid="wmSIM1", state="ch_1024", welcome_code="W"),
        ),
        (
            "add_external_contact",
            "",
            views.AddExternalContact(userid="chen_rui", external_userid="wmSIM1", state="", welcome_code=""),
        ),
        (
            "add_half_external_contact",
            "<WelcomeCode>W</WelcomeCode>",
            views.AddHalfExternalContact(userid="chen_rui", external_userid="wmSIM1", state="", welcome_code="W"),
        ),
        (
            "edit_external_contact",
            "",
            views.EditExternalContact(userid="chen_rui", external_userid="wmSIM1"),
        ),
        (
            "del_external_contact",
            "<Source><![CDATA[DELETE_BY_TRANSFER]]></Source>",
            views.DelExternalContact(userid="chen_rui", external_userid="wmSIM1", source="DELETE_BY_TRANSFER"),
        ),
        ("del_follow_user", "", views.DelFollowUser(userid="chen_rui", external_userid="wmSIM1")),
        (
            "transfer_fail",
            "<FailReason>customer_refused</FailReason>",
            views.TransferFail(userid="chen_rui", external_userid="wmSIM1", fail_reason="customer_refused"),
        ),
        (
            "msg_audit_approved",
            "<WelcomeCode>W2</WelcomeCode>",
            views.MsgAuditApproved(userid="chen_rui", external_userid="wmSIM1", welcome_code="W2"),
        ),
    ],
)
def test_each_change_of_an_external_contact_has_its_view(change_type: str, extra: str, expected: views.View) -> None:
    event = parse_message(event_xml("change_external_contact", change_type, pair() + extra))

    assert view_of(event) == expected


@pytest.mark.parametrize(
    ("event", "change_type", "body", "expected"),
    [
        (
            "change_external_tag",
            "delete",
            "<Id>etSIM9</Id><TagType>tag_group</TagType>",
            views.ChangeExternalTag(change_type="delete", id="etSIM9", tag_type="tag_group", strategy_id=None),
        ),
        (
            "change_external_tag",
            "shuffle",
            "<Id></Id><StrategyId><![CDATA[3]]></StrategyId>",
            views.ChangeExternalTag(change_type="shuffle", id="", tag_type="", strategy_id=3),
        ),
        (
            "change_contact",
            "update_user",
            "<UserID>LiLei</UserID><NewUserID>LiLei2</NewUserID><Department>2,7</Department>",
            views.ChangeContactUser(change_type="update_user", userid="LiLei", new_userid="LiLei2", department=(2, 7)),
        ),
        (
            "change_contact",
            "delete_user",
            "<UserID>LiLei</UserID>",
            views.ChangeContactUser(change_type="delete_user", userid="LiLei", new_userid="", department=None),
        ),
        (
            "change_contact",
            "create_party",
            "<Id>12</Id><Name><![CDATA[华东🌊]]></Name><ParentId><![CDATA[1]]></ParentId><Order>5</Order>",
            views.ChangeContactParty(change_type="create_party", id=12, name="华东🌊", parent_id=1, order=5),
        ),
        (
            "change_contact",
            "update_tag",
            "<TagId>4</TagId><AddUserItems>a,b</AddUserItems><DelPartyItems>7</DelPartyItems>",
            views.ChangeContactTag(
                tag_id=4,
                added_userids=("a", "b"),
                removed_userids=(),
                added_party_ids=(),
                removed_party_ids=(7,),
            ),
        ),
        (
            "customer_acquisition",
            "quota_expire_soon",
            "<ExpireTime>1769817600</ExpireTime><ExpireQuotaNum>180</ExpireQuotaNum>",
            views.CustomerAcquisition(
                change_type="quota_expire_soon",
                link_id="",
                state="",
                userid="",
                external_userid="",
                chat_key="",
                expire_time=1769817600,
                expire_quota_num=180,
            ),
        ),
        ("kf_msg_or_event", "", "", views.KnownUnused(name="kf_msg_or_event", change_type="")),
        ("tomorrow", "", "", views.NotUnderstood(name="tomorrow", change_type="", missing=())),
        (
            "change_external_chat",
            "explode",
            "",
            views.NotUnderstood(name="change_external_chat", change_type="explode", missing=()),
        ),
        (
            "change_external_contact",
            "add_external_contact",
            "<UserID>chen_rui</UserID>",
            views.NotUnderstood(
                name="change_external_contact",
                change_type="add_external_contact",
                missing=("ExternalUserID",),
            ),
        ),
        (
            "change_contact",
            "delete_party",
            "<Id>seven</Id>",
            views.NotUnderstood(name="change_contact", change_type="delete_party", missing=("Id",)),
        ),
    ],
)
def test_view_tells_meaning_from_known_unused_and_not_understood(
    event: str, change_type: str, body: str, expected: views.View
) -> None:
    assert view_of(parse_message(event_xml(event, change_type, body))) == expected


@pytest.mark.parametrize(("event", "view"), [("subscribe", views.Subscribe), ("unsubscribe", views.Unsubscribe)])
def test_member_entering_or_leaving_the_visible_range_is_read_from_the_head(
    event: str, view: type[views.Subscribe | views.Unsubscribe]
) -> None:
    head = HEAD.replace("sys", "LiLei") + "<AgentID>1000002</AgentID>"

    assert view_of(parse_message(event_xml(event, head=head))) == view(userid="LiLei", agentid=1000002)


def test_message_of_a_member_is_known_but_unused() -> None:
    message = parse_message(
        b"<xml><FromUserName>LiLei</FromUserName><MsgType>text</MsgType><Content>hi</Content></xml>"
    )

    assert view_of(message) == views.KnownUnused(name="text", change_type="")
