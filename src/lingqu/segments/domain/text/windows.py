"""Spans of time as people write them. `read_window` returns None for what it does not understand."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from lingqu.kernel.text.values import DAY, read_day, read_duration, read_instant, write_duration, write_instant
from lingqu.segments.contracts.windows import Between, Days, Last, Window
from lingqu.segments.domain.calendar import Calendar

TO: Final = ".."


def write_window(window: Window, calendar: Calendar) -> str:
    """Return `30d`, `2024-12-01..2025-02-28` or `2024-12-01 08:00..`."""
    if isinstance(window, Last):
        return write_duration(window.duration)
    if isinstance(window, Days):
        return f"{window.first}{TO}{window.last}"
    ends = (write_instant(one, calendar.zone) if one is not None else "" for one in (window.since, window.before))
    return TO.join(ends)


def read_window(text: str, calendar: Calendar) -> Window | None:
    """Return a duration before now, whole days (both included), or instants (the second is not)."""
    if TO not in text:
        duration = read_duration(text)
        return None if duration is None else Last(duration=duration)
    first, _, last = (part.strip() for part in text.partition(TO))
    days = read_day(first), read_day(last)
    if days[0] is not None and days[1] is not None:
        return Days(first=days[0], last=days[1])
    since, before = _end(first, calendar), _end(last, calendar, closing=True)
    if (first and since is None) or (last and before is None):
        return None
    return Between(since=since, before=before)


def _end(text: str, calendar: Calendar, *, closing: bool = False) -> datetime | None:
    """Return where an open window begins or ends: a whole day is in it."""
    day = read_day(text)
    if day is None:
        return read_instant(text, calendar.zone)
    return calendar.start_of(day + DAY if closing else day)
