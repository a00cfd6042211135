"""Operations that find customers by what others know them by: batches in, answers in one statement each."""

from collections.abc import Collection

from lingqu.customers.api.identities import SEALED_PHONE
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.ports import PhoneSeals
from lingqu.customers.store import matching as store
from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId, StaffId


async def find_by_unionid(session: Session, unionids: Collection[str]) -> dict[str, set[CustomerId]]:
    """Return the customers of unionids; unknown ones are missing."""
    found: dict[str, set[CustomerId]] = {}
    for unionid, customer_id in await store.by_unionid(session, unionids) if unionids else []:
        found.setdefault(unionid, set()).add(customer_id)
    return found


async def find_by_phone(session: Session, phones: Collection[str], *, seals: PhoneSeals) -> dict[str, set[CustomerId]]:
    """Return the customers on whose relations phones (E.164) are noted; unknown ones are missing.

    Staff typed them: good enough to propose, never to join two customers.
    """
    by_index = {
        seals.blind_index(purpose=SEALED_PHONE, corp_id=session.corp_id, value=phone): phone for phone in phones
    }
    found: dict[str, set[CustomerId]] = {}
    for index, customer_id in await store.by_phone_index(session, by_index) if by_index else []:
        found.setdefault(by_index[index], set()).add(customer_id)
    return found


async def newest_pairs(session: Session, customer_ids: Collection[CustomerId]) -> list[Pair]:
    """Return of each customer with a live relation the newest one; others are missing."""
    rows = await store.newest_live(session, customer_ids) if customer_ids else []
    return [Pair(customer_id, StaffId(staff_id)) for customer_id, staff_id in rows]
