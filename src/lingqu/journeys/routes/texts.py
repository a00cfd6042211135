"""HTTP of journeys as text, and of definitions that are being written."""

from asyncio import to_thread

from litestar import get, post
from litestar.status_codes import HTTP_200_OK

from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database
from lingqu.journeys.api import applying, texts
from lingqu.journeys.api.checking import list_problems
from lingqu.journeys.api.publishing import get_journey
from lingqu.journeys.api.trying import try_texts
from lingqu.journeys.contracts.enrollments import JourneyId
from lingqu.journeys.domain.reading import convert
from lingqu.journeys.schemas import texts as schemas
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.text.faults import BadTextError
from lingqu.outreach.routes.texts import NoFiles
from lingqu.segments.routes.segments import AcceptLanguage, language_of


@get("/journeys/{journey_id:int}/text", operation_id="getJourneyText", tags=["journeys"])
async def get_text(*, journey_id: int, database: Database, viewer: Viewer) -> schemas.JourneyTextOut:
    """Return a journey's draft as the text that `lingqu journeys apply` takes; names stand for numbers."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        journey = await get_journey(session, JourneyId(journey_id))
        return schemas.JourneyTextOut(text=await texts.write_text(session, [(journey.name, journey.draft)]))


@post("/journeys/text/write", operation_id="writeJourneyText", status_code=HTTP_200_OK, tags=["journeys"])
async def write_text(*, data: schemas.JourneyTextAsked, database: Database, viewer: Viewer) -> schemas.JourneyTextOut:
    """Return a definition that is being edited as text."""
    viewer.require(Right.READ)
    definition = convert(data.definition)
    async with database.read(viewer.corp_id) as session:
        return schemas.JourneyTextOut(text=await texts.write_text(session, [(data.name, definition)]))


@post("/journeys/text", operation_id="readJourneyText", status_code=HTTP_200_OK, tags=["journeys"])
async def read_text(
    *,
    data: schemas.JourneyTextGiven,
    database: Database,
    viewer: Viewer,
    accept_language: AcceptLanguage = "zh-CN",
) -> schemas.JourneyReadOut:
    """Return what the text of one journey means, or every fault with its line; nothing is kept."""
    viewer.require(Right.READ)
    try:
        async with database.read(viewer.corp_id) as session:
            return schemas.read_out(*await texts.read_one(session, data.text))
    except BadTextError as error:
        faults = schemas.faults_out(texts.say_faults(error, language_of(accept_language)))
        return schemas.JourneyReadOut(name=None, definition=None, faults=faults)


@post("/journeys/text/diff", operation_id="diffJourneyTexts", status_code=HTTP_200_OK, tags=["journeys"])
async def diff_texts(
    *,
    data: schemas.JourneyTextsGiven,
    database: Database,
    viewer: Viewer,
    blobs: BlobStore,
    accept_language: AcceptLanguage = "zh-CN",
) -> schemas.JourneyTextsOut:
    """Return what texts would change, or every fault with its line; nothing is kept."""
    viewer.require(Right.READ)
    try:
        prepared = await applying.prepare(database, viewer.corp_id, data.texts, blobs=blobs, files=NoFiles())
    except BadTextError as error:
        faults = schemas.faults_out(texts.say_faults(error, language_of(accept_language)))
        return schemas.JourneyTextsOut(journeys=[], faults=faults)
    return schemas.changes_out(prepared.changes)


@post("/journeys/text/apply", operation_id="applyJourneyTexts", status_code=HTTP_200_OK, tags=["journeys"])
async def apply_texts(
    *,
    data: schemas.JourneyTextsGiven,
    database: Database,
    viewer: Viewer,
    blobs: BlobStore,
    accept_language: AcceptLanguage = "zh-CN",
) -> schemas.JourneyTextsOut:
    """Write the drafts that texts make new or other, all or none; nothing is published, and faults change nothing."""
    viewer.require(Right.OPERATE)
    try:
        prepared = await applying.prepare(database, viewer.corp_id, data.texts, blobs=blobs, files=NoFiles())
    except BadTextError as error:
        faults = schemas.faults_out(texts.say_faults(error, language_of(accept_language)))
        return schemas.JourneyTextsOut(journeys=[], faults=faults)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await applying.apply(unit, prepared, by=viewer.name)
    return schemas.changes_out(prepared.changes)


@post("/journeys/text/test", operation_id="testJourneyTexts", status_code=HTTP_200_OK, tags=["journeys"])
async def try_people(
    *, data: schemas.JourneyTextsGiven, viewer: Viewer, accept_language: AcceptLanguage = "zh-CN"
) -> schemas.JourneyTestsOut:
    """Send the people of texts' tests on their ways, in stepped time; nothing of the corp is asked."""
    viewer.require(Right.READ)
    language = language_of(accept_language)
    try:
        return schemas.tests_out(await to_thread(try_texts, data.texts, language))
    except BadTextError as error:
        return schemas.JourneyTestsOut(tests=[], faults=schemas.faults_out(texts.say_faults(error, language)))


@post("/journeys/check", operation_id="checkJourney", status_code=HTTP_200_OK, tags=["journeys"])
async def check_definition(
    *, data: schemas.JourneyGiven, database: Database, viewer: Viewer
) -> schemas.JourneyCheckedOut:
    """Return everything that keeps a definition from being published, each with its place; nothing is kept."""
    viewer.require(Right.READ)
    definition = convert(data.definition)
    async with database.read(viewer.corp_id) as session:
        return schemas.JourneyCheckedOut(problems=schemas.problems_out(await list_problems(session, definition)))


ROUTES = [get_text, write_text, read_text, diff_texts, apply_texts, try_people, check_definition]
