"""HTTP of segments."""

import time
from typing import Annotated

from litestar import get, post, put
from litestar.params import HeaderParameter
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from lingqu.customers.ports import ChannelNames
from lingqu.infra.database import Database, Session
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.languages import Language
from lingqu.segments.api import saving
from lingqu.segments.api.previewing import preview
from lingqu.segments.api.progress import see_progress
from lingqu.segments.api.speaking import list_choices, say_all
from lingqu.segments.api.standing import as_of
from lingqu.segments.api.versions import list_effects
from lingqu.segments.contracts.segments import Segment
from lingqu.segments.domain.reading import convert
from lingqu.segments.leaves import Shelf
from lingqu.segments.ports import AudienceDrafts
from lingqu.segments.schemas import segments as schemas

AcceptLanguage = Annotated[str, HeaderParameter(name="Accept-Language")]


@get("/segments", operation_id="listSegments", tags=["segments"])
async def list_segments(
    *, database: Database, viewer: Viewer, channel_names: ChannelNames, accept_language: AcceptLanguage = "zh-CN"
) -> schemas.SegmentList:
    """Return all segments that are not put away, the newest change first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        found = await saving.list_segments(session)
        meant = [one.definition for one in found]
        said = await say_all(session, meant, channel_names, language=language_of(accept_language))
        counted = await as_of(session, found)
        progress = schemas.progress_views(await see_progress(session, found), found)
    return schemas.SegmentList(
        items=[
            schemas.segment_row(one, sentence, progress.get(one.segment_id))
            for one, sentence in zip(found, said, strict=True)
        ],
        as_of=counted,
    )


@post("/segments", operation_id="createSegment", status_code=HTTP_200_OK, tags=["segments"])
async def create_segment(
    *,
    data: schemas.NewSegment,
    database: Database,
    viewer: Viewer,
    channel_names: ChannelNames,
    accept_language: AcceptLanguage = "zh-CN",
) -> schemas.SegmentView:
    """Save a definition under a name; its members are found in the background."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        made = await saving.create(unit, name=data.name, definition=convert(data.definition), fires=data.fires)
        return await _shown(unit, made, channel_names, accept_language)


@get("/segments/{segment_id:int}", operation_id="getSegment", tags=["segments"])
async def get_segment(
    *,
    segment_id: int,
    database: Database,
    viewer: Viewer,
    channel_names: ChannelNames,
    accept_language: AcceptLanguage = "zh-CN",
) -> schemas.SegmentView:
    """Return a segment with all that it ever meant."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return await _shown(session, await saving.get(session, segment_id), channel_names, accept_language)


@put("/segments/{segment_id:int}", operation_id="reviseSegment", tags=["segments"])
async def revise_segment(
    *,
    segment_id: int,
    data: schemas.SegmentRevision,
    database: Database,
    viewer: Viewer,
    channel_names: ChannelNames,
    accept_language: AcceptLanguage = "zh-CN",
) -> schemas.SegmentView:
    """Save another name or meaning; a meaning that changed is a new version."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        made = await saving.revise(
            unit,
            segment_id,
            version=data.version,
            name=data.name,
            definition=convert(data.definition),
            fires=data.fires,
        )
        return await _shown(unit, made, channel_names, accept_language)


@post(
    "/segments/{segment_id:int}/archive",
    operation_id="archiveSegment",
    status_code=HTTP_204_NO_CONTENT,
    tags=["segments"],
)
async def archive_segment(
    *, segment_id: int, database: Database, viewer: Viewer, audience_drafts: AudienceDrafts
) -> None:
    """Put a segment away, for good: nobody enters or leaves it any more. Refused while others need it.

    Others are segments that read it, and drafts of broadcasts that are for it.
    """
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await saving.archive(unit, segment_id, audience_drafts=audience_drafts)


@get("/segments/vocabulary", operation_id="getSegmentVocabulary", tags=["segments"])
async def get_vocabulary(
    *, database: Database, viewer: Viewer, accept_language: AcceptLanguage = "zh-CN"
) -> schemas.VocabularyView:
    """Return what a definition may name; tags, channels, staff and departments have lists of their own."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        choices = await list_choices(session, language=language_of(accept_language))
    return schemas.vocabulary_view(choices)


@post("/segments/preview", operation_id="previewSegment", status_code=HTTP_200_OK, tags=["segments"])
async def preview_segment(
    *,
    data: schemas.PreviewAsked,
    database: Database,
    viewer: Viewer,
    history_door: HistoryDoor,
    shelf: Shelf,
    channel_names: ChannelNames,
    accept_language: AcceptLanguage = "zh-CN",
) -> schemas.SegmentPreviewView:
    """Say a definition in words and count who fits now; nothing is kept. A fault is told with its `place`."""
    viewer.require(Right.READ)
    began = time.monotonic()
    async with database.read(viewer.corp_id) as session:
        tried = await preview(
            session,
            history_door,
            shelf,
            data.definition,
            itself=data.segment_id,
            at=database.clock.now(),
            channel_names=channel_names,
            language=language_of(accept_language),
        )
    return schemas.preview_view(tried, seconds=time.monotonic() - began, personal=viewer.may(Right.READ_PERSONAL))


async def _shown(
    session: Session, segment: Segment, channel_names: ChannelNames, accept_language: str
) -> schemas.SegmentView:
    effects = await list_effects(session, segment.segment_id, channel_names, language=language_of(accept_language))
    living = await saving.list_segments(session) if segment.is_building else []
    progress = schemas.progress_views(await see_progress(session, living), living)
    return schemas.segment_view(
        segment,
        effects,
        await saving.list_readers(session, segment.segment_id),
        as_of=await as_of(session, [segment]),
        progress=progress.get(segment.segment_id),
    )


def language_of(accept_language: str) -> Language:
    """Return the language to speak."""
    return Language.EN if accept_language.strip().lower().startswith("en") else Language.ZH


ROUTES = [
    list_segments,
    create_segment,
    get_segment,
    revise_segment,
    archive_segment,
    get_vocabulary,
    preview_segment,
]
