"""A corp of N customers as arrays: who they are, what they bought, what they did. The same for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
"""From when everything is looked at: noon in Beijing."""
NOW_US = int(NOW.timestamp()) * 1_000_000
DAY_US = 86_400 * 1_000_000
DAYS = 180

CITIES, SOURCES, STAFF, SHOPS, TAGS = 300, 50, 20_000, 4_000, 300
NAMES, PAGES, VALUES = 20, 50, 100
TAGS_EACH, ORDERS_EACH, EVENTS_EACH = 8.0, 1.5, 10.0
ACTIVITY_SIGMA = 1.0
CLUSTERED, CLUSTER_DAYS = 0.5, 4
_NAME_WEIGHTS = np.array([0.20, 0.15, 0.10, 0.08, 0.06, *([0.41 / 15] * 15)])

Ints = NDArray[Any]
Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """One place a paid order; `at` in microseconds since 1970, `amount` in fen, order ids count from 1."""

    customer: Ints
    at: Ints
    amount: Ints
    shop: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """One place an event, in the order of arrival; names are 1 to 20, `page` and `value` are its two properties."""

    customer: Ints
    at: Ints
    name: Ints
    page: Ints
    value: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Corp:
    """Customers are 1 to `size`; place `i` of an attribute's array belongs to customer `i + 1`.

    Attributes:
        attributes: twelve, all numbers; dates are days since 1970, `last_order_at` 0 for never.
        tags: of each tag the customers who have it, ascending; tag `t` at place `t - 1`.
    """

    size: int
    attributes: dict[str, Ints]
    tags: Sequence[Ints]
    orders: Orders
    events: Events


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What happens to some customers at once: tags lost and gained as pairs, and new events."""

    customers: Ints
    lost_customer: Ints
    lost_tag: Ints
    gained_customer: Ints
    gained_tag: Ints
    events: Events


def make_corp(size: int, *, seed: int) -> Corp:
    """Draw a corp."""
    chance = np.random.default_rng(seed)
    orders = _orders(size, chance)
    return Corp(
        size=size,
        attributes=_attributes(size, orders, chance),
        tags=_tags(size, chance),
        orders=orders,
        events=_events(size, chance),
    )


