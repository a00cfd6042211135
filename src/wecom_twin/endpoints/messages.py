"""Messages of an app to members (not to customers): structure, recipients, silent limits.

Source: https://developer.work.weixin.qq.com/document/path/90236 (2025-09-24), 90312 (limits, 2026-02)
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from typing import TYPE_CHECKING

import msgspec

from wecom_twin.acts.carding import issue_code
from wecom_twin.days import day_number
from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.message_shapes import check_message
from wecom_twin.endpoints.recipients import Recipients, everybody, recipients
from wecom_twin.ledger import Receipt
from wecom_twin.state.talk import Card, SentMessage

if TYPE_CHECKING:
    from wecom_twin.state.contacts import Member

_MINUTE = 60.0
_HOUR = 3_600.0
_TEXT_BYTES = 2_048
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
    found = _recipients(call, asked)
    if not found.members:
        raise ApiError(81013)
    _spend(call, len(found.members))
    msgid = call.realm.ids.text("app_msgid", 64)
    is_card = asked.msgtype == "template_card"
    response_code = _claim_card(call, msgid, body[asked.msgtype], found.members) if is_card else None
    message = SentMessage(msgid, call.now, asked.msgtype)
    if not _is_repeated(call, asked):
        for member in found.members:
            if _deliver(call, member, msgid, _as_shown(asked.msgtype, body[asked.msgtype])):
                message.userids.append(member.userid)
        call.app.talk.sent[msgid] = message
    reply: Payload = {
        "invaliduser": "|".join(found.invalid_users),
        "invalidparty": "|".join(found.invalid_parties),
        "invalidtag": "|".join(found.invalid_tags),
        "unlicenseduser": "",
        "msgid": msgid,
    }
    if response_code:
        reply["response_code"] = response_code
    return reply


def _recipients(call: Call, asked: _Send) -> Recipients:
    if asked.touser == "@all":
        return everybody(call)
    return recipients(call, users=_split(asked.touser), parties=_split(asked.toparty), tags=_split(asked.totag))


def _split(text: str) -> list[str]:
    return [one for one in text.split("|") if one]


def _spend(call: Call, persons: int) -> None:
    """An app reaches so many persons a day, each call counting for each of them."""
    talk, limits = call.app.talk, call.realm.limits
    today = day_number(call.now)
    if talk.day != today:
        talk.day, talk.deliveries = today, 0
    if talk.deliveries + persons > limits.account_cap * limits.app_messages_per_account:
        raise ApiError(45009)
    talk.deliveries += persons


def _as_shown(msgtype: str, content: object) -> object:
    """A text that is too long is cut at the last whole character."""
    if msgtype != "text" or not isinstance(content, dict):
        return content
    text = str(content.get("content", "")).encode()[:_TEXT_BYTES].decode(errors="ignore")
    return {**content, "content": text}


def _claim_card(call: Call, msgid: str, body: object, members: list[Member]) -> str | None:
    """A card's task_id is unique for an app for ever; interaction cards get a response code."""
    card = msgspec.convert(body, dict[str, object])
    answerable = card.get("card_type") in _ANSWERABLE or "action_menu" in card
    task_id = card.get("task_id")
    if task_id is None and not answerable:
        return None
    if not isinstance(task_id, str) or not _TASK_ID.fullmatch(task_id):
        raise ApiError(42014)
    talk = call.app.talk
    if task_id in talk.cards:
        raise ApiError(42014)
    talk.cards[task_id] = Card(task_id, msgid, card, tuple(one.userid for one in members))
    return issue_code(call.realm, call.app, talk.cards[task_id]) if answerable else None


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


def _deliver(call: Call, member: Member, msgid: str, body: object) -> bool:
    """Bring it to one member; false when it is dropped."""
    limits, now = call.realm.limits, call.now
    recent = call.app.delivered.setdefault(member.userid, deque())
    while recent and recent[0] <= now - _HOUR:
        recent.popleft()
    in_minute = sum(at > now - _MINUTE for at in recent)
    if len(recent) >= limits.app_message_per_hour or in_minute >= limits.app_message_per_minute:
        return False
    recent.append(now)
    content = msgspec.json.encode(body)
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
    return True


ROUTES: dict[str, Route] = {
    "/cgi-bin/message/send": Route(handler=send, counted=False),
}
