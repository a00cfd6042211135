"""HTTP of the rules that bound every programme, and of the switch that stops everything."""

from litestar import get, post, put
from litestar.status_codes import HTTP_200_OK

from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.outreach.api import rules as api
from lingqu.outreach.schemas.rules import FreezeOut, RulesInput, RulesOut, freeze_out, rules_of, rules_out


@get("/outreach/rules", operation_id="getOutreachRules", tags=["outreach"])
async def get_rules(*, database: Database, viewer: Viewer) -> RulesOut:
    """Return the caps, hours and shares that bound every programme."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return rules_out(await api.get_rules(session))


@put("/outreach/rules", operation_id="setOutreachRules", tags=["outreach"])
async def set_rules(*, data: RulesInput, database: Database, viewer: Viewer) -> RulesOut:
    """Set the rules; they hold for what is planned from now on."""
    viewer.require(Right.CONNECT)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return rules_out(await api.set_rules(unit, rules_of(data)))


@post("/outreach/freeze", operation_id="freezeOutreach", status_code=HTTP_200_OK, tags=["outreach"])
async def freeze(*, database: Database, viewer: Viewer) -> FreezeOut:
    """Stop everything that is on its way, and say what had left."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        stopped = await api.freeze(unit, by=viewer.name)
        return freeze_out(await api.get_rules(unit), stopped)


@post("/outreach/thaw", operation_id="thawOutreach", status_code=HTTP_200_OK, tags=["outreach"])
async def thaw(*, database: Database, viewer: Viewer) -> RulesOut:
    """Let messages leave again; what was stopped stays stopped."""
    viewer.require(Right.CONNECT)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await api.thaw(unit)
        return rules_out(await api.get_rules(unit))


ROUTES = [get_rules, set_rules, freeze, thaw]
