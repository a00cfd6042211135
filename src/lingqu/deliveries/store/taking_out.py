"""Who is taken out of what is on its way: marked, skipped while nothing was begun, asked for again by another call."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lingqu.deliveries.contracts import DeliveryState, GroupSendId, OnTheWay, Reason, TakenOut
from lingqu.deliveries.domain.group_send import Closing
from lingqu.deliveries.domain.keys import again_key
from lingqu.deliveries.domain.states import GroupSendState
from lingqu.deliveries.store.facts import COLUMNS, WITH_ORIGIN, fact_params, facts_of
from lingqu.deliveries.store.group_sends import GroupSend
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CustomerId, DeliveryId

_OPEN = "('planned', 'claimed', 'handed_over')"


async def list_on_the_way(session: Session, customer_ids: Collection[CustomerId]) -> list[OnTheWay]:
    """Return the messages of broadcasts that customers may still get, and are not taken out of."""
    return await session.fetch(
        f"""
        SELECT delivery_id, customer_id, broadcast_id FROM delivery
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND broadcast_id IS NOT NULL AND state IN {_OPEN}
          AND taken_out IS NULL
        ORDER BY delivery_id
        """,
        (list(customer_ids),),
        into=OnTheWay,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A delivery that is not to be received any more."""

    delivery_id: DeliveryId
    group_send_id: GroupSendId | None
    state: DeliveryState


async def mark(unit: UnitOfWork, reasons: Mapping[DeliveryId, Reason]) -> list[Marked]:
    """Say of deliveries that have no end that they are not to be received; those only planned are skipped here.

    Waits for whoever moves them now, so what it finds is where they are.
    """
    return await unit.fetch(
        f"""
        WITH locked AS (
          SELECT d.delivery_id, m.reason FROM delivery d
          JOIN unnest(%(delivery_id)s::bigint[], %(reason)s::text[]) AS m(delivery_id, reason) USING (delivery_id)
          WHERE d.corp_id = lingqu_corp() AND d.state IN {_OPEN} AND d.taken_out IS NULL
          ORDER BY d.delivery_id FOR UPDATE OF d
        ), marked AS (
          UPDATE delivery d
          SET taken_out = locked.reason,
              state = CASE d.state WHEN 'planned' THEN 'skipped' ELSE d.state END,
              reason = CASE d.state WHEN 'planned' THEN locked.reason ELSE d.reason END,
              settled_at = CASE d.state WHEN 'planned' THEN %(at)s::timestamptz END
          FROM locked WHERE d.corp_id = lingqu_corp() AND d.delivery_id = locked.delivery_id
          RETURNING {COLUMNS}, d.group_send_id, %(at)s::timestamptz AS moved_at
        ), {facts_of("marked", "state = 'skipped'", besides=WITH_ORIGIN)}
        SELECT delivery_id, group_send_id, state FROM marked
        """,
        {
            **fact_params(unit),
            "at": unit.at,
            "delivery_id": list(reasons),
            "reason": [reason.value for reason in reasons.values()],
        },
        into=Marked,
    )


async def skip_marked(unit: UnitOfWork, group_send_ids: Collection[GroupSendId]) -> None:
    """Skip those of ready calls who are not to have the message; the calls must be locked, so that none begins."""
    await unit.execute(
        f"""
        WITH skipped AS (
          UPDATE delivery d SET state = 'skipped', reason = d.taken_out, settled_at = %(at)s, group_send_id = NULL
          FROM group_send g
          WHERE g.corp_id = lingqu_corp() AND g.group_send_id = ANY(%(group_send_id)s) AND g.state = 'ready'
            AND d.corp_id = lingqu_corp() AND d.group_send_id = g.group_send_id AND d.state = 'claimed'
            AND d.taken_out IS NOT NULL
          RETURNING {COLUMNS}, %(at)s::timestamptz AS moved_at
        ), {facts_of("skipped", besides=WITH_ORIGIN)}
        SELECT
        """,
        {**fact_params(unit), "at": unit.at, "group_send_id": list(group_send_ids)},
    )


async def replace(unit: UnitOfWork, group_send_id: GroupSendId) -> bool:
    """Have a call taken back that was handed over, and those it never reached asked for again; tell whether it will be.

    Not where it is being closed already, or the member has pressed, or nobody is to be taken out of it any more.
    """
    rows = await unit.fetch(
        f"""
        UPDATE group_send g SET closing = '{Closing.REPLACED}'
        WHERE g.corp_id = lingqu_corp() AND g.group_send_id = %s AND g.state = 'handed_over' AND g.closing IS NULL
          AND g.confirmed_at IS NULL
          AND EXISTS (SELECT FROM delivery d WHERE d.corp_id = g.corp_id AND d.group_send_id = g.group_send_id
                        AND d.taken_out IS NOT NULL AND d.state IN {_OPEN})
        RETURNING g.group_send_id
        """,
        (group_send_id,),
    )
    return bool(rows)


async def lock_replaced(unit: UnitOfWork, group_send_id: GroupSendId) -> bool:
    """Tell whether a call is still to be replaced, and keep it so until the unit ends: its broadcast is not closed."""
    row = await unit.fetch_one(
        """
        SELECT state, closing FROM group_send WHERE corp_id = lingqu_corp() AND group_send_id = %s FOR UPDATE
        """,
        (group_send_id,),
    )
    return row is not None and (row["state"], row["closing"]) == (GroupSendState.HANDED_OVER, Closing.REPLACED)


async def insert_next(unit: UnitOfWork, call: GroupSend) -> bool:
    """Prepare the call after a replaced one, to the same member, where somebody is planned for it; tell whether."""
    rows = await unit.fetch(
        """
        INSERT INTO group_send (corp_id, key, broadcast_id, staff_id, state, content, fingerprint, closes_at, purpose,
                                chat_type, variant, generation)
        SELECT g.corp_id, %(key)s, g.broadcast_id, g.staff_id, 'ready', g.content, g.fingerprint, g.closes_at,
               g.purpose, g.chat_type, g.variant, %(generation)s
        FROM group_send g
        WHERE g.corp_id = lingqu_corp() AND g.group_send_id = %(group_send_id)s
          AND EXISTS (SELECT FROM delivery d WHERE d.corp_id = g.corp_id AND d.broadcast_id = g.broadcast_id
                        AND d.staff_id = g.staff_id AND d.variant = g.variant AND d.state = 'planned')
        ON CONFLICT (corp_id, key) DO NOTHING
        RETURNING group_send_id
        """,
        {
            "key": again_key(call.key, call.generation + 1),
            "generation": call.generation + 1,
            "group_send_id": call.group_send_id,
        },
    )
    return bool(rows)


async def count_taken_out(session: Session, broadcast_id: BroadcastId) -> list[TakenOut]:
    """Return how many were taken out of a broadcast, and how many of those had it already, by the reason."""
    return await session.fetch(
        """
        SELECT taken_out AS reason, count(*) AS customers, count(*) FILTER (WHERE state = 'delivered') AS had_left
        FROM delivery WHERE corp_id = lingqu_corp() AND broadcast_id = %s AND taken_out IS NOT NULL
        GROUP BY taken_out ORDER BY count(*) DESC, taken_out
        """,
        (broadcast_id,),
        into=TakenOut,
    )
