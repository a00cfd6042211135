"""Every move of a delivery leaves its fact, in the same transaction."""

from collections.abc import Iterable

from lingqu.deliveries import contracts
from lingqu.deliveries.contracts import DeliveryState
from lingqu.deliveries.domain.facts import KINDS, seconds_between
from lingqu.deliveries.store.moves import MovedDelivery
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.facts import Fact


def publish_planned(unit: UnitOfWork, rows: Iterable[MovedDelivery]) -> None:
    """Record that messages were asked for."""
    unit.publish(*(_fact(row, contracts.PLANNED) for row in rows))


def publish_moves(unit: UnitOfWork, rows: Iterable[MovedDelivery]) -> None:
    """Record what became of messages; a claim leaves nothing."""
    unit.publish(*(_fact(row, kind) for row in rows if (kind := KINDS.get(DeliveryState(row.state)))))


def _fact(row: MovedDelivery, kind: str) -> Fact:
    return Fact(
        kind=kind,
        occurred_at=row.moved_at,
        customer_id=row.customer_id,
        staff_id=row.staff_id,
        data={
            "delivery_id": row.delivery_id,
            "channel": row.channel,
            "broadcast_id": row.broadcast_id,
            "channel_id": row.channel_id,
            "reason": row.reason,
            "seconds": seconds_between(row.event_at, row.moved_at),
        },
    )
