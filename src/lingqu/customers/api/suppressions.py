"""Operations on suppressions: the corp itself leaves customers in peace, for a while or until it says otherwise."""

from collections.abc import Mapping
from typing import Any

from lingqu.customers.contracts import facts
from lingqu.customers.contracts.consent import NewSuppression, Purpose, Suppression, SuppressionReason
from lingqu.customers.domain.consent import checked_text
from lingqu.customers.errors import BadConsentError, CustomerNotFoundError, SuppressionNotFoundError
from lingqu.customers.ports import PhoneSeals
from lingqu.customers.store import persons as person_store
from lingqu.customers.store import suppressions as store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId, SuppressionId

SEALED_NOTE = "customers.suppression_note"
MOST_SHOWN = 100


async def suppress(unit: UnitOfWork, new: NewSuppression, *, seals: PhoneSeals) -> SuppressionId:
    """Leave a customer in peace from now on.

    Raises:
        CustomerNotFoundError: there is none of this number.
        BadConsentError: it would have ended already, or its note is too long.
    """
    if not await person_store.canonical_of(unit, [new.customer_id]):
        raise CustomerNotFoundError(new.customer_id)
    if new.ends_at is not None and new.ends_at <= unit.at:
        raise BadConsentError("a suppression ends later than now", place="body.ends_at")
    note = checked_text(new.note, place="body.note")
    number = await store.insert(unit, new)
    if note:
        sealed = seals.seal(purpose=SEALED_NOTE, corp_id=unit.corp_id, row=str(number), plaintext=note.encode())
        await store.write_note(unit, number, sealed)
    told = {"suppression_id": number, "purpose": new.purpose, "reason": new.reason}
    until = None if new.ends_at is None else new.ends_at.isoformat()
    unit.publish(_fact(unit, facts.CUSTOMER_SUPPRESSED, new.customer_id, {**told, "until": until}))
    await unit.audit("customers.suppressed", f"customer:{new.customer_id}", **told, until=until)
    return number


async def lift(unit: UnitOfWork, customer_id: CustomerId, suppression_id: SuppressionId) -> None:
    """End a suppression of the person that a customer is.

    Raises:
        SuppressionNotFoundError: they have none of this number, or it has ended.
    """
    everybody = await person_store.everybody_of(unit, [customer_id])
    ended = await store.lift(unit, everybody, suppression_id)
    if ended is None:
        raise SuppressionNotFoundError(customer_id, suppression_id)
    told = {"suppression_id": suppression_id, "purpose": ended["purpose"], "reason": ended["reason"]}
    unit.publish(_fact(unit, facts.CUSTOMER_UNSUPPRESSED, CustomerId(ended["customer_id"]), told))
    await unit.audit("customers.unsuppressed", f"customer:{ended['customer_id']}", **told)


async def list_suppressions(session: Session, customer_id: CustomerId, *, seals: PhoneSeals) -> list[Suppression]:
    """Return the suppressions of the person that a customer is, those that hold first; a hundred at most."""
    everybody = await person_store.everybody_of(session, [customer_id])
    rows = await store.list_of(session, everybody, limit=MOST_SHOWN)
    return [_suppression(session, row, seals) for row in rows]


def _suppression(session: Session, row: Mapping[str, Any], seals: PhoneSeals) -> Suppression:
    number, sealed = row["suppression_id"], row["note"]
    opened = sealed and seals.open(purpose=SEALED_NOTE, corp_id=session.corp_id, row=str(number), sealed=sealed)
    return Suppression(
        suppression_id=number,
        customer_id=CustomerId(row["customer_id"]),
        purpose=None if row["purpose"] is None else Purpose(row["purpose"]),
        reason=SuppressionReason(row["reason"]),
        note=opened.decode() if opened else None,
        began_at=row["began_at"],
        ends_at=row["ends_at"],
        made_by=row["made_by"],
        lifted_at=row["lifted_at"],
        lifted_by=row["lifted_by"],
    )


def _fact(unit: UnitOfWork, kind: str, customer_id: CustomerId, told: Mapping[str, Any]) -> Fact:
    return Fact(kind=kind, occurred_at=unit.at, customer_id=customer_id, data=told)
