"""SQL of who is one with whom, and of who belongs at all."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from lingqu.customers.domain.identities import Join
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import ClaimId, CustomerId, IdentityId, MergeId

JOINING = 7463
"""Class of the advisory lock; the object is the corp."""

GIVEN = "SELECT unnest(%s::integer[]) AS person"
"""Persons as a parameter."""

MEMBERS = """
  SELECT p.person, m.customer_id FROM persons p
  JOIN customer m ON m.corp_id = lingqu_corp() AND m.customer_id = p.person
  UNION ALL
  SELECT p.person, m.customer_id FROM persons p
  JOIN customer m ON m.corp_id = lingqu_corp() AND m.merged_into = p.person
"""
"""Everybody who is one with `persons`, under the person."""


async def lock_joining(unit: UnitOfWork) -> None:
    """Let no other unit of this corp decide who is one with whom until this one ends."""
    await unit.execute("SELECT pg_advisory_xact_lock(%s, lingqu_corp())", (JOINING,))


async def canonical_of(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, CustomerId]:
    """Return whom each customer is one with; those whom there is not are missing."""
    rows = await session.fetch(
        """
        SELECT customer_id, coalesce(merged_into, customer_id) AS person FROM customer
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s)
        """,
        (list(customer_ids),),
    )
    return {CustomerId(row["customer_id"]): CustomerId(row["person"]) for row in rows}


async def everybody_of(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, CustomerId]:
    """Return everybody who is one with any of these customers, and with whom."""
    rows = await session.fetch(
        f"""
        WITH persons AS (
          SELECT DISTINCT coalesce(merged_into, customer_id) AS person FROM customer
          WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s)
        )
        {MEMBERS}
        """,
        (list(customer_ids),),
    )
    return {CustomerId(row["customer_id"]): CustomerId(row["person"]) for row in rows}


async def list_merged(session: Session) -> dict[CustomerId, CustomerId]:
    """Return all customers merged away, and whom each is one with."""
    rows = await session.fetch(
        """
        SELECT customer_id, merged_into FROM customer
        WHERE corp_id = lingqu_corp() AND merged_into IS NOT NULL ORDER BY customer_id
        """
    )
    return {CustomerId(row["customer_id"]): CustomerId(row["merged_into"]) for row in rows}


async def is_anybody_merged(session: Session) -> bool:
    """Tell whether any customers of the corp are one."""
    return await session.fetch_value(
        "SELECT EXISTS (SELECT 1 FROM customer WHERE corp_id = lingqu_corp() AND merged_into IS NOT NULL)"
    )


async def list_universe(session: Session, *, first: CustomerId, before: CustomerId) -> list[CustomerId]:
    """Return who belongs, in ascending order, of the numbers from `first` to below `before`."""
    return (
        await session.fetch_value(
            """
            SELECT array_agg(c.customer_id ORDER BY c.customer_id) FROM customer c
            WHERE c.corp_id = lingqu_corp() AND c.customer_id >= %(first)s AND c.customer_id < %(before)s
              AND c.merged_into IS NULL
              AND (NOT c.is_visitor
                   OR EXISTS (SELECT 1 FROM customer m WHERE m.corp_id = lingqu_corp()
                                AND m.merged_into = c.customer_id AND NOT m.is_visitor))
            """,
            {"first": first, "before": before},
        )
        or []
    )


async def mark_belonging(unit: UnitOfWork, customer_ids: Collection[CustomerId]) -> list[CustomerId]:
    """Say that customers belong, whether they have a relation or not; return who was a visitor until now."""
    rows = await unit.fetch(
        """
        WITH locked AS (
          SELECT customer_id FROM customer
          WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND belongs_at IS NULL
          ORDER BY customer_id FOR UPDATE
        )
        UPDATE customer c SET belongs_at = %s FROM locked
        WHERE c.corp_id = lingqu_corp() AND c.customer_id = locked.customer_id
        RETURNING c.customer_id, c.last_added_at IS NULL AS was_visitor
        """,
        (list(customer_ids), unit.at),
    )
    return sorted(CustomerId(row["customer_id"]) for row in rows if row["was_visitor"])


# ───────────────────────── merges ─────────────────────────


async def standing(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, tuple[MergeId, Join]]:
    """Return the merges that hold of those of the customers that are merged away."""
    rows = await session.fetch(
        """
        SELECT merge_id, customer_id, into_id, identity_id, claim_id FROM customer_merge
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND ended_at IS NULL
        """,
        (list(customer_ids),),
    )
    return {CustomerId(row["customer_id"]): (MergeId(row["merge_id"]), _join(row)) for row in rows}


async def end(unit: UnitOfWork, ended: Mapping[MergeId, str]) -> None:
    """Say of merges that they hold no more, and who said so."""
    await unit.execute(
        """
        UPDATE customer_merge m SET ended_at = %s, ended_by = t.ended_by
        FROM unnest(%s::bigint[], %s::text[]) AS t(merge_id, ended_by)
        WHERE m.corp_id = lingqu_corp() AND m.merge_id = t.merge_id
        """,
        (unit.at, list(ended), list(ended.values())),
    )


async def begin(unit: UnitOfWork, joins: Sequence[Join]) -> dict[CustomerId, MergeId]:
    """Write merges; return their numbers by the customer merged away."""
    rows = await unit.fetch(
        """
        INSERT INTO customer_merge (corp_id, customer_id, into_id, identity_id, claim_id, merged_at)
        SELECT lingqu_corp(), t.*, %s FROM unnest(%s::integer[], %s::integer[], %s::bigint[], %s::bigint[]) AS t
        RETURNING customer_id, merge_id
        """,
        (
            unit.at,
            [one.customer_id for one in joins],
            [one.into_id for one in joins],
            [one.identity_id for one in joins],
            [one.claim_id for one in joins],
        ),
    )
    return {CustomerId(row["customer_id"]): MergeId(row["merge_id"]) for row in rows}


async def set_canonical(unit: UnitOfWork, canonical: Mapping[CustomerId, CustomerId]) -> None:
    """Write whom customers are one with."""
    await unit.execute(
        """
        UPDATE customer c SET merged_into = nullif(t.person, t.customer_id)
        FROM unnest(%s::integer[], %s::integer[]) AS t(customer_id, person)
        WHERE c.corp_id = lingqu_corp() AND c.customer_id = t.customer_id
        """,
        (list(canonical), list(canonical.values())),
    )


_STANDING_FOR_OTHERS = """
  SELECT DISTINCT coalesce(c.merged_into, c.customer_id) AS person FROM customer c
  WHERE c.corp_id = lingqu_corp() AND c.customer_id = ANY(%s)
    AND (c.merged_into IS NOT NULL
         OR EXISTS (SELECT 1 FROM customer m WHERE m.corp_id = lingqu_corp() AND m.merged_into = c.customer_id))
