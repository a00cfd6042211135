from __future__ import annotations

import contextlib
import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.wecom_api.calls.every_call import every_call
from unit.wecom_api.stepped_clock import NOON
from wecom_api.answers import read_answer
from wecom_api.calls.attachments import SentAttachment, SentImage
from wecom_api.calls.call import Call
from wecom_api.calls.contact_ways import GetContactWay
from wecom_api.calls.customers import BatchGetByUser, FollowTag, GetCustomer, GetFollowUserList
from wecom_api.calls.directory import ListMembers
from wecom_api.calls.groupsend import GetGroupmsgList, GetGroupmsgSendResult
from wecom_api.calls.media import UploadMedia
from wecom_api.calls.tags import GetCorpTagList
from wecom_api.calls.token import GetAgent
from wecom_api.errcodes import GATE_SHUT, PATIENCE, RESYNC, RULES, SUBJECTS, Reaction
from wecom_api.errors import (
    AnswerLost,
    CallError,
    Misconfigured,
    QuotaExhausted,
    Refused,
    RetryLater,
    Stale,
    TokenExpired,
    UnknownErrcode,
)
from wecom_api.refusals import REFUSALS

CUSTOMER = GetCustomer(external_userid="wm1")
FOLLOW = GetFollowUserList()


def read(call: Call[Any], answer: dict[str, Any]) -> Any:
    return read_answer(call, json.dumps(answer, ensure_ascii=False).encode(), at=NOON)


def test_customer_is_read_with_relations_and_tags() -> None:
    detail = read(
        CUSTOMER,
        {
            "errcode": 0,
            "errmsg": "ok",
            "external_contact": {
                "external_userid": "wm1",
                "name": "刘颖🌸",
                "type": 1,
                "gender": 2,
                "unionid": "o1",
            },
            "follow_user": [
                {
                    "userid": "chen_rui",
                    "remark": "刘颖-门店A",
                    "createtime": 1767225600,
                    "tags": [{"group_name": "", "tag_name": "爱喝茶", "type": 2}],
                    "remark_mobiles": ["13900001111"],
                    "add_way": 1,
                    "state": "ch_1024",
                    "new_field": {"unheard": "of"},
                }
            ],
        },
    )

    assert (detail.external_contact.name, detail.external_contact.unionid) == ("刘颖🌸", "o1")
    relation = detail.follow_user[0]
    assert (relation.userid, relation.createtime, relation.state) == ("chen_rui", 1767225600, "ch_1024")
    assert relation.tags == (FollowTag(tag_name="爱喝茶", type=2),)
    assert relation.remark_mobiles == ("13900001111",)
    assert detail.next_cursor == ""


def test_batch_gives_pairs_with_tag_ids() -> None:
    page = read(
        BatchGetByUser(userid_list=["chen_rui"]),
        {
            "external_contact_list": [
                {
                    "external_contact": {"external_userid": "wm1", "name": "刘颖"},
                    "follow_info": {"userid": "chen_rui", "tag_id": ["et1", "et2"]},
                }
            ],
            "next_cursor": "c1",
        },
    )

    assert page.external_contact_list[0].follow_info.tag_id == ("et1", "et2")
    assert page.next_cursor == "c1"


@pytest.mark.parametrize(
    ("call", "answer", "path", "value"),
    [
        (
            ListMembers(department_id=7),
            {"userlist": [{"userid": "LiLei", "gender": "1", "department": [2, 7]}]},
            "userlist.0.gender",
            1,
        ),
        (
            UploadMedia(type="image", filename="a.png", content=b"x" * 6),
            {"errmsg": "", "type": "image", "media_id": "m1", "created_at": "1735689600"},
            "created_at",
            1735689600,
        ),
        (
            GetGroupmsgList(chat_type="single", start_time=0, end_time=1),
            {"group_msg_list": [{"msgid": "m1", "create_time": "1767312000"}]},
            "group_msg_list.0.create_time",
            1767312000,
        ),
        (FOLLOW, {"errcode": "0", "follow_user": ["a"]}, "follow_user.0", "a"),
        (FOLLOW, {"errcode": 0, "errmsg": None, "follow_user": None}, "follow_user", ()),
        (CUSTOMER, {"external_contact": {"external_userid": "wm1", "name": None}}, "external_contact.name", ""),
        (GetCorpTagList(), {"tag_group": [{"group_id": "g", "deleted": True}]}, "tag_group.0.deleted", True),
        (
            GetAgent(agentid=1),
            {"allow_userinfos": {"user": [{"userid": "a"}]}, "allow_partys": {"partyid": [1]}},
            "allow_userinfos.user.0.userid",
            "a",
        ),
        (
            GetContactWay(config_id="c1"),
            {"contact_way": {"config_id": "c1", "user": ["a"], "conclusions": {"text": {"content": "bye"}}}},
            "contact_way.user.0",
            "a",
        ),
        (
            GetGroupmsgSendResult(msgid="m1", userid="a"),
            {"send_list": [{"external_userid": "wm1", "userid": "a", "status": 3}]},
            "send_list.0.status",
            3,
        ),
        (
            GetGroupmsgList(chat_type="single", start_time=0, end_time=1),
            {"group_msg_list": [{"msgid": "m", "attachments": [{"msgtype": "image", "image": {"media_id": "x"}}]}]},
            "group_msg_list.0.attachments.0",
            SentAttachment(msgtype="image", image=SentImage(media_id="x")),
        ),
    ],
)
def test_types_that_drift_and_keys_that_are_missing_are_forgiven(
    call: Call[Any], answer: dict[str, Any], path: str, value: object
) -> None:
    found = read(call, answer)
    for part in path.split("."):
        found = found[int(part)] if part.isdigit() else getattr(found, part)

    assert found == value


