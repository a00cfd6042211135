"""Operations on customers as people: numbers and names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lingqu.customers.api.identities import record_unionids
from lingqu.customers.store import people as store
from lingqu.customers.store import persons as person_store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, ExternalUserid, StaffId


async def ensure_customers(
    unit: UnitOfWork, first_seen: Mapping[ExternalUserid, datetime]
) -> dict[ExternalUserid, CustomerId]:
    """Return the numbers of customers; whoever is unknown gets the next one, without gaps.

    Takes the corp's counter until the unit ends when somebody is new: keep the unit short, and call
    `directory.api.people.ensure_staff` before it.

    Args:
        first_seen: by external_userid, the instant at which we first heard of the customer.
    """
    known = await store.find_ids(unit, first_seen)
    missing = {one: at for one, at in first_seen.items() if one not in known}
    if not missing:
        return known
    known |= await store.insert(unit, missing)
    overtaken = [one for one in missing if one not in known]
    if overtaken:
        known |= await store.find_ids(unit, overtaken)
    return known


async def find_customers(
    session: Session, external_userids: Collection[ExternalUserid]
) -> dict[ExternalUserid, CustomerId]:
    """Return the numbers of those customers that have one."""
    return await store.find_ids(session, external_userids)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What is seen of somebody elsewhere than in their own details: in a group, say."""

    name: str | None
    unionid: str | None


async def acquaint(unit: UnitOfWork, glimpses: Mapping[CustomerId, Glimpse]) -> None:
    """Note what was seen of customers in groups where nothing is known yet; what their details told stays.

    Whoever is in a group belongs, whether staff follow them or not.
    """
    await person_store.mark_belonging(unit, glimpses)
    told = {customer_id: one for customer_id, one in sorted(glimpses.items()) if one.name or one.unionid}
    if told:
        await store.fill_in(
            unit,
            names={customer_id: one.name for customer_id, one in told.items()},
            unionids={customer_id: one.unionid for customer_id, one in told.items()},
        )
        unionids = {customer_id: one.unionid for customer_id, one in told.items() if one.unionid}
        await record_unionids(unit, unionids, seen_at=unit.at)


async def names_of(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, str | None]:
    """Return names; None where no read has told one yet."""
    return await store.names_of(session, customer_ids)


async def external_userids_of(
    session: Session, customer_ids: Collection[CustomerId]
) -> dict[CustomerId, ExternalUserid]:
    """Return WeCom's ids of customers; visitors have none."""
    return await store.external_userids_of(session, customer_ids)


async def count_live_of_staff(session: Session, staff_ids: Sequence[StaffId]) -> dict[StaffId, int]:
    """Count live customers of some staff; fits `directory.ports.CustomerCounts`."""
    counts = await store.count_live_of_staff(session, staff_ids)
    return {StaffId(staff_id): count for staff_id, count in counts.items()}
