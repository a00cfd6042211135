"""Durations, days, instants, money and shares as people write them; `read_*` give None for what is none of that."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

_DURATION: Final = re.compile(
    r"(?:(?P<weeks>\d{1,6})w)?(?:(?P<days>\d{1,6})d)?(?:(?P<hours>\d{1,6})h)?(?:(?P<minutes>\d{1,7})m)?"
    r"(?:(?P<seconds>\d{1,9}(?:\.\d{1,6})?)s)?"
)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT: Final = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(?P<zone>Z|[+-]\d{2}:\d{2})?"
)
_MONEY: Final = re.compile(r"[¥￥] ?(?P<yuan>-?\d{1,14}(?:\.\d{1,400})?)")
_LENGTHS: Final = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "m"))
_SHARE: Final = re.compile(r"(?P<whole>\d{1,3})(?:\.(?P<tenth>\d))?\s?%")
_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
FEN: Final = 100
_TENTHS: Final = 10
DAY: Final = timedelta(days=1)


# ───────────────────────── durations ─────────────────────────


def write_duration(duration: timedelta) -> str:
    """Return `30d`, `1d12h`, `0.5s`."""
    written = ""
    rest = duration
    for length, unit in _LENGTHS:
        number, rest = divmod(rest, length)
        written += f"{number}{unit}" if number else ""
    if rest or not written:
        seconds = f"{rest.seconds}.{rest.microseconds:06}".rstrip("0").rstrip(".")
        written += f"{seconds}s"
    return written


def read_duration(text: str) -> timedelta | None:
    """Return what `30d`, `2w` or `1d12h` lasts."""
    found = _DURATION.fullmatch(text)
    if not text or found is None:
        return None
    seconds = Decimal(found["seconds"] or 0)
    whole = {unit: int(found[unit] or 0) for unit in ("weeks", "days", "hours", "minutes")}
    return timedelta(**whole, microseconds=int(seconds * 1_000_000))


# ───────────────────────── days and instants ─────────────────────────


def read_day(text: str) -> date | None:
    """Return a day of the corp's calendar."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def write_instant(instant: datetime, zone: ZoneInfo) -> str:
    """Return an instant on the clock of a zone; with the offset where the clock shows that hour twice."""
    local = instant.astimezone(zone)
    exact = "seconds" if local.second else "minutes"
    text = local.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds" if local.microsecond else exact)
    return text if read_instant(text, zone) == instant else text + local.isoformat()[-len("+08:00") :]


def read_instant(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the instant of `2026-03-01 08:00`, on the clock of the zone unless an offset says another."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        return None
    try:
        instant = datetime.fromisoformat(f"{found['day']}T{found['time']}{found['zone'] or ''}")
    except ValueError:
        return None
    return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)


def write_clock(clock: time) -> str:
    """Return `08:00`, or `08:00:30`."""
    return clock.isoformat("seconds" if clock.second else "minutes")


def read_clock(text: str) -> time | None:
    """Return the time of day of `08:00` or `8:00`."""
    try:
        return time.fromisoformat(text.zfill(len("08:00"))) if _CLOCK.fullmatch(text) else None
    except ValueError:
        return None


# ───────────────────────── money ─────────────────────────


def write_money(fen: float) -> str:
    """Return yuan: `¥199`, `¥0.01`."""
    yuan = Decimal(repr(fen)) / FEN
    text = f"{yuan:f}"
    return f"¥{text.rstrip('0').rstrip('.') if '.' in text else text}"


def read_money(text: str) -> float | None:
    """Return the fen of `¥199`."""
    found = _MONEY.fullmatch(text)
    return None if found is None else float(Decimal(found["yuan"]) * FEN)


# ───────────────────────── shares ─────────────────────────


def write_share(permille: int) -> str:
    """Return `50%`, `33.3%`."""
    whole, tenth = divmod(permille, _TENTHS)
    return f"{whole}.{tenth}%" if tenth else f"{whole}%"


def read_share(text: str) -> int | None:
    """Return how many in a thousand."""
    found = _SHARE.fullmatch(text)
    return None if found is None else int(found["whole"]) * _TENTHS + int(found["tenth"] or 0)
