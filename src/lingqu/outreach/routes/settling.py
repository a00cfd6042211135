"""HTTP of calls of which WeCom cannot tell what became of them."""

from litestar import get, post
from litestar.status_codes import HTTP_200_OK

from lingqu.deliveries.contracts import GroupSendId
from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import BroadcastId
from lingqu.outreach.api import settling as api
from lingqu.outreach.schemas.settling import UnknownCallList, VerdictInput, unknown_call_list


@get("/broadcasts/{broadcast_id:int}/unknown", operation_id="listUnknownCalls", tags=["outreach"])
async def list_unknown_calls(*, broadcast_id: int, database: Database, viewer: Viewer) -> UnknownCallList:
    """Return the calls of a broadcast whose answers were lost for good, and what persons said became of them."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return unknown_call_list(await api.list_unknown_calls(session, BroadcastId(broadcast_id)))


@post(
    "/broadcasts/{broadcast_id:int}/unknown/{group_send_id:int}/settle",
    operation_id="settleUnknownCall",
    status_code=HTTP_200_OK,
    tags=["outreach"],
)
async def settle_unknown_call(
    *, broadcast_id: int, group_send_id: int, data: VerdictInput, database: Database, viewer: Viewer
) -> UnknownCallList:
    """Say what became of a call, with a reason; its recipients follow within seconds, and nothing is sent again."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await api.settle_call(
            unit,
            BroadcastId(broadcast_id),
            GroupSendId(group_send_id),
            sent=data.sent,
            words=data.words,
            by=viewer.name,
        )
        return unknown_call_list(await api.list_unknown_calls(unit, BroadcastId(broadcast_id)))


ROUTES = [list_unknown_calls, settle_unknown_call]
