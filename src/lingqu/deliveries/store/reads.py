"""Deliveries as shown: of a customer, of a broadcast, counted. Names are joined at read time."""

from collections.abc import Sequence
from datetime import datetime

from lingqu.deliveries.contracts import DeliveryRow, DeliveryState, TaskDeliveries
from lingqu.deliveries.domain.states import NOT_RECEIVED
from lingqu.infra.database import Session
from lingqu.kernel.ids import BroadcastId, CustomerId, DeliveryId, GroupchatId, TaskId

ROW = """
SELECT d.delivery_id, d.channel, d.state, d.reason, d.customer_id, c.name AS customer_name, d.groupchat_id,
       k.name AS groupchat_name, d.staff_id, s.name AS staff_name, d.broadcast_id, b.name AS broadcast_name,
       d.moment_id, m.name AS moment_name, d.variant,
       d.planned_at, d.handed_over_at, d.settled_at,
       coalesce(d.content, b.variants -> d.variant -> 'content', m.content) ->> 'text' AS text,
       extract(epoch FROM d.handed_over_at - d.event_at)::float8 AS seconds_to_send,
       d.taken_out
FROM delivery d
LEFT JOIN customer c ON c.corp_id = d.corp_id AND c.customer_id = d.customer_id
LEFT JOIN groupchat k ON k.corp_id = d.corp_id AND k.groupchat_id = d.groupchat_id
LEFT JOIN staff s ON s.corp_id = d.corp_id AND s.staff_id = d.staff_id
LEFT JOIN broadcast b ON b.corp_id = d.corp_id AND b.broadcast_id = d.broadcast_id
LEFT JOIN moment m ON m.corp_id = d.corp_id AND m.moment_id = d.moment_id
WHERE d.corp_id = lingqu_corp()
"""
"""Deliveries as rows; more conditions and an order may follow."""


async def list_by_customer(
    session: Session, customer_id: CustomerId, *, before: tuple[datetime, DeliveryId] | None, limit: int
) -> list[DeliveryRow]:
    """Return a page of a customer's deliveries, the newest first."""
    return await _list_newest(session, "d.customer_id", customer_id, before=before, limit=limit)


async def list_by_groupchat(
    session: Session, groupchat_id: GroupchatId, *, before: tuple[datetime, DeliveryId] | None, limit: int
) -> list[DeliveryRow]:
    """Return a page of a customer group's deliveries, the newest first."""
    return await _list_newest(session, "d.groupchat_id", groupchat_id, before=before, limit=limit)


async def _list_newest(
    session: Session, column: str, number: int, *, before: tuple[datetime, DeliveryId] | None, limit: int
) -> list[DeliveryRow]:
    keyset = "AND (d.planned_at, d.delivery_id) < (%(planned_at)s, %(delivery_id)s)" if before else ""
    planned_at, delivery_id = before or (None, None)
    return await session.fetch(
        f"""
        {ROW} AND {column} = %(number)s {keyset}
        ORDER BY d.planned_at DESC, d.delivery_id DESC LIMIT %(limit)s
        """,
        {"number": number, "planned_at": planned_at, "delivery_id": delivery_id, "limit": limit},
        into=DeliveryRow,
    )


async def list_by_broadcast(
    session: Session,
    broadcast_id: BroadcastId,
    *,
    state: DeliveryState | None,
    taken_out: bool = False,
    after: tuple[str, DeliveryId] | None,
    limit: int,
) -> list[DeliveryRow]:
    """Return a page of a broadcast's deliveries, by state and id."""
    of_state = "AND d.state = %(state)s" if state else ""
    only = "AND d.taken_out IS NOT NULL" if taken_out else ""
    keyset = "AND (d.state, d.delivery_id) > (%(after_state)s, %(delivery_id)s)" if after else ""
    after_state, delivery_id = after or (None, None)
    return await session.fetch(
        f"""
        {ROW} AND d.broadcast_id = %(broadcast_id)s {of_state} {only} {keyset}
        ORDER BY d.state, d.delivery_id LIMIT %(limit)s
        """,
        {
            "broadcast_id": broadcast_id,
            "state": state,
            "after_state": after_state,
            "delivery_id": delivery_id,
            "limit": limit,
        },
        into=DeliveryRow,
    )


async def count_by_state(session: Session, broadcast_ids: Sequence[BroadcastId]) -> dict[BroadcastId, dict[str, int]]:
    """Return deliveries by state, for each broadcast that has any."""
    rows = await session.fetch(
        """
        SELECT broadcast_id, state, count(*) AS deliveries FROM delivery
        WHERE corp_id = lingqu_corp() AND broadcast_id = ANY(%s) GROUP BY broadcast_id, state
        """,
        (list(broadcast_ids),),
    )
    counts: dict[BroadcastId, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(BroadcastId(row["broadcast_id"]), {})[row["state"]] = row["deliveries"]
    return counts


async def count_paid_in_vain(session: Session, broadcast_id: BroadcastId) -> int:
    """Return how many of a broadcast had a member who would send, and surely did not receive it."""
    return await session.fetch_value(
        """
        SELECT count(*) FROM delivery
        WHERE corp_id = lingqu_corp() AND broadcast_id = %s AND staff_id IS NOT NULL AND state = ANY(%s)
        """,
        (broadcast_id, [state.value for state in NOT_RECEIVED]),
    )


async def count_by_variant(session: Session, broadcast_id: BroadcastId) -> dict[str, dict[str, int]]:
    """Return deliveries of a broadcast by variant and state; those of nobody drawn are left out."""
    rows = await session.fetch(
        """
        SELECT variant, state, count(*) AS deliveries FROM delivery
        WHERE corp_id = lingqu_corp() AND broadcast_id = %s AND variant IS NOT NULL GROUP BY variant, state
        """,
        (broadcast_id,),
    )
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(row["variant"], {})[row["state"]] = row["deliveries"]
    return counts


async def count_skips(session: Session, broadcast_ids: Sequence[BroadcastId]) -> dict[BroadcastId, dict[str, int]]:
    """Return why how many customers were skipped, for each broadcast that skipped any."""
    rows = await session.fetch(
        """
        SELECT broadcast_id, reason, count(*) AS deliveries FROM delivery
        WHERE corp_id = lingqu_corp() AND broadcast_id = ANY(%s) AND state = 'skipped' GROUP BY broadcast_id, reason
        """,
        (list(broadcast_ids),),
    )
    skips: dict[BroadcastId, dict[str, int]] = {}
    for row in rows:
        skips.setdefault(BroadcastId(row["broadcast_id"]), {})[row["reason"]] = row["deliveries"]
    return skips


async def count_by_task(session: Session, task_ids: Sequence[TaskId]) -> list[TaskDeliveries]:
    """Return the recipients of members' tasks, and what became of them."""
    return await session.fetch(
        """
        SELECT g.task_id, g.variant, count(d.delivery_id) AS customers,
               count(d.delivery_id) FILTER (WHERE d.state = 'delivered') AS delivered,
               count(d.delivery_id) FILTER (WHERE d.state = 'failed') AS failed
        FROM group_send g
        LEFT JOIN delivery d ON d.corp_id = g.corp_id AND d.group_send_id = g.group_send_id
        WHERE g.corp_id = lingqu_corp() AND g.task_id = ANY(%s) GROUP BY g.task_id, g.variant
        """,
        (list(task_ids),),
        into=TaskDeliveries,
    )
