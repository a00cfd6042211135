"""SQL of whom facts are about, and of what membership leaves behind."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pyroaring import BitMap

from lingqu.infra.database import Session, UnitOfWork

FOLLOWING = 7465
"""Class of the advisory lock; the object is the corp."""


async def lock(unit: UnitOfWork) -> None:
    """Let no other unit of this corp change who is a member until this one ends."""
    await unit.execute("SELECT pg_advisory_xact_lock(%s, lingqu_corp())", (FOLLOWING,))


async def merged_among(session: Session, customers: Collection[int]) -> dict[int, int]:
    """Return whom those of these customers are one with who were merged away."""
    rows = await session.fetch(
        """
        SELECT customer_id, merged_into FROM customer
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND merged_into IS NOT NULL
        """,
        (list(customers),),
    )
    return {row["customer_id"]: row["merged_into"] for row in rows}


async def survivors_of(session: Session, merges: Collection[int]) -> dict[int, int]:
    """Return into whom each merge went."""
    rows = await session.fetch(
        "SELECT merge_id, into_id FROM customer_merge WHERE corp_id = lingqu_corp() AND merge_id = ANY(%s)",
        (list(merges),),
    )
    return {row["merge_id"]: row["into_id"] for row in rows}


async def members_of(session: Session, groupchats: Collection[int]) -> dict[int, list[int]]:
    """Return the customers who are or were in each group."""
    rows = await session.fetch(
        """
        SELECT groupchat_id, array_agg(DISTINCT customer_id) AS customers FROM groupchat_member
        WHERE corp_id = lingqu_corp() AND groupchat_id = ANY(%s) AND customer_id IS NOT NULL GROUP BY groupchat_id
        """,
        (list(groupchats),),
    )
    return {row["groupchat_id"]: row["customers"] for row in rows}


async def related_to(
    session: Session, *, staff: Collection[int], departments: Collection[int], most: int
) -> list[int] | None:
    """Return the persons ever related to some staff, or to staff of departments and of all below them.

    None where that is more than `most` relations.
    """
    row = await session.fetch_one(
        """
        WITH RECURSIVE below AS (
          SELECT unnest(%(departments)s::bigint[]) AS department_id
          UNION
          SELECT d.department_id FROM department d
          JOIN below b ON d.corp_id = lingqu_corp() AND d.parent_id = b.department_id
        ), moved AS (
          SELECT unnest(%(staff)s::integer[]) AS staff_id
          UNION
          SELECT s.staff_id FROM staff_department s
          JOIN below b ON s.corp_id = lingqu_corp() AND s.department_id = b.department_id
        ), related AS (
          SELECT x.customer_id FROM moved m
          JOIN follow_relation x ON x.corp_id = lingqu_corp() AND x.staff_id = m.staff_id
          LIMIT %(most)s + 1
        )
        SELECT count(*) AS relations, array_agg(DISTINCT coalesce(c.merged_into, c.customer_id)) AS persons
        FROM related r JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = r.customer_id
        """,
        {"departments": list(departments), "staff": list(staff), "most": most},
    )
    return None if row["relations"] > most else row["persons"] or []


async def save_sizes(unit: UnitOfWork, sizes: Mapping[int, int]) -> None:
    """Write how many are members of segments now."""
    if sizes:
        await unit.execute(
            """
            UPDATE segment s SET size = t.size, sized_at = %(at)s
            FROM unnest(%(segments)s::integer[], %(sizes)s::integer[]) AS t(segment_id, size)
            WHERE s.corp_id = lingqu_corp() AND s.segment_id = t.segment_id
            """,
            {"at": unit.at, "segments": list(sizes), "sizes": list(sizes.values())},
        )


async def built_versions(session: Session) -> dict[int, int | None]:
    """Return the version that each living segment's members follow."""
    rows = await session.fetch(
        "SELECT segment_id, built_version FROM segment WHERE corp_id = lingqu_corp() AND archived_at IS NULL"
    )
    return {row["segment_id"]: row["built_version"] for row in rows}


async def save_build(unit: UnitOfWork, segment_id: int, version: int, *, entered: BitMap, left: BitMap) -> int:
    """Write that the members follow a version now, and whom that let in and put out; return the build's number.

    The first build of a version whose author asked that it triggers is one to be told of.
    """
    await unit.execute(
        "UPDATE segment SET built_version = %s WHERE corp_id = lingqu_corp() AND segment_id = %s",
        (version, segment_id),
    )
    fires = await unit.fetch_value(
        "SELECT fires AND built_at IS NULL FROM segment_version"
        " WHERE corp_id = lingqu_corp() AND segment_id = %s AND version = %s",
        (segment_id, version),
    )
    await unit.execute(
        """
        UPDATE segment_version
        SET built_at = %s, let_in = coalesce(let_in, %s), put_out = coalesce(put_out, %s)
        WHERE corp_id = lingqu_corp() AND segment_id = %s AND version = %s
        """,
        (unit.at, len(entered), len(left), segment_id, version),
    )
    return await unit.fetch_value(
        """
        INSERT INTO segment_build (corp_id, segment_id, build, version, built_at, entered, withdrawn, told, told_at)
        SELECT lingqu_corp(), %(segment)s, coalesce(max(build), 0) + 1, %(version)s, %(at)s, %(entered)s, %(withdrawn)s,
               CASE WHEN %(fires)s THEN 0 END, CASE WHEN %(fires)s AND %(nobody)s THEN %(at)s END
        FROM segment_build WHERE corp_id = lingqu_corp() AND segment_id = %(segment)s
        RETURNING build
        """,
        {
            "segment": segment_id,
            "version": version,
            "at": unit.at,
            "entered": entered.serialize(),
            "withdrawn": left.serialize(),
            "fires": fires,
            "nobody": not (entered or left),
        },
    )


async def build_again(unit: UnitOfWork, segments: Collection[int]) -> None:
    """Let the members of segments be found anew: what they read changed as a whole."""
    await unit.execute(
        "UPDATE segment SET built_version = NULL WHERE corp_id = lingqu_corp() AND segment_id = ANY(%s)",
        (list(segments),),
    )
