"""Calls of which nobody can tell what became of them, and what persons say of them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from psycopg.types.json import Jsonb

from lingqu.deliveries.contracts import GroupSendId, UnknownCall, Verdict
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, DeliveryId

_ROW = """
SELECT g.group_send_id, g.staff_id, s.name AS staff_name, g.variant, g.called_at,
       (SELECT count(*) FROM delivery d
        WHERE d.corp_id = g.corp_id AND d.group_send_id = g.group_send_id) AS recipients,
       coalesce(g.evidence -> 'msgids', '[]') AS msgids, g.evidence -> 'verdict' AS verdict
FROM group_send g JOIN staff s ON s.corp_id = g.corp_id AND s.staff_id = g.staff_id
WHERE g.corp_id = lingqu_corp()
"""


async def list_calls(session: Session, broadcast_id: BroadcastId) -> list[UnknownCall]:
    """Return the calls of a broadcast that are unknown, and those that a person has settled; the oldest first."""
    rows = await session.fetch(
        f"""
        {_ROW} AND g.broadcast_id = %s AND (g.state = 'unknown' OR g.evidence ? 'verdict') ORDER BY g.group_send_id
        """,
        (broadcast_id,),
    )
    return [msgspec.convert(row, UnknownCall) for row in rows]


async def settle(
    unit: UnitOfWork, broadcast_id: BroadcastId, group_send_id: GroupSendId, verdict: Verdict
) -> bool | None:
    """Close an unknown call with what a person says; tell whether it was unknown still, None where there is no such.

    Not while its recipients are still being moved to where it went.
    """
    found = await unit.fetch(
        """
        SELECT FROM group_send WHERE corp_id = lingqu_corp() AND broadcast_id = %s AND group_send_id = %s FOR UPDATE
        """,
        (broadcast_id, group_send_id),
    )
    if not found:
        return None
    rows = await unit.fetch(
        """
        UPDATE group_send g
        SET state = 'closed', closed_at = %(at)s,
            evidence = coalesce(evidence, '{}') || jsonb_build_object('verdict', %(verdict)s::jsonb)
        WHERE corp_id = lingqu_corp() AND group_send_id = %(group_send_id)s AND state = 'unknown'
          AND NOT EXISTS (SELECT FROM delivery d WHERE d.corp_id = g.corp_id
                            AND d.group_send_id = g.group_send_id AND d.state = 'claimed')
        RETURNING group_send_id
        """,
        {"at": unit.at, "group_send_id": group_send_id, "verdict": Jsonb(msgspec.to_builtins(verdict))},
    )
    return bool(rows)


async def find_verdict(session: Session, group_send_id: GroupSendId) -> tuple[Verdict, datetime] | None:
    """Return what a person said of a call, and when its window closed."""
    row = await session.fetch_one(
        """
        SELECT evidence -> 'verdict' AS verdict, closes_at FROM group_send
        WHERE corp_id = lingqu_corp() AND group_send_id = %s AND evidence ? 'verdict'
        """,
        (group_send_id,),
    )
    return None if row is None else (msgspec.convert(row["verdict"], Verdict), row["closes_at"])


async def list_unknown(session: Session, group_send_id: GroupSendId, *, limit: int) -> Sequence[DeliveryId]:
    """Return recipients of a call of whom nothing is known."""
    rows = await session.fetch(
        """
        SELECT delivery_id FROM delivery
        WHERE corp_id = lingqu_corp() AND group_send_id = %s AND state = 'unknown' ORDER BY delivery_id LIMIT %s
        """,
        (group_send_id, limit),
    )
    return [DeliveryId(row["delivery_id"]) for row in rows]
