"""Group chats of members, made and spoken in by an app that sees the whole corp.

Source: https://developer.work.weixin.qq.com/document/path/90244 (group chats), 90312 (limits, 2026-02)
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from typing import TYPE_CHECKING

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.message_shapes import check_message
from wecom_twin.ledger import Receipt
from wecom_twin.state.appchats import AppChat
from wecom_twin.state.directory import ROOT_DEPARTMENT

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_MEMBERS = 2
_NAME_CHARS = 50
_CHATID = re.compile(r"[0-9A-Za-z]{1,32}")
_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0
_KINDS = frozenset({"text", "image", "voice", "video", "file", "textcard", "news", "mpnews", "markdown"})


class _Create(msgspec.Struct):
    name: str = ""
    owner: str = ""
    userlist: list[str] = []
    chatid: str | None = None


class _Update(msgspec.Struct):
    chatid: str = ""
    name: str | None = None
    owner: str | None = None
    add_user_list: list[str] = []
    del_user_list: list[str] = []


class _Send(msgspec.Struct):
    chatid: str = ""
    msgtype: str = ""
    safe: int = 0


def create(call: Call) -> Payload:
    """Make a chat; without a named owner one of the members becomes it."""
    _check_range(call)
    asked = call.body(_Create)
    userids = _known(call, asked.userlist)
    _check_size(call, userids)
    chats = call.corp.appchats
    if asked.chatid is not None and not _CHATID.fullmatch(asked.chatid):
        raise ApiError(86001)
    if asked.chatid in chats.chats:
        raise ApiError(86215)
    owner = _owner(call, asked.owner, userids) if asked.owner else call.realm.picks.choice(userids)
    _count(chats.made, now=call.now, span=_DAY, most=call.realm.limits.appchats_per_day)
    chatid = asked.chatid or call.realm.ids.letters("appchat", 32)
    chats.chats[chatid] = AppChat(chatid, call.app.agentid, asked.name[:_NAME_CHARS], owner, userids)
    return {"chatid": chatid}


def _check_range(call: Call) -> None:
    if ROOT_DEPARTMENT not in call.app.visible_departments:
        raise ApiError(call.realm.switches.appchat_range_errcode)


def _known(call: Call, userids: Sequence[str]) -> list[str]:
    found = [call.corp.directory.find_member(one) for one in dict.fromkeys(userids)]
    known = [one.userid for one in found if one is not None]
    if len(known) < len(found):
        raise ApiError(86007)
    return known


def _check_size(call: Call, userids: Sequence[str]) -> None:
    """The app counts as one of the members at the upper end."""
    if not _LEAST_MEMBERS <= len(userids) < call.realm.limits.appchat_members:
        raise ApiError(86006)


def _owner(call: Call, asked: str, userids: Sequence[str]) -> str:
    member = call.corp.directory.find_member(asked)
    if member is None:
        raise ApiError(86005)
    if member.userid not in userids:
        raise ApiError(86207)
    return member.userid


def _count(times: deque[float], *, now: float, span: float, most: int) -> None:
    while times and times[0] <= now - span:
        times.popleft()
    if len(times) >= most:
        raise ApiError(45009)
    times.append(now)


def _chat(call: Call, chatid: str) -> AppChat:
    if not chatid:
        raise ApiError(86003)
    if not _CHATID.fullmatch(chatid):
        raise ApiError(86001)
    chat = call.corp.appchats.chats.get(chatid)
    if chat is None:
        raise ApiError(call.realm.switches.unknown_appchat_errcode)
    if chat.agentid != call.app.agentid:
        raise ApiError(86008)
    return chat


def update(call: Call) -> Payload:
    """Rename a chat, change its owner, take members in and out."""
    _check_range(call)
    asked = call.body(_Update)
    chat = _chat(call, asked.chatid)
    added, removed = _known(call, asked.add_user_list), {one.lower() for one in asked.del_user_list}
    userids = [one for one in dict.fromkeys((*chat.userids, *added)) if one.lower() not in removed]
    _check_size(call, userids)
    owner = _owner(call, asked.owner or chat.owner, userids)
    _count(call.corp.appchats.changed, now=call.now, span=_HOUR, most=call.realm.limits.appchat_changes_per_hour)
    chat.userids, chat.owner = userids, owner
    chat.name = chat.name if asked.name is None else asked.name[:_NAME_CHARS]
    return {}


def get(call: Call) -> Payload:
    """A chat as it is."""
    chat = _chat(call, call.query.get("chatid", ""))
    return {"chat_info": {"chatid": chat.chatid, "name": chat.name, "owner": chat.owner, "userlist": chat.userids}}


def send(call: Call) -> Payload:
    """Speak in a chat; what is over a member's limit is dropped in silence."""
    _check_range(call)
    asked = call.body(_Send)
    body = call.body(dict[str, object])
    chat = _chat(call, asked.chatid)
    if asked.msgtype not in _KINDS:
        raise ApiError(40008)
    check_message(call, asked.msgtype, body)
    _spend(call, len(chat.userids))
    content = msgspec.json.encode(body[asked.msgtype])
    for userid in chat.userids:
        if _has_room(call, userid):
            call.realm.ledger.receive(_receipt(call, chat, userid, content))
    return {}


def _spend(call: Call, persons: int) -> None:
    limits, spent = call.realm.limits, call.corp.appchats.deliveries
    while spent and spent[0][0] <= call.now - _HOUR:
        spent.popleft()
    in_minute = sum(count for at, count in spent if at > call.now - _MINUTE)
    in_hour = sum(count for _, count in spent)
    if in_minute + persons > limits.appchat_persons_per_minute or in_hour + persons > limits.appchat_persons_per_hour:
        raise ApiError(45009)
    spent.append((call.now, persons))


def _has_room(call: Call, userid: str) -> bool:
    limits, recent = call.realm.limits, call.corp.appchats.received.setdefault(userid, deque())
    while recent and recent[0] <= call.now - _DAY:
        recent.popleft()
    in_minute = sum(at > call.now - _MINUTE for at in recent)
    if len(recent) >= limits.appchat_member_per_day or in_minute >= limits.appchat_member_per_minute:
        return False
    recent.append(call.now)
    return True


def _receipt(call: Call, chat: AppChat, userid: str, content: bytes) -> Receipt:
    digest = hashlib.sha256(content).hexdigest()[:16]
    return Receipt(
        at=call.now,
        corpid=call.corp.corpid,
        kind="appchat",
        userid=userid,
        external_userid="",
        key=chat.chatid,
        occasion=digest,
        digest=digest,
        text=content.decode(),
        call_id=call.id,
        by_platform=True,
    )


ROUTES: dict[str, Route] = {
    "/cgi-bin/appchat/create": Route(handler=create),
    "/cgi-bin/appchat/update": Route(handler=update),
    "/cgi-bin/appchat/get": Route(handler=get, method="GET"),
    "/cgi-bin/appchat/send": Route(handler=send),
}
