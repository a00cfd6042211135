"""SQL of what everything is called that definitions may name."""

from __future__ import annotations

from lingqu.infra.database import Session
from lingqu.kernel.text.book import Noun

_NAMES = {
    Noun.TAG: """
        SELECT t.tag_id AS id, g.name || '/' || t.name AS name FROM corp_tag t
        JOIN tag_group g ON g.corp_id = lingqu_corp() AND g.group_id = t.group_id
        WHERE t.corp_id = lingqu_corp() AND t.deleted_at IS NULL
    """,
    Noun.TAG_GROUP: """
        SELECT group_id AS id, name FROM tag_group WHERE corp_id = lingqu_corp() AND deleted_at IS NULL
    """,
    Noun.STAFF: "SELECT staff_id AS id, userid AS name FROM staff WHERE corp_id = lingqu_corp()",
    Noun.DEPARTMENT: """
        SELECT department_id AS id, name FROM department WHERE corp_id = lingqu_corp() AND gone_at IS NULL
    """,
    Noun.CHANNEL: "SELECT channel_id AS id, name FROM channel WHERE corp_id = lingqu_corp()",
    Noun.CHAT: "SELECT groupchat_id AS id, coalesce(name, '') AS name FROM groupchat WHERE corp_id = lingqu_corp()",
    Noun.CHAT_TAG: "SELECT tag_id AS id, name FROM groupchat_tag WHERE corp_id = lingqu_corp()",
    Noun.SEGMENT: "SELECT segment_id AS id, name FROM segment WHERE corp_id = lingqu_corp() AND archived_at IS NULL",
    Noun.LIST: "SELECT list_id AS id, name FROM customer_list WHERE corp_id = lingqu_corp() AND archived_at IS NULL",
}


async def list_names(session: Session) -> dict[Noun, dict[int, str]]:
    """Return the names by number, of each noun."""
    return {
        noun: {row["id"]: row["name"] or "" for row in await session.fetch(sql + " ORDER BY 1")}
        for noun, sql in _NAMES.items()
    }
