"""Members answer cards, and the app changes them: once for each code, within three days."""

from __future__ import annotations

from typing import Any

import pytest

from facts.fact import Fact, Reply
from facts.saying import BUTTONS, CARDS, NOTICE, VOTE, card
from facts.stage import DAY, HOUR, Stage
from wecom_twin.acts.carding import CannotPressError


def _carded(stage: Stage) -> str:
    return stage.need("message/send", card(stage))["response_code"]


def _update(stage: Stage, **fields: Any) -> dict[str, Any]:
    whole = {
        "agentid": stage.app.agentid,
        "userids": ["chen_rui"],
        "response_code": stage.it,
        "button": {"replace_name": "已处理"},
    }
    return {name: value for name, value in {**whole, **fields}.items() if value is not None}


def _after(stage: Stage, seconds: float, **_: Any) -> str:
    made = _carded(stage)
    stage.wait(seconds)
    stage.fresh_tokens()
    return made


def _spent(stage: Stage) -> str:
    made = stage.it = _carded(stage)
    stage.need("message/update_template_card", _update(stage))
    return made


def _refused(stage: Stage, userid: str, key: str, **selected: list[str]) -> bool:
    task = next(reversed(stage.app.talk.cards))
    before = len(stage.callbacks())
    with pytest.raises(CannotPressError):
        stage.world.presses_card(userid, task, key, selected=selected)
    return len(stage.callbacks()) == before


def _press(stage: Stage, body: dict[str, Any], key: str, **selected: list[str]) -> str:
    stage.need("message/send", card(stage, body))
    stage.world.presses_card("chen_rui", body["task_id"], key, selected=selected)
    return stage.callbacks()[-1].message


def _vote(stage: Stage, _: Reply) -> bool:
    message = _press(stage, VOTE, "vote", when=["b"])
    items = (
        "<SelectedItems><SelectedItem><QuestionKey><![CDATA[when]]></QuestionKey><OptionIds>"
        "<OptionId><![CDATA[b]]></OptionId></OptionIds></SelectedItem></SelectedItems>"
    )
    return items in message and "<Event><![CDATA[template_card_event]]></Event>" in message


def _menu_of_card(stage: Stage, _: Reply) -> bool:
    message = _press(stage, BUTTONS, "mute")
    return "template_card_menu_event" in message and "<EventKey><![CDATA[mute]]></EventKey>" in message


def _own_codes(stage: Stage, _: Reply) -> bool:
    first = stage.world.presses_card("chen_rui", "churn-1", "done")
    second = stage.world.presses_card("li_na", "churn-1", "done")
    for code in (first, second):
        stage.it = code
        stage.need("message/update_template_card", _update(stage))
    return first != second


def _update_refusal(name: str, says: str, code: int, given: Any = _carded, **fields: Any) -> Fact:
    return Fact(
        id=f"talk-update-{name}",
        call="message/update_template_card",
        says=says,
        source=CARDS,
        given=given,
        asked=lambda stage: _update(stage, **fields),
        code=code,
        effect=None if given is _spent else (lambda stage, _: not stage.app.talk.cards["churn-1"].settled),
    )


