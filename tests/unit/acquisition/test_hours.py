from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.acquisition.contracts import CORP_ZONE, Hours, Welcome
from lingqu.acquisition.domain.hours import choose, clock_from, is_within, minutes_from

MONDAY = "2026-03-02"
TUESDAY = "2026-03-03"
WORKDAYS = (1, 2, 3, 4, 5)
OPEN = Hours(weekdays=WORKDAYS, begins=9 * 60, ends=18 * 60)
NIGHT = Hours(weekdays=(1,), begins=22 * 60, ends=2 * 60)


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=CORP_ZONE)


def welcome(text: str, hours: Hours | None) -> Welcome:
    return Welcome(hours=hours, text=text, fallback_text=None, attachments=())


@pytest.mark.parametrize(
    ("clock", "inside"),
    [("08:59:59", False), ("09:00:00", True), ("17:59:59", True), ("18:00:00", False)],
)
def test_hours_hold_their_beginning_and_not_their_end(clock: str, inside: bool) -> None:  # noqa: FBT001 - a column
    assert is_within(OPEN, at(MONDAY, clock)) is inside


def test_hours_keep_to_their_weekdays() -> None:
    assert not is_within(OPEN, at("2026-03-07", "10:00:00"))


@pytest.mark.parametrize(
    ("day", "clock", "inside"),
    [
        (MONDAY, "21:59:00", False),
        (MONDAY, "22:00:00", True),
        (TUESDAY, "01:59:00", True),
        (TUESDAY, "02:00:00", False),
        (TUESDAY, "22:30:00", False),
        (MONDAY, "01:00:00", False),
    ],
)
def test_hours_past_midnight_belong_to_the_day_they_began_on(
    day: str,
    clock: str,
    inside: bool,  # noqa: FBT001 - a column
) -> None:
    assert is_within(NIGHT, at(day, clock)) is inside


def test_the_corps_time_counts_whatever_the_zone_of_the_instant() -> None:
    assert is_within(OPEN, datetime.fromisoformat("2026-03-02T01:30:00+00:00"))


def test_the_first_welcome_whose_hours_match_is_spoken() -> None:
    spoken = choose([welcome("营业", OPEN), welcome("夜里", NIGHT), welcome("平时", None)], at(MONDAY, "10:00:00"))

    assert spoken is not None
    assert spoken.text == "营业"


def test_the_welcome_without_hours_is_spoken_when_no_other_fits() -> None:
    spoken = choose([welcome("营业", OPEN), welcome("平时", None)], at(MONDAY, "20:00:00"))

    assert spoken is not None
    assert spoken.text == "平时"


@given(st.integers(0, 24 * 60))
def test_a_time_of_day_reads_back_as_it_was_written(minutes: int) -> None:
    assert minutes_from(clock_from(minutes)) == minutes


@pytest.mark.parametrize("clock", ["", "9:00", "25:00", "24:01", "12:60", "12:00:00", "ab:cd", "١٢:٠٠"])
def test_what_is_no_time_of_day_is_none(clock: str) -> None:
    assert minutes_from(clock) is None
