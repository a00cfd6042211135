"""HTTP of work orders and of the board."""

from datetime import datetime
from typing import Annotated

from litestar import get, post
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_200_OK

from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import DepartmentId, StaffId
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT
from lingqu.tasks.api import board, orders
from lingqu.tasks.contracts.board import BoardFilter
from lingqu.tasks.contracts.tasks import TaskKind, TaskState, WorkOrderId
from lingqu.tasks.ports import SegmentMembers
from lingqu.tasks.schemas.orders import (
    BoardSummary,
    BoardTaskList,
    OrderAudienceInput,
    OrderSizeOut,
    SomeTasks,
    Touched,
    WorkOrderInput,
    WorkOrderList,
    WorkOrderOut,
    audience_of,
    board_list,
    ids_of,
    order_list,
    order_of,
    order_out,
    size_out,
    summary,
)

Limit = Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)]


@get("/tasks", operation_id="listTasks", tags=["tasks"])
async def list_tasks(
    *,
    database: Database,
    viewer: Viewer,
    kept: Annotated[TaskState | None, QueryParameter(name="state")] = None,
    kind: TaskKind | None = None,
    staff_id: int | None = None,
    department_id: int | None = None,
    work_order_id: int | None = None,
    seen: bool | None = None,
    closes_before: datetime | None = None,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> BoardTaskList:
    """Return a page of tasks of all kinds: open ones the nearest deadline first, else the latest deadline first."""
    viewer.require(Right.READ)
    wanted = BoardFilter(
        state=kept,
        kind=kind,
        staff_id=None if staff_id is None else StaffId(staff_id),
        department_id=None if department_id is None else DepartmentId(department_id),
        work_order_id=None if work_order_id is None else WorkOrderId(work_order_id),
        seen=seen,
        closes_before=closes_before,
    )
    async with database.read(viewer.corp_id) as session:
        page = await board.list_board(session, wanted, cursor=cursor, limit=limit)
    return board_list(page, personal=viewer.may(Right.READ_PERSONAL))


@get("/tasks/summary", operation_id="getTaskSummary", tags=["tasks"])
async def get_task_summary(*, database: Database, viewer: Viewer) -> BoardSummary:
    """Return how many tasks are open, and what became of those of the last seven days, by shop."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return summary(await board.summarise(session))


@post("/tasks/remind", operation_id="remindTasks", status_code=HTTP_200_OK, tags=["tasks"])
async def remind_tasks(*, data: SomeTasks, database: Database, viewer: Viewer) -> Touched:
    """Send members another card about open tasks; three reminders within 24 hours, and none at night."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return Touched(tasks=await board.remind_some(unit, ids_of(data)))


@post("/tasks/cancel", operation_id="cancelTasks", status_code=HTTP_200_OK, tags=["tasks"])
async def cancel_tasks(*, data: SomeTasks, database: Database, viewer: Viewer) -> Touched:
    """Take open tasks back; group sends are taken back with their broadcast."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return Touched(tasks=await board.cancel_some(unit, ids_of(data)))


@get("/work-orders", operation_id="listWorkOrders", tags=["tasks"])
async def list_work_orders(
    *, database: Database, viewer: Viewer, cursor: str | None = None, limit: Limit = DEFAULT_LIMIT
) -> WorkOrderList:
    """Return a page of work orders, the newest first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return order_list(await orders.list_orders(session, cursor=cursor, limit=limit))


@post("/work-orders", operation_id="createWorkOrder", status_code=HTTP_200_OK, tags=["tasks"])
async def create_work_order(
    *, data: WorkOrderInput, database: Database, viewer: Viewer, segment_members: SegmentMembers
) -> WorkOrderOut:
    """Ask many members for the same; their tasks are opened and carded at once."""
    viewer.require(Right.OPERATE)
    order = order_of(data)
    async with database.read(viewer.corp_id) as session:
        await orders.require_audience(session, audience_of(data.audience), segment_members=segment_members)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        made = await orders.make_order(unit, order, segment_members=segment_members, created_by=viewer.name)
        return order_out(await orders.get_order(unit, made))


@post("/work-orders/preview", operation_id="previewWorkOrder", status_code=HTTP_200_OK, tags=["tasks"])
async def preview_work_order(
    *, data: OrderAudienceInput, database: Database, viewer: Viewer, segment_members: SegmentMembers
) -> OrderSizeOut:
    """Return how many members, tasks and customers a work order would be about now."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return size_out(await orders.preview_order(session, audience_of(data), segment_members=segment_members))


@get("/work-orders/{work_order_id:int}", operation_id="getWorkOrder", tags=["tasks"])
async def get_work_order(*, work_order_id: int, database: Database, viewer: Viewer) -> WorkOrderOut:
    """Return a work order with what became of it."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return order_out(await orders.get_order(session, WorkOrderId(work_order_id)))


@post(
    "/work-orders/{work_order_id:int}/remind", operation_id="remindWorkOrder", status_code=HTTP_200_OK, tags=["tasks"]
)
async def remind_work_order(*, work_order_id: int, database: Database, viewer: Viewer) -> Touched:
    """Remind the members who have not done it."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return Touched(tasks=await orders.remind_order(unit, WorkOrderId(work_order_id)))


@post(
    "/work-orders/{work_order_id:int}/cancel", operation_id="cancelWorkOrder", status_code=HTTP_200_OK, tags=["tasks"]
)
async def cancel_work_order(*, work_order_id: int, database: Database, viewer: Viewer) -> WorkOrderOut:
    """Take back what is open of a work order."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await orders.cancel_order(unit, WorkOrderId(work_order_id))
        return order_out(await orders.get_order(unit, WorkOrderId(work_order_id)))


ROUTES = [
    list_tasks,
    get_task_summary,
    remind_tasks,
    cancel_tasks,
    list_work_orders,
    create_work_order,
    preview_work_order,
    get_work_order,
    remind_work_order,
    cancel_work_order,
]
