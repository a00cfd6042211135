"""From text to a definition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any, Final

from lingqu.customers.contracts.tags import MatchTags
from lingqu.kernel.text.book import Noun, near
from lingqu.kernel.text.fields import Desk
from lingqu.kernel.text.tree import Spot
from lingqu.kernel.text.values import DAY, read_duration, read_money
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
from lingqu.segments.contracts.windows import ONCE, Count, Op
from lingqu.segments.domain.comparing import RELATIVE
from lingqu.segments.domain.text.fields import Fields
from lingqu.segments.domain.text.words import AMOUNTS, COMPARISONS, EDGES, KINDS, OF_PROPERTIES

_NOTHING: Final = All(of=())
_TRUE_ALONE: Final = frozenset({Op.EXISTS, Op.THIS_MONTH})
_SCOPE: Final = ("staff", "departments")
_EVENT: Final = ("name", "where")
_NO_TIME: Final = timedelta(0)


def read_node(desk: Desk, spot: Spot, place: str = "$") -> Definition:
    """Return the definition that stands there; what is returned beside faults means nothing."""
    desk.marks[place] = spot.mark
    kinds = {"all", "any", "not", *_LEAVES}
    if not isinstance(spot.value, dict):
        desk.faults.add(spot.mark, "condition", found=spot.kind, known=sorted(kinds))
        return _NOTHING
    if len(spot.value) != 1:
        desk.faults.add(spot.mark, "one_condition", keys=list(spot.value)[:5])
        return _NOTHING
    [(kind, below)] = spot.value.items()
    if kind == "not":
        return Not(of=read_node(desk, below, f"{place}.of"))
    if kind in {"all", "any"}:
        return _join(desk, All if kind == "all" else AnyOf, below, place)
    if kind not in _LEAVES:
        desk.faults.add(spot.keys[kind], "kind", key=kind, near=near(kind, sorted(kinds)), known=sorted(kinds))
        return _NOTHING
    return _LEAVES[kind](desk, below, place)


def _join(desk: Desk, kind: type[All | AnyOf], spot: Spot, place: str) -> Definition:
    desk.marks[f"{place}.of"] = spot.mark
    if not isinstance(spot.value, list):
        desk.faults.add(spot.mark, "type", wanted="list", found=spot.kind)
        return _NOTHING
    return kind(of=tuple(read_node(desk, one, f"{place}.of[{number}]") for number, one in enumerate(spot.value)))


def _of(desk: Desk, spot: Spot, place: str, *known: str, alone: str | None = None) -> Fields:
    """Return the fields of a leaf; where it is written short, `alone` is the field that is meant."""
    if alone is not None and not isinstance(spot.value, dict):
        spot = Spot(spot.mark, {alone: spot}, keys={alone: spot.mark})
    return Fields(desk, spot, place, known)


# ───────────────────────── leaves ─────────────────────────


def _attribute(desk: Desk, spot: Spot, place: str) -> Leaf:
    fields = _of(desk, spot, place, "key", *COMPARISONS)
    op, value = _compared(fields, COMPARISONS)
    return AttributeLeaf(key=fields.need("key", fields.text, ""), op=op, value=value)


def _tag(desk: Desk, spot: Spot, place: str) -> Leaf:
    known = ("match", "tags", "groups", *_SCOPE, "one_relation", "granted", "sources")
    fields = _of(desk, spot, place, *known, alone="tags")
    return TagLeaf(
        match=fields.read("match", fields.choice(MatchTags), MatchTags.ANY),
        tags=fields.read("tags", fields.names(Noun.TAG), ()),
        groups=fields.read("groups", fields.names(Noun.TAG_GROUP), ()),
        scope=_scope(fields),
        one_relation=fields.read("one_relation", fields.truth, default=False),
        granted=fields.read("granted", fields.window, None),
        sources=fields.read("sources", fields.texts, ()),
    )


def _relation(desk: Desk, spot: Spot, place: str) -> Leaf:
    fields = _of(desk, spot, place, "state", *_SCOPE, "add_ways", "channels", "added", "ended", "count")
    return RelationLeaf(
        state=fields.read("state", fields.choice(RelationState), RelationState.LIVE),
        scope=_scope(fields),
        add_ways=fields.read("add_ways", fields.wholes, ()),
        channels=fields.read("channels", fields.names(Noun.CHANNEL), ()),
        added=fields.read("added", fields.window, None),
        ended=fields.read("ended", fields.window, None),
        count=_count(fields),
    )


def _event(desk: Desk, spot: Spot, place: str) -> Leaf:
    fields = _of(desk, spot, place, *_EVENT, "window", "distinct", "count", alone="name")
    return EventLeaf(
        event=_match(fields, "event"),
        window=fields.read("window", fields.window, None),
        distinct=fields.read("distinct", fields.text, None),
        count=_count(fields),
    )


def _edge(edge: Edge) -> Callable[[Desk, Spot, str], Leaf]:
    def read(desk: Desk, spot: Spot, place: str) -> Leaf:
        fields = _of(desk, spot, place, *_EVENT, "test", "window")
        return EventEdgeLeaf(
            event=_match(fields, "event"),
            edge=edge,
            test=fields.need("test", lambda one: _test(desk, one, f"{place}.test"), _NO_TEST),
            window=fields.read("window", fields.window, None),
        )

    return read


def _sequence(desk: Desk, spot: Spot, place: str) -> Leaf:
    fields = _of(desk, spot, place, "steps", "within", "window")

    def steps(one: Spot) -> tuple[EventMatch, ...]:
        return tuple(read_event(desk, each, f"{place}.steps[{n}]") for n, each in enumerate(fields.items(one)))

    return SequenceLeaf(
        steps=fields.need("steps", steps, ()),
        within=fields.need("within", fields.duration, _NO_TIME),
        window=fields.read("window", fields.window, None),
    )


def _lapse(desk: Desk, spot: Spot, place: str) -> Leaf:
    fields = _of(desk, spot, place, "did", "then_not", "within", "window")
    return LapseLeaf(
        did=fields.need("did", lambda one: read_event(desk, one, f"{place}.did"), _NO_EVENT),
        then_not=fields.need("then_not", lambda one: read_event(desk, one, f"{place}.then_not"), _NO_EVENT),
        within=fields.need("within", fields.duration, _NO_TIME),
        window=fields.read("window", fields.window, None),
    )


def _order(desk: Desk, spot: Spot, place: str) -> Leaf:
    fields = _of(desk, spot, place, "measure", "window", "categories", "sources", "shops", *AMOUNTS)
    measure = fields.read("measure", fields.choice(OrderMeasure), OrderMeasure.COUNT)
    op, value = Op.GE, 1.0
    if measure is not OrderMeasure.COUNT or any(word in fields for word in AMOUNTS):
        op, one = _comparison(fields, AMOUNTS)
        value = _amount(fields, measure, one) if one is not None else 0.0
    return OrderLeaf(
        measure=measure,
        op=op,
        value=value,
        window=fields.read("window", fields.window, None),
        categories=fields.read("categories", fields.texts, ()),
        sources=fields.read("sources", fields.texts, ()),
        shops=fields.read("shops", fields.names(Noun.DEPARTMENT), ()),
    )


def _amount(fields: Fields, measure: OrderMeasure, spot: Spot) -> float:
    """Return fen, days, or how many."""
    number = isinstance(spot.value, int | float) and not isinstance(spot.value, bool)
    if measure in {OrderMeasure.SUM, OrderMeasure.AVERAGE}:
        fen = read_money(spot.written)
        if fen is None:
            fields.fault(spot, "money", written=spot.written)
        return fen or 0.0
    if measure is OrderMeasure.DAYS_SINCE_LAST and not number:
        return fields.duration(spot) / DAY
    if not number:
        fields.fault(spot, "type", wanted="number", found=spot.kind)
    return float(spot.written) if number else 0.0


def _group(desk: Desk, spot: Spot, place: str) -> Leaf:
    fields = _of(desk, spot, place, "chats", "chat_tags", "owners", "joined", alone="chats")
    return GroupLeaf(
        chats=fields.read("chats", fields.names(Noun.CHAT), ()),
        chat_tags=fields.read("chat_tags", fields.names(Noun.CHAT_TAG), ()),
        owners=fields.read("owners", fields.names(Noun.STAFF), ()),
        joined=fields.read("joined", fields.window, None),
    )


def _segment(desk: Desk, spot: Spot, place: str) -> Leaf:
    fields = _of(desk, spot, place, "name", "held_for", alone="name")
    return SegmentLeaf(
        segment_id=fields.need("name", fields.name(Noun.SEGMENT), 0, place="segment_id"),
        held_for=fields.read("held_for", fields.duration, None),
    )


def _bucket(desk: Desk, spot: Spot, place: str) -> Leaf:
    fields = _of(desk, spot, place, "salt", "first", "last")

    def permille(one: Spot) -> int:
        number = fields.whole(one)
        if not 0 <= number <= _LAST_PERMILLE:
            fields.fault(one, "permille", written=one.written)
        return number

    return BucketLeaf(
        salt=fields.need("salt", fields.text, ""),
        first=fields.read("first", permille, 0),
        last=fields.read("last", permille, _LAST_PERMILLE),
    )


def _list(desk: Desk, spot: Spot, place: str) -> Leaf:
    fields = _of(desk, spot, place, "name", alone="name")
    return ListLeaf(list_id=fields.need("name", fields.name(Noun.LIST), 0, place="list_id"))


_LAST_PERMILLE: Final = 999
_LEAVES: Final[Mapping[str, Callable[[Desk, Spot, str], Leaf]]] = {
    "attribute": _attribute,
    "tag": _tag,
    "relation": _relation,
    "event": _event,
    **{word: _edge(edge) for edge, word in EDGES.items()},
    "sequence": _sequence,
    "lapse": _lapse,
    "order": _order,
    "group": _group,
    "segment": _segment,
    "bucket": _bucket,
    "list": _list,
}
assert set(KINDS.values()) <= set(_LEAVES)  # noqa: S101  what is written can be read


# ───────────────────────── parts ─────────────────────────


def _scope(fields: Fields) -> RelationScope | None:
    staff = fields.read("staff", fields.names(Noun.STAFF), None, place="scope.staff")
    departments = fields.read("departments", fields.names(Noun.DEPARTMENT), None, place="scope.departments")
    if staff is None and departments is None:
        return None
    return RelationScope(staff=staff or (), departments=departments or ())


def _count(fields: Fields) -> Count:
    spot = fields.find("count")
    if spot is None:
        return ONCE
    below = Fields(fields.desk, spot, f"{fields.place}.count", AMOUNTS)
    op, one = _comparison(below, AMOUNTS)
    if one is None:
        return ONCE
    fields.desk.marks[f"{fields.place}.count.n"] = one.mark
    number = below.whole(one)
    if not 0 <= number <= _MOST:
        below.fault(one, "count", written=one.written)
        return ONCE
    return ONCE if (op, number) == (ONCE.op, ONCE.n) else Count(op=op, n=number)


_MOST: Final = 1_000_000_000


def _match(fields: Fields, place: str) -> EventMatch:
    below = f"{fields.place}.{place}"
    name = fields.need("name", fields.text, "", place=f"{place}.name")
    where = fields.find("where", place=f"{place}.where")
    if where is None:
        return EventMatch(name=name)
    tests = fields.items(where) if not isinstance(where.value, dict) else (where,)
    return EventMatch(
        name=name, where=tuple(_test(fields.desk, one, f"{below}.where[{number}]") for number, one in enumerate(tests))
    )


def read_event(desk: Desk, spot: Spot, place: str) -> EventMatch:
    """Return the event that stands there, by its name alone or with what its properties are like."""
    head, _, last = place.rpartition(".")
    fields = _of(desk, spot, head, *_EVENT, alone="name")
    desk.marks[place] = spot.mark
    return _match(fields, last)


def _test(desk: Desk, spot: Spot, place: str) -> PropertyTest:
    desk.marks[place] = spot.mark
    fields = Fields(desk, spot, place, ("property", *OF_PROPERTIES))
    op, value = _compared(fields, OF_PROPERTIES)
    return PropertyTest(key=fields.need("property", fields.text, "", place="key"), op=op, value=value)


_NO_EVENT: Final = EventMatch(name="")
_NO_TEST: Final = PropertyTest(key="", op=Op.EXISTS)


def _comparison(fields: Fields, words: Collection[str]) -> tuple[Op, Spot | None]:
    """Return the one comparison of a mapping; one that does not fit is a fault of its own already."""
    met = [word for word in words if word in fields]
    if len(met) != 1:
        is_other = not met and any(word in fields for word in COMPARISONS)
        if isinstance(fields.spot.value, dict) and not is_other:
            fields.fault(fields.spot, "comparison", met=met, known=list(words))
        return Op.EXISTS, None
    fields.desk.marks[f"{fields.place}.op"] = fields.spot.keys[met[0]]
    return COMPARISONS[met[0]], fields.find(met[0], place="value")


def _compared(fields: Fields, words: Collection[str]) -> tuple[Op, Any]:
    """Return a comparison and what is compared with."""
    op, spot = _comparison(fields, words)
    if spot is None:
        return op, None
    if op in _TRUE_ALONE:
        if spot.value is not True:
            fields.fault(spot, "true_alone", word=spot.mark.path.rpartition(".")[2])
        return op, None
    if op in RELATIVE:
        return op, _days(fields, spot)
    if op in {Op.IN, Op.BETWEEN}:
        for number, one in enumerate(items := fields.items(spot)):
            fields.desk.marks[f"{fields.place}.value[{number}]"] = one.mark
        return op, [fields.any_scalar(one) for one in items]
    return op, fields.any_scalar(spot)


def _days(fields: Fields, spot: Spot) -> int:
    found = read_duration(spot.written) if isinstance(spot.value, str) else None
    if found is None or found % DAY:
        fields.fault(spot, "days", written=spot.written)
    return found // DAY if found else 0