@pytest.mark.parametrize("name", [b'"\\ud83c"', b'"\xf0\x9f\x8c"'])
def test_half_an_emoji_costs_a_character_not_the_answer(name: bytes) -> None:
    body = b'{"errcode":0,"external_contact":{"external_userid":"wm1","name":' + name + b"}}"

    detail = read_answer(CUSTOMER, body, at=NOON)

    assert detail.external_contact.external_userid == "wm1"
    assert len(detail.external_contact.name) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"ok", b'{"errcode":', b'{"errcode":"no"}', b"[" * 100_000, b'{"external_contact":{}}'],
)
def test_answer_that_cannot_be_read_is_lost(body: bytes) -> None:
    with pytest.raises(AnswerLost):
        read_answer(CUSTOMER, body, at=NOON)


@given(st.one_of(st.binary(max_size=80), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["errcode", "errmsg", "external_contact", "follow_user", "external_userid", "x"]), inner
    ),
    max_leaves=8,
).map(lambda value: json.dumps(value).encode())))  # fmt: skip
def test_any_answer_gives_a_result_or_a_named_error(body: bytes) -> None:
    with contextlib.suppress(CallError):
        assert isinstance(read_answer(CUSTOMER, body, at=NOON), GetCustomer.Result)


def test_empty_success_suffices_for_every_call_that_needs_no_key() -> None:
    needy = [
        call.__name__ for call in every_call() if any(field.required for field in msgspec.structs.fields(call.Result))
    ]

    assert needy == [
        "AddContactWay",
        "AddGroupWelcomeTemplate",
        "AddInterceptRule",
        "AddJoinWay",
        "AddMomentTask",
        "AddMsgTemplate",
        "AddProductAlbum",
        "CreateAcquisitionLink",
        "CreateAppchat",
        "CreateCustomerStrategy",
        "CreateMomentStrategy",
        "GetAcquisitionLink",
        "GetAgentTicket",
        "GetAppchat",
        "GetContactWay",
        "GetCustomer",
        "GetCustomerStrategy",
        "GetDepartment",
        "GetGroupchat",
        "GetInterceptRule",
        "GetJoinWay",
        "GetJsapiTicket",
        "GetJssdkVoice",
        "GetMedia",
        "GetMember",
        "GetMomentStrategy",
        "GetProductAlbum",
        "GetToken",
        "GetUserid",
        "GetUseridByEmail",
        "OpengidToChatid",
        "UploadAttachment",
        "UploadByUrl",
        "UploadImage",
        "UploadMedia",
        "UploadWebhookMedia",
    ]


REACTION_ERRORS = {
    Reaction.RETRY: RetryLater,
    Reaction.LATER: RetryLater,
    Reaction.TOKEN: TokenExpired,
    Reaction.BACKOFF: QuotaExhausted,
    Reaction.CONFIG: Misconfigured,
    Reaction.DATA: Refused,
    Reaction.RESYNC: Stale,
}


@pytest.mark.parametrize("errcode", sorted(RULES))
def test_every_errcode_leads_to_the_error_of_its_reaction(errcode: int) -> None:
    with pytest.raises(CallError) as raised:
        read(FOLLOW, {"errcode": errcode, "errmsg": "said"})

    assert type(raised.value) is REACTION_ERRORS[RULES[errcode].reaction]
    assert (raised.value.errcode, raised.value.errmsg) == (errcode, "said")
    assert RULES[errcode].meaning in str(raised.value)


@pytest.mark.parametrize(
    ("errcode", "reaction"),
    [
        (-1, Reaction.RETRY),
        (6000, Reaction.RETRY),
        (41096, Reaction.RETRY),
        (45033, Reaction.RETRY),
        (41063, Reaction.LATER),
        (40014, Reaction.TOKEN),
        (42001, Reaction.TOKEN),
        (45009, Reaction.BACKOFF),
        (40013, Reaction.CONFIG),
        (48002, Reaction.CONFIG),
        (60020, Reaction.CONFIG),
        (301007, Reaction.CONFIG),
        (40058, Reaction.DATA),
        (41048, Reaction.DATA),
        (41050, Reaction.DATA),
        (41051, Reaction.DATA),
        (42014, Reaction.DATA),
        (60011, Reaction.DATA),
        (95001, Reaction.DATA),
        (40003, Reaction.RESYNC),
        (40007, Reaction.RESYNC),
        (40068, Reaction.RESYNC),
        (40096, Reaction.RESYNC),
        (60111, Reaction.RESYNC),
        (84061, Reaction.RESYNC),
    ],
)
def test_codes_a_customer_platform_meets_daily_have_the_documented_reaction(errcode: int, reaction: Reaction) -> None:
    assert RULES[errcode].reaction is reaction


def test_tables_name_each_code_once_and_each_resync_has_a_subject() -> None:
    assert set(SUBJECTS) == set(RESYNC)
    assert {RULES[errcode].subject for errcode in REFUSALS} == {""}
    assert set(PATIENCE) == {
        errcode
        for errcode, rule in RULES.items()
        if rule.reaction in {Reaction.RETRY, Reaction.LATER, Reaction.BACKOFF}
    }
    assert {40001, 40013, 40091} == GATE_SHUT


def test_unknown_errcode_is_its_own_error() -> None:
    with pytest.raises(UnknownErrcode) as raised:
        read(FOLLOW, {"errcode": 123456789, "errmsg": "new"})

    assert raised.value.errcode == 123456789


def test_frequency_limit_is_shut_for_at_least_a_minute() -> None:
    with pytest.raises(QuotaExhausted) as raised:
        read(FOLLOW, {"errcode": 45009})

    assert raised.value.until == NOON + timedelta(minutes=1)
