"""What history answers of a leaf is what the reference says of each customer, and when that may change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from audiences.budget import examples
from audiences.crowds import Crowd, crowds
from audiences.definitions import LEAVES, looks
from audiences.stage import Stage
from lingqu.segments.contracts.definition import All, EventLeaf, Leaf, SegmentLeaf
from lingqu.segments.contracts.person import Person
from lingqu.segments.domain import predicate
from lingqu.segments.domain.canonical import canonical as canonical_of
from lingqu.segments.domain.canonical import expression, leaves
from lingqu.segments.domain.questions.answer import Answers, Look
from lingqu.segments.domain.timing import EPOCH, MICROSECOND
from lingqu.segments.store import past
from lingqu.segments.store.past import HISTORY_LEAVES, is_countable
from lingqu.segments.store.questions import history

kinds = [one for one in HISTORY_LEAVES if one is not SegmentLeaf]  # asks PostgreSQL, too: test_held
several = st.lists(st.sampled_from(kinds).flatmap(LEAVES.__getitem__), min_size=1, max_size=8).map(tuple)
canonical = several.map(lambda of: list(leaves(expression(All(of=of))).values()))


@pytest.mark.timeout(60 + 30 * examples(6))
@given(crowd=crowds(), asked=canonical, at=looks(), some=st.sets(st.integers(0, 7)) | st.none())
@settings(max_examples=examples(6), suppress_health_check=list(HealthCheck))
def test_history_says_what_the_reference_says(
    stage: Stage, crowd: Crowd, asked: list[Leaf], at: datetime, some: set[int] | None
) -> None:
    addressed = [one for number, one in enumerate(crowd.people) if some is None or number in some]
    among = None if some is None else BitMap(one.customer_id for one in addressed)

    for leaf, found in zip(asked, stage.ask(crowd, asked, Look(at), among), strict=True):
        _assert_told(leaf, found, addressed, Look(at))


@pytest.mark.timeout(60 + 30 * examples(6))
@given(crowd=crowds(), asked=canonical, at=looks(), some=st.sets(st.integers(0, 7)) | st.none())
@settings(max_examples=examples(6), suppress_health_check=list(HealthCheck))
def test_it_says_the_same_of_many_customers_by_bitmap_and_of_everybody_in_portions(
    stage: Stage, crowd: Crowd, asked: list[Leaf], at: datetime, some: set[int] | None
) -> None:
    addressed = [one for number, one in enumerate(crowd.people) if some is None or number in some]
    among = None if some is None else BitMap(one.customer_id for one in addressed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "MOST_LISTED", 0)
        patch.setattr(past, "PORTION", 2_500)
        told = stage.ask(crowd, asked, Look(at), among, is_committed=True)

    for leaf, found in zip(asked, told, strict=True):
        _assert_told(leaf, found, addressed, Look(at))


@pytest.mark.timeout(60 + 30 * examples(6))
@given(
    crowd=crowds(),
    asked=st.lists(LEAVES[EventLeaf].map(lambda leaf: canonical_of(leaf).leaf).filter(is_countable), min_size=1),
    at=looks(),
    some=st.sets(st.integers(0, 7)),
)
@settings(max_examples=examples(6), suppress_health_check=list(HealthCheck))
def test_many_leaves_of_events_at_once_say_what_each_says(
    stage: Stage, crowd: Crowd, asked: list[EventLeaf], at: datetime, some: set[int]
) -> None:
    addressed = [one for number, one in enumerate(crowd.people) if number in some]
    among = BitMap(one.customer_id for one in addressed)

    for leaf, found in zip(asked, stage.ask_events(crowd, asked, Look(at), among), strict=True):
        _assert_told(leaf, found, addressed, Look(at))


def _assert_told(leaf: Leaf, found: Answers, addressed: Sequence[Person], look: Look) -> None:
    expected = {one.customer_id for one in addressed if predicate.ask(leaf, one, look).holds}
    assert set(found.holding) == expected, leaf
    turns = dict(zip(found.turning.tolist(), found.turns_at.tolist(), strict=True))
    for one in addressed:
        flip = predicate.next_flip(leaf, one, look)
        told = turns.get(one.customer_id)
        assert flip is None or (told is not None and EPOCH + told * MICROSECOND <= flip), (leaf, flip)
        assert told is None or EPOCH + told * MICROSECOND > look.at
