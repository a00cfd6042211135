"""What every `lingqu.deliveries.ports.GreetingSender` does; subclass it and give it a stage."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

import pytest

from lingqu.deliveries.contracts import Content, Link, Message
from lingqu.deliveries.ports import GreetingSender
from lingqu.kernel.ids import CorpId
from lingqu.kernel.outside import AnswerLostError, RefusedError, TryLaterError

MESSAGE = Message(
    content=Content("您好,我是陈睿", (Link("会员中心", "https://shop.example/m", "点此领取", None),)),
)


class GreetingStage(Protocol):
    """WeCom as the suite needs it."""

    sender: GreetingSender
    corp_id: CorpId

    def issue(self) -> str:
        """Let somebody be added; return the welcome code."""
        ...

    def said(self) -> list[str]:
        """Return the texts of greetings that reached customers."""
        ...

    def now(self) -> datetime: ...

    def advance(self, duration: timedelta) -> None: ...

    def lose_answer(self) -> None:
        """Lose the next answer after its call took effect."""
        ...


class GreetingSenderSuite:
    """Needs a fixture `stage`."""

    async def test_a_greeting_reaches_the_customer(self, stage: GreetingStage) -> None:
        await self.greet(stage, stage.issue())

        assert stage.said() == ["您好,我是陈睿"]

    async def test_a_code_works_once(self, stage: GreetingStage) -> None:
        code = stage.issue()
        await self.greet(stage, code)

        with pytest.raises(RefusedError) as refusal:
            await self.greet(stage, code)
        assert refusal.value.errcode == 41051
        assert len(stage.said()) == 1

    async def test_a_code_dies_after_20_seconds(self, stage: GreetingStage) -> None:
        code = stage.issue()
        stage.advance(timedelta(seconds=20, milliseconds=1))

        with pytest.raises(RefusedError) as refusal:
            await self.greet(stage, code)
        assert refusal.value.errcode == 41050
        assert stage.said() == []

    async def test_nothing_is_said_after_the_deadline(self, stage: GreetingStage) -> None:
        code = stage.issue()

        with pytest.raises(TryLaterError):
            await stage.sender.greet(stage.corp_id, code, MESSAGE, deadline=stage.now())
        assert stage.said() == []

    async def test_a_lost_answer_is_told_and_says_nothing_twice(self, stage: GreetingStage) -> None:
        code = stage.issue()
        stage.lose_answer()

        with pytest.raises((AnswerLostError, RefusedError)) as failure:
            await self.greet(stage, code)
        assert failure.value.errcode in {None, 41051}
        assert len(stage.said()) == 1

    async def greet(self, stage: GreetingStage, code: str) -> None:
        await stage.sender.greet(stage.corp_id, code, MESSAGE, deadline=stage.now() + timedelta(seconds=30))
