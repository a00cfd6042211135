"""Who opened a page: the code for the person, the ticket for what the person lets us read.

Sources: https://developer.work.weixin.qq.com/document/path/96442 (getuserinfo, 2022-09-23), 98177
(login outside the client, 2024-07-18)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.chance import pseudonym
from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.pictures import AVATARS
from wecom_twin.state.web import UserTicket

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Member
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.web import LoginCode


class _Ticket(msgspec.Struct):
    user_ticket: str = ""


def getuserinfo(call: Call) -> Payload:
    """Spend a code: a member's userid, or the openid of somebody outside and who that is to us."""
    code = _code(call)
    visitor = code.visitor
    if not visitor.userid:
        code.used = True
        reply: Payload = {"openid": "o" + pseudonym(call.realm.seed, "openid", visitor.external_userid)[:27]}
        if _is_ours(call, visitor.external_userid):
            reply["external_userid"] = visitor.external_userid
        return reply
    member = call.corp.directory.find_member(visitor.userid)
    if member is None:
        raise ApiError(40029)
    code.used = True
    if not (code.private and call.sight.sees(member)):
        return {"userid": member.userid}
    text = call.realm.ids.text("user_ticket", 256)
    expires_at = call.now + call.realm.limits.user_ticket_seconds
    call.corp.web.user_tickets[text] = UserTicket(visitor, expires_at)
    return {"userid": member.userid, "user_ticket": text}


def _code(call: Call) -> LoginCode:
    code = call.corp.web.codes.get(call.query.get("code", ""))
    if code is None:
        raise ApiError(40029)
    if code.used:
        raise ApiError(call.realm.switches.used_code_errcode)
    if code.expires_at <= call.now:
        raise ApiError(42003)
    return code


def _is_ours(call: Call, external_userid: str) -> bool:
    """A customer whom a member inside the range follows."""
    customer = call.corp.customers.get(external_userid)
    return customer is not None and any(one.readable and call.sight.sees(one.member) for one in customer.relations)


def legacy_getuserinfo(call: Call) -> Payload:
    """The same under its former path, with capital letters."""
    found = getuserinfo(call)
    if "userid" in found:
        return {"UserId": found["userid"], "DeviceId": ""}
    return {"OpenId": found["openid"], "DeviceId": ""}


def code_is_valid(realm: Realm, corp: Corp, query: Mapping[str, str]) -> bool:
    """A call with a code that is still good counts towards no limit."""
    code = corp.web.codes.get(query.get("code", ""))
    return code is not None and not code.used and code.expires_at > realm.clock.now()


def getuserdetail(call: Call) -> Payload:
    """What the member agreed to show; gender 0 and a default picture for the rest."""
    ticket = call.corp.web.user_tickets.get(call.body(_Ticket).user_ticket)
    if ticket is None:
        raise ApiError(84015)
    if ticket.expires_at <= call.now:
        raise ApiError(84014)
    member = call.corp.directory.find_member(ticket.visitor.userid)
    if member is None:
        raise ApiError(60111)
    consents = ticket.visitor.consents
    shown = {name: value for name, value in _private(call, member).items() if name in consents}
    return {"userid": member.userid, "gender": "0", "avatar": f"{call.realm.picture_url}{AVATARS}default/0", **shown}


def _private(call: Call, member: Member) -> dict[str, str]:
    return {
        "gender": str(member.gender),
        "avatar": f"{call.realm.picture_url}{AVATARS}{member.userid}/0",
        "qr_code": "https://open.work.weixin.qq.com/wwopen/userQRCode?vcode="
        + pseudonym(call.realm.seed, "vcode", call.corp.corpid, member.userid),
        "mobile": member.mobile,
        "email": member.email,
        "biz_mail": member.biz_mail,
        "address": member.address,
    }


ROUTES: dict[str, Route] = {
    "/cgi-bin/auth/getuserinfo": Route(handler=getuserinfo, method="GET", exempt=code_is_valid),
    "/cgi-bin/user/getuserinfo": Route(handler=legacy_getuserinfo, method="GET", exempt=code_is_valid),
    "/cgi-bin/auth/getuserdetail": Route(handler=getuserdetail),
}
