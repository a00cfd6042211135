"""HTTP of broadcasts as text."""

from litestar import get, post
from litestar.status_codes import HTTP_200_OK

from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import BroadcastId
from lingqu.kernel.text.faults import BadTextError
from lingqu.outreach.api import broadcasts, texts
from lingqu.outreach.ports import PictureFiles
from lingqu.outreach.schemas.texts import BroadcastTextOut, TextsInput, TextsOut, changes_out, faults_out
from lingqu.segments.leaves import Shelf
from lingqu.segments.routes.segments import AcceptLanguage, language_of


class NoFiles(PictureFiles):
    """Beside a text that came by itself lies nothing: its pictures are keys of those that were uploaded."""

    async def read(self, file: str, path: str) -> bytes | None:
        """Return None."""
        del file, path


@get("/broadcasts/{broadcast_id:int}/text", operation_id="getBroadcastText", tags=["outreach"])
async def get_text(*, broadcast_id: int, database: Database, viewer: Viewer) -> BroadcastTextOut:
    """Return a broadcast as the text that `lingqu broadcasts apply` takes; names stand for numbers."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        broadcast = await broadcasts.get_broadcast(session, BroadcastId(broadcast_id))
        return BroadcastTextOut(text=await texts.write_text(session, [broadcast]))


@post("/broadcasts/text/diff", operation_id="diffBroadcastTexts", status_code=HTTP_200_OK, tags=["outreach"])
async def diff_texts(
    *,
    data: TextsInput,
    database: Database,
    viewer: Viewer,
    blobs: BlobStore,
    shelf: Shelf,
    accept_language: AcceptLanguage = "zh-CN",
) -> TextsOut:
    """Return what texts would change, or every fault with its line; nothing is kept."""
    viewer.require(Right.READ)
    try:
        prepared = await texts.prepare(database, viewer.corp_id, data.texts, shelf=shelf, blobs=blobs, files=NoFiles())
    except BadTextError as error:
        return faults_out(texts.say_faults(error, language_of(accept_language)))
    return changes_out(prepared.changes)


@post("/broadcasts/text/apply", operation_id="applyBroadcastTexts", status_code=HTTP_200_OK, tags=["outreach"])
async def apply_texts(
    *,
    data: TextsInput,
    database: Database,
    viewer: Viewer,
    blobs: BlobStore,
    shelf: Shelf,
    accept_language: AcceptLanguage = "zh-CN",
) -> TextsOut:
    """Make, change and schedule what texts say, all or none; nothing leaves now, and faults change nothing."""
    viewer.require(Right.OPERATE)
    try:
        prepared = await texts.prepare(database, viewer.corp_id, data.texts, shelf=shelf, blobs=blobs, files=NoFiles())
    except BadTextError as error:
        return faults_out(texts.say_faults(error, language_of(accept_language)))
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await texts.apply(unit, prepared, by=viewer.actor, created_by=viewer.name)
    return changes_out(prepared.changes)


ROUTES = [get_text, diff_texts, apply_texts]
