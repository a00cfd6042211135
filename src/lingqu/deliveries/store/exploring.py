"""Deliveries of the whole corp, by what an operator asks: pages of them, and what became of how many."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from lingqu.deliveries.contracts import DeliveryRow, DeliveryState
from lingqu.deliveries.contracts.exploring import DeliveryFilter, Outcome
from lingqu.deliveries.store.reads import ROW
from lingqu.infra.database import Session
from lingqu.kernel.ids import DeliveryId, StaffId

# Only what is asked stands in the statement, so that each question is planned for itself.
_CONDITIONS = {
    "state": "d.state = %(state)s",
    "reason": "d.reason = %(reason)s",
    "channel": "d.channel = %(channel)s",
    "customer_id": "d.customer_id = %(customer_id)s",
    "among": "d.staff_id = ANY(%(among)s)",
    "broadcast_id": "d.broadcast_id = %(broadcast_id)s",
    "moment_id": "d.moment_id = %(moment_id)s",
    "programme_id": """d.broadcast_id = ANY(ARRAY(SELECT broadcast_id FROM broadcast
                       WHERE corp_id = lingqu_corp() AND programme_id = %(programme_id)s))""",
}
_PLANNED = "d.planned_at >= %(begins_at)s AND d.planned_at < %(ends_at)s"


async def list_page(
    session: Session,
    wanted: DeliveryFilter,
    among: Collection[StaffId] | None,
    *,
    before: tuple[datetime, DeliveryId] | None,
    limit: int,
) -> list[DeliveryRow]:
    """Return a page of deliveries, the last planned first."""
    where, params = _asked(wanted, among)
    keyset = "AND (d.planned_at, d.delivery_id) < (%(before_at)s, %(before_id)s)" if before else ""
    before_at, before_id = before or (None, None)
    return await session.fetch(
        f"""
        WITH page AS MATERIALIZED (
          SELECT d.* FROM delivery d WHERE d.corp_id = lingqu_corp() AND {where} {keyset}
          ORDER BY d.planned_at DESC, d.delivery_id DESC LIMIT %(limit)s
        )
        {ROW.replace("FROM delivery d", "FROM page d")} ORDER BY d.planned_at DESC, d.delivery_id DESC
        """,
        {**params, "before_at": before_at, "before_id": before_id, "limit": limit},
        into=DeliveryRow,
    )


async def count_outcomes(session: Session, wanted: DeliveryFilter, among: Collection[StaffId] | None) -> list[Outcome]:
    """Return how many deliveries are in which state for which reason; the filter's own two do not narrow."""
    where, params = _asked(replace(wanted, state=None, reason=None), among)
    rows = await session.fetch(
        f"""
        SELECT d.state, d.reason, count(*) AS deliveries FROM delivery d
        WHERE d.corp_id = lingqu_corp() AND {where} GROUP BY d.state, d.reason
        """,
        params,
    )
    return [
        Outcome(state=DeliveryState(row["state"]), reason=row["reason"], deliveries=row["deliveries"]) for row in rows
    ]


def _asked(wanted: DeliveryFilter, among: Collection[StaffId] | None) -> tuple[str, dict[str, Any]]:
    given: dict[str, Any] = {
        "state": wanted.state,
        "reason": wanted.reason,
        "channel": wanted.channel,
        "customer_id": wanted.customer_id,
        "among": None if among is None else list(among),
        "broadcast_id": wanted.broadcast_id,
        "moment_id": wanted.moment_id,
        "programme_id": wanted.programme_id,
    }
    narrowing = {name: value for name, value in given.items() if value is not None}
    where = " AND ".join([_PLANNED, *(_CONDITIONS[name] for name in narrowing)])
    return where, {**narrowing, "begins_at": wanted.days.begins_at, "ends_at": wanted.days.ends_at}
