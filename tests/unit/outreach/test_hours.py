from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.outreach.contracts.rules import QuietHours, Rules
from lingqu.outreach.domain.hours import BEIJING, is_public_holiday, is_quiet, next_open, next_quiet

NIGHT = QuietHours(begins=time(22), ends=time(8))
NOON = QuietHours(begins=time(12), ends=time(13, 30))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("hour", "quiet"), [(21, False), (22, True), (23, True), (0, True), (7, True), (8, False), (12, False)]
)
def test_quiet_hours_reach_over_midnight(hour: int, *, quiet: bool) -> None:
    assert is_quiet(Rules(quiet=NIGHT), at(3, hour)) is quiet


def test_what_is_asked_for_in_the_night_leaves_in_the_morning() -> None:
    assert next_open(Rules(quiet=NIGHT), at(3, 23)) == at(4, 8)
    assert next_open(Rules(quiet=NIGHT), at(3, 1)) == at(3, 8)
    assert next_open(Rules(quiet=NIGHT), at(3, 9)) == at(3, 9)


def test_it_becomes_quiet_again_in_the_evening() -> None:
    assert next_quiet(Rules(quiet=NIGHT), at(3, 9)) == at(3, 22)
    assert next_quiet(Rules(), at(3, 9)) is None


def test_a_rest_on_holidays_lasts_as_long_as_the_holiday() -> None:
    rules = Rules(rests_on_holidays=True, quiet=NIGHT)

    assert next_open(rules, datetime(2026, 10, 3, 10, tzinfo=BEIJING)) == datetime(2026, 10, 8, 8, tzinfo=BEIJING)
    assert next_quiet(Rules(rests_on_holidays=True), at(30, 10)) == datetime(2026, 10, 1, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 10, 1), True),
        (date(2026, 10, 7), True),
        (date(2026, 10, 8), False),
        (date(2026, 9, 27), True),
        (date(2026, 11, 22), False),
        (date(2026, 10, 10), False),
        (date(2050, 10, 1), False),
    ],
)
def test_festivals_are_holidays_and_plain_sundays_and_days_worked_in_lieu_are_not(day: date, *, off: bool) -> None:
    assert is_public_holiday(day) is off


instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zoned by `timezones`
all_rules = st.builds(Rules, quiet=st.sampled_from([None, NIGHT, NOON]), rests_on_holidays=st.booleans())


@given(all_rules, instants)
def test_the_next_open_instant_is_open_and_none_before_it_is(rules: Rules, now: datetime) -> None:
    opens = next_open(rules, now)

    assert opens >= now
    assert not is_quiet(rules, opens)
    assert all(is_quiet(rules, now + (opens - now) * share / 7) for share in range(7) if opens > now)


@given(all_rules, instants)
def test_between_open_and_quiet_it_stays_open(rules: Rules, now: datetime) -> None:
    opens = next_open(rules, now)
    closes = next_quiet(rules, opens)

    if closes is None:
        assert rules.quiet is None
        return
    assert is_quiet(rules, closes)
    step = (closes - opens) / 50
    assert not any(is_quiet(rules, opens + number * step) for number in range(50))
    assert closes - opens <= timedelta(days=60)
