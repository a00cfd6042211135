"""Whether a page is signed as the client demands, and what is wrong with it if not.

Source: https://developer.work.weixin.qq.com/document/path/96909 (2024-11-14)
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from wecom_twin.realm import Realm
    from wecom_twin.state.corp import App, Corp
    from wecom_twin.state.web import TicketKind

WRONG_SIGNATURE = 40093
WRONG_TICKET = 42012
WRONG_DOMAIN = 80001


class Verdict(NamedTuple):
    """0, or the code and the reason."""

    errcode: int
    reason: str = ""


def sign(ticket: str, *, noncestr: str, timestamp: str, url: str) -> str:
    """SHA-1 in hex over the four values in their fixed order, none of them encoded."""
    text = f"jsapi_ticket={ticket}&noncestr={noncestr}&timestamp={timestamp}&url={url}"
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def verify(
    realm: Realm,
    corp: Corp,
    app: App,
    *,
    kind: TicketKind,
    url: str,
    noncestr: str,
    timestamp: str,
    signature: str,
) -> Verdict:
    """Judge a page's signature by the address that the browser shows."""
    host, trusted = urlsplit(url).netloc, app.trusted_domains
    if trusted is not None and not any(host == one or host.endswith(f".{one}") for one in trusted):
        return Verdict(WRONG_DOMAIN, f"{host} is not on a trusted domain of the app")
    signed = url.partition("#")[0]
    wanted = app.agentid if kind == "agent" else None
    for agentid, tickets in corp.web.tickets.items():
        for ticket in tickets:
            if sign(ticket.text, noncestr=noncestr, timestamp=timestamp, url=signed) != signature:
                continue
            if agentid != wanted:
                return Verdict(WRONG_TICKET, "signed with the ticket of " + _owner(agentid))
            if ticket.expires_at <= realm.clock.now():
                return Verdict(WRONG_TICKET, "signed with a ticket that has expired")
            return Verdict(0)
    return Verdict(WRONG_SIGNATURE, f"no ticket gives this signature for {signed}")


def _owner(agentid: int | None) -> str:
    return "the corp" if agentid is None else f"app {agentid}"
