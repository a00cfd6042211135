"""Recipients of broadcasts: planned, claimed for a call, read back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from lingqu.deliveries.contracts import (
    ChatType,
    Decided,
    DeliveryState,
    GroupSendId,
    PlannedDelivery,
    PlannedGroup,
    Reason,
    RecipientId,
)
from lingqu.deliveries.domain.group_send import MOST_RECIPIENTS, Closing
from lingqu.deliveries.domain.keys import broadcast_key, groupchat_key
from lingqu.deliveries.domain.states import GroupSendState
from lingqu.deliveries.store.facts import COLUMNS, WITH_ORIGIN, fact_params, facts_of
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CustomerId, DeliveryId, StaffId, Userid


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A delivery within a group send."""

    delivery_id: DeliveryId
    group_send_id: GroupSendId
    recipient: RecipientId
    state: DeliveryState
    taken_out: Reason | None
    """Why they are not to have it any more."""


async def insert_planned(unit: UnitOfWork, broadcast_id: BroadcastId, planned: Sequence[PlannedDelivery]) -> None:
    """Insert planned and skipped deliveries with their facts; those that exist are left alone."""
    await unit.execute(
        f"""
        WITH planned AS (
          INSERT INTO delivery AS d (corp_id, key, channel, state, reason, customer_id, staff_id, broadcast_id,
                                     variant, planned_at, settled_at)
          SELECT lingqu_corp(), p.key, 'broadcast', CASE WHEN p.skip IS NULL THEN 'planned' ELSE 'skipped' END,
                 p.skip, p.customer_id, p.staff_id, %(broadcast_id)s, p.variant, %(at)s,
                 CASE WHEN p.skip IS NOT NULL THEN %(at)s::timestamptz END
          FROM unnest(%(key)s::text[], %(skip)s::text[], %(customer_id)s::integer[], %(staff_id)s::integer[],
                      %(variant)s::text[])
               AS p(key, skip, customer_id, staff_id, variant)
          ORDER BY p.customer_id
          ON CONFLICT (corp_id, key) DO NOTHING
          RETURNING {COLUMNS}, %(at)s::timestamptz AS moved_at
        ), {facts_of("planned", besides=WITH_ORIGIN)}
        SELECT
        """,
        {
            **fact_params(unit),
            "at": unit.at,
            "broadcast_id": broadcast_id,
            "key": [broadcast_key(broadcast_id, one.customer_id) for one in planned],
            "skip": [one.skip for one in planned],
            "customer_id": [one.customer_id for one in planned],
            "staff_id": [one.staff_id for one in planned],
            "variant": [one.variant for one in planned],
        },
    )


async def insert_addressed(
    unit: UnitOfWork, broadcast_id: BroadcastId, addressed: Sequence[tuple[str, CustomerId, int]]
) -> None:
    """Insert messages, by key, of passages through journeys; who sends is decided later, and told then.

    Budget: one row of a step that somebody goes on from; held by `lingqu bench journeys`.
    """
    await unit.execute(
        """
        INSERT INTO delivery (corp_id, key, channel, state, customer_id, broadcast_id, planned_at, enrollment_id)
        SELECT lingqu_corp(), a.key, 'broadcast', 'planned', a.customer_id, %(broadcast_id)s, %(at)s, a.enrollment_id
        FROM unnest(%(key)s::text[], %(customer_id)s::integer[], %(enrollment_id)s::bigint[])
             AS a(key, customer_id, enrollment_id)
        ON CONFLICT (corp_id, key) DO NOTHING
        """,
        {
            "at": unit.at,
            "broadcast_id": broadcast_id,
            "key": [key for key, _, _ in addressed],
            "customer_id": [customer_id for _, customer_id, _ in addressed],
            "enrollment_id": [enrollment_id for _, _, enrollment_id in addressed],
        },
    )


async def list_addressed(
    session: Session, broadcast_id: BroadcastId, *, limit: int
) -> list[tuple[DeliveryId, CustomerId]]:
    """Return the next of those who were addressed and of whom nothing is decided, in the order they were."""
    rows = await session.fetch(
        """
        SELECT delivery_id, customer_id FROM delivery
        WHERE corp_id = lingqu_corp() AND broadcast_id = %s AND state = 'planned' AND staff_id IS NULL
        ORDER BY delivery_id LIMIT %s
        """,
        (broadcast_id, limit),
    )
    return [(DeliveryId(row["delivery_id"]), CustomerId(row["customer_id"])) for row in rows]


