"""Who is one with whom, as PostgreSQL knows it now."""

from __future__ import annotations

import numpy as np
from pyroaring import BitMap

from lingqu.infra.database import Session
from lingqu.segments.store.arrays import reading_arrays
from lingqu.segments.store.questions.history import ALONE, Merges

MOST_NAMED = 2_000
"""Of more customers than this, all merges are read and theirs picked here."""


async def find_merges(session: Session, among: BitMap | None = None) -> Merges:
    """Return all merges, or those into some canonical customers."""
    if among is not None and len(among) > MOST_NAMED:
        found = await find_merges(session)
        theirs = np.array([one in among for one in found.into.tolist()], bool)
        return Merges(found.away[theirs], found.into[theirs])
    asked = "true" if among is None else "merged_into = ANY(%(among)s::integer[])"
    async with reading_arrays(session) as cursor:
        await cursor.execute(
            f"""
            SELECT array_agg(customer_id ORDER BY customer_id), array_agg(merged_into ORDER BY customer_id)
            FROM customer WHERE corp_id = lingqu_corp() AND merged_into IS NOT NULL AND {asked} HAVING count(*) > 0
            """.encode(),
            {} if among is None else {"among": list(among)},
        )
        row = await cursor.fetchone()
    return Merges(row[0].astype(np.uint32), row[1].astype(np.uint32)) if row else ALONE


async def with_merged(session: Session, among: BitMap | None) -> list[int] | None:
    """Return those customers and all who were merged into them; None, who stands for everybody, as it is."""
    return None if among is None else list(among | BitMap((await find_merges(session, among)).away))
