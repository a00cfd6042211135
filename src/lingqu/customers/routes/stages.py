"""HTTP of stages: the corp's order of them."""

from litestar import get, put

from lingqu.customers.api import stages
from lingqu.customers.schemas.stages import StageList, StageOrder, named_stages, stage_list
from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer


@get("/stages", operation_id="listStages", tags=["customers"])
async def list_stages(database: Database, viewer: Viewer) -> StageList:
    """Return the corp's stages in its order, with how many people stand at each."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return stage_list(await stages.count_stages(session))


@put("/stages", operation_id="writeStages", tags=["customers"])
async def write_stages(data: StageOrder, database: Database, viewer: Viewer) -> StageList:
    """Write the whole order; a stage at which somebody stands cannot be taken away."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return stage_list(await stages.write_stages(unit, named_stages(data)))


ROUTES = [list_stages, write_stages]
