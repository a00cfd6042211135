"""Customer groups (客户群): the list, one group with its members, and a mini-program's handle for it.

Sources: https://developer.work.weixin.qq.com/document/path/92120 (list), 92122 (detail), 94822
(opengid); pages of 2026-02-12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route, cut_page
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.contacts import WECHAT_USER
from wecom_twin.state.groups import CORP_MEMBER, INHERITED, OWNER_NORMAL

if TYPE_CHECKING:
    from wecom_twin.state.groups import CustomerGroup, Face, Participant

_OWNERS_PER_FILTER = 100
_LARGEST_PAGE = 1_000


class OwnerFilter(msgspec.Struct):
    """The owners that a list or a statistic is about."""

    userid_list: list[str] = []


class _List(msgspec.Struct):
    status_filter: int = 0
    owner_filter: OwnerFilter | None = None
    cursor: str = ""
    limit: int = 0


class _Get(msgspec.Struct):
    chat_id: str = ""
    need_name: int = 0


class _Opengid(msgspec.Struct):
    opengid: str = ""


def sees_owner(call: Call, group: CustomerGroup) -> bool:
    """Whether the app sees the owner, or saw them until they left."""
    return _sees(call, group.owner)


def _sees(call: Call, userid: str) -> bool:
    member = call.corp.directory.find_member(userid)
    if member is not None:
        return call.sight.sees(member)
    departure = call.corp.departed.get(userid.lower())
    return departure is not None and call.app.agentid in departure.seen_by


def named_owners(call: Call, asked: OwnerFilter | None) -> set[str] | None:
    """The owners asked for; none when the whole visible range is.

    Raises:
        ApiError: 40058 more than 100; 40003 nobody of that userid; 60011 out of sight; 81017 none
            named where the app sees too many people.
    """
    userids = asked.userid_list if asked else []
    if not userids:
        if len(call.sight.userids) > call.realm.limits.people_without_owner_filter:
            raise ApiError(81017)
        return None
    if len(userids) > _OWNERS_PER_FILTER:
        raise ApiError(40058, "owner_filter takes 100 owners")
    found: set[str] = set()
    for userid in userids:
        departure = call.corp.departed.get(userid.lower())
        member = call.corp.directory.find_member(userid) or (departure and departure.member)
        if not member:
            raise ApiError(40003)
        if not _sees(call, userid):
            raise ApiError(60011)
        found.add(member.userid)
    return found


def groups_of(call: Call, owners: set[str] | None) -> list[CustomerGroup]:
    """Groups of the named owners; of everybody in sight who still works here, when none is named."""
    if owners is not None:
        return [one for one in call.corp.groups.values() if one.owner in owners]
    seen = call.sight.userids
    return [one for one in call.corp.groups.values() if one.owner in seen]


def list_(call: Call) -> Payload:
    """Living groups by owner and by how far their inheritance is."""
    asked = call.body(_List)
    if not 0 < asked.limit <= _LARGEST_PAGE:
        raise ApiError(40058, "limit lies in 1 to 1000")
    if not OWNER_NORMAL <= asked.status_filter <= INHERITED:
        raise ApiError(40058, "invalid status_filter")
    found = groups_of(call, named_owners(call, asked.owner_filter))
    wanted = [one for one in found if one.alive and asked.status_filter in (OWNER_NORMAL, one.status)]
    page, next_cursor = cut_page(wanted, asked.cursor, asked.limit)
    return {
        "group_chat_list": [{"chat_id": one.chat_id, "status": one.status} for one in page],
        "next_cursor": next_cursor,
    }


def get(call: Call) -> Payload:
    """One group with everybody in it, as it was a moment ago when something has just changed."""
    asked = call.body(_Get)
    if not asked.chat_id:
        raise ApiError(40063)
    group = call.corp.groups.get(asked.chat_id)
    if group is None:
        raise ApiError(call.realm.switches.unknown_chat_errcode)
    if not group.alive:
        raise ApiError(call.realm.switches.dismissed_chat_errcode)
    if not sees_owner(call, group):
        raise ApiError(call.realm.switches.hidden_chat_errcode)
    return {"group_chat": _shown(call, group, group.shown(call.now), with_names=asked.need_name == 1)}


def _shown(call: Call, group: CustomerGroup, face: Face, *, with_names: bool) -> Payload:
    return {
        "chat_id": group.chat_id,
        "name": face.name,
        "owner": face.owner,
        "create_time": int(group.created_at),
        "notice": face.notice,
        "member_list": [_participant(call, one, with_name=with_names) for one in face.participants.values()],
        "admin_list": [{"userid": one} for one in face.admins],
        "member_version": face.member_version,
    }


def _participant(call: Call, one: Participant, *, with_name: bool) -> Payload:
    shown: Payload = {
        "userid": one.id,
        "type": one.type,
        "join_time": one.join_time,
        "join_scene": one.join_scene,
        "group_nickname": one.group_nickname,
    }
    if one.invitor:
        shown["invitor"] = {"userid": one.invitor}
    if one.state:
        shown["state"] = one.state
    customer = call.corp.customers.get(one.id)
    if customer is not None and customer.type == WECHAT_USER and call.corp.unionid_bound and customer.unionid:
        shown["unionid"] = customer.unionid
    if with_name:
        shown["name"] = customer.name if customer is not None else _member_name(call, one)
    return shown


def _member_name(call: Call, one: Participant) -> str:
    if one.type != CORP_MEMBER:
        return ""
    departure = call.corp.departed.get(one.id.lower())
    member = call.corp.directory.find_member(one.id) or (departure and departure.member)
    return member.name if member else ""


def opengid_to_chatid(call: Call) -> Payload:
    """The chat_id behind a mini-program's opengid."""
    asked = call.body(_Opengid)
    if not asked.opengid:
        raise ApiError(40063)
    group = next((one for one in call.corp.groups.values() if one.opengid == asked.opengid and one.alive), None)
    if group is None:
        raise ApiError(90511)
    if not sees_owner(call, group):
        raise ApiError(60011)
    return {"chat_id": group.chat_id}


_PREFIX = "/cgi-bin/externalcontact/"
ROUTES: dict[str, Route] = {
    _PREFIX + "groupchat/list": Route(handler=list_, customer_contact=True, empty={"group_chat_list": []}),
    _PREFIX + "groupchat/get": Route(handler=get, customer_contact=True),
    _PREFIX + "opengid_to_chatid": Route(handler=opengid_to_chatid, customer_contact=True),
}
