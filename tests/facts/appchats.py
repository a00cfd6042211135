"""Group chats of members that an app makes and speaks in."""

from __future__ import annotations

from typing import Any

from facts.fact import Ask, Fact
from facts.stage import DAY, HOUR, MINUTE, Stage

_CHATS = "media-messages.md §4 (90244)"
_LIMITS = "core.md §6 (90312, 2026-02)"
_CODES = "core.md §5"


def _root(stage: Stage) -> None:
    stage.world.change_range(stage.corp, stage.app, departments=[1])
    stage.world.change_range(stage.corp, stage.other, departments=[1])


def _new(**changes: Any) -> dict[str, Any]:
    return {"name": "晨会", "owner": "chen_rui", "userlist": ["chen_rui", "li_na"], "chatid": "morning", **changes}


def _chat(stage: Stage, **changes: Any) -> str:
    _root(stage)
    return stage.need("appchat/create", _new(**changes))["chatid"]


def _word(**changes: Any) -> dict[str, Any]:
    return {"chatid": "morning", "msgtype": "text", "text": {"content": "早"}, **changes}


def _spoken(stage: Stage, times: int = 1, wait: float = 0.0) -> None:
    _chat(stage)
    for _ in range(times):
        stage.need("appchat/send", _word())
    stage.wait(wait)
    stage.fresh_tokens()


def _later(stage: Stage, seconds: float) -> None:
    stage.wait(seconds)
    stage.fresh_tokens()


def _chat_then(stage: Stage, seconds: float) -> None:
    _chat(stage)
    _later(stage, seconds)


def _changed_then(stage: Stage, seconds: float) -> None:
    _chat(stage)
    stage.need("appchat/update", chatid="morning", name="晚会")
    _later(stage, seconds)


def _state(stage: Stage) -> tuple[str, str, list[str]]:
    chat = stage.corp.appchats.chats["morning"]
    return chat.name, chat.owner, chat.userids


def _create(name: str, says: str, code: int = 0, *, source: str = _CHATS, **changes: Any) -> Fact:
    return Fact(
        id=f"appchat-create-{name}",
        call="appchat/create",
        says=says,
        source=source,
        given=_root,
        asked=_new(**changes),
        code=code,
        effect=lambda stage, _: len(stage.corp.appchats.chats) == (code == 0),
    )


def _of(call: str, name: str, says: str, asked: dict[str, Any], code: int, **more: Any) -> Fact:
    return Fact(
        id=f"appchat-{call}-{name}",
        call=f"appchat/{call}",
        says=says,
        source=_CHATS,
        asked=asked,
        code=code,
        **{"given": _chat, **more},
    )


def _limit(
    call: str, name: str, says: str, switch: tuple[str, int], given: Any, asked: dict[str, Any], code: int
) -> Fact:
    return Fact(
        id=f"appchat-{name}",
        call=f"appchat/{call}",
        says=says,
        source=_LIMITS,
        given=given,
        asked=asked,
        code=code,
        switch=switch,
    )


