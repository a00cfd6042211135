"""The small world and its people as rows of PostgreSQL."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from psycopg.types.json import Jsonb

from audiences.world import ATTRIBUTES, CHAT_TAGS, CHATS, DEPARTMENTS, DEPARTMENTS_OF, STAFF, TAGS
from lingqu.infra.database import UnitOfWork
from lingqu.segments.contracts.person import Person

_PARENTS = {1: 0, 10: 1, 20: 1, 11: 10, 12: 10}
_OWN = {staff: max(departments - {1}, default=1) for staff, departments in DEPARTMENTS_OF.items()}


async def insert(unit: UnitOfWork, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows, numbers that the database would give included."""
    rows = list(rows)
    if rows:
        places = ", ".join(["%s"] * len(rows[0]))
        async with unit.connection.cursor() as cursor:
            sql = f"INSERT INTO {table} (corp_id, {columns}) OVERRIDING SYSTEM VALUE VALUES (lingqu_corp(), {places})"
            await cursor.executemany(sql.encode(), rows)


async def load_world(unit: UnitOfWork) -> None:
    """Write what definitions may speak of."""
    await insert(
        unit,
        "department",
        "department_id, parent_id, name",
        [(one, _PARENTS[one], f"d{one}") for one in DEPARTMENTS],
    )
    await insert(unit, "staff", "staff_id, userid", [(one, f"u{one}") for one in STAFF])
    await insert(unit, "staff_department", "staff_id, department_id", _OWN.items())
    await insert(
        unit, "corp_tag", "tag_id, group_id, wecom_tag_id, name", [(t, g, f"t{t}", f"t{t}") for t, g in TAGS.items()]
    )
    await insert(
        unit, "tag_group", "group_id, wecom_group_id, name", [(g, f"g{g}", f"g{g}") for g in set(TAGS.values())]
    )
    await insert(unit, "attribute", "key, label, type", [(key, key, kind) for key, kind in ATTRIBUTES.items()])
    await insert(
        unit,
        "groupchat",
        "groupchat_id, chat_id, owner_id, first_seen_at",
        [(one, f"c{one}", one, unit.at) for one in CHATS],
    )
    await insert(unit, "groupchat_tag", "tag_id, name, created_at", [(one, f"g{one}", unit.at) for one in CHAT_TAGS])
    await insert(
        unit,
        "groupchat_tagged",
        "groupchat_id, tag_id, granted_at, source",
        [(one, one, unit.at, "test") for one in CHATS if one in CHAT_TAGS],
    )


async def load_people(unit: UnitOfWork, crowd: Sequence[Person]) -> None:
    """Write customers with their state; those who were there before are forgotten."""
    for table in ("customer", "follow_relation", "relation_tag", "customer_attribute", "groupchat_member"):
        await unit.execute(f"DELETE FROM {table} WHERE corp_id = lingqu_corp()")
    await insert(
        unit,
        "customer",
        "customer_id, external_userid, first_seen_at, belongs_at",
        [(one.customer_id, f"w{one.customer_id}", unit.at, unit.at if one.in_universe else None) for one in crowd],
    )
    relations = [(one.customer_id, relation) for one in crowd for relation in one.relations]
    await insert(
        unit,
        "follow_relation",
        "customer_id, staff_id, add_way, channel_id, added_at, deleted_at, deleted_by",
        [(who, r.staff_id, r.add_way, r.channel_id, r.added_at, r.ended_at, r.ended_by) for who, r in relations],
    )
    await insert(
        unit,
        "relation_tag",
        "customer_id, staff_id, tag_id, status, source, granted_at",
        [
            (who, r.staff_id, mark.tag_id, "granted", mark.source, mark.granted_at)
            for who, r in relations
            for mark in r.marks
        ],
    )
    await insert(
        unit,
        "customer_attribute",
        "customer_id, key, value, set_at",
        [
            (one.customer_id, key, Jsonb(value.isoformat() if isinstance(value, date) else value), unit.at)
            for one in crowd
            for key, value in one.attributes.items()
        ],
    )
    await insert(
        unit,
        "groupchat_member",
        "customer_id, groupchat_id, joined_at, is_confirmed",
        [(one.customer_id, chat.chat, chat.joined_at, True) for one in crowd for chat in one.groups],
    )
