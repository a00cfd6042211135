"""Cap rules laid over the days of a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

DAYS_OF_A_WEEK = 7


class Per(StrEnum):
    """The calendar period in which a rule counts."""

    DAY = "day"
    WEEK = "week"
    """From Monday to Sunday."""
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class CapRule:
    """At most so many messages to a customer in a period.

    Attributes:
        per: the period.
        most: how many; None for as many as the period has days.
    """

    per: Per
    most: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """The periods that rules have within a calendar, as `problem.Caps` takes them.

    Attributes:
        period_of: int16 (rules, calendar days).
        most: int32 (periods,).
        first_on: by period, the day on which it begins; it may lie before the calendar. What was used of it is counted
            from there.
    """

    period_of: NDArray[np.int16]
    most: NDArray[np.int32]
    first_on: tuple[date, ...]


def lay_out(rules: Sequence[CapRule], *, begins_on: date, days: int) -> Periods:
    """Return the periods of rules from a day on, rule by rule and in the order of time."""
    period_of = np.empty((len(rules), days), np.int16)
    first_on: list[date] = []
    most: list[int] = []
    for row, rule in zip(period_of, rules, strict=True):
        known: dict[date, int] = {}
        for day in range(days):
            first = _first_day(rule.per, begins_on + timedelta(days=day))
            if first not in known:
                known[first] = len(first_on)
                first_on.append(first)
                most.append(_length(rule.per, first) if rule.most is None else rule.most)
            row[day] = known[first]
    return Periods(period_of=period_of, most=np.array(most, np.int32), first_on=tuple(first_on))


def _first_day(per: Per, day: date) -> date:
    if per is Per.DAY:
        return day
    if per is Per.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1)


def _length(per: Per, first: date) -> int:
    """Return how many days a period has."""
    if per is Per.DAY:
        return 1
    if per is Per.WEEK:
        return DAYS_OF_A_WEEK
    return ((first.replace(day=28) + timedelta(days=4)).replace(day=1) - first).days
