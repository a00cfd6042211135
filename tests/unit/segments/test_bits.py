"""A bitmap written from an array is the one that is made number by number."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from lingqu.segments.domain.bits import CONTAINER, bitmap_of, bitmap_of_numbers


@given(
    size=st.integers(0, 3 * CONTAINER),
    share=st.sampled_from([0.0, 0.0001, 0.06, 0.07, 0.5, 1.0]),
    seed=st.integers(0, 9),
    first=st.integers(0, 5),
)
def test_flags(size: int, share: float, seed: int, first: int) -> None:
    flags = np.random.default_rng(seed).random(size) < share

    found = bitmap_of(flags, first=first * CONTAINER)

    assert found == BitMap((np.flatnonzero(flags) + first * CONTAINER).astype(np.uint32))
    assert len(found) == np.count_nonzero(flags)


@given(size=st.sampled_from([0, 1, 9_999, 10_001, 90_000]), highest=st.integers(1, 2_000_000), seed=st.integers(0, 9))
def test_numbers(size: int, highest: int, seed: int) -> None:
    numbers = np.random.default_rng(seed).integers(0, highest, size)

    assert bitmap_of_numbers(numbers) == BitMap(numbers.astype(np.uint32))
