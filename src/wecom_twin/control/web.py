"""Control of pages: who opens them, and whether they are signed as they must be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.control.router import BadAskError
from wecom_twin.signatures import verify
from wecom_twin.state.web import ALL_FIELDS, TicketKind, Visitor

if TYPE_CHECKING:
    from wecom_twin.control.router import Ask, Router


class _Visitor(msgspec.Struct, forbid_unknown_fields=True):
    userid: str = ""
    external_userid: str = ""
    consents: list[str] | None = None


def open_pages(ask: Ask) -> object:
    """Say who opens pages from now on, and what private fields they let an app read."""
    asked = ask.body(_Visitor)
    if bool(asked.userid) == bool(asked.external_userid):
        raise BadAskError("name either userid or external_userid")
    consents = ALL_FIELDS if asked.consents is None else frozenset(asked.consents)
    if not consents <= ALL_FIELDS:
        raise BadAskError(f"consents are of {', '.join(sorted(ALL_FIELDS))}")
    world = ask.studio.world
    with world.lock:
        corp = world.corp(ask.corpid)
        userid = world.member(corp, asked.userid).userid if asked.userid else ""
        corp.web.visitor = Visitor(userid, asked.external_userid, consents)
    return {"userid": userid, "external_userid": asked.external_userid, "consents": sorted(consents)}


class _Signed(msgspec.Struct, forbid_unknown_fields=True):
    url: str
    timestamp: str | int
    noncestr: str
    signature: str
    kind: TicketKind = "agent"
    agentid: int | None = None


def verify_page(ask: Ask) -> object:
    """Whether a page's signature is right, and if not, why."""
    asked = ask.body(_Signed)
    world = ask.studio.world
    with world.lock:
        verdict = verify(
            world,
            world.corp(ask.corpid),
            world.app(ask.corpid, asked.agentid),
            kind=asked.kind,
            url=asked.url,
            noncestr=asked.noncestr,
            timestamp=str(asked.timestamp),
            signature=asked.signature,
        )
    return {"ok": verdict.errcode == 0, "errcode": verdict.errcode, "reason": verdict.reason}


def register(router: Router) -> None:
    """Add this module's paths."""
    router.add("POST", "/twin/corps/{corpid}/acts/open_pages", open_pages)
    router.add("POST", "/twin/corps/{corpid}/jssdk/verify", verify_page)
