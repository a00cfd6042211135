"""HTTP of customers, tags and attributes."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Annotated

from litestar import get, post, put
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_200_OK

from lingqu.customers.api import attributes, lists, remarks, stages, tags
from lingqu.customers.api.persons import known_as
from lingqu.customers.contracts.tags import MatchTags, TagChange
from lingqu.customers.contracts.views import (
    AttributeDefinition,
    CustomerFilter,
    CustomerRow,
    RelationFilter,
    RelationView,
    TimelineEntry,
)
from lingqu.customers.ports import ChannelNames, PhoneSeals, TagLibrary
from lingqu.customers.schemas.customers import (
    AttributeChange,
    AttributeDefinitionView,
    AttributeList,
    CustomerList,
    CustomerView,
    NewAttribute,
    NewTags,
    RemarkChange,
    TagLibraryView,
    TagsChange,
    Timeline,
    attribute_definition,
    attribute_list,
    customer_list,
    customer_view,
    tag_library,
    timeline,
)
from lingqu.customers.schemas.stages import StageChange
from lingqu.infra.database import Database, Session
from lingqu.infra.work import CORP_ZONE
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import ChannelId, CustomerId, DepartmentId, StaffId, StageId, TagId
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT

Sought = Annotated[str | None, QueryParameter(name="query")]
Limit = Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)]


@get("/customers", operation_id="listCustomers", tags=["customers"])
async def list_customers(
    *,
    database: Database,
    viewer: Viewer,
    seals: PhoneSeals,
    channel_names: ChannelNames,
    sought: Sought = None,
    tag_id: list[int] | None = None,
    tag_match: MatchTags = MatchTags.ANY,
    staff_id: int | None = None,
    department_id: int | None = None,
    channel_id: int | None = None,
    relation: RelationFilter = RelationFilter.ANY,
    added_from: date | None = None,
    added_to: date | None = None,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> CustomerList:
    """Return a page of customers, the last added first.

    `query` is a piece of a name or remark, a phone, or its last four digits; it needs the right to see names.
    """
    viewer.require(Right.READ)
    if sought:
        viewer.require(Right.READ_PERSONAL)
    wanted = CustomerFilter(
        query=sought,
        tag_ids=[TagId(one) for one in tag_id or ()],
        tag_match=tag_match,
        staff_id=None if staff_id is None else StaffId(staff_id),
        department_id=None if department_id is None else DepartmentId(department_id),
        channel_id=None if channel_id is None else ChannelId(channel_id),
        relation=relation,
        added_from=_midnight(added_from),
        added_before=_midnight(added_to + timedelta(days=1) if added_to else None),
    )
    async with database.read(viewer.corp_id) as session:
        page = await lists.list_customers(session, wanted, seals=seals, cursor=cursor, limit=limit)
        channels = await channel_names(session, _channels(page.items))
    return customer_list(page, channels, personal=viewer.may(Right.READ_PERSONAL))


@get("/customers/{customer_id:int}", operation_id="getCustomer", tags=["customers"])
async def get_customer(
    customer_id: int, database: Database, viewer: Viewer, seals: PhoneSeals, channel_names: ChannelNames
) -> CustomerView:
    """Return all of one customer."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return await _shown(session, CustomerId(customer_id), viewer=viewer, seals=seals, channel_names=channel_names)


