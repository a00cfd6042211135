"""What every `lingqu.deliveries.ports.GroupSender` does; subclass it and give it a stage."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

import pytest

from lingqu.deliveries.contracts import (
    ChatType,
    Content,
    GroupSendCall,
    GroupSendId,
    Image,
    Link,
    ListedGroupSend,
    MadeGroupSend,
    MediaNeed,
    MediaUse,
    MemberSend,
    Message,
    SendResult,
)
from lingqu.deliveries.domain.group_send import shape_of, shape_of_listed
from lingqu.deliveries.ports import GroupSender
from lingqu.kernel.ids import CorpId, ExternalUserid, Userid
from lingqu.kernel.outside import AnswerLostError, RefusedError, TryLaterError

DISPATCHED = timedelta(seconds=3)
SKEW = timedelta(minutes=5)


class GroupSendStage(Protocol):
    """WeCom as the suite needs it: a member with three customers."""

    sender: GroupSender
    corp_id: CorpId
    member: Userid
    customers: tuple[ExternalUserid, ...]
    picture: str
    """A `pic_url` that WeCom takes."""

    def now(self) -> datetime: ...

    def advance(self, duration: timedelta) -> None: ...

    def lose_answer(self) -> None:
        """Lose the answer of the next call that makes a group send, after it took effect."""
        ...

    def confirm(self, msgid: str) -> None:
        """Let the member press send."""
        ...

    def received(self) -> list[tuple[str, str]]:
        """Return who got which text."""
        ...


def content(text: str = "周末会员日") -> Content:
    return Content(text, (Image("a.png"), Link("会员中心", "https://shop.example/m", None, None)))


class GroupSenderSuite:
    """Needs a fixture `stage`."""

    async def test_a_made_group_send_is_listed_as_we_would_recognise_it(self, stage: GroupSendStage) -> None:
        made = await self.make(stage)
        stage.advance(DISPATCHED)

        listed = await stage.sender.list_made(
            stage.corp_id, chat_type=ChatType.SINGLE, since=stage.now() - SKEW, until=stage.now() + SKEW
        )
        assert [(one.msgid, shape_of_listed(one)) for one in listed] == [(made.msgid, shape_of(content()))]
        assert await stage.sender.list_members(stage.corp_id, made.msgid) == [
            MemberSend(sender=stage.member, sent_at=None)
        ]
        assert await stage.sender.list_results(stage.corp_id, made.msgid, stage.member) == [
            SendResult(recipient=one, status=0, sent_at=None) for one in stage.customers
        ]
        assert stage.received() == []

    async def test_what_was_made_outside_the_window_is_not_listed(self, stage: GroupSendStage) -> None:
        await self.make(stage)
        stage.advance(timedelta(hours=1))

        assert (
            await stage.sender.list_made(
                stage.corp_id, chat_type=ChatType.SINGLE, since=stage.now() - SKEW, until=stage.now() + SKEW
            )
            == []
        )

    async def test_reads_are_put_off_while_wecom_dispatches(self, stage: GroupSendStage) -> None:
        made = await self.make(stage)

        with pytest.raises(TryLaterError) as put_off:
            await stage.sender.list_members(stage.corp_id, made.msgid)
        assert put_off.value.errcode == 41063

    async def test_a_confirmation_reaches_every_recipient_and_is_told(self, stage: GroupSendStage) -> None:
        made = await self.make(stage)
        stage.advance(timedelta(minutes=1))
        at = stage.now()
        stage.confirm(made.msgid)

        assert await stage.sender.list_members(stage.corp_id, made.msgid) == [
            MemberSend(sender=stage.member, sent_at=at)
        ]
        assert await stage.sender.list_results(stage.corp_id, made.msgid, stage.member) == [
            SendResult(recipient=one, status=1, sent_at=at) for one in stage.customers
        ]
        assert stage.received() == [(one, "周末会员日") for one in stage.customers]

    async def test_recipients_that_wecom_cannot_reach_are_named(self, stage: GroupSendStage) -> None:
        stranger = ExternalUserid("wmSIM0000000000000000000000Stranger")

        made = await self.make(stage, (*stage.customers, stranger))

        assert made.unsendable == (stranger,)

    async def test_nobody_to_send_to_is_refused(self, stage: GroupSendStage) -> None:
        with pytest.raises(RefusedError) as refusal:
            await self.make(stage, (ExternalUserid("wmSIM0000000000000000000000Stranger"),))
        assert refusal.value.errcode in {40096, 41048}

    async def test_a_call_after_its_deadline_makes_nothing(self, stage: GroupSendStage) -> None:
        with pytest.raises(TryLaterError):
            await self.make(stage, within=timedelta(0))
        assert (
            await stage.sender.list_made(
                stage.corp_id, chat_type=ChatType.SINGLE, since=stage.now() - SKEW, until=stage.now() + SKEW
            )
            == []
        )

    async def test_a_lost_answer_is_told_and_not_repeated(self, stage: GroupSendStage) -> None:
        stage.lose_answer()

        with pytest.raises(AnswerLostError):
            await self.make(stage)
        stage.advance(DISPATCHED)
        listed = await stage.sender.list_made(
            stage.corp_id, chat_type=ChatType.SINGLE, since=stage.now() - SKEW, until=stage.now() + SKEW
        )
        assert len(listed) == 1

    async def test_a_stopped_group_send_reaches_nobody_and_may_be_stopped_again(self, stage: GroupSendStage) -> None:
        made = await self.make(stage)
        stage.advance(DISPATCHED)
        await stage.sender.stop(stage.corp_id, made.msgid)
        await stage.sender.stop(stage.corp_id, made.msgid)
        stage.confirm(made.msgid)

        assert stage.received() == []

    async def test_a_fourth_reminder_within_24_hours_is_refused(self, stage: GroupSendStage) -> None:
        made = await self.make(stage)
        stage.advance(DISPATCHED)
        for _ in range(3):
            await stage.sender.remind(stage.corp_id, made.msgid)

        with pytest.raises(RefusedError) as refusal:
            await stage.sender.remind(stage.corp_id, made.msgid)
        assert refusal.value.errcode == 41094

    async def listed(self, stage: GroupSendStage) -> list[ListedGroupSend]:
        return await stage.sender.list_made(
            stage.corp_id, chat_type=ChatType.SINGLE, since=stage.now() - SKEW, until=stage.now() + SKEW
        )

    async def make(
        self,
        stage: GroupSendStage,
        recipients: tuple[ExternalUserid, ...] | None = None,
        *,
        within: timedelta = timedelta(seconds=20),
    ) -> MadeGroupSend:
        call = GroupSendCall(
            group_send_id=GroupSendId(1),
            chat_type=ChatType.SINGLE,
            sender=stage.member,
            recipients=recipients or stage.customers,
            message=Message(content=content(), media={MediaNeed("a.png", MediaUse.PICTURE): stage.picture}),
        )
        return await stage.sender.make(stage.corp_id, call, deadline=stage.now() + within)
