"""What is read of deliveries: pages and counts."""

from collections.abc import Sequence
from datetime import datetime

from lingqu.deliveries.contracts import DeliveryRow, DeliveryState, TaskDeliveries
from lingqu.deliveries.store import reads as store
from lingqu.infra.database import Session
from lingqu.kernel.ids import BroadcastId, CustomerId, DeliveryId, GroupchatId, TaskId
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor


async def list_customer_deliveries(
    session: Session, customer_id: CustomerId, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[DeliveryRow]:
    """Return a page of a customer's deliveries, the newest first."""
    return _newest(
        await store.list_by_customer(session, customer_id, before=_before(cursor), limit=limit + 1), limit=limit
    )


async def list_groupchat_deliveries(
    session: Session, groupchat_id: GroupchatId, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[DeliveryRow]:
    """Return a page of what was sent into a customer group, the newest first."""
    return _newest(
        await store.list_by_groupchat(session, groupchat_id, before=_before(cursor), limit=limit + 1), limit=limit
    )


def _before(cursor: str | None) -> tuple[datetime, DeliveryId] | None:
    keys = decode_cursor(cursor, str, int)
    return (datetime.fromisoformat(keys[0]), DeliveryId(keys[1])) if keys else None


def _newest(rows: list[DeliveryRow], *, limit: int) -> Page[DeliveryRow]:
    page = rows[:limit]
    more = len(rows) > limit
    return Page(page, encode_cursor(page[-1].planned_at.isoformat(), page[-1].delivery_id) if more else None)


async def list_broadcast_deliveries(
    session: Session,
    broadcast_id: BroadcastId,
    *,
    state: DeliveryState | None = None,
    taken_out: bool = False,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[DeliveryRow]:
    """Return a page of a broadcast's deliveries, by state and in the order they were planned.

    Args:
        taken_out: only of customers who were taken out while it was on its way.
    """
    keys = decode_cursor(cursor, str, int)
    after = (keys[0], DeliveryId(keys[1])) if keys else None
    rows = await store.list_by_broadcast(
        session, broadcast_id, state=state, taken_out=taken_out, after=after, limit=limit + 1
    )
    page = rows[:limit]
    return Page(page, encode_cursor(page[-1].state, page[-1].delivery_id) if len(rows) > limit else None)


async def count_deliveries(
    session: Session, broadcast_ids: Sequence[BroadcastId]
) -> dict[BroadcastId, dict[DeliveryState, int]]:
    """Return deliveries by state for every broadcast asked for; states without any are missing."""
    counts = await store.count_by_state(session, broadcast_ids)
    return {
        broadcast_id: {DeliveryState(state): number for state, number in counts.get(broadcast_id, {}).items()}
        for broadcast_id in broadcast_ids
    }


async def count_paid_in_vain(session: Session, broadcast_id: BroadcastId) -> int:
    """Return how many were to receive a broadcast that is over, or groups, and surely did not.

    Whoever was skipped when it was planned had no member who would send, and is not counted.
    """
    return await store.count_paid_in_vain(session, broadcast_id)


async def count_by_variant(session: Session, broadcast_id: BroadcastId) -> dict[str, dict[DeliveryState, int]]:
    """Return deliveries of a broadcast by variant and state; those of nobody drawn are left out."""
    counts = await store.count_by_variant(session, broadcast_id)
    return {
        variant: {DeliveryState(state): number for state, number in states.items()}
        for variant, states in counts.items()
    }


async def count_skips(session: Session, broadcast_ids: Sequence[BroadcastId]) -> dict[BroadcastId, dict[str, int]]:
    """Return why how many customers were skipped, for each broadcast that skipped any."""
    return await store.count_skips(session, broadcast_ids)


async def count_by_task(session: Session, task_ids: Sequence[TaskId]) -> dict[TaskId, TaskDeliveries]:
    """Return the recipients of members' tasks, and what became of them."""
    return {row.task_id: row for row in await store.count_by_task(session, task_ids)}
