"""Who is sent a broadcast after all: skipped because they gave way, and planned since."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lingqu.deliveries.contracts import DeliveryState, PlannedDelivery, Reason
from lingqu.deliveries.domain.keys import broadcast_key
from lingqu.deliveries.store.facts import COLUMNS, WITH_ORIGIN, fact_params, facts_of
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CustomerId, DeliveryId, StaffId, Userid

GAVE_WAY = (Reason.OUTRANKED, Reason.OVERWORKED)
"""Why somebody is skipped for the sake of something else."""


async def list_given_way(session: Session, broadcast_id: BroadcastId) -> list[CustomerId]:
    """Return who gave way of those a broadcast is for, ascending; looks at all of its deliveries."""
    rows = await session.fetch(
        """
        SELECT customer_id FROM delivery
        WHERE corp_id = lingqu_corp() AND broadcast_id = %s AND state = 'skipped' AND reason = ANY(%s)
        ORDER BY customer_id
        """,
        (broadcast_id, [one.value for one in GAVE_WAY]),
    )
    return [CustomerId(row["customer_id"]) for row in rows]


async def lock_given_way(
    unit: UnitOfWork, broadcast_id: BroadcastId, customer_ids: Collection[CustomerId]
) -> list[CustomerId]:
    """Return and hold those of some customers who still give way; found by their keys."""
    rows = await unit.fetch(
        """
        SELECT customer_id FROM delivery
        WHERE corp_id = lingqu_corp() AND key = ANY(%s) AND state = 'skipped' AND reason = ANY(%s)
        ORDER BY delivery_id FOR UPDATE
        """,
        ([broadcast_key(broadcast_id, one) for one in customer_ids], [one.value for one in GAVE_WAY]),
    )
    return [CustomerId(row["customer_id"]) for row in rows]


async def plan(unit: UnitOfWork, broadcast_id: BroadcastId, planned: Sequence[PlannedDelivery]) -> int:
    """Plan who gave way, as of now, with their facts; return how many still had given way."""
    return await unit.fetch_value(
        f"""
        WITH planned AS (
          UPDATE delivery d
          SET state = 'planned', reason = '{Reason.AFTER_ALL}', staff_id = p.staff_id, variant = p.variant,
              planned_at = %(at)s, settled_at = NULL
          FROM unnest(%(key)s::text[], %(staff_id)s::integer[], %(variant)s::text[]) AS p(key, staff_id, variant)
          WHERE d.corp_id = lingqu_corp() AND d.key = p.key AND d.state = '{DeliveryState.SKIPPED}'
            AND d.reason = ANY(%(gave_way)s)
          RETURNING {COLUMNS}, %(at)s::timestamptz AS moved_at
        ), {facts_of("planned", besides=WITH_ORIGIN)}
        SELECT count(*) FROM planned
        """,
        {
            **fact_params(unit),
            "at": unit.at,
            "gave_way": [one.value for one in GAVE_WAY],
            "key": [broadcast_key(broadcast_id, one.customer_id) for one in planned],
            "staff_id": [one.staff_id for one in planned],
            "variant": [one.variant for one in planned],
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Of a member and a variant, how many were planned after all and belong to no call; `delivery_id` is the first."""

    staff_id: StaffId
    userid: Userid
    variant: str
    delivery_id: DeliveryId
    recipients: int


async def list_waiting(session: Session, broadcast_id: BroadcastId) -> list[Waiting]:
    """Return the members who are to send a broadcast to those who were planned after all."""
    return await session.fetch(
        """
        SELECT d.staff_id, s.userid, d.variant, d.delivery_id, d.recipients
        FROM (SELECT staff_id, variant, min(delivery_id) AS delivery_id, count(*) AS recipients FROM delivery
              WHERE corp_id = lingqu_corp() AND broadcast_id = %s AND state = 'planned' AND reason = %s
              GROUP BY staff_id, variant) d
        JOIN staff s ON s.corp_id = lingqu_corp() AND s.staff_id = d.staff_id
        ORDER BY d.staff_id, d.variant
        """,
        (broadcast_id, Reason.AFTER_ALL.value),
        into=Waiting,
    )
