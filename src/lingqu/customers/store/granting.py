"""SQL of marks that grants give: to people, on the relation of whoever owns them."""

from collections.abc import Collection, Mapping

from lingqu.customers.contracts.relations import Pair
from lingqu.customers.contracts.tags import BY_GRANT, BY_MOMENT, Backlog, Having
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, TagId


async def having(session: Session, customers: Collection[CustomerId], tag_id: TagId) -> set[CustomerId]:
    """Return those of some customers of whom a live relation has a tag.

    A mark that is older than the relation it sits on is of a relation that ended: WeCom forgot it with that one.
    """
    rows = await session.fetch(
        """
        SELECT DISTINCT r.customer_id FROM relation_tag r
        JOIN follow_relation f ON f.corp_id = lingqu_corp() AND f.customer_id = r.customer_id
                              AND f.staff_id = r.staff_id
        WHERE r.corp_id = lingqu_corp() AND r.customer_id = ANY(%(customers)s) AND r.tag_id = %(tag)s
          AND r.status IN ('pending', 'granted') AND r.granted_at >= f.added_at
          AND f.customer_id = ANY(%(customers)s) AND f.deleted_at IS NULL
        """,
        {"customers": list(customers), "tag": tag_id},
    )
    return {CustomerId(row["customer_id"]) for row in rows}


async def owners_of(session: Session, customers: Mapping[CustomerId, CustomerId]) -> dict[CustomerId, Pair]:
    """Return, by person, the relation of the owner: of who has been in contact for longest and is.

    Args:
        customers: everybody who is one with the persons, and with whom.
    """
    rows = await session.fetch(
        """
        SELECT customer_id, staff_id FROM follow_relation
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND deleted_at IS NULL AND NOT half
        ORDER BY added_at DESC, staff_id DESC, customer_id DESC
        """,
        (list(customers),),
    )
    return {customers[row["customer_id"]]: Pair(row["customer_id"], row["staff_id"]) for row in rows}


async def marked_through(
    session: Session, customers: Collection[CustomerId], tag_id: TagId, *, source: str
) -> list[Pair]:
    """Return the relations of customers that have a tag from one source."""
    rows = await session.fetch(
        """
        SELECT customer_id, staff_id FROM relation_tag
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND tag_id = %s AND source = %s
          AND status IN ('pending', 'granted')
        """,
        (list(customers), tag_id, source),
    )
    return [Pair(row["customer_id"], row["staff_id"]) for row in rows]


async def change_source(
    unit: UnitOfWork, customers: Collection[CustomerId], tag_id: TagId, *, before: str, after: str
) -> None:
    """Let customers have a tag from another source from now on; the marks stay."""
    await unit.execute(
        """
        UPDATE relation_tag SET source = %s
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND tag_id = %s AND source = %s
          AND status IN ('pending', 'granted')
        """,
        (after, list(customers), tag_id, before),
    )


async def list_marked(session: Session, tag_id: TagId, *, source: str, after: int, limit: int) -> list[CustomerId]:
    """Return customers above `after`, ascending, with a relation that has a tag from one source."""
    rows = await session.fetch(
        """
        SELECT DISTINCT customer_id FROM relation_tag
        WHERE corp_id = lingqu_corp() AND tag_id = %s AND source = %s AND status IN ('pending', 'granted')
          AND customer_id > %s
        ORDER BY customer_id LIMIT %s
        """,
        (tag_id, source, after, limit),
    )
    return [CustomerId(row["customer_id"]) for row in rows]


