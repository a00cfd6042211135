"""What segments ask of groups: who is in one, since when, of which owner, with which tag."""

from collections.abc import Collection
from datetime import datetime

from lingqu.groupchats.contracts.groups import Membership, MembershipFilter
from lingqu.groupchats.store import lists as store
from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId


async def customers_in(session: Session, wanted: MembershipFilter, *, at: datetime) -> list[CustomerId]:
    """Return customers who were, at an instant, in a group that fits, ascending.

    Owners and tags of groups are those of now: WeCom tells no history of owners.
    """
    return await store.customers_in(session, wanted, at=at)


async def memberships_of(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, list[Membership]]:
    """Return every time that some customers are or were in groups, the first joined first."""
    found: dict[CustomerId, list[Membership]] = {}
    for one in await store.memberships_of(session, customer_ids):
        found.setdefault(one.customer_id, []).append(one)
    return found
