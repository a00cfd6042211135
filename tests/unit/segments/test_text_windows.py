"""Spans of time are written as people write them, and mean the same again."""

from __future__ import annotations

import pytest

from lingqu.segments.domain.calendar import Calendar
from lingqu.segments.domain.text.windows import read_window, write_window

SHANGHAI = Calendar()


@pytest.mark.parametrize(
    "text", ["30", "2025-02-30..2025-03-01", "2025-01-01", "a..b", "2025-01-01..2025", "9999-12-32.."]
)
def test_what_is_no_window(text: str) -> None:
    assert read_window(text, SHANGHAI) is None


def test_an_open_window_takes_whole_days_in() -> None:
    window = read_window("..2025-02-28", SHANGHAI)

    assert window is not None
    assert write_window(window, SHANGHAI) == "..2025-03-01 00:00"