FACTS = [
    _create("whole", "An app that sees the whole corp makes a chat."),
    _create("alone", "A chat has two members at least.", 86006, userlist=["chen_rui"]),
    _create("stranger", "Members of a chat are members of the corp.", 86007, userlist=["chen_rui", "ghost"]),
    _create("unknown-owner", "The owner is somebody.", 86005, owner="ghost"),
    _create("owner-outside", "The owner is one of the members.", 86207, owner="wu_gang"),
    _create("chatid", "A chatid has letters and digits, 32 at most.", 86001, chatid="a-b"),
    _create("chatid-too-long", "A chatid has letters and digits, 32 at most.", 86001, chatid="a" * 33),
    Fact(
        id="appchat-create-twice",
        call="appchat/create",
        says="A chatid is used once.",
        source=_CHATS,
        given=_chat,
        asked=_new(),
        code=86215,
    ),
    Fact(
        id="appchat-create-cuts-names",
        call="appchat/create",
        says="A name is cut at fifty characters; without an owner one of the members becomes it.",
        source=_CHATS,
        given=_root,
        asked=_new(name="晨" * 51, owner=""),
        effect=lambda stage, _: _state(stage)[0] == "晨" * 50 and _state(stage)[1] in ("chen_rui", "li_na"),
    ),
    *(
        Fact(
            id=f"appchat-{call}-of-a-narrow-app-{code}",
            call=f"appchat/{call}",
            says="An app that does not see the root department has no group chats.",
            source=_CHATS,
            asked=_new(),
            code=code,
            confirmed=False,
            switch=("appchat_range_errcode", code),
        )
        for call in ("create", "update", "send")
        for code in (60011, 48002)
    ),
    *(
        _of(
            "get",
            f"unknown-{code}",
            "A chat that does not exist is refused.",
            {"chatid": "evening"},
            code,
            confirmed=False,
            switch=("unknown_appchat_errcode", code),
        )
        for code in (40050, 86003)
    ),
    _of("get", "unnamed", "A chat is named.", {"chatid": ""}, 86003),
    _of("get", "misnamed", "A chatid has letters and digits.", {"chatid": "a b"}, 86001),
    _of(
        "get",
        "as-it-is",
        "A chat shows name, owner and members.",
        {"chatid": "morning"},
        0,
        effect=lambda _, reply: (
            reply["chat_info"]
            == {"chatid": "morning", "name": "晨会", "owner": "chen_rui", "userlist": ["chen_rui", "li_na"]}
        ),
    ),
    Fact(
        id="appchat-of-another-app",
        call="appchat/get",
        says="A chat is its app's alone.",
        source=_CODES,
        given=_chat,
        asked=lambda stage: Ask(query={"chatid": "morning"}, token=stage.token(stage.other)),
        code=86008,
    ),
    _of(
        "update",
        "all",
        "Name, owner and members change.",
        {
            "chatid": "morning",
            "name": "晚会",
            "owner": "wu_gang",
            "add_user_list": ["wu_gang"],
            "del_user_list": ["Chen_Rui"],
        },
        0,
        effect=lambda stage, _: _state(stage) == ("晚会", "wu_gang", ["li_na", "wu_gang"]),
    ),
    _of("update", "to-one", "Two members stay at least.", {"chatid": "morning", "del_user_list": ["li_na"]}, 86006),
    _limit("create", "most-members", "The app counts as a member.", ("appchat_members", 3), _root, _new(), 0),
    _limit("create", "too-many-members", "The app counts as a member.", ("appchat_members", 2), _root, _new(), 86006),
    _limit(
        "create",
        "day",
        "The apps of a corp make so many chats a day.",
        ("appchats_per_day", 1),
        _chat,
        _new(chatid="b"),
        45009,
    ),
    _limit(
        "create",
        "next-day",
        "A day later there are more.",
        ("appchats_per_day", 1),
        lambda s: _chat_then(s, DAY),
        _new(chatid="b"),
        0,
    ),
    _limit(
        "update",
        "hour",
        "The apps of a corp change chats so often an hour.",
        ("appchat_changes_per_hour", 1),
        lambda stage: _changed_then(stage, 0.0),
        {"chatid": "morning", "name": "午会"},
        45009,
    ),
    _limit(
        "update",
        "next-hour",
        "An hour later they change again.",
        ("appchat_changes_per_hour", 1),
        lambda stage: _changed_then(stage, HOUR),
        {"chatid": "morning", "name": "午会"},
        0,
    ),
    _of(
        "send",
        "words",
        "A message reaches every member of the chat.",
        _word(),
        0,
        effect=lambda stage, _: [one.userid for one in stage.world.ledger.receipts] == ["chen_rui", "li_na"],
    ),
    _of(
        "send",
        "card",
        "Cards are not for chats.",
        _word(msgtype="template_card", template_card={"card_type": "text_notice"}),
        40008,
    ),
    _of("send", "nothing", "A message is checked by its type.", _word(text={"content": ""}), 44004),
    _limit(
        "send",
        "persons-in-a-minute",
        "A corp reaches so many persons a minute in chats.",
        ("appchat_persons_per_minute", 3),
        _spoken,
        _word(),
        45009,
    ),
    _limit(
        "send",
        "persons-a-minute-later",
        "A minute later it goes on.",
        ("appchat_persons_per_minute", 3),
        lambda s: _spoken(s, wait=MINUTE),
        _word(),
        0,
    ),
    _limit(
        "send",
        "persons-in-an-hour",
        "A corp reaches so many persons an hour in chats.",
        ("appchat_persons_per_hour", 3),
        lambda s: _spoken(s, wait=MINUTE),
        _word(),
        45009,
    ),
    _limit(
        "send",
        "persons-an-hour-later",
        "An hour later it goes on.",
        ("appchat_persons_per_hour", 3),
        lambda s: _spoken(s, wait=HOUR),
        _word(),
        0,
    ),
    *(
        Fact(
            id=f"appchat-member-{name}",
            call="appchat/send",
            says="What is over a member's limit is dropped in silence.",
            source=_LIMITS,
            given=lambda stage, wait=wait: _spoken(stage, 2, wait),
            asked=_word(),
            effect=lambda stage, _, count=count: len(stage.world.ledger.receipts) == count,
            switch=(limit, 2),
        )
        for name, limit, wait, count in (
            ("minute", "appchat_member_per_minute", 0.0, 4),
            ("next-minute", "appchat_member_per_minute", MINUTE, 6),
            ("day", "appchat_member_per_day", HOUR, 4),
            ("next-day", "appchat_member_per_day", DAY, 6),
        )
    ),
]