def _attributes(size: int, orders: Orders, chance: np.random.Generator) -> dict[str, Ints]:
    today = NOW_US // DAY_US
    weights = np.arange(1, CITIES + 1) ** -1.3
    ltv = np.bincount(orders.customer, orders.amount, size + 1)[1:]
    last = np.zeros(size + 1, np.int32)
    np.maximum.at(last, orders.customer, (orders.at // DAY_US).astype(np.int32))
    return {
        "city": _drawn(weights, size, chance).astype(np.int16) + 1,
        "gender": chance.integers(0, 3, size, np.int8),
        "level": chance.integers(1, 7, size, np.int8),
        "birthday": chance.integers(3_000, 14_000, size, np.int32),
        "ltv": (ltv / 100).astype(np.float64),
        "last_order_at": last[1:],
        "created_at": (today - chance.integers(0, 1_000, size)).astype(np.int32),
        "source": chance.integers(1, SOURCES + 1, size, np.int16),
        "staff": chance.integers(1, min(STAFF, size) + 1, size, np.int32),
        "shop": chance.integers(1, SHOPS + 1, size, np.int16),
        "score": chance.integers(0, 1_001, size, np.int16),
        "status": chance.integers(0, 5, size, np.int8),
    }


def _tags(size: int, chance: np.random.Generator) -> list[Ints]:
    """Tag k with a weight of k to the power of -0.7, eight a customer on average."""
    weights = np.arange(1, TAGS + 1) ** -0.7
    shares = np.minimum(1.0, weights * TAGS_EACH / weights.sum())
    return [(np.flatnonzero(chance.random(size, np.float32) < one) + 1).astype(np.uint32) for one in shares]


def _orders(size: int, chance: np.random.Generator) -> Orders:
    count = int(size * ORDERS_EACH)
    age = DAYS * (1 - np.sqrt(chance.random(count)))  # a day's share falls evenly to nought with its age
    at = NOW_US - (age * DAY_US).astype(np.int64)
    at.sort()
    return Orders(
        customer=chance.integers(1, size + 1, count, np.uint32),
        at=at,
        amount=(chance.gamma(1.2, 150.0, count) * 100).astype(np.int64) + 1,
        shop=chance.integers(1, SHOPS + 1, count, np.int16),
    )


def _events(size: int, chance: np.random.Generator) -> Events:
    """Each customer as lively as a lognormal says; half of it within four days of a centre of their own."""
    activity = chance.lognormal(-(ACTIVITY_SIGMA**2) / 2, ACTIVITY_SIGMA, size)
    customer = np.repeat(np.arange(1, size + 1, dtype=np.uint32), chance.poisson(EVENTS_EACH * activity))
    count = len(customer)
    age = chance.random(count, np.float32) * DAYS
    centre = (chance.random(size, np.float32) * DAYS)[customer - 1]
    near = centre + (chance.random(count, np.float32) * 2 - 1) * CLUSTER_DAYS
    age = np.where(chance.random(count, np.float32) < CLUSTERED, near, age)
    # Beyond either end of the span time goes on at the other one: no pile of events at a single instant.
    at = NOW_US - 1 - (np.mod(age, DAYS).astype(np.float64) * DAY_US).astype(np.int64)
    order = np.argsort(at)
    return Events(
        customer=customer[order],
        at=at[order],
        name=(_drawn(_NAME_WEIGHTS, count, chance) + 1).astype(np.uint8),
        page=chance.integers(1, PAGES + 1, count, np.uint8),
        value=chance.integers(0, VALUES, count, np.uint8),
    )


def _drawn(weights: Floats, size: int, chance: np.random.Generator) -> Ints:
    edges = np.cumsum(weights / weights.sum())
    return np.searchsorted(edges[:-1], chance.random(size), side="right")


# ───────────────────────── what happens then ─────────────────────────

LOST, GAINED, NEW_EVENTS = 2, 2, 3


def make_changes(corp: Corp, *, seed: int, count: int) -> Changes:
    """Draw who loses two tags, gains two and does three things within the last hour."""
    chance = np.random.default_rng((seed, 8))
    customers = np.sort(chance.choice(corp.size, count, replace=False) + 1).astype(np.uint32)
    has = np.zeros((count, TAGS), bool)
    for number, owners in enumerate(corp.tags):
        has[:, number] = np.isin(customers, owners, assume_unique=True)
    # A random rank within those that are there, and within those that are not.
    noise = chance.random((count, TAGS))
    held = np.argsort(np.where(has, noise, 2.0), axis=1)[:, :LOST]
    others = np.argsort(np.where(has, 2.0, noise), axis=1)[:, :GAINED]
    had = np.take_along_axis(has, held, 1).ravel()
    size = count * NEW_EVENTS
    return Changes(
        customers=customers,
        lost_customer=np.repeat(customers, LOST)[had],
        lost_tag=(held.ravel()[had] + 1).astype(np.int16),
        gained_customer=np.repeat(customers, GAINED),
        gained_tag=(others.ravel() + 1).astype(np.int16),
        events=Events(
            customer=np.repeat(customers, NEW_EVENTS),
            at=NOW_US - chance.integers(1, 3_600 * 1_000_000, size),
            name=(_drawn(_NAME_WEIGHTS, size, chance) + 1).astype(np.uint8),
            page=chance.integers(1, PAGES + 1, size, np.uint8),
            value=chance.integers(0, VALUES, size, np.uint8),
        ),
    )


def changed(corp: Corp, changes: Changes) -> Corp:
    """Return the corp after the changes."""
    tags: list[Ints] = []
    for number, owners in enumerate(corp.tags, start=1):
        left = np.setdiff1d(owners, changes.lost_customer[changes.lost_tag == number], assume_unique=True)
        tags.append(np.union1d(left, changes.gained_customer[changes.gained_tag == number]).astype(np.uint32))
    both = (corp.events, changes.events)
    events = Events(
        customer=np.concatenate([one.customer for one in both]),
        at=np.concatenate([one.at for one in both]),
        name=np.concatenate([one.name for one in both]),
        page=np.concatenate([one.page for one in both]),
        value=np.concatenate([one.value for one in both]),
    )
    return replace(corp, tags=tags, events=events)
