"""SQL of the list of groups, of one group, and of the groups of a customer.

A corp has some ten thousand groups at most: a piece of a name is looked for in all of them.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from lingqu.groupchats.contracts.groups import GroupchatFilter
from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId, GroupchatId, GroupchatTagId

_COLUMNS = """
    g.groupchat_id, g.chat_id, g.name, g.owner_id, g.status, g.customers, g.staff, g.others, g.created_at,
    g.dismissed_at, g.read_at, g.unreadable_errcode, coalesce(g.created_at, g.first_seen_at) AS began_at
"""

_WANTED = """
    (%(life)s = 'any' OR (g.dismissed_at IS NULL) = (%(life)s = 'live'))
    AND (%(owner)s::integer IS NULL OR g.owner_id = %(owner)s)
    AND (%(text)s::text IS NULL OR position(%(text)s IN lower(g.name)) > 0)
    AND (%(tag)s::integer IS NULL OR EXISTS (
      SELECT 1 FROM groupchat_tagged t
      WHERE t.corp_id = lingqu_corp() AND t.tag_id = %(tag)s AND t.groupchat_id = g.groupchat_id))
"""


async def list_page(
    session: Session, wanted: GroupchatFilter, *, after: tuple[datetime, int] | None, limit: int
) -> list[dict[str, Any]]:
    """Return rows of groups, the newest first.

    Args:
        after: keys of the last row of the page before.
    """
    return await session.fetch(
        f"""
        SELECT {_COLUMNS} FROM groupchat g
        WHERE g.corp_id = lingqu_corp() AND {_WANTED}
          AND (%(after_at)s::timestamptz IS NULL
               OR (coalesce(g.created_at, g.first_seen_at), g.groupchat_id) < (%(after_at)s, %(after_id)s::integer))
        ORDER BY began_at DESC, g.groupchat_id DESC LIMIT %(limit)s
        """,
        {
            **_asked(wanted),
            "after_at": after[0] if after else None,
            "after_id": after[1] if after else None,
            "limit": limit,
        },
    )


async def count(session: Session, wanted: GroupchatFilter) -> int:
    """Count the groups that a filter finds."""
    return await session.fetch_value(
        f"SELECT count(*) FROM groupchat g WHERE g.corp_id = lingqu_corp() AND {_WANTED}", _asked(wanted)
    )


def _asked(wanted: GroupchatFilter) -> dict[str, Any]:
    text = (wanted.query or "").strip().lower()
    return {
        "life": wanted.life.value,
        "owner": wanted.owner_id,
        "tag": wanted.tag_id,
        "text": text or None,
    }


async def names_of(session: Session, groupchat_ids: Collection[GroupchatId]) -> dict[GroupchatId, str]:
    """Return names, empty where WeCom has told none."""
    rows = await session.fetch(
        "SELECT groupchat_id, name FROM groupchat WHERE corp_id = lingqu_corp() AND groupchat_id = ANY(%s)",
        (list(groupchat_ids),),
    )
    return {GroupchatId(row["groupchat_id"]): row["name"] or "" for row in rows}


async def find_row(session: Session, groupchat_id: GroupchatId) -> dict[str, Any] | None:
    """Return one group's row."""
    return await session.fetch_one(
        f"SELECT {_COLUMNS} FROM groupchat g WHERE g.corp_id = lingqu_corp() AND g.groupchat_id = %s", (groupchat_id,)
    )


async def list_members(
    session: Session, groupchat_id: GroupchatId, *, present: bool, after: tuple[datetime, int] | None, limit: int
) -> list[dict[str, Any]]:
    """Return who is in a group, or who was, the last joined first."""
    return await session.fetch(
        """
        SELECT spell_id, customer_id, staff_id, joined_at, join_scene, invitor_id, channel_id, left_at, quit_scene
        FROM groupchat_member
        WHERE corp_id = lingqu_corp() AND groupchat_id = %(group)s AND is_confirmed
          AND (left_at IS NULL) = %(present)s
          AND (%(after_at)s::timestamptz IS NULL OR (joined_at, spell_id) < (%(after_at)s, %(after_id)s::bigint))
        ORDER BY joined_at DESC, spell_id DESC LIMIT %(limit)s
        """,
        {
            "group": groupchat_id,
            "present": present,
            "after_at": after[0] if after else None,
            "after_id": after[1] if after else None,
            "limit": limit,
        },
    )


async def list_of_customers(
    session: Session, customer_ids: Collection[CustomerId], *, limit: int
) -> list[dict[str, Any]]:
    """Return the times customers are or were in groups: those of now first, the last joined first."""
    return await session.fetch(
        """
        SELECT m.groupchat_id, g.name, g.owner_id, m.joined_at, m.join_scene, m.channel_id, m.left_at, m.quit_scene,
               g.dismissed_at IS NOT NULL AS dismissed
        FROM groupchat_member m
        JOIN groupchat g ON g.corp_id = lingqu_corp() AND g.groupchat_id = m.groupchat_id
        WHERE m.corp_id = lingqu_corp() AND m.customer_id = ANY(%s) AND m.is_confirmed
        ORDER BY m.left_at IS NOT NULL, m.joined_at DESC, m.spell_id DESC LIMIT %s
        """,
        (list(customer_ids), limit),
    )


# ───────────────────────── tags ─────────────────────────


async def tags_of(session: Session, groupchat_ids: Sequence[GroupchatId]) -> list[dict[str, Any]]:
    """Return the tags of some groups, by name."""
    return await session.fetch(
        """
        SELECT r.groupchat_id, t.tag_id, t.name FROM groupchat_tagged r
        JOIN groupchat_tag t ON t.corp_id = lingqu_corp() AND t.tag_id = r.tag_id
        WHERE r.corp_id = lingqu_corp() AND r.groupchat_id = ANY(%s) ORDER BY r.groupchat_id, t.name
        """,
        (list(groupchat_ids),),
    )


async def list_tags(session: Session) -> list[dict[str, Any]]:
    """Return all tags by name, with how many groups that are there have them."""
    return await session.fetch(
        """
        SELECT t.tag_id, t.name, count(g.groupchat_id) AS groupchats FROM groupchat_tag t
        LEFT JOIN groupchat_tagged r ON r.corp_id = lingqu_corp() AND r.tag_id = t.tag_id
        LEFT JOIN groupchat g ON g.corp_id = lingqu_corp() AND g.groupchat_id = r.groupchat_id
                             AND g.dismissed_at IS NULL
        WHERE t.corp_id = lingqu_corp() GROUP BY t.tag_id, t.name ORDER BY t.name
        """
    )


async def known_tags(session: Session, tag_ids: Collection[GroupchatTagId]) -> set[GroupchatTagId]:
    """Return those tags that exist."""
    rows = await session.fetch(
        "SELECT tag_id FROM groupchat_tag WHERE corp_id = lingqu_corp() AND tag_id = ANY(%s)", (list(tag_ids),)
    )
    return {GroupchatTagId(row["tag_id"]) for row in rows}
