"""SQL of since when a customer is a member."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from pyroaring import BitMap

from lingqu.infra.database import Session
from lingqu.segments.contracts.facts import SEGMENT_ENTERED


async def entered(session: Session, customer_id: int, segments: Collection[int]) -> dict[int, tuple[datetime, str]]:
    """Return when a customer last entered each segment, and because of what, as the facts say it."""
    rows = await session.fetch(
        """
        SELECT DISTINCT ON (e.segment_id) e.segment_id, e.occurred_at, e.because FROM (
          SELECT (data->>'segment_id')::integer AS segment_id, occurred_at, data->>'because' AS because, id FROM fact
          WHERE corp_id = lingqu_corp() AND customer_id = %(customer)s AND kind = %(kind)s
        ) e
        WHERE e.segment_id = ANY(%(segments)s) ORDER BY e.segment_id, e.occurred_at DESC, e.id DESC
        """,
        {"customer": customer_id, "kind": SEGMENT_ENTERED, "segments": list(segments)},
    )
    return {row["segment_id"]: (row["occurred_at"], row["because"]) for row in rows}


async def let_in(session: Session, customer_id: int, since: dict[int, datetime | None]) -> dict[int, datetime]:
    """Return when an edit last let a customer into each segment, if that is later than what is known.

    Args:
        since: of each segment the instant after which to look, None for any.
    """
    rows = await session.fetch(
        """
        SELECT b.segment_id, b.built_at, b.entered FROM segment_build b
        JOIN unnest(%(segments)s::integer[], %(since)s::timestamptz[]) AS t(segment_id, since)
          ON b.segment_id = t.segment_id
        WHERE b.corp_id = lingqu_corp() AND (t.since IS NULL OR b.built_at > t.since)
        ORDER BY b.segment_id, b.build
        """,
        {"segments": list(since), "since": list(since.values())},
    )
    return {row["segment_id"]: row["built_at"] for row in rows if customer_id in BitMap.deserialize(row["entered"])}
