from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lingqu.journeys.contracts.definition import DayKind, Since, WaitDate, WaitUntil
from lingqu.journeys.domain.timing import gathered, instant, on_date, until

BEIJING = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
APIA = ZoneInfo("Pacific/Apia")
"""It left out the whole of 30 December 2011."""
ZONES = st.sampled_from([BEIJING, NEW_YORK, APIA, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")])
EARLY, LATE = datetime(2005, 1, 1), datetime(2035, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
INSTANTS = st.datetimes(EARLY, LATE, timezones=st.just(UTC))
CLOCKS = st.times().map(lambda one: one.replace(microsecond=0))
TEN = time(10)


def at(text: str, zone: ZoneInfo = BEIJING) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def wait(step: WaitUntil, since: str, *, entered: str | None = None, zone: ZoneInfo = BEIJING) -> datetime | None:
    return until(step, at=at(since, zone), entered_at=at(entered or since, zone), zone=zone)


def test_a_clock_time_that_has_not_come_is_today_s_and_one_that_has_is_tomorrow_s() -> None:
    assert wait(WaitUntil(clock=TEN), "2026-11-24 09:59") == at("2026-11-24 10:00")
    assert wait(WaitUntil(clock=TEN), "2026-11-24 10:00") == at("2026-11-24 10:00")
    assert wait(WaitUntil(clock=TEN), "2026-11-24 10:00:01") == at("2026-11-25 10:00")


def test_days_later_count_the_corp_s_days_across_the_end_of_a_month_and_of_a_leap_year_s_february() -> None:
    assert wait(WaitUntil(clock=TEN, days_later=1), "2026-10-31 23:59") == at("2026-11-01 10:00")
    assert wait(WaitUntil(clock=TEN, days_later=2), "2028-02-28 08:00") == at("2028-03-01 10:00")


def test_workdays_leave_out_festivals_and_keep_the_weekends_that_are_worked_instead() -> None:
    workday = WaitUntil(clock=TEN, day=DayKind.WORKDAY)
    assert wait(workday, "2025-09-30 12:00") == at("2025-10-09 10:00")
    assert wait(workday, "2025-09-27 12:00") == at("2025-09-28 10:00")
    assert wait(WaitUntil(clock=TEN, day=DayKind.RESTDAY), "2025-09-28 12:00") == at("2025-10-01 10:00")


def test_weekdays_narrow_the_days() -> None:
    assert wait(WaitUntil(clock=TEN, weekdays=(1, 3)), "2026-11-24 09:00") == at("2026-11-25 10:00")


def test_a_day_of_the_entry_is_missed_when_it_is_over() -> None:
    second = WaitUntil(clock=TEN, days_later=2, since=Since.ENTRY)
    assert wait(second, "2026-11-25 18:00", entered="2026-11-24 11:00") == at("2026-11-26 10:00")
    assert wait(second, "2026-11-26 10:01", entered="2026-11-24 11:00") is None


def test_a_clock_time_that_is_left_out_is_the_end_of_the_gap() -> None:
    assert instant(date(2026, 3, 8), time(2, 30), NEW_YORK) == at("2026-03-08 03:00", NEW_YORK)
    assert instant(date(2011, 12, 30), TEN, APIA) == at("2011-12-31 00:00", APIA)


def test_a_clock_time_that_comes_twice_is_the_first() -> None:
    assert instant(date(2026, 11, 1), time(1, 30), NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@given(ZONES, INSTANTS, INSTANTS, CLOCKS, st.integers(0, 40), st.sampled_from(DayKind), st.sampled_from(Since))
def test_a_wait_ends_at_its_clock_time_and_never_before_the_arrival(
    zone: ZoneInfo, since: datetime, entered: datetime, clock: time, days: int, day: DayKind, counted: Since
) -> None:
    assume(entered <= since)
    step = WaitUntil(clock=clock, days_later=days, day=day, since=counted)

    ends_at = until(step, at=since, entered_at=entered, zone=zone)

    if ends_at is None:
        assert counted is Since.ENTRY
        return
    assert ends_at >= since
    local = ends_at.astimezone(zone)
    assert ends_at == instant(local.date(), clock, zone) or instant(local.date() - timedelta(1), clock, zone) == ends_at
    first = (since if counted is Since.ARRIVAL else entered).astimezone(zone).date()
    assert local.date() >= first + timedelta(days=days)


def on(step: WaitDate, value: str, since: str) -> datetime | None:
    return on_date(step, date.fromisoformat(value), at=at(since), zone=BEIJING)


def test_a_date_of_the_customer_is_over_or_comes() -> None:
    expiry = WaitDate(attribute="membership_until", clock=TEN, offset_days=-7)
    assert on(expiry, "2026-12-05", "2026-11-24 09:00") == at("2026-11-28 10:00")
    assert on(expiry, "2026-12-01", "2026-11-24 10:00") == at("2026-11-24 10:00")
    assert on(expiry, "2026-12-01", "2026-11-24 10:01") is None


@pytest.mark.parametrize(
    ("value", "offset", "since", "ends"),
    [
        ("1990-11-24", 0, "2026-11-24 10:01", "2027-11-24 10:00"),
        ("1990-01-02", -7, "2026-11-24 09:00", "2026-12-26 10:00"),
        ("1990-12-30", 7, "2026-01-02 09:00", "2026-01-06 10:00"),
        ("1992-02-29", 0, "2026-11-24 09:00", "2027-02-28 10:00"),
        ("1992-02-29", 0, "2027-11-24 09:00", "2028-02-29 10:00"),
        ("1992-02-29", 1, "2027-11-24 09:00", "2028-03-01 10:00"),
    ],
)
def test_a_date_returns_every_year(value: str, offset: int, since: str, ends: str) -> None:
    assert on(WaitDate(attribute="birthday", clock=TEN, offset_days=offset, yearly=True), value, since) == at(ends)


@given(st.dates(date(1930, 1, 1), date(2040, 1, 1)), st.integers(-366, 3660), INSTANTS, ZONES)
def test_a_yearly_date_comes_within_a_year_and_never_before_the_arrival(
    value: date, offset: int, since: datetime, zone: ZoneInfo
) -> None:
    step = WaitDate(attribute="birthday", clock=TEN, offset_days=offset, yearly=True)

    ends_at = on_date(step, value, at=since, zone=zone)

    assert ends_at is not None
    assert since <= ends_at <= since + timedelta(days=368)


@given(INSTANTS, ZONES, st.sampled_from([timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=24)]))
def test_what_is_gathered_leaves_later_and_within_its_time(at: datetime, zone: ZoneInfo, gathers: timedelta) -> None:
    leaves_at = gathered(at, gathers, zone)

    assert timedelta(0) < leaves_at - at <= gathers + timedelta(hours=1)
    assert gathered(leaves_at - timedelta(microseconds=1), gathers, zone) == leaves_at
