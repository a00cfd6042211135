"""SQL of builds that are being told of, a portion at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pyroaring import BitMap

from lingqu.infra.database import Session, UnitOfWork
from lingqu.segments.domain.firing import Untold


async def list_firing(session: Session) -> set[int]:
    """Return the living segments of which a build is being told of."""
    rows = await session.fetch(
        """
        SELECT b.segment_id FROM segment_build b
        JOIN segment s ON s.corp_id = lingqu_corp() AND s.segment_id = b.segment_id AND s.archived_at IS NULL
        WHERE b.corp_id = lingqu_corp() AND b.told IS NOT NULL AND b.told_at IS NULL
        """
    )
    return {row["segment_id"] for row in rows}


async def list_untold(session: Session, segments: Collection[int]) -> list[Untold]:
    """Return what is being told of some segments; of each one build at most, for the next one waits."""
    rows = await session.fetch(
        """
        SELECT segment_id, build, version, built_at, entered, withdrawn, told, told_after, told_early FROM segment_build
        WHERE corp_id = lingqu_corp() AND segment_id = ANY(%s) AND told IS NOT NULL AND told_at IS NULL
        ORDER BY segment_id
        """,
        (list(segments),),
    )
    return [
        Untold(
            segment_id=row["segment_id"],
            build=row["build"],
            version=row["version"],
            built_at=row["built_at"],
            entered=_bits(row["entered"]),
            withdrawn=_bits(row["withdrawn"]),
            told=row["told"],
            after=row["told_after"],
            early=_bits(row["told_early"]),
        )
        for row in rows
    ]


async def save(unit: UnitOfWork, builds: Sequence[Untold]) -> None:
    """Write how far the telling of builds came."""
    await unit.execute(
        """
        UPDATE segment_build b
        SET told = t.told, told_after = t.after, told_early = t.early, told_at = CASE WHEN t.is_over THEN %(at)s END
        FROM unnest(%(segments)s::integer[], %(builds)s::integer[], %(told)s::integer[], %(after)s::bigint[],
                    %(early)s::bytea[], %(over)s::boolean[])
               AS t(segment_id, build, told, after, early, is_over)
        WHERE b.corp_id = lingqu_corp() AND b.segment_id = t.segment_id AND b.build = t.build
        """,
        {
            "at": unit.at,
            "segments": [one.segment_id for one in builds],
            "builds": [one.build for one in builds],
            "told": [one.told for one in builds],
            "after": [one.after for one in builds],
            "early": [one.early.serialize() if one.early else None for one in builds],
            "over": [one.is_over for one in builds],
        },
    )


def _bits(stored: bytes | None) -> BitMap:
    return BitMap() if stored is None else BitMap.deserialize(stored)
