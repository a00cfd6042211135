"""How callbacks are delivered: in time, tried again, checked, and in which envelope."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from facts.fact import Fact
from facts.stage import LOST, Stage
from wecom_twin.callbacks.courier import Answer
from wecom_twin.callbacks.outbox import CallbackRefusedError
from wecom_twin.rules import Limits

_deliver = partial(Fact, call="callback", asked=None, source="callbacks-externalcontact.md §1, page 90930 (2026-02-12)")
OUT_OF_ORDER = Answer(500, b"")


def _raised(*answers: Any, count: int = 1) -> Any:
    """One event for each of `count` arrivals; the receiver of both apps answers so, then 200."""

    def given(stage: Stage) -> None:
        stage.other.callback = None
        stage.receiver.answers = list(answers)
        for _ in range(count):
            stage.arrive()

    return given


def _delivered(stage: Stage, seconds: float = 0.0) -> tuple[int, bool]:
    """How often the event was sent within so many seconds, and whether it was accepted."""
    stage.deliver(seconds)
    (record,) = stage.callbacks()
    return len(record.attempts), record.first_accepted_at is not None


def _after_each_wait(stage: Stage, _: Any) -> None:
    """Attempts come at the instants of the switch, and at no others."""
    waits = stage.world.switches.retry_seconds
    stage.deliver(sum(waits) + 1000)
    (record,) = stage.callbacks()
    began = record.attempts[0].at
    assert [one.at - began for one in record.attempts] == [sum(waits[:number]) for number in range(len(waits) + 1)]
    assert record.given_up


def _verified(stage: Stage, answer: Answer | Exception) -> bool:
    """Whether the console saves a URL that answers so."""
    stage.receiver.answers = [answer]
    config = stage.app.callback
    assert config is not None
    try:
        asyncio.run(stage.world.outbox.verify(config))
    except CallbackRefusedError:
        return False
    return True


FACTS = [
    _deliver(
        id="callback-accepted",
        says="An event answered with 200 is sent once.",
        given=_raised(),
        effect=lambda stage, _: _delivered(stage, 1000) == (1, True),
    ),
    _deliver(
        id="callback-each-app-once",
        says="Each app has its own copy.",
        given=lambda stage: stage.arrive(),
        effect=lambda stage, _: (stage.deliver(1000), len(stage.receiver.bodies))[1] == 2,
    ),
    _deliver(
        id="callback-five-seconds",
        says="The receiver has 5 s to answer.",
        given=_raised(),
        effect=lambda stage, _: (
            _delivered(stage) == (1, True) and stage.receiver.timeouts == [5.0] == [Limits().callback_timeout_seconds]
        ),
    ),
    _deliver(
        id="callback-late",
        says="A late answer counts as none, and the event is sent again.",
        given=_raised(TimeoutError()),
        effect=lambda stage, _: _delivered(stage, 1000) == (2, True),
    ),
    _deliver(
        id="callback-lost",
        says="A broken connection is tried three times more, then never again.",
        given=_raised(LOST, LOST, LOST, LOST, LOST),
        effect=lambda stage, _: _delivered(stage, 100_000) == (4, False),
    ),
    _deliver(
        id="callback-same-message",
        says="An attempt carries the same message, encrypted afresh.",
        given=_raised(LOST),
        effect=lambda stage, _: _delivered(stage, 1000) == (2, True) and len(set(stage.receiver.bodies)) == 2,
    ),
    *(
        _deliver(
            id=f"callback-status-{'again' if again else 'once'}",
            says=f"An answer with another status than 200 is {'tried again' if again else 'not tried again'}.",
            source="callbacks-externalcontact.md §1, pages 90238 and 90930 disagree",
            confirmed=False,
            switch=("retry_on_status", again),
            given=_raised(OUT_OF_ORDER),
            effect=lambda stage, _, again=again: _delivered(stage, 1000) == ((2, True) if again else (1, False)),
        )
        for again in (True, False)
    ),
    *(
        _deliver(
            id=f"callback-spacing-{'-'.join(f'{one:g}' for one in waits)}",
            says=f"Attempts follow {', '.join(f'{one:g}' for one in waits)} s after one another.",
            source="callbacks-externalcontact.md §9",
            confirmed=False,
            switch=("retry_seconds", waits),
            given=_raised(*[LOST] * 9),
            effect=_after_each_wait,
        )
        for waits in ((1.0, 3.0, 9.0), (5.0, 5.0, 5.0))
    ),
    *(
        _deliver(
            id=f"callback-agentid-{position}",
            says=f"The envelope's AgentID: {position}.",
            source="callbacks-externalcontact.md §1, callback-crypto.md",
            confirmed=False,
            switch=("envelope_agentid", position),
            given=_raised(),
            effect=lambda stage, _, part=part: (
                _delivered(stage) == (1, True)
                and (
                    part.format(stage.app.agentid).encode() in stage.receiver.bodies[0]
                    if part
                    else b"AgentID" not in stage.receiver.bodies[0]
                )
            ),
        )
        for position, part in (("id", "{}"), ("empty", "AgentID"), ("absent", ""))
    ),
    _deliver(
        id="callback-check-in-a-second",
        says="A URL is saved only if it proves itself, and has 1 s for it.",
        effect=lambda stage, _: (
            not _verified(stage, Answer(200, b"something else"))
            and not _verified(stage, LOST)
            and not _verified(stage, TimeoutError())
            and stage.receiver.timeouts == [1.0] * 3
        ),
    ),
]
