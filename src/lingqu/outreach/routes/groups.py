"""HTTP of customer groups as an audience: before a broadcast into them is written down."""

from litestar import post
from litestar.status_codes import HTTP_200_OK

from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.outreach.api.groups import forecast_groups, preview_groups
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.schemas.groups import (
    GroupForecastInput,
    GroupForecastOut,
    GroupsInput,
    GroupsPreviewOut,
    group_forecast_out,
    groups_of,
    preview_out,
)


@post("/broadcasts/groups/preview", operation_id="previewGroups", status_code=HTTP_200_OK, tags=["outreach"])
async def preview(*, data: GroupsInput, database: Database, viewer: Viewer) -> GroupsPreviewOut:
    """Return which groups a broadcast would reach now, and how many of them nobody could send to."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return preview_out(await preview_groups(session, groups_of(data)))


@post("/broadcasts/groups/forecast", operation_id="forecastGroups", status_code=HTTP_200_OK, tags=["outreach"])
async def forecast(*, data: GroupForecastInput, database: Database, viewer: Viewer) -> GroupForecastOut:
    """Return which groups would get a broadcast if it left at an hour, which not and why, and when they could."""
    viewer.require(Right.READ)
    programme_id = None if data.programme_id is None else ProgrammeId(data.programme_id)
    async with database.read(viewer.corp_id) as session:
        found = await forecast_groups(session, groups_of(data.groups), programme_id=programme_id, at=data.at)
    return group_forecast_out(found)


ROUTES = [preview, forecast]
