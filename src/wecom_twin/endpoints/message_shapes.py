"""What each msgtype of message/send must contain.

Lengths that WeCom only advises on are cut by the client and not refused here.

Source: https://developer.work.weixin.qq.com/document/path/90236 (2025-09-24)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from wecom_twin.endpoints.cards import check_card
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.media import FOR_MESSAGES

if TYPE_CHECKING:
    from wecom_twin.endpoints.call import Call

Body = Mapping[str, object]

_ARTICLES = 8
_CONTENT_ITEMS = 10
_MARKDOWN_BYTES = 2_048
_MPNEWS_BYTES = 666 * 1_024
_URL_BYTES = 2_048


def check_message(call: Call, msgtype: str, body: Body) -> None:
    """Refuse a message that lacks what its type needs.

    Raises:
        ApiError: 40008 unknown type; 40063 its body is missing; others by type.
    """
    check = _CHECKS.get(msgtype)
    if check is None:
        raise ApiError(40008)
    check(call, _object(body, msgtype))


def _object(body: Body, name: str) -> Body:
    value = body.get(name)
    if not isinstance(value, dict) or not value:
        raise ApiError(40063, f"{name} is empty")
    return cast("Body", value)


def _objects(body: Body, name: str, *, least: int, most: int, errcode: int) -> list[Body]:
    value = body.get(name)
    if value is None and not least:
        return []
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise ApiError(errcode, f"{name} takes {least} to {most} items")
    if not all(isinstance(one, dict) for one in value):
        raise ApiError(40058)
    return cast("list[Body]", value)


def _need(body: Body, *names: str, errcode: int = 40063) -> None:
    for name in names:
        if not body.get(name):
            raise ApiError(errcode, f"{name} is empty")


def _text(_: Call, body: Body) -> None:
    _need(body, "content", errcode=44004)


def _markdown(call: Call, body: Body) -> None:
    _text(call, body)
    _check_bytes(body, "content", _MARKDOWN_BYTES, errcode=45002)


def _check_bytes(body: Body, name: str, most: int, *, errcode: int) -> None:
    if len(str(body.get(name, "")).encode()) > most:
        raise ApiError(errcode, f"{name} takes {most} bytes")


def _media(kind: str, name: str = "media_id") -> Callable[[Call, Body], None]:
    def check(call: Call, body: Body) -> None:
        media = call.corp.media.get(str(body.get(name, "")))
        if media is None or media.expires_at <= call.now or media.type != kind or media.purpose != FOR_MESSAGES:
            raise ApiError(40007)

    return check


def _textcard(_: Call, body: Body) -> None:
    _need(body, "title", "description", "url")
    _check_bytes(body, "url", _URL_BYTES, errcode=40039)


def _news(_: Call, body: Body) -> None:
    for article in _objects(body, "articles", least=1, most=_ARTICLES, errcode=45008):
        _need(article, "title")
        if not (article.get("url") or article.get("appid")):
            raise ApiError(40063, "url is empty")
        _check_bytes(article, "url", _URL_BYTES, errcode=40039)


def _mpnews(call: Call, body: Body) -> None:
    for article in _objects(body, "articles", least=1, most=_ARTICLES, errcode=45008):
        _need(article, "title", "content")
        _check_bytes(article, "content", _MPNEWS_BYTES, errcode=45002)
        _media("image", "thumb_media_id")(call, article)


def _miniprogram_notice(_: Call, body: Body) -> None:
    _need(body, "appid", "title")
    for item in _objects(body, "content_item", least=0, most=_CONTENT_ITEMS, errcode=40058):
        _need(item, "key", "value")


def _template_card(_: Call, body: Body) -> None:
    check_card(body)


_CHECKS: dict[str, Callable[[Call, Body], None]] = {
    "text": _text,
    "markdown": _markdown,
    "image": _media("image"),
    "voice": _media("voice"),
    "video": _media("video"),
    "file": _media("file"),
    "textcard": _textcard,
    "news": _news,
    "mpnews": _mpnews,
    "miniprogram_notice": _miniprogram_notice,
    "template_card": _template_card,
}
