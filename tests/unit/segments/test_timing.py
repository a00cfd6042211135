"""Looking again comes neither late nor never, and soon ends."""

from datetime import timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audiences.world import NOON
from lingqu.segments.domain.timing import EPOCH, MICROSECOND, looks_again

NOW = (NOON - EPOCH) // MICROSECOND
SECOND = timedelta(seconds=1)
distances = st.integers(1, 400 * 86_400_000_000) | st.sampled_from([1, 999_999, 1_000_000, 120_000_000, 86_400_000_000])


@given(st.lists(distances, min_size=1, max_size=50))
def test_everybody_is_asked_again_in_time_and_only_a_few_times_too_early(away: list[int]) -> None:
    flips = {number: NOON + one * MICROSECOND for number, one in enumerate(away)}
    waiting = dict.fromkeys(flips, (NOON, 0))
    for number, flip in flips.items():
        at, asked = waiting[number]
        while at < flip:
            turns_at = np.array([(flip - EPOCH) // MICROSECOND], np.int64)
            ((due, whom),) = looks_again(np.array([number], np.int64), turns_at, at)
            assert set(whom) == {number}
            assert at < due < flip + SECOND
            at, asked = due, asked + 1
        assert asked <= 5


def test_many_customers_share_few_instants() -> None:
    turns_at = NOW + np.arange(1, 100_001, dtype=np.int64) * 40_000_000
    found = list(looks_again(np.arange(100_000, dtype=np.int64), turns_at, NOON))

    assert sum(len(whom) for _, whom in found) == 100_000
    assert len(found) < 300
    assert [due for due, _ in found] == sorted(due for due, _ in found)


def test_what_lies_beyond_all_calendars_is_left_alone() -> None:
    assert list(looks_again(np.array([1], np.int64), np.array([2**62], np.int64), NOON)) == []
