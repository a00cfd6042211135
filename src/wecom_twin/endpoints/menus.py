"""The menu of an app's conversation. The codes are those of the general table; no page ties them to a fault.

Source: https://developer.work.weixin.qq.com/document/path/90231 (menu)
"""

from __future__ import annotations

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route, whole_number
from wecom_twin.endpoints.errors import ApiError

_ENTRIES, _SUB_ENTRIES = 3, 5
_NAME_BYTES, _KEY_BYTES, _URL_BYTES = 16, 128, 1_024
_KEYED = frozenset(
    {
        "click",
        "scancode_push",
        "scancode_waitmsg",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
    }
)
_VIEW, _MINI_PROGRAM = "view", "view_miniprogram"


class _Fields(msgspec.Struct):
    name: str = ""
    type: str = ""
    key: str = ""
    url: str = ""
    appid: str = ""
    pagepath: str = ""


class _Leaf(_Fields):
    sub_button: list[dict[str, object]] = []


class _Entry(_Fields):
    sub_button: list[_Leaf] = []


class _Menu(msgspec.Struct):
    button: list[_Entry] = []


class _Raw(msgspec.Struct):
    button: list[dict[str, object]] = []


def create(call: Call) -> Payload:
    """Put a menu in the place of the former."""
    _check_app(call)
    entries = call.body(_Menu).button
    if not 1 <= len(entries) <= _ENTRIES:
        raise ApiError(40016)
    for entry in entries:
        if not entry.sub_button:
            _check_entry(entry)
            continue
        _check_name(entry)
        if len(entry.sub_button) > _SUB_ENTRIES:
            raise ApiError(40023)
        for sub in entry.sub_button:
            if sub.sub_button:
                raise ApiError(40022)
            _check_entry(sub)
    call.app.talk.menu = list(call.body(_Raw).button)
    return {}


def _check_app(call: Call) -> None:
    asked = call.query.get("agentid", "")
    if asked != str(call.app.agentid):
        raise ApiError(301002 if whole_number(asked) in call.corp.apps else 40056)


def _check_name(entry: _Fields) -> None:
    if not _fits(entry.name, _NAME_BYTES):
        raise ApiError(40018)


def _check_entry(entry: _Fields) -> None:
    _check_name(entry)
    if entry.type in _KEYED:
        if not _fits(entry.key, _KEY_BYTES):
            raise ApiError(40019)
    elif entry.type == _VIEW:
        if not _fits(entry.url, _URL_BYTES):
            raise ApiError(40020)
    elif entry.type != _MINI_PROGRAM or not (entry.pagepath and entry.appid):
        raise ApiError(40017)


def _fits(text: str, most: int) -> bool:
    return 0 < len(text.encode()) <= most


def get(call: Call) -> Payload:
    """The menu as it was put."""
    _check_app(call)
    if call.app.talk.menu is None:
        raise ApiError(46003)
    return {"button": call.app.talk.menu}


def delete(call: Call) -> Payload:
    """Take the menu away; harmless when there is none."""
    _check_app(call)
    call.app.talk.menu = None
    return {}


ROUTES: dict[str, Route] = {
    "/cgi-bin/menu/create": Route(handler=create),
    "/cgi-bin/menu/get": Route(handler=get, method="GET"),
    "/cgi-bin/menu/delete": Route(handler=delete, method="GET"),
}
