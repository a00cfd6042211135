"""HTTP of segments as text."""

from litestar import get, post
from litestar.status_codes import HTTP_200_OK

from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.text.faults import BadTextError
from lingqu.segments.api import saving, texts
from lingqu.segments.domain.reading import convert
from lingqu.segments.routes.segments import AcceptLanguage, language_of
from lingqu.segments.schemas import texts as schemas


@get("/segments/{segment_id:int}/text", operation_id="getSegmentText", tags=["segments"])
async def get_text(*, segment_id: int, database: Database, viewer: Viewer) -> schemas.SegmentTextView:
    """Return a segment as the text that `lingqu segments apply` takes; names stand for numbers."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        segment = await saving.get(session, segment_id)
        text = await texts.write_text(session, [(segment.name, segment.definition)])
    return schemas.SegmentTextView(text=text)


@post("/segments/text/write", operation_id="writeSegmentText", status_code=HTTP_200_OK, tags=["segments"])
async def write_text(*, data: schemas.TextAsked, database: Database, viewer: Viewer) -> schemas.SegmentTextView:
    """Return a definition that is being edited as text."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        text = await texts.write_text(session, [(data.name, convert(data.definition))])
    return schemas.SegmentTextView(text=text)


@post("/segments/text", operation_id="readSegmentText", status_code=HTTP_200_OK, tags=["segments"])
async def read_text(
    *,
    data: schemas.TextGiven,
    database: Database,
    viewer: Viewer,
    accept_language: AcceptLanguage = "zh-CN",
) -> schemas.ReadTextView:
    """Return what the text of one segment means, or every fault with its line; nothing is kept."""
    viewer.require(Right.READ)
    try:
        async with database.read(viewer.corp_id) as session:
            name, definition = await texts.read_one(session, data.text, itself=data.segment_id)
    except BadTextError as error:
        return schemas.faulty(texts.say_faults(error, language_of(accept_language)))
    return schemas.sound(name, definition)


ROUTES = [get_text, write_text, read_text]
