"""How far what segments say is behind what is recorded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from lingqu.infra import facts as fact_log
from lingqu.infra.database import Session
from lingqu.segments.contracts.definition import SegmentLeaf
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.contracts.standing import PAST_READER, STATE_READER, ReaderStanding, Standing
from lingqu.segments.domain.canonical import expression, leaves
from lingqu.segments.leaves import is_past
from lingqu.segments.store import leaves as store
from lingqu.segments.store import segments as segment_store

MOST_COUNTED = 100_000


async def see_standing(session: Session) -> Standing:
    """Look at all segments, and at the readers that they depend on."""
    living = await segment_store.list_living(session)
    return Standing(
        segments=len(living),
        building=sum(one.is_building for one in living),
        readers=tuple(await _readers(session, living, living, limit=MOST_COUNTED)),
    )


async def as_of(session: Session, segments: Collection[Segment]) -> datetime:
    """Return the instant before which all that was recorded has been counted in the members of these segments."""
    living = await segment_store.list_living(session)
    readers = await _readers(session, segments, living, limit=1)
    return min((one.as_of for one in readers), default=session.at)


async def _readers(
    session: Session, segments: Collection[Segment], living: Sequence[Segment], *, limit: int
) -> list[ReaderStanding]:
    """Look at the readers that some segments depend on, through others that they read as well."""
    past = _asking_the_past(living)
    names = [STATE_READER] if segments else []
    if any(one.segment_id in past for one in segments):
        names.append(PAST_READER)
    kept = await store.list_kept(session) if names else []
    found: list[ReaderStanding] = []
    for name in names:  # two of them
        after = await fact_log.find_cursor(session.connection, session.corp_id, name)
        behind, oldest = await fact_log.count_waiting(session.connection, session.corp_id, after=after, limit=limit)
        mine = [one.set_id for one in kept if is_past(one.leaf) is (name == PAST_READER)]
        due = await store.longest_due(session, at=session.at, sets_of=mine)
        instant = min(one for one in (oldest, due, session.at) if one is not None)
        found.append(ReaderStanding(reader=name, facts_behind=behind, as_of=instant))
    return found


def _asking_the_past(living: Sequence[Segment]) -> set[int]:
    """Return the segments that ask history for anything, or read a segment that does."""
    asked = {one.segment_id: list(leaves(expression(one.definition)).values()) for one in living}
    found = {number for number, several in asked.items() if any(is_past(leaf) for leaf in several)}
    for _ in asked:  # no longer than the longest chain
        more = {
            number
            for number, several in asked.items()
            if any(isinstance(leaf, SegmentLeaf) and leaf.segment_id in found for leaf in several)
        }
        if more <= found:
            break
        found |= more
    return found
