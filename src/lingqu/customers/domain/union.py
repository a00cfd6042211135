"""All claims of a corp united at once, for imports and rebuilds: `identities.unite` over arrays, compiled.

Budget: 10 million claims in 5 seconds with quarantine and reasons (`lingqu bench identity`). Compiling takes a second
or two, once per process, so only what unites millions imports this.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ids = NDArray[np.int32]

NOBODY = -1


@dataclass(frozen=True, slots=True)
class UnitedAll:
    """What claims amount to.

    Attributes:
        canonical: for every customer, whom it is one with.
        merged: customers merged away, in ascending order.
        into: whom each of them was merged into, at that time.
        claims: the claim that merged each of them, as its place in the arrays given.
        quarantined: identities that would join too many, in ascending order.
        held_by: (identity, customer) of the quarantined ones: whom each would have joined.
    """

    canonical: Ids
    merged: Ids
    into: Ids
    claims: Ids
    quarantined: Ids
    held_by: Ids


def unite_all(identities: Ids, customers: Ids, *, limits: Ids, people: int) -> UnitedAll:
    """Unite customers by claims, given in the order of their numbers. Repeated claims count once.

    Args:
        identities: of each claim, counted from 0.
        customers: of each claim, counted from 0.
        limits: by identity, how many customers it may join.
        people: how many customers there are.
    """
    first, over = _look(identities, customers, limits)
    canonical, into, claims = _unite(identities, customers, first, over, people)
    merged = np.flatnonzero(into != NOBODY).astype(np.int32)
    held = over[identities]
    pairs = np.unique((identities[held].astype(np.int64) << 32) | customers[held])
    return UnitedAll(
        canonical=canonical,
        merged=merged,
        into=into[merged],
        claims=claims[merged],
        quarantined=np.flatnonzero(over).astype(np.int32),
        held_by=np.stack((pairs >> 32, pairs & 0xFFFFFFFF), axis=1).astype(np.int32),
    )


@njit
def _look(identities: Ids, customers: Ids, limits: Ids) -> tuple[Ids, NDArray[np.bool_]]:
    """Return of every identity who showed it first, and whether more showed it than it may join.

    The different holders of an identity are chained, the last first; a chain is never longer than the limit.
    """
    first = np.full(limits.size, NOBODY, np.int32)
    over = np.zeros(limits.size, np.bool_)
    last = np.full(limits.size, NOBODY, np.int32)
    previous = np.full(identities.size, NOBODY, np.int32)
    for claim in range(identities.size):
        identity = identities[claim]
        if over[identity]:
            continue
        holders = 0
        other = last[identity]
        while other != NOBODY and customers[other] != customers[claim]:
            holders += 1
            other = previous[other]
        if other != NOBODY:
            continue
        if holders == 0:
            first[identity] = customers[claim]
        if holders == limits[identity]:
            over[identity] = True
        else:
            previous[claim] = last[identity]
            last[identity] = claim
    return first, over


@njit
def _unite(identities: Ids, customers: Ids, first: Ids, over: NDArray[np.bool_], people: int) -> tuple[Ids, Ids, Ids]:
    """Return who stands for every customer, whom it was merged into, and by which claim."""
    parent = np.arange(people).astype(np.int32)
    into = np.full(people, NOBODY, np.int32)
    claims = np.full(people, NOBODY, np.int32)
    for claim in range(identities.size):
        identity = identities[claim]
        if over[identity]:
            continue
        one, other = first[identity], customers[claim]
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        while parent[other] != other:
            parent[other] = parent[parent[other]]
            other = parent[other]
        if one != other:
            away = max(one, other)
            parent[away] = into[away] = min(one, other)
            claims[away] = claim
    for customer in range(people):  # a parent is smaller than its child: it is right already
        parent[customer] = parent[parent[customer]]
    return parent, into, claims
