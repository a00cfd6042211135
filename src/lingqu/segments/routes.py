"""HTTP of segments."""

import time
from typing import Annotated

from litestar import get, post
from litestar.params import HeaderParameter
from litestar.status_codes import HTTP_200_OK

from lingqu.customers.ports import ChannelNames
from lingqu.infra.database import Database
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.access import Right, Viewer
from lingqu.segments import schemas
from lingqu.segments.api.previewing import preview
from lingqu.segments.api.speaking import list_choices
from lingqu.segments.domain.sentences.names import Language
from lingqu.segments.leaves import Shelf

AcceptLanguage = Annotated[str, HeaderParameter(name="Accept-Language")]


@get("/segments/vocabulary", operation_id="getSegmentVocabulary", tags=["segments"])
async def get_vocabulary(
    *, database: Database, viewer: Viewer, accept_language: AcceptLanguage = "zh-CN"
) -> schemas.VocabularyView:
    """Return what a definition may name; tags, channels, staff and departments have lists of their own."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        choices = await list_choices(session, language=_language(accept_language))
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
            at=database.clock.now(),
            channel_names=channel_names,
            language=_language(accept_language),
        )
    return schemas.preview_view(tried, seconds=time.monotonic() - began, personal=viewer.may(Right.READ_PERSONAL))


def _language(accept_language: str) -> Language:
    return Language.EN if accept_language.strip().lower().startswith("en") else Language.ZH


ROUTES = [get_vocabulary, preview_segment]