"""


async def count_relations(
    unit: UnitOfWork, customer_ids: Collection[CustomerId], *, standing_for_others: bool = False
) -> None:
    """Make counts true: of whoever stands for others over all their relations, of everybody else over their own.

    Args:
        standing_for_others: count only those who stand for one of these customers and are not alone.
    """
    await unit.execute(
        f"""
        WITH persons AS ({_STANDING_FOR_OTHERS if standing_for_others else GIVEN}), member AS ({MEMBERS}), now_true AS (
          SELECT member.person, count(DISTINCT f.staff_id) FILTER (WHERE f.deleted_at IS NULL) AS live,
                 max(f.added_at) AS added_at
          FROM member
          LEFT JOIN follow_relation f ON f.corp_id = lingqu_corp() AND f.customer_id = member.customer_id
          GROUP BY member.person
        )
        UPDATE customer c SET live_relations = t.live, last_added_at = t.added_at FROM now_true t
        WHERE c.corp_id = lingqu_corp() AND c.customer_id = t.person
          AND (c.live_relations, c.last_added_at) IS DISTINCT FROM (t.live, t.added_at)
        """,
        (list(customer_ids),),
    )


async def list_merges(session: Session, customer_ids: Collection[CustomerId]) -> list[dict[str, Any]]:
    """Return all merges of and into customers, ended ones too, the newest first, with their reasons."""
    return await session.fetch(
        """
        SELECT m.merge_id, m.customer_id, m.into_id, m.merged_at, m.ended_at, m.ended_by, i.kind, i.value, i.sealed,
               c.source, c.first_seen_at AS seen_at
        FROM customer_merge m
        JOIN identity i ON i.corp_id = lingqu_corp() AND i.identity_id = m.identity_id
        JOIN identity_claim c ON c.corp_id = lingqu_corp() AND c.claim_id = m.claim_id
        WHERE m.corp_id = lingqu_corp() AND (m.customer_id = ANY(%(ids)s) OR m.into_id = ANY(%(ids)s))
        ORDER BY m.merge_id DESC
        """,
        {"ids": list(customer_ids)},
    )


def _join(row: Mapping[str, Any]) -> Join:
    return Join(
        CustomerId(row["customer_id"]),
        CustomerId(row["into_id"]),
        IdentityId(row["identity_id"]),
        ClaimId(row["claim_id"]),
    )
