"""The menu of an app's conversation."""

from __future__ import annotations

from typing import Any

import pytest

from facts.fact import Ask, Fact
from facts.stage import Stage
from wecom_twin.acts.carding import CannotPressError

_MENUS = "media-messages.md §6 (90231)"
_CLICK = {"type": "click", "name": "今日", "key": "today"}
_VIEW = {"type": "view", "name": "客户", "url": "https://a.example"}
_MINI = {"type": "view_miniprogram", "name": "程序", "appid": "wx1", "pagepath": "pages/a"}


def _put(stage: Stage, *entries: dict[str, Any]) -> Ask:
    return Ask(body={"button": list(entries)}, query={"agentid": str(stage.app.agentid)})


def _with_menu(stage: Stage) -> None:
    stage.need("menu/create", _put(stage, _CLICK, {"name": "更多", "sub_button": [_VIEW, _MINI]}))


def _own(stage: Stage) -> dict[str, Any]:
    return {"agentid": stage.app.agentid}


def _presses(stage: Stage) -> bool:
    stage.world.presses_menu("chen_rui", "今日")
    stage.world.presses_menu("chen_rui", "客户")
    stage.world.enters_app("chen_rui")
    with pytest.raises(CannotPressError):
        stage.world.presses_menu("chen_rui", "更多")
    keys = [one.message.partition("<EventKey><![CDATA[")[2].partition("]]>")[0] for one in stage.callbacks()]
    return list(zip([one.event for one in stage.callbacks()], keys, strict=True)) == [
        ("click", "today"),
        ("view", "https://a.example"),
        ("enter_agent", ""),
    ]


def _refusal(name: str, says: str, code: int, *entries: dict[str, Any]) -> Fact:
    return Fact(
        id=f"menu-{name}",
        call="menu/create",
        says=says,
        source=_MENUS,
        asked=lambda stage: _put(stage, *entries),
        code=code,
        effect=lambda stage, _: stage.app.talk.menu is None,
    )


FACTS = [
    Fact(
        id="menu-put",
        call="menu/create",
        says="A menu has entries that tell a key, open a page or a mini program, and entries below entries.",
        source=_MENUS,
        asked=lambda stage: _put(stage, _CLICK, _VIEW, {"name": "更多", "sub_button": [_MINI] * 5}),
    ),
    Fact(
        id="menu-get",
        call="menu/get",
        says="A menu is read as it was put.",
        source=_MENUS,
        given=_with_menu,
        asked=_own,
        effect=lambda _, reply: reply["button"][0] == _CLICK,
    ),
    Fact(
        id="menu-none",
        call="menu/get",
        says="There is no menu before one is put.",
        source=_MENUS,
        asked=_own,
        code=46003,
    ),
    Fact(
        id="menu-delete",
        call="menu/delete",
        says="A menu is taken away.",
        source=_MENUS,
        given=_with_menu,
        asked=_own,
        effect=lambda stage, _: stage.app.talk.menu is None,
    ),
    Fact(
        id="menu-of-another-app",
        call="menu/get",
        says="An app has no right to another's menu.",
        source=_MENUS,
        asked=lambda stage: {"agentid": stage.other.agentid},
        code=301002,
    ),
    Fact(
        id="menu-of-no-app",
        call="menu/get",
        says="The app must exist.",
        source=_MENUS,
        asked={"agentid": 1},
        code=40056,
    ),
    Fact(
        id="menu-presses",
        call="callback",
        says="Pressing an entry tells its key or its page, opening the conversation tells that.",
        source=_MENUS,
        given=_with_menu,
        asked=None,
        effect=lambda stage, _: _presses(stage),
    ),
    _refusal("empty", "A menu has an entry at least.", 40016),
    _refusal("four", "A menu has three entries at most.", 40016, *[_CLICK] * 4),
    _refusal("six-below", "An entry has five below it at most.", 40023, {"name": "更多", "sub_button": [_VIEW] * 6}),
    _refusal(
        "three-levels",
        "A menu has two levels.",
        40022,
        {"name": "甲", "sub_button": [{"name": "乙", "sub_button": [_VIEW]}]},
    ),
    _refusal("name-too-long", "A name has 16 bytes at most.", 40018, {**_CLICK, "name": "今日待办名单"}),
    _refusal("parent-without-name", "An entry with entries below has a name too.", 40018, {"sub_button": [_VIEW]}),
    _refusal("without-key", "A click has a key.", 40019, {**_CLICK, "key": ""}),
    _refusal("key-too-long", "A key has 128 bytes at most.", 40019, {**_CLICK, "key": "k" * 129}),
    _refusal("url-too-long", "A page has 1024 bytes at most.", 40020, {**_VIEW, "url": "u" * 1025}),
    _refusal("kind", "An entry has one of the kinds.", 40017, {**_CLICK, "type": "dance"}),
    _refusal("mini-program", "A mini program has an appid and a page.", 40017, {**_MINI, "appid": ""}),
]
