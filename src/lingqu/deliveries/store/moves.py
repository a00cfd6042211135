"""Deliveries change their state here and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from lingqu.deliveries.contracts import DeliveryChannel, DeliveryState, Reason
from lingqu.deliveries.domain.states import MOVES, is_final
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import BroadcastId, ChannelId, CustomerId, DeliveryId, StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A delivery that goes to another state; `at` is when that happened."""

    delivery_id: DeliveryId
    state: DeliveryState
    reason: Reason | None
    at: datetime
    attempts: int = 0
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedDelivery:
    """A delivery after a move."""

    delivery_id: DeliveryId
    channel: DeliveryChannel
    state: DeliveryState
    reason: Reason | None
    customer_id: CustomerId
    staff_id: StaffId | None
    broadcast_id: BroadcastId | None
    channel_id: ChannelId | None
    event_at: datetime | None
    moved_at: datetime


MOVED = """d.delivery_id, d.channel, d.state, d.reason, d.customer_id, d.staff_id, d.broadcast_id, d.channel_id,
           d.event_at"""


async def move(unit: UnitOfWork, moves: Sequence[Move], *, origin: DeliveryState) -> list[MovedDelivery]:
    """Move the deliveries that still are where they come from; return those.

    Raises:
        ValueError: the chart has no such move.
    """
    forbidden = {one.state for one in moves} - MOVES[origin]
    if forbidden:
        raise ValueError(f"no delivery goes from {origin} to {', '.join(sorted(forbidden))}")
    if not moves:
        return []
    return await unit.fetch(
        f"""
        UPDATE delivery d
        SET state = m.state, reason = m.reason, attempts = d.attempts + m.attempts,
            evidence = coalesce(m.evidence, d.evidence),
            handed_over_at = CASE WHEN m.state IN ('handed_over', 'delivered') THEN coalesce(d.handed_over_at, m.at)
                                  ELSE d.handed_over_at END,
            settled_at = CASE WHEN m.final THEN m.at END
        FROM unnest(%(delivery_id)s::bigint[], %(state)s::text[], %(reason)s::text[], %(at)s::timestamptz[],
                    %(attempts)s::smallint[], %(evidence)s::jsonb[], %(final)s::boolean[])
             AS m(delivery_id, state, reason, at, attempts, evidence, final)
        WHERE d.corp_id = lingqu_corp() AND d.delivery_id = m.delivery_id AND d.state = %(origin)s
        RETURNING {MOVED}, m.at AS moved_at
        """,
        {
            "origin": origin.value,
            "delivery_id": [one.delivery_id for one in moves],
            "state": [one.state.value for one in moves],
            "reason": [one.reason for one in moves],
            "at": [one.at for one in moves],
            "attempts": [one.attempts for one in moves],
            "evidence": [Jsonb(dict(one.evidence)) if one.evidence else None for one in moves],
            "final": [is_final(one.state) for one in moves],
        },
        into=MovedDelivery,
    )
