"""SQL of the tag library."""

from collections.abc import Collection, Sequence
from typing import Any, TypeAlias

from lingqu.customers.contracts.tags import TagGroupSnapshot, TagSnapshot
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import TagId

Library: TypeAlias = dict[str, tuple[str, str, int]]
"""Groups and tags under WeCom's ids: (group or nothing, name, sort)."""


async def lock(unit: UnitOfWork) -> None:
    """Keep others from mirroring until the unit ends."""
    await unit.execute("SELECT pg_advisory_xact_lock(hashtextextended('tag_library:' || %s, 0))", (str(unit.corp_id),))


async def mirror(unit: UnitOfWork, groups: Sequence[TagGroupSnapshot], *, whole: bool, ours: bool = False) -> None:
    """Write groups and tags as WeCom holds them; with `whole`, what is missing from them was deleted.

    With `ours`, the tags are marked as made by our app: only those may be edited later.
    """
    group_ids = await _mirror_groups(unit, groups, whole=whole)
    tags = [(group_ids[group.wecom_group_id], tag) for group in groups for tag in group.tags]
    await _mirror_tags(unit, tags, whole=whole, ours=ours)


async def _mirror_groups(unit: UnitOfWork, groups: Sequence[TagGroupSnapshot], *, whole: bool) -> dict[str, int]:
    rows = await unit.fetch(
        """
        WITH told AS (
          SELECT * FROM unnest(%(ids)s::text[], %(names)s::text[], %(sorts)s::bigint[]) AS t(id, name, sort)
        ), gone AS (
          UPDATE tag_group g SET deleted_at = %(at)s
          WHERE %(whole)s AND g.corp_id = lingqu_corp() AND g.deleted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM told WHERE told.id = g.wecom_group_id)
        )
        INSERT INTO tag_group (corp_id, wecom_group_id, name, sort) SELECT lingqu_corp(), id, name, sort FROM told
        ON CONFLICT (corp_id, wecom_group_id) DO UPDATE
          SET name = EXCLUDED.name, sort = EXCLUDED.sort, deleted_at = NULL
        RETURNING wecom_group_id, group_id
        """,
        {
            "at": unit.at,
            "whole": whole,
            "ids": [group.wecom_group_id for group in groups],
            "names": [group.name for group in groups],
            "sorts": [group.sort for group in groups],
        },
    )
    return {row["wecom_group_id"]: row["group_id"] for row in rows}


async def _mirror_tags(unit: UnitOfWork, tags: Sequence[tuple[int, TagSnapshot]], *, whole: bool, ours: bool) -> None:
    await unit.execute(
        """
        WITH told AS (
          SELECT * FROM unnest(%(groups)s::integer[], %(ids)s::text[], %(names)s::text[], %(sorts)s::bigint[])
            AS t(group_id, id, name, sort)
        ), gone AS (
          UPDATE corp_tag c SET deleted_at = %(at)s
          WHERE %(whole)s AND c.corp_id = lingqu_corp() AND c.deleted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM told WHERE told.id = c.wecom_tag_id)
        )
        INSERT INTO corp_tag AS c (corp_id, group_id, wecom_tag_id, name, sort, ours)
        SELECT lingqu_corp(), group_id, id, name, sort, %(ours)s FROM told
        ON CONFLICT (corp_id, wecom_tag_id) DO UPDATE
          SET group_id = EXCLUDED.group_id, name = EXCLUDED.name, sort = EXCLUDED.sort, deleted_at = NULL,
              ours = c.ours OR EXCLUDED.ours
        """,
        {
            "at": unit.at,
            "whole": whole,
            "ours": ours,
            "groups": [group_id for group_id, _ in tags],
            "ids": [tag.wecom_tag_id for _, tag in tags],
            "names": [tag.name for _, tag in tags],
            "sorts": [tag.sort for _, tag in tags],
        },
    )