async def list_parted(session: Session, tag_id: TagId, *, source: str) -> list[CustomerId]:
    """Return people who have a tag from one source and of whom somebody was once one with others."""
    rows = await session.fetch(
        """
        WITH parted AS (
          SELECT DISTINCT coalesce(c.merged_into, c.customer_id) AS person
          FROM customer_merge m JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = m.customer_id
          WHERE m.corp_id = lingqu_corp() AND m.ended_at IS NOT NULL
        )
        SELECT DISTINCT p.person FROM relation_tag r
        JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = r.customer_id
        JOIN parted p ON p.person = coalesce(c.merged_into, c.customer_id)
        WHERE r.corp_id = lingqu_corp() AND r.tag_id = %s AND r.source = %s AND r.status IN ('pending', 'granted')
        """,
        (tag_id, source),
    )
    return [CustomerId(row["person"]) for row in rows]


async def who_has(session: Session, tag_id: TagId, *, source: str) -> Having:
    """Return all people who have a tag on a live relation, and those of them who have it from one source."""
    row = await session.fetch_one(
        """
        WITH owned AS (
          SELECT coalesce(c.merged_into, c.customer_id) AS person, r.source
          FROM relation_tag r
          JOIN follow_relation f ON f.corp_id = lingqu_corp() AND f.customer_id = r.customer_id
                                AND f.staff_id = r.staff_id
          JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = r.customer_id
          WHERE r.corp_id = lingqu_corp() AND r.tag_id = %s AND r.status IN ('pending', 'granted')
            AND f.deleted_at IS NULL AND r.granted_at >= f.added_at
        )
        SELECT array_agg(DISTINCT person) AS whoever,
               array_agg(DISTINCT person) FILTER (WHERE source = %s) AS through
        FROM owned
        """,
        (tag_id, source),
    )
    return Having(**{name: frozenset(found or ()) for name, found in row.items()})


async def count_unreachable(session: Session, persons: Collection[CustomerId]) -> int:
    """Count those of some persons whom nobody follows."""
    return await session.fetch_value(
        """
        SELECT count(*) FROM customer
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND live_relations = 0
        """,
        (list(persons),),
    )


_WAITING = f"""
  FROM relation_tag WHERE corp_id = lingqu_corp() AND status IN ('pending', 'withdrawing')
    AND (starts_with(source, '{BY_GRANT}') OR starts_with(source, '{BY_MOMENT}'))
"""


async def list_waiting(session: Session, *, limit: int) -> list[Pair]:
    """Return relations with marks of grants or moments that WeCom has not answered, the longest waiting first."""
    rows = await session.fetch(
        f"""
        SELECT customer_id, staff_id {_WAITING}
        GROUP BY customer_id, staff_id ORDER BY min(granted_at), customer_id, staff_id LIMIT %s
        """,
        (limit,),
    )
    return [Pair(row["customer_id"], row["staff_id"]) for row in rows]


async def see_backlog(session: Session) -> Backlog:
    """Return what waits for WeCom's answer."""
    row = await session.fetch_one(f"SELECT count(*) AS marks, min(granted_at) AS since {_WAITING}")
    return Backlog(**row)


async def count_waiting(session: Session) -> dict[str, int]:
    """Return how many marks of each grant and moment wait for WeCom's answer, by source."""
    rows = await session.fetch(f"SELECT source, count(*) AS marks {_WAITING} GROUP BY source")
    return {row["source"]: row["marks"] for row in rows}


async def drop_marks(unit: UnitOfWork, tag_id: TagId, *, limit: int) -> list[Pair]:
    """Forget marks of a tag that is no more; return whose."""
    rows = await unit.fetch(
        """
        DELETE FROM relation_tag r
        USING (SELECT customer_id, staff_id FROM relation_tag
               WHERE corp_id = lingqu_corp() AND tag_id = %(tag)s ORDER BY customer_id, staff_id LIMIT %(limit)s) d
        WHERE r.corp_id = lingqu_corp() AND r.tag_id = %(tag)s AND r.customer_id = d.customer_id
          AND r.staff_id = d.staff_id
        RETURNING r.customer_id, r.staff_id
        """,
        {"tag": tag_id, "limit": limit},
    )
    return [Pair(row["customer_id"], row["staff_id"]) for row in rows]
