"""HTTP of lists. Files come in by the routes of imports, as `kind=people`; a checked one becomes a list here."""

from litestar import get, post, put
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from lingqu.commerce.contracts.imports import ImportId
from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.segments.api import lists as api
from lingqu.segments.schemas import lists as schemas


@get("/segments/lists", operation_id="listLists", tags=["segments"])
async def list_lists(*, database: Database, viewer: Viewer) -> schemas.Lists:
    """Return all lists that are not put away, the newest first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return schemas.Lists(items=[schemas.list_view(one) for one in await api.list_lists(session)])


@post("/segments/lists", operation_id="createList", status_code=HTTP_200_OK, tags=["segments"])
async def create_list(*, data: schemas.NewList, database: Database, viewer: Viewer) -> schemas.ListView:
    """Make a list of the people of a checked file; they are taken in by the background."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return schemas.list_view(await api.create(unit, name=data.name, import_id=ImportId(data.import_id)))


@get("/segments/lists/{list_id:int}", operation_id="getList", tags=["segments"])
async def get_list(*, list_id: int, database: Database, viewer: Viewer) -> schemas.ListDetail:
    """Return a list with all its files and the segments that name it."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return schemas.list_detail(await api.get_use(session, list_id))


@put("/segments/lists/{list_id:int}", operation_id="renameList", tags=["segments"])
async def rename_list(*, list_id: int, data: schemas.ListName, database: Database, viewer: Viewer) -> schemas.ListView:
    """Give a list another name."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return schemas.list_view(await api.rename(unit, list_id, name=data.name))


@post("/segments/lists/{list_id:int}/file", operation_id="replaceList", status_code=HTTP_200_OK, tags=["segments"])
async def replace_list(*, list_id: int, data: schemas.ListFile, database: Database, viewer: Viewer) -> schemas.ListView:
    """Let the people of another checked file be the list; the present ones stay until all are taken in."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return schemas.list_view(await api.replace(unit, list_id, import_id=ImportId(data.import_id)))


@post("/segments/lists/{list_id:int}/match", operation_id="matchList", status_code=HTTP_200_OK, tags=["segments"])
async def match_list(*, list_id: int, database: Database, viewer: Viewer) -> schemas.ListView:
    """Look again whom the list names, as every night: identities may have been learnt since."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return schemas.list_view(await api.match_again(unit, list_id))


@post(
    "/segments/lists/{list_id:int}/archive",
    operation_id="archiveList",
    status_code=HTTP_204_NO_CONTENT,
    tags=["segments"],
)
async def archive_list(*, list_id: int, database: Database, viewer: Viewer) -> None:
    """Put a list away, for good; refused while segments name it."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await api.archive(unit, list_id)


ROUTES = [list_lists, create_list, get_list, rename_list, replace_list, match_list, archive_list]
