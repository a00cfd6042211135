"""SQL of work orders: what was asked, of whom, and how far it is."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from psycopg.types.json import Jsonb
from pyroaring import BitMap

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.days import Days
from lingqu.kernel.ids import CustomerId, StaffId, TagId, TaskId
from lingqu.tasks.contracts.orders import (
    NewWorkOrder,
    OrderAudience,
    OrderCounts,
    SegmentAudience,
    StaffAudience,
    TagAudience,
    WorkOrder,
)
from lingqu.tasks.contracts.tasks import Proof, TaskKind, WorkOrderId

LAST_NUMBER = 2**31 - 1

_ROW = """work_order_id, kind, title, todo, phrases, proof, proof_tag_id, audience, closes_at, created_at, created_by,
          opened_at, cancelled_at, opened_to"""

_KINDS: Mapping[str, type[StaffAudience | TagAudience | SegmentAudience]] = {
    "staff": StaffAudience,
    "tags": TagAudience,
    "segment": SegmentAudience,
}

# Of all live relations of all customers that are one with a person: the one added last to a member who is here and
# has customer contact is the owner's.
_OWNERS = """
WITH person AS ({persons}), contact AS (
  SELECT person_id, person_id AS customer_id FROM person
  UNION ALL
  SELECT p.person_id, c.customer_id FROM person p
  JOIN customer c ON c.corp_id = lingqu_corp() AND c.merged_into = p.person_id
), owner AS (
  SELECT DISTINCT ON (k.person_id) k.person_id, k.customer_id, s.staff_id
  FROM contact k
  LEFT JOIN follow_relation r
    ON r.corp_id = lingqu_corp() AND r.customer_id = k.customer_id AND r.deleted_at IS NULL
  LEFT JOIN staff s
    ON s.corp_id = lingqu_corp() AND s.staff_id = r.staff_id AND s.is_follow_user AND s.left_at IS NULL
  ORDER BY k.person_id, s.staff_id IS NULL, r.added_at DESC, k.customer_id, s.staff_id
)
SELECT staff_id, array_agg(customer_id ORDER BY customer_id) AS customer_ids
FROM owner GROUP BY staff_id ORDER BY staff_id NULLS LAST
"""

_TAGGED = """
SELECT DISTINCT coalesce(c.merged_into, c.customer_id) AS person_id
FROM relation_tag t
JOIN follow_relation r ON r.corp_id = lingqu_corp() AND r.customer_id = t.customer_id AND r.staff_id = t.staff_id
JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = t.customer_id
WHERE t.corp_id = lingqu_corp() AND t.tag_id = ANY(%(ids)s) AND t.status <> 'withdrawing' AND r.deleted_at IS NULL
"""

_MEMBERS = """
SELECT DISTINCT coalesce(c.merged_into, c.customer_id) AS person_id
FROM unnest(%(ids)s::integer[]) AS m(customer_id)
JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = m.customer_id
"""


async def insert(
    unit: UnitOfWork, order: NewWorkOrder, *, members: bytes | None, created_by: str | None
) -> tuple[WorkOrderId, bool]:
    """Write a work order, or find the one of this key; tell whether it is new."""
    row = await unit.fetch_one(
        """
        INSERT INTO work_order (corp_id, key, kind, title, todo, phrases, proof, proof_tag_id, audience, members,
                                closes_at, created_at, created_by, opened_at)
        VALUES (lingqu_corp(), %(key)s, %(kind)s, %(title)s, %(todo)s, %(phrases)s, %(proof)s, %(proof_tag_id)s,
                %(audience)s, %(members)s, %(closes_at)s, %(at)s, %(created_by)s,
                CASE WHEN %(audience)s::jsonb IS NULL THEN %(at)s::timestamptz END)
        ON CONFLICT (corp_id, key) DO UPDATE SET key = EXCLUDED.key
        RETURNING work_order_id, xmax = 0 AS fresh
        """,
        {
            "key": order.key,
            "kind": order.kind.value,
            "title": order.title,
            "todo": order.todo,
            "phrases": list(order.phrases),
            "proof": order.proof.value,
            "proof_tag_id": order.proof_tag_id,
            "audience": None if order.audience is None else Jsonb(_written(order.audience)),
            "members": members,
            "closes_at": order.closes_at,
            "at": unit.at,
            "created_by": created_by,
        },
    )
    return WorkOrderId(row["work_order_id"]), row["fresh"]


async def find(session: Session, work_order_id: WorkOrderId, *, lock: bool = False) -> WorkOrder | None:
    """Return a work order; `lock` holds it until the unit ends."""
    row = await session.fetch_one(
        f"SELECT {_ROW} FROM work_order WHERE corp_id = lingqu_corp() AND work_order_id = %s"
        f" {'FOR UPDATE' if lock else ''}",
        (work_order_id,),
    )
    return _order(row) if row else None


async def list_page(session: Session, *, before: WorkOrderId | None, limit: int) -> list[WorkOrder]:
    """Return a page of work orders, the newest first."""
    rows = await session.fetch(
        f"""
        SELECT {_ROW} FROM work_order WHERE corp_id = lingqu_corp() AND work_order_id < %s
        ORDER BY work_order_id DESC LIMIT %s
        """,
        (before or LAST_NUMBER, limit),
    )
    return [_order(row) for row in rows]


async def list_due(session: Session, days: Days) -> list[WorkOrder]:
    """Return the work orders that end on some days and were not taken back, the first deadline first."""
    rows = await session.fetch(
        f"""
        SELECT {_ROW} FROM work_order
        WHERE corp_id = lingqu_corp() AND closes_at >= %s AND closes_at < %s AND cancelled_at IS NULL
        ORDER BY closes_at, work_order_id
        """,
        (days.begins_at, days.ends_at),
    )
    return [_order(row) for row in rows]


async def count_tasks(session: Session, order_ids: Collection[WorkOrderId]) -> dict[WorkOrderId, OrderCounts]:
    """Return what became of the tasks of each order."""
    rows = await session.fetch(
        """
        WITH people AS (
          SELECT t.work_order_id, count(*) AS customers, count(c.done_at) AS customers_done
          FROM task t JOIN task_customer c ON c.corp_id = lingqu_corp() AND c.task_id = t.task_id
          WHERE t.corp_id = lingqu_corp() AND t.work_order_id = ANY(%(ids)s) GROUP BY t.work_order_id
        )
        SELECT t.work_order_id, count(*) FILTER (WHERE state = 'open') AS open,
               count(*) FILTER (WHERE state = 'open' AND seen_at IS NOT NULL) AS seen,
               count(*) FILTER (WHERE state = 'confirmed') AS confirmed,
               count(*) FILTER (WHERE state = 'expired') AS expired,
               count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
               count(*) FILTER (WHERE state = 'cancelled' AND declined IS NOT NULL) AS declined,
               coalesce(max(p.customers), 0) AS customers, coalesce(max(p.customers_done), 0) AS customers_done
        FROM task t LEFT JOIN people p USING (work_order_id)
        WHERE t.corp_id = lingqu_corp() AND t.work_order_id = ANY(%(ids)s) GROUP BY t.work_order_id
        """,
        {"ids": list(order_ids)},
    )
    return {WorkOrderId(row.pop("work_order_id")): OrderCounts(**row) for row in rows}


async def set_opened_to(unit: UnitOfWork, work_order_id: WorkOrderId, staff_id: StaffId) -> None:
    """Remember how far the opening has come."""
    await unit.execute(
        "UPDATE work_order SET opened_to = %s WHERE corp_id = lingqu_corp() AND work_order_id = %s",
        (staff_id, work_order_id),
    )


async def end_opening(unit: UnitOfWork, work_order_id: WorkOrderId) -> None:
    """Record that all have their tasks; who the members of the segment were is forgotten."""
    await unit.execute(
        """
        UPDATE work_order SET opened_at = coalesce(opened_at, %s), members = NULL
        WHERE corp_id = lingqu_corp() AND work_order_id = %s
        """,
        (unit.at, work_order_id),
    )


async def cancel(unit: UnitOfWork, work_order_id: WorkOrderId) -> bool:
    """Take an order back; tell whether it was not yet."""
    return bool(
        await unit.execute(
            """
            UPDATE work_order SET cancelled_at = %s, members = NULL
            WHERE corp_id = lingqu_corp() AND work_order_id = %s AND cancelled_at IS NULL
            """,
            (unit.at, work_order_id),
        )
    )


async def list_open_tasks(session: Session, work_order_id: WorkOrderId, *, limit: int) -> list[TaskId]:
    """Return some open tasks of an order."""
    rows = await session.fetch(
        """
        SELECT task_id FROM task
        WHERE corp_id = lingqu_corp() AND work_order_id = %s AND state = 'open' ORDER BY task_id LIMIT %s
        """,
        (work_order_id, limit),
    )
    return [TaskId(row["task_id"]) for row in rows]


# ───────────────────────── audiences ─────────────────────────


async def list_staff(session: Session, staff_ids: Collection[StaffId]) -> list[StaffId]:
    """Return those of some members who are still here, ascending."""
    rows = await session.fetch(
        """
        SELECT staff_id FROM staff
        WHERE corp_id = lingqu_corp() AND staff_id = ANY(%s) AND left_at IS NULL ORDER BY staff_id
        """,
        (list(staff_ids),),
    )
    return [StaffId(row["staff_id"]) for row in rows]


async def list_owners_of_tagged(session: Session, tag_ids: Sequence[TagId]) -> dict[StaffId | None, list[CustomerId]]:
    """Return the owners of who has any of the tags on a live relation; under None, who has no owner."""
    return _owned(await session.fetch(_OWNERS.format(persons=_TAGGED), {"ids": list(tag_ids)}))


async def list_owners_of(session: Session, members: Sequence[int]) -> dict[StaffId | None, list[CustomerId]]:
    """Return the owners of some customers, likewise."""
    return _owned(await session.fetch(_OWNERS.format(persons=_MEMBERS), {"ids": list(members)}))


async def load_members(session: Session, work_order_id: WorkOrderId) -> list[int]:
    """Return who the members of the segment were when the order was made."""
    kept = await session.fetch_value(
        "SELECT members FROM work_order WHERE corp_id = lingqu_corp() AND work_order_id = %s", (work_order_id,)
    )
    return [] if kept is None else list(read_members(kept))


def read_members(kept: bytes) -> BitMap:
    """Read a kept set of customers."""
    return BitMap.deserialize(kept)


def _owned(rows: Sequence[dict[str, Any]]) -> dict[StaffId | None, list[CustomerId]]:
    return {row["staff_id"]: row["customer_ids"] for row in rows}


def _written(audience: OrderAudience) -> dict[str, Any]:
    [kind] = [name for name, one in _KINDS.items() if isinstance(audience, one)]
    return {kind: msgspec.to_builtins(audience)}


def _order(row: dict[str, Any]) -> WorkOrder:
    audience: OrderAudience | None = None
    if row["audience"] is not None:
        [(kind, told)] = row["audience"].items()
        audience = msgspec.convert(told, _KINDS[kind])
    told: dict[str, Any] = {
        **row,
        "kind": TaskKind(row["kind"]),
        "phrases": tuple(row["phrases"]),
        "proof": Proof(row["proof"]),
        "audience": audience,
    }
    return WorkOrder(**told)
