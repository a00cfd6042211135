"""HTTP of deliveries: of the whole corp, of a customer, of a broadcast; pictures, videos and files."""

from datetime import date
from typing import Annotated

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import Provide
from litestar.enums import RequestEncodingType
from litestar.params import Body, HeaderParameter, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_206_PARTIAL_CONTENT, HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE

from lingqu.deliveries.api import exploring, files, pictures, reads, videos
from lingqu.deliveries.contracts import DeliveryChannel, DeliveryState, Reason
from lingqu.deliveries.contracts.exploring import DeliveryFilter
from lingqu.deliveries.contracts.materials import MOST_FILE_BYTES
from lingqu.deliveries.contracts.moments import MOST_VIDEO_BYTES
from lingqu.deliveries.domain.ranges import part_asked
from lingqu.deliveries.schemas import (
    DeliveryList,
    DeliverySummary,
    UploadedFile,
    UploadedPicture,
    UploadedVideo,
    delivery_list,
    delivery_summary,
)
from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.days import days_asked
from lingqu.kernel.ids import BroadcastId, CustomerId, DepartmentId, GroupchatId, MomentId, StaffId
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT

FORM_BYTES = 64 * 1024
"""What stands around a file."""

Form = Annotated[dict[str, UploadFile], Body(media_type=RequestEncodingType.MULTI_PART)]

From = Annotated[date | None, QueryParameter(name="from", description="First day; six days before the last if absent")]
To = Annotated[date | None, QueryParameter(name="to", description="Last day, included; today if absent")]


def asked(
    *,
    database: Database,
    from_on: From = None,
    to_on: To = None,
    of_state: Annotated[DeliveryState | None, QueryParameter(name="state")] = None,
    reason: Reason | None = None,
    channel: DeliveryChannel | None = None,
    customer_id: int | None = None,
    staff_id: int | None = None,
    department_id: int | None = None,
    broadcast_id: int | None = None,
    moment_id: int | None = None,
    programme_id: int | None = None,
) -> DeliveryFilter:
    """Read which deliveries are asked for."""
    return DeliveryFilter(
        days=days_asked(
            from_on, to_on, at=database.clock.now(), usual=exploring.USUAL_DAYS, longest=exploring.LONGEST_DAYS
        ),
        state=of_state,
        reason=reason,
        channel=channel,
        customer_id=None if customer_id is None else CustomerId(customer_id),
        staff_id=None if staff_id is None else StaffId(staff_id),
        department_id=None if department_id is None else DepartmentId(department_id),
        broadcast_id=None if broadcast_id is None else BroadcastId(broadcast_id),
        moment_id=None if moment_id is None else MomentId(moment_id),
        programme_id=programme_id,
    )


ASKED = {"wanted": Provide(asked, sync_to_thread=False)}


@get("/deliveries", operation_id="listDeliveries", tags=["deliveries"], dependencies=ASKED)
async def list_deliveries(
    *,
    wanted: DeliveryFilter,
    database: Database,
    viewer: Viewer,
    cursor: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> DeliveryList:
    """Return a page of messages planned on some days, the last planned first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        page = await exploring.list_deliveries(session, wanted, cursor=cursor, limit=limit)
    return delivery_list(page, personal=viewer.may(Right.READ_PERSONAL))


@get("/deliveries/summary", operation_id="getDeliverySummary", tags=["deliveries"], dependencies=ASKED)
async def get_delivery_summary(*, wanted: DeliveryFilter, database: Database, viewer: Viewer) -> DeliverySummary:
    """Return what became of how many, and why; the state and the reason asked for do not narrow it."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return delivery_summary(wanted.days, await exploring.count_outcomes(session, wanted))


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
    request_max_body_size=pictures.MOST_UPLOADED_BYTES + FORM_BYTES,
    tags=["deliveries"],
)
async def upload_picture(*, data: Form, viewer: Viewer, blobs: BlobStore) -> UploadedPicture:
    """Keep a JPG or PNG of at most 10 MB, in the field `file`; of more than 2 MB, it is made smaller."""
    viewer.require(Right.OPERATE)
    kept = await pictures.keep_picture(blobs, viewer.corp_id, await _file_of(data))
    return UploadedPicture(
        blob_key=kept.blob_key,
        kind="image",
        width=kept.width,
        height=kept.height,
        bytes=kept.bytes,
        url=f"/api/blobs/{kept.blob_key}",
    )


@post(
    "/blobs/videos",
    operation_id="uploadVideo",
    status_code=HTTP_200_OK,
    request_max_body_size=MOST_VIDEO_BYTES + FORM_BYTES,
    tags=["deliveries"],
)
async def upload_video(*, data: Form, viewer: Viewer, blobs: BlobStore, any_length: bool = False) -> UploadedVideo:
    """Keep an MP4 of at most 10 MB, in the field `file`: of at most 30 s for moments, of any length for materials."""
    viewer.require(Right.OPERATE)
    kept = await videos.keep_video(blobs, viewer.corp_id, await _file_of(data), any_length=any_length)
    return UploadedVideo(
        blob_key=kept.blob_key, kind="video", seconds=kept.seconds, bytes=kept.bytes, url=f"/api/blobs/{kept.blob_key}"
    )


@post(
    "/blobs/files",
    operation_id="uploadFile",
    status_code=HTTP_200_OK,
    request_max_body_size=MOST_FILE_BYTES + FORM_BYTES,
    tags=["deliveries"],
)
async def upload_file(*, data: Form, viewer: Viewer, blobs: BlobStore) -> UploadedFile:
    """Keep any file of at most 20 MB for a material, in the field `file`, with its name."""
    viewer.require(Right.OPERATE)
    name = data["file"].filename if "file" in data else ""
    kept = await files.keep_file(blobs, viewer.corp_id, await _file_of(data), name=name)
    return UploadedFile(
        blob_key=kept.blob_key, kind="file", name=kept.name, bytes=kept.bytes, url=f"/api/blobs/{kept.blob_key}"
    )


@get("/blobs/{key:str}", operation_id="getPicture", tags=["deliveries"])
async def get_picture(
    *,
    key: str,
    viewer: Viewer,
    blobs: BlobStore,
    part: Annotated[str | None, HeaderParameter(name="range", description="One range of bytes")] = None,
    unless_changed: Annotated[str | None, HeaderParameter(name="if-range")] = None,
) -> Response[bytes]:
    """Return a picture, a video or a file, whole or in part; its key names its content, so it never changes."""
    viewer.require(Right.READ)
    content, media_type = await pictures.read_picture(blobs, viewer.corp_id, key)
    tag = f'"{key}"'
    headers = {"cache-control": "private, max-age=31536000, immutable", "accept-ranges": "bytes", "etag": tag}
    asked = part_asked(part, len(content), unless_changed=unless_changed, tag=tag)
    if asked is None:
        return Response(content, media_type=media_type, headers=headers)
    if asked.is_empty:
        headers |= {"content-range": f"bytes */{len(content)}"}
        return Response(b"", status_code=HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    headers |= {"content-range": f"bytes {asked.start}-{asked.end - 1}/{len(content)}"}
    return Response(
        content[asked.start : asked.end],
        status_code=HTTP_206_PARTIAL_CONTENT,
        media_type=media_type,
        headers=headers,
    )


async def _file_of(data: dict[str, UploadFile]) -> bytes:
    file = data.get("file")
    return await file.read() if file else b""


ROUTES = [
    list_deliveries,
    get_delivery_summary,
    list_customer_deliveries,
    list_groupchat_deliveries,
    list_broadcast_deliveries,
    upload_picture,
    upload_video,
    upload_file,
    get_picture,
]
