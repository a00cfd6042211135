"""What each kind of template card must contain."""

from __future__ import annotations

from typing import Any

from facts.fact import Fact
from facts.saying import BUTTONS, CARDS, MULTIPLE, NOTICE, VOTE, card


def _card_fault(name: str, says: str, body: dict[str, Any], code: int = 42027, **changes: Any) -> Fact:
    return Fact(
        id=f"talk-card-{name}",
        call="message/send",
        says=says,
        source=CARDS,
        asked=lambda stage: card(stage, body, **changes),
        code=code,
        effect=lambda stage, _: not stage.world.ledger.receipts,
    )


def _options(count: int) -> list[dict[str, str]]:
    return [{"id": f"o{number}", "text": "选项"} for number in range(count)]


FACTS = [
    _card_fault("kind", "A card has one of five kinds.", BUTTONS, card_type="poem"),
    _card_fault("title", "A card has a title or a text.", BUTTONS, main_title=None),
    _card_fault(
        "seven-lines",
        "A card has six lines of key and value at most.",
        BUTTONS,
        horizontal_content_list=[{"keyname": "甲"}] * 7,
    ),
    _card_fault("line-without-key", "A line has a key.", BUTTONS, horizontal_content_list=[{"value": "乙"}]),
    _card_fault(
        "line-member",
        "A line of type 3 names a member.",
        BUTTONS,
        horizontal_content_list=[{"keyname": "甲", "type": 3}],
    ),
    _card_fault("four-jumps", "A card has three jumps at most.", NOTICE, jump_list=[{"title": "甲"}] * 4),
    _card_fault("jump-without-url", "A jump of type 1 has an address.", NOTICE, jump_list=[{"title": "甲", "type": 1}]),
    _card_fault(
        "jump-without-appid", "A jump of type 2 has a mini program.", NOTICE, jump_list=[{"title": "甲", "type": 2}]
    ),
    _card_fault("jump-without-title", "A jump has a title.", NOTICE, jump_list=[{"type": 0}]),
    _card_fault(
        "five-paragraphs", "A card has four paragraphs at most.", NOTICE, vertical_content_list=[{"title": "甲"}] * 5
    ),
    _card_fault("paragraph-without-title", "A paragraph has a title.", NOTICE, vertical_content_list=[{"desc": "乙"}]),
    _card_fault(
        "menu-empty", "A card's menu has an entry at least.", BUTTONS, action_menu={"desc": "更多", "action_list": []}
    ),
    _card_fault("menu-block-empty", "A card's menu is not empty.", BUTTONS, 40063, action_menu={}),
    _card_fault(
        "menu-keys",
        "The keys of a card's menu differ.",
        BUTTONS,
        action_menu={"desc": "更多", "action_list": [{"text": "甲", "key": "k"}] * 2},
    ),
    _card_fault(
        "menu-without-task", "A card with a menu has a task_id.", NOTICE, 42014, action_menu=BUTTONS["action_menu"]
    ),
    _card_fault("notice-action", "A notice leads somewhere.", NOTICE, card_action={"type": 3}),
    _card_fault("news-picture", "A news card has a picture.", NOTICE, card_type="news_notice"),
    _card_fault(
        "buttons-without-task", "A card with buttons has a task_id.", BUTTONS, 42014, task_id=None, action_menu=None
    ),
    _card_fault(
        "seven-buttons",
        "A card has six buttons at most.",
        BUTTONS,
        button_list=[{"text": "好", "key": f"{n}"} for n in range(7)],
    ),
    _card_fault("button-without-text", "A button has a text.", BUTTONS, button_list=[{"key": "a"}]),
    _card_fault("button-without-key", "A button that calls back has a key.", BUTTONS, button_list=[{"text": "好"}]),
    _card_fault("button-keys", "The keys of buttons differ.", BUTTONS, button_list=[{"text": "好", "key": "a"}] * 2),
    _card_fault(
        "button-key-too-long", "A key has 1024 bytes at most.", BUTTONS, button_list=[{"text": "好", "key": "k" * 1025}]
    ),
    _card_fault(
        "selection-without-question",
        "A selection has a question.",
        BUTTONS,
        button_selection={"option_list": _options(1)},
    ),
    _card_fault(
        "selection-options",
        "A selection has ten options at most.",
        BUTTONS,
        button_selection={"question_key": "q", "option_list": _options(11)},
    ),
    _card_fault("vote-without-task", "A vote has a task_id.", VOTE, 42014, task_id=None),
    _card_fault("vote-without-box", "A vote has options to tick.", VOTE, 40063, checkbox=None),
    _card_fault("vote-question", "A vote has a question.", VOTE, checkbox={"option_list": _options(1)}),
    _card_fault(
        "vote-options",
        "A vote has twenty options at most.",
        VOTE,
        checkbox={"question_key": "q", "option_list": _options(21)},
    ),
    _card_fault(
        "vote-option-ids",
        "The ids of options differ.",
        VOTE,
        checkbox={"question_key": "q", "option_list": _options(1) * 2},
    ),
    _card_fault(
        "vote-option-id-too-long",
        "The id of an option has 128 bytes at most.",
        VOTE,
        checkbox={"question_key": "q", "option_list": [{"id": "i" * 129, "text": "甲"}]},
    ),
    _card_fault(
        "vote-option-text", "An option has a text.", VOTE, checkbox={"question_key": "q", "option_list": [{"id": "a"}]}
    ),
    _card_fault("vote-submit", "A vote has a button to submit.", VOTE, 40063, submit_button=None),
    _card_fault("vote-submit-key", "The button to submit has a key.", VOTE, submit_button={"text": "提交"}),
    _card_fault("multiple-without-task", "A card of selections has a task_id.", MULTIPLE, 42014, task_id=None),
    _card_fault(
        "multiple-question",
        "A selection of a card has a question.",
        MULTIPLE,
        select_list=[{"option_list": _options(1)}],
    ),
    _card_fault(
        "multiple-selections",
        "A card has three selections at most.",
        MULTIPLE,
        select_list=[{"question_key": f"q{n}", "option_list": _options(1)} for n in range(4)],
    ),
    _card_fault(
        "multiple-options",
        "A selection has ten options at most.",
        MULTIPLE,
        select_list=[{"question_key": "q", "option_list": _options(11)}],
    ),
    _card_fault(
        "multiple-submit", "A card of selections has a button to submit.", MULTIPLE, submit_button={"text": "提交"}
    ),
    _card_fault("task-characters", "A task_id has letters, digits and _-@.", BUTTONS, 42014, task_id="空 格"),
    *(
        Fact(
            id=f"talk-card-{body['card_type']}",
            call="message/send",
            says="A whole card is sent.",
            source=CARDS,
            asked=lambda stage, body=body: card(stage, body),
            effect=lambda stage, reply, body=body: (
                ("response_code" in reply) == (body is not NOTICE) and len(stage.world.ledger.receipts) == 2
            ),
        )
        for body in (BUTTONS, VOTE, MULTIPLE, NOTICE)
    ),
]
