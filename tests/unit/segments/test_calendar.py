"""The edges of windows, which all evaluations read from one place."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lingqu.segments.contracts.windows import Between, Days, Last, Window
from lingqu.segments.domain.calendar import Calendar

NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
"""Noon in Beijing."""
MIDNIGHT = datetime(2026, 2, 28, 16, 0, tzinfo=UTC)
"""At which 1 March begins in Beijing."""
DAY = timedelta(days=1)
BEFORE = timedelta(microseconds=-1)
AFTER = timedelta(microseconds=1)

COVERED: list[tuple[Window | None, datetime, bool]] = [
    (None, NOON, True),
    (None, NOON + AFTER, False),
    (None, datetime(1970, 1, 1, tzinfo=UTC), True),
    (Last(duration=DAY), NOON, True),
    (Last(duration=DAY), NOON + AFTER, False),
    (Last(duration=DAY), NOON - DAY, False),
    (Last(duration=DAY), NOON - DAY + AFTER, True),
    (Between(since=NOON - DAY, before=NOON - timedelta(hours=1)), NOON - DAY, True),
    (Between(since=NOON - DAY, before=NOON - timedelta(hours=1)), NOON - DAY + BEFORE, False),
    (Between(since=NOON - DAY, before=NOON - timedelta(hours=1)), NOON - timedelta(hours=1), False),
    (Between(since=NOON - DAY, before=NOON - timedelta(hours=1)), NOON - timedelta(hours=1) + BEFORE, True),
    (Between(since=NOON - DAY), NOON + AFTER, False),
    (Between(before=NOON + DAY), NOON + AFTER, False),
    (Days(first=date(2026, 3, 1), last=date(2026, 3, 1)), MIDNIGHT, True),
    (Days(first=date(2026, 3, 1), last=date(2026, 3, 1)), MIDNIGHT + BEFORE, False),
    (Days(first=date(2026, 2, 28), last=date(2026, 2, 28)), MIDNIGHT, False),
    (Days(first=date(2026, 2, 28), last=date(2026, 2, 28)), MIDNIGHT + BEFORE, True),
    (Days(first=date(2026, 3, 1), last=date(2026, 3, 2)), NOON + AFTER, False),
]


@pytest.mark.parametrize(("window", "happened_at", "covered"), COVERED)
def test_a_window_covers_what_lies_within_its_edges(
    window: Window | None, happened_at: datetime, *, covered: bool
) -> None:
    assert Calendar().covers(window, happened_at, NOON) is covered


@pytest.mark.parametrize(("window", "happened_at", "covered"), COVERED)
def test_bounds_and_the_instant_of_looking_say_the_same(
    window: Window | None, happened_at: datetime, *, covered: bool
) -> None:
    low, high = Calendar().bounds(window, NOON)

    within = (low is None or low <= happened_at) and (high is None or happened_at < high) and happened_at <= NOON
    assert within is covered


def test_a_day_begins_at_the_corps_midnight() -> None:
    assert Calendar().day_of(MIDNIGHT) == date(2026, 3, 1)
    assert Calendar().day_of(MIDNIGHT + BEFORE) == date(2026, 2, 28)
    assert Calendar().start_of(date(2026, 3, 1)) == MIDNIGHT
