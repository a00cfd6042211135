"""Segments as audiences: what they are called, and who their members are."""

from __future__ import annotations

from collections.abc import Collection

from pyroaring import BitMap

from lingqu.infra.database import Session
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.leaves import Shelf
from lingqu.segments.store import segments as store


async def list_named(session: Session, segment_ids: Collection[int]) -> dict[int, Segment]:
    """Return those of some segments that there are, also such as were put away."""
    return {one.segment_id: one for one in await store.list_some(session, segment_ids)}


async def members_of(session: Session, shelf: Shelf, segment_id: int) -> BitMap:
    """Return the members of a segment as they were last found, each the canonical customer; nobody before that."""
    key = f"segment:{segment_id}"
    return (await shelf.read(session, [key])).get(key, BitMap())


async def kept_members_of(session: Session, segment_id: int) -> bytes | None:
    """Return the members of a segment, serialised; None where it is unknown, put away, or still being built."""
    segment = (await list_named(session, [segment_id])).get(segment_id)
    if segment is None or segment.archived_at is not None or segment.is_building:
        return None
    return (await members_of(session, Shelf(), segment_id)).serialize()
