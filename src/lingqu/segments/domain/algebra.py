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


def size(one: Expression, sets: Mapping[str, BitMap], universe: BitMap) -> int:
    """Return how many fit: most of what a large intersection costs is writing down who is in it."""
    if isinstance(one, Term) or not one.every:
        return len(members(one, sets, universe))
    wanted, refused = _wanted(one, sets, universe), _refused(one, sets)
    if len(wanted) < 2:  # noqa: PLR2004 - nothing meets
        return len(members(one, sets, universe))
    *some, last = wanted
    found = some[0] & universe
    for bits in some[1:]:
        found &= bits
    gone = BitMap.union(BitMap(), *(found & bits for bits in refused))
    return found.intersection_cardinality(last) - gone.intersection_cardinality(last)


def bound(one: Expression, sets: Mapping[str, BitMap], universe: BitMap) -> BitMap:
    """Return whom the leaves that are known leave in question: nobody else fits, whatever the others say."""
    if isinstance(one, Term):
        return members(one, sets, universe) if one.key in sets else universe
    parts = [bound(part, sets, universe) for part in one.of]
    if one.every:
        return BitMap.intersection(universe, *parts)
    return BitMap.union(BitMap(), *parts)


def _every(join: Join, sets: Mapping[str, BitMap], universe: BitMap) -> BitMap:
    wanted = _wanted(join, sets, universe)
    found = wanted[0] & universe if wanted else universe.copy()
    for bits in wanted[1:]:
        found &= bits
    for bits in _refused(join, sets):
        found -= bits
    return found


def _wanted(join: Join, sets: Mapping[str, BitMap], universe: BitMap) -> list[BitMap]:
    """Return who must be met, the smallest first: whatever follows is looked at within it."""
    return sorted((_within(part, sets, universe) for part in join.of if not _is_negated(part)), key=len)


def _refused(join: Join, sets: Mapping[str, BitMap]) -> list[BitMap]:
    return [sets[part.key] for part in join.of if isinstance(part, Term) and part.negated]


def _some(join: Join, sets: Mapping[str, BitMap], universe: BitMap) -> BitMap:
    found = BitMap.union(BitMap(), *(_within(part, sets, universe) for part in join.of if not _is_negated(part)))
    found &= universe
    refused = _refused(join, sets)
    if refused:
        found |= universe - BitMap.intersection(*refused)
    return found


def _within(part: Expression, sets: Mapping[str, BitMap], universe: BitMap) -> BitMap:
    return sets[part.key] if isinstance(part, Term) else members(part, sets, universe)


def _is_negated(part: Expression) -> bool:
    return isinstance(part, Term) and part.negated
