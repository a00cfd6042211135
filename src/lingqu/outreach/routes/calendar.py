"""HTTP of the calendar."""

from datetime import date
from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.outreach.api.calendar import get_calendar as api_calendar
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.schemas.calendar import CalendarOut, calendar_out

From = Annotated[date | None, QueryParameter(name="from", description="First day; 27 days before the last if absent")]
To = Annotated[date | None, QueryParameter(name="to", description="Last day, included; today if absent")]


@get("/broadcasts/calendar", operation_id="getCalendar", tags=["outreach"])
async def get_calendar(
    *,
    database: Database,
    viewer: Viewer,
    from_on: From = None,
    to_on: To = None,
    programme_id: int | None = None,
) -> CalendarOut:
    """Return broadcasts, moments and deadlines of work orders day by day; of a programme only its broadcasts."""
    viewer.require(Right.READ)
    programme = None if programme_id is None else ProgrammeId(programme_id)
    async with database.read(viewer.corp_id) as session:
        return calendar_out(await api_calendar(session, first=from_on, last=to_on, programme_id=programme))


ROUTES = [get_calendar]
