"""Group sends (企业群发): tasks that members confirm, and what became of them.

Nothing here reaches a customer by itself: WeCom makes a task per member, each member presses, and no
callback tells; results are polled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec

from wecom_api.calls.attachments import (
    Attachment,
    SentAttachment,
    SentText,
    check_content,
    content_parameters,
)
from wecom_api.calls.call import Call, Done, Page, PagedCall, as_json
from wecom_api.calls.limits import at_most_items, between, given, one_of, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_CUSTOMERS = 10_000
MAX_CHATS = 2_000
MAX_TAGS_PER_GROUP = 100
ONE_MONTH_S = 31 * 24 * 3600


class NewGroupMsg(msgspec.Struct, frozen=True, kw_only=True):
    """A group send just made.

    Attributes:
        fail_list: external_userids or chat_ids that are invalid or cannot be sent to.
    """

    msgid: str
    fail_list: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMsgTemplate(Call[NewGroupMsg]):
    """Hand a group send to members for confirmation.

    Window: a customer receives per month as many group sends as the month has days, or 7 a week, or 1 a day,
        as the corp sets; above it the result is status 3, without error. No scheduling: call when it is time.
        Not safe to repeat, and there is no request id: after a lost answer list the window and match.
    Shape: single: up to 10,000 external_userids (tag_filter is then ignored), or a sender, or tags (within a
        list any, across lists all, at most 100 a list); group: a sender and up to 2,000 chat_ids. Text of at
        most 4000 bytes and 0..9 attachments.
    Errors: 41048 nobody to send to; 40096 a foreign id (refuses the whole call); 84074 sender not a follow
        user; 60011 sender outside the visible range; 40007 media; 40068 tag; 90501 chat.
    Source: https://developer.work.weixin.qq.com/document/path/92135 (2025-11-17)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/add_msg_template"

    chat_type: Literal["single", "group"] = "single"
    external_userid: Sequence[str] | None = None
    chat_id_list: Sequence[str] | None = None
    tag_filter: Sequence[Sequence[str]] | None = None
    sender: str | None = None
    allow_select: bool | None = None
    text: str | None = None
    attachments: Sequence[Attachment] = ()

    def __post_init__(self) -> None:
        check_content(self, self.text, self.attachments)
        at_most_items(self, "external_userid", self.external_userid, MAX_CUSTOMERS)
        at_most_items(self, "chat_id_list", self.chat_id_list, MAX_CHATS)
        for tags in self.tag_filter or ():
            at_most_items(self, "tag_filter", tags, MAX_TAGS_PER_GROUP)
        if self.chat_type == "single":
            one_of(self, external_userid=self.external_userid, sender=self.sender, tag_filter=self.tag_filter)
            if self.chat_id_list:
                refuse(self, "chat_id_list", "only for chat_type group", "use chat_type group")
        else:
            given(self, sender=self.sender)
            if self.external_userid or self.tag_filter:
                refuse(self, "external_userid", "only for chat_type single", "use chat_type single")

    def parameters(self) -> dict[str, Any]:
        """In WeCom's shape: tags nested in group_list, text and attachments wrapped."""
        found: dict[str, Any] = {
            "chat_type": self.chat_type,
            "external_userid": self.external_userid,
            "chat_id_list": self.chat_id_list,
            "sender": self.sender,
            "allow_select": self.allow_select,
        }
        if self.tag_filter and not self.external_userid:
            found["tag_filter"] = {"group_list": [{"tag_list": tags} for tags in self.tag_filter]}
        present = {name: as_json(value) for name, value in found.items() if value is not None}
        return present | content_parameters(self.text, self.attachments)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindGroupmsgSend(Call[Done]):
    """Notify again the members who have not pressed yet.

    Window: at most 3 reminders per task in 24 h.
    Shape: one msgid.
    Errors: 41094 too often; 41093 cancelled; 41046, 41047 msgid.
    Source: https://developer.work.weixin.qq.com/document/path/97610 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/remind_groupmsg_send"

    msgid: str

    def __post_init__(self) -> None:
        given(self, msgid=self.msgid)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelGroupmsgSend(Call[Done]):
    """Take the task from members who have not pressed; what was delivered stays.

    Window: the common limits.
    Shape: one msgid.
    Errors: 41093 already cancelled (also when repeated, unconfirmed); 41046, 41047 msgid.
    Source: https://developer.work.weixin.qq.com/document/path/97611 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/cancel_groupmsg_send"
    idempotent: ClassVar[bool] = True

    msgid: str

    def __post_init__(self) -> None:
        given(self, msgid=self.msgid)


