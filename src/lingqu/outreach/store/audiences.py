"""SQL of audiences: who is meant by tags or is a member of a segment, and how each stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from pyroaring import BitMap

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CustomerId, StaffId, TagId
from lingqu.outreach.contracts.broadcasts import Audience, Sample, TagAudience, TagMatch, TagName
from lingqu.outreach.domain.audiences import SAMPLE, Candidate, Standing

# One row per person, with the one contact who is written to: of all live relations of all customers that are one with
# the person, the sendable one that was added last. Grouped once: joining what is found of thousands of persons with
# itself takes the square of them as soon as PostgreSQL takes them for ten.
_PERSONS = """
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
         r.staff_id IS NOT NULL AND r.deleted_at IS NULL AS live, c.unreadable_errcode IS NULL AS readable,
         r.deleted_at IS NULL AND c.unreadable_errcode IS NULL AND NOT r.half AND s.is_follow_user
           AND s.left_at IS NULL AS sendable
  FROM contact k
  JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = k.customer_id
  LEFT JOIN follow_relation r ON r.corp_id = lingqu_corp() AND r.customer_id = k.customer_id
  LEFT JOIN staff s ON s.corp_id = lingqu_corp() AND s.staff_id = r.staff_id
)
"""

_STANDING = """
  SELECT person_id,
         coalesce((array_agg(customer_id ORDER BY added_at DESC, customer_id, staff_id) FILTER (WHERE sendable))[1],
                  person_id) AS customer_id,
         (array_agg(staff_id ORDER BY added_at DESC, customer_id, staff_id) FILTER (WHERE sendable))[1] AS sender,
         bool_or(live) AS followed, coalesce(bool_or(readable) FILTER (WHERE live), true) AS readable
"""

# Members of a segment are meant, whatever became of them since.
_MEMBERS = f"""{_PERSONS}, standing AS ({_STANDING}, true AS meant FROM related GROUP BY person_id)
"""

# Who has the tags on relations of any of their contacts, live or not: meant by the live ones.
_TAGGED = f"""{_PERSONS}, standing AS ({_STANDING},
         count(DISTINCT t.tag_id) FILTER (WHERE live) >= %(needed)s AS meant
  FROM related
  LEFT JOIN LATERAL (
    SELECT t.tag_id FROM relation_tag t
    WHERE t.corp_id = lingqu_corp() AND t.customer_id = related.customer_id AND t.staff_id = related.staff_id
      AND t.tag_id = ANY(%(tag_ids)s) AND t.status <> 'withdrawing'
  ) t ON true
  GROUP BY person_id HAVING count(DISTINCT t.tag_id) >= %(needed)s
)
"""

_CANDIDATES = "SELECT customer_id, meant, followed, readable, sender FROM standing ORDER BY customer_id"

_GROUPS = f"""
SELECT g.*, ARRAY(SELECT c.name FROM unnest(g.ids) WITH ORDINALITY AS i(customer_id, place)
                  JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = i.customer_id
                  ORDER BY place) AS names
