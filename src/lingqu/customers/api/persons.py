"""Who is one with whom, who belongs, and what people are known by."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from lingqu.customers.api.identities import SEALED_PHONE, identity_row
from lingqu.customers.contracts.identities import PHONE, HeldIdentity, Identities, Merge, Quarantined
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.domain import phones
from lingqu.customers.errors import CustomerNotFoundError
from lingqu.customers.ports import PhoneSeals
from lingqu.customers.store import details as detail_store
from lingqu.customers.store import identities as store
from lingqu.customers.store import people as people_store
from lingqu.customers.store import persons as person_store
from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId, StaffId
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor

MOST_HOLDERS_SHOWN = 100


async def canonical_of(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, CustomerId]:
    """Return whom each customer is one with: itself, or whom it was merged into in the end."""
    return await person_store.canonical_of(session, customer_ids)


async def everybody_of(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, CustomerId]:
    """Return all customers that are one with any of these, themselves included, and with whom."""
    return await person_store.everybody_of(session, customer_ids)


async def list_merged(session: Session) -> dict[CustomerId, CustomerId]:
    """Return the whole canonical map: of every customer merged away, whom it is one with."""
    return await person_store.list_merged(session)


async def list_universe(session: Session, *, first: CustomerId, before: CustomerId) -> list[CustomerId]:
    """Return the universe of segments between two numbers, ascending: `first` is included, `before` is not.

    These are people who were ever related, are members or came by a group, each once, under the number that stands for
    them. Visitors and those merged away are not among them.
    """
    return await person_store.list_universe(session, first=first, before=before)


async def known_as(session: Session, customer_id: CustomerId, staff_id: StaffId) -> Pair:
    """Return the relation that a member has, or last had, with the person that a customer is."""
    everybody = await person_store.everybody_of(session, [customer_id])
    related = await detail_store.find_related(session, everybody, staff_id)
    return Pair(customer_id if related is None else related, staff_id)


async def get_identities(session: Session, customer_id: CustomerId, *, seals: PhoneSeals) -> Identities:
    """Return all that a person is known by, with every merge and its reason. Phones are masked.

    Raises:
        CustomerNotFoundError: there is none of this number.
    """
    everybody = await person_store.everybody_of(session, [customer_id])
    if not everybody:
        raise CustomerNotFoundError(customer_id)
    names = await people_store.external_userids_of(session, everybody)
    return Identities(
        customer_id=everybody[customer_id],
        external_userids=sorted(names.items()),
        identities=[
            HeldIdentity(
                identity_id=row["identity_id"],
                kind=row["kind"],
                value=_readable(session, row, seals),
                customer_id=row["customer_id"],
                source=row["source"],
                first_seen_at=row["first_seen_at"],
                cut_at=row["cut_at"],
                quarantined_at=row["quarantined_at"],
            )
            for row in await store.list_of(session, everybody)
        ],
        merges=[
            Merge(
                merge_id=row["merge_id"],
                customer_id=row["customer_id"],
                into_id=row["into_id"],
                kind=row["kind"],
                value=_readable(session, row, seals),
                source=row["source"],
                seen_at=row["seen_at"],
                merged_at=row["merged_at"],
                ended_at=row["ended_at"],
                ended_by=row["ended_by"],
            )
            for row in await person_store.list_merges(session, everybody)
        ],
    )


async def list_quarantined(
    session: Session, *, seals: PhoneSeals, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Quarantined]:
    """Return a page of identities in quarantine, the last put there first, with up to a hundred holders of each."""
    keys = decode_cursor(cursor, str, int)
    after = (datetime.fromisoformat(keys[0]), keys[1]) if keys else None
    rows = await store.list_quarantined(session, after=after, limit=limit + 1, most_holders=MOST_HOLDERS_SHOWN)
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return Page(
        items=[
            Quarantined(
                identity_id=row["identity_id"],
                kind=row["kind"],
                value=_readable(session, row, seals),
                quarantined_at=row["quarantined_at"],
                customers=row["customers"],
                customer_ids=row["customer_ids"],
            )
            for row in shown
        ],
        next_cursor=encode_cursor(last["quarantined_at"].isoformat(), last["identity_id"]) if last else None,
    )


def _readable(session: Session, row: dict[str, Any], seals: PhoneSeals) -> str:
    if row["kind"] != PHONE:
        return row["value"]
    opened = seals.open(
        purpose=SEALED_PHONE, corp_id=session.corp_id, row=identity_row(row["value"]), sealed=row["sealed"]
    )
    return phones.masked(opened.decode())
