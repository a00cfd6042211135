"""SQL of a member's own page. Every statement names the member: nobody sees or moves another's task."""

from datetime import datetime
from typing import Any

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, StaffId, TaskId
from lingqu.tasks.contracts.mine import MyCustomer, MyTask
from lingqu.tasks.contracts.tasks import Declined, TaskKind, TaskState

MOST_LISTED = 100
_MINE = """
SELECT t.task_id, t.kind, t.state, o.title, t.opened_at, t.closes_at, t.closed_at, t.confirmed_at, t.declined,
       (SELECT count(*) FROM task_customer c
        WHERE c.corp_id = lingqu_corp() AND c.task_id = t.task_id) AS customers,
       (SELECT count(done_at) FROM task_customer c
        WHERE c.corp_id = lingqu_corp() AND c.task_id = t.task_id) AS customers_done
"""
_FROM = """
FROM task t LEFT JOIN work_order o ON o.corp_id = lingqu_corp() AND o.work_order_id = t.work_order_id
WHERE t.corp_id = lingqu_corp() AND t.staff_id = %(staff_id)s
"""


async def list_open(session: Session, staff_id: StaffId) -> list[MyTask]:
    """Return the open tasks of a member, the nearest deadline first; at most a hundred."""
    rows = await session.fetch(
        f"{_MINE} {_FROM} AND t.state = 'open' ORDER BY t.closes_at, t.task_id LIMIT {MOST_LISTED}",
        {"staff_id": staff_id},
    )
    return [_task(row) for row in rows]


async def list_ended(session: Session, staff_id: StaffId, *, since: datetime) -> list[MyTask]:
    """Return what ended since an instant, the latest first; at most a hundred."""
    rows = await session.fetch(
        f"{_MINE} {_FROM} AND t.state <> 'open' AND t.closed_at > %(since)s"
        f" ORDER BY t.closed_at DESC, t.task_id DESC LIMIT {MOST_LISTED}",
        {"staff_id": staff_id, "since": since},
    )
    return [_task(row) for row in rows]


async def find(session: Session, staff_id: StaffId, task_id: TaskId) -> dict[str, Any] | None:
    """Return one task of a member, as `task` and what its order says; None when it is not theirs."""
    row = await session.fetch_one(
        f"""
        {_MINE}, o.todo, o.phrases, o.proof, o.proof_tag_id, t.note, t.work_order_id,
          (SELECT g.name FROM corp_tag g WHERE g.corp_id = lingqu_corp() AND g.tag_id = o.proof_tag_id) AS proof_tag
        {_FROM} AND t.task_id = %(task_id)s
        """,
        {"staff_id": staff_id, "task_id": task_id},
    )
    if row is None:
        return None
    rest = ("todo", "phrases", "proof", "proof_tag_id", "proof_tag", "note", "work_order_id")
    told = {name: row.pop(name) for name in rest}
    return {**told, "task": _task(row)}


async def lock(unit: UnitOfWork, staff_id: StaffId, task_id: TaskId) -> bool:
    """Hold a task of a member until the unit ends; tell whether it is theirs."""
    found = await unit.fetch_value(
        "SELECT 1 FROM task WHERE corp_id = lingqu_corp() AND staff_id = %s AND task_id = %s FOR UPDATE",
        (staff_id, task_id),
    )
    return found is not None


async def list_customers(
    session: Session, staff_id: StaffId, task_id: TaskId, *, proof_tag_id: int | None
) -> list[MyCustomer]:
    """Return the customers of a task: the member's own remark, and the tags on the member's own relation."""
    return await session.fetch(
        """
        SELECT c.customer_id, c.name, c.avatar_url, NULLIF(r.remark, '') AS remark,
               ARRAY(SELECT g.name FROM relation_tag m
                     JOIN corp_tag g ON g.corp_id = lingqu_corp() AND g.tag_id = m.tag_id AND g.deleted_at IS NULL
                     WHERE m.corp_id = lingqu_corp() AND m.customer_id = c.customer_id AND m.staff_id = %(staff_id)s
                       AND m.status <> 'withdrawing' ORDER BY g.sort DESC, g.tag_id) AS tags,
               r.customer_id IS NOT NULL AND r.deleted_at IS NULL AS followed,
               EXISTS (SELECT FROM relation_tag m WHERE m.corp_id = lingqu_corp() AND m.customer_id = c.customer_id
                       AND m.tag_id = %(tag_id)s AND m.status <> 'withdrawing') AS has_proof,
               tc.done_at
        FROM task_customer tc
        JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = tc.customer_id
        LEFT JOIN follow_relation r
          ON r.corp_id = lingqu_corp() AND r.customer_id = tc.customer_id AND r.staff_id = %(staff_id)s
        WHERE tc.corp_id = lingqu_corp() AND tc.task_id = %(task_id)s ORDER BY tc.place
        """,
        {"staff_id": staff_id, "task_id": task_id, "tag_id": proof_tag_id},
        into=MyCustomer,
    )


async def tick(unit: UnitOfWork, task_id: TaskId, customer_id: CustomerId, *, done: bool) -> bool:
    """Tick a customer of a task off, or take that back; tell whether the task is about them."""
    return bool(
        await unit.execute(
            """
            UPDATE task_customer SET done_at = CASE WHEN %(done)s THEN coalesce(done_at, %(at)s) END
            WHERE corp_id = lingqu_corp() AND task_id = %(task_id)s AND customer_id = %(customer_id)s
            """,
            {"done": done, "at": unit.at, "task_id": task_id, "customer_id": customer_id},
        )
    )


def _task(row: dict[str, Any]) -> MyTask:
    declined = row["declined"]
    told: dict[str, Any] = {
        **row,
        "kind": TaskKind(row["kind"]),
        "state": TaskState(row["state"]),
        "declined": None if declined is None else Declined(declined),
    }
    return MyTask(**told)
