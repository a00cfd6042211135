"""Tickets that sign pages for the JS-SDK: one of the corp, one of each app.

Source: https://developer.work.weixin.qq.com/document/path/96909 (2024-11-14), 90312 (limits, 2026-02)
"""

from __future__ import annotations

from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.web import JsTicket

_HOUR = 3_600.0


def get_jsapi_ticket(call: Call) -> Payload:
    """The ticket of the corp: the same one until it expires."""
    return _ticket(call, None)


def ticket_get(call: Call) -> Payload:
    """The ticket of the calling app."""
    if call.query.get("type") != "agent_config":
        raise ApiError(91040)
    return _ticket(call, call.app.agentid)


def _ticket(call: Call, agentid: int | None) -> Payload:
    _count(call)
    lifetime = call.realm.limits.js_ticket_seconds
    held = call.corp.web.tickets.setdefault(agentid, [])
    if not held or held[-1].expires_at <= call.now:
        held.append(JsTicket(call.realm.ids.text("js_ticket", 86), agentid, call.now + lifetime))
    return {"ticket": held[-1].text, "expires_in": int(held[-1].expires_at - call.now)}


def _count(call: Call) -> None:
    """Tickets of both kinds together, by corp and by app."""
    calls, limits = call.corp.web.ticket_calls, call.realm.limits
    while calls and calls[0][0] <= call.now - _HOUR:
        calls.popleft()
    own = sum(agentid == call.app.agentid for _, agentid in calls)
    if len(calls) >= limits.js_tickets_per_corp or own >= limits.js_tickets_per_app:
        raise ApiError(45009)
    calls.append((call.now, call.app.agentid))


ROUTES: dict[str, Route] = {
    "/cgi-bin/get_jsapi_ticket": Route(handler=get_jsapi_ticket, method="GET"),
    "/cgi-bin/ticket/get": Route(handler=ticket_get, method="GET"),
}
