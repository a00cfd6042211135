"""The customer list, one customer, and the timeline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lingqu.customers.api import stages
from lingqu.customers.api.identities import LAST_DIGITS, SEALED_PHONE
from lingqu.customers.api.reading import phone_row
from lingqu.customers.contracts import facts
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.contracts.tags import TagStatus
from lingqu.customers.contracts.views import (
    MOST_FOLLOWERS_SHOWN,
    AttributeValue,
    CustomerDetail,
    CustomerFilter,
    CustomerRow,
    Follower,
    NamedStanding,
    RelationTag,
    RelationView,
    TimelineEntry,
)
from lingqu.customers.domain import phones, search
from lingqu.customers.errors import CustomerNotFoundError
from lingqu.customers.ports import PhoneSeals
from lingqu.customers.store import details as detail_store
from lingqu.customers.store import lists as store
from lingqu.customers.store import persons as person_store
from lingqu.customers.store import phones as phone_store
from lingqu.directory.api import people as directory
from lingqu.directory.contracts.people import StaffCard
from lingqu.infra.database import Session
from lingqu.kernel.ids import ChannelId, CustomerId, StaffId, StageId
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor

NO_RELATION = 84061
UNKNOWN_ID = 40096

_UNREADABLE = {NO_RELATION: "no_relation", UNKNOWN_ID: "unknown_id"}


async def list_customers(
    session: Session,
    wanted: CustomerFilter,
    *,
    seals: PhoneSeals,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[CustomerRow]:
    """Return a page of customers, the last added first; the first page says how many there are, if that is known."""
    keys = decode_cursor(cursor, str, int)
    after = (datetime.fromisoformat(keys[0]), keys[1]) if keys else None
    sought = _sought(session, wanted.query, seals) if wanted.query and search.fold(wanted.query) else None
    staff_ids = await _staff_meant(session, wanted)
    merged = await person_store.is_anybody_merged(session)
    rows = await store.list_page(
        session, wanted, sought=sought, staff_ids=staff_ids, after=after, limit=limit + 1, merged=merged
    )
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return Page(
        items=await _rows(session, await _with_faces(session, shown)),
        next_cursor=encode_cursor(last["last_added_at"].isoformat(), last["customer_id"]) if last else None,
        total=None if cursor else await store.count(session, wanted, sought=sought, staff_ids=staff_ids, merged=merged),
    )


async def get_customer(session: Session, customer_id: CustomerId, *, seals: PhoneSeals) -> CustomerDetail:
    """Return all of the person that one customer is.

    Raises:
        CustomerNotFoundError: there is none of this number.
    """
    everybody, profile = await _person(session, customer_id)
    [row] = await _rows(session, [profile])
    definitions = {one.key: one for one in await detail_store.list_definitions(session)}
    values = await detail_store.list_values(session, everybody)
    errcode = profile["unreadable_errcode"]
    return CustomerDetail(
        row=row,
        external_userid=profile["external_userid"],
        unionid=profile["unionid"],
        corp_name=profile["corp_name"],
        stage=await _standing(session, profile["customer_id"]),
        relations=await _relations(session, everybody, seals=seals),
        attributes=[
            AttributeValue(definition=definition, value=values[key])
            for key, definition in definitions.items()
            if key in values
        ],
        last_read_at=profile["read_at"],
        unreadable_reason=None if errcode is None else _UNREADABLE.get(errcode, f"errcode_{errcode}"),
    )


async def _standing(session: Session, person: CustomerId) -> NamedStanding | None:
    found = await stages.find_standing(session, person)
    if found is None:
        return None
    names = await stages.stage_names(session)
    return NamedStanding(stage_id=found.stage_id, name=names[found.stage_id], since=found.since, source=found.source)


async def list_timeline(
    session: Session, customer_id: CustomerId, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[TimelineEntry]:
    """Return a page of the facts of the person that a customer is, the newest first.

    Raises:
        CustomerNotFoundError: there is none of this number.
    """
    keys = decode_cursor(cursor, str, int)
    after = (datetime.fromisoformat(keys[0]), keys[1]) if keys else None
    everybody, profile = await _person(session, customer_id)
    rows = await detail_store.list_facts(session, everybody, after=after, limit=limit + 1)
    shown = rows[:limit]
    cards = await directory.cards_of(session, {row["staff_id"] for row in shown if row["staff_id"] is not None})
    tags = await detail_store.tag_names(session, {tag for row in shown if (tag := row["data"].get("tag_id"))})
    moved = any(row["kind"] == facts.STAGE_CHANGED for row in shown)
    passed = await stages.stage_names(session) if moved else {}
    last = shown[-1] if len(rows) > limit else None
    return Page(
        items=[_entry(row, profile, cards, tags, passed) for row in shown],
        next_cursor=encode_cursor(last["occurred_at"].isoformat(), last["id"]) if last else None,
    )


async def _person(session: Session, customer_id: CustomerId) -> tuple[list[CustomerId], dict[str, Any]]:
    """Return everybody who is one with a customer, and the row of who stands for all.

    Raises:
        CustomerNotFoundError: there is none of this number.
    """
    everybody = await person_store.everybody_of(session, [customer_id])
    if not everybody:
        raise CustomerNotFoundError(customer_id)
    profile = await detail_store.find_profile(session, everybody[customer_id])
    assert profile is not None  # noqa: S101 - who stands for others is a customer
    [shown] = await _with_faces(session, [profile])
    return list(everybody), shown


async def _with_faces(session: Session, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Let a visitor who stands for a contact look as the contact does."""
    visitors = [row["customer_id"] for row in rows if row["external_userid"] is None]
    faces = await store.faces_of(session, visitors) if visitors else {}
    return [{key: faces.get(row["customer_id"], row).get(key, value) for key, value in row.items()} for row in rows]