async def list_decided(
    session: Session, broadcast_id: BroadcastId, customer_ids: Collection[CustomerId]
) -> set[CustomerId]:
    """Return those of some customers of whom something is decided in a mailing."""
    rows = await session.fetch(
        """
        SELECT DISTINCT customer_id FROM delivery
        WHERE corp_id = lingqu_corp() AND broadcast_id = %s AND customer_id = ANY(%s)
          AND NOT (state = 'planned' AND staff_id IS NULL)
        """,
        (broadcast_id, list(customer_ids)),
    )
    return {CustomerId(row["customer_id"]) for row in rows}


async def list_all_addressed(session: Session, mailing: str) -> list[CustomerId]:
    """Return who was addressed in a mailing, and may still be sent to."""
    rows = await session.fetch(
        """
        SELECT DISTINCT d.customer_id FROM delivery d
        JOIN broadcast b ON b.corp_id = lingqu_corp() AND b.broadcast_id = d.broadcast_id AND b.mailing = %s
        WHERE d.corp_id = lingqu_corp() AND d.state = 'planned' ORDER BY d.customer_id
        """,
        (mailing,),
    )
    return [CustomerId(row["customer_id"]) for row in rows]


async def decide(unit: UnitOfWork, verdicts: Sequence[Decided]) -> None:
    """Write what was decided of those who were addressed, with its facts."""
    await unit.execute(
        f"""
        WITH decided AS (
          UPDATE delivery d
          SET customer_id = v.customer_id, staff_id = v.staff_id, variant = v.variant,
              state = CASE WHEN v.skip IS NULL THEN 'planned' ELSE 'skipped' END, reason = v.skip,
              settled_at = CASE WHEN v.skip IS NOT NULL THEN %(at)s::timestamptz END
          FROM unnest(%(delivery_id)s::bigint[], %(customer_id)s::integer[], %(staff_id)s::integer[],
                      %(variant)s::text[], %(skip)s::text[]) AS v(delivery_id, customer_id, staff_id, variant, skip)
          WHERE d.corp_id = lingqu_corp() AND d.delivery_id = v.delivery_id AND d.state = 'planned'
            AND d.staff_id IS NULL
          RETURNING {COLUMNS}, %(at)s::timestamptz AS moved_at
        ), {facts_of("decided", besides=WITH_ORIGIN)}
        SELECT
        """,
        {
            **fact_params(unit),
            "at": unit.at,
            "delivery_id": [one.delivery_id for one in verdicts],
            "customer_id": [one.customer_id for one in verdicts],
            "staff_id": [one.staff_id for one in verdicts],
            "variant": [one.variant for one in verdicts],
            "skip": [one.skip for one in verdicts],
        },
    )


async def insert_groups(unit: UnitOfWork, broadcast_id: BroadcastId, planned: Sequence[PlannedGroup]) -> None:
    """The same for customer groups; variants are drawn for persons, a group is sent the first."""
    await unit.execute(
        f"""
        WITH planned AS (
          INSERT INTO delivery AS d (corp_id, key, channel, state, reason, groupchat_id, staff_id, broadcast_id,
                                     variant, planned_at, settled_at)
          SELECT lingqu_corp(), p.key, 'groupchat', CASE WHEN p.skip IS NULL THEN 'planned' ELSE 'skipped' END,
                 p.skip, p.groupchat_id, p.staff_id, %(broadcast_id)s, 'A', %(at)s,
                 CASE WHEN p.skip IS NOT NULL THEN %(at)s::timestamptz END
          FROM unnest(%(key)s::text[], %(skip)s::text[], %(groupchat_id)s::integer[], %(staff_id)s::integer[])
               AS p(key, skip, groupchat_id, staff_id)
          ORDER BY p.groupchat_id
          ON CONFLICT (corp_id, key) DO NOTHING
          RETURNING {COLUMNS}, %(at)s::timestamptz AS moved_at
        ), {facts_of("planned", besides=WITH_ORIGIN)}
        SELECT
        """,
        {
            **fact_params(unit),
            "at": unit.at,
            "broadcast_id": broadcast_id,
            "key": [groupchat_key(broadcast_id, one.groupchat_id) for one in planned],
            "skip": [one.skip for one in planned],
            "groupchat_id": [one.groupchat_id for one in planned],
            "staff_id": [one.staff_id for one in planned],
        },
    )


