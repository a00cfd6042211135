"""What a definition must hold to before it may be saved: it says something, and speaks of what exists."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from typing import Any, NoReturn

from msgspec.structs import replace

from lingqu.customers.contracts.views import AttributeType
from lingqu.segments.contracts.definition import (
    All,
    AnyOf,
    AttributeLeaf,
    BucketLeaf,
    Definition,
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
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.vocabulary import Vocabulary
from lingqu.segments.contracts.windows import LONGEST, Between, Count, Days, Last, Op, Window
from lingqu.segments.domain.comparing import OPS, ORDER, PROPERTY_OPS, RELATIVE
from lingqu.segments.errors import BadDefinitionError

MOST_STEPS = 10
LONGEST_TEXT = 1000
_YEARS = range(1970, 2201)
_BARE = frozenset({Op.EXISTS, Op.THIS_MONTH})
"""Comparisons that take no value."""


def checked(
    definition: Definition, vocabulary: Vocabulary, *, itself: int | None = None, path: str = "$"
) -> Definition:
    """Return the definition with its dates as dates.

    Args:
        itself: the segment that the definition is for, if it exists: it may not be read, by whatever detour.

    Raises:
        BadDefinitionError: the first fault, with its path.
    """
    if isinstance(definition, Not):
        return Not(of=checked(definition.of, vocabulary, itself=itself, path=f"{path}.of"))
    if isinstance(definition, All | AnyOf):
        if not definition.of:
            _refuse(f"{path}.of", "empty", "an empty list of conditions says nothing: add one or take it away")
        of = tuple(
            checked(one, vocabulary, itself=itself, path=f"{path}.of[{number}]")
            for number, one in enumerate(definition.of)
        )
        return replace(definition, of=of)
    if isinstance(definition, AttributeLeaf):
        return _attribute(definition, vocabulary, path)
    if isinstance(definition, SegmentLeaf):
        _segment(definition, vocabulary, itself, path)
    else:
        _CHECKS[type(definition)](definition, vocabulary, path)
    return definition


def _refuse(place: str, fault: str, message: str, **data: Any) -> NoReturn:
    raise BadDefinitionError(message, place=place, fault=fault, **data)


# ───────────────────────── leaves ─────────────────────────


def _attribute(leaf: AttributeLeaf, vocabulary: Vocabulary, path: str) -> AttributeLeaf:
    kind = vocabulary.attributes.get(leaf.key)
    if kind is None:
        _written(leaf.key, f"{path}.key", "name the attribute")
        _refuse(f"{path}.key", "unknown", f"there is no attribute {leaf.key!r}", unknown=[leaf.key])
    if leaf.op not in OPS[kind]:
        _refuse(f"{path}.op", "op", f"{leaf.key} is a {kind}: it has no comparison {leaf.op}", type=kind, op=leaf.op)
    return replace(leaf, value=_operand(leaf.op, leaf.value, _VALUES[kind], f"{path}.value"))


def _tag(leaf: TagLeaf, vocabulary: Vocabulary, path: str) -> None:
    if not leaf.tags and not leaf.groups:
        _refuse(f"{path}.tags", "empty", "name one tag or tag group at least")
    _known(leaf.tags, vocabulary.tags, f"{path}.tags", "tag")
    _known(leaf.groups, vocabulary.tag_groups, f"{path}.groups", "tag group")
    _scope(leaf.scope, vocabulary, path)
    _window(leaf.granted, f"{path}.granted")


def _relation(leaf: RelationLeaf, vocabulary: Vocabulary, path: str) -> None:
    _scope(leaf.scope, vocabulary, path)
    _known(leaf.channels, vocabulary.channels, f"{path}.channels", "channel")
    _window(leaf.added, f"{path}.added")
    _window(leaf.ended, f"{path}.ended")
    _count(leaf.count, f"{path}.count")


def _event(leaf: EventLeaf, vocabulary: Vocabulary, path: str) -> None:
    check_match(leaf.event, vocabulary, f"{path}.event")
    if leaf.distinct is not None:
        _property(leaf.distinct, f"{path}.distinct")
    _window(leaf.window, f"{path}.window")
    _count(leaf.count, f"{path}.count")


def _edge(leaf: EventEdgeLeaf, vocabulary: Vocabulary, path: str) -> None:
    check_match(leaf.event, vocabulary, f"{path}.event")
    _test(leaf.test, f"{path}.test")
    _window(leaf.window, f"{path}.window")


def _sequence(leaf: SequenceLeaf, vocabulary: Vocabulary, path: str) -> None:
    if not 1 < len(leaf.steps) <= MOST_STEPS:
        _refuse(f"{path}.steps", "size", f"a sequence has 2 to {MOST_STEPS} steps", most=MOST_STEPS)
    for number, step in enumerate(leaf.steps):
        check_match(step, vocabulary, f"{path}.steps[{number}]")
    _duration(leaf.within, f"{path}.within")
    _window(leaf.window, f"{path}.window")


def _lapse(leaf: LapseLeaf, vocabulary: Vocabulary, path: str) -> None:
    check_match(leaf.did, vocabulary, f"{path}.did")
    check_match(leaf.then_not, vocabulary, f"{path}.then_not")
    _duration(leaf.within, f"{path}.within")
    _window(leaf.window, f"{path}.window")


def _order(leaf: OrderLeaf, vocabulary: Vocabulary, path: str) -> None:
    if leaf.op not in ORDER:
        _refuse(f"{path}.op", "op", f"orders are compared by {', '.join(ORDER)}", op=leaf.op)
    whole = leaf.measure in {OrderMeasure.COUNT, OrderMeasure.SUM}
    if not math.isfinite(leaf.value) or leaf.value < 0 or leaf.value > _MOST_FEN or (whole and leaf.value % 1):
        _refuse(f"{path}.value", "value", "a number from 0; of orders and fen a whole one", type="number")
    if whole and leaf.value == 0 and leaf.op in {Op.LT, Op.GE}:
        _refuse(f"{path}.value", "always", "this is true of nobody, or of everybody: say another number")
    if leaf.measure is OrderMeasure.DAYS_SINCE_LAST and timedelta(days=leaf.value) > LONGEST:
        _refuse(f"{path}.value", "duration", f"at most {LONGEST.days} days", most=LONGEST.days)
    _known(leaf.shops, vocabulary.departments, f"{path}.shops", "shop")
    _window(leaf.window, f"{path}.window")


_PROPERTY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_MOST_FEN = 10.0**13


def _group(leaf: GroupLeaf, vocabulary: Vocabulary, path: str) -> None:
    _known(leaf.chats, vocabulary.chats, f"{path}.chats", "groupchat")
    _known(leaf.chat_tags, vocabulary.chat_tags, f"{path}.chat_tags", "tag of groupchats")
    _known(leaf.owners, vocabulary.staff, f"{path}.owners", "member")
    _window(leaf.joined, f"{path}.joined")


def _segment(leaf: SegmentLeaf, vocabulary: Vocabulary, itself: int | None, path: str) -> None:
    _known((leaf.segment_id,), vocabulary.segments, f"{path}.segment_id", "segment")
    if itself is not None and (leaf.segment_id == itself or itself in vocabulary.segments[leaf.segment_id]):
        _refuse(f"{path}.segment_id", "cycle", "a segment cannot read itself, by whatever detour", segment_id=itself)
    if leaf.held_for is not None:
        _duration(leaf.held_for, f"{path}.held_for")


def _bucket(leaf: BucketLeaf, _vocabulary: Vocabulary, path: str) -> None:
    if not 0 < len(leaf.salt) <= LONGEST_TEXT:
        _refuse(f"{path}.salt", "empty", "a share needs a salt: different salts draw differently")
    if leaf.first > leaf.last:
        _refuse(f"{path}.last", "range", "the last number comes after the first")


def _list(leaf: ListLeaf, vocabulary: Vocabulary, path: str) -> None:
    _known((leaf.list_id,), vocabulary.lists, f"{path}.list_id", "list")


_CHECKS: dict[type, Callable[[Any, Vocabulary, str], None]] = {
    TagLeaf: _tag,
    RelationLeaf: _relation,
    EventLeaf: _event,
    EventEdgeLeaf: _edge,
    SequenceLeaf: _sequence,
    LapseLeaf: _lapse,
    OrderLeaf: _order,
    GroupLeaf: _group,
    BucketLeaf: _bucket,
    ListLeaf: _list,
}


# ───────────────────────── what leaves are made of ─────────────────────────


def _written(name: str, place: str, message: str) -> None:
    if not name:
        _refuse(place, "empty", message)


def _known(named: Iterable[int], existing: Collection[int], place: str, noun: str) -> None:
    unknown = [one for one in named if one not in existing]
    if unknown:
        _refuse(place, "unknown", f"there is no {noun} {unknown[0]}", noun=noun, unknown=unknown[:20])


def _scope(scope: RelationScope | None, vocabulary: Vocabulary, path: str) -> None:
    if scope is not None:
        _known(scope.staff, vocabulary.staff, f"{path}.scope.staff", "member")
        _known(scope.departments, vocabulary.departments, f"{path}.scope.departments", "department")


def check_match(match: EventMatch, vocabulary: Vocabulary, path: str) -> None:
    """Refuse an event that there is not, or a test of it that cannot be, with BadDefinitionError."""
    if match.name not in vocabulary.events:
        _written(match.name, f"{path}.name", "name the event")
        _refuse(f"{path}.name", "unknown", f"there is no event {match.name!r}", unknown=[match.name])
    for number, test in enumerate(match.where):
        _test(test, f"{path}.where[{number}]")


def _test(test: PropertyTest, path: str) -> None:
    _property(test.key, f"{path}.key")
    if test.op not in PROPERTY_OPS:
        _refuse(f"{path}.op", "op", f"a property has no comparison {test.op}", op=test.op)
    textual = test.op in {Op.CONTAINS, Op.STARTS}
    _operand(test.op, test.value, _text if textual else _scalar, f"{path}.value")


def _property(key: str, place: str) -> None:
    if not _PROPERTY.fullmatch(key):
        _refuse(place, "property", "a property is named by 1 to 64 of a-z, A-Z, 0-9 and _, no digit first")


def _count(count: Count, path: str) -> None:
    if count.op not in ORDER:
        _refuse(f"{path}.op", "op", f"a number is compared by {', '.join(ORDER)}", op=count.op)
    if count.n == 0 and count.op in {Op.LT, Op.GE}:
        _refuse(f"{path}.n", "always", "this is true of nobody, or of everybody: say another number")


def _duration(duration: timedelta, place: str) -> None:
    if not timedelta(0) < duration <= LONGEST:
        _refuse(place, "duration", f"more than nothing, and at most {LONGEST.days} days", most=LONGEST.days)


def _window(window: Window | None, place: str) -> None:
    if isinstance(window, Last):
        _duration(window.duration, f"{place}.duration")
    elif isinstance(window, Between):
        years = [one.year for one in (window.since, window.before) if one is not None]
        if window.since is not None and window.before is not None and window.since >= window.before:
            _refuse(f"{place}.before", "range", "the end comes after the beginning")
        _years(years, place)
    elif isinstance(window, Days):
        if window.first > window.last:
            _refuse(f"{place}.last", "range", "the last day is not before the first")
        _years([window.first.year, window.last.year], place)


def _years(years: Iterable[int], place: str) -> None:
    if any(year not in _YEARS for year in years):
        _refuse(place, "year", f"years from {_YEARS[0]} to {_YEARS[-1]}", first=_YEARS[0], last=_YEARS[-1])


# ───────────────────────── values ─────────────────────────

_Value = Callable[[Any], Any]
"""Returns the value as it is compared, None where it does not fit."""


def _operand(op: Op, value: Any, one: _Value, place: str) -> Any:
    if op in _BARE:
        if value is not None:
            _refuse(place, "value", f"{op} takes no value", op=op)
        return None
    if op in RELATIVE:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LONGEST.days:
            _refuse(place, "days", f"a number of days from 1 to {LONGEST.days}", most=LONGEST.days)
        return value
    if op not in {Op.IN, Op.BETWEEN}:
        return _one(one, value, place)
    if not isinstance(value, list | tuple) or not value:
        _refuse(place, "list", "a list of values, one at least")
    several = [_one(one, each, f"{place}[{number}]") for number, each in enumerate(value)]
    if op is Op.BETWEEN and (len(several) != len(("low", "high")) or not _ascending(several)):
        _refuse(place, "range", "[low, high], low first")
    return several


def _ascending(pair: list[Any]) -> bool:
    low, high = pair
    return (
        isinstance(low, bool) == isinstance(high, bool)
        and isinstance(low, str) == isinstance(high, str)
        and low <= high
    )


def _one(one: _Value, value: Any, place: str) -> Any:
    fitting = one(value)
    if fitting is None:
        _refuse(place, "value", f"a {one.__name__.lstrip('_')} is asked for", type=one.__name__.lstrip("_"))
    return fitting


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT and "\0" not in value else None


def _number(value: Any) -> float | None:
    fitting = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _MOST_FEN
    return value if fitting else None


def _truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _date(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _scalar(value: Any) -> Any:
    return value if isinstance(value, bool) else _number(value) if isinstance(value, int | float) else _text(value)


_VALUES: dict[AttributeType, _Value] = {
    AttributeType.STRING: _text,
    AttributeType.NUMBER: _number,
    AttributeType.BOOLEAN: _truth,
    AttributeType.DATE: _date,
    AttributeType.SET: _text,
}
