"""SQL that writes our tags on groups."""

from collections.abc import Iterable

from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import GroupchatId, GroupchatTagId


async def insert(unit: UnitOfWork, name: str) -> GroupchatTagId:
    """Create a tag, or find the one of that name."""
    return GroupchatTagId(
        await unit.fetch_value(
            """
            INSERT INTO groupchat_tag (corp_id, name, created_at) VALUES (lingqu_corp(), %s, %s)
            ON CONFLICT (corp_id, name) DO UPDATE SET name = EXCLUDED.name RETURNING tag_id
            """,
            (name, unit.at),
        )
    )


async def lock_groups(unit: UnitOfWork, groupchat_ids: Iterable[GroupchatId]) -> set[GroupchatId]:
    """Lock groups in order of their numbers; return those that exist."""
    rows = await unit.fetch(
        """
        SELECT groupchat_id FROM groupchat WHERE corp_id = lingqu_corp() AND groupchat_id = ANY(%s)
        ORDER BY groupchat_id FOR UPDATE
        """,
        (list(groupchat_ids),),
    )
    return {GroupchatId(row["groupchat_id"]) for row in rows}


async def grant(
    unit: UnitOfWork, pairs: Iterable[tuple[GroupchatId, GroupchatTagId]], *, source: str
) -> list[tuple[GroupchatId, GroupchatTagId]]:
    """Put tags on groups; return the pairs that are new."""
    ordered = sorted(set(pairs))
    rows = await unit.fetch(
        """
        INSERT INTO groupchat_tagged (corp_id, groupchat_id, tag_id, granted_at, source)
        SELECT lingqu_corp(), t.groupchat_id, t.tag_id, %s, %s
        FROM unnest(%s::integer[], %s::integer[]) AS t(groupchat_id, tag_id)
        ON CONFLICT DO NOTHING RETURNING groupchat_id, tag_id
        """,
        (unit.at, source, [group for group, _ in ordered], [tag for _, tag in ordered]),
    )
    return [(row["groupchat_id"], row["tag_id"]) for row in rows]


async def withdraw(
    unit: UnitOfWork, pairs: Iterable[tuple[GroupchatId, GroupchatTagId]]
) -> list[tuple[GroupchatId, GroupchatTagId]]:
    """Take tags off groups; return the pairs that were there."""
    ordered = sorted(set(pairs))
    rows = await unit.fetch(
        """
        DELETE FROM groupchat_tagged r USING unnest(%s::integer[], %s::integer[]) AS t(groupchat_id, tag_id)
        WHERE r.corp_id = lingqu_corp() AND r.groupchat_id = t.groupchat_id AND r.tag_id = t.tag_id
        RETURNING r.groupchat_id, r.tag_id
        """,
        ([group for group, _ in ordered], [tag for _, tag in ordered]),
    )
    return [(row["groupchat_id"], row["tag_id"]) for row in rows]


async def withdraw_everywhere(unit: UnitOfWork, tag_id: GroupchatTagId) -> list[GroupchatId]:
    """Take a tag off every group, and delete it; return the groups that had it."""
    rows = await unit.fetch(
        "DELETE FROM groupchat_tagged WHERE corp_id = lingqu_corp() AND tag_id = %s RETURNING groupchat_id", (tag_id,)
    )
    await unit.execute("DELETE FROM groupchat_tag WHERE corp_id = lingqu_corp() AND tag_id = %s", (tag_id,))
    return [GroupchatId(row["groupchat_id"]) for row in rows]