def _sought(session: Session, query: str, seals: PhoneSeals) -> store.Sought:
    text = search.fold(query)
    return store.Sought(
        text=text,
        needles=search.needles(text),
        phone_index=_index(session, seals, SEALED_PHONE, phones.asked_phone(text)),
        last4_index=_index(session, seals, LAST_DIGITS, phones.asked_last_digits(text)),
    )


def _index(session: Session, seals: PhoneSeals, purpose: str, value: str | None) -> bytes | None:
    return None if value is None else seals.blind_index(purpose=purpose, corp_id=session.corp_id, value=value)


async def _staff_meant(session: Session, wanted: CustomerFilter) -> list[StaffId] | None:
    """Return the members that staff and department amount to; None stands for everybody."""
    if wanted.department_id is None:
        return None if wanted.staff_id is None else [wanted.staff_id]
    among = await directory.staff_in(session, [wanted.department_id])
    return among if wanted.staff_id is None else [one for one in among if one == wanted.staff_id]


async def _rows(session: Session, rows: Sequence[dict[str, Any]]) -> list[CustomerRow]:
    ids = [CustomerId(row["customer_id"]) for row in rows]
    tags = await store.tags_of(session, ids)
    followers = await store.followers_of(session, ids, most=MOST_FOLLOWERS_SHOWN)
    channels = await store.channels_of(session, ids)
    cards = await directory.cards_of(session, {staff_id for some in followers.values() for staff_id in some})
    return [
        CustomerRow(
            customer_id=row["customer_id"],
            name=row["name"],
            avatar_url=row["avatar_url"],
            gender=row["gender"],
            type=row["type"],
            tags=tags.get(row["customer_id"], []),
            staff=[_follower(cards, staff_id) for staff_id in followers.get(row["customer_id"], [])],
            staff_count=row["live_relations"],
            channel_id=channels.get(row["customer_id"]),
            added_at=row["last_added_at"],
            live=row["live_relations"] > 0,
        )
        for row in rows
    ]


def _follower(cards: dict[StaffId, StaffCard], staff_id: StaffId) -> Follower:
    card = cards[staff_id]
    return Follower(staff_id=staff_id, name=card.name, shop=card.shop)


async def _relations(session: Session, customer_ids: Sequence[CustomerId], *, seals: PhoneSeals) -> list[RelationView]:
    rows = await detail_store.list_relations(session, customer_ids)
    cards = await directory.cards_of(session, {row["staff_id"] for row in rows})
    tags: dict[Pair, list[RelationTag]] = {}
    for tag in await detail_store.list_tags(session, customer_ids):
        tags.setdefault(Pair(tag["customer_id"], tag["staff_id"]), []).append(
            RelationTag(tag_id=tag["tag_id"], name=tag["name"], status=TagStatus(tag["status"]))
        )
    masked: dict[Pair, list[str]] = {}
    for sealed in await phone_store.load(session, customer_ids):
        masked.setdefault(sealed.pair, []).append(_masked(session, sealed, seals))
    return [
        RelationView(
            **row,
            staff_name=cards[row["staff_id"]].name,
            shop=cards[row["staff_id"]].shop,
            phones=sorted(masked.get(pair, [])),
            tags=tags.get(pair, []),
        )
        for row in rows
        for pair in [Pair(row["customer_id"], row["staff_id"])]
    ]


def _masked(session: Session, sealed: phone_store.SealedPhone, seals: PhoneSeals) -> str:
    pair: Pair = sealed.pair
    opened = seals.open(purpose=SEALED_PHONE, corp_id=session.corp_id, row=phone_row(pair), sealed=sealed.phone)
    return phones.masked(opened.decode())


def _entry(
    row: dict[str, Any],
    profile: dict[str, Any],
    cards: dict[StaffId, StaffCard],
    tags: dict[int, str],
    passed: dict[StageId, str],
) -> TimelineEntry:
    data: dict[str, Any] = row["data"]
    detail = {**data, "tag_name": tags.get(data["tag_id"])} if "tag_id" in data else data
    if row["kind"] == facts.STAGE_CHANGED:
        detail = {**data, "from_name": passed.get(data["from"]), "to_name": passed.get(data["to"])}
    staff_id, channel_id = row["staff_id"], data.get("channel_id")
    return TimelineEntry(
        fact_id=row["id"],
        kind=row["kind"],
        occurred_at=row["occurred_at"],
        customer_id=profile["customer_id"],
        customer_name=profile["name"],
        staff_id=staff_id,
        staff_name=cards[staff_id].name if staff_id in cards else None,
        channel_id=None if channel_id is None else ChannelId(channel_id),
        detail=detail,
    )
