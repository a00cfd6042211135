"""Deliveries change their state here and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.deliveries.domain.states import MOVES, is_final
from lingqu.deliveries.store.facts import COLUMNS, WITH_ORIGIN, fact_params, facts_of
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import DeliveryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A delivery that goes to another state; `at` is when that happened."""

    delivery_id: DeliveryId
    state: DeliveryState
    reason: Reason | None
    at: datetime
    attempts: int = 0
    evidence: Mapping[str, Any] = field(default_factory=dict)


async def move(unit: UnitOfWork, moves: Sequence[Move], *, origin: DeliveryState) -> int:
    """Move the deliveries that still are where they come from, with their facts; return how many.

    One that is planned again belongs to no call any more; whoever was taken out meanwhile is not planned again.

    Raises:
        ValueError: the chart has no such move.
    """
    forbidden = {one.state for one in moves} - MOVES[origin]
    if forbidden:
        raise ValueError(f"no delivery goes from {origin} to {', '.join(sorted(forbidden))}")
    if not moves:
        return 0
    return await unit.fetch_value(
        f"""
        WITH moved AS (
          UPDATE delivery d
          SET state = m.state, reason = m.reason, attempts = d.attempts + m.attempts,
              evidence = coalesce(m.evidence, d.evidence),
              handed_over_at = CASE WHEN m.state IN ('handed_over', 'delivered') THEN coalesce(d.handed_over_at, m.at)
                                    WHEN m.state <> 'planned' THEN d.handed_over_at END,
              settled_at = CASE WHEN m.final THEN m.at END,
              group_send_id = CASE WHEN m.state <> 'planned' THEN d.group_send_id END
          FROM unnest(%(delivery_id)s::bigint[], %(state)s::text[], %(reason)s::text[], %(at)s::timestamptz[],
                      %(attempts)s::smallint[], %(evidence)s::jsonb[], %(final)s::boolean[])
               AS m(delivery_id, state, reason, at, attempts, evidence, final)
          WHERE d.corp_id = lingqu_corp() AND d.delivery_id = m.delivery_id AND d.state = %(origin)s
            AND (m.state <> 'planned' OR d.taken_out IS NULL)
          RETURNING {COLUMNS}, m.at AS moved_at
        ), {facts_of("moved", besides=WITH_ORIGIN)}
        SELECT count(*) FROM moved
        """,
        {
            **fact_params(unit),
            "origin": origin.value,
            "delivery_id": [one.delivery_id for one in moves],
            "state": [one.state.value for one in moves],
            "reason": [one.reason for one in moves],
            "at": [one.at for one in moves],
            "attempts": [one.attempts for one in moves],
            "evidence": [Jsonb(dict(one.evidence)) if one.evidence else None for one in moves],
            "final": [is_final(one.state) for one in moves],
        },
    )
