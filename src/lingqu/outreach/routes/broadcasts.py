"""HTTP of broadcasts."""

from typing import Annotated

from litestar import get, post, put
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_200_OK

from lingqu.deliveries.api.pictures import missing_pictures
from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database, Session
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import BroadcastId, CorpId
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT
from lingqu.outreach.api import broadcasts as api
from lingqu.outreach.api import revising, sending
from lingqu.outreach.api.audiences import count_reached, preview_audience, require_audience
from lingqu.outreach.api.forecasting import forecast
from lingqu.outreach.api.rules import get_rules
from lingqu.outreach.contracts.broadcasts import BroadcastDraft
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.domain.variants import content_place
from lingqu.outreach.errors import UnknownPictureError
from lingqu.outreach.schemas.broadcasts import (
    ApproveInput,
    AudienceInput,
    AudienceOut,
    BroadcastInput,
    BroadcastList,
    BroadcastOut,
    ForecastInput,
    ForecastOut,
    RevisionInput,
    SendInput,
    TaskList,
    audience_of,
    audience_out,
    broadcast_list,
    broadcast_out,
    draft_of,
    forecast_out,
    task_list,
)
from lingqu.segments.leaves import Shelf

MOST_BYTES = 8 * 2**20
"""Of a broadcast as it is told: far more than WeCom takes is still read, so that its place can be named."""


