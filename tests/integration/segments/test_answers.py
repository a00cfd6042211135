"""What PostgreSQL answers of a leaf is what the reference says of each customer, and when that may change."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from audiences.budget import examples
from audiences.crowds import Crowd, crowds
from audiences.definitions import LEAVES, looks
from audiences.stage import Stage
from audiences.world import TAGS
from lingqu.segments.contracts.definition import All, Leaf, TagLeaf
from lingqu.segments.domain import predicate
from lingqu.segments.domain.canonical import expression, leaves
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.timing import EPOCH, MICROSECOND
from lingqu.segments.store.answers import STATE_LEAVES, is_one_tag

several = st.lists(st.sampled_from(STATE_LEAVES).flatmap(LEAVES.__getitem__), min_size=1, max_size=8).map(tuple)
canonical = several.map(lambda of: list(leaves(expression(All(of=of))).values()))


@pytest.mark.timeout(60 + 30 * examples(8))
@given(crowd=crowds(), asked=canonical, at=looks(), some=st.sets(st.integers(0, 7)) | st.none())
@settings(max_examples=examples(8), suppress_health_check=list(HealthCheck))
def test_postgres_says_what_the_reference_says(
    stage: Stage, crowd: Crowd, asked: list[Leaf], at: datetime, some: set[int] | None
) -> None:
    look = Look(at)
    addressed = [one for number, one in enumerate(crowd.people) if some is None or number in some]
    among = None if some is None else BitMap(one.customer_id for one in addressed)

    for leaf, found in zip(asked, stage.ask(crowd, asked, look, among), strict=True):
        expected = {one.customer_id for one in addressed if predicate.ask(leaf, one, look).holds}
        assert set(found.holding) == expected, leaf
        turns = dict(zip(found.turning.tolist(), found.turns_at.tolist(), strict=True))
        for one in addressed:
            flip = predicate.next_flip(leaf, one, look)
            told = turns.get(one.customer_id)
            assert flip is None or (told is not None and EPOCH + told * MICROSECOND <= flip), (leaf, flip)


@given(
    crowd=crowds(), tags=st.sets(st.sampled_from(sorted(TAGS))), at=looks(), some=st.sets(st.integers(0, 7)) | st.none()
)
@settings(max_examples=5, suppress_health_check=list(HealthCheck))
def test_many_tags_at_once_say_what_each_says(
    stage: Stage, crowd: Crowd, tags: set[int], at: datetime, some: set[int] | None
) -> None:
    addressed = [one for number, one in enumerate(crowd.people) if some is None or number in some]
    among = None if some is None else BitMap(one.customer_id for one in addressed)

    found = stage.ask_tags(crowd, tags, Look(at), among)

    assert found.keys() == tags
    for tag in tags:
        leaf = TagLeaf(tags=(tag,))
        assert is_one_tag(leaf)
        assert set(found[tag]) == {one.customer_id for one in addressed if predicate.ask(leaf, one, Look(at)).holds}
