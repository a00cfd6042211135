"""Deliveries of the whole corp, by what an operator asks, and why how many did not arrive."""

from collections.abc import Sequence
from datetime import datetime

from lingqu.deliveries.contracts import DeliveryRow
from lingqu.deliveries.contracts.exploring import DeliveryFilter, Outcome
from lingqu.deliveries.store import exploring as store
from lingqu.directory.api.people import staff_in
from lingqu.infra.database import Session
from lingqu.kernel.ids import DeliveryId, StaffId
from lingqu.kernel.paging import DEFAULT_LIMIT, BadCursorError, Page, decode_cursor, encode_cursor

USUAL_DAYS = 7
LONGEST_DAYS = 92


async def list_deliveries(
    session: Session, wanted: DeliveryFilter, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[DeliveryRow]:
    """Return a page of deliveries, the last planned first."""
    keys = decode_cursor(cursor, str, int)
    before = (_instant(keys[0]), DeliveryId(keys[1])) if keys else None
    rows = await store.list_page(session, wanted, await _among(session, wanted), before=before, limit=limit + 1)
    page = rows[:limit]
    more = len(rows) > limit
    return Page(page, encode_cursor(page[-1].planned_at.isoformat(), page[-1].delivery_id) if more else None)


async def count_outcomes(session: Session, wanted: DeliveryFilter) -> Sequence[Outcome]:
    """Return how many are in which state for which reason, whatever state or reason is asked for; the most first."""
    outcomes = await store.count_outcomes(session, wanted, await _among(session, wanted))
    return sorted(outcomes, key=lambda one: (-one.deliveries, one.state, one.reason or ""))


async def _among(session: Session, wanted: DeliveryFilter) -> set[StaffId] | None:
    if wanted.department_id is None:
        return None if wanted.staff_id is None else {wanted.staff_id}
    below = set(await staff_in(session, [wanted.department_id]))
    return below if wanted.staff_id is None else below & {wanted.staff_id}


def _instant(text: str) -> datetime:
    """Read the instant of a cursor; a cursor that was tampered with is one of another list."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise BadCursorError("this cursor belongs to another list", place="query.cursor") from error
