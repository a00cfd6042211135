"""HTTP of customer groups and of our tags on them."""

from typing import Annotated

from litestar import delete, get, post
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_200_OK

from lingqu.groupchats.api import lists, tags
from lingqu.groupchats.contracts.groups import GroupchatFilter, LifeFilter
from lingqu.groupchats.ports import ChannelNames
from lingqu.groupchats.schemas import (
    CustomerGroupchats,
    GroupchatList,
    GroupchatMembers,
    GroupchatTagList,
    GroupchatTagsChange,
    GroupchatView,
    NewGroupchatTag,
    customer_groupchats,
    groupchat_list,
    groupchat_view,
    member_list,
    tag_list,
)
from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import CustomerId, GroupchatId, GroupchatTagId, StaffId
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT

Sought = Annotated[str | None, QueryParameter(name="query")]
Limit = Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)]


@get("/groupchats", operation_id="listGroupchats", tags=["groupchats"])
async def list_groupchats(
    *,
    database: Database,
    viewer: Viewer,
    sought: Sought = None,
    owner_id: int | None = None,
    tag_id: int | None = None,
    life: LifeFilter = LifeFilter.LIVE,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> GroupchatList:
    """Return a page of customer groups, the newest first. `query` is a piece of the name."""
    viewer.require(Right.READ)
    wanted = GroupchatFilter(
        query=sought,
        owner_id=None if owner_id is None else StaffId(owner_id),
        tag_id=None if tag_id is None else GroupchatTagId(tag_id),
        life=life,
    )
    async with database.read(viewer.corp_id) as session:
        return groupchat_list(await lists.list_groupchats(session, wanted, cursor=cursor, limit=limit))


@get("/groupchats/{groupchat_id:int}", operation_id="getGroupchat", tags=["groupchats"])
async def get_groupchat(groupchat_id: int, database: Database, viewer: Viewer) -> GroupchatView:
    """Return one customer group."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return groupchat_view(await lists.get_groupchat(session, GroupchatId(groupchat_id)))


@get("/groupchats/{groupchat_id:int}/members", operation_id="listGroupchatMembers", tags=["groupchats"])
async def list_members(
    *,
    groupchat_id: int,
    database: Database,
    viewer: Viewer,
    channel_names: ChannelNames,
    present: bool = True,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> GroupchatMembers:
    """Return a page of who is in a group, or (`present=false`) of who was, the last joined first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        page = await lists.list_members(session, GroupchatId(groupchat_id), present=present, cursor=cursor, limit=limit)
        channels = await channel_names(session, {one.channel_id for one in page.items if one.channel_id is not None})
    return member_list(page, channels, personal=viewer.may(Right.READ_PERSONAL))


@post(
    "/groupchats/{groupchat_id:int}/tags",
    operation_id="changeGroupchatTags",
    status_code=HTTP_200_OK,
    tags=["groupchats"],
)
async def change_tags(
    groupchat_id: int, data: GroupchatTagsChange, database: Database, viewer: Viewer
) -> GroupchatView:
    """Put tags on a group and take tags off it; they are ours, WeCom has none for groups."""
    viewer.require(Right.OPERATE)
    whom = GroupchatId(groupchat_id)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await tags.change_tags(
            unit,
            [whom],
            grant=[GroupchatTagId(one) for one in data.grant],
            withdraw=[GroupchatTagId(one) for one in data.withdraw],
            source=viewer.actor,
        )
        return groupchat_view(await lists.get_groupchat(unit, whom))


@get("/groupchat-tags", operation_id="listGroupchatTags", tags=["groupchats"])
async def list_tags(database: Database, viewer: Viewer) -> GroupchatTagList:
    """Return our tags on groups."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return tag_list(await tags.list_tags(session))


@post("/groupchat-tags", operation_id="createGroupchatTag", status_code=HTTP_200_OK, tags=["groupchats"])
async def create_tag(data: NewGroupchatTag, database: Database, viewer: Viewer) -> GroupchatTagList:
    """Create a tag for groups, and return all; one of that name that is there stays."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await tags.create_tag(unit, data.name)
        return tag_list(await tags.list_tags(unit))


@delete("/groupchat-tags/{tag_id:int}", operation_id="deleteGroupchatTag", status_code=HTTP_200_OK, tags=["groupchats"])
async def delete_tag(tag_id: int, database: Database, viewer: Viewer) -> GroupchatTagList:
    """Delete a tag for groups, and return those that are left; groups lose it."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await tags.delete_tag(unit, GroupchatTagId(tag_id), source=viewer.actor)
        return tag_list(await tags.list_tags(unit))


@get("/customers/{customer_id:int}/groupchats", operation_id="listCustomerGroupchats", tags=["groupchats"])
async def list_customer_groupchats(
    customer_id: int, database: Database, viewer: Viewer, channel_names: ChannelNames
) -> CustomerGroupchats:
    """Return the groups that a customer is in and was in, those of now first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        rows = await lists.list_of_customer(session, CustomerId(customer_id))
        channels = await channel_names(session, {one.channel_id for one in rows if one.channel_id is not None})
    return customer_groupchats(rows, channels)


ROUTES = [
    list_groupchats,
    get_groupchat,
    list_members,
    change_tags,
    list_tags,
    create_tag,
    delete_tag,
    list_customer_groupchats,
]
