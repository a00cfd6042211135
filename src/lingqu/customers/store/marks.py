"""SQL of tags on relations."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lingqu.customers.contracts.relations import Pair
from lingqu.customers.contracts.tags import TagStatus
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, TagId


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One tag on one relation, as it is to be written."""

    pair: Pair
    tag_id: TagId
    status: TagStatus
    source: str
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A mark that WeCom has not answered, under WeCom's name of the tag."""

    pair: Pair
    tag_id: TagId
    wecom_tag_id: str
    status: TagStatus
    source: str


async def load(session: Session, customer_ids: Collection[CustomerId]) -> dict[Pair, dict[TagId, TagStatus]]:
    """Return all marks of some customers' relations."""
    rows = await session.fetch(
        """
        SELECT customer_id, staff_id, tag_id, status FROM relation_tag
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s)
        """,
        (list(customer_ids),),
    )
    marks: dict[Pair, dict[TagId, TagStatus]] = {}
    for row in rows:
        pair = Pair(row["customer_id"], row["staff_id"])
        marks.setdefault(pair, {})[TagId(row["tag_id"])] = TagStatus(row["status"])
    return marks


async def upsert(unit: UnitOfWork, marks: Iterable[Mark], *, at: datetime, cause: str | None = None) -> None:
    """Write marks; `cause` is that of those which have none of their own."""
    rows = sorted(marks, key=lambda mark: (mark.pair.customer_id, mark.pair.staff_id, mark.tag_id))
    if not rows:
        return
    await unit.execute(
        """
        INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, cause, granted_at)
        SELECT lingqu_corp(), t.customer_id, t.staff_id, t.tag_id, t.status, t.source, coalesce(t.cause, %(cause)s),
               %(at)s
        FROM unnest(%(customers)s::integer[], %(staff)s::integer[], %(tags)s::integer[], %(statuses)s::text[],
                    %(sources)s::text[], %(causes)s::text[])
               AS t(customer_id, staff_id, tag_id, status, source, cause)
        ON CONFLICT (corp_id, customer_id, staff_id, tag_id) DO UPDATE
          SET status = EXCLUDED.status, source = EXCLUDED.source, cause = EXCLUDED.cause,
              granted_at = EXCLUDED.granted_at
        """,
        {
            "at": at,
            "cause": cause,
            "customers": [mark.pair.customer_id for mark in rows],
            "staff": [mark.pair.staff_id for mark in rows],
            "tags": [mark.tag_id for mark in rows],
            "statuses": [mark.status for mark in rows],
            "sources": [mark.source for mark in rows],
            "causes": [mark.cause for mark in rows],
        },
    )


async def delete(unit: UnitOfWork, marks: Iterable[tuple[Pair, TagId]]) -> None:
    """Take marks away."""
    rows = list(marks)
    if not rows:
        return
    await unit.execute(
        """
        DELETE FROM relation_tag r
        USING unnest(%s::integer[], %s::integer[], %s::integer[]) AS t(customer_id, staff_id, tag_id)
        WHERE r.corp_id = lingqu_corp() AND r.customer_id = t.customer_id AND r.staff_id = t.staff_id
          AND r.tag_id = t.tag_id
        """,
        (
            [pair.customer_id for pair, _ in rows],
            [pair.staff_id for pair, _ in rows],
            [tag_id for _, tag_id in rows],
        ),
    )


async def set_status(unit: UnitOfWork, marks: Mapping[tuple[Pair, TagId], TagStatus]) -> None:
    """Change where marks stand; source and time of the grant stay."""
    if not marks:
        return
    await unit.execute(
        """
        UPDATE relation_tag r SET status = t.status
        FROM unnest(%s::integer[], %s::integer[], %s::integer[], %s::text[])
          AS t(customer_id, staff_id, tag_id, status)
        WHERE r.corp_id = lingqu_corp() AND r.customer_id = t.customer_id AND r.staff_id = t.staff_id
          AND r.tag_id = t.tag_id
        """,
        (
            [pair.customer_id for pair, _ in marks],
            [pair.staff_id for pair, _ in marks],
            [tag_id for _, tag_id in marks],
            list(marks.values()),
        ),
    )


async def list_waiting(session: Session, pairs: Collection[Pair]) -> list[Waiting]:
    """Return marks of these relations that WeCom has not answered."""
    rows = await session.fetch(
        """
        SELECT r.customer_id, r.staff_id, r.tag_id, t.wecom_tag_id, r.status, r.source
        FROM unnest(%s::integer[], %s::integer[]) AS p(customer_id, staff_id)
        JOIN relation_tag r ON r.corp_id = lingqu_corp() AND r.customer_id = p.customer_id AND r.staff_id = p.staff_id
        JOIN corp_tag t ON t.corp_id = lingqu_corp() AND t.tag_id = r.tag_id
        WHERE r.status IN ('pending', 'withdrawing')
        ORDER BY r.customer_id, r.staff_id, r.tag_id
        """,
        ([pair.customer_id for pair in pairs], [pair.staff_id for pair in pairs]),
    )
    return [
        Waiting(
            pair=Pair(row["customer_id"], row["staff_id"]),
            tag_id=TagId(row["tag_id"]),
            wecom_tag_id=row["wecom_tag_id"],
            status=TagStatus(row["status"]),
            source=row["source"],
        )
        for row in rows
    ]
