"""SQL of what became of segments day by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lingqu.infra.database import Session, UnitOfWork
from lingqu.segments.contracts.sizes import Moves


async def record(unit: UnitOfWork, day: date, moves: Mapping[int, Moves]) -> None:
    """Add what became of segments now to what the day has seen."""
    if not moves:
        return
    rows = sorted(moves.items())
    await unit.execute(
        """
        INSERT INTO segment_day AS d (corp_id, segment_id, day, entered, withdrawn, let_in, put_out, size)
        SELECT lingqu_corp(), t.segment_id, %(day)s, t.entered, t.withdrawn, t.let_in, t.put_out, t.size
        FROM unnest(%(segments)s::integer[], %(entered)s::integer[], %(withdrawn)s::integer[], %(let_in)s::integer[],
                    %(put_out)s::integer[], %(sizes)s::integer[])
               AS t(segment_id, entered, withdrawn, let_in, put_out, size)
        ON CONFLICT (corp_id, segment_id, day) DO UPDATE
          SET entered = d.entered + EXCLUDED.entered, withdrawn = d.withdrawn + EXCLUDED.withdrawn,
              let_in = d.let_in + EXCLUDED.let_in, put_out = d.put_out + EXCLUDED.put_out, size = EXCLUDED.size
        """,
        {
            "day": day,
            "segments": [segment_id for segment_id, _ in rows],
            "entered": [one.entered for _, one in rows],
            "withdrawn": [one.left for _, one in rows],
            "let_in": [one.let_in for _, one in rows],
            "put_out": [one.put_out for _, one in rows],
            "sizes": [one.size for _, one in rows],
        },
    )


async def list_of(session: Session, segment_id: int, *, first: date, last: date) -> dict[date, Moves]:
    """Return the days of a segment that have anything recorded, in order, and the last such day before `first`."""
    rows = await session.fetch(
        """
        SELECT day, entered, withdrawn AS "left", let_in, put_out, size FROM segment_day
        WHERE corp_id = lingqu_corp() AND segment_id = %(segment)s AND day <= %(last)s AND day >= coalesce(
          (SELECT max(b.day) FROM segment_day b
           WHERE b.corp_id = lingqu_corp() AND b.segment_id = %(segment)s AND b.day < %(first)s),
          %(first)s)
        ORDER BY day
        """,
        {"segment": segment_id, "first": first, "last": last},
    )
    return {row.pop("day"): Moves(**row) for row in rows}


async def first_of(session: Session, segment_id: int) -> date | None:
    """Return the first day of a segment of which anything is recorded."""
    return await session.fetch_value(
        "SELECT min(day) FROM segment_day WHERE corp_id = lingqu_corp() AND segment_id = %s", (segment_id,)
    )
