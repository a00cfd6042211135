"""What each kind of template card must contain.

Lengths of texts are advice on display and are cut, not refused. Which of 42027 to 42051 stands for
which fault of structure no page says; the twin answers the first of them for all.

Source: https://developer.work.weixin.qq.com/document/path/90236 (2025-09-24)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from wecom_twin.endpoints.errors import ApiError

Body = Mapping[str, object]

_FAULT = 42027
_BUTTONS = 6
_OPTIONS = 20
_SELECT_OPTIONS = 10
_SELECTS = 3
_HORIZONTAL = 6
_JUMPS = 3
_VERTICAL = 4
_MENU_ACTIONS = 3
_KEY_BYTES = 1_024
_OPTION_ID_BYTES = 128
_URL, _MINI_PROGRAM = 1, 2
_FILE, _MEMBER = 2, 3


def check_card(body: Body) -> None:
    """Refuse a card that lacks what its kind needs.

    Raises:
        ApiError: 42027 a fault of structure; 42014 an interaction without task_id; 40063 a block is missing.
    """
    kind = body.get("card_type")
    check = _CARDS.get(kind) if isinstance(kind, str) else None
    if check is None:
        raise ApiError(_FAULT, "invalid card_type")
    for item in _items(body, "horizontal_content_list", most=_HORIZONTAL):
        _need(item, "keyname")
        _need(item, *{_URL: ("url",), _FILE: ("media_id",), _MEMBER: ("userid",)}.get(_number(item, "type"), ()))
    for item in _items(body, "jump_list", most=_JUMPS):
        _need(item, "title")
        _check_target(item)
    for item in _items(body, "vertical_content_list", most=_VERTICAL):
        _need(item, "title")
    if "action_menu" in body:
        _need_task(body)
        menu = _block(body, "action_menu")
        _check_keys(_items(menu, "action_list", least=1, most=_MENU_ACTIONS))
    if not body.get("main_title") and not body.get("sub_title_text"):
        raise ApiError(_FAULT, "main_title or sub_title_text is needed")
    check(body)


def _number(body: Body, name: str) -> int:
    value = body.get(name, 0)
    return value if isinstance(value, int) else -1


def _block(body: Body, name: str) -> Body:
    value = body.get(name)
    if not isinstance(value, dict) or not value:
        raise ApiError(40063, f"{name} is empty")
    return cast("Body", value)


def _items(body: Body, name: str, *, least: int = 0, most: int) -> list[Body]:
    value = body.get(name)
    if value is None and not least:
        return []
    if (
        not isinstance(value, list)
        or not least <= len(value) <= most
        or not all(isinstance(one, dict) for one in value)
    ):
        raise ApiError(_FAULT, f"{name} takes {least} to {most} items")
    return cast("list[Body]", value)


def _need(body: Body, *names: str) -> None:
    for name in names:
        if not body.get(name):
            raise ApiError(_FAULT, f"{name} is empty")


def _need_task(body: Body) -> None:
    if not body.get("task_id"):
        raise ApiError(42014, "task_id is empty")


def _check_target(body: Body) -> None:
    """Where a tap leads: a page or a mini program."""
    kind = _number(body, "type")
    if kind == _URL:
        _need(body, "url")
    if kind == _MINI_PROGRAM:
        _need(body, "appid")


def _check_keys(items: list[Body]) -> None:
    """Each has a text and a key of its own."""
    for item in items:
        _need(item, "text", "key")
        if len(str(item["key"]).encode()) > _KEY_BYTES:
            raise ApiError(_FAULT, "a key takes 1024 bytes")
    if len({str(item["key"]) for item in items}) < len(items):
        raise ApiError(_FAULT, "a key is used twice")


def _check_options(body: Body, *, most: int) -> None:
    options = _items(body, "option_list", least=1, most=most)
    for option in options:
        _need(option, "id", "text")
        if len(str(option["id"]).encode()) > _OPTION_ID_BYTES:
            raise ApiError(_FAULT, "an option's id takes 128 bytes")
    if len({str(option["id"]) for option in options}) < len(options):
        raise ApiError(_FAULT, "an option's id is used twice")


def _check_submit(body: Body) -> None:
    _need(_block(body, "submit_button"), "text", "key")


def _notice(body: Body) -> None:
    action = _block(body, "card_action")
    if _number(action, "type") not in (_URL, _MINI_PROGRAM):
        raise ApiError(_FAULT, "card_action needs type 1 or 2")
    _check_target(action)


def _news(body: Body) -> None:
    _notice(body)
    if not body.get("card_image") and not body.get("image_text_area"):
        raise ApiError(_FAULT, "card_image or image_text_area is needed")


def _buttons(body: Body) -> None:
    _need_task(body)
    buttons = _items(body, "button_list", least=1, most=_BUTTONS)
    for button in buttons:
        _need(button, "text")
    _check_keys([one for one in buttons if _number(one, "type") != _URL])
    if "button_selection" in body:
        selection = _block(body, "button_selection")
        _need(selection, "question_key")
        _check_options(selection, most=_SELECT_OPTIONS)


def _vote(body: Body) -> None:
    _need_task(body)
    box = _block(body, "checkbox")
    _need(box, "question_key")
    _check_options(box, most=_OPTIONS)
    _check_submit(body)


def _multiple(body: Body) -> None:
    _need_task(body)
    for select in _items(body, "select_list", least=1, most=_SELECTS):
        _need(select, "question_key")
        _check_options(select, most=_SELECT_OPTIONS)
    _check_submit(body)


_CARDS: dict[str, Callable[[Body], None]] = {
    "text_notice": _notice,
    "news_notice": _news,
    "button_interaction": _buttons,
    "vote_interaction": _vote,
    "multiple_interaction": _multiple,
}
