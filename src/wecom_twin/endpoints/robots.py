"""Robots in groups of members: whoever knows the key speaks, without a token.

Source: https://developer.work.weixin.qq.com/document/path/91770 (group robots)
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import msgspec

from wecom_twin.endpoints.call import Payload
from wecom_twin.endpoints.cards import check_card
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.media import PICTURES, check_upload, read_upload
from wecom_twin.ledger import Receipt
from wecom_twin.state.media import Media

if TYPE_CHECKING:
    from wecom_twin.realm import Realm
    from wecom_twin.state.appchats import Robot
    from wecom_twin.state.corp import Corp

_MINUTE = 60.0
_TEXT_BYTES, _MARKDOWN_BYTES = 2_048, 4_096
_IMAGE_BYTES = 2 * 1024 * 1024
_ARTICLES = 8
_UPLOADED = ("file", "voice")
_CARDS = frozenset({"text_notice", "news_notice"})

Body = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCall:
    """A call that carries a robot's key in place of a token."""

    id: int
    realm: Realm
    query: Mapping[str, str]
    raw: bytes
    content_type: str

    def robot(self) -> tuple[Corp, Robot]:
        """Whose key it is.

        Raises:
            ApiError: 93000 nobody's; 93004 switched off; 93008 not in its group any more.
        """
        key = self.query.get("key", "")
        for corp in self.realm.corps.values():
            robot = corp.robots.get(key)
            if robot is not None:
                if robot.disabled:
                    raise ApiError(93004)
                if robot.removed:
                    raise ApiError(93008)
                return corp, robot
        raise ApiError(93000)


KeyHandler = Callable[[KeyCall], Payload]


def send(call: KeyCall) -> Payload:
    """Speak in the robot's group, twenty times a minute."""
    corp, robot = call.robot()
    try:
        body = msgspec.json.decode(call.raw or b"{}", type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ApiError(40058, f"invalid Request Parameter: {error}") from error
    kind = body.get("msgtype")
    if not isinstance(kind, str) or kind not in (*_CHECKS, *_UPLOADED):
        raise ApiError(40008)
    content = body.get(kind)
    if not isinstance(content, dict) or not content:
        raise ApiError(40063, f"{kind} is empty")
    if kind in _UPLOADED:
        _check_media(call, robot, kind, cast("Body", content))
    else:
        _CHECKS[kind](cast("Body", content))
    now = call.realm.clock.now()
    while robot.sent and robot.sent[0] <= now - _MINUTE:
        robot.sent.popleft()
    if len(robot.sent) >= call.realm.limits.robot_per_minute:
        raise ApiError(45009)
    robot.sent.append(now)
    text = msgspec.json.encode(content)
    for userid in robot.userids:
        call.realm.ledger.receive(_receipt(call, corp, robot, userid, text))
    return {}


def _receipt(call: KeyCall, corp: Corp, robot: Robot, userid: str, text: bytes) -> Receipt:
    digest = hashlib.sha256(text).hexdigest()[:16]
    return Receipt(
        at=call.realm.clock.now(),
        corpid=corp.corpid,
        kind="robot",
        userid=userid,
        external_userid="",
        key=robot.key,
        occasion=digest,
        digest=digest,
        text=text.decode(),
        call_id=call.id,
        by_platform=True,
    )


def _text(most: int) -> Callable[[Body], None]:
    def check(body: Body) -> None:
        content = body.get("content")
        if not isinstance(content, str) or not content:
            raise ApiError(44004)
        if len(content.encode()) > most:
            raise ApiError(40058, f"content exceeds {most} bytes")

    return check


def _image(body: Body) -> None:
    try:
        picture = b64decode(str(body.get("base64", "")), validate=True)
    except (Base64Error, ValueError) as error:
        raise ApiError(40058, "base64 is not base64") from error
    if len(picture) > _IMAGE_BYTES:
        raise ApiError(40009)
    if not picture.startswith(PICTURES):
        raise ApiError(40005)
    if hashlib.md5(picture, usedforsecurity=False).hexdigest() != body.get("md5"):
        raise ApiError(301019)


def _news(body: Body) -> None:
    articles = body.get("articles")
    if not isinstance(articles, list) or not 1 <= len(articles) <= _ARTICLES:
        raise ApiError(45008)
    if not all(isinstance(one, dict) and one.get("title") and one.get("url") for one in articles):
        raise ApiError(40063)


def _check_media(call: KeyCall, robot: Robot, kind: str, body: Body) -> None:
    media = robot.media.get(str(body.get("media_id", "")))
    if media is None or media.type != kind or media.expires_at <= call.realm.clock.now():
        raise ApiError(40007)


def _card(body: Body) -> None:
    if body.get("card_type") not in _CARDS:
        raise ApiError(42027, "a robot sends text_notice and news_notice only")
    check_card(body)


def upload_media(call: KeyCall) -> Payload:
    """Keep a file or a voice for the robot, for three days."""
    _, robot = call.robot()
    kind = call.query.get("type", "")
    if kind not in _UPLOADED:
        raise ApiError(40004)
    given = read_upload(call.raw, call.content_type)
    check_upload(kind, given.content)
    now = call.realm.clock.now()
    media = Media(
        media_id=f"3a{call.realm.ids.text('media_id', 62)}",
        type=kind,
        filename=given.filename,
        content_type=given.content_type,
        content=given.content,
        created_at=now,
        expires_at=now + call.realm.limits.media_seconds,
    )
    robot.media[media.media_id] = media
    return {"type": kind, "media_id": media.media_id, "created_at": str(int(now))}


_CHECKS: dict[str, Callable[[Body], None]] = {
    "text": _text(_TEXT_BYTES),
    "markdown": _text(_MARKDOWN_BYTES),
    "markdown_v2": _text(_MARKDOWN_BYTES),
    "image": _image,
    "news": _news,
    "template_card": _card,
}

KEYED: dict[str, KeyHandler] = {
    "/cgi-bin/webhook/send": send,
    "/cgi-bin/webhook/upload_media": upload_media,
}
"""Paths that ask for a key and no token."""
