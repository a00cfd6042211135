"""HTTP of moments."""

from typing import Annotated

from litestar import get, post
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_200_OK

from lingqu.customers.api.granting import see_backlog
from lingqu.deliveries.api.moments import files_of
from lingqu.deliveries.api.pictures import missing_files
from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database, Session
from lingqu.infra.settings import Settings
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import MomentId
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT
from lingqu.outreach.api import moments as api
from lingqu.outreach.api import moments_sending as sending
from lingqu.outreach.api.moments_reach import preview, require_reach
from lingqu.outreach.api.rules import get_rules, require_thawed
from lingqu.outreach.errors import UnknownPictureError
from lingqu.outreach.schemas.moments import (
    MomentInput,
    MomentList,
    MomentMemberList,
    MomentOut,
    MomentReachInput,
    MomentReachOut,
    aim_of,
    member_list,
    moment_draft_of,
    moment_list,
    moment_out,
    reach_out,
)
from lingqu.segments.leaves import Shelf


@get("/moments", operation_id="listMoments", tags=["outreach"])
async def list_moments(
    *,
    database: Database,
    viewer: Viewer,
    cursor: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> MomentList:
    """Return a page of moments, the newest first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return moment_list(await api.list_moments(session, cursor=cursor, limit=limit))


@post("/moments", operation_id="createMoment", status_code=HTTP_200_OK, tags=["outreach"])
async def create_moment(
    *, data: MomentInput, database: Database, viewer: Viewer, blobs: BlobStore, shelf: Shelf, settings: Settings
) -> MomentOut:
    """Keep a draft that could be sent as it is."""
    viewer.require(Right.OPERATE)
    draft = moment_draft_of(data)
    missing = await missing_files(blobs, viewer.corp_id, files_of(draft.content))
    if missing:
        raise UnknownPictureError(missing, place="body.attachments")
    async with database.read(viewer.corp_id) as session:
        await require_reach(session, shelf, draft.aim)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        moment_id = await api.create_moment(unit, draft, created_by=viewer.name)
        return await _shown(unit, moment_id, settings)


@post("/moments/preview", operation_id="previewMoment", status_code=HTTP_200_OK, tags=["outreach"])
async def preview_moment(
    *, data: MomentReachInput, database: Database, viewer: Viewer, shelf: Shelf, settings: Settings
) -> MomentReachOut:
    """Return whom a moment would reach now, whom not and why, and who would see it nevertheless."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        found = await preview(session, shelf, aim_of(data))
        waiting = (await see_backlog(session)).marks
    return reach_out(found, waiting=waiting, per_minute=settings.grant_marks_per_minute)


@get("/moments/{moment_id:int}", operation_id="getMoment", tags=["outreach"])
async def get_moment(*, moment_id: int, database: Database, viewer: Viewer, settings: Settings) -> MomentOut:
    """Return a moment with what became of it."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return await _shown(session, MomentId(moment_id), settings)


@post("/moments/{moment_id:int}/send", operation_id="sendMoment", status_code=HTTP_200_OK, tags=["outreach"])
async def send_moment(
    *, moment_id: int, database: Database, viewer: Viewer, shelf: Shelf, settings: Settings
) -> MomentOut:
    """Have a draft put before the members; a governed one is marked first.

    Where it reaches more customers than one person may decide about, it waits for another.
    """
    viewer.require(Right.OPERATE)
    async with database.read(viewer.corp_id) as session:
        await require_thawed(session)
        draft = await api.get_moment(session, MomentId(moment_id))
        await require_reach(session, shelf, draft.aim)
        reach = None
        if (await get_rules(session)).approval_above is not None:
            reach = (await preview(session, shelf, draft.aim)).customers
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await sending.send_moment(unit, MomentId(moment_id), by=viewer.actor, reach=reach)
        return await _shown(unit, MomentId(moment_id), settings)


@post("/moments/{moment_id:int}/approve", operation_id="approveMoment", status_code=HTTP_200_OK, tags=["outreach"])
async def approve_moment(*, moment_id: int, database: Database, viewer: Viewer, settings: Settings) -> MomentOut:
    """Let a moment leave that waits for a second person."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await sending.approve_moment(unit, MomentId(moment_id), by=viewer.actor)
        return await _shown(unit, MomentId(moment_id), settings)


@post("/moments/{moment_id:int}/return", operation_id="returnMoment", status_code=HTTP_200_OK, tags=["outreach"])
async def return_moment(*, moment_id: int, database: Database, viewer: Viewer, settings: Settings) -> MomentOut:
    """Give a moment that waits for a second person back as a draft."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await sending.return_moment(unit, MomentId(moment_id))
        return await _shown(unit, MomentId(moment_id), settings)


@post("/moments/{moment_id:int}/cancel", operation_id="cancelMoment", status_code=HTTP_200_OK, tags=["outreach"])
async def cancel_moment(*, moment_id: int, database: Database, viewer: Viewer, settings: Settings) -> MomentOut:
    """Take back what members have not published."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await api.cancel_moment(unit, MomentId(moment_id))
        return await _shown(unit, MomentId(moment_id), settings)


@get("/moments/{moment_id:int}/members", operation_id="listMomentMembers", tags=["outreach"])
async def list_moment_members(
    *,
    moment_id: int,
    database: Database,
    viewer: Viewer,
    cursor: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> MomentMemberList:
    """Return a page of the members who publish, and to how many customers each copy is shown."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return member_list(await api.list_members(session, MomentId(moment_id), cursor=cursor, limit=limit))


async def _shown(session: Session, moment_id: MomentId, settings: Settings) -> MomentOut:
    return moment_out(await api.get_detail(session, moment_id), per_minute=settings.grant_marks_per_minute)


ROUTES = [
    list_moments,
    create_moment,
    preview_moment,
    get_moment,
    send_moment,
    approve_moment,
    return_moment,
    cancel_moment,
    list_moment_members,
]
