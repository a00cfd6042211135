"""Finding a member by phone number or mail address, and the ids that a provider knows members by.

Sources: https://developer.work.weixin.qq.com/document/path/91693 (getuserid), 95884 (openuserid);
limits of 90312 (2026-02).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.chance import pseudonym
from wecom_twin.days import day_number
from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError

if TYPE_CHECKING:
    from wecom_twin.state.contacts import Member
    from wecom_twin.state.corp import App

_MOBILE_BYTES = (5, 32)
_BUSINESS, _PERSONAL = 1, 2
_IDS = 1_000
_DAY = 86_400


class _Mobile(msgspec.Struct):
    mobile: str = ""


class _Email(msgspec.Struct):
    email: str = ""
    email_type: int = _BUSINESS


class _Userids(msgspec.Struct):
    userid_list: list[str] = []


class _OpenUserids(msgspec.Struct):
    open_userid_list: list[str] = []
    source_agentid: int | None = None


def getuserid(call: Call) -> Payload:
    """The member of a phone number; too many misses close the call for a day."""
    asked = call.body(_Mobile)
    if not asked.mobile:
        raise ApiError(40063)
    least, most = _MOBILE_BYTES
    if not least <= len(asked.mobile.encode()) <= most:
        raise ApiError(60103)
    misses = call.corp.lookups
    if call.now < misses.closed_until:
        raise ApiError(45009)
    found = _visible(call, [one for one in call.corp.directory.members.values() if one.mobile == asked.mobile])
    if found is None:
        _count_miss(call)
        raise ApiError(46004)
    return {"userid": found.userid}


def _visible(call: Call, members: list[Member]) -> Member | None:
    return next((one for one in members if call.sight.sees(one)), None)


def _count_miss(call: Call) -> None:
    misses, today = call.corp.lookups, day_number(call.now)
    if misses.day != today:
        misses.day, misses.count = today, 0
    misses.count += 1
    allowed = len(call.corp.directory.members) * call.realm.limits.mobile_misses_permille / 1_000
    if misses.count > allowed:
        misses.closed_until = call.now + _DAY


def get_userid_by_email(call: Call) -> Payload:
    """The member of a business or personal mail address."""
    asked = call.body(_Email)
    if not asked.email:
        raise ApiError(40063)
    if asked.email_type not in (_BUSINESS, _PERSONAL):
        raise ApiError(40058, "email_type is 1 or 2")
    name = "biz_mail" if asked.email_type == _BUSINESS else "email"
    members = call.corp.directory.members.values()
    found = _visible(call, [one for one in members if getattr(one, name).lower() == asked.email.lower()])
    if found is None:
        raise ApiError(46004)
    return {"userid": found.userid}


def userid_to_openuserid(call: Call) -> Payload:
    """The ids that the calling app's provider knows members by."""
    asked = call.body(_Userids)
    if not call.app.provider:
        raise ApiError(846000)
    _check_count(asked.userid_list)
    known = [call.corp.directory.find_member(one) for one in asked.userid_list]
    visible = {one.userid.lower(): one for one in known if one is not None and call.sight.sees(one)}
    return {
        "open_userid_list": [
            {"userid": one.userid, "open_userid": open_userid(call, call.app, one)} for one in visible.values()
        ],
        "invalid_userid_list": [one for one in asked.userid_list if one.lower() not in visible],
    }


def openuserid_to_userid(call: Call) -> Payload:
    """Members by the ids that another app's provider knows them by."""
    asked = call.body(_OpenUserids)
    _check_count(asked.open_userid_list)
    source = provider_app(call, asked.source_agentid)
    members = call.corp.directory.members.values()
    by_id = {open_userid(call, source, one): one for one in members if call.sight.sees(one)}
    return {
        "userid_list": [
            {"open_userid": one, "userid": by_id[one].userid} for one in asked.open_userid_list if one in by_id
        ],
        "invalid_open_userid_list": [one for one in asked.open_userid_list if one not in by_id],
    }


def _check_count(ids: list[str]) -> None:
    if not ids:
        raise ApiError(40063)
    if len(ids) > _IDS:
        raise ApiError(40058, "a call takes 1000 ids")


def open_userid(call: Call, app: App, member: Member) -> str:
    """How the provider of `app` knows a member: the same in all of its apps, another at other providers."""
    return "wo" + pseudonym(call.realm.seed, app.provider, call.corp.corpid, member.userid)


def provider_app(call: Call, agentid: int | None) -> App:
    """The app of a provider that ids came from.

    Raises:
        ApiError: 40063 none named; 40056 no such app, or a self-built one.
    """
    if agentid is None:
        raise ApiError(40063)
    app = call.corp.apps.get(agentid)
    if app is None or not app.provider:
        raise ApiError(40056)
    return app


ROUTES: dict[str, Route] = {
    "/cgi-bin/user/getuserid": Route(handler=getuserid),
    "/cgi-bin/user/get_userid_by_email": Route(handler=get_userid_by_email),
    "/cgi-bin/batch/userid_to_openuserid": Route(handler=userid_to_openuserid),
    "/cgi-bin/batch/openuserid_to_userid": Route(handler=openuserid_to_userid),
}
