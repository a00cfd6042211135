"""HTTP of deliveries: those of a customer and of a broadcast, and pictures."""

from typing import Annotated

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter
from litestar.status_codes import HTTP_200_OK

from lingqu.deliveries.api import pictures, reads
from lingqu.deliveries.contracts import DeliveryState
from lingqu.deliveries.schemas import DeliveryList, UploadedPicture, delivery_list
from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import BroadcastId, CustomerId, GroupchatId
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT

FORM_BYTES = pictures.MOST_BYTES + 64 * 1024
"""A picture and the form around it."""


@get("/customers/{customer_id:int}/deliveries", operation_id="listCustomerDeliveries", tags=["deliveries"])
async def list_customer_deliveries(
    *,
    customer_id: int,
    database: Database,
    viewer: Viewer,
    cursor: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> DeliveryList:
    """Return a page of what was said, or was not, to a customer; the newest first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        page = await reads.list_customer_deliveries(session, CustomerId(customer_id), cursor=cursor, limit=limit)
    return delivery_list(page, personal=viewer.may(Right.READ_PERSONAL))


@get("/groupchats/{groupchat_id:int}/deliveries", operation_id="listGroupchatDeliveries", tags=["deliveries"])
async def list_groupchat_deliveries(
    *,
    groupchat_id: int,
    database: Database,
    viewer: Viewer,
    cursor: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> DeliveryList:
    """Return a page of what was sent, or was not, into a customer group; the newest first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        page = await reads.list_groupchat_deliveries(session, GroupchatId(groupchat_id), cursor=cursor, limit=limit)
    return delivery_list(page, personal=viewer.may(Right.READ_PERSONAL))


@get("/broadcasts/{broadcast_id:int}/deliveries", operation_id="listBroadcastDeliveries", tags=["deliveries"])
async def list_broadcast_deliveries(
    *,
    broadcast_id: int,
    database: Database,
    viewer: Viewer,
    delivery_state: Annotated[DeliveryState | None, QueryParameter(name="state")] = None,
    taken_out: bool = False,
    cursor: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> DeliveryList:
    """Return a page of a broadcast's messages, by state; or of customers taken out while it was on its way."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        page = await reads.list_broadcast_deliveries(
            session,
            BroadcastId(broadcast_id),
            state=delivery_state,
            taken_out=taken_out,
            cursor=cursor,
            limit=limit,
        )
    return delivery_list(page, personal=viewer.may(Right.READ_PERSONAL))


@post(
    "/blobs",
    operation_id="uploadPicture",
    status_code=HTTP_200_OK,
    request_max_body_size=FORM_BYTES,
    tags=["deliveries"],
)
async def upload_picture(
    *,
    data: Annotated[dict[str, UploadFile], Body(media_type=RequestEncodingType.MULTI_PART)],
    viewer: Viewer,
    blobs: BlobStore,
) -> UploadedPicture:
    """Keep a JPG or PNG of at most 2 MB, in the field `file`."""
    viewer.require(Right.OPERATE)
    file = data.get("file")
    kept = await pictures.keep_picture(blobs, viewer.corp_id, await file.read() if file else b"")
    return UploadedPicture(
        blob_key=kept.blob_key,
        kind="image",
        width=kept.width,
        height=kept.height,
        bytes=kept.bytes,
        url=f"/api/blobs/{kept.blob_key}",
    )


@get("/blobs/{key:str}", operation_id="getPicture", tags=["deliveries"])
async def get_picture(*, key: str, viewer: Viewer, blobs: BlobStore) -> Response[bytes]:
    """Return a picture; its key names its content, so it never changes."""
    viewer.require(Right.READ)
    content, media_type = await pictures.read_picture(blobs, viewer.corp_id, key)
    return Response(content, media_type=media_type, headers={"cache-control": "private, max-age=31536000, immutable"})


ROUTES = [
    list_customer_deliveries,
    list_groupchat_deliveries,
    list_broadcast_deliveries,
    upload_picture,
    get_picture,
]
