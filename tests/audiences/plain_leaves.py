"""A fixed list of leaves with every word of definitions, so simple that of a few dozen people some fit each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from audiences.world import ATTRIBUTES, DAY, NOON
from lingqu.customers.contracts.tags import MatchTags
from lingqu.customers.contracts.views import AttributeType
from lingqu.segments.contracts.definition import (
    AttributeLeaf,
    BucketLeaf,
    Edge,
    EventEdgeLeaf,
    EventLeaf,
    EventMatch,
    GroupLeaf,
    LapseLeaf,
    Leaf,
    ListLeaf,
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
from lingqu.segments.contracts.windows import Between, Count, Days, Last, Op, Window
from lingqu.segments.domain.comparing import OPS, ORDER, PROPERTY_OPS, RELATIVE

TODAY = date(2026, 3, 1)
_VALUES: dict[AttributeType, tuple[Any, ...]] = {
    AttributeType.STRING: ("上海", "上", "州"),
    AttributeType.NUMBER: (0, 2, 2.5),
    AttributeType.BOOLEAN: (True, False),
    AttributeType.DATE: (TODAY, TODAY - DAY, TODAY + DAY, date(2000, 2, 29)),
    AttributeType.SET: ("跑步", "露营"),
}
WINDOWS: tuple[Window, ...] = (
    Last(duration=DAY),
    Last(duration=2 * DAY),
    Last(duration=30 * DAY),
    Between(since=NOON - 7 * DAY, before=NOON - DAY),
    Between(before=NOON - 2 * DAY),
    Days(first=TODAY - 7 * DAY, last=TODAY - DAY),
    Days(first=TODAY - 2 * DAY, last=TODAY),
)
_PROPERTIES = (("page", "羽绒"), ("page", "a%"), ("seconds", 30), ("seconds", "30"), ("paid", True))


def _operand(op: Op, value: Any) -> Any:
    if op in {Op.EXISTS, Op.THIS_MONTH}:
        return None
    return [value] if op is Op.IN else [value, value] if op is Op.BETWEEN else value


def _attributes() -> Iterator[Leaf]:
    for key, kind in ATTRIBUTES.items():
        for op in sorted(OPS[kind]):
            for value in (1, 2, 31) if op in RELATIVE else _VALUES[kind]:
                yield AttributeLeaf(key=key, op=op, value=_operand(op, value))


def _tags() -> Iterator[Leaf]:
    scope = RelationScope(staff=(1,), departments=(12,))
    for match in sorted(MatchTags):
        for one in (False, True):
            yield TagLeaf(match=match, tags=(1,), one_relation=one)
            yield TagLeaf(match=match, tags=(1, 2), one_relation=one)
            yield TagLeaf(match=match, tags=(3,), groups=(100,), one_relation=one)
            yield TagLeaf(match=match, tags=(1,), scope=scope, one_relation=one)
            yield TagLeaf(match=match, tags=(1,), sources=("wecom",), one_relation=one)
            for window in WINDOWS:
                yield TagLeaf(match=match, groups=(200,), granted=window, one_relation=one)


def _relations() -> Iterator[Leaf]:
    for state in sorted(RelationState):
        for op in sorted(ORDER):
            for n in (1, 2) if op in {Op.GE, Op.LT} else (0, 1):
                yield RelationLeaf(state=state, count=Count(op=op, n=n))
    yield RelationLeaf(scope=RelationScope(departments=(10,)), count=Count(op=Op.GE, n=2))
    yield RelationLeaf(add_ways=(1,))
    yield RelationLeaf(channels=(2,))
    for window in WINDOWS:
        yield RelationLeaf(added=window)
        yield RelationLeaf(state=RelationState.ANY, ended=window)


def _events() -> Iterator[Leaf]:
    viewed = EventMatch(name="link.viewed")
    for distinct in (None, "page", "seconds"):
        for op in sorted(ORDER):
            for n in (1, 2) if op in {Op.GE, Op.LT} else (0, 1):
                yield EventLeaf(event=viewed, distinct=distinct, count=Count(op=op, n=n))
    for window in WINDOWS:
        yield EventLeaf(event=viewed, window=window)
    for op in sorted(PROPERTY_OPS):
        for key, value in _PROPERTIES:
            if op in {Op.CONTAINS, Op.STARTS} and not isinstance(value, str):
                continue
            test = PropertyTest(key=key, op=op, value=_operand(op, value))
            yield EventLeaf(event=EventMatch(name="page.opened", where=(test,)))
            yield from (EventEdgeLeaf(event=viewed, edge=edge, test=test) for edge in Edge)


def _joined_events() -> Iterator[Leaf]:
    viewed, opened = EventMatch(name="link.viewed"), EventMatch(name="page.opened")
    for within in (DAY, 7 * DAY, timedelta(days=365)):
        for window in (None, *WINDOWS[:3]):
            yield SequenceLeaf(steps=(viewed, opened), within=within, window=window)
            yield SequenceLeaf(steps=(viewed, viewed), within=within, window=window)
            yield LapseLeaf(did=viewed, then_not=opened, within=within, window=window)
            yield LapseLeaf(did=viewed, then_not=viewed, within=within, window=window)


def _orders() -> Iterator[Leaf]:
    values: dict[OrderMeasure, tuple[float, ...]] = {
        OrderMeasure.COUNT: (0, 1, 2),
        OrderMeasure.SUM: (0, 1, 100, 19_900),
        OrderMeasure.AVERAGE: (1, 50, 100, 19_900, 50_001),
        OrderMeasure.DAYS_SINCE_LAST: (0, 1, 2, 7, 30, 31, 60, 365),
    }
    for measure in sorted(OrderMeasure):
        for op in sorted(ORDER):
            for value in values[measure]:
                if value or op not in {Op.LT, Op.GE}:
                    yield OrderLeaf(measure=measure, op=op, value=value)
    for window in WINDOWS:
        yield OrderLeaf(window=window)
        yield OrderLeaf(measure=OrderMeasure.SUM, op=Op.GT, value=100, window=window)
    yield OrderLeaf(categories=("kids",))
    yield OrderLeaf(sources=("pos",))
    yield OrderLeaf(shops=(12,))


def _others() -> Iterator[Leaf]:
    yield GroupLeaf()
    yield GroupLeaf(chats=(1,))
    yield GroupLeaf(chat_tags=(2,))
    yield GroupLeaf(owners=(2,))
    for window in WINDOWS:
        yield GroupLeaf(joined=window)
    for segment in (1, 2):
        yield SegmentLeaf(segment_id=segment)
        for held in (DAY, 2 * DAY, 30 * DAY, 365 * DAY):
            yield SegmentLeaf(segment_id=segment, held_for=held)
    yield BucketLeaf(salt="spring", first=0, last=499)
    yield BucketLeaf(salt="冬", first=250, last=750)
    yield ListLeaf(list_id=1)


LEAVES: tuple[Leaf, ...] = (
    *_attributes(),
    *_tags(),
    *_relations(),
    *_events(),
    *_joined_events(),
    *_orders(),
    *_others(),
)
