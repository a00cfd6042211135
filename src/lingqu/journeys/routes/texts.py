"""HTTP of journeys as text, and of definitions that are being written."""

from litestar import post
from litestar.status_codes import HTTP_200_OK

from lingqu.infra.database import Database
from lingqu.journeys.api import texts
from lingqu.journeys.api.checking import list_problems
from lingqu.journeys.domain.reading import convert
from lingqu.journeys.schemas import texts as schemas
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.text.faults import BadTextError
from lingqu.segments.routes.segments import AcceptLanguage, language_of


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


@post("/journeys/check", operation_id="checkJourney", status_code=HTTP_200_OK, tags=["journeys"])
async def check_definition(
    *, data: schemas.JourneyGiven, database: Database, viewer: Viewer
) -> schemas.JourneyCheckedOut:
    """Return everything that keeps a definition from being published, each with its place; nothing is kept."""
    viewer.require(Right.READ)
    definition = convert(data.definition)
    async with database.read(viewer.corp_id) as session:
        return schemas.JourneyCheckedOut(problems=schemas.problems_out(await list_problems(session, definition)))


ROUTES = [write_text, read_text, check_definition]
