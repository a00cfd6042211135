"""How many of a segment are in other segments: intersections of sets that are there already."""

from __future__ import annotations

from pyroaring import BitMap

from lingqu.infra.database import Session
from lingqu.infra.history.reading import HistoryDoor
from lingqu.segments.api.counting import list_members
from lingqu.segments.api.saving import get
from lingqu.segments.contracts.definition import Definition
from lingqu.segments.contracts.overlaps import Overlap, Overlaps
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.leaves import Shelf
from lingqu.segments.store import segments as store


async def overlap_of_definition(
    session: Session,
    door: HistoryDoor,
    shelf: Shelf,
    definition: Definition,
    look: Look,
    *,
    itself: int | None = None,
) -> Overlaps:
    """Compare whom a checked definition means with the members of all segments, save those of `itself`.

    Raises:
        HistoryDownError: a leaf that nobody keeps needs history, and history does not answer now.
    """
    found = await list_members(session, door, shelf, definition, look)
    living = [one for one in await store.list_living(session) if one.segment_id != itself]
    return _compared(found, living, await _members(session, shelf, living))


async def overlap_of_segment(
    session: Session, door: HistoryDoor, shelf: Shelf, segment_id: int, look: Look
) -> Overlaps:
    """Compare the members of a segment with those of all others.

    Raises:
        SegmentNotFoundError: there is none.
        HistoryDownError: its members are not found yet, and history does not answer now.
    """
    segment = await get(session, segment_id)
    others = [one for one in await store.list_living(session) if one.segment_id != segment_id]
    kept = await _members(session, shelf, [segment, *others])
    if segment_id in kept:
        return _compared(kept[segment_id], others, kept)
    return _compared(await list_members(session, door, shelf, segment.definition, look), others, kept)


async def _members(session: Session, shelf: Shelf, segments: list[Segment]) -> dict[int, BitMap]:
    """Return the members of those segments that have been found at least once."""
    keys = {f"segment:{one.segment_id}": one.segment_id for one in segments}
    return {keys[key]: bits for key, bits in (await shelf.read(session, keys)).items()}


def _compared(found: BitMap, others: list[Segment], kept: dict[int, BitMap]) -> Overlaps:
    met = [
        Overlap(
            segment_id=one.segment_id,
            name=one.name,
            size=len(kept[one.segment_id]) if one.segment_id in kept else None,
            both=found.intersection_cardinality(kept[one.segment_id]) if one.segment_id in kept else None,
            is_building=one.is_building,
        )
        for one in others
    ]
    elsewhere = BitMap.union(BitMap(), *(kept[one.segment_id] for one in others if one.segment_id in kept))
    return Overlaps(
        size=len(found),
        alone=len(found) - found.intersection_cardinality(elsewhere),
        others=sorted(met, key=lambda one: (one.both is None, -(one.both or 0), one.segment_id)),
    )
