"""HTTP of a member's own page. The member is who their session says, never who the address says."""

from litestar import get, post
from litestar.status_codes import HTTP_200_OK

from lingqu.directory.contracts.members import Member
from lingqu.infra.database import Database
from lingqu.kernel.ids import CustomerId, TaskId
from lingqu.tasks.api import mine
from lingqu.tasks.api.tasks import see_tasks
from lingqu.tasks.schemas.mine import (
    Decline,
    Finish,
    MyTaskFull,
    MyTasks,
    Seen,
    SeenOut,
    Tick,
    my_task,
    my_task_full,
    seen_ids,
)


@get("/my/tasks", operation_id="listMyTasks", tags=["my"])
async def list_my_tasks(*, database: Database, member: Member) -> MyTasks:
    """Return my tasks, the nearest deadline first."""
    async with database.read(member.corp_id) as session:
        found, ended = await mine.list_mine(session, member.staff_id)
        return MyTasks(
            member=member.name,
            shop=member.shop,
            now=session.at,
            open=[my_task(one) for one in found],
            ended=[my_task(one) for one in ended],
        )


@post("/my/tasks/seen", operation_id="seeMyTasks", status_code=HTTP_200_OK, tags=["my"])
async def see_my_tasks(*, data: Seen, database: Database, member: Member) -> SeenOut:
    """Say that tasks are on my screen: the card has arrived. Tasks of others are left alone."""
    async with database.unit(member.corp_id, actor=member.actor) as unit:
        return SeenOut(tasks=len(await see_tasks(unit, member.staff_id, seen_ids(data))))


@get("/my/tasks/{task_id:int}", operation_id="getMyTask", tags=["my"])
async def get_my_task(*, task_id: int, database: Database, member: Member) -> MyTaskFull:
    """Return one task of mine."""
    async with database.read(member.corp_id) as session:
        return my_task_full(await mine.get_mine(session, member.staff_id, TaskId(task_id)), now=session.at)


@post("/my/tasks/{task_id:int}/done", operation_id="finishMyTask", status_code=HTTP_200_OK, tags=["my"])
async def finish_my_task(*, task_id: int, data: Finish, database: Database, member: Member) -> MyTaskFull:
    """Say that it is done; saying so twice changes nothing."""
    async with database.unit(member.corp_id, actor=member.actor) as unit:
        detail = await mine.finish(unit, member.staff_id, TaskId(task_id), note=data.note)
        return my_task_full(detail, now=unit.at)


@post("/my/tasks/{task_id:int}/decline", operation_id="declineMyTask", status_code=HTTP_200_OK, tags=["my"])
async def decline_my_task(*, task_id: int, data: Decline, database: Database, member: Member) -> MyTaskFull:
    """Say that it cannot be done, and why."""
    async with database.unit(member.corp_id, actor=member.actor) as unit:
        detail = await mine.decline(unit, member.staff_id, TaskId(task_id), reason=data.reason, note=data.note)
        return my_task_full(detail, now=unit.at)


@post(
    "/my/tasks/{task_id:int}/customers/{customer_id:int}",
    operation_id="tickMyCustomer",
    status_code=HTTP_200_OK,
    tags=["my"],
)
async def tick_my_customer(
    *, task_id: int, customer_id: int, data: Tick, database: Database, member: Member
) -> MyTaskFull:
    """Tick a customer off, or take that back."""
    async with database.unit(member.corp_id, actor=member.actor) as unit:
        detail = await mine.tick(unit, member.staff_id, TaskId(task_id), CustomerId(customer_id), done=data.done)
        return my_task_full(detail, now=unit.at)


ROUTES = [list_my_tasks, see_my_tasks, get_my_task, finish_my_task, decline_my_task, tick_my_customer]
