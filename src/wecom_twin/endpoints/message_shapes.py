"""What each msgtype of message/send must contain.

Lengths that WeCom only advises on are cut by the client and not refused here.

Source: https://developer.work.weixin.qq.com/document/path/90236 (2025-09-24)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from wecom_twin.endpoints.errors import ApiError

if TYPE_CHECKING:
    from wecom_twin.endpoints.call import Call

Body = Mapping[str, object]

_CARD_FAULT = 42027
"""Structural faults of cards answer 42027 to 42051; which one for which fault is unconfirmed."""
_ARTICLES = 8
_CARD_BUTTONS = 6
_CARD_OPTIONS = 20
_CARD_SELECTS = 3
_CARD_HORIZONTAL = 6
_CARD_JUMPS = 3
_CARD_VERTICAL = 4
_CONTENT_ITEMS = 10


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


def _media(kind: str, name: str = "media_id") -> Callable[[Call, Body], None]:
    def check(call: Call, body: Body) -> None:
        media = call.corp.media.get(str(body.get(name, "")))
        if media is None or media.expires_at <= call.now or media.type != kind:
            raise ApiError(40007)

    return check


def _textcard(_: Call, body: Body) -> None:
    _need(body, "title", "description", "url")


def _news(_: Call, body: Body) -> None:
    for article in _objects(body, "articles", least=1, most=_ARTICLES, errcode=45008):
        _need(article, "title")
        if not (article.get("url") or article.get("appid")):
            raise ApiError(40063, "url is empty")


def _mpnews(call: Call, body: Body) -> None:
    for article in _objects(body, "articles", least=1, most=_ARTICLES, errcode=45008):
        _need(article, "title", "content")
        _media("image", "thumb_media_id")(call, article)


def _miniprogram_notice(_: Call, body: Body) -> None:
    _need(body, "appid", "title")
    for item in _objects(body, "content_item", least=0, most=_CONTENT_ITEMS, errcode=40058):
        _need(item, "key", "value")


def _template_card(_: Call, body: Body) -> None:
    kind = body.get("card_type")
    if kind not in _CARDS:
        raise ApiError(_CARD_FAULT, "invalid card_type")
    _objects(body, "horizontal_content_list", least=0, most=_CARD_HORIZONTAL, errcode=_CARD_FAULT)
    _objects(body, "jump_list", least=0, most=_CARD_JUMPS, errcode=_CARD_FAULT)
    _objects(body, "vertical_content_list", least=0, most=_CARD_VERTICAL, errcode=_CARD_FAULT)
    if not body.get("main_title") and not body.get("sub_title_text"):
        raise ApiError(_CARD_FAULT, "main_title or sub_title_text is needed")
    _CARDS[str(kind)](body)


def _notice_card(body: Body) -> None:
    action = _object(body, "card_action")
    if action.get("type") not in (1, 2):
        raise ApiError(_CARD_FAULT, "card_action needs type 1 or 2")


def _news_card(body: Body) -> None:
    _notice_card(body)
    if not body.get("card_image") and not body.get("image_text_area"):
        raise ApiError(_CARD_FAULT, "card_image or image_text_area is needed")


def _button_card(body: Body) -> None:
    _need(body, "task_id", errcode=42014)
    buttons = _objects(body, "button_list", least=1, most=_CARD_BUTTONS, errcode=_CARD_FAULT)
    for button in buttons:
        _need(button, "text", errcode=_CARD_FAULT)


def _vote_card(body: Body) -> None:
    _need(body, "task_id", errcode=42014)
    box = _object(body, "checkbox")
    _need(box, "question_key", errcode=_CARD_FAULT)
    _objects(box, "option_list", least=1, most=_CARD_OPTIONS, errcode=_CARD_FAULT)
    _need(_object(body, "submit_button"), "text", "key", errcode=_CARD_FAULT)


def _multiple_card(body: Body) -> None:
    _need(body, "task_id", errcode=42014)
    for select in _objects(body, "select_list", least=1, most=_CARD_SELECTS, errcode=_CARD_FAULT):
        _need(select, "question_key", "option_list", errcode=_CARD_FAULT)
    _need(_object(body, "submit_button"), "text", "key", errcode=_CARD_FAULT)


_CARDS: dict[str, Callable[[Body], None]] = {
    "text_notice": _notice_card,
    "news_notice": _news_card,
    "button_interaction": _button_card,
    "vote_interaction": _vote_card,
    "multiple_interaction": _multiple_card,
}

_CHECKS: dict[str, Callable[[Call, Body], None]] = {
    "text": _text,
    "markdown": _text,
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
