"""HTTP of departments, shops and staff."""

from typing import Annotated

from litestar import get, put
from litestar.params import QueryParameter

from lingqu.directory.api import people
from lingqu.directory.contracts.people import StaffFilter
from lingqu.directory.ports import CustomerCounts
from lingqu.directory.schemas.people import DepartmentList, ShopMark, StaffList, department_list, staff_list
from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import DepartmentId
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT


@get("/departments", operation_id="listDepartments", tags=["directory"])
async def list_departments(database: Database, viewer: Viewer) -> DepartmentList:
    """Return the visible tree, parents first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return department_list(await people.list_departments(session))


@put("/departments/{department_id:int}/shop", operation_id="markShop", tags=["directory"])
async def mark_shop(department_id: int, data: ShopMark, database: Database, viewer: Viewer) -> DepartmentList:
    """Mark a department as a shop, or take the mark away; answers with the whole tree."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await people.set_shop(unit, DepartmentId(department_id), is_shop=data.is_shop)
        return department_list(await people.list_departments(unit))


@get("/staff", operation_id="listStaff", tags=["directory"])
async def list_staff(
    *,
    database: Database,
    viewer: Viewer,
    customer_counts: CustomerCounts,
    sought: Annotated[str | None, QueryParameter(name="query")] = None,
    department_id: int | None = None,
    active: bool | None = None,
    cursor: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> StaffList:
    """Return a page of staff; `department_id` includes the departments below it."""
    viewer.require(Right.READ)
    wanted = StaffFilter(
        query=sought,
        department_id=DepartmentId(department_id) if department_id is not None else None,
        active=active,
    )
    async with database.read(viewer.corp_id) as session:
        page = await people.list_staff(session, wanted, cursor=cursor, limit=limit)
        counts = await customer_counts(session, [row.staff_id for row in page.items])
    return staff_list(page, counts)


ROUTES = [list_departments, mark_shop, list_staff]
