"""SQL of groups as an audience: which are meant and how each stands, and who is in several of them."""

from collections.abc import Collection, Sequence

from lingqu.groupchats.contracts.audiences import GroupAudience, GroupStanding
from lingqu.infra.database import Session
from lingqu.kernel.ids import GroupchatId, StaffId


async def list_meant(
    session: Session,
    audience: GroupAudience,
    *,
    owner_ids: Collection[StaffId] | None,
    after: GroupchatId | None,
    limit: int | None,
) -> list[GroupStanding]:
    """Return the next groups of an audience that are there, by number.

    Args:
        owner_ids: whose groups, None anybody's; stands for the members and departments that the audience names.
    """
    return await session.fetch(
        """
        SELECT g.groupchat_id, g.name, g.owner_id, s.name AS owner_name, g.customers + g.others AS people,
               coalesce(s.is_follow_user AND s.left_at IS NULL, false) AS may_send,
               g.unreadable_errcode IS NULL AS readable
        FROM groupchat g LEFT JOIN staff s ON s.corp_id = lingqu_corp() AND s.staff_id = g.owner_id
        WHERE g.corp_id = lingqu_corp() AND g.dismissed_at IS NULL AND g.groupchat_id > %(after)s
          AND (%(chosen)s::integer[] IS NULL OR g.groupchat_id = ANY(%(chosen)s))
          AND (%(owners)s::integer[] IS NULL OR g.owner_id = ANY(%(owners)s))
          AND (%(tags)s::integer[] IS NULL OR EXISTS (
            SELECT FROM groupchat_tagged t
            WHERE t.corp_id = lingqu_corp() AND t.groupchat_id = g.groupchat_id AND t.tag_id = ANY(%(tags)s)))
          AND g.customers + g.others BETWEEN coalesce(%(least)s::integer, 0) AND coalesce(%(most)s::integer, 2147483647)
        ORDER BY g.groupchat_id LIMIT %(limit)s
        """,
        {
            "after": -1 if after is None else after,
            "chosen": list(audience.groupchat_ids) or None,
            "owners": None if owner_ids is None else list(owner_ids),
            "tags": list(audience.tag_ids) or None,
            "least": audience.least_people,
            "most": audience.most_people,
            "limit": limit,
        },
        into=GroupStanding,
    )


async def count_in_several(session: Session, groupchat_ids: Sequence[GroupchatId]) -> int:
    """Count the persons who are in more than one of some groups now."""
    return await session.fetch_value(
        """
        SELECT count(*) FROM (
          SELECT FROM groupchat_member m
          JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = m.customer_id
          WHERE m.corp_id = lingqu_corp() AND m.groupchat_id = ANY(%s) AND m.left_at IS NULL AND m.is_confirmed
          GROUP BY coalesce(c.merged_into, c.customer_id) HAVING count(DISTINCT m.groupchat_id) > 1
        ) person
        """,
        (list(groupchat_ids),),
    )


async def known_groups(session: Session, groupchat_ids: Collection[GroupchatId]) -> set[GroupchatId]:
    """Return those groups that there are or were."""
    rows = await session.fetch(
        "SELECT groupchat_id FROM groupchat WHERE corp_id = lingqu_corp() AND groupchat_id = ANY(%s)",
        (list(groupchat_ids),),
    )
    return {GroupchatId(row["groupchat_id"]) for row in rows}
