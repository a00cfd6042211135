"""Operations on departments, shops and staff."""

from collections.abc import Collection, Iterable

from lingqu.directory.contracts.people import Department, Shop, StaffCard, StaffFilter, StaffRow
from lingqu.directory.domain.people import distinct
from lingqu.directory.errors.people import DepartmentNotFoundError
from lingqu.directory.store import people as store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import DepartmentId, StaffId, Userid
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor


async def ensure_staff(unit: UnitOfWork, userids: Iterable[str]) -> dict[str, StaffId]:
    """Return the staff of userids, by the spelling asked for; whoever is unknown gets a row without a name.

    Call it before `customers.api.people.ensure_customers`: two units that take both in one order never wait in a ring.
    """
    spelled = set(userids)
    keys = distinct(spelled)
    known = await store.find_staff_ids(unit, keys)
    missing = [userid for key, userid in keys.items() if key not in known]
    if missing:
        await store.insert_staff(unit, missing)
        known |= await store.find_staff_ids(unit, [userid.lower() for userid in missing])
    return {userid: known[userid.lower()] for userid in spelled}


async def find_staff(session: Session, userids: Iterable[str]) -> dict[str, StaffId]:
    """Return the staff of those userids that have a row, by the spelling asked for."""
    spelled = set(userids)
    known = await store.find_staff_ids(session, {userid.lower() for userid in spelled})
    return {userid: known[userid.lower()] for userid in spelled if userid.lower() in known}


async def cards_of(session: Session, staff_ids: Collection[StaffId]) -> dict[StaffId, StaffCard]:
    """Return names and shops of some staff."""
    if not staff_ids:
        return {}
    shops = await store.shops_of(session, staff_ids)
    rows = await store.list_cards(session, staff_ids)
    return {
        row["staff_id"]: StaffCard(
            staff_id=row["staff_id"], userid=Userid(row["userid"]), name=row["name"], shop=shops.get(row["staff_id"])
        )
        for row in rows
    }


async def userids_of(session: Session, staff_ids: Collection[StaffId]) -> dict[StaffId, Userid]:
    """Return the userids of some staff."""
    return {row["staff_id"]: Userid(row["userid"]) for row in await store.list_cards(session, staff_ids)}


async def shops_of(session: Session, staff_ids: Collection[StaffId] | None = None) -> dict[StaffId, Shop]:
    """Return the shop of some staff (None: of all); who stands under no marked department is missing."""
    return await store.shops_of(session, staff_ids)


async def staff_in(session: Session, department_ids: Collection[DepartmentId]) -> list[StaffId]:
    """Return staff of departments and of all below them, leavers included."""
    return await store.staff_in(session, department_ids)


async def list_follow_users(
    session: Session, *, after: StaffId | None = None, limit: int | None = None
) -> dict[StaffId, Userid]:
    """Return members with customer contact who are still here, by ascending id above `after`."""
    rows = await store.list_follow_user_ids(session, after=after or StaffId(0), limit=limit)
    return {StaffId(row["staff_id"]): Userid(row["userid"]) for row in rows}


async def list_active(session: Session) -> list[tuple[StaffId, Userid, str]]:
    """Return all members who are still here: number, userid, name."""
    return [(StaffId(row["staff_id"]), Userid(row["userid"]), row["name"]) for row in await store.list_active(session)]


async def list_departments(session: Session) -> list[Department]:
    """Return the visible tree as rows."""
    return await store.list_departments(session)


async def set_shop(unit: UnitOfWork, department_id: DepartmentId, *, is_shop: bool) -> None:
    """Mark a department as a shop, or take the mark away.

    Raises:
        DepartmentNotFoundError: the app sees no such department.
    """
    if not await store.mark_shop(unit, department_id, is_shop=is_shop):
        raise DepartmentNotFoundError(department_id)
    await unit.audit("directory.shop_marked", f"department:{department_id}", is_shop=is_shop)


async def list_staff(
    session: Session, wanted: StaffFilter, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[StaffRow]:
    """Return a page of staff."""
    keys = decode_cursor(cursor, int)
    rows = await store.list_staff(session, wanted, after=StaffId(keys[0] if keys else 0), limit=limit + 1)
    shown = rows[:limit]
    shops = await store.shops_of(session, [row["staff_id"] for row in shown])
    return Page(
        items=[StaffRow(**row, shop=shops.get(row["staff_id"])) for row in shown],
        next_cursor=encode_cursor(shown[-1]["staff_id"]) if len(rows) > limit else None,
    )
