"""SQL of suppressions: whom the corp itself leaves in peace."""

from collections.abc import Collection
from typing import Any

from lingqu.customers.contracts.consent import NewSuppression
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, SuppressionId


async def insert(unit: UnitOfWork, new: NewSuppression) -> SuppressionId:
    """Write a suppression without its note; return its number."""
    return SuppressionId(
        await unit.fetch_value(
            """
            INSERT INTO suppression (corp_id, customer_id, purpose, reason, began_at, ends_at, made_by)
            VALUES (lingqu_corp(), %s, %s, %s, %s, %s, %s) RETURNING suppression_id
            """,
            (new.customer_id, new.purpose, new.reason, unit.at, new.ends_at, unit.actor),
        )
    )


async def write_note(unit: UnitOfWork, suppression_id: SuppressionId, sealed: bytes) -> None:
    """Write the note of a suppression, sealed under its number."""
    await unit.execute(
        "UPDATE suppression SET note = %s WHERE corp_id = lingqu_corp() AND suppression_id = %s",
        (sealed, suppression_id),
    )


async def lift(
    unit: UnitOfWork, customer_ids: Collection[CustomerId], suppression_id: SuppressionId
) -> dict[str, Any] | None:
    """End a suppression of one of some customers; None where it has ended, or is not theirs."""
    return await unit.fetch_one(
        """
        UPDATE suppression SET lifted_at = %(at)s, lifted_by = %(actor)s
        WHERE corp_id = lingqu_corp() AND suppression_id = %(number)s AND customer_id = ANY(%(ids)s)
          AND lifted_at IS NULL AND (ends_at IS NULL OR ends_at > %(at)s)
        RETURNING customer_id, purpose, reason
        """,
        {"at": unit.at, "actor": unit.actor, "number": suppression_id, "ids": list(customer_ids)},
    )


async def list_of(session: Session, customer_ids: Collection[CustomerId], *, limit: int) -> list[dict[str, Any]]:
    """Return suppressions of customers: those that hold first, then the last begun."""
    return await session.fetch(
        """
        SELECT suppression_id, customer_id, purpose, reason, note, began_at, ends_at, made_by, lifted_at, lifted_by
        FROM suppression WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s)
        ORDER BY lifted_at IS NULL AND (ends_at IS NULL OR ends_at > %s) DESC, suppression_id DESC LIMIT %s
        """,
        (list(customer_ids), session.at, limit),
    )
