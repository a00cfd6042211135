"""The in-memory WeCom behaves as the ports of deliveries say."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

import pytest

from conformance.deliveries.greeting_sender_suite import GreetingSenderSuite
from conformance.deliveries.group_sender_suite import GroupSenderSuite
from conformance.deliveries.media_uploader_suite import MediaUploaderSuite
from doubles.deliveries import GreetingDesk, GroupSendDesk, MediaShelf, answer_lost
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.ids import CorpId, ExternalUserid, Userid


class Stage:
    """The desks as the suites see them."""

    corp_id = CorpId(1)
    member = Userid("chen_rui")
    customers = tuple(ExternalUserid(f"wm{number}") for number in range(3))
    picture = "https://wework.example/a.png"

    def __init__(self, clock: SteppedClock, sender: GreetingDesk | GroupSendDesk) -> None:
        self.clock = clock
        self.sender = sender
        self._codes = count(1)

    def issue(self) -> str:
        assert isinstance(self.sender, GreetingDesk)
        return self.sender.issue(f"CODE{next(self._codes)}", self.clock.now())

    def said(self) -> list[str]:
        assert isinstance(self.sender, GreetingDesk)
        return [message.content.text for _, message in self.sender.said]

    def now(self) -> datetime:
        return self.clock.now()

    def advance(self, duration: timedelta) -> None:
        self.clock.advance(duration)

    def lose_answer(self) -> None:
        self.sender.faults.after.append(lambda: answer_lost("any"))

    def confirm(self, msgid: str) -> None:
        assert isinstance(self.sender, GroupSendDesk)
        self.sender.confirm(msgid)

    def received(self) -> list[tuple[str, str]]:
        assert isinstance(self.sender, GroupSendDesk)
        return list(self.sender.received)


class TestGreetingDesk(GreetingSenderSuite):
    @pytest.fixture
    def stage(self, clock: SteppedClock) -> Stage:
        return Stage(clock, GreetingDesk(clock))


class TestGroupSendDesk(GroupSenderSuite):
    @pytest.fixture
    def stage(self, clock: SteppedClock) -> Stage:
        desk = GroupSendDesk(clock, unsendable={ExternalUserid("wmSIM0000000000000000000000Stranger")})
        return Stage(clock, desk)


class TestMediaShelf(MediaUploaderSuite):
    @pytest.fixture
    def corp_id(self) -> CorpId:
        return CorpId(1)

    @pytest.fixture
    def uploader(self, clock: SteppedClock) -> MediaShelf:
        return MediaShelf(clock)
