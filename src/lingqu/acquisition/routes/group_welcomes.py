"""HTTP of welcome templates of groups."""

from litestar import get, post, put
from litestar.status_codes import HTTP_200_OK

from lingqu.acquisition.api import group_welcomes as api
from lingqu.acquisition.contracts.group_welcomes import GroupWelcomeDraft, GroupWelcomeId
from lingqu.acquisition.errors import BadGroupWelcomeError
from lingqu.acquisition.schemas.group_welcomes import (
    GroupWelcomeInput,
    GroupWelcomeList,
    GroupWelcomeOut,
    draft_of,
    group_welcome_list,
    group_welcome_out,
)
from lingqu.deliveries.api.pictures import missing_pictures
from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer


@get("/group-welcomes", operation_id="listGroupWelcomes", tags=["acquisition"])
async def list_group_welcomes(*, database: Database, viewer: Viewer) -> GroupWelcomeList:
    """Return all welcome templates that nobody removed."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        welcomes = await api.list_group_welcomes(session)
        return group_welcome_list(welcomes, held=await api.count_held(session), most=api.MOST)


@post("/group-welcomes", operation_id="createGroupWelcome", status_code=HTTP_200_OK, tags=["acquisition"])
async def create_group_welcome(
    *, data: GroupWelcomeInput, database: Database, viewer: Viewer, blobs: BlobStore
) -> GroupWelcomeOut:
    """Keep a template; WeCom makes it within seconds."""
    viewer.require(Right.OPERATE)
    draft = await _read(data, viewer, blobs)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return group_welcome_out(await api.create_group_welcome(unit, draft, created_by=viewer.name))


@get("/group-welcomes/{group_welcome_id:int}", operation_id="getGroupWelcome", tags=["acquisition"])
async def get_group_welcome(*, group_welcome_id: int, database: Database, viewer: Viewer) -> GroupWelcomeOut:
    """Return a template."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return group_welcome_out(await api.get_group_welcome(session, GroupWelcomeId(group_welcome_id)))


@put("/group-welcomes/{group_welcome_id:int}", operation_id="reviseGroupWelcome", tags=["acquisition"])
async def revise_group_welcome(
    *, group_welcome_id: int, data: GroupWelcomeInput, database: Database, viewer: Viewer, blobs: BlobStore
) -> GroupWelcomeOut:
    """Replace a template's content; groups that use it follow."""
    viewer.require(Right.OPERATE)
    draft = await _read(data, viewer, blobs)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return group_welcome_out(await api.revise_group_welcome(unit, GroupWelcomeId(group_welcome_id), draft))


@post(
    "/group-welcomes/{group_welcome_id:int}/make-again",
    operation_id="makeGroupWelcomeAgain",
    status_code=HTTP_200_OK,
    tags=["acquisition"],
)
async def make_group_welcome_again(*, group_welcome_id: int, database: Database, viewer: Viewer) -> GroupWelcomeOut:
    """Have a template made that was refused, is gone, or that somebody has looked for at WeCom and not found."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return group_welcome_out(await api.make_again(unit, GroupWelcomeId(group_welcome_id)))


@post(
    "/group-welcomes/{group_welcome_id:int}/remove",
    operation_id="removeGroupWelcome",
    status_code=HTTP_200_OK,
    tags=["acquisition"],
)
async def remove_group_welcome(*, group_welcome_id: int, database: Database, viewer: Viewer) -> GroupWelcomeOut:
    """Remove a template, at WeCom too; groups that use it greet nobody any more."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return group_welcome_out(await api.remove_group_welcome(unit, GroupWelcomeId(group_welcome_id)))


async def _read(data: GroupWelcomeInput, viewer: Viewer, blobs: BlobStore) -> GroupWelcomeDraft:
    draft = draft_of(data)
    missing = await missing_pictures(blobs, viewer.corp_id, draft.content)
    if missing:
        raise BadGroupWelcomeError("a file that nobody uploaded", place="body.attachments", keys=missing)
    return draft


ROUTES = [
    list_group_welcomes,
    create_group_welcome,
    get_group_welcome,
    revise_group_welcome,
    make_group_welcome_again,
    remove_group_welcome,
]
