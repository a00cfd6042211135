"""SQL of segments and their versions, and of what definitions may speak of."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from lingqu.infra.database import Session, UnitOfWork
from lingqu.segments.contracts.definition import Definition
from lingqu.segments.contracts.segments import Segment, SegmentVersion

_DECODE = msgspec.json.Decoder(Definition).decode
_ENCODE = msgspec.json.Encoder().encode

_SEGMENTS = """
SELECT s.segment_id, s.name, s.version, v.definition::text AS definition, s.created_at, v.made_at AS changed_at,
       s.archived_at, s.size, s.sized_at, s.built_version IS DISTINCT FROM s.version AS is_building
FROM segment s
JOIN segment_version v ON v.corp_id = lingqu_corp() AND v.segment_id = s.segment_id AND v.version = s.version
WHERE s.corp_id = lingqu_corp()
"""


async def insert(unit: UnitOfWork, name: str, definition: Definition, *, fires: bool) -> int | None:
    """Write a new segment; None where a living one has the name."""
    row = await unit.fetch_one(
        """
        INSERT INTO segment (corp_id, name, version, created_at) VALUES (lingqu_corp(), %s, 1, %s)
        ON CONFLICT (corp_id, name) WHERE archived_at IS NULL DO NOTHING RETURNING segment_id
        """,
        (name, unit.at),
    )
    if row is None:
        return None
    await _insert_version(unit, row["segment_id"], 1, definition, fires=fires)
    return row["segment_id"]


async def revise(unit: UnitOfWork, segment_id: int, *, version: int, definition: Definition, fires: bool) -> bool:
    """Write the version after `version`; False where another one came first."""
    moved = await unit.execute(
        "UPDATE segment SET version = version + 1"
        " WHERE corp_id = lingqu_corp() AND segment_id = %s AND version = %s AND archived_at IS NULL",
        (segment_id, version),
    )
    if moved:
        await _insert_version(unit, segment_id, version + 1, definition, fires=fires)
    return bool(moved)


async def _insert_version(
    unit: UnitOfWork, segment_id: int, version: int, definition: Definition, *, fires: bool
) -> None:
    await unit.execute(
        """
        INSERT INTO segment_version (corp_id, segment_id, version, definition, actor, made_at, fires)
        VALUES (lingqu_corp(), %s, %s, %s::jsonb, %s, %s, %s)
        """,
        (segment_id, version, _ENCODE(definition).decode(), unit.actor, unit.at, fires),
    )


async def rename(unit: UnitOfWork, segment_id: int, name: str) -> bool:
    """Give a segment another name; False where a living one has it."""
    return bool(
        await unit.execute(
            """
            UPDATE segment SET name = %(name)s
            WHERE corp_id = lingqu_corp() AND segment_id = %(id)s AND NOT EXISTS (
              SELECT 1 FROM segment o WHERE o.corp_id = lingqu_corp() AND o.name = %(name)s AND o.archived_at IS NULL
                AND o.segment_id <> %(id)s)
            """,
            {"id": segment_id, "name": name},
        )
    )


async def archive(unit: UnitOfWork, segment_id: int) -> bool:
    """Put a segment away; False where it is away already."""
    return bool(
        await unit.execute(
            "UPDATE segment SET archived_at = %s"
            " WHERE corp_id = lingqu_corp() AND segment_id = %s AND archived_at IS NULL",
            (unit.at, segment_id),
        )
    )


async def list_living(session: Session) -> list[Segment]:
    """Return all segments that are not put away, the newest change first."""
    rows = await session.fetch(_SEGMENTS + " AND s.archived_at IS NULL ORDER BY v.made_at DESC, s.segment_id DESC")
    return [_segment(row) for row in rows]


async def list_some(session: Session, segment_ids: Collection[int]) -> list[Segment]:
    """Return segments by their numbers, put away or not."""
    rows = await session.fetch(_SEGMENTS + " AND s.segment_id = ANY(%s)", (list(segment_ids),))
    return [_segment(row) for row in rows]


async def find(session: Session, segment_id: int) -> Segment | None:
    """Return one segment, put away or not."""
    row = await session.fetch_one(_SEGMENTS + " AND s.segment_id = %s", (segment_id,))
    return _segment(row) if row else None


async def list_versions(session: Session, segment_id: int) -> list[SegmentVersion]:
    """Return what a segment meant, the newest first."""
    rows = await session.fetch(
        """
        SELECT v.version, v.definition::text AS definition, v.actor, v.made_at, v.let_in, v.put_out, v.fires, b.told
        FROM segment_version v
        LEFT JOIN segment_build b ON b.corp_id = lingqu_corp() AND b.segment_id = v.segment_id
              AND b.version = v.version AND b.told IS NOT NULL
        WHERE v.corp_id = lingqu_corp() AND v.segment_id = %s ORDER BY v.version DESC
        """,
        (segment_id,),
    )
    return [SegmentVersion(**{**row, "definition": _DECODE(row["definition"])}) for row in rows]


def _segment(row: dict[str, Any]) -> Segment:
    return Segment(**{**row, "definition": _DECODE(row["definition"])})


async def list_ids(session: Session) -> dict[str, list[int]]:
    """Return the numbers of everything that definitions may name, by noun."""
    return {
        noun: await session.fetch_value(f"SELECT coalesce(array_agg({column}), '{{}}') FROM {table}") or []
        for noun, (table, column) in _NOUNS.items()
    }


_NOUNS = {
    "tags": ("corp_tag WHERE corp_id = lingqu_corp() AND deleted_at IS NULL", "tag_id"),
    "tag_groups": ("tag_group WHERE corp_id = lingqu_corp() AND deleted_at IS NULL", "group_id"),
    "staff": ("staff WHERE corp_id = lingqu_corp()", "staff_id"),
    "departments": ("department WHERE corp_id = lingqu_corp() AND gone_at IS NULL", "department_id"),
    "channels": ("channel WHERE corp_id = lingqu_corp()", "channel_id"),
    "chats": ("groupchat WHERE corp_id = lingqu_corp()", "groupchat_id"),
    "chat_tags": ("groupchat_tag WHERE corp_id = lingqu_corp()", "tag_id"),
}
