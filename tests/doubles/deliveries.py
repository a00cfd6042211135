"""In-memory WeCom behind the ports of deliveries: remembers what reached people, and fails on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from lingqu.deliveries.contracts import (
    ChatType,
    Content,
    GroupSendCall,
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
from lingqu.deliveries.ports import UploadedMedia
from lingqu.kernel.clock import Clock
from lingqu.kernel.ids import CorpId, Userid
from lingqu.kernel.outside import AnswerLostError, OutsideError, RefusedError, TryLaterError


def answer_lost(api: str) -> AnswerLostError:
    return AnswerLostError("the line broke after the request was sent", api=api)


def try_later(api: str, *, after: timedelta = timedelta(seconds=1), errcode: int | None = None) -> TryLaterError:
    return TryLaterError("not now", api=api, after=after, errcode=errcode)


def refused(api: str, errcode: int) -> RefusedError:
    return RefusedError(f"errcode {errcode}", api=api, errcode=errcode)


Fault = Callable[[], OutsideError]

MOST_REMINDERS = 3


@dataclass
class Faults:
    """Errors to raise on the next calls: before the effect, or after it (the answer is lost)."""

    before: list[Fault] = field(default_factory=list)
    after: list[Fault] = field(default_factory=list)

    def strike_before(self) -> None:
        if self.before:
            raise self.before.pop(0)()  # noqa: RSE102 - the call makes the error

    def strike_after(self) -> None:
        if self.after:
            raise self.after.pop(0)()  # noqa: RSE102 - the call makes the error


@dataclass
class GreetingDesk:
    """Welcome codes: each works once within 20 s of its event."""

    clock: Clock
    faults: Faults = field(default_factory=Faults)
    codes: dict[str, datetime] = field(default_factory=dict)
    """When each code dies."""
    taken: set[str] = field(default_factory=set)
    """Codes whose greeting somebody else has said."""
    said: list[tuple[str, Message]] = field(default_factory=list)
    calls: int = 0

    def issue(self, code: str, event_at: datetime) -> str:
        self.codes[code] = event_at + timedelta(seconds=20)
        return code

    async def greet(self, corp_id: CorpId, welcome_code: str, message: Message, *, deadline: datetime) -> None:
        api = "send_welcome_msg"
        self.calls += 1
        if self.clock.now() >= deadline:
            raise try_later(api)
        self.faults.strike_before()
        if welcome_code not in self.codes or self.clock.now() > self.codes[welcome_code]:
            raise refused(api, 41050)
        if welcome_code in self.taken:
            raise refused(api, 41051)
        self.taken.add(welcome_code)
        self.said.append((welcome_code, message))
        self.faults.strike_after()


@dataclass
class MadeTask:
    """A group send as WeCom keeps it."""

    msgid: str
    created_at: datetime
    sender: Userid
    message: Message
    statuses: dict[RecipientId, int]
    chat_type: ChatType = ChatType.SINGLE
    sent_at: datetime | None = None
    stopped: bool = False
    reminded: list[datetime] = field(default_factory=list)


@dataclass
class GroupSendDesk:
    """Group sends: made, listed after a while of dispatching, confirmed by members, stopped."""

    clock: Clock
    dispatching: timedelta = timedelta(seconds=2)
    faults: Faults = field(default_factory=Faults)
    unsendable: set[RecipientId] = field(default_factory=set)
    unsendable_by: dict[str, set[RecipientId]] = field(default_factory=dict)
    """By sender: whom WeCom takes in calls of others only."""
    refusing: set[Userid] = field(default_factory=set)
    """Senders whom WeCom takes no call of."""
    not_friends: set[RecipientId] = field(default_factory=set)
    capped: set[RecipientId] = field(default_factory=set)
    tasks: dict[str, MadeTask] = field(default_factory=dict)
    own: dict[str, MadeTask] = field(default_factory=dict)
    """Those of `tasks` that members created by themselves."""
    received: list[tuple[RecipientId, str]] = field(default_factory=list)
    """Who got which text, in order: the judge."""
    calls: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def make(self, corp_id: CorpId, call: GroupSendCall, *, deadline: datetime) -> MadeGroupSend:
        self.calls += 1
        if self.clock.now() >= deadline:
            raise try_later("add_msg_template")
        self.faults.strike_before()
        if call.sender in self.refusing:
            raise refused("add_msg_template", 84074)
        unsendable = self.unsendable | self.unsendable_by.get(call.sender, set())
        sendable = [one for one in call.recipients if one not in unsendable]
        if not sendable:
            raise refused("add_msg_template", 41048)
        made = self.add(call.sender, call.message, sendable, chat_type=call.chat_type)
        self.faults.strike_after()
        gone = tuple(one for one in call.recipients if one in unsendable)
        return MadeGroupSend(msgid=made.msgid, unsendable=gone)

    def add(
        self,
        sender: Userid,
        message: Message,
        recipients: Sequence[RecipientId],
        *,
        chat_type: ChatType = ChatType.SINGLE,
    ) -> MadeTask:
        msgid = f"msg{next(self.numbers):06d}"
        made = MadeTask(msgid, self.clock.now(), sender, message, dict.fromkeys(recipients, 0), chat_type)
        self.tasks[msgid] = made
        return made

    async def list_made(
        self, corp_id: CorpId, *, chat_type: ChatType, since: datetime, until: datetime
    ) -> list[ListedGroupSend]:
        by_corp = [task for task in self.tasks.values() if task.msgid not in self.own and task.chat_type is chat_type]
        found = [task for task in by_corp if since <= task.created_at <= until]
        if any(self.clock.now() - task.created_at < self.dispatching for task in found):
            raise try_later("get_groupmsg_list_v2", errcode=41063)
        return [
            ListedGroupSend(
                msgid=task.msgid,
                created_at=task.created_at,
                text=task.message.content.text,
                attachments=tuple(map(_listed, task.message.content.attachments)),
            )
            for task in found
        ]

    async def list_own(
        self, corp_id: CorpId, *, chat_type: ChatType, since: datetime, until: datetime
    ) -> list[OwnSend]:
        self.faults.strike_before()
        return [
            OwnSend(msgid=task.msgid, chat_type=chat_type, creator=task.sender, created_at=task.created_at)
            for task in self.own.values()
            if task.chat_type is chat_type and since <= task.created_at <= until
        ]

    def send_own(
        self,
        sender: Userid,
        text: str,
        recipients: Sequence[RecipientId],
        *,
        chat_type: ChatType = ChatType.SINGLE,
    ) -> None:
        """A member writes by themselves; WeCom has it out at once."""
        made = self.add(sender, Message(content=Content(text, ())), recipients, chat_type=chat_type)
        self.own[made.msgid] = made
        self.confirm(made.msgid)

    async def list_members(self, corp_id: CorpId, msgid: str) -> list[MemberSend]:
        task = self._dispatched(msgid, "get_groupmsg_task")
        return [MemberSend(sender=task.sender, sent_at=task.sent_at)]

    async def list_results(self, corp_id: CorpId, msgid: str, sender: Userid) -> list[SendResult]:
        task = self._dispatched(msgid, "get_groupmsg_send_result")
        return [
            SendResult(recipient=one, status=status, sent_at=task.sent_at if status == 1 else None)
            for one, status in task.statuses.items()
            if task.chat_type is ChatType.SINGLE or status == 1
        ]

    async def stop(self, corp_id: CorpId, msgid: str) -> None:
        self._dispatched(msgid, "cancel_groupmsg_send").stopped = True

    async def remind(self, corp_id: CorpId, msgid: str) -> None:
        task = self._dispatched(msgid, "remind_groupmsg_send")
        if task.stopped:
            raise refused("remind_groupmsg_send", 41093)
        if sum(self.clock.now() - at < timedelta(hours=24) for at in task.reminded) >= MOST_REMINDERS:
            raise refused("remind_groupmsg_send", 41094)
        task.reminded.append(self.clock.now())

    def confirm(self, msgid: str) -> None:
        """The member presses send."""
        task = self.tasks[msgid]
        if task.stopped or task.sent_at:
            return
        task.sent_at = self.clock.now()
        for one in task.statuses:
            task.statuses[one] = 2 if one in self.not_friends else 3 if one in self.capped else 1
            if task.statuses[one] == 1:
                self.received.append((one, task.message.content.text))

    def confirm_all(self) -> None:
        for msgid in self.tasks:
            self.confirm(msgid)

    def _dispatched(self, msgid: str, api: str) -> MadeTask:
        if msgid not in self.tasks:
            raise refused(api, 41047)
        task = self.tasks[msgid]
        if self.clock.now() - task.created_at < self.dispatching:
            raise try_later(api, errcode=41063)
        return task


def _listed(attachment: Any) -> dict[str, Any]:
    if isinstance(attachment, Image):
        return {"msgtype": "image", "image": {"media_id": f"M-{attachment.blob_key}"}}
    if isinstance(attachment, Link):
        return {"msgtype": "link", "link": {"title": attachment.title, "url": attachment.url}}
    return {
        "msgtype": "miniprogram",
        "miniprogram": {"title": attachment.title, "appid": attachment.appid, "page": attachment.page},
    }


@dataclass
class MediaShelf:
    """Uploaded files; covers live three days."""

    clock: Clock
    faults: Faults = field(default_factory=Faults)
    uploads: list[tuple[MediaNeed, bytes]] = field(default_factory=list)

    async def upload(self, corp_id: CorpId, need: MediaNeed, content: bytes) -> UploadedMedia:
        self.faults.strike_before()
        self.uploads.append((need, content))
        if need.use is MediaUse.PICTURE:
            return UploadedMedia(f"https://wework.example/{need.blob_key}", None)
        return UploadedMedia(f"media-{len(self.uploads)}", self.clock.now() + timedelta(days=3))
