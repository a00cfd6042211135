"""When people act: the hours of a Beijing day, and who of many is of which kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

from wecom_twin.days import day_number, day_start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DAY = 86_400.0

Kind = TypeVar("Kind")


def next_hour(at: float, hours: Sequence[float]) -> float:
    """The first instant after `at` whose Beijing hour is one of `hours`; unix seconds."""
    midnight = day_start(day_number(at))
    return min(instant for day in (0, 1) for hour in hours if (instant := midnight + day * _DAY + hour * 3_600.0) > at)


def within_hours(at: float, hours: tuple[float, float] | None) -> float:
    """`at` itself between the two Beijing hours, else the next opening; unix seconds."""
    if hours is None:
        return at
    first, last = hours
    hour = (at - day_start(day_number(at))) / 3_600.0
    return at if first <= hour < last else next_hour(at, (first,))


def kind_of(name: str, *, seed: int, kinds: Mapping[str, Kind], shares: Mapping[str, int]) -> Kind:
    """Of which kind somebody is, always the same for the same seed; remembers nothing, so that millions cost nothing.

    Args:
        name: the person's id.
        shares: relative, by kind.
    """
    drawn = crc32(f"{seed}:{name}".encode()) % sum(shares.values())
    for key, share in shares.items():
        drawn -= share
        if drawn < 0:
            return kinds[key]
    raise AssertionError("shares add up to less than themselves")
