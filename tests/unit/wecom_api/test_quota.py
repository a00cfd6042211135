from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wecom_api.quota import COMMON_WINDOWS, Bucket, Gate, QuotaPlan, Window, reserve

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
ZERO = timedelta()

windows = st.builds(
    Window,
    calls=st.integers(1, 200),
    per=st.sampled_from([timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)]),
    burst_permille=st.integers(1, 1000),
)
arrivals = st.lists(
    st.tuples(st.sampled_from([0, 0, 0, 1, 20, 1_000, 30_000]), st.one_of(st.none(), st.integers(0, 5_000))),
    min_size=1,
    max_size=150,
)


@given(some_windows=st.lists(windows, min_size=1, max_size=3), share=st.integers(1, 1000), arrivals=arrivals)
def test_no_sliding_window_ever_holds_more_than_its_share(
    some_windows: list[Window], share: int, arrivals: list[tuple[int, int | None]]
) -> None:
    buckets = tuple(Bucket.of(window, share) for window in some_windows)
    gate, now, released = Gate(), NOON, []
    for gap_ms, within_ms in arrivals:
        now += timedelta(milliseconds=gap_ms)
        within = None if within_ms is None else timedelta(milliseconds=within_ms)
        wait, gate = reserve(gate, buckets, now=now, within=within)
        if within is None or wait <= within:
            released.append(now + wait)

    released.sort()
    for window in some_windows:
        allowed = max(window.calls * share // 1000, 1)
        for first, begin in enumerate(released):
            last = bisect_right(released, begin + window.per - timedelta(microseconds=1))
            assert last - first <= allowed


@given(arrivals=arrivals, close_at=st.integers(0, 100), closed_s=st.integers(0, 600))
def test_nothing_is_released_while_closed(arrivals: list[tuple[int, int | None]], close_at: int, closed_s: int) -> None:
    buckets = QuotaPlan().buckets("/cgi-bin/user/list")
    gate, now = Gate(), NOON
    until = NOON
    for number, (gap_ms, _) in enumerate(arrivals):
        now += timedelta(milliseconds=gap_ms)
        if number == close_at:
            until = now + timedelta(seconds=closed_s)
            gate = gate.closed(until)
        wait, gate = reserve(gate, buckets, now=now)
        assert now + wait >= max(now, until)


def test_default_plan_uses_sixty_percent_of_the_common_limits() -> None:
    minute, hour = QuotaPlan().buckets("/cgi-bin/user/list")

    assert (Window(10_000, timedelta(minutes=1)), Window(150_000, timedelta(hours=1))) == COMMON_WINDOWS
    assert (minute.burst, minute.interval) == (960, timedelta(microseconds=11_905))
    assert (hour.burst, hour.interval) == (14_400, timedelta(microseconds=47_620))


def test_a_path_that_is_walked_gets_nearly_its_whole_share() -> None:
    minute, hour = QuotaPlan().buckets("/cgi-bin/externalcontact/batch/get_by_user")

    assert (minute.burst, minute.interval) == (120, timedelta(microseconds=10_205))
    assert (hour.burst, hour.interval) == (1_800, timedelta(microseconds=40_817))


def test_every_refusal_slows_down_but_never_to_nothing() -> None:
    gate, at, paces = Gate(), NOON, []
    for _ in range(10):
        gate = gate.closed(at + timedelta(minutes=1))
        at += timedelta(minutes=2)
        paces.append(gate.pace)

    assert paces == [700, 497, 354, 254, 184, 135, 101, 77, 60, 50]


def test_five_hundred_greetings_in_one_second_need_no_wait() -> None:
    buckets = QuotaPlan().buckets("/cgi-bin/externalcontact/send_welcome_msg")
    gate, waits = Gate(), set()
    for number in range(500):
        wait, gate = reserve(gate, buckets, now=NOON + timedelta(milliseconds=2 * number))
        waits.add(wait)

    assert waits == {ZERO}


def test_picture_uploads_have_their_day_and_month_beside_the_common_limits() -> None:
    day, month, minute, hour = QuotaPlan().buckets("/cgi-bin/media/uploadimg")

    assert (day.burst, month.burst) == (480, 1440)
    assert (minute, hour) == QuotaPlan().buckets("/cgi-bin/media/upload")


@pytest.mark.parametrize("share", [1, 500, 1000])
def test_share_is_never_rounded_up(share: int) -> None:
    bucket = Bucket.of(Window(10, timedelta(minutes=1), burst_permille=1000), share)

    assert bucket.burst == max(1, 10 * share // 1000)