FROM (
  SELECT meant, followed, readable, sender IS NOT NULL AS sendable, count(*) AS customers,
         array_agg(DISTINCT sender) FILTER (WHERE sender IS NOT NULL) AS senders,
         (array_agg(customer_id ORDER BY customer_id))[1:{SAMPLE}] AS ids
  FROM standing GROUP BY meant, followed, readable, sender IS NOT NULL
) g
"""


async def list_tags(session: Session, tag_ids: Sequence[TagId], *, living: bool) -> list[TagName]:
    """Return names of corp tags; `living` leaves out deleted ones."""
    return await session.fetch(
        """
        SELECT tag_id, name FROM corp_tag
        WHERE corp_id = lingqu_corp() AND tag_id = ANY(%s) AND (NOT %s OR deleted_at IS NULL) ORDER BY tag_id
        """,
        (list(tag_ids), living),
        into=TagName,
    )


async def find_first(session: Session, audience: TagAudience, *, after: int | None) -> CustomerId | None:
    """Return the first customer after another who has one of the tags: gaps in the ordinals cost nothing."""
    found = await session.fetch_value(
        """
        SELECT min(first) FROM unnest(%s::integer[]) AS tag(tag_id)
        CROSS JOIN LATERAL (SELECT t.customer_id AS first FROM relation_tag t
                            WHERE t.corp_id = lingqu_corp() AND t.tag_id = tag.tag_id AND t.customer_id > %s
                            ORDER BY t.customer_id LIMIT 1) f
        """,
        (list(audience.tag_ids), -1 if after is None else after),
    )
    return None if found is None else CustomerId(found)


async def list_tagged(
    session: Session, audience: TagAudience, *, from_id: CustomerId, to_id: CustomerId
) -> list[CustomerId]:
    """Return, ascending, the customers between two numbers, both included, who have, or had, one of the tags."""
    rows = await session.fetch(
        """
        SELECT DISTINCT customer_id FROM relation_tag
        WHERE corp_id = lingqu_corp() AND tag_id = ANY(%s) AND status <> 'withdrawing'
          AND customer_id BETWEEN %s AND %s
        ORDER BY customer_id
        """,
        (list(audience.tag_ids), from_id, to_id),
    )
    return [CustomerId(row["customer_id"]) for row in rows]


async def list_persons(session: Session, audience: Audience, customers: Collection[CustomerId]) -> list[Candidate]:
    """Return the persons that some customers are, each once; of tags those who have, or had, them."""
    sql, params = _asked(audience, customers)
    return _candidates(await session.fetch(sql + _CANDIDATES, params))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Candidates of one standing."""

    standing: Standing
    customers: int
    senders: frozenset[StaffId]
    first: tuple[Sample, ...]


async def group_persons(session: Session, audience: Audience, customers: Collection[CustomerId]) -> list[Group]:
    """Return the same grouped by standing, with the first of each: at most sixteen rows."""
    sql, params = _asked(audience, customers)
    return _groups(await session.fetch(sql + _GROUPS, params))


async def save_members(unit: UnitOfWork, broadcast_id: BroadcastId, members: BitMap) -> None:
    """Keep who is to have a verdict."""
    await unit.execute(
        "UPDATE broadcast SET members = %s WHERE corp_id = lingqu_corp() AND broadcast_id = %s",
        (members.serialize(), broadcast_id),
    )


async def list_members(
    session: Session, broadcast_id: BroadcastId, *, after: int | None, limit: int
) -> list[CustomerId]:
    """Return the next of those who were kept, ascending. At ten million they are read in milliseconds each time."""
    kept = await session.fetch_value(
        "SELECT members FROM broadcast WHERE corp_id = lingqu_corp() AND broadcast_id = %s", (broadcast_id,)
    )
    members = BitMap.deserialize(kept)
    start = 0 if after is None else members.rank(after)
    return [CustomerId(one) for one in members[start : start + limit]]


def _asked(audience: Audience, customers: Collection[CustomerId]) -> tuple[str, dict[str, Any]]:
    if not isinstance(audience, TagAudience):
        return _MEMBERS, {"members": list(customers)}
    needed = len(set(audience.tag_ids)) if audience.match is TagMatch.ALL else 1
    return _TAGGED, {"members": list(customers), "tag_ids": list(audience.tag_ids), "needed": needed}


def _candidates(rows: Sequence[dict[str, Any]]) -> list[Candidate]:
    return [
        Candidate(
            customer_id=CustomerId(row["customer_id"]),
            sender=None if row["sender"] is None else StaffId(row["sender"]),
            standing=Standing(
                meant=row["meant"],
                followed=row["followed"],
                sendable=row["sender"] is not None,
                readable=row["readable"],
            ),
        )
        for row in rows
    ]


def _groups(rows: Sequence[dict[str, Any]]) -> list[Group]:
    return [
        Group(
            standing=Standing(
                meant=row["meant"], followed=row["followed"], sendable=row["sendable"], readable=row["readable"]
            ),
            customers=row["customers"],
            senders=frozenset(row["senders"] or ()),
            first=tuple(
                Sample(customer_id=customer_id, name=name)
                for customer_id, name in zip(row["ids"], row["names"], strict=True)
            ),
        )
        for row in rows
    ]
