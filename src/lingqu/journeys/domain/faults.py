"""Faults of definitions: how they are told, and the rules that several parts share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from lingqu.deliveries.contracts import Problem

LONGEST = timedelta(days=366)
LONGEST_NAME = 40
LONGEST_TITLE = 60
MOST_BRANCHES = 16
"""Of a split; also of what is waited for, of shares, entries and goals."""


def fault(place: str, kind: str, message: str, **data: Any) -> Problem:
    """Return a fault of a definition; the message names the mend."""
    return Problem(place=place, code=f"journeys.{kind}", message=message, data=data)


def unknown(noun: str, named: Iterable[Any], existing: Collection[Any], place: str) -> Iterator[Problem]:
    """Refuse what there is not."""
    missing = [one for one in named if one not in existing]
    if missing:
        told = ", ".join(map(str, missing))
        yield fault(place, "unknown", f"there is no {noun} {told}: name another", noun=noun, unknown=missing[:20])


def within(duration: timedelta, place: str, *, least: timedelta, most: timedelta = LONGEST) -> Iterator[Problem]:
    """Refuse a duration that is too short or too long."""
    if not least <= duration <= most:
        yield fault(
            place,
            "bad_duration",
            f"from {least} to {most}",
            least_seconds=least.total_seconds(),
            most_seconds=most.total_seconds(),
        )


def in_range(number: int, place: str, least: int, most: int) -> Iterator[Problem]:
    """Refuse a number that is too small or too large."""
    if not least <= number <= most:
        yield fault(place, "out_of_range", f"from {least} to {most}", least=least, most=most)


def sized(several: Sequence[Any], place: str, *, least: int = 1, most: int = MOST_BRANCHES) -> Iterator[Problem]:
    """Refuse too few and too many."""
    if not least <= len(several) <= most:
        yield fault(place, "size", f"from {least} to {most}, here are {len(several)}", least=least, most=most)


def named(names: Sequence[str], place: str, *, taken: Collection[str] = ()) -> Iterator[Problem]:
    """Refuse names that are empty, too long, or stand twice.

    Args:
        place: that of the list.
        taken: names that something else has.
    """
    counted = Counter(names)
    for number, name in enumerate(names):
        where = f"{place}[{number}].name"
        if not _fits(name, LONGEST_NAME):
            yield fault(where, "bad_name", f"a name has 1 to {LONGEST_NAME} characters", most=LONGEST_NAME)
        elif name in taken or (counted[name] > 1 and name in names[:number]):
            yield fault(where, "doubled_name", f"{name!r} is taken: give each a name of its own", name=name)


def short(text: str, place: str) -> Iterator[Problem]:
    """Refuse words for people that are empty or too long."""
    if not _fits(text, LONGEST_TITLE):
        yield fault(place, "bad_name", f"1 to {LONGEST_TITLE} characters", most=LONGEST_TITLE)


def _fits(text: str, most: int) -> bool:
    return 0 < len(text.strip()) == len(text) <= most and text.isprintable()
