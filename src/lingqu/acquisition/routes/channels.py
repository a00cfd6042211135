"""HTTP of channels: their codes and reports."""

from datetime import date
from typing import Annotated

from litestar import Response, get, patch, post
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_200_OK

from lingqu.acquisition.api import channels as api
from lingqu.acquisition.api import reports
from lingqu.acquisition.contracts import Channel
from lingqu.acquisition.schemas import channels as schemas
from lingqu.infra.database import Database, Session
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import ChannelId
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT

Limit = Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)]
From = Annotated[date | None, QueryParameter(name="from", description="First day; 30 days back if absent")]
To = Annotated[date | None, QueryParameter(name="to", description="Last day, included; today if absent")]
Pixels = Annotated[int, QueryParameter(ge=120, le=2000)]


@get("/channels", operation_id="listChannels", tags=["acquisition"])
async def list_channels(
    *,
    database: Database,
    viewer: Viewer,
    archived: bool = False,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> schemas.ChannelList:
    """Return channels, newest first; archived ones apart."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        page = await api.list_channels(session, archived=archived, cursor=cursor, limit=limit)
        figures = await reports.figures_of(session, page.items)
    return schemas.ChannelList(
        items=[schemas.channel_row(channel, figures[channel.channel_id]) for channel in page.items],
        next_cursor=page.next_cursor,
        total=page.total,
    )


@post("/channels", operation_id="createChannel", status_code=HTTP_200_OK, tags=["acquisition"])
async def create_channel(*, data: schemas.ChannelIn, database: Database, viewer: Viewer) -> schemas.ChannelView:
    """Create a channel; WeCom gives its code within seconds."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return await _shown(unit, await api.create_channel(unit, schemas.draft_of(data)))


@get("/channels/{channel_id:int}", operation_id="getChannel", tags=["acquisition"])
async def get_channel(*, channel_id: int, database: Database, viewer: Viewer) -> schemas.ChannelView:
    """Return a channel."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return await _shown(session, await api.get_channel(session, ChannelId(channel_id)))


@patch("/channels/{channel_id:int}", operation_id="reviseChannel", tags=["acquisition"])
async def revise_channel(
    *, channel_id: int, data: schemas.ChannelChanges, database: Database, viewer: Viewer
) -> schemas.ChannelView:
    """Change a channel; the printed code stays the same."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        draft = schemas.changed(await api.get_channel(unit, ChannelId(channel_id)), data)
        return await _shown(unit, await api.revise_channel(unit, ChannelId(channel_id), draft))


@post(
    "/channels/{channel_id:int}/archive", operation_id="archiveChannel", status_code=HTTP_200_OK, tags=["acquisition"]
)
async def archive_channel(*, channel_id: int, database: Database, viewer: Viewer) -> schemas.ChannelView:
    """Retire a channel; its fall-back staff go on answering the code, without any it dies."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return await _shown(unit, await api.archive_channel(unit, ChannelId(channel_id)))


@get(
    "/channels/{channel_id:int}/qr.svg",
    operation_id="getChannelCodeSvg",
    media_type="image/svg+xml",
    tags=["acquisition"],
)
async def get_code_svg(*, channel_id: int, database: Database, viewer: Viewer) -> Response[bytes]:
    """Draw the code as SVG."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        drawn = await api.draw_code(session, ChannelId(channel_id), pixels=None)
    return Response(drawn, media_type="image/svg+xml")


@get(
    "/channels/{channel_id:int}/qr.png", operation_id="getChannelCodePng", media_type="image/png", tags=["acquisition"]
)
async def get_code_png(*, channel_id: int, database: Database, viewer: Viewer, size: Pixels = 600) -> Response[bytes]:
    """Draw the code as PNG of at most so many pixels a side."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        drawn = await api.draw_code(session, ChannelId(channel_id), pixels=size)
    return Response(drawn, media_type="image/png")


@post("/channels/preview", operation_id="previewWelcome", status_code=HTTP_200_OK, tags=["acquisition"])
async def preview_welcome(*, data: schemas.PreviewIn, viewer: Viewer) -> schemas.PreviewView:
    """Show how a greeting reads, and what is wrong with it; nothing is kept."""
    viewer.require(Right.OPERATE)
    return schemas.preview_view(api.preview(data.text, data.fallback_text))


@get("/channels/{channel_id:int}/report", operation_id="getChannelReport", tags=["acquisition"])
async def get_channel_report(
    *, channel_id: int, database: Database, viewer: Viewer, from_on: From = None, to_on: To = None
) -> schemas.ChannelReportView:
    """Return a channel's adds, deletions and greetings of a period."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        channel = await api.get_channel(session, ChannelId(channel_id))
        named = await reports.channel_report(session, from_on=from_on, to_on=to_on, channel_id=channel.channel_id)
    return schemas.report_view(named)


@get("/report/channels", operation_id="getChannelsReport", tags=["acquisition"])
async def get_channels_report(
    *, database: Database, viewer: Viewer, from_on: From = None, to_on: To = None
) -> schemas.AllChannelsReportView:
    """Return the same over all channels, and by channel."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        named = await reports.channel_report(session, from_on=from_on, to_on=to_on)
    return schemas.all_channels_view(named)


async def _shown(session: Session, channel: Channel) -> schemas.ChannelView:
    figures = await reports.figures_of(session, [channel])
    return schemas.channel_view(channel, figures[channel.channel_id])


ROUTES = [
    list_channels,
    create_channel,
    get_channel,
    revise_channel,
    archive_channel,
    get_code_svg,
    get_code_png,
    preview_welcome,
    get_channel_report,
    get_channels_report,
]
