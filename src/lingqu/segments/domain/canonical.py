"""One form for everything that means the same, so that segments share leaves.

A canonical leaf is false for a customer of whom nothing is known: what is true of nothing ("no order in 60 days",
"none of these tags") is the complement of another leaf, and both polarities share one set.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from functools import singledispatch
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import replace

from lingqu.customers.contracts.tags import MatchTags
from lingqu.segments.contracts.definition import (
    All,
    AnyOf,
    AttributeLeaf,
    Definition,
    EventEdgeLeaf,
    EventLeaf,
    EventMatch,
    GroupLeaf,
    LapseLeaf,
    Leaf,
    Not,
    OrderLeaf,
    OrderMeasure,
    RelationLeaf,
    RelationScope,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import ONCE, Between, Count, Op, Window
from lingqu.segments.domain.comparing import ORDER

_ENCODE = msgspec.json.Encoder(order="deterministic").encode
_OPPOSITE = {Op.EQ: Op.NE, Op.NE: Op.EQ, Op.LT: Op.GE, Op.GE: Op.LT, Op.LE: Op.GT, Op.GT: Op.LE}
KEY_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class Term:
    """A canonical leaf, or the complement of one."""

    leaf: Leaf
    negated: bool = False
    key: str = field(init=False)
    """Of the leaf."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", leaf_key(self.leaf))


@dataclass(frozen=True, slots=True)
class Join:
    """Both or either; an empty `every` is everybody, an empty `not every` nobody."""

    every: bool
    of: tuple[Expression, ...]


Expression: TypeAlias = "Term | Join"


def leaf_key(leaf: Leaf) -> str:
    """Return the name under which a canonical leaf is stored: 32 hex digits of its SHA-256."""
    return hashlib.sha256(_ENCODE(leaf)).hexdigest()[:KEY_CHARACTERS]


def expression(definition: Definition, *, negated: bool = False) -> Expression:
    """Return a definition as joins of canonical leaves; complements are pushed down to the leaves."""
    if isinstance(definition, Not):
        return expression(definition.of, negated=not negated)
    if isinstance(definition, All | AnyOf):
        every = isinstance(definition, All) is not negated
        return Join(every, tuple(expression(one, negated=negated) for one in definition.of))
    term = canonical(definition)
    if isinstance(term.leaf, TagLeaf) and not term.leaf.one_relation:
        return _each_tag(term.leaf, negated=term.negated is not negated)
    return Term(term.leaf, term.negated is not negated)


def _each_tag(leaf: TagLeaf, *, negated: bool) -> Expression:
    """Return a join of leaves of one tag or group each: a tag's set serves every segment that names it."""
    each = [replace(leaf, match=MatchTags.ANY, tags=(tag,), groups=()) for tag in leaf.tags]
    each += [replace(leaf, match=MatchTags.ANY, tags=(), groups=(group,)) for group in leaf.groups]
    every = (leaf.match is MatchTags.ALL) is not negated
    terms = tuple(Term(one, negated) for one in each)
    return terms[0] if len(terms) == 1 else Join(every, terms)


def terms(one: Expression) -> Iterator[Term]:
    """Give the leaves of an expression, as it stands to them."""
    if isinstance(one, Term):
        yield one
    else:
        for part in one.of:
            yield from terms(part)


def leaves(one: Expression) -> dict[str, Leaf]:
    """Return the canonical leaves of an expression by key."""
    return {term.key: term.leaf for term in terms(one)}


@singledispatch
def canonical(leaf: Any) -> Term:
    """Return the canonical leaf that means the same, or whose complement does."""
    return Term(leaf)


@canonical.register
def _(leaf: AttributeLeaf) -> Term:
    if leaf.op is not Op.IN:
        return Term(leaf)
    return Term(replace(leaf, value=sorted(set(leaf.value), key=lambda one: (str(type(one)), one))))


