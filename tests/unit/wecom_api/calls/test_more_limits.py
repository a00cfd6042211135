"""Limits of the address book, of messages to members, of albums, rules, strategy groups and transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from wecom_api.calls.albums import AddProductAlbum, GetProductAlbumList, UpdateProductAlbum
from wecom_api.calls.appchats import ChatText, CreateAppchat, UpdateAppchat
from wecom_api.calls.behavior import GetUserBehaviorData
from wecom_api.calls.customer_strategies import CreateCustomerStrategy, EditCustomerStrategy
from wecom_api.calls.idconvert import ConvertTmpExternalUserid, OpenuseridToUserid, UseridToOpenuserid
from wecom_api.calls.intercept_rules import AddInterceptRule, ApplicableRange, UpdateInterceptRule
from wecom_api.calls.login import GetUserDetail, GetUserInfo
from wecom_api.calls.media_by_url import UploadByUrl
from wecom_api.calls.member_lookups import GetUserid, GetUseridByEmail, ListMemberIds
from wecom_api.calls.menus import CreateMenu, MenuButton
from wecom_api.calls.message_contents import (
    Article,
    Image,
    KeptArticle,
    MiniprogramNotice,
    Mpnews,
    News,
    NoticeItem,
    Video,
)
from wecom_api.calls.message_updates import RecallMessage, UpdateTemplateCard
from wecom_api.calls.messages import EVERYBODY, SendMessage
from wecom_api.calls.robots import RobotImage, RobotMarkdown, RobotText, SendWebhook, UploadWebhookMedia
from wecom_api.calls.strategies import MemberNode
from wecom_api.calls.strategy_tags import AddStrategyTag, EditStrategyTag
from wecom_api.calls.tags import NewTag
from wecom_api.calls.template_card import TemplateCard
from wecom_api.calls.transfers import GetUnassignedList, TransferCustomer, TransferResignedCustomer
from wecom_api.errors import InvalidCallError

if TYPE_CHECKING:
    from collections.abc import Callable

NODE = MemberNode(userid="li_na")
PAIR = {"handover_userid": "chen_rui", "takeover_userid": "li_na"}
ALBUM = {"description": "d", "price": 1, "pictures": ["m"]}
STRATEGY = {"strategy_name": "n", "admin_list": ["a"], "range": [NODE]}
RULE = {
    "rule_name": "n",
    "word_list": ["w"],
    "intercept_type": 1,
    "applicable_range": ApplicableRange(user_list=["a"]),
}
CARD = {"agentid": 1, "response_code": "R", "userids": ["a"], "replace_name": "已处理"}
VOTE = {
    "card_type": "vote_interaction",
    "main_title": {"title": "x"},
    "checkbox": {"option_list": []},
    "submit_button": {"text": "t", "key": "k"},
    "task_id": "t",
}
NOTICE = {"card_type": "text_notice", "main_title": {"title": "x"}, "card_action": {"type": 1, "url": "u"}}
BUTTON = MenuButton(name="n", type="click", key="k")
DAY_S = 86400


@pytest.mark.parametrize(
    ("field", "make", "within", "beyond"),
    [
        ("external_userid", lambda ids: TransferCustomer(**PAIR, external_userid=ids), ["wm"] * 100, ["wm"] * 101),
        (
            "transfer_success_msg",
            lambda text: TransferCustomer(**PAIR, external_userid=["wm"], transfer_success_msg=text),
            "好" * 200,
            "好" * 201,
        ),
        (
            "external_userid",
            lambda ids: TransferResignedCustomer(**PAIR, external_userid=ids),
            ["wm"] * 100,
            ["wm"] * 101,
        ),
        ("page_size", lambda size: GetUnassignedList(page_size=size), 1000, 1001),
        ("admin_list", lambda few: CreateCustomerStrategy(**STRATEGY | {"admin_list": few}), ["a"] * 20, ["a"] * 21),
        ("range", lambda few: CreateCustomerStrategy(**STRATEGY | {"range": few}), [NODE] * 100, [NODE] * 101),
        ("range_add", lambda few: EditCustomerStrategy(strategy_id=1, range_add=few), [NODE] * 100, [NODE] * 101),
        ("range_del", lambda few: EditCustomerStrategy(strategy_id=1, range_del=few), [NODE] * 100, [NODE] * 101),
        (
            "group_name",
            lambda name: AddStrategyTag(strategy_id=1, group_name=name, tag=[NewTag(name="n")]),
            "g" * 30,
            "g" * 31,
        ),
        ("name", lambda name: EditStrategyTag(id="st", name=name), "n" * 30, "n" * 31),
        ("order", lambda order: EditStrategyTag(id="st", order=order), 2**32 - 1, 2**32),
        (
            "tmp_external_userid_list",
            lambda ids: ConvertTmpExternalUserid(business_type=1, user_type=1, tmp_external_userid_list=ids),
            ["t"] * 100,
            ["t"] * 101,
        ),
        ("userid_list", lambda ids: UseridToOpenuserid(userid_list=ids), ["a"] * 1000, ["a"] * 1001),
        (
            "open_userid_list",
            lambda ids: OpenuseridToUserid(open_userid_list=ids, source_agentid=1),
            ["a"] * 1000,
            ["a"] * 1001,
        ),
        (
            "userid",
            lambda ids: GetUserBehaviorData(userid=ids, start_time=0, end_time=DAY_S),
            ["a"] * 100,
            ["a"] * 101,
        ),
        ("partyid", lambda ids: GetUserBehaviorData(partyid=ids, start_time=0, end_time=DAY_S), [1] * 100, [1] * 101),
        (
            "end_time",
            lambda end: GetUserBehaviorData(userid=["a"], start_time=DAY_S, end_time=end),
            31 * DAY_S,
            31 * DAY_S + 1,
        ),
        ("end_time", lambda end: GetUserBehaviorData(userid=["a"], start_time=DAY_S, end_time=end), DAY_S, DAY_S - 1),
        ("description", lambda text: AddProductAlbum(**ALBUM | {"description": text}), "好" * 300, "好" * 301),
        ("price", lambda price: AddProductAlbum(**ALBUM | {"price": price}), 5_000_000, 5_000_001),
        ("price", lambda price: UpdateProductAlbum(product_id="p", price=price), 0, -1),
        ("pictures", lambda few: AddProductAlbum(**ALBUM | {"pictures": few}), ["m"] * 9, ["m"] * 10),
        ("product_sn", lambda text: AddProductAlbum(**ALBUM, product_sn=text), "L" * 128, "L" * 129),
        ("product_sn", lambda text: AddProductAlbum(**ALBUM, product_sn=text), "LJ50", "LJ-50"),
        ("limit", lambda limit: GetProductAlbumList(limit=limit), 100, 101),
        ("rule_name", lambda name: AddInterceptRule(**RULE | {"rule_name": name}), "好" * 20, "好" * 21),
        ("word_list", lambda words: AddInterceptRule(**RULE | {"word_list": words}), ["w"] * 300, ["w"] * 301),
        ("word_list", lambda word: AddInterceptRule(**RULE | {"word_list": [word]}), "好" * 32, "好" * 33),
        ("word_list", lambda word: UpdateInterceptRule(rule_id="r", word_list=[word]), "好" * 32, "好" * 33),
        ("word_list", lambda word: UpdateInterceptRule(rule_id="r", word_list=[word]), "好", ""),
        ("user_list", lambda ids: ApplicableRange(user_list=ids), ["a"] * 1000, ["a"] * 1001),
        ("department_list", lambda ids: ApplicableRange(department_list=ids), [1] * 1000, [1] * 1001),
        ("limit", lambda limit: ListMemberIds(limit=limit), 10_000, 10_001),
        ("mobile", lambda mobile: GetUserid(mobile=mobile), "12345", "1234"),
        ("mobile", lambda mobile: GetUserid(mobile=mobile), "1" * 32, "1" * 33),
        ("userids", lambda ids: UpdateTemplateCard(**CARD | {"userids": ids}), ["a"] * 1000, ["a"] * 1001),
        ("partyids", lambda ids: UpdateTemplateCard(**CARD, partyids=ids), [1] * 100, [1] * 101),
        ("tagids", lambda ids: UpdateTemplateCard(**CARD, tagids=ids), [1] * 100, [1] * 101),
        ("userlist", lambda ids: CreateAppchat(userlist=ids), ["a"] * 2000, ["a"] * 2001),
        ("userlist", lambda ids: CreateAppchat(userlist=ids), ["a"] * 2, ["a"]),
        ("name", lambda name: CreateAppchat(userlist=["a", "b"], name=name), "群" * 50, "群" * 51),
        ("chatid", lambda chatid: CreateAppchat(userlist=["a", "b"], chatid=chatid), "c" * 32, "c" * 33),
        ("chatid", lambda chatid: CreateAppchat(userlist=["a", "b"], chatid=chatid), "c1", "c-1"),
        ("name", lambda name: UpdateAppchat(chatid="c", name=name), "群" * 50, "群" * 51),
        ("content", lambda text: ChatText(content=text), "t" * 2048, "t" * 2049),
        ("content", lambda text: RobotText(content=text), "t" * 2048, "t" * 2049),
        ("content", lambda text: RobotMarkdown(content=text), "t" * 4096, "t" * 4097),
        ("base64", RobotImage.of, bytes(2 * 2**20), bytes(2 * 2**20 + 1)),
        ("base64", RobotImage.of, b"x", b""),
        (
            "content",
            lambda content: UploadWebhookMedia(key="K", type="voice", filename="a.amr", content=content),
            bytes(2 * 2**20),
            bytes(2 * 2**20 + 1),
        ),
        (
            "content",
            lambda content: UploadWebhookMedia(key="K", type="file", filename="a.pdf", content=content),
            bytes(6),
            bytes(5),
        ),
        ("message", lambda card: SendWebhook(key="K", message=TemplateCard(card=card)), NOTICE, VOTE),
        ("button", lambda few: CreateMenu(agentid=1, button=few), [BUTTON] * 3, [BUTTON] * 4),
        ("sub_button", lambda few: MenuButton(name="n", sub_button=few), [BUTTON] * 5, [BUTTON] * 6),
        ("name", lambda name: MenuButton(name=name, type="click"), "客" * 5 + "n", "客" * 5 + "nn"),
        ("key", lambda key: MenuButton(name="n", type="click", key=key), "k" * 128, "k" * 129),
        ("url", lambda url: MenuButton(name="n", type="view", url=url), "u" * 1024, "u" * 1025),
        ("title", lambda title: Video(media_id="m", title=title), "t" * 128, "t" * 129),
        ("description", lambda text: Video(media_id="m", description=text), "t" * 512, "t" * 513),
        ("title", lambda title: Article(title=title), "t" * 128, "t" * 129),
        ("description", lambda text: Article(title="t", description=text), "t" * 512, "t" * 513),
        ("url", lambda url: Article(title="t", url=url), "u" * 2048, "u" * 2049),
        ("articles", lambda few: News(articles=few), [Article(title="t")] * 8, [Article(title="t")] * 9),
        (
            "content",
            lambda text: KeptArticle(title="t", thumb_media_id="m", content=text),
            "c" * 666 * 1024,
            "c" * (666 * 1024 + 1),
        ),
        (
            "digest",
            lambda text: KeptArticle(title="t", thumb_media_id="m", content="c", digest=text),
            "d" * 512,
            "d" * 513,
        ),
        (
            "author",
            lambda text: KeptArticle(title="t", thumb_media_id="m", content="c", author=text),
            "a" * 64,
            "a" * 65,
        ),
        ("title", lambda title: MiniprogramNotice(appid="wx", title=title), "客户待跟", "客户待"),
        ("title", lambda title: MiniprogramNotice(appid="wx", title=title), "客" * 12, "客" * 13),
        (
            "content_item",
            lambda few: MiniprogramNotice(appid="wx", title="客户待跟进", content_item=few),
            [NoticeItem(key="k", value="v")] * 10,
            [NoticeItem(key="k", value="v")] * 11,
        ),
        ("key", lambda key: NoticeItem(key=key, value="v"), "k" * 10, "k" * 11),
        ("value", lambda value: NoticeItem(key="k", value=value), "v" * 30, "v" * 31),
    ],
)
def test_limit_is_refused_exactly_beyond_it_and_names_its_field(
    field: str, make: Callable[[Any], object], within: Any, beyond: Any
) -> None:
    make(within)

    with pytest.raises(InvalidCallError) as refusal:
        make(beyond)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("external_userid", lambda: TransferCustomer(**PAIR, external_userid=[])),
        ("takeover_userid", lambda: TransferCustomer(**PAIR | {"takeover_userid": ""}, external_userid=["wm"])),
        ("handover_userid", lambda: TransferResignedCustomer(**PAIR | {"handover_userid": ""}, external_userid=["wm"])),
        ("range", lambda: CreateCustomerStrategy(**STRATEGY | {"range": []})),
        ("tag", lambda: AddStrategyTag(strategy_id=1, group_name="g", tag=[])),
        ("group_id", lambda: AddStrategyTag(strategy_id=1, tag=[NewTag(name="n")])),
        ("name", lambda: EditStrategyTag(id="st")),
        ("userid", lambda: GetUserBehaviorData(start_time=0, end_time=DAY_S)),
        ("pictures", lambda: AddProductAlbum(**ALBUM | {"pictures": []})),
        ("product_id", lambda: UpdateProductAlbum(product_id="")),
        ("word_list", lambda: AddInterceptRule(**RULE | {"word_list": []})),
        ("user_list", ApplicableRange),
        ("email", lambda: GetUseridByEmail(email="")),
        ("code", lambda: GetUserInfo(code="")),
        ("user_ticket", lambda: GetUserDetail(user_ticket="")),
        ("md5", lambda: UploadByUrl(type="file", filename="a", url="u", md5="")),
        ("msgid", lambda: RecallMessage(msgid="")),
        ("userids", lambda: UpdateTemplateCard(**CARD | {"userids": []})),
        ("template_card", lambda: UpdateTemplateCard(**CARD | {"replace_name": None})),
        ("template_card", lambda: UpdateTemplateCard(**CARD, template_card=TemplateCard(card=NOTICE))),
        ("key", lambda: SendWebhook(key="", message=RobotText(content="t"))),
        ("type", lambda: MenuButton(name="n")),
        ("type", lambda: MenuButton(name="n", type="click", sub_button=[BUTTON])),
        ("media_id", lambda: Image(media_id="")),
        ("articles", lambda: Mpnews(articles=[])),
        (
            "touser",
            lambda: SendMessage(agentid=1, touser=EVERYBODY, message=MiniprogramNotice(appid="wx", title="客户待跟进")),
        ),
    ],
)
def test_what_wecom_requires_is_asked_for_before_anything_is_sent(field: str, make: Callable[[], object]) -> None:
    with pytest.raises(InvalidCallError) as refusal:
        make()

    assert refusal.value.field == field