async def list_planned(
    session: Session, broadcast_id: BroadcastId, customer_ids: Collection[CustomerId]
) -> set[CustomerId]:
    """Return those of some customers who have a delivery of a broadcast; found by their keys, however young it is."""
    rows = await session.fetch(
        "SELECT customer_id FROM delivery WHERE corp_id = lingqu_corp() AND key = ANY(%s)",
        ([broadcast_key(broadcast_id, one) for one in customer_ids],),
    )
    return {CustomerId(row["customer_id"]) for row in rows}


_CLAIM = f"""
WITH call AS (
  SELECT group_send_id, broadcast_id, staff_id, variant, chat_type FROM group_send
  WHERE corp_id = lingqu_corp() AND group_send_id = ANY(%(group_send_id)s) AND state = 'ready'
  ORDER BY group_send_id FOR UPDATE
), picked AS (
  SELECT p.delivery_id, call.group_send_id,
         CASE WHEN call.chat_type = 'single' AND NOT EXISTS (
                     SELECT FROM follow_relation r
                     WHERE r.corp_id = lingqu_corp() AND r.customer_id = p.customer_id
                       AND r.staff_id = p.staff_id AND r.deleted_at IS NULL AND NOT r.half) THEN 'no_live_relation'
              WHEN call.chat_type = 'group' THEN (
                     SELECT CASE WHEN k.dismissed_at IS NOT NULL THEN 'dissolved'
                                 WHEN k.owner_id IS DISTINCT FROM p.staff_id THEN 'no_owner' END
                     FROM groupchat k WHERE k.corp_id = lingqu_corp() AND k.groupchat_id = p.groupchat_id)
         END AS reason
  FROM call CROSS JOIN LATERAL (
    SELECT delivery_id, customer_id, groupchat_id, staff_id FROM delivery
    WHERE corp_id = lingqu_corp() AND broadcast_id = call.broadcast_id AND staff_id = call.staff_id
      AND variant = call.variant AND state = 'planned'
    ORDER BY delivery_id
    LIMIT CASE call.chat_type WHEN 'single' THEN %(most)s ELSE %(most_groups)s END
          - (SELECT count(*) FROM delivery
             WHERE corp_id = lingqu_corp() AND group_send_id = call.group_send_id)
    FOR UPDATE
  ) p
  LIMIT %(limit)s
), claimed AS (
  UPDATE delivery d
  SET state = CASE WHEN picked.reason IS NULL THEN 'claimed' ELSE 'skipped' END,
      reason = picked.reason,
      group_send_id = CASE WHEN picked.reason IS NULL THEN picked.group_send_id END,
      claimed_at = CASE WHEN picked.reason IS NULL THEN %(at)s::timestamptz END,
      settled_at = CASE WHEN picked.reason IS NOT NULL THEN %(at)s::timestamptz END
  FROM picked
  WHERE d.corp_id = lingqu_corp() AND d.delivery_id = picked.delivery_id
  RETURNING {COLUMNS}, d.group_send_id, %(at)s::timestamptz AS moved_at
), {facts_of("claimed", "state = 'skipped'", besides=WITH_ORIGIN)}
SELECT delivery_id, customer_id, group_send_id FROM claimed
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery to a customer or a group, looked at for a call; `group_send_id` is None where it was skipped."""

    delivery_id: DeliveryId
    customer_id: CustomerId | None
    group_send_id: GroupSendId | None


