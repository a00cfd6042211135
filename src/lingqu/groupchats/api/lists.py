"""The list of groups, one group with who is in it, and the groups of a customer."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from lingqu.customers.api.people import names_of
from lingqu.customers.api.persons import everybody_of
from lingqu.customers.errors import CustomerNotFoundError
from lingqu.directory.api import people as directory
from lingqu.groupchats.contracts.groups import (
    OWNER_STATUS,
    CustomerGroupchat,
    GroupchatFilter,
    GroupchatRow,
    MemberRow,
    StaffName,
    TagName,
)
from lingqu.groupchats.errors import GroupchatNotFoundError
from lingqu.groupchats.store import groups as group_store
from lingqu.groupchats.store import lists as store
from lingqu.infra.database import Session
from lingqu.kernel.ids import ChatId, CustomerId, GroupchatId, GroupchatTagId, StaffId
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor

MOST_GROUPS_OF_A_CUSTOMER = 200


async def list_groupchats(
    session: Session, wanted: GroupchatFilter, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[GroupchatRow]:
    """Return a page of groups, the newest first; the first page says how many there are."""
    rows = await store.list_page(session, wanted, after=_after(cursor), limit=limit + 1)
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return Page(
        items=await _rows(session, shown),
        next_cursor=encode_cursor(last["began_at"].isoformat(), last["groupchat_id"]) if last else None,
        total=None if cursor else await store.count(session, wanted),
    )


async def name_groupchats(session: Session, groupchat_ids: Collection[GroupchatId]) -> dict[GroupchatId, str]:
    """Return names of some groups; those that do not exist are missing."""
    return await store.names_of(session, groupchat_ids)


async def get_groupchat(session: Session, groupchat_id: GroupchatId) -> GroupchatRow:
    """Return one group.

    Raises:
        GroupchatNotFoundError: there is none of this number.
    """
    row = await store.find_row(session, groupchat_id)
    if row is None:
        raise GroupchatNotFoundError(groupchat_id)
    return (await _rows(session, [row]))[0]


async def list_members(
    session: Session,
    groupchat_id: GroupchatId,
    *,
    present: bool = True,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[MemberRow]:
    """Return a page of who is in a group, or of who was, the last joined first.

    Raises:
        GroupchatNotFoundError: there is none of this number.
    """
    if await store.find_row(session, groupchat_id) is None:
        raise GroupchatNotFoundError(groupchat_id)
    rows = await store.list_members(session, groupchat_id, present=present, after=_after(cursor), limit=limit + 1)
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    customers = await names_of(session, {row["customer_id"] for row in shown if row["customer_id"] is not None})
    staff = await _staff(session, [row["staff_id"] for row in shown] + [row["invitor_id"] for row in shown])
    return Page(
        items=[_member(row, customers, staff) for row in shown],
        next_cursor=encode_cursor(last["joined_at"].isoformat(), last["spell_id"]) if last else None,
    )


async def list_of_customer(session: Session, customer_id: CustomerId) -> list[CustomerGroupchat]:
    """Return the times that the person a customer is is or was in groups, those of now first.

    Raises:
        CustomerNotFoundError: there is none of this number.
    """
    everybody = await everybody_of(session, [customer_id])
    if not everybody:
        raise CustomerNotFoundError(customer_id)
    rows = await store.list_of_customers(session, list(everybody), limit=MOST_GROUPS_OF_A_CUSTOMER)
    staff = await _staff(session, [row["owner_id"] for row in rows])
    return [CustomerGroupchat(owner=staff.get(row.pop("owner_id")), **row) for row in rows]


async def count_standing(session: Session) -> tuple[int, int]:
    """Count groups that are there: those that WeCom shows, and those that it refuses to show."""
    counts = await group_store.count_standing(session)
    return counts["seen"], counts["hidden"]


def _after(cursor: str | None) -> tuple[datetime, int] | None:
    keys = decode_cursor(cursor, str, int)
    return (datetime.fromisoformat(keys[0]), keys[1]) if keys else None


async def _rows(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[GroupchatRow]:
    tags: dict[GroupchatId, list[TagName]] = {}
    for tag in await store.tags_of(session, [GroupchatId(row["groupchat_id"]) for row in rows]):
        name = TagName(GroupchatTagId(tag["tag_id"]), tag["name"])
        tags.setdefault(GroupchatId(tag["groupchat_id"]), []).append(name)
    staff = await _staff(session, [row["owner_id"] for row in rows])
    return [
        GroupchatRow(
            groupchat_id=GroupchatId(row["groupchat_id"]),
            chat_id=ChatId(row["chat_id"]),
            name=row["name"],
            owner=staff.get(row["owner_id"]),
            status=OWNER_STATUS[row["status"]] if row["status"] in range(len(OWNER_STATUS)) else OWNER_STATUS[0],
            customers=row["customers"],
            staff=row["staff"],
            others=row["others"],
            tags=tags.get(row["groupchat_id"], []),
            created_at=row["created_at"],
            dismissed_at=row["dismissed_at"],
            read_at=row["read_at"],
            unreadable_errcode=row["unreadable_errcode"],
        )
        for row in rows
    ]


def _member(
    row: Mapping[str, Any], customers: Mapping[CustomerId, str | None], staff: Mapping[StaffId | None, StaffName]
) -> MemberRow:
    member = staff.get(row["staff_id"])
    return MemberRow(
        customer_id=row["customer_id"],
        staff_id=row["staff_id"],
        name=member.name if member else customers.get(row["customer_id"]),
        joined_at=row["joined_at"],
        join_scene=row["join_scene"],
        invitor=staff.get(row["invitor_id"]),
        channel_id=row["channel_id"],
        left_at=row["left_at"],
        quit_scene=row["quit_scene"],
    )


async def _staff(session: Session, staff_ids: Collection[StaffId | None]) -> dict[StaffId | None, StaffName]:
    cards = await directory.cards_of(session, {one for one in staff_ids if one is not None})
    return {staff_id: StaffName(staff_id, card.name) for staff_id, card in cards.items()}
