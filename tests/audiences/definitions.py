"""Definitions over the small world: every leaf, every operator, both polarities."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from audiences.people import MICROSECOND, dates, instants
from audiences.world import (
    ADD_WAYS,
    ATTRIBUTES,
    CATEGORIES,
    CHANNELS,
    CHAT_TAGS,
    CHATS,
    CITIES,
    DAY,
    DEPARTMENTS,
    EVENTS,
    INTERESTS,
    LISTS,
    NOON,
    ORDER_SOURCES,
    PAGES,
    SEGMENTS,
    SOURCES,
    STAFF,
    TAGS,
)
from lingqu.customers.contracts.tags import MatchTags
from lingqu.customers.contracts.views import AttributeType
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
    Leaf,
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
from lingqu.segments.contracts.windows import Between, Count, Days, Last, Op, Window
from lingqu.segments.domain.comparing import OPS, ORDER, PROPERTY_OPS, RELATIVE


def some(choices: Any, *, least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    """A few of them."""
    return st.lists(st.sampled_from(sorted(choices)), min_size=least, max_size=3).map(tuple)


durations = st.sampled_from([DAY, 2 * DAY, 7 * DAY, 30 * DAY, 365 * DAY, timedelta(hours=1), DAY - MICROSECOND])


@st.composite
def windows(draw: st.DrawFn) -> Window | None:
    kind = draw(st.sampled_from(["none", "last", "last", "between", "days"]))
    if kind == "none":
        return None
    if kind == "last":
        return Last(duration=draw(durations))
    first, last = sorted((draw(instants()), draw(instants())))
    if kind == "days":
        return Days(first=first.date(), last=last.date())
    if first == last:
        return Between(since=first)
    return draw(st.sampled_from([Between(since=first, before=last), Between(since=first), Between(before=last)]))


@st.composite
def counts(draw: st.DrawFn) -> Count:
    op = draw(st.sampled_from(sorted(ORDER)))
    return Count(op=op, n=draw(st.integers(1 if op in {Op.LT, Op.GE} else 0, 3)))


def _of_attribute(kind: AttributeType) -> st.SearchStrategy[Any]:
    return {
        AttributeType.STRING: st.sampled_from([*CITIES, "上"]),
        AttributeType.NUMBER: st.sampled_from([-1, 0, 1, 2, 2.5, 3]),
        AttributeType.BOOLEAN: st.booleans(),
        AttributeType.DATE: dates(),
        AttributeType.SET: st.sampled_from([*INTERESTS, "看书"]),
    }[kind]


def _operands(op: Op, one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    if op in {Op.EXISTS, Op.THIS_MONTH}:
        return st.none()
    if op in RELATIVE:
        return st.sampled_from([1, 2, 7, 30, 366])
    if op is Op.BETWEEN:
        return st.tuples(one, one).map(sorted)
    return st.lists(one, min_size=1, max_size=3) if op is Op.IN else one


@st.composite
def attributes(draw: st.DrawFn, key: str | None = None, op: Op | None = None) -> AttributeLeaf:
    key = key or draw(st.sampled_from(sorted(ATTRIBUTES)))
    op = op or draw(st.sampled_from(sorted(OPS[ATTRIBUTES[key]])))
    return AttributeLeaf(key=key, op=op, value=draw(_operands(op, _of_attribute(ATTRIBUTES[key]))))


@st.composite
def property_tests(draw: st.DrawFn, op: Op | None = None) -> PropertyTest:
    key = draw(st.sampled_from(["page", "seconds", "paid"]))
    op = op or draw(st.sampled_from(sorted(PROPERTY_OPS)))
    texts = st.sampled_from([*PAGES, "羽", "30"])
    if op in {Op.CONTAINS, Op.STARTS}:
        return PropertyTest(key=key, op=op, value=draw(texts))
    numbers = st.sampled_from([0, 3, 30, 30.5])
    one = draw(st.sampled_from([texts, numbers] if op is Op.BETWEEN else [texts, numbers, st.booleans()]))
    return PropertyTest(key=key, op=op, value=draw(_operands(op, one)))


def matches() -> st.SearchStrategy[EventMatch]:
    return st.builds(EventMatch, name=st.sampled_from(EVENTS), where=st.lists(property_tests(), max_size=1).map(tuple))


scopes = st.one_of(st.none(), st.builds(RelationScope, staff=some(STAFF), departments=some(DEPARTMENTS)))


@st.composite
def tags(draw: st.DrawFn, match: MatchTags | None = None) -> TagLeaf:
    named, grouped = draw(some(TAGS)), draw(some(set(TAGS.values())))
    return TagLeaf(
        match=match or draw(st.sampled_from(sorted(MatchTags))),
        tags=named if named or grouped else (1,),
        groups=grouped,
        scope=draw(scopes),
        one_relation=draw(st.booleans()),
        granted=draw(windows()),
        sources=draw(some(SOURCES)),
    )


@st.composite
def order_leaves(draw: st.DrawFn, measure: OrderMeasure | None = None) -> OrderLeaf:
    measure = measure or draw(st.sampled_from(sorted(OrderMeasure)))
    op = draw(st.sampled_from(sorted(ORDER)))
    sizes: dict[OrderMeasure, list[float]] = {
        OrderMeasure.COUNT: [0, 1, 2, 3],
        OrderMeasure.SUM: [0, 1, 100, 19900, 20000],
        OrderMeasure.AVERAGE: [0, 1, 50, 50.5, 100, 19900],
        OrderMeasure.DAYS_SINCE_LAST: [0, 1, 7, 30, 30.5],
    }
    value = draw(st.sampled_from(sizes[measure]))
    if value == 0 and op in {Op.LT, Op.GE}:
        value = 1
    return OrderLeaf(
        measure=measure,
        op=op,
        value=value,
        window=draw(windows()),
        categories=draw(some(CATEGORIES)),
        sources=draw(some(ORDER_SOURCES)),
        shops=draw(some((11, 12))),
    )


LEAVES: dict[type, st.SearchStrategy[Any]] = {
    AttributeLeaf: attributes(),
    TagLeaf: tags(),
    RelationLeaf: st.builds(
        RelationLeaf,
        state=st.sampled_from(sorted(RelationState)),
        scope=scopes,
        add_ways=some(ADD_WAYS),
        channels=some(CHANNELS),
        added=windows(),
        ended=windows(),
        count=counts(),
    ),
    EventLeaf: st.builds(
        EventLeaf,
        event=matches(),
        window=windows(),
        distinct=st.sampled_from([None, None, "page", "seconds"]),
        count=counts(),
    ),
    EventEdgeLeaf: st.builds(
        EventEdgeLeaf, event=matches(), edge=st.sampled_from(sorted(Edge)), test=property_tests(), window=windows()
    ),
    SequenceLeaf: st.builds(
        SequenceLeaf, steps=st.lists(matches(), min_size=2, max_size=3).map(tuple), within=durations, window=windows()
    ),
    LapseLeaf: st.builds(LapseLeaf, did=matches(), then_not=matches(), within=durations, window=windows()),
    OrderLeaf: order_leaves(),
    GroupLeaf: st.builds(
        GroupLeaf, chats=some(CHATS), chat_tags=some(CHAT_TAGS), owners=some((1, 2)), joined=windows()
    ),
    SegmentLeaf: st.builds(SegmentLeaf, segment_id=st.sampled_from(SEGMENTS), held_for=st.one_of(st.none(), durations)),
    BucketLeaf: st.tuples(st.integers(0, 999), st.integers(0, 999)).map(
        lambda ends: BucketLeaf(salt="spring", first=min(ends), last=max(ends))
    ),
    ListLeaf: st.builds(ListLeaf, list_id=st.sampled_from(LISTS)),
}
"""Each kind of leaf by its own strategy."""


def leaves() -> st.SearchStrategy[Leaf]:
    return st.sampled_from(sorted(LEAVES, key=lambda one: one.__name__)).flatmap(LEAVES.__getitem__)


def definitions() -> st.SearchStrategy[Definition]:
    """Trees of a few leaves."""

    def joined(below: st.SearchStrategy[Definition]) -> st.SearchStrategy[Definition]:
        several = st.lists(below, min_size=1, max_size=3).map(tuple)
        return st.one_of(st.builds(All, of=several), st.builds(AnyOf, of=several), st.builds(Not, of=below))

    return st.recursive(leaves(), joined, max_leaves=5)


def looks() -> st.SearchStrategy[Any]:
    """Instants from which one looks."""
    return st.one_of(st.just(NOON), instants())
