"""HTTP of the live view: its numbers now, and as they change."""

from collections.abc import AsyncGenerator
from typing import Any

import msgspec
from litestar import Request, get
from litestar.response import ServerSentEvent, ServerSentEventMessage

from lingqu.customers.schemas.customers import CustomerLabel, FactView
from lingqu.entrypoints.http.flow.hub import FlowHub, Look
from lingqu.entrypoints.http.flow.schemas import FlowView
from lingqu.kernel.access import Right, Viewer


@get("/flow", operation_id="getFlow", tags=["flow"])
async def get_flow(*, viewer: Viewer, flow_hub: FlowHub) -> FlowView:
    """Return the day's numbers and the newest facts."""
    viewer.require(Right.READ)
    look = await flow_hub.look(viewer.corp_id)
    return _flow_for(viewer, look.flow)


@get(
    "/flow/stream",
    operation_id="followFlow",
    tags=["flow"],
    media_type="text/event-stream",
    description="Server-sent events: `flow` (data: FlowView) every second, `fact` (data: FactView) for each new fact.",
)
async def follow_flow(*, request: Request[Any, Any, Any], viewer: Viewer, flow_hub: FlowHub) -> ServerSentEvent:
    """Follow the numbers and the facts."""
    del request
    viewer.require(Right.READ)
    return ServerSentEvent(_events(viewer, flow_hub), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


async def _events(viewer: Viewer, hub: FlowHub) -> AsyncGenerator[ServerSentEventMessage]:
    async for look in hub.follow(viewer.corp_id):
        for message in _messages(viewer, look):
            yield message


def _messages(viewer: Viewer, look: Look) -> list[ServerSentEventMessage]:
    facts = [_message("fact", _fact_for(viewer, fact)) for fact in look.news]
    return [_message("flow", _flow_for(viewer, look.flow)), *facts]


def _message(event: str, data: msgspec.Struct) -> ServerSentEventMessage:
    return ServerSentEventMessage(event=event, data=msgspec.json.encode(data).decode())


def _flow_for(viewer: Viewer, flow: FlowView) -> FlowView:
    if viewer.may(Right.READ_PERSONAL):
        return flow
    return msgspec.structs.replace(flow, recent=[_fact_for(viewer, fact) for fact in flow.recent])


def _fact_for(viewer: Viewer, fact: FactView) -> FactView:
    """Leave out the customer's name for those who may not see it."""
    if viewer.may(Right.READ_PERSONAL) or fact.customer is None:
        return fact
    return msgspec.structs.replace(fact, customer=CustomerLabel(customer_id=fact.customer.customer_id, name=None))


ROUTES = [get_flow, follow_flow]
