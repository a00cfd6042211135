"""All SQL of outreach. Reads tags, relations and staff of the rows below; writes broadcasts only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from lingqu.deliveries.contracts import Content
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CustomerId, StaffId, TagId
from lingqu.outreach.contracts import (
    Audience,
    Broadcast,
    BroadcastDraft,
    BroadcastState,
    Sample,
    TagMatch,
    TagName,
)
from lingqu.outreach.domain.audiences import SAMPLE, Candidate, Standing

LAST_ORDINAL = 2**31 - 1

_ROW = """broadcast_id, name, state, tag_ids, tag_match, content, created_at, created_by, planned_to, handed_over_at,
          closes_at, finished_at"""

# One row per customer who has the tags on some relation, live or not, between two ordinals.
_STANDINGS = """
WITH tagged AS (
  SELECT t.customer_id, count(DISTINCT t.tag_id) AS ever,
         count(DISTINCT t.tag_id) FILTER (WHERE r.deleted_at IS NULL) AS live
  FROM relation_tag t
  JOIN follow_relation r ON r.corp_id = t.corp_id AND r.customer_id = t.customer_id AND r.staff_id = t.staff_id
  WHERE t.corp_id = lingqu_corp() AND t.tag_id = ANY(%(tag_ids)s) AND t.status <> 'withdrawing'
    AND t.customer_id BETWEEN %(from_id)s AND %(to_id)s
  GROUP BY t.customer_id
  HAVING count(DISTINCT t.tag_id) >= %(needed)s
), standing AS (
  SELECT t.customer_id, t.live >= %(needed)s AS tagged, c.unreadable_errcode IS NULL AS readable, c.name,
         EXISTS (SELECT FROM follow_relation r
                 WHERE r.corp_id = lingqu_corp() AND r.customer_id = t.customer_id
                   AND r.deleted_at IS NULL) AS followed,
         (SELECT r.staff_id
          FROM follow_relation r JOIN staff s ON s.corp_id = r.corp_id AND s.staff_id = r.staff_id
          WHERE r.corp_id = lingqu_corp() AND r.customer_id = t.customer_id AND r.deleted_at IS NULL AND NOT r.half
            AND s.is_follow_user AND s.left_at IS NULL
          ORDER BY r.added_at DESC, r.staff_id LIMIT 1) AS sender
  FROM tagged t JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = t.customer_id
)
"""


async def insert(unit: UnitOfWork, draft: BroadcastDraft, *, created_by: str | None) -> BroadcastId:
    """Insert a draft."""
    return BroadcastId(
        await unit.fetch_value(
            """
            INSERT INTO broadcast (corp_id, name, state, tag_ids, tag_match, content, created_at, created_by)
            VALUES (lingqu_corp(), %s, 'draft', %s, %s, %s, %s, %s) RETURNING broadcast_id
            """,
            (
                draft.name,
                list(draft.audience.tag_ids),
                draft.audience.match.value,
                Jsonb(msgspec.to_builtins(draft.content)),
                unit.at,
                created_by,
            ),
        )
    )


async def find(session: Session, broadcast_id: BroadcastId, *, lock: bool = False) -> Broadcast | None:
    """Return a broadcast; `lock` holds it until the unit ends."""
    row = await session.fetch_one(
        f"SELECT {_ROW} FROM broadcast WHERE corp_id = lingqu_corp() AND broadcast_id = %s"
        f" {'FOR UPDATE' if lock else ''}",
        (broadcast_id,),
    )
    return _broadcast(row) if row else None


async def list_page(session: Session, *, before: BroadcastId | None, limit: int) -> list[Broadcast]:
    """Return a page of broadcasts, the newest first."""
    rows = await session.fetch(
        f"""
        SELECT {_ROW} FROM broadcast WHERE corp_id = lingqu_corp() AND broadcast_id < %s
        ORDER BY broadcast_id DESC LIMIT %s
        """,
        (before or LAST_ORDINAL, limit),
    )
    return [_broadcast(row) for row in rows]


async def set_planned_to(unit: UnitOfWork, broadcast_id: BroadcastId, customer_id: CustomerId) -> None:
    """Remember how far the planning has come."""
    await unit.execute(
        "UPDATE broadcast SET planned_to = %s WHERE corp_id = lingqu_corp() AND broadcast_id = %s",
        (customer_id, broadcast_id),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A move of a broadcast; what is None stays as it is."""

    state: BroadcastState
    planned_at: datetime | None = None
    handed_over_at: datetime | None = None
    closes_at: datetime | None = None
    finished_at: datetime | None = None


