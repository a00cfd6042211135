"""HTTP of journeys: drafts, versions, who is on the way, and why each went where."""

from typing import Annotated

from litestar import get, post, put
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_200_OK

from lingqu.infra.database import Database
from lingqu.journeys.api import looking, publishing
from lingqu.journeys.api.putting_in import put_in
from lingqu.journeys.contracts.enrollments import EnrollmentId, EnrollmentState, JourneyId
from lingqu.journeys.domain.reading import convert
from lingqu.journeys.schemas import journeys as schemas
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import CustomerId
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT


@get("/journeys", operation_id="listJourneys", tags=["journeys"])
async def list_journeys(*, database: Database, viewer: Viewer) -> schemas.JourneyList:
    """Return all journeys, the newest first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return schemas.JourneyList(items=[schemas.journey_out(one) for one in await looking.list_journeys(session)])


@post("/journeys", operation_id="createJourney", status_code=HTTP_200_OK, tags=["journeys"])
async def create_journey(*, data: schemas.JourneyInput, database: Database, viewer: Viewer) -> schemas.JourneyOut:
    """Keep a draft; what keeps it from being published is asked by `checkJourney`."""
    viewer.require(Right.OPERATE)
    definition = convert(data.definition)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        journey_id = await publishing.create_journey(unit, data.name.strip(), definition, by=viewer.name)
        return schemas.journey_out(await looking.view_journey(unit, journey_id))


@get("/journeys/{journey_id:int}", operation_id="getJourney", tags=["journeys"])
async def get_journey(*, journey_id: int, database: Database, viewer: Viewer) -> schemas.JourneyOut:
    """Return a journey with its draft."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return schemas.journey_out(await looking.view_journey(session, JourneyId(journey_id)))


@put("/journeys/{journey_id:int}", operation_id="reviseJourney", tags=["journeys"])
async def revise_journey(
    *, journey_id: int, data: schemas.JourneyInput, database: Database, viewer: Viewer
) -> schemas.JourneyOut:
    """Write the draft anew; who is on the way stays on the version they came in by."""
    viewer.require(Right.OPERATE)
    definition = convert(data.definition)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await publishing.revise_journey(
            unit, JourneyId(journey_id), data.name.strip(), definition, revision=data.revision or 0
        )
        return schemas.journey_out(await looking.view_journey(unit, JourneyId(journey_id)))


@post("/journeys/{journey_id:int}/publish", operation_id="publishJourney", status_code=HTTP_200_OK, tags=["journeys"])
async def publish_journey(
    *, journey_id: int, data: schemas.JourneyPublish, database: Database, viewer: Viewer
) -> schemas.JourneyOut:
    """Let people in by the draft from now on."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await publishing.publish_journey(unit, JourneyId(journey_id), revision=data.revision, by=viewer.name)
        return schemas.journey_out(await looking.view_journey(unit, JourneyId(journey_id)))


@post("/journeys/{journey_id:int}/move", operation_id="moveJourney", status_code=HTTP_200_OK, tags=["journeys"])
async def move_journey(
    *, journey_id: int, data: schemas.JourneyMove, database: Database, viewer: Viewer
) -> schemas.JourneyOut:
    """Pause a journey, let it go on, close it for newcomers, or put it away."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await publishing.move_journey(unit, JourneyId(journey_id), data.state)
        return schemas.journey_out(await looking.view_journey(unit, JourneyId(journey_id)))


@post("/journeys/{journey_id:int}/enter", operation_id="enterJourney", status_code=HTTP_200_OK, tags=["journeys"])
async def enter_journey(
    *, journey_id: int, data: schemas.JourneyEntering, database: Database, viewer: Viewer
) -> schemas.JourneyEntered:
    """Let customers in by hand, where the journey has that entry."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        counts = await put_in(unit, JourneyId(journey_id), [CustomerId(one) for one in data.customer_ids], key=data.key)
    refused = {reason.value: number for reason, number in counts.items() if reason is not None}
    return schemas.JourneyEntered(entered=counts.get(None, 0), not_entered=refused)


@get("/journeys/{journey_id:int}/standing", operation_id="getJourneyStanding", tags=["journeys"])
async def get_standing(*, journey_id: int, database: Database, viewer: Viewer) -> schemas.JourneyStanding:
    """Return the versions, and who stands where."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        versions = await looking.list_versions(session, JourneyId(journey_id))
        return schemas.standing_out(versions, await looking.count_steps(session, JourneyId(journey_id)))


@get("/journeys/{journey_id:int}/passages", operation_id="listJourneyPassages", tags=["journeys"])
async def list_passages(
    *,
    journey_id: int,
    database: Database,
    viewer: Viewer,
    passage_state: EnrollmentState | None = None,
    step: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> schemas.PassageList:
    """Return a page of passages, the newest first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        page = await looking.list_passages(
            session, JourneyId(journey_id), state=passage_state, step=step, cursor=cursor, limit=limit
        )
    return schemas.passage_list(page)


@get("/passages/{enrollment_id:int}", operation_id="getPassage", tags=["journeys"])
async def get_passage(*, enrollment_id: int, database: Database, viewer: Viewer) -> schemas.PathOut:
    """Return one customer's way with the reason at each turn."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return schemas.path_out(await looking.get_path(session, EnrollmentId(enrollment_id)))


ROUTES = [
    list_journeys,
    create_journey,
    get_journey,
    revise_journey,
    publish_journey,
    move_journey,
    enter_journey,
    get_standing,
    list_passages,
    get_passage,
]
