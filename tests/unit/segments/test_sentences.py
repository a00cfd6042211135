"""Definitions in words: said as a person would, and in one way only."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiences.definitions import definitions
from lingqu.customers.contracts.tags import MatchTags
from lingqu.kernel.languages import Language
from lingqu.segments.contracts.definition import (
    All,
    AnyOf,
    AttributeLeaf,
    BucketLeaf,
    Definition,
    Edge,
    EventEdgeLeaf,
    EventLeaf,
    EventMatch,
    GroupLeaf,
    LapseLeaf,
    ListLeaf,
    Not,
    OrderLeaf,
    OrderMeasure,
    PropertyTest,
    RelationLeaf,
    RelationScope,
    RelationState,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import Between, Count, Days, Last, Op
from lingqu.segments.domain.sentences.names import Names
from lingqu.segments.domain.sentences.saying import sentence

NAMES = Names(
    attributes={"city": "城市", "birthday": "生日"},
    tags={1: "熟客", 2: "会员"},
    tag_groups={1: "客户等级"},
    staff={1: "罗敏"},
    departments={12: "12 号店"},
    channels={1: "收银台立牌"},
    add_ways={1: "扫描二维码"},
    chats={1: "茶友群"},
    chat_tags={1: "福利"},
    segments={1: "沉睡客户"},
    lists={1: "展会名单"},
    events={"page.viewed": "打开页面"},
    stages={3: "意向"},
)
WINTER = Days(first=date(2025, 12, 1), last=date(2026, 2, 28))
MONTH = Last(duration=timedelta(days=30))
VIEWED = EventMatch(name="page.viewed", where=(PropertyTest(key="title", op=Op.CONTAINS, value="羽绒"),))
PAID = EventMatch(name="order.paid")
SHOP = RelationScope(departments=(12,))
DEAR = EventMatch(
    name="order.paid",
    where=(PropertyTest(key="amount_fen", op=Op.GE, value=50_000), PropertyTest(key="items", op=Op.GT, value=2)),
)

SAID: list[tuple[Definition, str, str]] = [
    (AttributeLeaf(key="city", op=Op.EQ, value="上海"), "城市是「上海」", "城市 is “上海”"),
    (AttributeLeaf(key="city", op=Op.NE, value="上海"), "城市有值但不是「上海」", "城市 is known and is not “上海”"),
    (AttributeLeaf(key="n", op=Op.GE, value=1200.5), "n至少为 1,200.5", "n is at least 1,200.5"),
    (AttributeLeaf(key="n", op=Op.BETWEEN, value=[1, 5]), "n从 1 到 5", "n is from 1 to 5"),
    (
        AttributeLeaf(key="birthday", op=Op.ANNIVERSARY_WITHIN_NEXT, value=7),
        "生日的周年在未来 7 天内（含今天）",
        "the anniversary of 生日 is in the next 7 days (today included)",
    ),
    (TagLeaf(match=MatchTags.ALL, tags=(1, 2)), "同时有标签「熟客」和「会员」", "tagged “熟客” and “会员”"),
    (
        TagLeaf(match=MatchTags.NONE, tags=(1,), groups=(1,)),
        "没有标签「熟客」或标签组「客户等级」中的任一个中的任何一个",
        "not tagged “熟客” or any tag of group “客户等级”",
    ),
    (
        TagLeaf(tags=(1,), granted=MONTH, one_relation=True, scope=SHOP),
        "在与「12 号店」的成员的同一段好友关系上有最近 30 天内打上的标签「熟客」",
        "tagged “熟客”, granted in the last 30 days, on one relation with staff of “12 号店”",
    ),
    (RelationLeaf(scope=SHOP), "由「12 号店」的成员服务", "served by staff of “12 号店”"),
    (
        RelationLeaf(state=RelationState.DELETED_BY_CUSTOMER, count=Count(op=Op.GE, n=2)),
        "与至少 2 位成员曾是好友、被客户删除",
        "deleted at least 2 of staff",
    ),
    (
        RelationLeaf(channels=(1,)),
        "与成员是好友（经渠道「收银台立牌」添加）",
        "friends with staff (added through channel “收银台立牌”)",
    ),
    (
        EventLeaf(event=VIEWED, window=MONTH, count=Count(op=Op.GE, n=2)),
        "最近 30 天内属性「title」含「羽绒」的「打开页面」的次数至少为 2",
        "had “打开页面” where “title” contains “羽绒” at least 2 times in the last 30 days",
    ),
    (EventLeaf(event=PAID, count=Count(op=Op.EQ, n=0)), "没有过「order.paid」", "had no “order.paid”"),
    (
        EventLeaf(event=DEAR),
        "有过订单金额至少为 ¥500 且商品件数大于 2 的「order.paid」",
        "had “order.paid” where amount is at least ¥500 and pieces is above 2",
    ),
    (
        EventLeaf(event=PAID, distinct="shop", count=Count(op=Op.GT, n=3)),
        "「order.paid」的门店有多于 3 种不同的值",
        "“order.paid” with more than 3 different shop",
    ),
    (
        EventEdgeLeaf(event=PAID, edge=Edge.FIRST, test=PropertyTest(key="shop", op=Op.EXISTS)),
        "首次「order.paid」的门店有值",
        "for the first “order.paid” shop is known",
    ),
    (
        SequenceLeaf(steps=(VIEWED, PAID), within=timedelta(hours=36)),
        "在 36 小时内先属性「title」含「羽绒」的「打开页面」、再「order.paid」",
        "had “打开页面” where “title” contains “羽绒” then “order.paid” within 36 hours",
    ),
    (
        LapseLeaf(did=PAID, then_not=VIEWED, within=timedelta(days=1)),
        "有过「order.paid」、之后 1 天内没有属性「title」含「羽绒」的「打开页面」",
        "had “order.paid” with no “打开页面” where “title” contains “羽绒” in the 1 day after it",
    ),
    (OrderLeaf(op=Op.EQ, value=0, window=MONTH), "最近 30 天内没买过东西", "did not buy anything in the last 30 days"),
    (
        OrderLeaf(measure=OrderMeasure.SUM, value=123_456, shops=(12,)),
        "在「12 号店」消费总额至少为 1,234.56 元",
        "total spent at “12 号店” is at least ¥1,234.56",
    ),
    (
        GroupLeaf(chats=(1,), owners=(1,)),
        "在客户群「茶友群」中（群主为「罗敏」）",
        "in groupchat “茶友群” (owned by “罗敏”)",
    ),
    (
        SegmentLeaf(segment_id=1, held_for=timedelta(days=3)),
        "在人群「沉睡客户」中已连续 3 天",
        "in segment “沉睡客户” for at least 3 days",
    ),
    (BucketLeaf(salt="a", last=99), "抽样「a」的 0–99 号（占 10%）", "in numbers 0–99 of draw “a” (10 %)"),
    (ListLeaf(list_id=9), "在名单「#9」上", "on list “#9”"),
]

TESTED: list[tuple[str, PropertyTest, str, str]] = [
    (
        "order.paid",
        PropertyTest(key="amount_fen", op=Op.GE, value=20_000),
        "订单金额至少为 ¥200",
        "amount is at least ¥200",
    ),
    (
        "order.refunded",
        PropertyTest(key="amount_fen", op=Op.BETWEEN, value=[5, 1_234_567]),
        "退款金额从 ¥0.05 到 ¥12,345.67",
        "amount refunded is from ¥0.05 to ¥12,345.67",
    ),
    (
        "order.paid",
        PropertyTest(key="amount_fen", op=Op.IN, value=[100, 990]),
        "订单金额是¥1或¥9.9",
        "amount is ¥1 or ¥9.9",
    ),
    ("order.paid", PropertyTest(key="items", op=Op.EQ, value=2), "商品件数等于 2", "pieces is 2"),
    ("order.paid", PropertyTest(key="shop", op=Op.EQ, value=12), "门店是「12 号店」", "shop is “12 号店”"),
    (
        "order.paid",
        PropertyTest(key="shop", op=Op.IN, value=[12, 13]),
        "门店是「12 号店」或「#13」",
        "shop is “12 号店” or “#13”",
    ),
    ("order.paid", PropertyTest(key="shop", op=Op.GE, value=12), "门店至少为 12", "shop is at least 12"),
    (
        "relation.added",
        PropertyTest(key="channel_id", op=Op.NE, value=1),
        "渠道有值但不是「收银台立牌」",
        "channel is known and is not “收银台立牌”",
    ),
    (
        "relation.added",
        PropertyTest(key="returning", op=Op.EQ, value=True),
        "以前添加过为「是」",
        "added before is yes",
    ),
    (
        "relation.added",
        PropertyTest(key="add_way", op=Op.IN, value=[1, 7]),
        "添加方式是「扫描二维码」或「#7」",
        "way of adding is “扫描二维码” or “#7”",
    ),
    ("tag.granted", PropertyTest(key="tag_id", op=Op.EQ, value=1), "标签是「熟客」", "tag is “熟客”"),
    ("stage.changed", PropertyTest(key="to", op=Op.EQ, value=3), "新的阶段是「意向」", "stage after is “意向”"),
    (
        "groupchat.member_joined",
        PropertyTest(key="groupchat_id", op=Op.EQ, value=1),
        "客户群是「茶友群」",
        "groupchat is “茶友群”",
    ),
    (
        "customer.attribute_set",
        PropertyTest(key="key", op=Op.EQ, value="city"),
        "资料项是「城市」",
        "attribute is “城市”",
    ),
    (
        "page.opened",
        PropertyTest(key="tags", op=Op.CONTAINS, value="羽绒"),
        "页面标签含「羽绒」",
        "tag list of the page contains “羽绒”",
    ),
    ("page.opened", PropertyTest(key="shop", op=Op.EQ, value=12), "属性「shop」等于 12", "“shop” is 12"),
    (
        "told.fitting",
        PropertyTest(key="amount_fen", op=Op.GE, value=900),
        "属性「amount_fen」至少为 900",
        "“amount_fen” is at least 900",
    ),
]


@pytest.mark.parametrize(("definition", "chinese", "english"), SAID, ids=lambda one: type(one).__name__)
def test_a_leaf_is_said_as_a_person_would(definition: Definition, chinese: str, english: str) -> None:
    assert sentence(definition, NAMES, language=Language.ZH) == chinese
    assert sentence(definition, NAMES, language=Language.EN) == english


@pytest.mark.parametrize(("event", "test", "chinese", "english"), TESTED)
def test_properties_of_our_own_events_have_names_and_their_values_too(
    event: str, test: PropertyTest, chinese: str, english: str
) -> None:
    happened = EventLeaf(event=EventMatch(name=event, where=(test,)))

    assert sentence(happened, NAMES, language=Language.ZH).startswith(f"有过{chinese}")
    assert sentence(happened, NAMES, language=Language.EN) == f"had “{event}” where {english}"


def test_numbers_that_a_trial_gave_out_are_not_those_of_events() -> None:
    test = PropertyTest(key="tag_id", op=Op.EQ, value=1)
    granted = EventLeaf(event=EventMatch(name="tag.granted", where=(test,)))

    assert "标签等于 1 的「tag.granted」" in sentence(granted, replace(NAMES, invented=True), language=Language.ZH)


def test_the_example_of_the_down_jackets() -> None:
    coats = ("羽绒服",)
    this_winter = Between(since=datetime(2026, 11, 30, 16, tzinfo=UTC))
    definition = All(
        of=(
            OrderLeaf(categories=coats, window=WINTER),
            OrderLeaf(categories=coats, op=Op.EQ, value=0, window=this_winter),
            AnyOf(of=(EventLeaf(event=VIEWED, window=MONTH), Not(of=TagLeaf(tags=(1,))))),
            RelationLeaf(scope=SHOP),
        )
    )

    assert sentence(definition, NAMES, language=Language.ZH) == (
        "2025-12-01 至 2026-02-28 买过「羽绒服」，2026-12-01 00:00 起没买过「羽绒服」，"
        "（最近 30 天内有过属性「title」含「羽绒」的「打开页面」，"
        "或者不满足（有标签「熟客」）），由「12 号店」的成员服务"
    )


@pytest.mark.parametrize("language", Language)
@given(definition=definitions())
def test_every_definition_can_be_said(language: Language, definition: Definition) -> None:
    said = sentence(definition, Names(), language=language)

    assert said == said.strip()
    assert not re.search(r"\s{2}|None|\{|\}", said)


def _trees() -> st.SearchStrategy[Any]:
    leaf = st.integers(1, 9).map(lambda one: ListLeaf(list_id=one))
    return st.recursive(
        leaf,
        lambda of: (
            st.lists(of, min_size=2, max_size=3).map(lambda one: All(of=tuple(one)))
            | st.lists(of, min_size=2, max_size=3).map(lambda one: AnyOf(of=tuple(one)))
            | of.map(lambda one: Not(of=one))
        ),
        max_leaves=8,
    )


def _parsed(said: str) -> Definition:
    """Read an English sentence of lists back, by its brackets and words alone."""
    tokens = re.findall(r"on list “#\d”|\(|\)|, and |, or | and | or |not ", said)
    assert "".join(tokens) == said

    def one() -> Definition:
        token = tokens.pop(0)
        if token == "not ":
            return Not(of=one())
        if token != "(":
            return ListLeaf(list_id=int(token[-2]))
        inner = several()
        tokens.pop(0)
        return inner

    def several() -> Definition:
        of, words = [one()], set[str]()
        while tokens and tokens[0] != ")":
            words.add(tokens.pop(0).strip(", "))
            of.append(one())
        assert len(words) <= 1, "and beside or without brackets"
        return of[0] if not words else All(of=tuple(of)) if words == {"and"} else AnyOf(of=tuple(of))

    return several()


@given(definition=_trees())
def test_nested_groups_are_read_in_one_way_only(definition: Definition) -> None:
    assert _parsed(sentence(definition, Names(), language=Language.EN)) == definition
