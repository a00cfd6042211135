"""HTTP of tables of phase, day and layer."""

import msgspec
from litestar import post
from litestar.status_codes import HTTP_200_OK

from lingqu.infra.database import Database
from lingqu.journeys.api import tables
from lingqu.journeys.domain.reading import convert, convert_table
from lingqu.journeys.schemas import tables as schemas
from lingqu.journeys.schemas.texts import JourneyGiven, problems_out
from lingqu.kernel.access import Right, Viewer


@post("/journeys/table", operation_id="readJourneyTable", status_code=HTTP_200_OK, tags=["journeys"])
async def read_table(*, data: JourneyGiven, viewer: Viewer) -> schemas.JourneyTableOut:
    """Return the table that a definition's steps are; nothing is kept."""
    viewer.require(Right.READ)
    table = tables.read_table(convert(data.definition))
    return schemas.JourneyTableOut(table=None if table is None else msgspec.to_builtins(table))


@post("/journeys/table/write", operation_id="writeJourneyTable", status_code=HTTP_200_OK, tags=["journeys"])
async def write_table(
    *, data: schemas.JourneyTableGiven, database: Database, viewer: Viewer
) -> schemas.JourneyTableWrittenOut:
    """Return a definition with a table's steps, and what keeps it from being published; nothing is kept."""
    viewer.require(Right.READ)
    definition, table = convert(data.definition), convert_table(data.table)
    async with database.read(viewer.corp_id) as session:
        made, problems = await tables.write_table(session, definition, table)
    return schemas.JourneyTableWrittenOut(definition=msgspec.to_builtins(made), problems=problems_out(problems))


ROUTES = [read_table, write_table]
