"""Whom a build is still to be told of: everybody once, in turn or before it."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from lingqu.segments.domain.firing import Untold

CUSTOMERS = st.sets(st.integers(0, 60))


def _build(entered: set[int], withdrawn: set[int]) -> Untold:
    return Untold(
        segment_id=1,
        build=1,
        version=1,
        built_at=datetime(2026, 3, 1, tzinfo=UTC),
        entered=BitMap(entered),
        withdrawn=BitMap(withdrawn - entered),
    )


@given(CUSTOMERS, CUSTOMERS, st.lists(st.one_of(st.integers(1, 9), CUSTOMERS), max_size=8))
def test_everybody_is_told_of_once_whatever_comes_between(
    entered: set[int], withdrawn: set[int], steps: list[int | set[int]]
) -> None:
    left, told = _build(entered, withdrawn), list[int]()

    for step in [*steps, *([5] * 20)]:
        if isinstance(step, int):
            portion = left.portion(step)
            left = left.in_turn(portion)
        else:
            portion = left.waiting & BitMap(step)
            left = left.before_turn(portion)
        told += portion
        assert left.told == len(told)

    assert sorted(told) == sorted(entered | withdrawn)
    assert left.is_over
    assert not left.waiting


def test_a_turn_goes_by_the_numbers_of_customers() -> None:
    left = _build({1, 5, 9}, {3, 7})

    first = left.portion(2)
    second = left.in_turn(first).before_turn(BitMap({7})).portion(2)

    assert (set(first), set(second)) == ({1, 3}, {5, 9})
