"""Joins of sets of customers, as bitmaps over ordinals."""

from __future__ import annotations

from collections.abc import Mapping

from pyroaring import BitMap

from lingqu.segments.domain.canonical import Expression, Join, Term


def members(one: Expression, sets: Mapping[str, BitMap], universe: BitMap) -> BitMap:
    """Return who fits, of the universe.

    Args:
        sets: of every canonical leaf by its key; may hold customers outside the universe.
    """
    if isinstance(one, Term):
        return universe - sets[one.key] if one.negated else universe & sets[one.key]
    return _every(one, sets, universe) if one.every else _some(one, sets, universe)


def bound(one: Expression, sets: Mapping[str, BitMap], universe: BitMap) -> BitMap:
    """Return whom the leaves that are known leave in question: nobody else fits, whatever the others say."""
    if isinstance(one, Term):
        return members(one, sets, universe) if one.key in sets else universe
    parts = [bound(part, sets, universe) for part in one.of]
    if one.every:
        return BitMap.intersection(universe, *parts)
    return BitMap.union(BitMap(), *parts)


def _every(join: Join, sets: Mapping[str, BitMap], universe: BitMap) -> BitMap:
    # The smallest first: whatever follows is looked at within it.
    wanted = sorted((_within(part, sets, universe) for part in join.of if not _is_negated(part)), key=len)
    found = wanted[0] & universe if wanted else universe.copy()
    for bits in wanted[1:]:
        found &= bits
    for part in join.of:
        if isinstance(part, Term) and part.negated:
            found -= sets[part.key]
    return found


def _some(join: Join, sets: Mapping[str, BitMap], universe: BitMap) -> BitMap:
    found = BitMap.union(BitMap(), *(_within(part, sets, universe) for part in join.of if not _is_negated(part)))
    found &= universe
    refused = [sets[part.key] for part in join.of if isinstance(part, Term) and part.negated]
    if refused:
        found |= universe - BitMap.intersection(*refused)
    return found


def _within(part: Expression, sets: Mapping[str, BitMap], universe: BitMap) -> BitMap:
    return sets[part.key] if isinstance(part, Term) else members(part, sets, universe)


def _is_negated(part: Expression) -> bool:
    return isinstance(part, Term) and part.negated
