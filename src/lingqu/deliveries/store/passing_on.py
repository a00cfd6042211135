"""Who is sent through another member: found where nothing was sent, and given to somebody else who has them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lingqu.deliveries.contracts import DeliveryState, GroupSendId, Reason
from lingqu.deliveries.domain.group_send import LEAST_LEFT
from lingqu.deliveries.store.facts import COLUMNS, WITH_ORIGIN, fact_params, facts_of
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, DeliveryId, StaffId, Userid


async def list_unrelated(session: Session, group_send_ids: Collection[GroupSendId]) -> dict[DeliveryId, GroupSendId]:
    """Return what is planned for ready calls to customers whom the sender has no more, or may not contact any more.

    With the call that each was meant for.
    """
    rows = await session.fetch(
        """
        SELECT DISTINCT ON (d.delivery_id) d.delivery_id, g.group_send_id
        FROM group_send g
        JOIN delivery d ON d.corp_id = g.corp_id AND d.broadcast_id = g.broadcast_id AND d.staff_id = g.staff_id
                       AND d.variant = g.variant AND d.state = 'planned'
        WHERE g.corp_id = lingqu_corp() AND g.group_send_id = ANY(%s) AND g.chat_type = 'single'
          AND NOT EXISTS (SELECT FROM follow_relation r
                          JOIN staff s ON s.corp_id = r.corp_id AND s.staff_id = r.staff_id AND s.is_follow_user
                                      AND s.left_at IS NULL
                          WHERE r.corp_id = d.corp_id AND r.customer_id = d.customer_id AND r.staff_id = d.staff_id
                            AND r.deleted_at IS NULL AND NOT r.half)
        ORDER BY d.delivery_id, g.group_send_id
        """,
        (list(group_send_ids),),
    )
    return {DeliveryId(row["delivery_id"]): GroupSendId(row["group_send_id"]) for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """A delivery that another member sends now; `group_send_id` is the call that it was meant for."""

    delivery_id: DeliveryId
    group_send_id: GroupSendId
    broadcast_id: BroadcastId
    staff_id: StaffId
    userid: Userid
    variant: str


async def pass_on(
    unit: UnitOfWork,
    asked: Mapping[DeliveryId, GroupSendId],
    *,
    origin: DeliveryState,
    full: Collection[StaffId],
) -> list[PassedOn]:
    """Plan deliveries once more for who else has the customer, the last added first; the calls must be locked.

    Not where a call is being taken back or has too little time left, nor for somebody who was taken out. Nobody is
    asked for the same customer twice.

    Args:
        full: members who are given no more tasks.
    """
    return await unit.fetch(
        f"""
        WITH chosen AS (
          SELECT d.delivery_id, g.group_send_id, f.staff_id, f.userid
          FROM unnest(%(delivery_id)s::bigint[], %(group_send_id)s::bigint[]) AS a(delivery_id, group_send_id)
          JOIN delivery d ON d.corp_id = lingqu_corp() AND d.delivery_id = a.delivery_id AND d.state = %(origin)s
                         AND d.channel = 'broadcast' AND d.taken_out IS NULL
          JOIN group_send g ON g.corp_id = lingqu_corp() AND g.group_send_id = a.group_send_id AND g.closing IS NULL
                           AND g.state IN ('ready', 'handed_over', 'refused') AND g.closes_at >= %(until)s
          JOIN customer c ON c.corp_id = d.corp_id AND c.customer_id = d.customer_id
                         AND c.unreadable_errcode IS NULL
          CROSS JOIN LATERAL (
            SELECT r.staff_id, s.userid FROM follow_relation r
            JOIN staff s ON s.corp_id = r.corp_id AND s.staff_id = r.staff_id AND s.is_follow_user
                        AND s.left_at IS NULL
            WHERE r.corp_id = d.corp_id AND r.customer_id = d.customer_id AND r.deleted_at IS NULL AND NOT r.half
              AND r.staff_id <> ALL(d.tried || d.staff_id || %(full)s::integer[])
            ORDER BY r.added_at DESC, r.staff_id LIMIT 1
          ) f
          ORDER BY d.delivery_id FOR UPDATE OF d
        ), passed AS (
          UPDATE delivery d
          SET state = 'planned', reason = '{Reason.PASSED_ON}', staff_id = chosen.staff_id,
              tried = d.tried || d.staff_id, group_send_id = NULL, claimed_at = NULL, handed_over_at = NULL
          FROM chosen WHERE d.corp_id = lingqu_corp() AND d.delivery_id = chosen.delivery_id
          RETURNING {COLUMNS}, chosen.group_send_id AS meant_for, chosen.userid, %(at)s::timestamptz AS moved_at
        ), {facts_of("passed", besides=WITH_ORIGIN)}
        SELECT delivery_id, meant_for AS group_send_id, broadcast_id, staff_id, userid, variant FROM passed
        ORDER BY delivery_id
        """,
        {
            **fact_params(unit),
            "at": unit.at,
            "until": unit.at + LEAST_LEFT,
            "origin": origin.value,
            "full": sorted(full),
            "delivery_id": list(asked),
            "group_send_id": list(asked.values()),
        },
        into=PassedOn,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAfter:
    """A call for those who were passed on to a member."""

    key: str
    staff_id: StaffId
    fingerprint: bytes
    group_send_id: GroupSendId
    """The call whose content and end it has."""


async def insert_calls(unit: UnitOfWork, calls: Sequence[CallAfter]) -> None:
    """Prepare calls that say what others say, until when those do."""
    await unit.execute(
        """
        INSERT INTO group_send (corp_id, key, broadcast_id, staff_id, state, content, fingerprint, closes_at, purpose,
                                chat_type, variant)
        SELECT g.corp_id, c.key, g.broadcast_id, c.staff_id, 'ready', g.content, c.fingerprint, g.closes_at,
               g.purpose, g.chat_type, g.variant
        FROM unnest(%s::text[], %s::integer[], %s::bytea[], %s::bigint[])
             AS c(key, staff_id, fingerprint, group_send_id)
        JOIN group_send g ON g.corp_id = lingqu_corp() AND g.group_send_id = c.group_send_id
        ORDER BY g.variant, c.staff_id
        ON CONFLICT (corp_id, key) DO NOTHING
        """,
        (
            [one.key for one in calls],
            [one.staff_id for one in calls],
            [one.fingerprint for one in calls],
            [one.group_send_id for one in calls],
        ),
    )
