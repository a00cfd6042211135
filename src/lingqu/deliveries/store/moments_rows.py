"""Deliveries of moments: one row per moment and customer, written when WeCom tells what became of it.

Before a member publishes nothing is due to anybody, and WeCom names nobody: there are no planned rows. Whom a
published copy was meant for and was not shown to waits in `handed_over`, for a colleague's copy may still be shown
to them; the closing of the moment ends what is left.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.deliveries.store.facts import COLUMNS, WITH_ORIGIN, fact_params, facts_of
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, DeliveryId, ExternalUserid, MomentId, StaffId

_WRITE = f"""
WITH told AS (
  SELECT c.customer_id FROM customer c
  WHERE c.corp_id = lingqu_corp() AND c.external_userid = ANY(%(external_userids)s)
), moved AS (
  INSERT INTO delivery AS d (corp_id, key, channel, state, customer_id, staff_id, moment_id, planned_at,
                             handed_over_at, settled_at)
  SELECT lingqu_corp(), 'moment:' || %(moment_id)s::integer || ':' || told.customer_id, 'moment', %(state)s,
         told.customer_id, %(staff_id)s, %(moment_id)s, %(handed_over_at)s, %(published_at)s,
         CASE WHEN %(state)s = 'delivered' THEN %(published_at)s::timestamptz END
  FROM told ORDER BY told.customer_id
  ON CONFLICT (corp_id, key) DO UPDATE
    SET state = 'delivered', staff_id = EXCLUDED.staff_id, handed_over_at = EXCLUDED.handed_over_at,
        settled_at = EXCLUDED.settled_at
    WHERE d.state = 'handed_over' AND EXCLUDED.state = 'delivered'
  RETURNING {COLUMNS}, d.handed_over_at AS moved_at
), {facts_of("moved", besides=WITH_ORIGIN)}
SELECT count(*) FROM moved
"""


async def write(
    unit: UnitOfWork,
    moment_id: MomentId,
    staff_id: StaffId,
    external_userids: Sequence[ExternalUserid],
    *,
    state: DeliveryState,
    handed_over_at: datetime,
    published_at: datetime,
) -> int:
    """Write that a published copy is shown to customers (`delivered`), or was only meant for them (`handed_over`).

    Who has a row keeps it, save that what was only meant becomes what is shown. Returns how many rows changed;
    customers whom we do not know have none.
    """
    return await unit.fetch_value(
        _WRITE,
        {
            **fact_params(unit),
            "moment_id": moment_id,
            "staff_id": staff_id,
            "external_userids": list(external_userids),
            "state": state.value,
            "handed_over_at": handed_over_at,
            "published_at": published_at,
        },
    )


async def skip(unit: UnitOfWork, moment_id: MomentId, skips: Mapping[CustomerId, Reason]) -> None:
    """Write whom a moment leaves out, and why; who has a row keeps it."""
    await unit.execute(
        f"""
        WITH skipped AS (
          INSERT INTO delivery AS d (corp_id, key, channel, state, reason, customer_id, moment_id, planned_at,
                                     settled_at)
          SELECT lingqu_corp(), 'moment:' || %(moment_id)s::integer || ':' || s.customer_id, 'moment', 'skipped',
                 s.reason, s.customer_id, %(moment_id)s, %(at)s, %(at)s
          FROM unnest(%(customers)s::integer[], %(reasons)s::text[]) AS s(customer_id, reason)
          ORDER BY s.customer_id
          ON CONFLICT (corp_id, key) DO NOTHING
          RETURNING {COLUMNS}, d.settled_at AS moved_at
        ), {facts_of("skipped", besides=WITH_ORIGIN)}
        SELECT
        """,
        {
            **fact_params(unit),
            "at": unit.at,
            "moment_id": moment_id,
            "customers": list(skips),
            "reasons": [reason.value for reason in skips.values()],
        },
    )


async def list_waiting(session: Session, moment_id: MomentId, *, limit: int) -> list[DeliveryId]:
    """Return rows of customers who were meant and have not been shown anything."""
    rows = await session.fetch(
        """
        SELECT delivery_id FROM delivery
        WHERE corp_id = lingqu_corp() AND moment_id = %s AND state = 'handed_over' ORDER BY delivery_id LIMIT %s
        """,
        (moment_id, limit),
    )
    return [DeliveryId(row["delivery_id"]) for row in rows]


async def count_by_state(session: Session, moment_ids: Sequence[MomentId]) -> dict[MomentId, dict[str, int]]:
    """Return deliveries by state, for each moment that has any."""
    rows = await session.fetch(
        """
        SELECT moment_id, state, count(*) AS deliveries FROM delivery
        WHERE corp_id = lingqu_corp() AND moment_id = ANY(%s) GROUP BY moment_id, state
        """,
        (list(moment_ids),),
    )
    counts: dict[MomentId, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(MomentId(row["moment_id"]), {})[row["state"]] = row["deliveries"]
    return counts


async def count_skips(session: Session, moment_ids: Sequence[MomentId]) -> dict[str, int]:
    """Return why how many customers of moments were left out."""
    rows = await session.fetch(
        """
        SELECT reason, count(*) AS deliveries FROM delivery
        WHERE corp_id = lingqu_corp() AND moment_id = ANY(%s) AND state = 'skipped' GROUP BY reason
        """,
        (list(moment_ids),),
    )
    return {row["reason"]: row["deliveries"] for row in rows}
