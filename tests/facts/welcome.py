"""Welcome messages: 20 seconds, once, whichever app comes first."""

from __future__ import annotations

from typing import Any

from facts.fact import Fact
from facts.stage import Stage

PAGE = "externalcontact-acquisition.md §4, page 92137 (2026-02-12)"
CALL = "externalcontact/send_welcome_msg"
HELLO = {"content": "欢迎"}


def _hello(stage: Stage, **other: Any) -> dict[str, Any]:
    return {"welcome_code": stage.welcome_code(), "text": HELLO, **other}


def _came(stage: Stage) -> str:
    return stage.arrive()


def _came_and_was_greeted(stage: Stage) -> str:
    person = stage.arrive()
    stage.need(CALL, _hello(stage))
    return person


FACTS = [
    Fact(
        id="welcome-reaches-the-customer",
        call=CALL,
        says="A code that came with the adding brings one message to the customer.",
        source=PAGE,
        given=_came,
        asked=_hello,
        effect=lambda stage, _: [one.kind for one in stage.received(stage.it)] == ["welcome"],
    ),
    Fact(
        id="welcome-after-20-seconds",
        call=CALL,
        says="A code dies 20 seconds after its event.",
        source=PAGE,
        given=lambda stage: (_came(stage), stage.wait(20.5))[0],
        asked=_hello,
        code=41050,
        effect=lambda stage, _: not stage.received(stage.it),
    ),
    Fact(
        id="welcome-twice",
        call=CALL,
        says="A second welcome of the same adding answers 41051 and reaches nobody.",
        source=PAGE,
        given=_came_and_was_greeted,
        asked=_hello,
        code=41051,
        effect=lambda stage, _: len(stage.received(stage.it)) == 1,
    ),
    *(
        Fact(
            id=f"welcome-other-app-busy-{seconds:g}",
            call=CALL,
            says=f"With {seconds:g} s of business after one app's welcome, another app's call of the same moment "
            f"answers {code}.",
            source=PAGE + ", what 41096 says",
            confirmed=False,
            switch=("welcome_busy_seconds", seconds),
            given=lambda stage: (
                _came(stage),
                stage.need(CALL, welcome_code=stage.welcome_code(stage.other), text=HELLO, app=stage.other),
            ),
            asked=_hello,
            code=code,
        )
        for seconds, code in ((0.0, 41051), (1.0, 41096))
    ),
]