async def claim(unit: UnitOfWork, group_send_ids: Sequence[GroupSendId], *, limit: int) -> list[Claimed]:
    """Give planned deliveries to the ready calls of their sender and variant, as many as each takes, `limit` in all.

    Returns those that it looked at. A recipient whose relation to the sender has ended meanwhile is skipped, and
    so is a group that is dissolved or has another owner: eligibility is decided at hand-over. The calls must have
    different senders.

    Locks the calls, so that none begins with half of its recipients, and the rows it picks, so that the update finds
    them by their key alone: asked for their state as well, PostgreSQL takes the index of planned rows for every
    single one while the table is young (measured: 25 s instead of 50 ms).
    """
    return await unit.fetch(
        _CLAIM,
        {
            **fact_params(unit),
            "at": unit.at,
            "group_send_id": list(group_send_ids),
            "most": MOST_RECIPIENTS[ChatType.SINGLE],
            "most_groups": MOST_RECIPIENTS[ChatType.GROUP],
            "limit": limit,
        },
        into=Claimed,
    )


async def list_recipients(
    session: Session, group_send_ids: Sequence[GroupSendId], *, states: Sequence[DeliveryState]
) -> list[Recipient]:
    """Return deliveries of calls that are in one of some states."""
    return await session.fetch(
        """
        SELECT d.delivery_id, d.group_send_id, coalesce(c.external_userid, k.chat_id) AS recipient, d.state,
               d.taken_out
        FROM delivery d
        LEFT JOIN customer c ON c.corp_id = d.corp_id AND c.customer_id = d.customer_id
        LEFT JOIN groupchat k ON k.corp_id = d.corp_id AND k.groupchat_id = d.groupchat_id
        WHERE d.corp_id = lingqu_corp() AND d.group_send_id = ANY(%s) AND d.state = ANY(%s)
        ORDER BY d.delivery_id
        """,
        (list(group_send_ids), [state.value for state in states]),
        into=Recipient,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranded:
    """A claimed delivery whose call is past."""

    delivery_id: DeliveryId
    call_state: GroupSendState
    call_reason: Reason | None
    closing: Closing | None
    handed_over_at: datetime | None
    unsendable: bool


async def lock_stranded(unit: UnitOfWork, broadcast_id: BroadcastId, *, limit: int) -> list[Stranded]:
    """Return claimed deliveries whose call is past: they follow where it went. Another worker's are left out."""
    return await unit.fetch(
        """
        SELECT d.delivery_id, g.state AS call_state, g.reason AS call_reason, g.closing, g.handed_over_at,
               coalesce(g.evidence -> 'unsendable' ? coalesce(c.external_userid, k.chat_id), false) AS unsendable
        FROM group_send g
        JOIN delivery d ON d.corp_id = g.corp_id AND d.group_send_id = g.group_send_id AND d.state = 'claimed'
        LEFT JOIN customer c ON c.corp_id = d.corp_id AND c.customer_id = d.customer_id
        LEFT JOIN groupchat k ON k.corp_id = d.corp_id AND k.groupchat_id = d.groupchat_id
        WHERE g.corp_id = lingqu_corp() AND g.broadcast_id = %s AND g.state <> ALL (ARRAY['ready', 'calling'])
        ORDER BY d.delivery_id LIMIT %s FOR UPDATE OF d SKIP LOCKED
        """,
        (broadcast_id, limit),
        into=Stranded,
    )


async def list_unclaimed(session: Session, broadcast_id: BroadcastId, *, limit: int) -> list[DeliveryId]:
    """Return deliveries for which no call was begun: planned ones."""
    rows = await session.fetch(
        """
        SELECT delivery_id FROM delivery
        WHERE corp_id = lingqu_corp() AND broadcast_id = %s AND state = 'planned' ORDER BY delivery_id LIMIT %s
        """,
        (broadcast_id, limit),
    )
    return [DeliveryId(row["delivery_id"]) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSender:
    """A member with how many planned recipients of a variant of a broadcast."""

    staff_id: StaffId
    userid: Userid
    variant: str
    recipients: int


async def list_senders(session: Session, broadcast_id: BroadcastId) -> list[PlannedSender]:
    """Return the members who are to send a broadcast, once for each variant."""
    return await session.fetch(
        """
        SELECT d.staff_id, s.userid, d.variant, d.recipients
        FROM (SELECT staff_id, variant, count(*) AS recipients FROM delivery
              WHERE corp_id = lingqu_corp() AND broadcast_id = %s AND state = 'planned' GROUP BY staff_id, variant) d
        JOIN staff s ON s.corp_id = lingqu_corp() AND s.staff_id = d.staff_id
        ORDER BY d.staff_id, d.variant
        """,
        (broadcast_id,),
        into=PlannedSender,
    )