class GroupMsg(msgspec.Struct, frozen=True, kw_only=True):
    """One group send.

    Attributes:
        creator: userid; empty for sends made by API.
        create_time: unix seconds.
        create_type: 0 by the corp, 1 by a member.
    """

    msgid: str
    creator: str = ""
    create_time: int = 0
    create_type: int = 0
    text: SentText = SentText()
    attachments: tuple[SentAttachment, ...] = ()


class GroupMsgs(Page, frozen=True, kw_only=True):
    """A page of group sends."""

    group_msg_list: tuple[GroupMsg, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetGroupmsgList(PagedCall[GroupMsgs]):
    """List group sends, also those that members made themselves (`get_groupmsg_list_v2`).

    Window: the common limits; at most one month at once.
    Shape: unix seconds; filter_type 0 corp's, 1 members', 2 all; 1..100 rows a page (more is answered as 50).
    Errors: 41063 a new send is still being dispatched, ask later; 60011 creator outside the visible range.
    Source: https://developer.work.weixin.qq.com/document/path/93338 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_groupmsg_list_v2"
    idempotent: ClassVar[bool] = True

    chat_type: Literal["single", "group"]
    start_time: int
    end_time: int
    creator: str | None = None
    filter_type: Literal[0, 1, 2] | None = None
    cursor: str | None = None
    limit: int = 100

    def __post_init__(self) -> None:
        between(self, "limit", self.limit, 1, 100)
        between(self, "end_time", self.end_time, self.start_time, self.start_time + ONE_MONTH_S)


class MemberTask(msgspec.Struct, frozen=True, kw_only=True):
    """One member's part of a group send.

    Attributes:
        status: 0 not pressed, 2 pressed; there is no 1.
        send_time: unix seconds, 0 until pressed.
    """

    userid: str
    status: int = 0
    send_time: int = 0


class MemberTasks(Page, frozen=True, kw_only=True):
    """A page of members' parts."""

    task_list: tuple[MemberTask, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetGroupmsgTask(PagedCall[MemberTasks]):
    """Which members have a group send to confirm, and who has.

    Window: the common limits.
    Shape: one msgid; 1..1000 rows a page (more is answered as 500).
    Errors: 41063 still being dispatched, ask later; 41046, 41047 msgid.
    Source: https://developer.work.weixin.qq.com/document/path/93338 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_groupmsg_task"
    idempotent: ClassVar[bool] = True

    msgid: str
    cursor: str | None = None
    limit: int = 1000

    def __post_init__(self) -> None:
        given(self, msgid=self.msgid)
        between(self, "limit", self.limit, 1, 1000)


class SendResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one recipient.

    Attributes:
        status: 0 not sent, 1 sent, 2 failed: no longer friends, 3 failed: over the customer's cap.
        send_time: unix seconds, only for status 1.
    """

    external_userid: str = ""
    chat_id: str = ""
    userid: str = ""
    status: int = 0
    send_time: int = 0


class SendResults(Page, frozen=True, kw_only=True):
    """A page of recipients; for groups only those sent."""

    send_list: tuple[SendResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetGroupmsgSendResult(PagedCall[SendResults]):
    """What became of one member's recipients.

    Window: the common limits.
    Shape: msgid and the member's userid; 1..1000 rows a page (more is answered as 500).
    Errors: 41063 still being dispatched, ask later; 41046, 41047 msgid.
    Source: https://developer.work.weixin.qq.com/document/path/93338 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_groupmsg_send_result"
    idempotent: ClassVar[bool] = True

    msgid: str
    userid: str
    cursor: str | None = None
    limit: int = 1000

    def __post_init__(self) -> None:
        given(self, msgid=self.msgid, userid=self.userid)
        between(self, "limit", self.limit, 1, 1000)
