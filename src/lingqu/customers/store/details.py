"""SQL of one customer: profile, relations with tags, attributes, timeline."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from lingqu.customers.contracts.views import AttributeDefinition, AttributeType
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, StaffId


async def find_profile(session: Session, customer_id: CustomerId) -> dict[str, Any] | None:
    """Return a customer's row."""
    return await session.fetch_one(
        """
        SELECT customer_id, external_userid, unionid, name, avatar_url, gender, type, corp_name, last_added_at,
               live_relations, read_at, unreadable_errcode
        FROM customer WHERE corp_id = lingqu_corp() AND customer_id = %s
        """,
        (customer_id,),
    )


async def list_relations(session: Session, customer_ids: Collection[CustomerId]) -> list[dict[str, Any]]:
    """Return the relations of customers that are one, live ones first, the last added first."""
    return await session.fetch(
        """
        SELECT customer_id, staff_id, remark, description, state, channel_id, add_way, added_at, deleted_at, deleted_by
        FROM follow_relation WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s)
        ORDER BY deleted_at IS NOT NULL, added_at DESC, staff_id, customer_id
        """,
        (list(customer_ids),),
    )


async def find_related(session: Session, customer_ids: Collection[CustomerId], staff_id: StaffId) -> CustomerId | None:
    """Return under which of some numbers a member knows a person: where they are contacts, or were last."""
    return await session.fetch_value(
        """
        SELECT customer_id FROM follow_relation
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND staff_id = %s
        ORDER BY deleted_at IS NOT NULL, added_at DESC, customer_id LIMIT 1
        """,
        (list(customer_ids), staff_id),
    )


async def list_tags(session: Session, customer_ids: Collection[CustomerId]) -> list[dict[str, Any]]:
    """Return the tags on customers' relations, those being withdrawn included."""
    return await session.fetch(
        """
        SELECT r.customer_id, r.staff_id, r.tag_id, t.name, r.status
        FROM relation_tag r
        JOIN corp_tag t ON t.corp_id = lingqu_corp() AND t.tag_id = r.tag_id AND t.deleted_at IS NULL
        WHERE r.corp_id = lingqu_corp() AND r.customer_id = ANY(%s)
        ORDER BY r.customer_id, r.staff_id, t.sort DESC, t.tag_id
        """,
        (list(customer_ids),),
    )


# ───────────────────────── attributes ─────────────────────────


async def list_definitions(session: Session) -> list[AttributeDefinition]:
    """Return all attributes that are defined."""
    rows = await session.fetch("SELECT key, label, type FROM attribute WHERE corp_id = lingqu_corp() ORDER BY key")
    return [_definition(row) for row in rows]


async def find_definition(session: Session, key: str) -> AttributeDefinition | None:
    """Return one attribute's definition."""
    row = await session.fetch_one(
        "SELECT key, label, type FROM attribute WHERE corp_id = lingqu_corp() AND key = %s", (key,)
    )
    return _definition(row) if row else None


async def upsert_definition(unit: UnitOfWork, definition: AttributeDefinition) -> AttributeDefinition:
    """Write a definition and return what stands now: the type of one that is there already stays."""
    row = await unit.fetch_one(
        """
        INSERT INTO attribute (corp_id, key, label, type) VALUES (lingqu_corp(), %s, %s, %s)
        ON CONFLICT (corp_id, key) DO UPDATE SET label = EXCLUDED.label RETURNING key, label, type
        """,
        (definition.key, definition.label, definition.type),
    )
    return _definition(row)


async def list_values(session: Session, customer_ids: Collection[CustomerId]) -> dict[str, Any]:
    """Return the attributes of customers that are one, by key: what was set last."""
    rows = await session.fetch(
        """
        SELECT DISTINCT ON (key) key, value FROM customer_attribute
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) ORDER BY key, set_at DESC, customer_id
        """,
        (list(customer_ids),),
    )
    return {row["key"]: row["value"] for row in rows}


