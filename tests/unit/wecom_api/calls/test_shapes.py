from __future__ import annotations

from typing import Any

import pytest

from wecom_api.calls.attachments import File, Image, Link, MiniProgram, Video
from wecom_api.calls.call import Call
from wecom_api.calls.contact_ways import AddContactWay, UpdateContactWay
from wecom_api.calls.customers import BatchGetByUser, GetCustomer, RemarkCustomer
from wecom_api.calls.directory import ListDepartments
from wecom_api.calls.groupsend import AddMsgTemplate
from wecom_api.calls.intercept_rules import InterceptRule, NewInterceptRule, RuleSemantics
from wecom_api.calls.message_contents import Markdown, Text, TextCard
from wecom_api.calls.messages import EVERYBODY, SendMessage
from wecom_api.calls.tags import AddCorpTag, MarkTag, NewTag
from wecom_api.calls.template_card import TemplateCard
from wecom_api.calls.token import GetToken
from wecom_api.calls.welcome import SendWelcomeMsg

CARD = {"card_type": "text_notice", "main_title": {"title": "x"}, "card_action": {"type": 1, "url": "u"}}


@pytest.mark.parametrize(
    ("call", "parameters"),
    [
        (ListDepartments(), {}),
        (ListDepartments(id=7), {"id": 7}),
        (GetCustomer(external_userid="wm1"), {"external_userid": "wm1"}),
        (BatchGetByUser(userid_list=("a", "b"), limit=50), {"userid_list": ["a", "b"], "limit": 50}),
        (
            RemarkCustomer(userid="a", external_userid="wm1", remark="", remark_mobiles=[]),
            {"userid": "a", "external_userid": "wm1", "remark": "", "remark_mobiles": [""]},
        ),
        (
            SendWelcomeMsg(
                welcome_code="W",
                text="您好,我是陈睿",
                attachments=[
                    Image(media_id="m1"),
                    Link(title="会员中心", url="https://shop.example/m", desc="点此领取"),
                    MiniProgram(title="小程序", pic_media_id="m2", appid="wx1", page="p.html"),
                    Video(media_id="m3"),
                    File(media_id="m4"),
                ],
            ),
            {
                "welcome_code": "W",
                "text": {"content": "您好,我是陈睿"},
                "attachments": [
                    {"msgtype": "image", "image": {"media_id": "m1"}},
                    {
                        "msgtype": "link",
                        "link": {"title": "会员中心", "url": "https://shop.example/m", "desc": "点此领取"},
                    },
                    {
                        "msgtype": "miniprogram",
                        "miniprogram": {
                            "title": "小程序",
                            "pic_media_id": "m2",
                            "appid": "wx1",
                            "page": "p.html",
                        },
                    },
                    {"msgtype": "video", "video": {"media_id": "m3"}},
                    {"msgtype": "file", "file": {"media_id": "m4"}},
                ],
            },
        ),
        (SendWelcomeMsg(welcome_code="W", text="t"), {"welcome_code": "W", "text": {"content": "t"}}),
        (
            AddCorpTag(group_name="购买阶段", order=50, tag=[NewTag(name="意向", order=2), NewTag(name="成交")]),
            {"group_name": "购买阶段", "order": 50, "tag": [{"name": "意向", "order": 2}, {"name": "成交"}]},
        ),
        (
            MarkTag(userid="a", external_userid="wm1", add_tag=["et1"]),
            {"userid": "a", "external_userid": "wm1", "add_tag": ["et1"]},
        ),
        (
            AddContactWay(type=2, scene=2, skip_verify=False, state="ch_1024", user=["a"], party=[7]),
            {"type": 2, "scene": 2, "skip_verify": False, "state": "ch_1024", "user": ["a"], "party": [7]},
        ),
        (UpdateContactWay(config_id="c1", user=["b"]), {"config_id": "c1", "user": ["b"]}),
        (
            AddMsgTemplate(tag_filter=[["et1", "et2"], ["et3"]], sender="a", allow_select=False, text="周末会员日"),
            {
                "chat_type": "single",
                "tag_filter": {"group_list": [{"tag_list": ["et1", "et2"]}, {"tag_list": ["et3"]}]},
                "sender": "a",
                "allow_select": False,
                "text": {"content": "周末会员日"},
            },
        ),
        (
            AddMsgTemplate(external_userid=["wm1"], tag_filter=[["et1"]], sender="a", text="t"),
            {"chat_type": "single", "external_userid": ["wm1"], "sender": "a", "text": {"content": "t"}},
        ),
        (
            SendMessage(agentid=1, message=Text(content="t"), touser=["a", "b"], toparty=[2, 3], safe=1),
            {
                "agentid": 1,
                "msgtype": "text",
                "text": {"content": "t"},
                "touser": "a|b",
                "toparty": "2|3",
                "safe": 1,
            },
        ),
        (
            SendMessage(
                agentid=1,
                message=TextCard(title="t", description="d", url="u"),
                touser=EVERYBODY,
                enable_id_trans=True,
                enable_duplicate_check=True,
                duplicate_check_interval=600,
            ),
            {
                "agentid": 1,
                "msgtype": "textcard",
                "textcard": {"title": "t", "description": "d", "url": "u"},
                "touser": "@all",
                "enable_id_trans": 1,
                "enable_duplicate_check": 1,
                "duplicate_check_interval": 600,
            },
        ),
        (
            SendMessage(agentid=1, message=Markdown(content="**t**"), totag=[4]),
            {"agentid": 1, "msgtype": "markdown", "markdown": {"content": "**t**"}, "totag": "4"},
        ),
        (
            SendMessage(agentid=1, message=TemplateCard(card=CARD), touser=["a"]),
            {"agentid": 1, "msgtype": "template_card", "template_card": CARD, "touser": "a"},
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Call) else "",
)
def test_call_is_sent_in_the_shape_wecom_documents(call: Call[Any], parameters: dict[str, Any]) -> None:
    assert call.parameters() == parameters


def test_secret_does_not_show_in_a_call() -> None:
    assert "s3cret" not in repr(GetToken(corpid="ww1", corpsecret="s3cret"))


def test_sent_message_lists_everybody_it_did_not_reach() -> None:
    result = SendMessage.Result(invaliduser="zhao|qian", unlicenseduser="sun")

    assert result.invalid_userids == ("zhao", "qian", "sun")
    assert SendMessage.Result().invalid_userids == ()


def test_id_of_a_rule_is_text_however_it_came() -> None:
    assert [NewInterceptRule(sent_rule_id=sent).rule_id for sent in ("r1", 17)] == ["r1", "17"]


def test_semantics_of_a_rule_are_read_from_either_place() -> None:
    assert InterceptRule(sent_rule_id="r1", semantics_list=(1, 2)).semantics == (1, 2)
    assert InterceptRule(sent_rule_id="r1", extra_rule=RuleSemantics(semantics_list=(3,))).semantics == (3,)
