from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from wecom_api.calls.attachments import File, Image, Link, MiniProgram, Video
from wecom_api.calls.contact_ways import AddContactWay, DelContactWay, ListContactWay, UpdateContactWay
from wecom_api.calls.customers import BatchGetByUser, GetCustomer, ListCustomers, RemarkCustomer
from wecom_api.calls.directory import GetMember
from wecom_api.calls.groupsend import AddMsgTemplate, GetGroupmsgList, GetGroupmsgTask
from wecom_api.calls.media import UploadImage, UploadMedia
from wecom_api.calls.message_contents import Markdown, Text, TextCard
from wecom_api.calls.messages import SendMessage
from wecom_api.calls.tags import AddCorpTag, DelCorpTag, EditCorpTag, MarkTag, NewTag
from wecom_api.calls.template_card import TemplateCard
from wecom_api.calls.token import GetToken
from wecom_api.calls.welcome import SendWelcomeMsg
from wecom_api.errors import InvalidCallError

if TYPE_CHECKING:
    from collections.abc import Callable

LINK = Link(title="会员中心", url="https://shop.example/m")
PAIR = {"userid": "chen_rui", "external_userid": "wm1"}
BUTTONS = {
    "card_type": "button_interaction",
    "main_title": {"title": "客户流失预警"},
    "button_list": [{"text": "已处理", "key": "done"}],
    "task_id": "churn-1",
}
NOTICE = {"card_type": "text_notice", "main_title": {"title": "x"}, "card_action": {"type": 1, "url": "u"}}


def within_and_beyond(field: str, make: Callable[[Any], object], within: Any, beyond: Any) -> Any:
    return pytest.param(field, make, within, beyond, id=f"{field}")


