"""Frequency windows against a plain re-statement of the rule."""

from hypothesis import given
from hypothesis import strategies as st

from wecom_twin.wire.quota import Windows

KEY = ("ww", "/cgi-bin/x")


def test_keys_do_not_share_a_window() -> None:
    windows = Windows()
    taken = [windows.take((corpid, "/p"), now=0.0, per_minute=1, per_hour=9) for corpid in ("a", "b", "a", "b")]

    assert taken == [True, True, False, False]


def test_a_refused_key_opens_when_its_penalty_ends() -> None:
    windows = Windows()
    windows.shut(KEY, until=60.0)

    assert not windows.take(KEY, now=59.9, per_minute=1, per_hour=9)
    assert windows.take(KEY, now=60.0, per_minute=1, per_hour=9)


def test_calls_of_another_app_count_against_the_same_limit() -> None:
    windows = Windows()
    windows.let_others_call(KEY, per_minute=6, now=0.0)
    taken = [windows.take(KEY, now=now, per_minute=10, per_hour=99) for now in (0.0, 10.0, 20.0, 30.0, 40.0, 50.0)]
    shut = windows.take(KEY, now=55.0, per_minute=10, per_hour=99)

    windows.let_others_call(KEY, per_minute=0, now=110.0)
    alone = [windows.take(KEY, now=115.0, per_minute=10, per_hour=99) for _ in range(11)]

    assert (taken, shut) == ([True] * 5 + [False], False)
    assert alone == [True] * 10 + [False]


@given(st.lists(st.floats(0, 400), min_size=1, max_size=60))
def test_no_sixty_seconds_window_lets_more_through_than_its_limit(gaps: list[float]) -> None:
    windows = Windows()
    now, passed = 0.0, list[float]()
    for gap in gaps:
        now += gap
        if windows.take(KEY, now=now, per_minute=3, per_hour=10):
            passed.append(now)

    starts: list[float] = []
    for at in passed:
        if not starts or at >= starts[-1] + 60:
            starts.append(at)
    assert all(sum(start <= at < start + 60 for at in passed) <= 3 for start in starts)


@given(st.lists(st.floats(0, 30), min_size=1, max_size=80))
def test_after_the_first_refusal_nothing_passes_for_the_penalty(gaps: list[float]) -> None:
    windows = Windows()
    now, refused_at = 0.0, None
    for gap in gaps:
        now += gap
        taken = windows.take(KEY, now=now, per_minute=2, per_hour=1000)
        if refused_at is not None and now < refused_at + 60:
            assert not taken
        if not taken and (refused_at is None or now >= refused_at + 60):
            refused_at = now
