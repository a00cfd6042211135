"""HTTP of what makes a segment understood: its sizes, overlaps, changes, and in which a customer is."""

from typing import Annotated

from litestar import get, post
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_200_OK

from lingqu.customers.ports import ChannelNames
from lingqu.infra.database import Database
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import CustomerId
from lingqu.segments.api.belonging import list_belongings
from lingqu.segments.api.overlapping import overlap_of_definition, overlap_of_segment
from lingqu.segments.api.saving import read_vocabulary
from lingqu.segments.api.sizes import MOST_DAYS, USUAL_DAYS, list_sizes
from lingqu.segments.api.versions import compare_versions
from lingqu.segments.domain.checking import checked
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.reading import convert
from lingqu.segments.errors import BadDefinitionError
from lingqu.segments.leaves import Shelf
from lingqu.segments.routes.segments import AcceptLanguage, language_of
from lingqu.segments.schemas import understanding as schemas

Days = Annotated[int, QueryParameter(ge=1, le=MOST_DAYS)]


@get("/segments/{segment_id:int}/sizes", operation_id="getSegmentSizes", tags=["segments"])
async def get_sizes(
    *, segment_id: int, database: Database, viewer: Viewer, days: Days = USUAL_DAYS
) -> schemas.SegmentSizesView:
    """Return the size of a segment on each of the last days, with who came and went."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return schemas.sizes_view(await list_sizes(session, segment_id, days=days))


@get("/segments/{segment_id:int}/versions/{version:int}/changes", operation_id="getSegmentChanges", tags=["segments"])
async def get_changes(
    *,
    segment_id: int,
    version: int,
    database: Database,
    viewer: Viewer,
    channel_names: ChannelNames,
    since: int | None = None,
    accept_language: AcceptLanguage = "zh-CN",
) -> schemas.ChangesView:
    """Lay a version over an older one (`since`; by default the one before): which conditions are new, gone, other."""
    viewer.require(Right.READ)
    language = language_of(accept_language)
    async with database.read(viewer.corp_id) as session:
        found = await compare_versions(
            session, segment_id, version, since=since, channel_names=channel_names, language=language
        )
    return schemas.changes_view(found)


@post("/segments/overlap", operation_id="overlapSegments", status_code=HTTP_200_OK, tags=["segments"])
async def overlap(
    *, data: schemas.OverlapAsked, database: Database, viewer: Viewer, history_door: HistoryDoor, shelf: Shelf
) -> schemas.OverlapsView:
    """Tell how many of a segment, or of whom a definition means, are in each other segment."""
    viewer.require(Right.READ)
    look = Look(database.clock.now())
    async with database.read(viewer.corp_id) as session:
        if data.definition is not None:
            definition = checked(convert(data.definition), await read_vocabulary(session), itself=data.segment_id)
            found = await overlap_of_definition(session, history_door, shelf, definition, look, itself=data.segment_id)
        elif data.segment_id is not None:
            found = await overlap_of_segment(session, history_door, shelf, data.segment_id, look)
        else:
            raise BadDefinitionError("say a segment or a definition", place="body.definition")
    return schemas.overlaps_view(found)


@get("/customers/{customer_id:int}/segments", operation_id="listSegmentsOfCustomer", tags=["segments"])
async def list_of_customer(
    *, customer_id: int, database: Database, viewer: Viewer, shelf: Shelf
) -> schemas.BelongingList:
    """Return the segments that a customer is a member of, and since when."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return schemas.belonging_list(await list_belongings(session, shelf, CustomerId(customer_id)))


ROUTES = [get_sizes, get_changes, overlap, list_of_customer]
