"""From a definition to text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from lingqu.customers.contracts.tags import MatchTags
from lingqu.kernel.text.book import Book, Noun
from lingqu.kernel.text.values import DAY, write_duration, write_money
from lingqu.kernel.text.writing import dump
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
    RelationState,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import ONCE, Count, Op, Window
from lingqu.segments.domain.calendar import Calendar
from lingqu.segments.domain.comparing import RELATIVE
from lingqu.segments.domain.text.windows import write_window
from lingqu.segments.domain.text.words import EDGES, JOINS, KINDS, WORD_OF

_TRUE_ALONE: Final = frozenset({Op.EXISTS, Op.THIS_MONTH})


def write_segments(segments: Iterable[tuple[str, Definition]], book: Book, calendar: Calendar | None = None) -> str:
    """Return the text of named definitions; `domain.text.files` reads it."""
    trees = [{"name": name, "who": write_tree(definition, book, calendar)} for name, definition in segments]
    return dump({"segments": trees})


def write_tree(definition: Definition, book: Book, calendar: Calendar | None = None) -> dict[str, Any]:
    """Return a definition as lists and mappings of plain values, names instead of numbers."""
    return _Writer(book, calendar or Calendar()).node(definition)


class _Writer:
    def __init__(self, book: Book, calendar: Calendar) -> None:
        self._book = book
        self._calendar = calendar
        self._leaves: Mapping[type, Callable[[Any], Any]] = {
            AttributeLeaf: self._attribute,
            TagLeaf: self._tag,
            RelationLeaf: self._relation,
            EventLeaf: self._event,
            SequenceLeaf: self._sequence,
            LapseLeaf: self._lapse,
            OrderLeaf: self._order,
            GroupLeaf: self._group,
            SegmentLeaf: self._segment,
            BucketLeaf: lambda leaf: {"salt": leaf.salt, "first": leaf.first, "last": leaf.last},
            ListLeaf: lambda leaf: self._book.name(Noun.LIST, leaf.list_id),
        }

    def node(self, one: Definition) -> dict[str, Any]:
        if isinstance(one, Not):
            return {JOINS[Not]: self.node(one.of)}
        if isinstance(one, All | AnyOf):
            return {JOINS[type(one)]: [self.node(each) for each in one.of]}
        if isinstance(one, EventEdgeLeaf):
            return {EDGES[one.edge]: self._edge(one)}
        return {KINDS[type(one)]: self._leaves[type(one)](one)}

    # ───────────────────────── leaves ─────────────────────────

    def _attribute(self, leaf: AttributeLeaf) -> dict[str, Any]:
        return {"key": leaf.key, **_compared(leaf.op, leaf.value)}

    def _tag(self, leaf: TagLeaf) -> dict[str, Any] | list[str]:
        written = _some(
            match=leaf.match.value if leaf.match is not MatchTags.ANY else None,
            tags=self._names(Noun.TAG, leaf.tags),
            groups=self._names(Noun.TAG_GROUP, leaf.groups),
            **self._scope(leaf.scope),
            one_relation=leaf.one_relation or None,
            granted=self._window(leaf.granted),
            sources=list(leaf.sources),
        )
        return written["tags"] if written.keys() == {"tags"} else written

    def _relation(self, leaf: RelationLeaf) -> dict[str, Any]:
        return _some(
            state=leaf.state.value if leaf.state is not RelationState.LIVE else None,
            **self._scope(leaf.scope),
            add_ways=list(leaf.add_ways),
            channels=self._names(Noun.CHANNEL, leaf.channels),
            added=self._window(leaf.added),
            ended=self._window(leaf.ended),
            count=_count(leaf.count),
        )

    def _event(self, leaf: EventLeaf) -> dict[str, Any]:
        return _some(
            **_match(leaf.event), window=self._window(leaf.window), distinct=leaf.distinct, count=_count(leaf.count)
        )

    def _edge(self, leaf: EventEdgeLeaf) -> dict[str, Any]:
        return _some(**_match(leaf.event), test=_test(leaf.test), window=self._window(leaf.window))

    def _sequence(self, leaf: SequenceLeaf) -> dict[str, Any]:
        steps = [write_event(one) for one in leaf.steps]
        return _some(steps=steps, within=write_duration(leaf.within), window=self._window(leaf.window))

    def _lapse(self, leaf: LapseLeaf) -> dict[str, Any]:
        return _some(
            did=write_event(leaf.did),
            then_not=write_event(leaf.then_not),
            within=write_duration(leaf.within),
            window=self._window(leaf.window),
        )

    def _order(self, leaf: OrderLeaf) -> dict[str, Any]:
        return _some(
            measure=leaf.measure.value if leaf.measure is not OrderMeasure.COUNT else None,
            **{WORD_OF[leaf.op]: _amount(leaf.measure, leaf.value)},
            window=self._window(leaf.window),
            categories=list(leaf.categories),
            sources=list(leaf.sources),
            shops=self._names(Noun.DEPARTMENT, leaf.shops),
        )

    def _group(self, leaf: GroupLeaf) -> dict[str, Any]:
        return _some(
            chats=self._names(Noun.CHAT, leaf.chats),
            chat_tags=self._names(Noun.CHAT_TAG, leaf.chat_tags),
            owners=self._names(Noun.STAFF, leaf.owners),
            joined=self._window(leaf.joined),
        )

    def _segment(self, leaf: SegmentLeaf) -> dict[str, Any] | str:
        name = self._book.name(Noun.SEGMENT, leaf.segment_id)
        return name if leaf.held_for is None else {"name": name, "held_for": write_duration(leaf.held_for)}

    # ───────────────────────── parts ─────────────────────────

    def _names(self, noun: Noun, numbers: Sequence[int]) -> list[str]:
        return [self._book.name(noun, one) for one in numbers]

    def _scope(self, scope: RelationScope | None) -> dict[str, Any]:
        """An empty scope is not none; it is written as an empty list, which `_some` would leave out."""
        if scope is None:
            return {}
        written = _some(
            staff=self._names(Noun.STAFF, scope.staff), departments=self._names(Noun.DEPARTMENT, scope.departments)
        )
        return written or {"staff": _EMPTY}

    def _window(self, window: Window | None) -> str | None:
        return None if window is None else write_window(window, self._calendar)


_EMPTY: Final[tuple[()]] = ()


def _some(**fields: Any) -> dict[str, Any]:
    """Return what says something."""
    return {key: [] if value is _EMPTY else value for key, value in fields.items() if value is not None and value != []}


def _compared(op: Op, value: Any) -> dict[str, Any]:
    if op in _TRUE_ALONE:
        return {WORD_OF[op]: True}
    if op in RELATIVE:
        return {WORD_OF[op]: f"{value}d"}
    several = isinstance(value, list | tuple)
    return {WORD_OF[op]: [_plain(one) for one in value] if several else _plain(value)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _count(count: Count) -> dict[str, Any] | None:
    return None if count == ONCE else {WORD_OF[count.op]: count.n}


def _test(test: PropertyTest) -> dict[str, Any]:
    return {"property": test.key, **_compared(test.op, test.value)}


def _match(match: EventMatch) -> dict[str, Any]:
    return _some(name=match.name, where=[_test(one) for one in match.where])


def write_event(match: EventMatch) -> dict[str, Any] | str:
    """Return an event; by its name alone where nothing is asked of its properties."""
    return _match(match) if match.where else match.name


def _amount(measure: OrderMeasure, value: float) -> Any:
    """Return yuan, a duration, or how many; what no duration says exactly stays a number of days."""
    if measure in {OrderMeasure.SUM, OrderMeasure.AVERAGE}:
        return write_money(value)
    if measure is OrderMeasure.DAYS_SINCE_LAST:
        exact = value * DAY
        return write_duration(exact) if exact / DAY == value else value
    return int(value) if value == int(value) else value
