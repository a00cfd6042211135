"""HTTP of programmes."""

from typing import Annotated

from litestar import get, post, put
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_200_OK

from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT
from lingqu.outreach.api import programmes as api
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.schemas.programmes import (
    ProgrammeInput,
    ProgrammeList,
    ProgrammeMove,
    ProgrammeOut,
    draft_of,
    programme_list,
    programme_out,
)


@get("/programmes", operation_id="listProgrammes", tags=["outreach"])
async def list_programmes(
    *,
    database: Database,
    viewer: Viewer,
    cursor: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> ProgrammeList:
    """Return a page of programmes, the newest first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return programme_list(await api.list_programmes(session, cursor=cursor, limit=limit))


@post("/programmes", operation_id="createProgramme", status_code=HTTP_200_OK, tags=["outreach"])
async def create_programme(*, data: ProgrammeInput, database: Database, viewer: Viewer) -> ProgrammeOut:
    """Begin a programme."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        programme_id = await api.create_programme(unit, draft_of(data), created_by=viewer.name)
        return programme_out(await api.get_programme(unit, programme_id))


@get("/programmes/{programme_id:int}", operation_id="getProgramme", tags=["outreach"])
async def get_programme(*, programme_id: int, database: Database, viewer: Viewer) -> ProgrammeOut:
    """Return a programme with what became of its messages."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return programme_out(await api.get_programme(session, ProgrammeId(programme_id)))


@put("/programmes/{programme_id:int}", operation_id="reviseProgramme", tags=["outreach"])
async def revise_programme(
    *, programme_id: int, data: ProgrammeInput, database: Database, viewer: Viewer
) -> ProgrammeOut:
    """Change what a programme says; who was drawn into an arm stays in it."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await api.revise_programme(unit, ProgrammeId(programme_id), draft_of(data))
        return programme_out(await api.get_programme(unit, ProgrammeId(programme_id)))


@post("/programmes/{programme_id:int}/move", operation_id="moveProgramme", status_code=HTTP_200_OK, tags=["outreach"])
async def move_programme(*, programme_id: int, data: ProgrammeMove, database: Database, viewer: Viewer) -> ProgrammeOut:
    """Pause, resume or end a programme."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await api.move_programme(unit, ProgrammeId(programme_id), data.state)
        return programme_out(await api.get_programme(unit, ProgrammeId(programme_id)))


ROUTES = [list_programmes, create_programme, get_programme, revise_programme, move_programme]