@pytest.mark.parametrize(
    ("field", "make", "within", "beyond"),
    [
        within_and_beyond("text", lambda text: SendWelcomeMsg(welcome_code="W", text=text), "好" * 1333, "好" * 1334),
        within_and_beyond(
            "attachments", lambda few: SendWelcomeMsg(welcome_code="W", attachments=few), [LINK] * 9, [LINK] * 10
        ),
        within_and_beyond("title", lambda title: Link(title=title, url="u"), "好" * 42, "好" * 43),
        within_and_beyond("url", lambda url: Link(title="t", url=url), "u" * 2048, "u" * 2049),
        within_and_beyond("picurl", lambda url: Link(title="t", url="u", picurl=url), "u" * 2048, "u" * 2049),
        within_and_beyond("desc", lambda desc: Link(title="t", url="u", desc=desc), "d" * 512, "d" * 513),
        within_and_beyond(
            "title",
            lambda title: MiniProgram(title=title, pic_media_id="m", appid="wx", page="p.html"),
            "t" * 64,
            "t" * 65,
        ),
        within_and_beyond("remark", lambda remark: RemarkCustomer(**PAIR, remark=remark), "好" * 20, "好" * 21),
        within_and_beyond("description", lambda text: RemarkCustomer(**PAIR, description=text), "好" * 150, "好" * 151),
        within_and_beyond(
            "remark_company", lambda text: RemarkCustomer(**PAIR, remark_company=text), "好" * 20, "好" * 21
        ),
        within_and_beyond("userid_list", lambda ids: BatchGetByUser(userid_list=ids), ["a"] * 100, ["a"] * 101),
        within_and_beyond("limit", lambda limit: BatchGetByUser(userid_list=["a"], limit=limit), 100, 101),
        within_and_beyond("name", lambda name: NewTag(name=name), "好" * 30, "好" * 31),
        within_and_beyond("order", lambda order: NewTag(name="n", order=order), 2**32 - 1, 2**32),
        within_and_beyond("name", lambda name: EditCorpTag(id="et1", name=name), "n" * 30, "n" * 31),
        within_and_beyond(
            "group_name", lambda name: AddCorpTag(tag=[NewTag(name="n")], group_name=name), "g" * 30, "g" * 31
        ),
        within_and_beyond(
            "state", lambda state: AddContactWay(type=1, scene=2, user=["a"], state=state), "s" * 30, "s" * 31
        ),
        within_and_beyond(
            "remark", lambda text: AddContactWay(type=1, scene=2, user=["a"], remark=text), "r" * 30, "r" * 31
        ),
        within_and_beyond("user", lambda users: AddContactWay(type=2, scene=2, user=users), ["a"] * 100, ["a"] * 101),
        within_and_beyond("user", lambda users: AddContactWay(type=1, scene=2, user=users), ["a"], ["a", "b"]),
        within_and_beyond("style", lambda style: AddContactWay(type=2, scene=1, user=["a"], style=style), 2, 3),
        within_and_beyond("state", lambda state: UpdateContactWay(config_id="c", state=state), "s" * 30, "s" * 31),
        within_and_beyond("limit", lambda limit: ListContactWay(limit=limit), 1000, 1001),
        within_and_beyond(
            "external_userid",
            lambda ids: AddMsgTemplate(external_userid=ids, sender="a", text="t"),
            ["wm"] * 10_000,
            ["wm"] * 10_001,
        ),
        within_and_beyond(
            "chat_id_list",
            lambda ids: AddMsgTemplate(chat_type="group", sender="a", chat_id_list=ids, text="t"),
            ["wr"] * 2000,
            ["wr"] * 2001,
        ),
        within_and_beyond(
            "tag_filter",
            lambda tags: AddMsgTemplate(sender="a", tag_filter=[tags], text="t"),
            ["et"] * 100,
            ["et"] * 101,
        ),
        within_and_beyond("text", lambda text: AddMsgTemplate(sender="a", text=text), "t" * 4000, "t" * 4001),
        within_and_beyond("limit", lambda limit: GetGroupmsgTask(msgid="m", limit=limit), 1000, 1001),
        within_and_beyond(
            "end_time",
            lambda end: GetGroupmsgList(chat_type="single", start_time=0, end_time=end),
            31 * 86400,
            31 * 86400 + 1,
        ),
        within_and_beyond("content", lambda text: Text(content=text), "t" * 2048, "t" * 2049),
        within_and_beyond("content", lambda text: Markdown(content=text), "t" * 2048, "t" * 2049),
        within_and_beyond(
            "title", lambda title: TextCard(title=title, description="d", url="u"), "好" * 128, "好" * 129
        ),
        within_and_beyond(
            "btntxt",
            lambda text: TextCard(title="t", description="d", url="u", btntxt=text),
            "查看详情",
            "查看全部详情",
        ),
        within_and_beyond(
            "touser",
            lambda users: SendMessage(agentid=1, message=Text(content="t"), touser=users),
            ["a"] * 1000,
            ["a"] * 1001,
        ),
        within_and_beyond(
            "duplicate_check_interval",
            lambda seconds: SendMessage(
                agentid=1, message=Text(content="t"), touser=["a"], duplicate_check_interval=seconds
            ),
            14400,
            14401,
        ),
        within_and_beyond(
            "content", lambda content: UploadImage(filename="a.png", content=content), b"x" * 6, b"x" * 5
        ),
        within_and_beyond(
            "content",
            lambda content: UploadImage(filename="a.png", content=content),
            bytes(2 * 2**20),
            bytes(2 * 2**20 + 1),
        ),
        within_and_beyond(
            "content",
            lambda content: UploadMedia(type="voice", filename="a.amr", content=content),
            bytes(2 * 2**20),
            bytes(2 * 2**20 + 1),
        ),
        within_and_beyond(
            "filename",
            lambda name: UploadMedia(type="file", filename=name, content=b"x" * 6),
            "报价 2026.pdf",
            '报"价.pdf',
        ),
        within_and_beyond(
            "horizontal_content_list",
            lambda rows: TemplateCard(card=NOTICE | {"horizontal_content_list": rows}),
            [{"keyname": "k"}] * 6,
            [{"keyname": "k"}] * 7,
        ),
        within_and_beyond(
            "button_list",
            lambda count: TemplateCard(
                card=BUTTONS | {"button_list": [{"text": "t", "key": str(number)} for number in range(count)]}
            ),
            6,
            7,
        ),
        within_and_beyond(
            "button_list.key",
            lambda keys: TemplateCard(card=BUTTONS | {"button_list": [{"text": "t", "key": key} for key in keys]}),
            ["a", "b"],
            ["a", "a"],
        ),
        within_and_beyond(
            "task_id", lambda task_id: TemplateCard(card=BUTTONS | {"task_id": task_id}), "churn_1-@", "churn 1"
        ),
        within_and_beyond(
            "action_menu.action_list",
            lambda count: TemplateCard(
                card=NOTICE
                | {
                    "task_id": "t",
                    "action_menu": {"action_list": [{"key": str(number)} for number in range(count)]},
                }
            ),
            3,
            4,
        ),
    ],
)
def test_limit_is_refused_exactly_beyond_it_and_names_its_field(
    field: str, make: Callable[[Any], object], within: Any, beyond: Any
) -> None:
    make(within)

    with pytest.raises(InvalidCallError) as refusal:
        make(beyond)
    assert refusal.value.field == field
    assert refusal.value.limit
    assert refusal.value.mend


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("corpsecret", lambda: GetToken(corpid="ww", corpsecret="")),
        ("userid", lambda: GetMember(userid="")),
        ("userid", lambda: ListCustomers(userid="")),
        ("external_userid", lambda: GetCustomer(external_userid="")),
        ("userid_list", lambda: BatchGetByUser(userid_list=[])),
        ("remark", lambda: RemarkCustomer(**PAIR)),
        ("welcome_code", lambda: SendWelcomeMsg(welcome_code="", text="t")),
        ("text", lambda: SendWelcomeMsg(welcome_code="W")),
        ("media_id", Image),
        ("media_id", lambda: Video(media_id="")),
        ("media_id", lambda: File(media_id="")),
        ("tag", lambda: AddCorpTag(tag=[], group_id="et1")),
        ("group_id", lambda: AddCorpTag(tag=[NewTag(name="n")])),
        ("name", lambda: EditCorpTag(id="et1")),
        ("tag_id", DelCorpTag),
        ("add_tag", lambda: MarkTag(**PAIR)),
        ("user", lambda: AddContactWay(type=1, scene=2)),
        ("user", lambda: AddContactWay(type=1, scene=2, user=["a"], party=[1])),
        ("user", lambda: AddContactWay(type=2, scene=2)),
        ("is_temp", lambda: AddContactWay(type=2, scene=2, user=["a"], is_temp=True)),
        ("config_id", lambda: DelContactWay(config_id="")),
        ("external_userid", lambda: AddMsgTemplate(text="t")),
        ("sender", lambda: AddMsgTemplate(chat_type="group", chat_id_list=["wr1"], text="t")),
        ("chat_id_list", lambda: AddMsgTemplate(sender="a", chat_id_list=["wr1"], text="t")),
        ("text", lambda: AddMsgTemplate(sender="a")),
        ("touser", lambda: SendMessage(agentid=1, message=Text(content="t"))),
        ("touser", lambda: SendMessage(agentid=1, message=Text(content="t"), touser="chen_rui")),
        ("card_type", lambda: TemplateCard(card={"card_type": "poster"})),
        ("task_id", lambda: TemplateCard(card={**BUTTONS, "task_id": ""})),
        ("task_id", lambda: TemplateCard(card={**NOTICE, "action_menu": {"action_list": [{"key": "k"}]}})),
        ("main_title", lambda: TemplateCard(card={**NOTICE, "main_title": {}})),
        ("card_action", lambda: TemplateCard(card={**NOTICE, "card_action": None})),
        ("card_image", lambda: TemplateCard(card={**NOTICE, "card_type": "news_notice"})),
    ],
)
def test_what_wecom_requires_is_asked_for_before_anything_is_sent(field: str, make: Callable[[], object]) -> None:
    with pytest.raises(InvalidCallError) as refusal:
        make()

    assert refusal.value.field == field