@get("/broadcasts", operation_id="listBroadcasts", tags=["outreach"])
async def list_broadcasts(
    *,
    database: Database,
    viewer: Viewer,
    programme_id: int | None = None,
    cursor: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> BroadcastList:
    """Return a page of broadcasts, of one programme or of all, the newest first."""
    viewer.require(Right.READ)
    programme = None if programme_id is None else ProgrammeId(programme_id)
    async with database.read(viewer.corp_id) as session:
        return broadcast_list(await api.list_broadcasts(session, programme_id=programme, cursor=cursor, limit=limit))


@post(
    "/broadcasts",
    operation_id="createBroadcast",
    status_code=HTTP_200_OK,
    tags=["outreach"],
    request_max_body_size=MOST_BYTES,
)
async def create_broadcast(
    *, data: BroadcastInput, database: Database, viewer: Viewer, blobs: BlobStore, shelf: Shelf
) -> BroadcastOut:
    """Keep a draft that could be sent as it is."""
    viewer.require(Right.OPERATE)
    draft = draft_of(data)
    await _require_sendable(draft, corp_id=viewer.corp_id, database=database, blobs=blobs, shelf=shelf)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        broadcast_id = await api.create_broadcast(unit, draft, created_by=viewer.name)
        return await _shown(unit, broadcast_id)


@put(
    "/broadcasts/{broadcast_id:int}",
    operation_id="reviseBroadcast",
    tags=["outreach"],
    request_max_body_size=MOST_BYTES,
)
async def revise_broadcast(
    *, broadcast_id: int, data: RevisionInput, database: Database, viewer: Viewer, blobs: BlobStore, shelf: Shelf
) -> BroadcastOut:
    """Change a broadcast that has not begun to leave; one that was sent becomes a draft again."""
    viewer.require(Right.OPERATE)
    draft = draft_of(data)
    await _require_sendable(draft, corp_id=viewer.corp_id, database=database, blobs=blobs, shelf=shelf)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await revising.revise_broadcast(unit, BroadcastId(broadcast_id), draft, version=data.version)
        return await _shown(unit, BroadcastId(broadcast_id))


@post("/broadcasts/preview", operation_id="previewBroadcast", status_code=HTTP_200_OK, tags=["outreach"])
async def preview_broadcast(*, data: AudienceInput, database: Database, viewer: Viewer, shelf: Shelf) -> AudienceOut:
    """Return whom a broadcast would reach now, and whom not and why."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        preview = await preview_audience(session, shelf, audience_of(data))
    return audience_out(preview, personal=viewer.may(Right.READ_PERSONAL))


@post("/broadcasts/forecast", operation_id="forecastBroadcast", status_code=HTTP_200_OK, tags=["outreach"])
async def forecast_broadcast(*, data: ForecastInput, database: Database, viewer: Viewer, shelf: Shelf) -> ForecastOut:
    """Return who would get a broadcast if it left at an hour, who not and why, and when they could."""
    viewer.require(Right.READ)
    programme_id = None if data.programme_id is None else ProgrammeId(data.programme_id)
    async with database.read(viewer.corp_id) as session:
        found = await forecast(
            session, shelf, audience_of(data), programme_id=programme_id, at=data.at, contents=data.contents
        )
        return forecast_out(found)


@get("/broadcasts/{broadcast_id:int}", operation_id="getBroadcast", tags=["outreach"])
async def get_broadcast(*, broadcast_id: int, database: Database, viewer: Viewer) -> BroadcastOut:
    """Return a broadcast with what became of it."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return await _shown(session, BroadcastId(broadcast_id))


@post("/broadcasts/{broadcast_id:int}/send", operation_id="sendBroadcast", status_code=HTTP_200_OK, tags=["outreach"])
async def send_broadcast(
    *, broadcast_id: int, data: SendInput | None = None, database: Database, viewer: Viewer, shelf: Shelf
) -> BroadcastOut:
    """Have a draft planned and handed over to the members, now or at an hour.

    Where it reaches more people than one person may decide about, it waits for another.
    """
    viewer.require(Right.OPERATE)
    async with database.read(viewer.corp_id) as session:
        draft = await api.get_broadcast(session, BroadcastId(broadcast_id))
        await require_audience(session, shelf, draft.audience)
        rules = await get_rules(session)
        reach = None
        if rules.approval_above is not None:
            reach = await count_reached(session, shelf, draft.audience)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await sending.send_broadcast(
            unit,
            BroadcastId(broadcast_id),
            by=viewer.actor,
            at=data and data.at,
            reach=reach,
            version=draft.version,
        )
        return await _shown(unit, BroadcastId(broadcast_id))


@post(
    "/broadcasts/{broadcast_id:int}/approve",
    operation_id="approveBroadcast",
    status_code=HTTP_200_OK,
    tags=["outreach"],
)
async def approve_broadcast(
    *, broadcast_id: int, data: ApproveInput | None = None, database: Database, viewer: Viewer
) -> BroadcastOut:
    """Let a broadcast leave that waits for a second person."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        version = None if data is None else data.version
        await sending.approve_broadcast(unit, BroadcastId(broadcast_id), by=viewer.actor, version=version)
        return await _shown(unit, BroadcastId(broadcast_id))


@post(
    "/broadcasts/{broadcast_id:int}/return",
    operation_id="returnBroadcast",
    status_code=HTTP_200_OK,
    tags=["outreach"],
)
async def return_broadcast(*, broadcast_id: int, database: Database, viewer: Viewer) -> BroadcastOut:
    """Give a broadcast that waits for a second person back as a draft."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await sending.return_broadcast(unit, BroadcastId(broadcast_id))
        return await _shown(unit, BroadcastId(broadcast_id))


@post(
    "/broadcasts/{broadcast_id:int}/cancel",
    operation_id="cancelBroadcast",
    status_code=HTTP_200_OK,
    tags=["outreach"],
)
async def cancel_broadcast(*, broadcast_id: int, database: Database, viewer: Viewer) -> BroadcastOut:
    """Take back what members have not confirmed."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await api.cancel_broadcast(unit, BroadcastId(broadcast_id))
        return await _shown(unit, BroadcastId(broadcast_id))


@post(
    "/broadcasts/{broadcast_id:int}/remind",
    operation_id="remindBroadcast",
    status_code=HTTP_200_OK,
    tags=["outreach"],
)
async def remind_broadcast(*, broadcast_id: int, database: Database, viewer: Viewer) -> BroadcastOut:
    """Remind the members who have not confirmed; WeCom takes three reminders in 24 hours."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await api.remind_broadcast(unit, BroadcastId(broadcast_id))
        return await _shown(unit, BroadcastId(broadcast_id))


@get("/broadcasts/{broadcast_id:int}/tasks", operation_id="listBroadcastTasks", tags=["outreach"])
async def list_broadcast_tasks(
    *,
    broadcast_id: int,
    database: Database,
    viewer: Viewer,
    cursor: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> TaskList:
    """Return a page of the members who are asked to confirm."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        page = await api.list_broadcast_tasks(session, BroadcastId(broadcast_id), cursor=cursor, limit=limit)
    return task_list(page)


async def _require_sendable(
    draft: BroadcastDraft, *, corp_id: CorpId, database: Database, blobs: BlobStore, shelf: Shelf
) -> None:
    """Refuse what could not be sent; some of it takes longer to find out than a unit may last."""
    for number, variant in enumerate(draft.variants):
        missing = await missing_pictures(blobs, corp_id, variant.content)
        if missing:
            raise UnknownPictureError(missing, place=f"{content_place(number)}.attachments")
    async with database.read(corp_id) as session:
        await api.check_draft(session, draft)
        await require_audience(session, shelf, draft.audience)


async def _shown(session: Session, broadcast_id: BroadcastId) -> BroadcastOut:
    return broadcast_out(await api.get_detail(session, broadcast_id))


ROUTES = [
    list_broadcasts,
    create_broadcast,
    revise_broadcast,
    preview_broadcast,
    forecast_broadcast,
    get_broadcast,
    send_broadcast,
    approve_broadcast,
    return_broadcast,
    cancel_broadcast,
    remind_broadcast,
    list_broadcast_tasks,
]