@canonical.register
def _(leaf: TagLeaf) -> Term:
    plain = replace(
        leaf,
        tags=_ids(leaf.tags),
        groups=_ids(leaf.groups),
        scope=_scope(leaf.scope),
        granted=_window(leaf.granted),
        sources=tuple(sorted(set(leaf.sources))),
    )
    if plain.match is MatchTags.NONE and not plain.one_relation:
        return Term(replace(plain, match=MatchTags.ANY), negated=True)
    return Term(plain)


@canonical.register
def _(leaf: RelationLeaf) -> Term:
    count, negated = _count(leaf.count)
    plain = replace(
        leaf,
        scope=_scope(leaf.scope),
        add_ways=_ids(leaf.add_ways),
        channels=_ids(leaf.channels),
        added=_window(leaf.added),
        ended=_window(leaf.ended),
        count=count,
    )
    return Term(plain, negated)


@canonical.register
def _(leaf: EventLeaf) -> Term:
    count, negated = _count(leaf.count)
    return Term(replace(leaf, event=_match(leaf.event), window=_window(leaf.window), count=count), negated)


@canonical.register
def _(leaf: EventEdgeLeaf) -> Term:
    return Term(replace(leaf, event=_match(leaf.event), window=_window(leaf.window)))


@canonical.register
def _(leaf: SequenceLeaf) -> Term:
    return Term(replace(leaf, steps=tuple(_match(one) for one in leaf.steps), window=_window(leaf.window)))


@canonical.register
def _(leaf: LapseLeaf) -> Term:
    return Term(replace(leaf, did=_match(leaf.did), then_not=_match(leaf.then_not), window=_window(leaf.window)))


@canonical.register
def _(leaf: OrderLeaf) -> Term:
    plain = replace(
        leaf,
        value=float(leaf.value),
        window=_window(leaf.window),
        categories=tuple(sorted(set(leaf.categories))),
        sources=tuple(sorted(set(leaf.sources))),
        shops=_ids(leaf.shops),
    )
    nothing_is_nought = plain.measure in {OrderMeasure.COUNT, OrderMeasure.SUM}
    if nothing_is_nought and ORDER[plain.op](0, plain.value):
        return Term(replace(plain, op=_OPPOSITE[plain.op]), negated=True)
    return Term(plain)


@canonical.register
def _(leaf: GroupLeaf) -> Term:
    return Term(
        replace(
            leaf,
            chats=_ids(leaf.chats),
            chat_tags=_ids(leaf.chat_tags),
            owners=_ids(leaf.owners),
            joined=_window(leaf.joined),
        )
    )


def _count(count: Count) -> tuple[Count, bool]:
    """Return `ge` or `eq` of one or more, and whether it is the complement that is meant."""
    if count.op in {Op.GT, Op.LE}:
        return _at_least(count.n + 1), count.op is Op.LE
    if count.op in {Op.GE, Op.LT}:
        return _at_least(count.n), count.op is Op.LT
    if count.n == 0:
        return ONCE, count.op is Op.EQ
    return Count(op=Op.EQ, n=count.n), count.op is Op.NE


def _at_least(n: int) -> Count:
    return ONCE if n == ONCE.n else Count(op=Op.GE, n=n)


def _ids(ids: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(ids)))


def _scope(scope: RelationScope | None) -> RelationScope | None:
    if scope is None or not (scope.staff or scope.departments):
        return None
    return RelationScope(staff=_ids(scope.staff), departments=_ids(scope.departments))


def _window(window: Window | None) -> Window | None:
    if not isinstance(window, Between):
        return window
    if window.since is None and window.before is None:
        return None
    return Between(
        since=window.since and window.since.astimezone(UTC), before=window.before and window.before.astimezone(UTC)
    )


def _match(match: EventMatch) -> EventMatch:
    tests = {_ENCODE(one): one for one in match.where}
    return EventMatch(name=match.name, where=tuple(tests[key] for key in sorted(tests)))
