"""Group welcome templates (入群欢迎语素材): the library; which group uses which is the owner's choice.

Source: https://developer.work.weixin.qq.com/document/path/92366 (2026-02-12)
"""

from __future__ import annotations

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.content import Text, check_attachment
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.templates import GroupWelcome

_TEXT_BYTES = 3_000
_BY_PRIORITY = ("image", "link", "miniprogram", "file", "video")


class _Content(msgspec.Struct, kw_only=True):
    template_id: str = ""
    text: Text | None = None
    image: dict[str, object] | None = None
    link: dict[str, object] | None = None
    miniprogram: dict[str, object] | None = None
    file: dict[str, object] | None = None
    video: dict[str, object] | None = None
    notify: int = 1


class _TemplateId(msgspec.Struct):
    template_id: str = ""


def add(call: Call) -> Payload:
    """Put a template into the library, which holds a hundred of one corp."""
    asked = call.body(_Content)
    content = _taken(call, asked)
    if asked.notify not in (0, 1):
        raise ApiError(40058, "invalid notify")
    if len(call.corp.group_welcomes) >= call.realm.limits.group_welcomes:
        raise ApiError(41055)
    one = GroupWelcome(f"msg{call.realm.ids.text('template_id', 29)}", call.app.agentid, content)
    call.corp.group_welcomes[one.template_id] = one
    return {"template_id": one.template_id}


def _taken(call: Call, asked: _Content) -> Payload:
    """Text, and of the other kinds the first in order of priority, the only one that takes effect."""
    text = asked.text.content if asked.text else ""
    if len(text.encode()) > _TEXT_BYTES:
        raise ApiError(45002)
    shown: Payload = {"text": {"content": text}} if text else {}
    for kind in _BY_PRIORITY:
        body: dict[str, object] | None = getattr(asked, kind)
        if body is not None:
            check_attachment(call, {"msgtype": kind, kind: body}, fetched_too=True)
            return {**shown, kind: _as_shown(call, kind, body)}
    if not shown:
        raise ApiError(40063, "a template needs content")
    return shown


def _as_shown(call: Call, kind: str, body: dict[str, object]) -> Payload:
    """An image is shown by its address alone, whichever way it was given."""
    if kind != "image":
        return body
    return {"pic_url": body.get("pic_url") or f"{call.realm.picture_url}/template/{body['media_id']}/0"}


def _find(call: Call, template_id: str, *, own: bool) -> GroupWelcome:
    if not template_id:
        raise ApiError(40063, "template_id is empty")
    one = call.corp.group_welcomes.get(template_id)
    if one is None:
        raise ApiError(call.realm.switches.unknown_template_errcode, "invalid template_id")
    if own and one.agentid != call.app.agentid:
        raise ApiError(41058)
    return one


def edit(call: Call) -> Payload:
    """Replace the content of one of this app's templates."""
    asked = call.body(_Content)
    one = _find(call, asked.template_id, own=True)
    content = _taken(call, asked)
    one.content = content if call.realm.switches.template_edit_replaces else {**one.content, **content}
    return {}


def get(call: Call) -> Payload:
    """One template, whoever made it."""
    return dict(_find(call, call.body(_TemplateId).template_id, own=False).content)


def del_(call: Call) -> Payload:
    """Take one of this app's templates out of the library."""
    one = _find(call, call.body(_TemplateId).template_id, own=True)
    del call.corp.group_welcomes[one.template_id]
    return {}


_PREFIX = "/cgi-bin/externalcontact/group_welcome_template/"
ROUTES: dict[str, Route] = {
    _PREFIX + "add": Route(handler=add, customer_contact=True),
    _PREFIX + "edit": Route(handler=edit, customer_contact=True),
    _PREFIX + "get": Route(handler=get, customer_contact=True),
    _PREFIX + "del": Route(handler=del_, customer_contact=True),
}
