"""The questions, as definitions: what `count` is asked, and the hundred segments that are kept up to date."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from lingqu.customers.contracts.tags import MatchTags
from lingqu.segments.contracts.definition import (
    All,
    AnyOf,
    AttributeLeaf,
    Definition,
    EventLeaf,
    EventMatch,
    Not,
    OrderLeaf,
    OrderMeasure,
    TagLeaf,
)
from lingqu.segments.contracts.windows import Count, Last, Op

SEGMENTS = 100
FIVE_CITIES = ("c1", "c2", "c3", "c4", "c5")
TEN_TAGS = (11, 14, 18, 22, 27, 33, 41, 52, 66, 84)
_LATER_TAGS = 150
"""Saved segments name tags up to this one: rarer ones are in nobody's definitions."""


def tag(*tags: int, match: MatchTags = MatchTags.ANY) -> TagLeaf:
    """Ask for tags on live relations."""
    return TagLeaf(match=match, tags=tags)


def did(name: int, *, least: int, days: int) -> EventLeaf:
    """Ask for events of one name."""
    return EventLeaf(
        event=EventMatch(name=f"event{name}"),
        window=Last(duration=timedelta(days=days)),
        count=Count(op=Op.GE, n=least),
    )


def ordered(op: Op, value: int, *, days: int) -> OrderLeaf:
    """Compare how many orders were paid."""
    return OrderLeaf(measure=OrderMeasure.COUNT, op=op, value=value, window=Last(duration=timedelta(days=days)))


def lives_in(*cities: str) -> AttributeLeaf:
    """Ask for the city."""
    return AttributeLeaf(key="city", op=Op.IN, value=list(cities))


def spent_more(yuan: int) -> AttributeLeaf:
    """Ask for the value of a lifetime."""
    return AttributeLeaf(key="ltv", op=Op.GT, value=yuan)


Q1 = All(of=(tag(5), tag(10), Not(of=tag(20))))
Q2 = All(
    of=(
        lives_in(*FIVE_CITIES),
        spent_more(500),
        tag(*TEN_TAGS),
        ordered(Op.EQ, 0, days=60),
        did(1, least=3, days=30),
    )
)
FIVE: tuple[Definition, ...] = (
    AnyOf(of=(tag(3), tag(7))),
    All(of=(lives_in(*FIVE_CITIES), spent_more(500))),
    All(of=(tag(5), Not(of=tag(20)))),
    did(1, least=3, days=30),
    ordered(Op.GE, 1, days=60),
)
"""The five segments whose overlaps q4 asks for."""


NEIGHBOURS: tuple[Definition, ...] = (
    tag(3, 5, 7, 10, 20, *TEN_TAGS),
    All(of=(lives_in("c9"), spent_more(10))),
    did(2, least=1, days=7),
    ordered(Op.GE, 2, days=10),
)
"""What somebody asked before: other questions of the same tags and attributes."""


def saved_segments(*, seed: int) -> list[Definition]:
    """Draw the hundred: tags all of them, three in ten with a city and a sum, one in two with events or orders."""
    chance = np.random.default_rng((seed, 100))
    return [_saved(number, chance) for number in range(SEGMENTS)]


def _saved(number: int, chance: np.random.Generator) -> Definition:
    one, other, *some = (int(tag) for tag in chance.choice(_LATER_TAGS, 6, replace=False) + 1)
    of: list[Definition] = [tag(one, other), Not(of=tag(*some[:2])) if number % 2 else AnyOf(of=(tag(*some), tag(one)))]
    if number % 10 in {0, 3, 6}:
        first = int(chance.integers(1, 20))
        of.append(AnyOf(of=(lives_in(f"c{first}", f"c{first + 1}"), spent_more(int(chance.integers(1, 9)) * 100))))
    past = (
        did(int(chance.integers(1, 21)), least=int(chance.integers(1, 3)), days=30),
        ordered(Op.EQ, 0, days=60),
        did(int(chance.integers(1, 21)), least=1, days=30),
        ordered(Op.GE, 1, days=30),
    )
    if number % 2:
        of.append(past[number // 2 % len(past)])
    return All(of=tuple(of))


def tags_named(*, seed: int) -> frozenset[int]:
    """Return all tags that any question names."""

    def named(one: Definition) -> set[int]:
        if isinstance(one, All | AnyOf):
            return {tag for part in one.of for tag in named(part)}
        if isinstance(one, Not):
            return named(one.of)
        return set(one.tags) if isinstance(one, TagLeaf) else set()

    return frozenset(tag for one in (Q1, Q2, *FIVE, *saved_segments(seed=seed)) for tag in named(one))
