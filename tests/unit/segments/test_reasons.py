"""Why somebody fits, in words: what decided stands there, and nothing else is marked as deciding."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings

from audiences.definitions import definitions, looks
from audiences.people import people
from lingqu.customers.contracts.tags import MatchTags
from lingqu.kernel.ids import CustomerId, StaffId, TagId
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
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.person import Mark, Occurrence, Person, PersonGroup, PersonOrder, PersonRelation
from lingqu.segments.contracts.reasons import ToldReason
from lingqu.segments.contracts.windows import Last, Op
from lingqu.segments.domain.predicate import explain
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.sentences.names import Names
from lingqu.segments.domain.sentences.reasons import tell

NOON = datetime(2026, 3, 13, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = Last(duration=7 * DAY)
NAMES = Names(
    attributes={"city": "城市", "birthday": "生日", "likes": "兴趣"},
    tags={1: "熟客", 2: "会员"},
    staff={1: "罗敏"},
    chats={1: "茶友群"},
    segments={1: "沉睡客户"},
    departments={12: "外滩店"},
)
OPENED, PAID = EventMatch(name="page.opened"), EventMatch(name="order.paid")
_MARKED = Mark(tag_id=TagId(1), group_id=1, granted_at=NOON - 9 * DAY, source="wecom")
_PAID = {"amount_fen": 19_900, "shop": 12, "categories": ["羽绒", "童装"]}
PERSON = Person(
    customer_id=CustomerId(7),
    attributes={"city": "杭州", "birthday": date(1990, 5, 6), "likes": ["跑步", "露营"]},
    relations=(PersonRelation(staff_id=StaffId(1), added_at=NOON - 30 * DAY, marks=(_MARKED,)),),
    events=(
        Occurrence(name="page.opened", occurred_at=NOON - 9 * DAY, number=0, properties={"page": "羽绒"}),
        Occurrence(name="page.opened", occurred_at=NOON - timedelta(hours=5), number=1, properties={}),
        Occurrence(name="order.paid", occurred_at=NOON - 12 * DAY, number=2, properties=_PAID),
    ),
    orders=(PersonOrder(order_id=1, paid_at=NOON - 12 * DAY, amount_fen=19_900, refunded_fen=900),),
    groups=(PersonGroup(chat=1, owner=StaffId(1), joined_at=NOON - 3 * DAY),),
    segments={1: NOON - 4 * DAY},
    lists=frozenset({1}),
)
NOBODY = Person(customer_id=CustomerId(8))
_THEN, _THEN_EN = "2026-03-01 12:00（12 天前）", "for the one of 2026-03-01 12:00 (12 days ago)"


def _last_paid(key: str) -> EventEdgeLeaf:
    return EventEdgeLeaf(event=PAID, edge=Edge.LAST, test=PropertyTest(key=key, op=Op.EXISTS))


TOLD: list[tuple[Definition, Person, str, str]] = [
    (AttributeLeaf(key="city", op=Op.EQ, value="上海"), PERSON, "值为「杭州」", "is “杭州”"),
    (AttributeLeaf(key="birthday", op=Op.THIS_MONTH), PERSON, "值为 1990-05-06", "is 1990-05-06"),
    (AttributeLeaf(key="likes", op=Op.EXISTS), PERSON, "值为「跑步」、「露营」", "is “跑步”, “露营”"),
    (AttributeLeaf(key="city", op=Op.EXISTS), NOBODY, "没有值", "has no value"),
    (TagLeaf(tags=(1,)), PERSON, "有「熟客」（罗敏，2026-03-04 12:00）", "has “熟客” (罗敏, 2026-03-04 12:00)"),
    (
        TagLeaf(match=MatchTags.ALL, tags=(1, 2)),
        PERSON,
        "有「熟客」（罗敏，2026-03-04 12:00）；缺「会员」",
        "has “熟客” (罗敏, 2026-03-04 12:00); lacks “会员”",
    ),
    (
        TagLeaf(tags=(1,), granted=WEEK),
        PERSON,
        "「熟客」（罗敏，2026-03-04 12:00）不在所问的时间或来源内",
        "“熟客” (罗敏, 2026-03-04 12:00) outside the time or the sources that are asked for",
    ),
    (TagLeaf(tags=(2,)), PERSON, "没有这些标签", "has none of these tags"),
    (RelationLeaf(), PERSON, "1 位：罗敏", "1: 罗敏"),
    (RelationLeaf(), NOBODY, "没有符合的成员", "no such member"),
    (
        EventLeaf(event=OPENED),
        PERSON,
        "2 次，最近一次 2026-03-13 07:00（5 小时前）",
        "times: 2, the last 2026-03-13 07:00 (5 hours ago)",
    ),
    (
        EventLeaf(event=PAID, window=WEEK),
        PERSON,
        "所问的时间内没有，最近一次 2026-03-01 12:00（12 天前）",
        "not in the time that is asked for, the last 2026-03-01 12:00 (12 days ago)",
    ),
    (EventLeaf(event=PAID), NOBODY, "没有发生过", "never happened"),
    (
        EventLeaf(event=OPENED, distinct="page"),
        PERSON,
        "1 种不同的值，最近一次 2026-03-13 07:00（5 小时前）",
        "different values: 1, the last 2026-03-13 07:00 (5 hours ago)",
    ),
    (
        EventEdgeLeaf(event=OPENED, edge=Edge.FIRST, test=PropertyTest(key="page", op=Op.EXISTS)),
        PERSON,
        "2026-03-04 12:00（9 天前）那次「页面」值为「羽绒」",
        "for the one of 2026-03-04 12:00 (9 days ago) “page” is “羽绒”",
    ),
    (
        EventEdgeLeaf(event=OPENED, edge=Edge.LAST, test=PropertyTest(key="page", op=Op.EXISTS)),
        PERSON,
        "2026-03-13 07:00（5 小时前）那次没有「页面」",
        "the one of 2026-03-13 07:00 (5 hours ago) has no “page”",
    ),
    (_last_paid("amount_fen"), PERSON, f"{_THEN}那次「订单金额」值为 ¥199", f"{_THEN_EN} “amount” is ¥199"),
    (_last_paid("shop"), PERSON, f"{_THEN}那次「门店」值为「外滩店」", f"{_THEN_EN} “shop” is “外滩店”"),
    (
        _last_paid("categories"),
        PERSON,
        f"{_THEN}那次「商品类目」值为「羽绒」、「童装」",
        f"{_THEN_EN} “category list” is “羽绒”, “童装”",
    ),
    (
        SequenceLeaf(steps=(PAID, OPENED), within=7 * DAY),
        PERSON,
        "从 2026-03-01 12:00 到 2026-03-04 12:00",
        "from 2026-03-01 12:00 to 2026-03-04 12:00",
    ),
    (
        SequenceLeaf(steps=(OPENED, PAID), within=DAY),
        PERSON,
        "没有在限期内按这个顺序发生",
        "did not happen in this order in time",
    ),
    (
        LapseLeaf(did=PAID, then_not=OPENED, within=DAY),
        PERSON,
        "2026-03-01 12:00 之后，到 2026-03-02 12:00 都没有",
        "after 2026-03-01 12:00 nothing until 2026-03-02 12:00",
    ),
    (
        LapseLeaf(did=PAID, then_not=OPENED, within=7 * DAY),
        PERSON,
        "2026-03-01 12:00 之后，2026-03-04 12:00 就有了",
        "after 2026-03-01 12:00 it came on 2026-03-04 12:00",
    ),
    (
        LapseLeaf(did=OPENED, then_not=PAID, within=30 * DAY),
        PERSON,
        "2026-03-13 07:00 之后还没有，2026-04-12 07:00 才到期",
        "nothing since 2026-03-13 07:00, but the time is not over before 2026-04-12 07:00",
    ),
    (
        OrderLeaf(measure=OrderMeasure.DAYS_SINCE_LAST, op=Op.GT, value=10),
        PERSON,
        "最近一次下单 2026-03-01 12:00（12 天前）",
        "the last order 2026-03-01 12:00 (12 days ago)",
    ),
    (
        OrderLeaf(measure=OrderMeasure.SUM, value=1),
        PERSON,
        "共 190 元（1 单），最近一次下单 2026-03-01 12:00（12 天前）",
        "¥190 in all (orders: 1), the last 2026-03-01 12:00 (12 days ago)",
    ),
    (
        OrderLeaf(window=WEEK),
        PERSON,
        "所问的时间内没有订单，最近一次下单 2026-03-01 12:00（12 天前）",
        "no order in the time that is asked for, the last 2026-03-01 12:00 (12 days ago)",
    ),
    (OrderLeaf(categories=("kids",)), PERSON, "没有符合的订单", "no such order"),
    (GroupLeaf(), PERSON, "「茶友群」（2026-03-10 12:00 加入）", "“茶友群” (joined 2026-03-10 12:00)"),
    (GroupLeaf(), NOBODY, "不在符合的客户群里", "in no such groupchat"),
    (SegmentLeaf(segment_id=1), PERSON, "在其中", "is in it"),
    (
        SegmentLeaf(segment_id=1, held_for=DAY),
        PERSON,
        "从 2026-03-09 12:00（4 天前）起一直在其中",
        "has been in it since 2026-03-09 12:00 (4 days ago)",
    ),
    (SegmentLeaf(segment_id=1), NOBODY, "不在其中", "is not in it"),
    (BucketLeaf(salt="a"), PERSON, "抽到 599 号", "drew number 599"),
    (ListLeaf(list_id=1), PERSON, "在名单上", "is on it"),
    (ListLeaf(list_id=2), PERSON, "不在名单上", "is not on it"),
]


def _told(one: Definition, person: Person, *, language: Language = Language.ZH, personal: bool = True) -> ToldReason:
    reason = explain(one, person, Look(NOON))
    return tell(one, reason, NAMES, at=NOON, language=language, personal=personal)


@pytest.mark.parametrize(("leaf", "person", "chinese", "english"), TOLD, ids=lambda one: type(one).__name__)
def test_what_was_found_is_said(leaf: Definition, person: Person, chinese: str, english: str) -> None:
    assert _told(leaf, person).value == chinese
    assert _told(leaf, person, language=Language.EN).value == english


def test_whoever_may_not_see_values_is_told_only_whether_it_holds() -> None:
    city = AttributeLeaf(key="city", op=Op.EQ, value="杭州")

    told = _told(city, PERSON, personal=False)

    assert (told.holds, told.value) == (True, None)


def test_of_several_reasons_those_that_decided_are_marked() -> None:
    in_city, tagged = AttributeLeaf(key="city", op=Op.EQ, value="杭州"), TagLeaf(tags=(2,))

    told = _told(All(of=(in_city, Not(of=AnyOf(of=(in_city, tagged))))), PERSON)

    assert (told.holds, told.sentence, told.value) == (False, "以下全部满足", "2 项中满足 1 项")
    city, refused = told.of
    assert (city.holds, city.decides) == (True, False)
    assert (refused.holds, refused.decides, refused.sentence) == (False, True, "以下不满足")
    assert [(one.path, one.holds, one.decides) for one in refused.of[0].of] == [
        ("$.of[1].of.of[0]", True, True),
        ("$.of[1].of.of[1]", False, False),
    ]


@pytest.mark.parametrize("language", Language)
@given(one=definitions(), person=people(), at=looks())
@settings(max_examples=30)
def test_every_reason_can_be_said_and_what_decides_is_enough(
    language: Language, one: Definition, person: Person, at: datetime
) -> None:
    reason = explain(one, person, Look(at))

    told = tell(one, reason, Names(), at=at, language=language, personal=True)

    assert (told.holds, told.decides) == (reason.holds, True)
    assert _holds(told) is told.holds
    assert not re.search(r"None|\{|\}", " ".join(_words(told)))


def _holds(one: ToldReason) -> bool:
    """Join again, with every place that does not decide saying the contrary of what it said."""
    of = [_holds(part) if part.decides else not part.holds for part in one.of]
    if not of:
        return one.holds
    return not of[0] if one.kind == "not" else all(of) if one.kind == "all" else any(of)


def _words(one: ToldReason) -> list[str]:
    return [one.sentence, *([one.value] if one.value else []), *(word for part in one.of for word in _words(part))]


def test_long_lists_are_cut_and_counted() -> None:
    relations = tuple(
        PersonRelation(staff_id=StaffId(staff), added_at=NOON - DAY, marks=(replace(_MARKED, tag_id=TagId(staff)),))
        for staff in range(10, 17)
    )

    told = _told(RelationLeaf(), replace(PERSON, relations=relations))

    assert told.value == "7 位：#10、#11、#12、#13、#14等 7 个"