async def move(unit: UnitOfWork, broadcast_id: BroadcastId, step: Step) -> None:
    """Move a locked broadcast."""
    await unit.execute(
        """
        UPDATE broadcast
        SET state = %(state)s, planned_at = coalesce(%(planned_at)s, planned_at),
            handed_over_at = coalesce(%(handed_over_at)s, handed_over_at),
            closes_at = coalesce(%(closes_at)s, closes_at), finished_at = coalesce(%(finished_at)s, finished_at)
        WHERE corp_id = lingqu_corp() AND broadcast_id = %(broadcast_id)s
        """,
        {
            "broadcast_id": broadcast_id,
            "state": step.state.value,
            "planned_at": step.planned_at,
            "handed_over_at": step.handed_over_at,
            "closes_at": step.closes_at,
            "finished_at": step.finished_at,
        },
    )


async def keep_counts(unit: UnitOfWork, broadcast_id: BroadcastId, counts: dict[str, int]) -> None:
    """Keep the counts of a broadcast that is over: they never change again."""
    await unit.execute(
        "UPDATE broadcast SET counts = %s WHERE corp_id = lingqu_corp() AND broadcast_id = %s",
        (Jsonb(counts), broadcast_id),
    )


async def list_counts(session: Session, broadcast_ids: Sequence[BroadcastId]) -> dict[BroadcastId, dict[str, int]]:
    """Return the kept counts of broadcasts that are over."""
    rows = await session.fetch(
        """
        SELECT broadcast_id, counts FROM broadcast
        WHERE corp_id = lingqu_corp() AND broadcast_id = ANY(%s) AND counts IS NOT NULL
        """,
        (list(broadcast_ids),),
    )
    return {BroadcastId(row["broadcast_id"]): row["counts"] for row in rows}


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


async def find_first(session: Session, audience: Audience, *, after: CustomerId | None) -> CustomerId | None:
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


async def list_candidates(
    session: Session, audience: Audience, *, from_id: CustomerId, to_id: CustomerId
) -> list[Candidate]:
    """Return who has, or had, the tags between two ordinals, both included."""
    rows = await session.fetch(
        f"{_STANDINGS} SELECT customer_id, tagged, followed, readable, sender FROM standing ORDER BY customer_id",
        _range(audience, from_id=from_id, to_id=to_id),
    )
    return [
        Candidate(
            customer_id=CustomerId(row["customer_id"]),
            sender=None if row["sender"] is None else StaffId(row["sender"]),
            standing=_standing(row),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Candidates of one standing."""

    standing: Standing
    customers: int
    senders: frozenset[StaffId]
    first: tuple[Sample, ...]


async def group_candidates(session: Session, audience: Audience) -> list[Group]:
    """Return all candidates grouped by standing, with the first of each: at most sixteen rows."""
    rows = await session.fetch(
        f"""
        {_STANDINGS}
        SELECT tagged, followed, readable, sender IS NOT NULL AS sendable, count(*) AS customers,
               array_agg(DISTINCT sender) FILTER (WHERE sender IS NOT NULL) AS senders,
               (array_agg(customer_id ORDER BY customer_id))[1:{SAMPLE}] AS ids,
               (array_agg(name ORDER BY customer_id))[1:{SAMPLE}] AS names
        FROM standing GROUP BY tagged, followed, readable, sender IS NOT NULL
        """,
        _range(audience, from_id=CustomerId(0), to_id=CustomerId(LAST_ORDINAL)),
    )
    return [
        Group(
            standing=Standing(
                tagged=row["tagged"],
                followed=row["followed"],
                sendable=row["sendable"],
                readable=row["readable"],
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


def _range(audience: Audience, *, from_id: CustomerId, to_id: CustomerId) -> dict[str, Any]:
    return {
        "tag_ids": list(audience.tag_ids),
        "needed": len(set(audience.tag_ids)) if audience.match is TagMatch.ALL else 1,
        "from_id": from_id,
        "to_id": to_id,
    }


def _standing(row: dict[str, Any]) -> Standing:
    return Standing(
        tagged=row["tagged"], followed=row["followed"], sendable=row["sender"] is not None, readable=row["readable"]
    )


def _broadcast(row: dict[str, Any]) -> Broadcast:
    return Broadcast(
        broadcast_id=row["broadcast_id"],
        name=row["name"],
        state=BroadcastState(row["state"]),
        audience=Audience(tag_ids=tuple(row["tag_ids"]), match=TagMatch(row["tag_match"])),
        content=msgspec.convert(row["content"], Content),
        created_at=row["created_at"],
        created_by=row["created_by"],
        planned_to=row["planned_to"],
        handed_over_at=row["handed_over_at"],
        closes_at=row["closes_at"],
        finished_at=row["finished_at"],
    )