FACTS = [
    Fact(
        id="talk-card-task-once-for-ever",
        call="message/send",
        says="A task_id is used once for ever.",
        source=CARDS,
        given=lambda stage: _after(stage, 90 * DAY),
        asked=card,
        code=42014,
    ),
    Fact(
        id="talk-press-vote",
        call="callback",
        says="A vote arrives with the options chosen.",
        source=CARDS,
        asked=None,
        effect=_vote,
    ),
    Fact(
        id="talk-press-menu",
        call="callback",
        says="An entry of a card's menu arrives as an event of its own.",
        source=CARDS,
        asked=None,
        effect=_menu_of_card,
    ),
    Fact(
        id="talk-press-codes-differ",
        call="callback",
        says="Two members who press get two codes, each good for one update.",
        source=CARDS,
        given=_carded,
        asked=None,
        effect=_own_codes,
    ),
    Fact(
        id="talk-press-what-is-not-there",
        call="callback",
        says="Nobody presses a card they have not, a button it has not, or one that opens a page.",
        source=CARDS,
        given=_carded,
        asked=None,
        effect=lambda stage, _: (
            _refused(stage, "wu_gang", "done")
            and _refused(stage, "chen_rui", "nothing")
            and _refused(stage, "chen_rui", "done", when=["a"])
        ),
    ),
    Fact(
        id="talk-press-choices",
        call="callback",
        says="One of the offered options is chosen where one may be.",
        source=CARDS,
        given=lambda stage: stage.need("message/send", card(stage, VOTE)),
        asked=None,
        effect=lambda stage, _: (
            _refused(stage, "chen_rui", "vote", when=["z"]) and _refused(stage, "chen_rui", "vote", when=["a", "b"])
        ),
    ),
    Fact(
        id="talk-press-settled",
        call="callback",
        says="A button that was replaced is pressed no more.",
        source=CARDS,
        given=_spent,
        asked=None,
        effect=lambda stage, _: (
            _refused(stage, "chen_rui", "done") and bool(stage.world.presses_card("li_na", "churn-1", "done"))
        ),
    ),
    Fact(
        id="talk-update-button",
        call="message/update_template_card",
        says="The button gets another text for the named readers; who was not sent the card is invalid.",
        source=CARDS,
        given=_carded,
        asked=lambda stage: _update(stage, userids=["chen_rui", "zhao_min", "GHOST"]),
        effect=lambda stage, reply: (
            (reply["invaliduser"], stage.app.talk.cards["churn-1"].settled)
            == (["ghost", "zhao_min"], {"chen_rui": "已处理"})
        ),
    ),
    Fact(
        id="talk-update-card",
        call="message/update_template_card",
        says="The whole card is replaced for everybody.",
        source=CARDS,
        given=_carded,
        asked=lambda stage: _update(stage, userids=None, atall=1, button=None, template_card=NOTICE),
        effect=lambda stage, _: stage.app.talk.cards["churn-1"].shown_to("li_na") == NOTICE,
    ),
    Fact(
        id="talk-update-card-with-a-used-button",
        call="message/update_template_card",
        says="A card that comes with replace_text is settled.",
        source=CARDS,
        given=_carded,
        asked=lambda stage: _update(stage, button=None, template_card={**BUTTONS, "replace_text": "已处理"}),
        effect=lambda stage, _: stage.app.talk.cards["churn-1"].settled == {"chen_rui": "已处理"},
    ),
    _update_refusal("twice", "A code changes a card once.", 60140, _spent),
    _update_refusal("too-late", "A code lives 72 hours.", 60140, lambda stage: _after(stage, 72 * HOUR)),
    _update_refusal("by-no-code", "A code that was never given changes nothing.", 60140, response_code="x"),
    _update_refusal("without-code", "A required parameter that is empty is refused.", 40063, response_code=""),
    _update_refusal("without-content", "Either the button or the card changes.", 40063, button=None),
    _update_refusal("empty-button", "The new text of the button is not empty.", 40063, button={"replace_name": ""}),
    _update_refusal("for-nobody", "Somebody must be named.", 82001, userids=[]),
    _update_refusal(
        "of-a-bad-card",
        "The new card is checked like the first.",
        42027,
        button=None,
        template_card={**NOTICE, "card_type": "x"},
    ),
    _update_refusal("as-another-app", "An app speaks for itself.", 40056, agentid=1),
    Fact(
        id="talk-update-in-time",
        call="message/update_template_card",
        says="A code works until its 72 hours are over.",
        source=CARDS,
        given=lambda stage: _after(stage, 72 * HOUR - 1),
        asked=_update,
    ),
    Fact(
        id="talk-update-of-another-apps-card",
        call="message/update_template_card",
        says="Another app's code is refused by a code of its own.",
        source="core.md §5 (42015)",
        given=lambda stage: stage.need(
            "message/send", {**card(stage), "agentid": stage.other.agentid}, app=stage.other
        )["response_code"],
        asked=_update,
        code=42015,
    ),
]
