"""Contact ways (联系我): the codes that customers scan.

Source: https://developer.work.weixin.qq.com/document/path/92228 (2026-02-12)
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from wecom_twin.acts import temporary
from wecom_twin.days import day_number, day_start
from wecom_twin.endpoints.call import Call, Payload, Route, cursor_offset, page_limit
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.pictures import CODES
from wecom_twin.state.ways import MINI_PROGRAM, QR_CODE, SEVERAL_MEMBERS, SINGLE_MEMBER, ContactWay

_REMARK_CHARS = 30
_STATE_CHARS = 30
_DAY = 86_400
_TEMP_DAYS = 14
_STYLES = {SINGLE_MEMBER: 3, SEVERAL_MEMBERS: 2}
_CONCLUSION_BYTES = 4_000


class _Fields(msgspec.Struct, kw_only=True):
    """What add and update have in common; None means not given."""

    style: int | None = None
    remark: str | None = None
    skip_verify: bool | None = None
    state: str | None = None
    user: list[str] | None = None
    party: list[int] | None = None
    expires_in: int | None = None
    chat_expires_in: int | None = None
    unionid: str | None = None
    mark_source: bool | None = None
    conclusions: dict[str, object] | None = None


class _Add(_Fields, kw_only=True):
    type: int | None = None
    scene: int | None = None
    is_temp: bool = False
    is_exclusive: bool = False


class _Update(_Fields, kw_only=True):
    config_id: str = ""


class _ConfigId(msgspec.Struct):
    config_id: str = ""


class _List(msgspec.Struct):
    start_time: int | None = None
    end_time: int | None = None
    cursor: str = ""
    limit: int = 100


def add_contact_way(call: Call) -> Payload:
    """Make a contact way. The console never shows it, so its config_id must be kept."""
    asked = call.body(_Add)
    _check_kind(call, asked)
    if quota_is_spent(call, is_temp=asked.is_temp):
        raise ApiError(41045)
    way = ContactWay(
        config_id=call.realm.ids.hexadecimal("config_id", 32),
        type=asked.type or 0,
        scene=asked.scene or 0,
        created_at=call.now,
        agentid=call.app.agentid,
        is_temp=asked.is_temp,
        is_exclusive=asked.is_exclusive,
        expires_in=7 * _DAY if asked.is_temp else 0,
        chat_expires_in=_DAY if asked.is_temp else 0,
    )
    _check_fields(call, asked, way)
    _write(asked, way)
    _check_members(call, way)
    call.corp.ways[way.config_id] = way
    reply: Payload = {"config_id": way.config_id}
    if way.scene == QR_CODE:
        reply["qr_code"] = picture_of(call, way.config_id)
    return reply


def picture_of(call: Call, config_id: str) -> str:
    """Where the picture of a code is."""
    return f"{call.realm.picture_url}{CODES}{config_id}/0"


def quota_is_spent(call: Call, *, is_temp: bool = False) -> bool:
    """Whether contact ways and join ways have used up their common quota, or temporary ways that of the day."""
    if is_temp:
        midnight = day_start(day_number(call.now))
        today = [one for one in call.corp.ways.values() if one.is_temp and one.created_at >= midnight]
        return len(today) >= call.realm.limits.temporary_ways_per_day
    limit, ways, joins = call.realm.limits.contact_ways, call.corp.ways.values(), call.corp.join_ways.values()
    if len(ways) + len(joins) < limit:
        return False
    return sum(not (one.deleted or one.is_temp) for one in ways) + sum(not one.deleted for one in joins) >= limit


def _check_kind(call: Call, asked: _Add) -> None:
    if asked.type is None:
        raise ApiError(41037)
    if asked.type not in (SINGLE_MEMBER, SEVERAL_MEMBERS):
        raise ApiError(41039)
    if asked.scene is None:
        raise ApiError(41038)
    if asked.scene not in (MINI_PROGRAM, QR_CODE):
        raise ApiError(41040)
    if asked.is_temp and not call.corp.temporary_sessions:
        raise ApiError(41040)
    if asked.is_temp and asked.type != SINGLE_MEMBER:
        raise ApiError(40058, "a temporary session has a single member")


def _check_fields(call: Call, asked: _Fields, way: ContactWay) -> None:
    if len(asked.remark or "") > _REMARK_CHARS or len(asked.state or "") > _STATE_CHARS:
        raise ApiError(40058, "invalid Request Parameter: remark and state take 30 characters")
    if asked.style is not None and not 0 <= asked.style <= _STYLES[way.type]:
        raise ApiError(41042)
    if asked.party and way.type == SINGLE_MEMBER:
        raise ApiError(40058, "party needs type 2")
    for seconds in (asked.expires_in, asked.chat_expires_in):
        if seconds == 0 and call.realm.switches.zero_way_seconds_errcode:
            raise ApiError(call.realm.switches.zero_way_seconds_errcode)
        if seconds is not None and not 0 <= seconds <= _TEMP_DAYS * _DAY:
            raise ApiError(40058, "a temporary session lives 14 days at most")
    if asked.unionid and not call.corp.unionid_bound:
        raise ApiError(41057)
    if asked.conclusions is not None:
        _check_conclusions(asked.conclusions)


def _check_conclusions(given: dict[str, object]) -> None:
    if not given.keys() & {"text", "image", "link", "miniprogram"}:
        raise ApiError(40058, "conclusions need text, image, link or miniprogram")
    text = given.get("text")
    if isinstance(text, dict) and len(str(text.get("content", "")).encode()) > _CONCLUSION_BYTES:
        raise ApiError(40058, "conclusions.text takes 4000 bytes")


def _write(asked: _Fields, way: ContactWay) -> None:
    """Take over what was given; omitted fields stay, and so do times of 0 seconds."""
    temporary = ("expires_in", "chat_expires_in", "unionid", "conclusions") if way.is_temp else ()
    for name in ("style", "remark", "skip_verify", "state", "user", "party", "mark_source", *temporary):
        value: object = getattr(asked, name)
        if value is not None and not (name.endswith("expires_in") and value == 0):
            setattr(way, name, value)


def _check_members(call: Call, way: ContactWay) -> None:
    if way.type == SINGLE_MEMBER and len(way.user) != 1:
        raise ApiError(40058 if way.user else 40063, "type 1 needs exactly one user")
    if not way.user and not way.party:
        raise ApiError(40063)
    people = {call.follower(userid).userid: None for userid in way.user}
    for userid in people:
        member = call.visible_member(userid)
        if not member.active:
            raise ApiError(41054)
        if not member.verified:
            raise ApiError(40098)
    for party in way.party:
        if party not in call.sight.departments:
            raise ApiError(60011)
        for department in call.corp.directory.subtree(party):
            people.update(dict.fromkeys(one.userid for one in call.corp.directory.members_of(department.id)))
    if len(people) > call.realm.limits.contact_way_members:
        raise ApiError(41041)


def _living(call: Call, config_id: str) -> ContactWay:
    if not config_id:
        raise ApiError(41043)
    way = call.corp.ways.get(config_id)
    if way is None or way.deleted:
        raise ApiError(41044)
    return way


def get_contact_way(call: Call) -> Payload:
    """A contact way as it was made; departments are not expanded."""
    way = _living(call, call.body(_ConfigId).config_id)
    shown: Payload = {
        "config_id": way.config_id,
        "type": way.type,
        "scene": way.scene,
        "remark": way.remark,
        "skip_verify": way.skip_verify,
        "state": way.state,
        "user": way.user,
        "party": way.party,
        "is_temp": way.is_temp,
        "mark_source": way.mark_source,
    }
    if way.scene == MINI_PROGRAM:
        shown["style"] = way.style
    else:
        shown["qr_code"] = picture_of(call, way.config_id)
    if way.is_temp:
        shown |= {
            "expires_in": way.expires_in,
            "chat_expires_in": way.chat_expires_in,
            "unionid": way.unionid,
        }
    if way.conclusions is not None:
        shown["conclusions"] = way.conclusions
    return {"contact_way": shown}


def list_contact_way(call: Call) -> Payload:
    """Ids of contact ways by time of making, temporary ones left out."""
    asked = call.body(_List)
    start = call.now - 90 * _DAY if asked.start_time is None else asked.start_time
    end = call.now if asked.end_time is None else asked.end_time
    ids = [
        way.config_id
        for way in call.corp.ways.values()
        if not way.deleted and not way.is_temp and start <= int(way.created_at) <= end
    ]
    first = cursor_offset(asked.cursor)
    limit = page_limit(asked.limit, default=100, top=1_000)
    more = first + limit < len(ids)
    return {
        "contact_way": [{"config_id": one} for one in ids[first : first + limit]],
        "next_cursor": str(first + limit) if more else "",
    }


def update_contact_way(call: Call) -> Payload:
    """Change a contact way in place; the picture of the code stays the same."""
    asked = call.body(_Update)
    way = _living(call, asked.config_id)
    if way.is_temp and call.now > way.created_at + way.expires_in:
        raise ApiError(41044)
    _check_fields(call, asked, way)
    changed = replace(way)
    _write(asked, changed)
    _check_members(call, changed)
    call.corp.ways[way.config_id] = changed
    return {}


def del_contact_way(call: Call) -> Payload:
    """Kill a contact way; its code stops working."""
    config_id = call.body(_ConfigId).config_id
    way = call.corp.ways.get(config_id)
    if way is not None and way.deleted and call.realm.switches.contact_way_delete_twice_errcode == 0:
        return {}
    _living(call, config_id).deleted = True
    return {}


class _Pair(msgspec.Struct):
    userid: str = ""
    external_userid: str = ""


def close_temp_chat(call: Call) -> Payload:
    """End a temporary session before its time; the closing message goes first."""
    asked = call.body(_Pair)
    relation = call.relation(asked.userid, asked.external_userid)
    if relation.conclusions is None:
        raise ApiError(call.realm.switches.close_lasting_chat_errcode)
    temporary.end(call.realm, call.corp, relation)
    return {}


_PREFIX = "/cgi-bin/externalcontact/"
ROUTES: dict[str, Route] = {
    _PREFIX + "add_contact_way": Route(handler=add_contact_way, customer_contact=True),
    _PREFIX + "get_contact_way": Route(handler=get_contact_way, customer_contact=True),
    _PREFIX + "list_contact_way": Route(handler=list_contact_way, customer_contact=True, empty={"contact_way": []}),
    _PREFIX + "update_contact_way": Route(handler=update_contact_way, customer_contact=True),
    _PREFIX + "close_temp_chat": Route(handler=close_temp_chat, customer_contact=True),
    _PREFIX + "del_contact_way": Route(handler=del_contact_way, customer_contact=True),
}
