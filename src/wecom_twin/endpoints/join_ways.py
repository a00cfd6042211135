"""Join ways (客户群「加入群聊」): codes by which customers join groups.

Source: https://developer.work.weixin.qq.com/document/path/92229 (2026-02-12)
"""

from __future__ import annotations

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.contact_ways import picture_of, quota_is_spent
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.groups import sees_owner
from wecom_twin.state.ways import MINI_PROGRAM, QR_CODE, JoinWay

_REMARK_CHARS = 30
_STATE_CHARS = 30
_NAME_CHARS = 40
_CHATS = 5


class _Fields(msgspec.Struct, kw_only=True):
    config_id: str = ""
    scene: int | None = None
    remark: str = ""
    auto_create_room: int = 1
    room_base_name: str = ""
    room_base_id: int = 1
    chat_id_list: list[str] = []
    state: str = ""
    mark_source: bool = True


class _ConfigId(msgspec.Struct):
    config_id: str = ""


def add_join_way(call: Call) -> Payload:
    """Make a join way; its picture is told by get_join_way alone."""
    asked = call.body(_Fields)
    _check(call, asked)
    if quota_is_spent(call):
        raise ApiError(41045)
    way = JoinWay(call.realm.ids.hexadecimal("config_id", 32), call.app.agentid)
    _write(asked, way)
    call.corp.join_ways[way.config_id] = way
    return {"config_id": way.config_id}


def _check(call: Call, asked: _Fields) -> None:
    if asked.scene is None or not asked.chat_id_list:
        raise ApiError(40063)
    if asked.scene not in (MINI_PROGRAM, QR_CODE):
        raise ApiError(40058, "invalid scene")
    if len(asked.chat_id_list) > _CHATS:
        raise ApiError(41091)
    if asked.auto_create_room not in (0, 1) or asked.room_base_id < 0:
        raise ApiError(40058, "invalid auto_create_room or room_base_id")
    if len(asked.room_base_name) > _NAME_CHARS or len(asked.state) > _STATE_CHARS:
        raise ApiError(40058, "room_base_name takes 40 characters, state 30")
    for chat_id in asked.chat_id_list:
        group = call.corp.groups.get(chat_id)
        if group is None or not group.alive:
            raise ApiError(call.realm.switches.join_way_chat_errcode)
        if not sees_owner(call, group):
            raise ApiError(60011)


def _write(asked: _Fields, way: JoinWay) -> None:
    """Overwrite everything: what was left out falls back to its default. A long remark is cut."""
    way.scene = asked.scene or QR_CODE
    way.remark = asked.remark[:_REMARK_CHARS]
    way.auto_create_room = bool(asked.auto_create_room)
    way.room_base_name, way.room_base_id = asked.room_base_name, asked.room_base_id
    way.chat_ids, way.made = asked.chat_id_list, []
    way.state, way.mark_source = asked.state, asked.mark_source


def _own(call: Call, config_id: str) -> JoinWay:
    """A living join way of the calling app; others are not visible to it."""
    if not config_id:
        raise ApiError(41043)
    way = call.corp.join_ways.get(config_id)
    if way is None or way.deleted or way.agentid != call.app.agentid:
        raise ApiError(call.realm.switches.unknown_join_way_errcode, "invalid config_id")
    return way


def get_join_way(call: Call) -> Payload:
    """A join way with the address of its picture."""
    way = _own(call, call.body(_ConfigId).config_id)
    chats = way.all_chats() if call.realm.switches.join_way_shows_made_chats else way.chat_ids
    shown: Payload = {
        "config_id": way.config_id,
        "scene": way.scene,
        "remark": way.remark,
        "auto_create_room": int(way.auto_create_room),
        "room_base_name": way.room_base_name,
        "room_base_id": way.room_base_id,
        "chat_id_list": chats,
        "qr_code": picture_of(call, way.config_id),
        "state": way.state,
        "mark_source": way.mark_source,
    }
    return {"join_way": shown}


def update_join_way(call: Call) -> Payload:
    """Make a join way anew in place; its picture stays."""
    asked = call.body(_Fields)
    way = _own(call, asked.config_id)
    _check(call, asked)
    _write(asked, way)
    return {}


def del_join_way(call: Call) -> Payload:
    """Kill a join way."""
    _own(call, call.body(_ConfigId).config_id).deleted = True
    return {}


_PREFIX = "/cgi-bin/externalcontact/groupchat/"
ROUTES: dict[str, Route] = {
    _PREFIX + one.__name__: Route(handler=one, customer_contact=True)
    for one in (add_join_way, get_join_way, update_join_way, del_join_way)
}
