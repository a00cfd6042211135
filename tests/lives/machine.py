"""Lives drawn by chance: a machine whose rules are passages, several acts at once, so that few of them lead far."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lives.desk import Api
from lives.life import A_DAY_LATER, A_WHILE, AT_ONCE, CUSTOMERS, Life, Lives
from lives.reference import Caps

Run = Callable[[Coroutine[Any, Any, Any]], Any]

NUMBER = st.integers(0, CUSTOMERS - 1)
REFUSING = ["withdraw", "withdraw", "withdraw_service", "suppress", "leave", "merge_stranger"]
STOPPING = ["cancel", "freeze"]
ACT = st.tuples(st.sampled_from([*2 * REFUSING, *STOPPING, "press", "press_all", "part", "overtake"]), NUMBER)
FIRST = st.tuples(st.sampled_from(["write_alone", "merge_two", "grant", "part", "withdraw", "leave"]), NUMBER)
FAILURE = st.tuples(
    st.sampled_from([Api.MAKE, Api.MAKE, Api.STOP, Api.LIST_MEMBERS, Api.LIST_MADE, Api.LIST_RESULTS]),
    st.booleans(),
    st.sampled_from(["lose", "lose", "kill", "busy", "overtake"]),
    NUMBER,
)
MEANWHILE = st.tuples(
    st.sampled_from([Api.MAKE, Api.LIST_MADE, Api.LIST_MADE, Api.STOP, Api.LIST_MEMBERS]),
    st.booleans(),
    st.sampled_from([*REFUSING, *STOPPING, "press", "press_all"]),
    NUMBER,
)
GAPS = st.sampled_from([(), AT_ONCE, A_WHILE])
"""How long workers go on before what comes next."""


@dataclass(frozen=True)
class Passage:
    """A broadcast on its way.

    Attributes:
        first: what people do before.
        troubles: what goes wrong at which calls.
        acts: what people do meanwhile, and how long workers go on before each.
        lasts: how long they go on after that.
        settled: whether they go on until nothing is left to be done.
        pressed: whether all members confirm it then.
        later: how much later the next one is.
    """

    first: list[tuple[str, int]]
    kind: str
    ahead: timedelta | None
    troubles: list[tuple[Api, bool, str, int]]
    acts: list[tuple[tuple[float, ...], tuple[str, int]]]
    lasts: tuple[float, ...]
    settled: bool
    pressed: bool
    later: timedelta


PASSAGE = st.builds(
    Passage,
    first=st.lists(FIRST, max_size=2),
    kind=st.sampled_from(["promotion", "promotion", "plain", "care"]),
    ahead=st.sampled_from([None, None, None, None, timedelta(hours=1), timedelta(hours=13)]),
    troubles=st.lists(st.one_of(FAILURE, MEANWHILE), max_size=2),
    acts=st.lists(st.tuples(GAPS, ACT), min_size=1, max_size=3),
    lasts=st.sampled_from([AT_ONCE, A_WHILE]),
    settled=st.booleans(),
    pressed=st.booleans(),
    later=st.sampled_from([timedelta(hours=hours) for hours in (0, 1, 12, 24, 24, 48, 72)]),
)


class Outreach(RuleBasedStateMachine):
    """A brand that sends, its members, its customers, and what goes wrong."""

    def __init__(self, lives: Lives, run: Run) -> None:
        super().__init__()
        self.run = run
        self.lives = lives
        self.life: Life | None = None

    @initialize(
        caps=st.builds(
            Caps, daily=st.integers(1, 2), weekly=st.integers(3, 5), one_a_day=st.sampled_from([False, False, True])
        )
    )
    def begin(self, caps: Caps) -> None:
        self.life = self.run(self.lives.begin(caps))

    @rule(passage=PASSAGE)
    def send(self, passage: Passage) -> None:
        self.run(self._pass(passage))

    async def _pass(self, passage: Passage) -> None:
        """Send, and go on to the results or somewhere before."""
        assert self.life is not None
        for act in [("thaw", 0), *passage.first]:
            await self.life.act(*act)
        for api, after, what, number in passage.troubles:
            self.life.trouble(api, after=after, what=what, number=number)
        await self.life.send(passage.kind, ahead=passage.ahead)
        for gaps, act in passage.acts:
            await self.life.work(gaps)
            await self.life.act(*act)
        await self.life.work(passage.lasts)
        if passage.settled:
            await self.life.settle()
        if passage.pressed:
            await self.life.act("press_all", 0)
            await self.life.work(AT_ONCE)
        await self.life.stand_still(passage.later)

    @invariant()
    def nothing_is_wrong(self) -> None:
        if self.life is not None:
            self.run(self.life.told())
            wrong = self.life.faults()
            assert not wrong, wrong

    def teardown(self) -> None:
        """At last everything has an end, also what waits for the morning."""
        if self.life is not None and not self.life.reference.faults:
            self.run(self._end(self.life))

    async def _end(self, life: Life) -> None:
        await life.act("thaw", 0)
        await life.settle()
        await life.stand_still(timedelta(days=5))
        await life.settle()
        await life.stand_still(timedelta(days=5))
        await life.work(A_DAY_LATER)
        await life.told()
        wrong = life.faults() + life.ended()
        assert not wrong, wrong
