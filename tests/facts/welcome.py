"""Welcome messages: 20 seconds, once, whichever app comes first."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Fact
from facts.stage import Stage

CALL = "externalcontact/send_welcome_msg"
HELLO = {"content": "欢迎"}
_welcome = partial(Fact, call=CALL, source="externalcontact-acquisition.md §4, page 92137 (2026-02-12)")


def _hello(stage: Stage, **other: Any) -> dict[str, Any]:
    return {"welcome_code": stage.welcome_code(), "text": HELLO, **other}


def _came(stage: Stage) -> str:
    return stage.arrive()


def _came_and_was_greeted(stage: Stage) -> str:
    person = stage.arrive()
    stage.need(CALL, _hello(stage))
    return person


def _codes(stage: Stage) -> list[str]:
    """What the newest event of an adding says of a code."""
    return [one.message for one in stage.callbacks("add_external_contact")[-1:] if "<WelcomeCode>" in one.message]


def _greeted_by_other(stage: Stage) -> None:
    stage.arrive()
    stage.need(CALL, welcome_code=stage.welcome_code(stage.other), text=HELLO, app=stage.other)


FACTS = [
    _welcome(
        id="welcome-reaches-the-customer",
        says="A code that came with the adding brings one message to the customer.",
        given=_came,
        asked=_hello,
        effect=lambda stage, _: [one.kind for one in stage.received(stage.it)] == ["welcome"],
    ),
    _welcome(
        id="welcome-at-20-seconds",
        says="A code works until 20 seconds have passed.",
        given=lambda stage: (_came(stage), stage.wait(20)),
        asked=_hello,
    ),
    _welcome(
        id="welcome-after-20-seconds",
        says="A code dies 20 seconds after its event.",
        given=lambda stage: (_came(stage), stage.wait(20.5))[0],
        asked=_hello,
        code=41050,
        effect=lambda stage, _: not stage.received(stage.it),
    ),
    _welcome(
        id="welcome-twice",
        says="A second welcome of the same adding answers 41051 and reaches nobody.",
        given=_came_and_was_greeted,
        asked=_hello,
        code=41051,
        effect=lambda stage, _: len(stage.received(stage.it)) == 1,
    ),
    _welcome(
        id="welcome-while-chatting",
        says="Once the customer has written, a welcome answers 41051.",
        given=lambda stage: (person := _came(stage), stage.world.reply("chen_rui", person, "你好"))[0],
        asked=_hello,
        code=41051,
        effect=lambda stage, _: [one.kind for one in stage.received(stage.it)] == ["reply"],
    ),
    _welcome(id="welcome-no-code", says="Without a code: 41049.", asked={"text": HELLO}, code=41049),
    _welcome(
        id="welcome-unknown-code",
        says="A code that was never given: 41050.",
        asked={"welcome_code": "x", "text": HELLO},
        code=41050,
    ),
    _welcome(
        id="welcome-code-of-another-app",
        says="A code works for the app that heard it.",
        source="callbacks-externalcontact.md §2",
        given=_came,
        asked=lambda stage: _hello(stage, welcome_code=stage.welcome_code(stage.other)),
        code=41050,
    ),
    *(
        _welcome(
            id=f"welcome-other-app-busy-{seconds:g}",
            says=f"With {seconds:g} s of business after one app's welcome, another app's call of the same moment "
            f"answers {code}.",
            confirmed=False,
            switch=("welcome_busy_seconds", seconds),
            given=_greeted_by_other,
            asked=_hello,
            code=code,
        )
        for seconds, code in ((0.0, 41051), (1.0, 41096))
    ),
    _welcome(
        id="welcome-busy-ends",
        says="41096 lasts for a moment; afterwards 41051 says that it is done.",
        confirmed=False,
        switch=("welcome_busy_seconds", 1.0),
        given=lambda stage: (_greeted_by_other(stage), stage.wait(1)),
        asked=_hello,
        code=41051,
    ),
    *(
        Fact(
            id=f"welcome-code-{name}",
            call="scan",
            says=says,
            source="externalcontact-acquisition.md §4, callbacks-externalcontact.md §2, page 92129 (2026-07)",
            given=given,
            asked=None,
            effect=lambda stage, _, count=count: len(_codes(stage)) == count and stage.callbacks(),
        )
        for name, count, says, given in (
            ("given", 1, "An app that hears of an adding gets a code.", _came),
            (
                "console",
                0,
                "A welcome set in the console leaves no code to the apps.",
                lambda stage: (
                    setattr(stage.world.member(stage.corp, "chen_rui"), "console_welcome", True),
                    _came(stage),
                ),
            ),
            (
                "by-phone",
                1,
                "A customer found by phone number gets a code, without a state.",
                lambda stage: stage.world.add_contact("chen_rui", stage.customer()),
            ),
        )
    ),
]
