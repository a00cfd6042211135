"""Operations that find people and relations for what comes from elsewhere; batches in."""

from collections.abc import Collection

from lingqu.customers.api.identities import SEALED_PHONE
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.ports import PhoneSeals
from lingqu.customers.store import matching as store
from lingqu.customers.store import persons as person_store
from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId, StaffId


async def find_by_noted_phone(
    session: Session, phones: Collection[str], *, seals: PhoneSeals
) -> dict[str, set[CustomerId]]:
    """Return the people on whose relations phones (E.164) are noted; unknown ones are missing.

    Staff typed them: good enough to say whose an order may be, never to join two customers. Phones that were proven
    are identities: `identities.find`.
    """
    by_index = {
        seals.blind_index(purpose=SEALED_PHONE, corp_id=session.corp_id, value=phone): phone for phone in phones
    }
    noted = await store.by_phone_index(session, by_index) if by_index else []
    canonical = await person_store.canonical_of(session, {customer_id for _, customer_id in noted})
    found: dict[str, set[CustomerId]] = {}
    for index, customer_id in noted:
        found.setdefault(by_index[index], set()).add(canonical[customer_id])
    return found


async def newest_pairs(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, Pair]:
    """Return of each person with a live relation the newest one; others are missing."""
    rows = await store.newest_live(session, customer_ids) if customer_ids else []
    return {person: Pair(customer_id, StaffId(staff_id)) for person, customer_id, staff_id in rows}
