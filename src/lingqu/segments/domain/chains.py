"""Chains of causes: the grants that led to a change, the first one first.

A tag or stage that a grant gave is a fact with a chain; whoever enters or leaves a segment because of it carries the
chain on. So a grant can see that it would answer itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeAlias

from pyroaring import BitMap

Chain: TypeAlias = tuple[int, ...]
Chains: TypeAlias = dict[int, Chain]
"""By customer; who is missing has none."""

MOST_LINKS = 8
"""A chain with so many grants is cut, whether it has come back to where it began or not."""


def joined(chains: Iterable[Chain]) -> Chain:
    """Return one chain that holds all of several: the longest, then what the others have beside it."""
    ordered = sorted(chains, key=lambda one: (-len(one), one))
    return tuple(dict.fromkeys(link for one in ordered for link in one))


def gather(into: Chains, chain: Chain, customers: Iterable[int]) -> None:
    """Note that a chain led to something about these customers."""
    for one in customers:
        into[one] = joined([into[one], chain]) if one in into else chain


def chain_of(data: Mapping[str, Any]) -> Chain:
    """Return the chain that a fact carries."""
    return tuple(data.get("chain") or ())


def carried(
    told: Sequence[tuple[str, Mapping[str, Any]]],
    named: Mapping[int, Iterable[int]],
    touched: Callable[[str, Mapping[str, Any]], bool],
) -> Chains:
    """Return the chains that the facts which touch a leaf carry to whom they name.

    Args:
        told: kind and data of a batch of facts.
        named: by the place of a fact in the batch, the persons whose answers it may change.
    """
    found: Chains = {}
    for place, (kind, data) in enumerate(told):
        chain = chain_of(data)
        if chain and touched(kind, data):
            gather(found, chain, named.get(place, ()))
    return found


def passed_on(
    changed: Mapping[str, AbstractSet[int] | BitMap], chains: Mapping[str, Chains], whom: Iterable[int]
) -> Chains:
    """Return the chains with which customers enter or leave, by the answers of theirs that changed.

    Args:
        changed: whose answers changed, by leaf.
        chains: what led to that, by leaf.
    """
    found: Chains = {}
    for one in whom:
        led = [
            chains[key][one] for key, customers in changed.items() if one in chains.get(key, {}) and one in customers
        ]
        if led:
            found[one] = joined(led)
    return found