@get("/customers/{customer_id:int}/timeline", operation_id="getTimeline", tags=["customers"])
async def get_timeline(
    *,
    customer_id: int,
    database: Database,
    viewer: Viewer,
    channel_names: ChannelNames,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> Timeline:
    """Return a page of a customer's facts, the newest first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        page = await lists.list_timeline(session, CustomerId(customer_id), cursor=cursor, limit=limit)
        channels = await channel_names(session, _channels(page.items))
    return timeline(page, channels, personal=viewer.may(Right.READ_PERSONAL))


@post("/customers/{customer_id:int}/tags", operation_id="changeTags", status_code=HTTP_200_OK, tags=["customers"])
async def change_tags(
    *,
    customer_id: int,
    data: TagsChange,
    database: Database,
    viewer: Viewer,
    seals: PhoneSeals,
    channel_names: ChannelNames,
) -> CustomerView:
    """Grant and withdraw tags on one relation: here at once, in WeCom soon after."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        pair = await known_as(unit, CustomerId(customer_id), StaffId(data.staff_id))
        change = TagChange(
            customer_id=pair.customer_id,
            staff_id=pair.staff_id,
            grant=[TagId(one) for one in data.grant],
            withdraw=[TagId(one) for one in data.withdraw],
        )
        await tags.change_tags_of(unit, change, source=viewer.actor)
        return await _shown(unit, change.customer_id, viewer=viewer, seals=seals, channel_names=channel_names)


@put("/customers/{customer_id:int}/attributes/{key:str}", operation_id="setAttribute", tags=["customers"])
async def set_attribute(
    *,
    customer_id: int,
    key: str,
    data: AttributeChange,
    database: Database,
    viewer: Viewer,
    seals: PhoneSeals,
    channel_names: ChannelNames,
) -> CustomerView:
    """Set one attribute; null takes it away."""
    viewer.require(Right.OPERATE)
    whom = CustomerId(customer_id)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await attributes.set_attribute(unit, whom, key, data.value)
        return await _shown(unit, whom, viewer=viewer, seals=seals, channel_names=channel_names)


@put("/customers/{customer_id:int}/remark", operation_id="setRemark", tags=["customers"])
async def set_remark(
    *,
    customer_id: int,
    data: RemarkChange,
    database: Database,
    viewer: Viewer,
    seals: PhoneSeals,
    channel_names: ChannelNames,
) -> CustomerView:
    """Set the remark of one relation: here at once, in WeCom soon after."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        pair = await known_as(unit, CustomerId(customer_id), StaffId(data.staff_id))
        await remarks.set_remark(unit, pair, data.remark, source=viewer.actor)
        return await _shown(unit, pair.customer_id, viewer=viewer, seals=seals, channel_names=channel_names)


@post("/customers/{customer_id:int}/stage", operation_id="moveStage", status_code=HTTP_200_OK, tags=["customers"])
async def move_stage(
    *,
    customer_id: int,
    data: StageChange,
    database: Database,
    viewer: Viewer,
    seals: PhoneSeals,
    channel_names: ChannelNames,
) -> CustomerView:
    """Move a customer to another stage, forward or back."""
    viewer.require(Right.OPERATE)
    whom = CustomerId(customer_id)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await stages.move_stage(unit, whom, StageId(data.stage_id))
        return await _shown(unit, whom, viewer=viewer, seals=seals, channel_names=channel_names)


@get("/attributes", operation_id="listAttributes", tags=["customers"])
async def list_attributes(database: Database, viewer: Viewer) -> AttributeList:
    """Return all attributes that are defined."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return attribute_list(await attributes.list_attributes(session))


@post("/attributes", operation_id="defineAttribute", status_code=HTTP_200_OK, tags=["customers"])
async def define_attribute(data: NewAttribute, database: Database, viewer: Viewer) -> AttributeDefinitionView:
    """Define an attribute, or give one that is there another label."""
    viewer.require(Right.OPERATE)
    definition = AttributeDefinition(key=data.key, label=data.label, type=data.type)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return attribute_definition(await attributes.define_attribute(unit, definition))


@get("/tags", operation_id="listTags", tags=["customers"])
async def list_tags(database: Database, viewer: Viewer) -> TagLibraryView:
    """Return the tag library in WeCom's order."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return tag_library(await tags.list_tags(session))


@post("/tags", operation_id="createTags", status_code=HTTP_200_OK, tags=["customers"])
async def create_tags(data: NewTags, database: Database, viewer: Viewer, wecom_tags: TagLibrary) -> TagLibraryView:
    """Create tags in WeCom, and return the library with them."""
    viewer.require(Right.OPERATE)
    groups = await tags.create_tags(
        database, viewer.corp_id, wecom_tags, group_name=data.group_name, names=data.names, actor=viewer.actor
    )
    return tag_library(groups)


async def _shown(
    session: Session,
    customer_id: CustomerId,
    *,
    viewer: Viewer,
    seals: PhoneSeals,
    channel_names: ChannelNames,
) -> CustomerView:
    detail = await lists.get_customer(session, customer_id, seals=seals)
    channels = await channel_names(session, _channels([detail.row, *detail.relations]))
    return customer_view(detail, channels, personal=viewer.may(Right.READ_PERSONAL))


def _channels(items: Iterable[CustomerRow | RelationView | TimelineEntry]) -> set[ChannelId]:
    return {one.channel_id for one in items if one.channel_id is not None}


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=CORP_ZONE)


ROUTES = [
    list_customers,
    get_customer,
    get_timeline,
    change_tags,
    set_attribute,
    set_remark,
    move_stage,
    list_attributes,
    define_attribute,
    list_tags,
    create_tags,
]