async def load_library(session: Session) -> Library:
    """Return groups and tags that were not deleted, under WeCom's ids: (group or nothing, name, sort)."""
    rows = await session.fetch(
        """
        SELECT wecom_group_id AS id, '' AS parent, name, sort FROM tag_group
        WHERE corp_id = lingqu_corp() AND deleted_at IS NULL
        UNION ALL
        SELECT t.wecom_tag_id, coalesce(g.wecom_group_id, ''), t.name, t.sort
        FROM corp_tag t LEFT JOIN tag_group g ON g.corp_id = lingqu_corp() AND g.group_id = t.group_id
        WHERE t.corp_id = lingqu_corp() AND t.deleted_at IS NULL
        """
    )
    return {row["id"]: (row["parent"], row["name"], row["sort"]) for row in rows}


async def list_tags(session: Session) -> list[dict[str, Any]]:
    """Return groups and tags in WeCom's order, larger sorts first, with the people that have each."""
    return await session.fetch(
        """
        WITH counted AS (
          SELECT r.tag_id, count(DISTINCT r.customer_id) AS customers
          FROM relation_tag r
          JOIN follow_relation f ON f.corp_id = lingqu_corp() AND f.customer_id = r.customer_id
                                AND f.staff_id = r.staff_id AND f.deleted_at IS NULL
          WHERE r.corp_id = lingqu_corp() AND r.status <> 'withdrawing'
          GROUP BY r.tag_id
        )
        SELECT g.group_id, g.name AS group_name, t.tag_id, t.name, t.ours, coalesce(c.customers, 0) AS customers
        FROM tag_group g
        JOIN corp_tag t ON t.corp_id = lingqu_corp() AND t.group_id = g.group_id AND t.deleted_at IS NULL
        LEFT JOIN counted c ON c.tag_id = t.tag_id
        WHERE g.corp_id = lingqu_corp() AND g.deleted_at IS NULL
        ORDER BY g.sort DESC, g.group_id, t.sort DESC, t.tag_id
        """
    )


async def list_names(session: Session) -> list[dict[str, Any]]:
    """Return the names of groups and tags."""
    return await session.fetch(
        """
        SELECT g.name AS group_name, t.name, t.tag_id
        FROM tag_group g
        JOIN corp_tag t ON t.corp_id = lingqu_corp() AND t.group_id = g.group_id AND t.deleted_at IS NULL
        WHERE g.corp_id = lingqu_corp() AND g.deleted_at IS NULL ORDER BY t.tag_id
        """
    )


async def known_wecom_ids(session: Session, wecom_tag_ids: Collection[str]) -> dict[str, TagId]:
    """Return our ids of WeCom's tags."""
    rows = await session.fetch(
        "SELECT wecom_tag_id, tag_id FROM corp_tag WHERE corp_id = lingqu_corp() AND wecom_tag_id = ANY(%s)",
        (list(wecom_tag_ids),),
    )
    return {row["wecom_tag_id"]: TagId(row["tag_id"]) for row in rows}


async def names_of(session: Session, tag_ids: Collection[TagId]) -> dict[TagId, str]:
    """Return names of tags that were not deleted."""
    rows = await session.fetch(
        """
        SELECT tag_id, name FROM corp_tag
        WHERE corp_id = lingqu_corp() AND tag_id = ANY(%s) AND deleted_at IS NULL
        """,
        (list(tag_ids),),
    )
    return {TagId(row["tag_id"]): row["name"] for row in rows}


async def wecom_ids_of(session: Session, tag_ids: Collection[TagId]) -> dict[TagId, str]:
    """Return WeCom's ids of tags that were not deleted."""
    rows = await session.fetch(
        """
        SELECT tag_id, wecom_tag_id FROM corp_tag
        WHERE corp_id = lingqu_corp() AND tag_id = ANY(%s) AND deleted_at IS NULL
        """,
        (list(tag_ids),),
    )
    return {TagId(row["tag_id"]): row["wecom_tag_id"] for row in rows}


async def mark_deleted(unit: UnitOfWork, tag_id: TagId) -> None:
    """Note that a tag was deleted."""
    await unit.execute(
        "UPDATE corp_tag SET deleted_at = %s WHERE corp_id = lingqu_corp() AND tag_id = %s AND deleted_at IS NULL",
        (unit.at, tag_id),
    )
