"""SQL of marks that grants give: to people, on the relation of whoever owns them."""

from collections.abc import Collection

from lingqu.customers.contracts.relations import Pair
from lingqu.customers.contracts.tags import BY_GRANT, Backlog, Having
from lingqu.customers.store.persons import GIVEN, MEMBERS
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, TagId

# A mark that is older than the relation it sits on is of a relation that ended: WeCom forgot it with that one.
_MARKS = f"""
  SELECT m.person, r.customer_id, r.staff_id, r.source
  FROM ({MEMBERS}) m
  JOIN relation_tag r ON r.corp_id = lingqu_corp() AND r.customer_id = m.customer_id
  JOIN follow_relation f ON f.corp_id = lingqu_corp() AND f.customer_id = r.customer_id AND f.staff_id = r.staff_id
  WHERE r.tag_id = %(tag)s AND r.status IN ('pending', 'granted') AND f.deleted_at IS NULL
    AND r.granted_at >= f.added_at
"""
_PERSONS = GIVEN.replace("%s", "%(persons)s")


async def owners_lacking(session: Session, persons: Collection[CustomerId], tag_id: TagId) -> dict[CustomerId, Pair]:
    """Return, of persons of whom no live relation has a tag, the relation of their owner.

    The owner is who has been in contact for longest and is; nobody's customers are missing.
    """
    rows = await session.fetch(
        f"""
        WITH persons AS ({_PERSONS}), owned AS ({_MARKS})
        SELECT DISTINCT ON (m.person) m.person, f.customer_id, f.staff_id
        FROM ({MEMBERS}) m
        JOIN follow_relation f ON f.corp_id = lingqu_corp() AND f.customer_id = m.customer_id
        WHERE f.deleted_at IS NULL AND NOT f.half
          AND NOT EXISTS (SELECT 1 FROM owned h WHERE h.person = m.person)
        ORDER BY m.person, f.added_at, f.staff_id, f.customer_id
        """,
        {"persons": list(persons), "tag": tag_id},
    )
    return {CustomerId(row["person"]): Pair(row["customer_id"], row["staff_id"]) for row in rows}


async def marked_through(
    session: Session, persons: Collection[CustomerId], tag_id: TagId, *, source: str
) -> dict[Pair, CustomerId]:
    """Return the relations of persons that have a tag from one source, and whose they are."""
    rows = await session.fetch(
        f"""
        WITH persons AS ({_PERSONS})
        SELECT m.person, r.customer_id, r.staff_id FROM ({MEMBERS}) m
        JOIN relation_tag r ON r.corp_id = lingqu_corp() AND r.customer_id = m.customer_id
        WHERE r.tag_id = %(tag)s AND r.source = %(source)s AND r.status IN ('pending', 'granted')
        """,
        {"persons": list(persons), "tag": tag_id, "source": source},
    )
    return {Pair(row["customer_id"], row["staff_id"]): CustomerId(row["person"]) for row in rows}


async def change_source(
    unit: UnitOfWork, persons: Collection[CustomerId], tag_id: TagId, *, before: str, after: str
) -> None:
    """Let persons have a tag from another source from now on; the marks stay."""
    await unit.execute(
        f"""
        WITH persons AS ({_PERSONS}), members AS ({MEMBERS})
        UPDATE relation_tag r SET source = %(after)s FROM members m
        WHERE r.corp_id = lingqu_corp() AND r.customer_id = m.customer_id AND r.tag_id = %(tag)s
          AND r.source = %(before)s AND r.status IN ('pending', 'granted')
        """,
        {"persons": list(persons), "tag": tag_id, "before": before, "after": after},
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
    AND starts_with(source, '{BY_GRANT}')
"""


async def list_waiting(session: Session, *, limit: int) -> list[Pair]:
    """Return relations with marks of grants that WeCom has not answered, those that wait for longest first."""
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
    """Return how many marks of each grant wait for WeCom's answer, by source."""
    rows = await session.fetch(f"SELECT source, count(*) AS marks {_WAITING} GROUP BY source")
    return {row["source"]: row["marks"] for row in rows}
