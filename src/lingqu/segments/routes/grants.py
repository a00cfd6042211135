"""HTTP of grants: what segments give to their members."""

from litestar import delete, get, post
from litestar.status_codes import HTTP_200_OK

from lingqu.customers.api.granting import see_backlog
from lingqu.infra.database import Database, Session
from lingqu.infra.settings import Settings
from lingqu.kernel.access import Right, Viewer
from lingqu.segments.api import grants
from lingqu.segments.schemas.grants import (
    GrantAsked,
    GrantList,
    GrantPreviewView,
    GrantSwitchedOff,
    grant_list,
    preview_view,
    target_of,
)


@get("/grants", operation_id="listGrants", tags=["segments"])
async def list_grants(database: Database, viewer: Viewer, settings: Settings) -> GrantList:
    """Return what all segments give."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return await _shown(session, None, settings)


@get("/segments/{segment_id:int}/grants", operation_id="listGrantsOfSegment", tags=["segments"])
async def list_grants_of_segment(segment_id: int, database: Database, viewer: Viewer, settings: Settings) -> GrantList:
    """Return what a segment gives to whoever is a member."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return await _shown(session, segment_id, settings)


@post("/segments/{segment_id:int}/grants", operation_id="createGrant", status_code=HTTP_200_OK, tags=["segments"])
async def create_grant(
    *, segment_id: int, data: GrantAsked, database: Database, viewer: Viewer, settings: Settings
) -> GrantList:
    """Draft a grant; one that would answer itself is refused with the way around."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await grants.create(unit, segment_id, target_of(data))
        return await _shown(unit, segment_id, settings)


@post(
    "/segments/{segment_id:int}/grants/preview",
    operation_id="previewGrant",
    status_code=HTTP_200_OK,
    tags=["segments"],
)
async def preview_grant(
    *, segment_id: int, data: GrantAsked, database: Database, viewer: Viewer, settings: Settings
) -> GrantPreviewView:
    """Count what such a grant would do if it were switched on now, and each of the last thirty days."""
    viewer.require(Right.READ)
    target = target_of(data)
    async with database.read(viewer.corp_id) as session:
        found = await grants.preview(session, segment_id, target)
        waiting = (await see_backlog(session)).marks
    per_minute = settings.grant_marks_per_minute
    return preview_view(found, waiting=waiting, per_minute=per_minute, by_tag=target.tag_id is not None)


@post(
    "/segments/{segment_id:int}/grants/{grant_id:int}/on",
    operation_id="switchGrantOn",
    status_code=HTTP_200_OK,
    tags=["segments"],
)
async def switch_grant_on(
    *, segment_id: int, grant_id: int, database: Database, viewer: Viewer, settings: Settings
) -> GrantList:
    """Give to the members there are and follow the segment; of one that is on: give to the members again."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await grants.switch_on(unit, segment_id, grant_id)
        return await _shown(unit, segment_id, settings)


@post(
    "/segments/{segment_id:int}/grants/{grant_id:int}/off",
    operation_id="switchGrantOff",
    status_code=HTTP_200_OK,
    tags=["segments"],
)
async def switch_grant_off(
    *,
    segment_id: int,
    grant_id: int,
    data: GrantSwitchedOff,
    database: Database,
    viewer: Viewer,
    settings: Settings,
) -> GrantList:
    """Follow the segment no longer; what was given stays unless it is to be taken back."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await grants.switch_off(unit, segment_id, grant_id, take_back=data.take_back)
        return await _shown(unit, segment_id, settings)


@delete(
    "/segments/{segment_id:int}/grants/{grant_id:int}",
    operation_id="removeGrant",
    status_code=HTTP_200_OK,
    tags=["segments"],
)
async def remove_grant(
    *, segment_id: int, grant_id: int, database: Database, viewer: Viewer, settings: Settings
) -> GrantList:
    """Take a grant away that is not on; what it gave stays."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await grants.remove(unit, segment_id, grant_id)
        return await _shown(unit, segment_id, settings)


async def _shown(session: Session, segment_id: int | None, settings: Settings) -> GrantList:
    found = await grants.list_grants(session, segment_id)
    return grant_list(found, await see_backlog(session), per_minute=settings.grant_marks_per_minute)


ROUTES = [
    list_grants,
    list_grants_of_segment,
    create_grant,
    preview_grant,
    switch_grant_on,
    switch_grant_off,
    remove_grant,
]
