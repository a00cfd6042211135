"""Messages of an app to members: recipients, limits that drop in silence, structure."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Fact
from facts.stage import DAY, HOUR, MINUTE, Stage

_FILE = "media-messages.md"
_send = partial(Fact, call="message/send", source=f"{_FILE} §2, page 90236 (2025-09-24)")
_card = partial(Fact, call="message/send", source=f"{_FILE} §3, page 90236 (2025-09-24)")
NOTICE = {
    "card_type": "text_notice",
    "main_title": {"title": "甲"},
    "card_action": {"type": 1, "url": "https://a.example"},
}
BUTTONS = {
    "card_type": "button_interaction",
    "main_title": {"title": "甲"},
    "task_id": "t-1",
    "button_list": [{"text": "好", "key": "ok"}],
}
VOTE = {
    "card_type": "vote_interaction",
    "main_title": {"title": "甲"},
    "task_id": "t-1",
    "checkbox": {"question_key": "q", "option_list": [{"id": "1", "text": "一"}]},
    "submit_button": {"text": "好", "key": "ok"},
}
CHOICE = {
    "card_type": "multiple_interaction",
    "main_title": {"title": "甲"},
    "task_id": "t-1",
    "select_list": [{"question_key": "q", "option_list": [{"id": "1", "text": "一"}]}],
    "submit_button": {"text": "好", "key": "ok"},
}


def _message(stage: Stage, msgtype: str = "text", body: Any = None, **other: Any) -> dict[str, Any]:
    content = {"content": "新客户"} if body is None else body
    return {"touser": "chen_rui", "agentid": stage.app.agentid, "msgtype": msgtype, msgtype: content, **other}


def _with(msgtype: str = "text", body: Any = None, **other: Any) -> Any:
    return lambda stage: _message(stage, msgtype, body, **other)


def _inbox(stage: Stage, userid: str = "chen_rui") -> int:
    """How many messages of apps reached a member."""
    return sum(one.kind == "app_message" and one.userid == userid for one in stage.world.ledger.receipts)


def _refused(id_: str, code: int, says: str, asked: Any, **other: Any) -> Fact:
    return _send(
        id=f"message-{id_}", says=says, asked=asked, code=code, effect=lambda stage, _: not _inbox(stage), **other
    )


def _fault(id_: str, says: str, card: dict[str, Any], *, code: int = 42027, **changes: Any) -> Fact:
    """A card with a fault in its structure."""
    return _card(
        id=f"card-{id_}",
        says=f"{says}: {code}.",
        asked=_with("template_card", {name: value for name, value in {**card, **changes}.items() if value is not None}),
        code=code,
        effect=lambda stage, _: not _inbox(stage),
    )


def _sent(count: int, **limits: int) -> Any:
    def given(stage: Stage) -> None:
        stage.set(**limits)
        for number in range(count):
            stage.need("message/send", _message(stage, body={"content": str(number)}))

    return given


def _dropped_until(seconds: float, there: int) -> Any:
    """The message is dropped; `seconds` after the first ones the next arrives."""

    def effect(stage: Stage, _: Any) -> None:
        assert _inbox(stage) == there
        stage.wait(seconds)
        stage.need("message/send", _message(stage))
        assert _inbox(stage) == there + 1

    return effect


def _checked(stage: Stage, **other: Any) -> dict[str, Any]:
    return _message(stage, enable_duplicate_check=1, **other)


def _sent_and_waited(seconds: float, **other: Any) -> Any:
    return lambda stage: (stage.need("message/send", _checked(stage, **other)), stage.wait(seconds))


FACTS = [
    _send(
        id="message-reaches-members",
        says="A message reaches visible members; userids that mean nobody come back in lower case.",
        asked=_with(touser="chen_rui|Ghost|wu_gang"),
        effect=lambda stage, reply: _inbox(stage) == 1 and reply["invaliduser"] == "ghost|wu_gang",
    ),
    _send(
        id="message-to-all",
        says="@all reaches every visible member.",
        asked=_with(touser="@all"),
        effect=lambda stage, _: len(stage.world.ledger.receipts) == 3,
    ),
    _send(
        id="message-to-departments",
        says="Departments reach their members; those outside the range come back.",
        asked=_with(touser="", toparty="2|3"),
        effect=lambda stage, reply: len(stage.world.ledger.receipts) == 3 and reply["invalidparty"] == "3",
    ),
    _send(
        id="message-not-counted",
        says="The basic limits do not count it.",
        source="core.md §6, page 90312 (2026-02)",
        given=_sent(3, path_per_minute=1),
        asked=_with(),
    ),
    _refused("agentid", 40056, "Another agentid than the token's: 40056.", lambda stage: _message(stage, agentid=1)),
    _refused("nobody", 82001, "No recipient named: 82001.", _with(touser="")),
    _refused("all-invalid", 81013, "Only recipients that mean nobody: 81013.", _with(touser="ghost|wu_gang")),
    _refused("1001-users", 40032, "More than 1000 userids: 40032.", _with(touser="|".join(["chen_rui"] * 1001))),
    _refused("101-parties", 82002, "More than 100 departments: 82002.", _with(toparty="|".join(["2"] * 101))),
    _refused("101-tags", 82003, "More than 100 tags: 82003.", _with(totag="|".join(["1"] * 101))),
    _send(id="message-1000-users", says="1000 userids pass.", asked=_with(touser="|".join(["chen_rui"] * 1000))),
    _send(id="message-100-parties", says="100 departments pass.", asked=_with(toparty="|".join(["2"] * 100))),
    _send(id="message-100-tags", says="100 tags pass.", asked=_with(totag="|".join(["1"] * 100))),
    _send(
        id="message-media-expired",
        says="Media of three days ago: 40007.",
        given=lambda stage: (stage.media(), stage.wait(3 * DAY), stage.fresh_tokens())[0],
        asked=lambda stage: _message(stage, "image", {"media_id": stage.it}),
        code=40007,
    ),
    _send(
        id="message-minute",
        says="What goes over a member's minute is dropped, with errcode 0.",
        source="core.md §6, page 90312 (2026-02)",
        given=_sent(3, app_message_per_minute=3),
        asked=_with(),
        effect=_dropped_until(MINUTE, 3),
    ),
    _send(
        id="message-hour",
        says="What goes over a member's hour is dropped, with errcode 0.",
        source="core.md §6, page 90312 (2026-02)",
        given=_sent(3, app_message_per_hour=3),
        asked=_with(),
        effect=_dropped_until(HOUR, 3),
    ),
    *(
        _send(
            id=f"message-duplicate-{interval or 'default'}-{seconds:g}",
            says=f"With the check on at an interval of {interval or 'the default'}, the same JSON {seconds:g} s later "
            f"{'arrives again' if count == 2 else 'is dropped'}.",
            given=_sent_and_waited(seconds, **({"duplicate_check_interval": interval} if interval else {})),
            asked=lambda stage, interval=interval: (
                stage.fresh_tokens(),
                _checked(stage, **({"duplicate_check_interval": interval} if interval else {})),
            )[1],
            effect=lambda stage, _, count=count: _inbox(stage) == count,
        )
        for interval, seconds, count in (
            (0, 1799, 1),
            (0, 1800, 2),
            (60, 59, 1),
            (60, 60, 2),
            (99_999, 14_399, 1),
            (99_999, 14_400, 2),
        )
    ),
    _refused("msgtype", 40008, "A msgtype that there is not: 40008.", _with("song")),
    _refused("no-body", 40063, "Without the object of its msgtype: 40063.", _with("image", {}), source="core.md §5"),
    _refused("empty-text", 44004, "A text without content: 44004.", _with("text", {"content": ""})),
    _refused("empty-markdown", 44004, "So for markdown: 44004.", _with("markdown", {"content": ""})),
    *(
        _refused(f"no-{kind}", 40007, f"A {kind} needs a media_id: 40007.", _with(kind, {"media_id": "x"}))
        for kind in ("image", "voice", "video", "file")
    ),
    _refused(
        "textcard", 40063, "A text card needs title, description, url: 40063.", _with("textcard", {"title": "甲"})
    ),
    _refused("news-none", 45008, "News without articles: 45008.", _with("news", {"articles": []})),
    _refused("news-9", 45008, "Nine articles: 45008.", _with("news", {"articles": [{"title": "甲", "url": "u"}] * 9})),
    _send(
        id="message-news-8",
        says="Eight articles pass.",
        asked=_with("news", {"articles": [{"title": "甲", "url": "u"}] * 8}),
    ),
    _refused("news-words", 40058, "An article that is no object: 40058.", _with("news", {"articles": ["甲"]})),
    _refused(
        "news-no-url", 40063, "An article needs an address: 40063.", _with("news", {"articles": [{"title": "甲"}]})
    ),
    _refused(
        "mpnews-picture",
        40007,
        "An article of mpnews needs a picture: 40007.",
        _with("mpnews", {"articles": [{"title": "甲", "content": "乙"}]}),
    ),
    _refused(
        "mini-11",
        40058,
        "A notice of a mini-program has ten items at most: 40058.",
        _with("miniprogram_notice", {"appid": "a", "title": "甲", "content_item": [{"key": "k", "value": "v"}] * 11}),
    ),
    _card(
        id="card-notice",
        says="A notice reaches the member and has no response_code.",
        asked=_with("template_card", NOTICE),
        effect=lambda stage, reply: _inbox(stage) == 1 and "response_code" not in reply,
    ),
    *(
        _card(
            id=f"card-{card['card_type']}",
            says="A card that can be answered has a response_code.",
            asked=_with("template_card", card),
            effect=lambda _, reply: reply["response_code"],
        )
        for card in (BUTTONS, VOTE, CHOICE)
    ),
    _card(
        id="card-task-id-twice",
        says="A task_id is used once for ever: 42014.",
        given=lambda stage: (stage.need("message/send", _message(stage, "template_card", BUTTONS)), stage.wait(HOUR)),
        asked=_with("template_card", {**BUTTONS, "main_title": {"title": "乙"}}),
        code=42014,
        effect=lambda stage, _: _inbox(stage) == 1,
    ),
    _fault("task-id-shape", "A task_id of other characters", BUTTONS, code=42014, task_id="t 1"),
    _fault("task-id-129", "A task_id of 129 bytes", BUTTONS, code=42014, task_id="t" * 129),
    _fault("no-task-id", "An answerable card without a task_id", BUTTONS, code=42014, task_id=None),
    _fault("menu-no-task-id", "A menu without a task_id", NOTICE, code=42014, action_menu={"action_list": []}),
    _fault("type", "A card_type that there is not", NOTICE, card_type="x"),
    _fault("no-title", "Neither main_title nor sub_title_text", NOTICE, main_title=None),
    _fault("no-action", "A notice whose card_action has no type", NOTICE, card_action={"url": "u"}),
    _fault("no-picture", "A news notice without a picture", NOTICE, card_type="news_notice"),
    _fault("7-rows", "More than six rows", NOTICE, horizontal_content_list=[{"keyname": "k"}] * 7),
    _fault("4-jumps", "More than three jumps", NOTICE, jump_list=[{"title": "t"}] * 4),
    _fault("5-texts", "More than four texts", NOTICE, vertical_content_list=[{"title": "t"}] * 5),
    _fault("7-buttons", "More than six buttons", BUTTONS, button_list=[{"text": "好", "key": "k"}] * 7),
    _fault("button-no-text", "A button without a text", BUTTONS, button_list=[{"key": "k"}]),
    _fault(
        "21-options", "More than 20 options", VOTE, checkbox={"question_key": "q", "option_list": [{"id": "1"}] * 21}
    ),
    _fault("4-selects", "More than three lists", CHOICE, select_list=CHOICE["select_list"] * 4),
]
