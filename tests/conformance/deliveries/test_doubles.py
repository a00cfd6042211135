"""The in-memory WeCom behaves as the ports of deliveries say."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

import pytest

from conformance.deliveries.greeting_sender_suite import GreetingSenderSuite
from conformance.deliveries.group_sender_suite import GroupSenderSuite
from conformance.deliveries.media_uploader_suite import MediaUploaderSuite
from doubles.deliveries import GreetingDesk, GroupSendDesk, MediaShelf, answer_lost
from lingqu.deliveries.contracts import ChatType, RecipientId
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.ids import ChatId, CorpId, ExternalUserid, Userid


class Stage:
    """The desks as the suites see them."""

    corp_id = CorpId(1)
    member = Userid("chen_rui")
    chat_type = ChatType.SINGLE
    recipients: tuple[RecipientId, ...] = tuple(ExternalUserid(f"wm{number}") for number in range(3))
    stranger: RecipientId = ExternalUserid("wmStranger")
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

    def lose(self, recipient: RecipientId) -> None:
        assert isinstance(self.sender, GroupSendDesk)
        self.sender.not_friends.add(recipient)

    def send_own(self, text: str) -> None:
        assert isinstance(self.sender, GroupSendDesk)
        self.sender.send_own(self.member, text, self.recipients, chat_type=self.chat_type)

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
        return Stage(clock, GroupSendDesk(clock, unsendable={Stage.stranger}))


class GroupStage(Stage):
    """The desk with the member's groups."""

    chat_type = ChatType.GROUP
    recipients = tuple(ChatId(f"wr{number}") for number in range(3))
    stranger = ChatId("wrStranger")


class TestGroupSendDeskIntoGroups(GroupSenderSuite):
    @pytest.fixture
    def stage(self, clock: SteppedClock) -> GroupStage:
        return GroupStage(clock, GroupSendDesk(clock, unsendable={GroupStage.stranger}))


class TestMediaShelf(MediaUploaderSuite):
    @pytest.fixture
    def corp_id(self) -> CorpId:
        return CorpId(1)

    @pytest.fixture
    def uploader(self, clock: SteppedClock) -> MediaShelf:
        return MediaShelf(clock)