async def list_one_value(session: Session, persons: Collection[CustomerId], key: str) -> dict[CustomerId, Any]:
    """Return one attribute of many persons: what was set last of any customer that they are."""
    rows = await session.fetch(
        """
        SELECT DISTINCT ON (person_id) person_id, value
        FROM (
          SELECT coalesce(c.merged_into, c.customer_id) AS person_id, c.customer_id FROM customer c
          WHERE c.corp_id = lingqu_corp() AND c.customer_id = ANY(%(persons)s)
          UNION
          SELECT c.merged_into, c.customer_id FROM customer c
          WHERE c.corp_id = lingqu_corp() AND c.merged_into = ANY(%(persons)s)
        ) who
        JOIN customer_attribute a
          ON a.corp_id = lingqu_corp() AND a.customer_id = who.customer_id AND a.key = %(key)s
        ORDER BY person_id, a.set_at DESC, a.customer_id
        """,
        {"persons": list(persons), "key": key},
    )
    return {CustomerId(row["person_id"]): row["value"] for row in rows}


async def delete_value(unit: UnitOfWork, customer_ids: Collection[CustomerId], key: str) -> None:
    """Take one attribute away from customers."""
    await unit.execute(
        "DELETE FROM customer_attribute WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND key = %s",
        (list(customer_ids), key),
    )


async def set_value(unit: UnitOfWork, customer_id: CustomerId, key: str, value: Any) -> None:
    """Write one attribute."""
    await unit.execute(
        """
        INSERT INTO customer_attribute (corp_id, customer_id, key, value, set_at)
        VALUES (lingqu_corp(), %s, %s, %s, %s)
        ON CONFLICT (corp_id, customer_id, key) DO UPDATE SET value = EXCLUDED.value, set_at = EXCLUDED.set_at
        """,
        (customer_id, key, Jsonb(value), unit.at),
    )


async def set_values(unit: UnitOfWork, rows: Sequence[tuple[CustomerId, str, Any]]) -> list[tuple[CustomerId, str]]:
    """Write attributes of many customers; return those that stood otherwise before."""
    changed = await unit.fetch(
        """
        INSERT INTO customer_attribute AS a (corp_id, customer_id, key, value, set_at)
        SELECT lingqu_corp(), t.customer_id, t.key, t.value, %(at)s
        FROM unnest(%(ids)s::integer[], %(keys)s::text[], %(values)s::jsonb[]) AS t(customer_id, key, value)
        ORDER BY t.customer_id, t.key
        ON CONFLICT (corp_id, customer_id, key) DO UPDATE SET value = EXCLUDED.value, set_at = EXCLUDED.set_at
          WHERE a.value <> EXCLUDED.value
        RETURNING a.customer_id, a.key
        """,
        {
            "at": unit.at,
            "ids": [customer_id for customer_id, _, _ in rows],
            "keys": [key for _, key, _ in rows],
            "values": [Jsonb(value) for _, _, value in rows],
        },
    )
    return [(CustomerId(row["customer_id"]), row["key"]) for row in changed]


# ───────────────────────── timeline ─────────────────────────


async def list_facts(
    session: Session, customer_ids: Collection[CustomerId], *, after: tuple[datetime, int] | None, limit: int
) -> list[dict[str, Any]]:
    """Return the facts of customers that are one, the newest first.

    Args:
        after: keys of the last row of the page before.
    """
    before = "AND (occurred_at, id) < (%(after_at)s, %(after_id)s)" if after else ""
    return await session.fetch(
        f"""
        SELECT f.id, f.kind, f.occurred_at, f.staff_id, f.data
        FROM unnest(%(customers)s::integer[]) AS one(customer_id)
        CROSS JOIN LATERAL (
          SELECT id, kind, occurred_at, staff_id, data FROM fact
          WHERE corp_id = lingqu_corp() AND customer_id = one.customer_id {before}
          ORDER BY occurred_at DESC, id DESC LIMIT %(limit)s
        ) AS f
        ORDER BY f.occurred_at DESC, f.id DESC LIMIT %(limit)s
        """,
        {
            "customers": list(customer_ids),
            "after_at": after[0] if after else None,
            "after_id": after[1] if after else None,
            "limit": limit,
        },
    )


async def tag_names(session: Session, tag_ids: Collection[int]) -> dict[int, str]:
    """Return names of tags, deleted ones included: the past keeps its words."""
    rows = await session.fetch(
        "SELECT tag_id, name FROM corp_tag WHERE corp_id = lingqu_corp() AND tag_id = ANY(%s)", (list(tag_ids),)
    )
    return {row["tag_id"]: row["name"] for row in rows}


def _definition(row: dict[str, Any]) -> AttributeDefinition:
    return AttributeDefinition(key=row["key"], label=row["label"], type=AttributeType(row["type"]))
