"""Grants that would answer themselves, seen from the definitions alone: a segment gives what decides about itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from lingqu.customers.contracts.facts import STAGE_CHANGED, TAG_GRANTED, TAG_WITHDRAWN
from lingqu.segments.contracts.definition import (
    Definition,
    EventEdgeLeaf,
    EventLeaf,
    EventMatch,
    LapseLeaf,
    Leaf,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.grants import GrantTarget
from lingqu.segments.contracts.windows import Op
from lingqu.segments.domain.reading import leaves_of

SEGMENT, TAG, STAGE = "segment", "tag", "stage"


class Place(NamedTuple):
    """A segment, a tag or a stage."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Given:
    """A grant as an edge: a segment gives a tag or a stage."""

    segment_id: int
    target: GrantTarget

    @property
    def place(self) -> Place:
        """What is given."""
        if self.target.tag_id is not None:
            return Place(TAG, self.target.tag_id)
        assert self.target.stage_id is not None  # noqa: S101 - a target is one of the two
        return Place(STAGE, self.target.stage_id)


def find_cycle(
    given: Given,
    *,
    others: Sequence[Given],
    definitions: Mapping[int, Definition],
    groups: Mapping[int, int],
) -> list[Place]:
    """Return the shortest way from a grant back to its own segment, both ends named; empty where there is none.

    Args:
        others: the grants that are there.
        definitions: of the living segments.
        groups: of every tag its group.
    """
    readers = _Readers(definitions, groups)
    start = Place(SEGMENT, given.segment_id)
    ways: list[list[Place]] = [[start, given.place]]
    met = {given.place}
    while ways:
        way = ways.pop(0)
        for following in _after(way[-1], readers, others):
            if following == start:
                return [*way, start]
            if following not in met:
                met.add(following)
                ways.append([*way, following])
    return []


class _Readers:
    """Which segments read what."""

    def __init__(self, definitions: Mapping[int, Definition], groups: Mapping[int, int]) -> None:
        self.leaves = {number: [leaf for _, leaf in leaves_of(one)] for number, one in definitions.items()}
        self.groups = groups

    def of(self, place: Place) -> list[int]:
        return [number for number, leaves in self.leaves.items() if any(self._reads(one, place) for one in leaves)]

    def _reads(self, leaf: Leaf, place: Place) -> bool:
        if isinstance(leaf, SegmentLeaf):
            return place == (SEGMENT, leaf.segment_id)
        if isinstance(leaf, TagLeaf):
            return place.kind == TAG and (place.id in leaf.tags or self.groups.get(place.id) in leaf.groups)
        return any(_tells(event, place) for event in _events(leaf))


def _after(place: Place, readers: _Readers, others: Sequence[Given]) -> Iterable[Place]:
    """Yield what a place decides about: segments that read it, and what a segment gives."""
    if place.kind == SEGMENT:
        yield from (one.place for one in others if one.segment_id == place.id)
    yield from (Place(SEGMENT, one) for one in readers.of(place))


def _events(leaf: Leaf) -> tuple[EventMatch, ...]:
    if isinstance(leaf, EventLeaf | EventEdgeLeaf):
        return (leaf.event,)
    if isinstance(leaf, SequenceLeaf):
        return leaf.steps
    return (leaf.did, leaf.then_not) if isinstance(leaf, LapseLeaf) else ()


def _tells(event: EventMatch, place: Place) -> bool:
    """Tell whether giving a tag or stage is an event that a leaf counts."""
    if place.kind == TAG and event.name in {TAG_GRANTED, TAG_WITHDRAWN}:
        return all(_may_be(test.op, test.value, place.id) for test in event.where if test.key == "tag_id")
    if place.kind == STAGE and event.name == STAGE_CHANGED:
        return all(_may_be(test.op, test.value, place.id) for test in event.where if test.key == "to")
    return False


def _may_be(op: Op, value: Any, number: int) -> bool:
    if op is Op.EQ:
        return value == number
    return number in value if op is Op.IN else True
