"""What every `lingqu.deliveries.ports.GroupSender` does, to customers and into groups; give a subclass a stage."""

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
    OwnSend,
    RecipientId,
    SendResult,
)
from lingqu.deliveries.domain.group_send import shape_of, shape_of_listed
from lingqu.deliveries.ports import GroupSender
from lingqu.kernel.ids import CorpId, Userid
from lingqu.kernel.outside import AnswerLostError, RefusedError, TryLaterError

DISPATCHED = timedelta(seconds=3)
SKEW = timedelta(minutes=5)


class GroupSendStage(Protocol):
    """WeCom as the suite needs it: a member with three customers, or with three groups."""

    sender: GroupSender
    corp_id: CorpId
    chat_type: ChatType
    member: Userid
    recipients: tuple[RecipientId, ...]
    stranger: RecipientId
    """Whom the member cannot send to."""
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

    def lose(self, recipient: RecipientId) -> None:
        """Let a customer delete the member, or dissolve a group."""
        ...

    def send_own(self, text: str) -> None:
        """Let the member write to all recipients by themselves."""
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

        listed = await self.listed(stage)
        assert [(one.msgid, shape_of_listed(one)) for one in listed] == [(made.msgid, shape_of(content()))]
        assert await stage.sender.list_members(stage.corp_id, made.msgid) == [
            MemberSend(sender=stage.member, sent_at=None)
        ]
        # Of groups WeCom shows those that were reached, and nothing before.
        pending = stage.recipients if stage.chat_type is ChatType.SINGLE else ()
        assert await stage.sender.list_results(stage.corp_id, made.msgid, stage.member) == [
            SendResult(recipient=one, status=0, sent_at=None) for one in pending
        ]
        assert stage.received() == []

    async def test_the_list_of_the_other_kind_does_not_show_it(self, stage: GroupSendStage) -> None:
        await self.make(stage)
        stage.advance(DISPATCHED)
        [other] = set(ChatType) - {stage.chat_type}

        assert await self.listed(stage, other) == []

    async def test_what_was_made_outside_the_window_is_not_listed(self, stage: GroupSendStage) -> None:
        await self.make(stage)
        stage.advance(timedelta(hours=1))

        assert await self.listed(stage) == []

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
            SendResult(recipient=one, status=1, sent_at=at) for one in stage.recipients
        ]
        assert stage.received() == [(one, "周末会员日") for one in stage.recipients]

    async def test_recipients_that_wecom_cannot_reach_are_named(self, stage: GroupSendStage) -> None:
        made = await self.make(stage, (*stage.recipients, stage.stranger))

        assert made.unsendable == (stage.stranger,)

    async def test_nobody_to_send_to_is_refused(self, stage: GroupSendStage) -> None:
        with pytest.raises(RefusedError) as refusal:
            await self.make(stage, (stage.stranger,))
        assert refusal.value.errcode in {40096, 41048}

    async def test_who_is_lost_before_the_confirmation_is_not_reached(self, stage: GroupSendStage) -> None:
        made = await self.make(stage)
        stage.advance(timedelta(minutes=1))
        lost, *rest = stage.recipients
        stage.lose(lost)
        stage.confirm(made.msgid)

        at = stage.now()
        told = [SendResult(recipient=lost, status=2, sent_at=None)] if stage.chat_type is ChatType.SINGLE else []
        assert await stage.sender.list_results(stage.corp_id, made.msgid, stage.member) == [
            *told,
            *(SendResult(recipient=one, status=1, sent_at=at) for one in rest),
        ]
        assert stage.received() == [(one, "周末会员日") for one in rest]

    async def test_a_call_after_its_deadline_makes_nothing(self, stage: GroupSendStage) -> None:
        with pytest.raises(TryLaterError):
            await self.make(stage, within=timedelta(0))
        assert await self.listed(stage) == []

    async def test_a_lost_answer_is_told_and_not_repeated(self, stage: GroupSendStage) -> None:
        stage.lose_answer()

        with pytest.raises(AnswerLostError):
            await self.make(stage)
        stage.advance(DISPATCHED)
        assert len(await self.listed(stage)) == 1

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

    async def test_what_a_member_sends_by_themselves_is_listed_apart(self, stage: GroupSendStage) -> None:
        stage.send_own("早上好")
        at = stage.now()
        stage.advance(DISPATCHED)

        [own] = await stage.sender.list_own(
            stage.corp_id, chat_type=stage.chat_type, since=at - SKEW, until=stage.now() + SKEW
        )
        assert own == OwnSend(msgid=own.msgid, chat_type=stage.chat_type, creator=stage.member, created_at=at)
        assert await stage.sender.list_results(stage.corp_id, own.msgid, stage.member) == [
            SendResult(recipient=one, status=1, sent_at=at) for one in stage.recipients
        ]
        assert await self.listed(stage) == []

    async def listed(self, stage: GroupSendStage, chat_type: ChatType | None = None) -> list[ListedGroupSend]:
        return await stage.sender.list_made(
            stage.corp_id, chat_type=chat_type or stage.chat_type, since=stage.now() - SKEW, until=stage.now() + SKEW
        )

    async def make(
        self,
        stage: GroupSendStage,
        recipients: tuple[RecipientId, ...] | None = None,
        *,
        within: timedelta = timedelta(seconds=20),
    ) -> MadeGroupSend:
        call = GroupSendCall(
            group_send_id=GroupSendId(1),
            chat_type=stage.chat_type,
            sender=stage.member,
            recipients=recipients or stage.recipients,
            message=Message(content=content(), media={MediaNeed("a.png", MediaUse.PICTURE): stage.picture}),
        )
        return await stage.sender.make(stage.corp_id, call, deadline=stage.now() + within)
