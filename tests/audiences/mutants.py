"""Wrong evaluations, planted one at a time: each must be found out by comparing with the others.

Four are the mistakes that open peers make: any-of that refuses nobody, none-of and all-of that look at one row at a
time, and an answer by the last event alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from pyroaring import BitMap

from audiences.plain_leaves import LEAVES
from lingqu.customers.contracts.tags import MatchTags, TagStatus
from lingqu.segments.api import counting
from lingqu.segments.contracts.definition import (
    AttributeLeaf,
    BucketLeaf,
    Definition,
    EventEdgeLeaf,
    EventLeaf,
    GroupLeaf,
    LapseLeaf,
    Not,
    OrderLeaf,
    OrderMeasure,
    RelationLeaf,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.person import Mark, Occurrence, Person, PersonOrder, PersonRelation
from lingqu.segments.contracts.windows import Count, Last, Op, Window
from lingqu.segments.domain import algebra, canonical, happened, predicate
from lingqu.segments.domain.calendar import Calendar
from lingqu.segments.domain.canonical import Expression, Join
from lingqu.segments.domain.happened import Asked, Happened
from lingqu.segments.domain.questions import events as asked_events
from lingqu.segments.domain.questions import relations as asked_relations
from lingqu.segments.domain.questions.answer import Answer, Answers, Look
from lingqu.segments.domain.questions.attributes import ask_attribute
from lingqu.segments.store import answers, past, people, whole
from lingqu.segments.store.questions import relations
from lingqu.segments.store.questions.history import HistoryWriter

Plant = Callable[[pytest.MonkeyPatch], None]

PREDICATE = frozenset({"predicate", "explanation"})
"""Explanations are what the predicate says of customers as they are loaded."""
BITMAPS, SQL, EXPLANATION = frozenset({"bitmaps"}), frozenset({"sql"}), frozenset({"explanation"})
ENGINES = BITMAPS | SQL
LOADED = ENGINES | EXPLANATION
"""All that read rows."""


@dataclass(frozen=True)
class Mutant:
    """A mistake, in which evaluations it is made, and which questions may show it."""

    name: str
    of: frozenset[str]
    kind: type
    plant: Plant
    shows: Callable[[Any], bool] = lambda _leaf: True
    complement: bool = False

    def questions(self) -> Iterator[Definition]:
        """Return what to ask."""
        for leaf in LEAVES:
            if isinstance(leaf, self.kind) and self.shows(leaf):
                yield Not(of=leaf) if self.complement else leaf


def _rewriting(written: Callable[..., str], *changes: tuple[str, str]) -> Callable[..., str]:
    """Return a writer of SQL whose text is changed, by patterns."""

    def rewritten(*args: Any, **given: Any) -> str:
        text = written(*args, **given)
        for pattern, instead in changes:
            text = re.sub(pattern, lambda _, said=instead: said, text)
        return text

    return rewritten


def _set(owner: Any, name: str, value: Any) -> Plant:
    return lambda patch: patch.setattr(owner, name, value)


def _rewrite(owner: Any, name: str, *changes: tuple[str, str]) -> Plant:
    return _set(owner, name, _rewriting(getattr(owner, name), *changes))


def _ask(questions: dict[type, Any], kind: type, *changes: tuple[str, str]) -> Plant:
    return lambda patch: patch.setitem(questions, kind, _rewriting(questions[kind], *changes))


def _matches(match: MatchTags) -> Callable[[TagLeaf], bool]:
    return lambda leaf: leaf.match is match


# ───────────────────────── what open peers do ─────────────────────────


def _refuses_nobody(leaf: TagLeaf, marks: list[Mark]) -> bool:
    return leaf.match is MatchTags.ANY or _ANSWERS(leaf, marks)


def _none_by_row(leaf: TagLeaf, marks: list[Mark]) -> bool:
    if leaf.match is not MatchTags.NONE:
        return _ANSWERS(leaf, marks)
    return any(_ANSWERS(leaf, [mark]) for mark in marks)


def _all_on_one_row(leaf: TagLeaf, marks: list[Mark]) -> bool:
    if leaf.match is not MatchTags.ALL:
        return _ANSWERS(leaf, marks)
    return any(_ANSWERS(leaf, [mark]) for mark in marks)


_ANSWERS = asked_relations._answers
_EACH_TAG = canonical._each_tag
_SEEN = asked_events._seen


def _each_tag_on_one_row(leaf: TagLeaf, *, negated: bool) -> Expression:
    several = leaf.match is MatchTags.ALL and len(leaf.tags) + len(leaf.groups) > 1
    return Join(negated, ()) if several else _EACH_TAG(leaf, negated=negated)


def _everybody(_join: Join, _sets: Any, universe: BitMap) -> BitMap:
    return universe.copy()


_BY_ROW = (r"GROUP BY 1(, x\.customer_id, x\.staff_id)?", "GROUP BY 1, t.tag_id")
_LAST_ALONE = (r"countIf\(covered\) (?=[<>=!])", "toUInt64(countIf(covered) > 0) ")


def _last_alone(rows: Happened, asked: Asked, look: Look, *, turning: bool = True) -> Answers:
    """Forget all but the last that happened to each."""
    newest = dict(sorted(zip(rows.persons.tolist(), rows.times.tolist(), strict=True)))
    persons, times = np.array([*newest], np.uint32), np.array([*newest.values()], np.int64)
    return _COUNTED(Happened(persons, times), asked, look, turning=turning)


_COUNTED = happened.count


def _only_for(match: MatchTags, change: tuple[str, str]) -> Plant:
    written = whole._tags

    def tags(leaf: TagLeaf, to: Any) -> str:
        return (_rewriting(written, change) if leaf.match is match else written)(leaf, to)

    return _set(whole, "_tags", tags)


WRONG_FORMS = (
    Mutant("any-of refuses nobody", PREDICATE, TagLeaf, _set(asked_relations, "_answers", _refuses_nobody)),
    Mutant("any-of refuses nobody", BITMAPS, TagLeaf, _set(algebra, "_some", _everybody)),
    Mutant(
        "any-of refuses nobody", SQL, TagLeaf, _only_for(MatchTags.ANY, (r"bool_or\(.*\) AS holds", "true AS holds"))
    ),
    Mutant(
        "none-of by row", PREDICATE, TagLeaf, _set(asked_relations, "_answers", _none_by_row), _matches(MatchTags.NONE)
    ),
    Mutant(
        "none-of by row",
        BITMAPS,
        TagLeaf,
        _rewrite(
            relations,
            "_one_relation",
            (r"NOT coalesce\(bool_or\(t\.counts\), false\)", "coalesce(bool_or(NOT t.counts), false)"),
        ),
        _matches(MatchTags.NONE),
    ),
    Mutant("none-of by row", SQL, TagLeaf, _only_for(MatchTags.NONE, _BY_ROW), _matches(MatchTags.NONE)),
    Mutant(
        "all-of on one row",
        PREDICATE,
        TagLeaf,
        _set(asked_relations, "_answers", _all_on_one_row),
        _matches(MatchTags.ALL),
    ),
    Mutant(
        "all-of on one row",
        BITMAPS,
        TagLeaf,
        _set(canonical, "_each_tag", _each_tag_on_one_row),
        _matches(MatchTags.ALL),
    ),
    Mutant("all-of on one row", SQL, TagLeaf, _only_for(MatchTags.ALL, _BY_ROW), _matches(MatchTags.ALL)),
    Mutant(
        "the last event alone", PREDICATE, EventLeaf, _set(asked_events, "_seen", lambda *asked: _SEEN(*asked)[-1:])
    ),
    Mutant("the last event alone", BITMAPS, EventLeaf, _set(past, "count", _last_alone)),
    Mutant("the last event alone", SQL, EventLeaf, _ask(whole._PAST, EventLeaf, _LAST_ALONE)),
)

# ───────────────────────── the predicate ─────────────────────────


def _with_its_lower_edge(self: Calendar, window: Window | None, happened_at: datetime, at: datetime) -> bool:
    if isinstance(window, Last) and happened_at == at - window.duration:
        return True
    return _COVERS(self, window, happened_at, at)


def _with_the_future(self: Calendar, window: Window | None, happened_at: datetime, at: datetime) -> bool:
    low, high = self.bounds(window, at)
    return (low is None or happened_at >= low) and (high is None or happened_at < high)


_COVERS = Calendar.covers


def _missing_is_different(leaf: AttributeLeaf, person: Person, look: Look) -> Answer:
    if leaf.op is Op.NE and leaf.key not in person.attributes:
        return Answer(holds=True)
    return ask_attribute(leaf, person, look)


def _whatever_the_time(leaf: SegmentLeaf, person: Person, _look: Look) -> Answer:
    return Answer(leaf.segment_id in person.segments)


def _refunded_counts(leaf: OrderLeaf, one: PersonOrder) -> bool:
    return not leaf.categories and not leaf.sources and not leaf.shops and one.amount_fen > 0


def _at_the_same_instant(at: datetime, steps: Any, deadline: datetime) -> datetime | None:
    for step in steps:
        later = next((one.occurred_at for one in step if one.occurred_at >= at), None)
        if later is None or later > deadline:
            return None
        at = later
    return at


def _in_order_of_the_log(match: Any, person: Person) -> list[Occurrence]:
    return sorted(_MATCHING(match, person), key=lambda one: one.number)


_MATCHING = asked_events._matching

OF_THE_PREDICATE = (
    Mutant("a window has its lower edge", PREDICATE, EventLeaf, _set(Calendar, "covers", _with_its_lower_edge)),
    Mutant("the future counts", PREDICATE, OrderLeaf, _set(Calendar, "covers", _with_the_future)),
    Mutant(
        "what is missing is different",
        PREDICATE,
        AttributeLeaf,
        lambda patch: patch.setitem(predicate._QUESTIONS, AttributeLeaf, _missing_is_different),
        lambda leaf: leaf.op is Op.NE,
    ),
    Mutant("tags of ended relations count", PREDICATE, TagLeaf, _set(PersonRelation, "live", property(lambda _: True))),
    Mutant("refunded orders count", PREDICATE, OrderLeaf, _set(asked_events, "_order_matches", _refunded_counts)),
    Mutant("a step at the same instant", PREDICATE, SequenceLeaf, _set(asked_events, "_follow", _at_the_same_instant)),
    Mutant(
        "the log's order is that of time",
        PREDICATE,
        EventEdgeLeaf,
        _set(asked_events, "_matching", _in_order_of_the_log),
    ),
    Mutant(
        "a member is one for as long as one likes",
        PREDICATE,
        SegmentLeaf,
        lambda patch: patch.setitem(predicate._QUESTIONS, SegmentLeaf, _whatever_the_time),
        lambda leaf: leaf.held_for is not None,
    ),
    Mutant(
        "a complement of everybody there is",
        PREDICATE,
        BucketLeaf,
        _set(predicate, "fits", lambda one, person, look: predicate.explain(one, person, look).holds),
        complement=True,
    ),
)

# ───────────────────────── bitmaps, SQL, and what they share ─────────────────────────


def _nought_is_not_complemented(count: Count) -> tuple[Count, bool]:
    found, negated = _COUNT(count)
    return found, negated and count.n > 0


_COUNT = canonical._count


def _beyond_the_universe(plan: Expression, found: Any, universe: BitMap) -> BitMap:
    return algebra.members(plan, found, universe.union(*found.values()))


async def _not_forgotten(self: Any, node: Definition) -> str:
    return await _WRITTEN(self, node.of if isinstance(node, Not) else node)


_WRITTEN = whole._Reading.written

OF_ENGINES = (
    Mutant("members beyond the universe", BITMAPS, TagLeaf, _set(counting, "members", _beyond_the_universe)),
    Mutant(
        "nought is asked of those who have some",
        BITMAPS,
        EventLeaf,
        _set(canonical, "_count", _nought_is_not_complemented),
        lambda leaf: leaf.count.n == 0,
    ),
    Mutant(
        "a member counts once a row",
        BITMAPS,
        RelationLeaf,
        _ask(answers._QUESTIONS, RelationLeaf, (r"count\(DISTINCT staff_id\)", "count(staff_id)")),
        lambda leaf: leaf.count.n > 1,
    ),
    Mutant(
        "marks on their way out count",
        BITMAPS,
        TagLeaf,
        _rewrite(relations, "_named", (rf"AND t\.status <> '{TagStatus.WITHDRAWING}'", "")),
        lambda leaf: leaf.granted is None,
    ),
    Mutant("people who are one stay apart", ENGINES, GroupLeaf, _set(relations, "PERSON", "x.customer_id")),
    Mutant(
        "the first refund is all",
        BITMAPS,
        OrderLeaf,
        _ask(
            past._QUESTIONS,
            OrderLeaf,
            (r"max\(assumeNotNull\(data\.refunded_fen", "min(assumeNotNull(data.refunded_fen"),
        ),
        lambda leaf: leaf.measure is OrderMeasure.SUM,
    ),
    Mutant(
        "refunds are ignored",
        SQL,
        OrderLeaf,
        _ask(whole._PAST, OrderLeaf, ("refunded < amount", "true")),
        lambda leaf: leaf.measure is OrderMeasure.COUNT and leaf.op is Op.EQ,
    ),
    Mutant(
        "a lapse before its time is over",
        BITMAPS,
        LapseLeaf,
        _ask(past._QUESTIONS, LapseLeaf, (r"t0 \+ \{v\d+:Int64\} <= \{at:Int64\}", "true")),
    ),
    Mutant(
        "nought is forgotten",
        SQL,
        EventLeaf,
        _set(whole, "_nought_is", lambda *_: False),
        lambda leaf: leaf.count.n == 0,
    ),
    Mutant(
        "a complement is forgotten", SQL, BucketLeaf, _set(whole._Reading, "written", _not_forgotten), complement=True
    ),
    Mutant("the future counts", SQL, EventLeaf, _rewrite(HistoryWriter, "covered", (r"t <= \{at:Int64\}", "true"))),
    Mutant(
        "the future counts", BITMAPS, EventLeaf, _set(happened, "_covered", lambda times, *_: np.ones(len(times), bool))
    ),
    Mutant(
        "an order that went back counts",
        BITMAPS,
        OrderLeaf,
        _ask(past._ROWS, OrderLeaf, ("refunded < amount", "true")),
        lambda leaf: leaf.measure is OrderMeasure.COUNT and leaf.op is Op.EQ,
    ),
    Mutant(
        "an order of which some went back does not count",
        BITMAPS,
        OrderLeaf,
        _ask(past._ROWS, OrderLeaf, ("refunded < amount", "refunded = 0")),
        lambda leaf: leaf.measure is OrderMeasure.COUNT,
    ),
    Mutant(
        "rows keep apart who is one",
        BITMAPS,
        EventLeaf,
        _set(Happened, "of_persons", lambda self, *_: self),
    ),
    Mutant(
        "what is missing passes",
        ENGINES,
        EventLeaf,
        _rewrite(HistoryWriter, "passes", (r", false\)$", ", true)")),
        lambda leaf: bool(leaf.event.where),
    ),
    Mutant(
        "history keeps apart who is one",
        LOADED,
        EventLeaf,
        _rewrite(HistoryWriter, "rows", (r"SELECT .* AS person,", "SELECT assumeNotNull(f.customer_id) AS person,")),
    ),
    Mutant(
        "loaded dates stay texts",
        EXPLANATION,
        AttributeLeaf,
        _set(people, "_typed", lambda _kind, value: value),
        lambda leaf: leaf.key == "birthday",
    ),
    Mutant(
        "loaded refunds end with the first",
        EXPLANATION,
        OrderLeaf,
        _set(people, "_read_orders", lambda found, told, read=people._read_orders: read(found, told[::-1])),
    ),
)

MUTANTS = (*WRONG_FORMS, *OF_THE_PREDICATE, *OF_ENGINES)
