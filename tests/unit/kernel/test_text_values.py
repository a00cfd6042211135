"""Durations, days, instants and money are written as people write them, and mean the same again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.kernel.text import values

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(days=30), "30d"),
        (timedelta(hours=12), "12h"),
        (timedelta(days=1, hours=12, minutes=5), "1d12h5m"),
        (timedelta(milliseconds=500), "0.5s"),
        (timedelta(days=1) - timedelta(microseconds=1), "23h59m59.999999s"),
    ],
)
def test_durations(duration: timedelta, text: str) -> None:
    assert values.write_duration(duration) == text
    assert values.read_duration(text) == duration


@given(st.timedeltas(timedelta(microseconds=1), timedelta(days=3660)))
def test_every_duration_survives(duration: timedelta) -> None:
    assert values.read_duration(values.write_duration(duration)) == duration


@given(st.floats(0, 1e13, allow_nan=False))
def test_every_amount_survives(fen: float) -> None:
    assert values.read_money(values.write_money(fen)) == fen


@given(
    st.timedeltas(timedelta(days=1), timedelta(days=84_000)).map(lambda passed: EPOCH + passed),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]),
)
def test_every_instant_survives_the_hour_that_comes_twice(instant: datetime, zone: str) -> None:
    assert values.read_instant(values.write_instant(instant, ZoneInfo(zone)), ZoneInfo(zone)) == instant


def test_an_hour_that_comes_twice_is_written_with_its_offset() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    assert values.write_instant(datetime(2025, 10, 26, 1, 30, tzinfo=UTC), berlin) == "2025-10-26 02:30+01:00"


@pytest.mark.parametrize("text", ["", "30", "d", "-1d", "1y", "1d 2h", "2h1d", "0.5d"])
def test_what_is_no_duration(text: str) -> None:
    assert values.read_duration(text) is None


@pytest.mark.parametrize("text", ["199", "¥", "¥1,000", "199 yuan", "¥1.2.3"])
def test_what_is_no_money(text: str) -> None:
    assert values.read_money(text) is None
