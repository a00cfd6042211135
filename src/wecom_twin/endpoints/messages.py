"""Messages of an app to members (not to customers): structure, recipients, silent limits.

Source: https://developer.work.weixin.qq.com/document/path/90236 (2025-09-24), 90312 (limits, 2026-02)
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from typing import TYPE_CHECKING

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route, whole_number
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.message_shapes import check_message
from wecom_twin.ledger import Receipt

if TYPE_CHECKING:
    from wecom_twin.state.contacts import Member

_USERS = 1_000
_PARTIES = 100
_TAGS = 100
_MINUTE = 60.0
_HOUR = 3_600.0
_LONGEST_DUPLICATE_CHECK = 14_400
_TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
_ANSWERABLE = frozenset({"button_interaction", "vote_interaction", "multiple_interaction"})


class _Send(msgspec.Struct):
    touser: str = ""
    toparty: str = ""
    totag: str = ""
    msgtype: str = ""
    agentid: int | None = None
    safe: int = 0
    enable_duplicate_check: int = 0
    duplicate_check_interval: int = 1_800


def send(call: Call) -> Payload:
    """Send to members; what is over a member's limit is dropped and still answers 0."""
    asked = call.body(_Send)
    body = call.body(dict[str, object])
    if asked.agentid != call.app.agentid:
        raise ApiError(40056)
    check_message(call, asked.msgtype, body)
    members, invalid_users, invalid_parties = _recipients(call, asked)
    if not members:
        raise ApiError(81013)
    response_code = _claim_card(call, body) if asked.msgtype == "template_card" else None
    msgid = call.realm.ids.text("app_msgid", 64)
    if not _is_repeated(call, asked):
        for member in members:
            _deliver(call, member, msgid, asked.msgtype, body)
    reply: Payload = {
        "invaliduser": "|".join(invalid_users),
        "invalidparty": "|".join(invalid_parties),
        "invalidtag": asked.totag if asked.touser != "@all" else "",
        "unlicenseduser": "",
        "msgid": msgid,
    }
    if response_code:
        reply["response_code"] = response_code
    return reply


def _recipients(call: Call, asked: _Send) -> tuple[list[Member], list[str], list[str]]:
    """Members to send to, and the names that mean nobody (userids lower-cased, as observed)."""
    directory = call.corp.directory
    visible = {one.userid: one for one in directory.members.values() if call.sight.sees(one) and one.active}
    if asked.touser == "@all":
        return list(visible.values()), [], []
    users, parties, tags = (_split(one) for one in (asked.touser, asked.toparty, asked.totag))
    if not (users or parties or tags):
        raise ApiError(82001)
    if len(users) > _USERS:
        raise ApiError(40032)
    if len(parties) > _PARTIES or len(tags) > _TAGS:
        raise ApiError(82002 if len(parties) > _PARTIES else 82003)
    found: dict[str, Member] = {}
    invalid_users: list[str] = []
    for userid in users:
        member = directory.find_member(userid)
        if member is not None and member.userid in visible:
            found[member.userid] = member
        else:
            invalid_users.append(userid.lower())
    invalid_parties: list[str] = []
    for party in parties:
        number = whole_number(party)
        if number is None or number not in call.sight.departments:
            invalid_parties.append(party)
            continue
        below = {one.id for one in directory.subtree(number)}
        found |= {userid: one for userid, one in visible.items() if not below.isdisjoint(one.departments)}
    return list(found.values()), invalid_users, invalid_parties


def _split(text: str) -> list[str]:
    return [one for one in text.split("|") if one]


def _claim_card(call: Call, body: dict[str, object]) -> str | None:
    """A card's task_id is unique for an app for ever; interaction cards get a response code."""
    card = body["template_card"]
    assert isinstance(card, dict)  # noqa: S101 - check_message has seen to it
    answerable = card.get("card_type") in _ANSWERABLE or "action_menu" in card
    task_id = card.get("task_id")
    if task_id is None and not answerable:
        return None
    if not isinstance(task_id, str) or not _TASK_ID.fullmatch(task_id):
        raise ApiError(42014)
    if task_id in call.app.card_tasks:
        raise ApiError(42014)
    call.app.card_tasks.add(task_id)
    return call.realm.ids.text("response_code", 48) if answerable else None


def _is_repeated(call: Call, asked: _Send) -> bool:
    """With the duplicate check on, identical JSON within the interval reaches nobody."""
    if not asked.enable_duplicate_check:
        return False
    interval = min(asked.duplicate_check_interval, _LONGEST_DUPLICATE_CHECK)
    digest = hashlib.sha256(call.raw).hexdigest()
    last = call.app.sent_bodies.get(digest)
    if last is not None and call.now - last < interval:
        return True
    call.app.sent_bodies[digest] = call.now
    return False


def _deliver(call: Call, member: Member, msgid: str, msgtype: str, body: dict[str, object]) -> None:
    limits, now = call.realm.limits, call.now
    recent = call.app.delivered.setdefault(member.userid, deque())
    while recent and recent[0] <= now - _HOUR:
        recent.popleft()
    in_minute = sum(at > now - _MINUTE for at in recent)
    if len(recent) >= limits.app_message_per_hour or in_minute >= limits.app_message_per_minute:
        return
    recent.append(now)
    content = msgspec.json.encode(body[msgtype])
    digest = hashlib.sha256(content).hexdigest()[:16]
    call.realm.ledger.receive(
        Receipt(
            at=now,
            corpid=call.corp.corpid,
            kind="app_message",
            userid=member.userid,
            external_userid="",
            key=msgid,
            occasion=digest,
            digest=digest,
            text=content.decode(),
            call_id=call.id,
            by_platform=True,
        )
    )


ROUTES: dict[str, Route] = {
    "/cgi-bin/message/send": Route(handler=send, counted=False),
}
