"""Small problems of every kind, drawn from a number."""

from __future__ import annotations

import numpy as np

from lingqu.outreach.domain.planning.problem import UNLIMITED, Caps, Intents, Problem


def draw_problem(seed: int, *, most_intents: int, least_intents: int = 0) -> Problem:
    """Return a problem in which about anything may bind, or nothing."""
    chance = np.random.default_rng(seed)
    count = int(chance.integers(least_intents, most_intents + 1))
    programmes = int(chance.integers(1, 4))
    people = -(-count // programmes) + int(chance.integers(0, 3))
    members = int(chance.integers(1, 4))
    days = int(chance.integers(1, 6))
    calendar = days + int(chance.integers(0, 5))
    horizon = np.arange(calendar)
    open_days = chance.integers(1, 5, (programmes, calendar)) if chance.random() < 0.7 else 1
    closes_on = (horizon + open_days - 1) * np.ones((programmes, 1), np.int64)
    may_go = (chance.random((programmes, days)) < chance.choice([0.4, 0.8, 1.0])) & (closes_on[:, :days] < calendar)
    return Problem(
        intents=_intents(chance, count, programmes, max(people, 1), members),
        caps=_caps(chance, programmes, max(people, 1), calendar),
        may_go=may_go,
        closes_on=closes_on.astype(np.int16),
        budget=np.where(chance.random(programmes) < 0.3, chance.integers(0, count + 1, programmes), UNLIMITED),
        slots=chance.integers(0, 4, (members, days)),
        largest_task=int(chance.choice([1, 2, 10_000], p=[0.1, 0.2, 0.7])),
    )


def _intents(chance: np.random.Generator, count: int, programmes: int, people: int, members: int) -> Intents:
    pairs = chance.permutation(programmes * people)[:count]
    values = chance.integers(1, 10, count) if chance.random() < 0.5 else chance.lognormal(0, 1, count)
    return Intents(
        customer=(pairs // programmes).astype(np.int32),
        programme=(pairs % programmes).astype(np.int16),
        content=chance.integers(0, 1 + chance.integers(0, 3), count).astype(np.int16),
        sender=chance.integers(0, members, count).astype(np.int32),
        value=values.astype(np.float64),
    )


def _caps(chance: np.random.Generator, programmes: int, people: int, calendar: int) -> Caps:
    """Return up to three rules; of each, periods of some days, and perhaps a gap."""
    rules = int(chance.integers(0, 4))
    period_of = np.full((rules, calendar), -1, np.int16)
    periods = 0
    for row in period_of:
        length, shift = int(chance.integers(1, 5)), int(chance.integers(0, 4))
        row[:] = (np.arange(calendar) + shift) // length
        row[:] = np.unique(row, return_inverse=True)[1] + periods
        periods = int(row.max()) + 1
        row[chance.random(calendar) < 0.05] = -1
    return Caps(
        period_of=period_of,
        most=chance.integers(0, 4, periods).astype(np.int32),
        counts=chance.random((rules, programmes)) < 0.8,
        used=chance.choice(3, (people, periods), p=[0.7, 0.2, 0.1]),
    )
