"""Days of the corp."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lingqu.kernel.days import BadPeriodError, Days, day_of, days_asked

LATE = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
"""Half past midnight of the third in Shanghai."""


def asked(first: date | None, last: date | None) -> Days:
    return days_asked(first, last, at=LATE, usual=7, longest=92)


def test_a_day_is_one_of_the_corps_wherever_the_instant_is_told() -> None:
    assert day_of(LATE) == date(2026, 3, 3)


def test_days_reach_from_midnight_to_the_midnight_after_the_last() -> None:
    days = Days(date(2026, 3, 1), date(2026, 3, 2))

    assert (days.begins_at, days.ends_at) == (
        datetime(2026, 2, 28, 16, tzinfo=UTC),
        datetime(2026, 3, 2, 16, tzinfo=UTC),
    )


def test_who_names_no_days_gets_the_usual_ones_until_today() -> None:
    assert asked(None, None) == Days(date(2026, 2, 25), date(2026, 3, 3))
    assert asked(None, date(2026, 1, 31)) == Days(date(2026, 1, 25), date(2026, 1, 31))


def test_the_longest_period_is_allowed_and_one_day_more_is_not() -> None:
    assert asked(date(2026, 1, 1), date(2026, 4, 2)) == Days(date(2026, 1, 1), date(2026, 4, 2))
    with pytest.raises(BadPeriodError):
        asked(date(2026, 1, 1), date(2026, 4, 3))


@pytest.mark.parametrize("first", [date(1, 1, 1), date(2026, 3, 5), date(9999, 12, 31)])
def test_days_in_the_wrong_order_or_of_another_century_are_refused(first: date) -> None:
    with pytest.raises(BadPeriodError) as refused:
        asked(first, date(2026, 3, 4))

    assert refused.value.place == "query.from"
