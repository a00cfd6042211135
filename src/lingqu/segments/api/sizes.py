"""How the size of a segment went."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from lingqu.infra.database import Session
from lingqu.segments.api.saving import get
from lingqu.segments.contracts.sizes import Sizes
from lingqu.segments.domain.calendar import Calendar
from lingqu.segments.domain.days import every_day
from lingqu.segments.store import days as store

MOST_DAYS = 366
USUAL_DAYS = 30


async def list_sizes(session: Session, segment_id: int, *, days: int = USUAL_DAYS) -> Sizes:
    """Return the last days of a segment up to today, or up to the day on which it was put away.

    Raises:
        SegmentNotFoundError: there is none.
    """
    segment = await get(session, segment_id)
    last = Calendar().day_of(segment.archived_at or session.at)
    first = last - timedelta(days=days - 1)
    found = every_day(await store.list_of(session, segment_id, first=first, last=last), first=first, last=last)
    if found[-1].size is None and segment.size is not None:
        # Found before days were recorded, and nothing has changed since: of today at least it is known.
        found[-1] = replace(found[-1], size=segment.size)
    return Sizes(since=await store.first_of(session, segment_id), days=found)
