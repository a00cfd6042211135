"""SQL of whom moments reach: customers by who would publish to them, and who was shown too many this month."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pyroaring import BitMap

from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId, StaffId, TagId
from lingqu.outreach.domain.audiences import Candidate, Standing

_CAPPED = """capped AS (
  SELECT customer_id FROM delivery
  WHERE corp_id = lingqu_corp() AND channel = 'moment' AND state = 'delivered' AND settled_at >= %(month)s
  GROUP BY customer_id HAVING count(*) >= %(most)s
)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """How many moments a customer is shown, counted from when."""

    month: datetime
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderReach:
    """A member with how many customers could see a moment of theirs, and how many of these were shown too many."""

    staff_id: StaffId
    customers: int
    over_cap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The same in all: every customer once."""

    customers: int
    over_cap: int
    staff: int


_RELATIONS = f"""
WITH {_CAPPED}, related AS (
  SELECT r.staff_id, r.customer_id, capped.customer_id IS NOT NULL AS over_cap
  FROM follow_relation r
  JOIN staff s ON s.corp_id = lingqu_corp() AND s.staff_id = r.staff_id AND s.is_follow_user AND s.left_at IS NULL
  LEFT JOIN capped ON capped.customer_id = r.customer_id
  WHERE r.corp_id = lingqu_corp() AND r.deleted_at IS NULL AND NOT r.half
    AND (%(senders)s::integer[] IS NULL OR r.staff_id = ANY(%(senders)s))
    AND (%(tags)s::integer[] IS NULL OR EXISTS (
      SELECT FROM relation_tag t WHERE t.corp_id = lingqu_corp() AND t.customer_id = r.customer_id
        AND t.staff_id = r.staff_id AND t.tag_id = ANY(%(tags)s) AND t.status <> 'withdrawing'))
)
"""


async def list_senders(
    session: Session, cap: Cap, *, senders: Sequence[StaffId] | None, tags: Sequence[TagId] | None
) -> list[SenderReach]:
    """Return the members who have somebody to show a moment to.

    Args:
        senders: who may publish; None means every member with customers.
        tags: any of which a relation must have; None means all relations.
    """
    return await session.fetch(
        f"""
        {_RELATIONS}
        SELECT staff_id, count(*) AS customers, count(*) FILTER (WHERE over_cap) AS over_cap
        FROM related GROUP BY staff_id ORDER BY staff_id
        """,
        _params(cap, senders, tags),
        into=SenderReach,
    )


async def count_reach(
    session: Session, cap: Cap, *, senders: Sequence[StaffId] | None, tags: Sequence[TagId] | None
) -> Reach:
    """Return the same in all."""
    return await session.fetch_one(
        f"""
        {_RELATIONS}
        SELECT count(DISTINCT customer_id) AS customers,
               count(DISTINCT customer_id) FILTER (WHERE over_cap) AS over_cap, count(DISTINCT staff_id) AS staff
        FROM related
        """,
        _params(cap, senders, tags),
        into=Reach,
    )


async def list_customers(
    session: Session, *, senders: Sequence[StaffId] | None, tags: Sequence[TagId] | None
) -> BitMap:
    """Return the persons who could be shown a moment by sender and tag."""
    found = await session.fetch_value(
        f"""
        {_RELATIONS}
        SELECT array_agg(DISTINCT coalesce(c.merged_into, c.customer_id))
        FROM related JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = related.customer_id
        """,
        _params(Cap(month=session.at, most=0), senders, tags),
    )
    return BitMap(found or ())


async def list_persons(
    session: Session,
    members: Collection[CustomerId],
    *,
    senders: Sequence[StaffId] | None,
    tags: Sequence[TagId] | None,
) -> list[Candidate]:
    """Return the persons that some customers are, each once, as the contact who could see a moment of a sender.

    Args:
        tags: any of which the relation must have; who has none of them any more is not meant.
    """
    rows = await session.fetch(
        """
        WITH person AS (
          SELECT DISTINCT coalesce(c.merged_into, c.customer_id) AS person_id
          FROM unnest(%(members)s::integer[]) AS m(customer_id)
          JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = m.customer_id
        ), contact AS (
          SELECT person_id, person_id AS customer_id FROM person
          UNION ALL
          SELECT p.person_id, c.customer_id FROM person p
          JOIN customer c ON c.corp_id = lingqu_corp() AND c.merged_into = p.person_id
        ), related AS (
          SELECT k.person_id, k.customer_id, r.staff_id, r.added_at,
                 NOT r.half AND s.is_follow_user AND s.left_at IS NULL
                   AND (%(senders)s::integer[] IS NULL OR r.staff_id = ANY(%(senders)s)) AS able,
                 %(tags)s::integer[] IS NULL OR EXISTS (
                   SELECT FROM relation_tag t WHERE t.corp_id = lingqu_corp() AND t.customer_id = r.customer_id
                     AND t.staff_id = r.staff_id AND t.tag_id = ANY(%(tags)s) AND t.status <> 'withdrawing') AS meant
          FROM contact k
          JOIN follow_relation r ON r.corp_id = lingqu_corp() AND r.customer_id = k.customer_id
                                AND r.deleted_at IS NULL
          JOIN staff s ON s.corp_id = lingqu_corp() AND s.staff_id = r.staff_id
        ), chosen AS (
          SELECT DISTINCT ON (person_id) person_id, customer_id, staff_id FROM related WHERE able AND meant
          ORDER BY person_id, added_at DESC, customer_id, staff_id
        ), followed AS (
          SELECT person_id, bool_or(meant) AS meant FROM related GROUP BY person_id
        )
        SELECT coalesce(chosen.customer_id, p.person_id) AS customer_id, chosen.staff_id AS sender,
               followed.person_id IS NOT NULL AS followed, coalesce(followed.meant, true) AS meant
        FROM person p LEFT JOIN chosen USING (person_id) LEFT JOIN followed USING (person_id)
        ORDER BY 1
        """,
        {
            "members": list(members),
            "senders": _listed(senders),
            "tags": None if tags is None else list(tags),
        },
    )
    return [
        Candidate(
            customer_id=CustomerId(row["customer_id"]),
            sender=None if row["sender"] is None else StaffId(row["sender"]),
            standing=Standing(
                meant=row["meant"], followed=row["followed"], sendable=row["sender"] is not None, readable=True
            ),
        )
        for row in rows
    ]


async def list_marked_senders(session: Session, tag_id: TagId) -> list[StaffId]:
    """Return the members with a live relation that WeCom has marked with a tag."""
    rows = await session.fetch(
        """
        SELECT DISTINCT t.staff_id FROM relation_tag t
        JOIN follow_relation r ON r.corp_id = lingqu_corp() AND r.customer_id = t.customer_id
                              AND r.staff_id = t.staff_id AND r.deleted_at IS NULL
        JOIN staff s ON s.corp_id = lingqu_corp() AND s.staff_id = t.staff_id
        WHERE t.corp_id = lingqu_corp() AND t.tag_id = %s AND t.status = 'granted' AND s.is_follow_user
          AND s.left_at IS NULL
        ORDER BY t.staff_id
        """,
        (tag_id,),
    )
    return [StaffId(row["staff_id"]) for row in rows]


def _listed(senders: Sequence[StaffId] | None) -> list[StaffId] | None:
    return None if senders is None else list(senders)


def _params(cap: Cap, senders: Sequence[StaffId] | None, tags: Sequence[TagId] | None) -> dict[str, object]:
    return {
        "month": cap.month,
        "most": cap.most,
        "senders": _listed(senders),
        "tags": None if tags is None else list(tags),
    }
