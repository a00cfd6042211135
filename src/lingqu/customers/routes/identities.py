"""HTTP of identities: what people are known by, merges taken back, quarantine."""

from typing import Annotated

from litestar import get, post
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from lingqu.customers.api import identities, persons
from lingqu.customers.ports import PhoneSeals
from lingqu.customers.schemas.identities import (
    IdentitiesView,
    QuarantinedList,
    Unmerge,
    identities_view,
    quarantined_list,
)
from lingqu.infra.database import Database
from lingqu.infra.settings import Settings
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import CustomerId, IdentityId, MergeId
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT

Limit = Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)]


@get("/customers/{customer_id:int}/identities", operation_id="getIdentities", tags=["customers"])
async def get_identities(customer_id: int, database: Database, viewer: Viewer, seals: PhoneSeals) -> IdentitiesView:
    """Return all that the person is known by, where it came from, and every merge with its reason."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        known = await persons.get_identities(session, CustomerId(customer_id), seals=seals)
    return identities_view(known, personal=viewer.may(Right.READ_PERSONAL))


@post("/customers/{customer_id:int}/unmerge", operation_id="unmerge", status_code=HTTP_200_OK, tags=["customers"])
async def unmerge(
    *, customer_id: int, data: Unmerge, database: Database, viewer: Viewer, seals: PhoneSeals, settings: Settings
) -> IdentitiesView:
    """Take a merge back: both sides are again who they were, and what joined them will not join them again."""
    viewer.require(Right.OPERATE)
    whom = CustomerId(customer_id)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await identities.unmerge(unit, whom, MergeId(data.merge_id), most=settings.identity_most_customers)
        known = await persons.get_identities(unit, whom, seals=seals)
    return identities_view(known, personal=viewer.may(Right.READ_PERSONAL))


@get("/identities/quarantined", operation_id="listQuarantined", tags=["customers"])
async def list_quarantined(
    *,
    database: Database,
    viewer: Viewer,
    seals: PhoneSeals,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> QuarantinedList:
    """Return a page of identities that would join too many customers, with those they would have joined."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        page = await persons.list_quarantined(session, seals=seals, cursor=cursor, limit=limit)
    return quarantined_list(page, personal=viewer.may(Right.READ_PERSONAL))


@post(
    "/identities/{identity_id:int}/release",
    operation_id="releaseIdentity",
    status_code=HTTP_204_NO_CONTENT,
    tags=["customers"],
)
async def release(identity_id: int, database: Database, viewer: Viewer, settings: Settings) -> None:
    """Let an identity out of quarantine: it joins those it was seen with."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await identities.release(unit, IdentityId(identity_id), most=settings.identity_most_customers)


ROUTES = [get_identities, unmerge, list_quarantined, release]
