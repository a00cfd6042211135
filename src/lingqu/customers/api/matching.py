"""Operations that find customers by what others know them by: batches in, answers in one statement each."""

from collections.abc import Collection, Mapping

from lingqu.customers.api.identities import SEALED_PHONE
from lingqu.customers.contracts.identities import PHONE, UNIONID
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.ports import PhoneSeals
from lingqu.customers.store import identities as identity_store
from lingqu.customers.store import matching as store
from lingqu.customers.store import persons as person_store
from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId, StaffId


async def find_by_unionid(session: Session, unionids: Collection[str]) -> dict[str, set[CustomerId]]:
    """Return the people of unionids, under the numbers that stand for them; unknown ones are missing."""
    found: dict[str, set[CustomerId]] = {}
    for unionid, customer_id in await store.by_unionid(session, unionids) if unionids else []:
        found.setdefault(unionid, set()).add(customer_id)
    shown = await identity_store.find(session, [(UNIONID, one) for one in unionids]) if unionids else {}
    for (_, unionid), customer_id in shown.items():
        found.setdefault(unionid, set()).add(customer_id)
    return await _people(session, found)


async def find_by_phone(session: Session, phones: Collection[str], *, seals: PhoneSeals) -> dict[str, set[CustomerId]]:
    """Return the people who have proven phones (E.164), or on whose relations they are noted; unknown ones are missing.

    What staff noted is good enough to propose, never to join two customers.
    """
    by_index = {
        seals.blind_index(purpose=SEALED_PHONE, corp_id=session.corp_id, value=phone): phone for phone in phones
    }
    found: dict[str, set[CustomerId]] = {}
    for index, customer_id in await store.by_phone_index(session, by_index) if by_index else []:
        found.setdefault(by_index[index], set()).add(customer_id)
    proven = await identity_store.find(session, [(PHONE, index.hex()) for index in by_index]) if by_index else {}
    for (_, index), customer_id in proven.items():
        found.setdefault(by_index[bytes.fromhex(index)], set()).add(customer_id)
    return await _people(session, found)


async def newest_pairs(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, Pair]:
    """Return of each person with a live relation the newest one; others are missing."""
    rows = await store.newest_live(session, customer_ids) if customer_ids else []
    return {person: Pair(customer_id, StaffId(staff_id)) for person, customer_id, staff_id in rows}


async def _people(session: Session, found: Mapping[str, Collection[CustomerId]]) -> dict[str, set[CustomerId]]:
    """Let those who are one be one."""
    canonical = await person_store.canonical_of(session, {one for some in found.values() for one in some})
    return {value: {canonical[one] for one in some} for value, some in found.items()}
