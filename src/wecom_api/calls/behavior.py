"""How members deal with customers, in numbers per day; and everybody they serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import msgspec

from wecom_api.calls.call import Call, Page, PagedCall
from wecom_api.calls.limits import at_most_items, one_of, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_SUBJECTS = 100
THIRTY_DAYS_S = 30 * 24 * 3600


class BehaviorDay(msgspec.Struct, frozen=True, kw_only=True):
    """One day of single chats; group chats never count.

    Attributes:
        stat_time: unix seconds of the day's beginning in Beijing.
        new_apply_cnt: friend requests that members sent.
        new_contact_cnt: customers who were added.
        chat_cnt: chats in which a member spoke.
        message_cnt: messages that members sent.
        reply_percentage: of chats a customer began, 0 to 100; None on days without any.
        avg_reply_time: minutes to the first reply; None on days without any.
        negative_feedback_cnt: customers who deleted or blocked a member.
    """

    stat_time: int
    new_apply_cnt: int = 0
    new_contact_cnt: int = 0
    chat_cnt: int = 0
    message_cnt: int = 0
    reply_percentage: float | None = None
    avg_reply_time: float | None = None
    negative_feedback_cnt: int = 0


class BehaviorDays(msgspec.Struct, frozen=True, kw_only=True):
    """One row per day."""

    behavior_data: tuple[BehaviorDay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetUserBehaviorData(Call[BehaviorDays]):
    """Count what members did with customers, day by day.

    Window: the last 180 days; the present day is not complete: ask up to yesterday.
    Shape: up to 100 userids and 100 departments, **summed up** (ask one by one for a ranking); unix seconds, snapped
        to days of Beijing, both ends included, at most 30 days.
    Errors: 60011 outside the visible range; 40003 member; 40035, 40058 span or nothing to count.
    Source: https://developer.work.weixin.qq.com/document/path/92132 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_user_behavior_data"
    idempotent: ClassVar[bool] = True

    start_time: int
    end_time: int
    userid: Sequence[str] | None = None
    partyid: Sequence[int] | None = None

    def __post_init__(self) -> None:
        one_of(self, userid=self.userid, partyid=self.partyid)
        at_most_items(self, "userid", self.userid, MAX_SUBJECTS)
        at_most_items(self, "partyid", self.partyid, MAX_SUBJECTS)
        if not 0 <= self.end_time - self.start_time <= THIRTY_DAYS_S:
            refuse(self, "end_time", "at most 30 days from start_time on", "ask month by month")


class ServedContact(msgspec.Struct, frozen=True, kw_only=True):
    """An outside person whom a member serves, or who is in a group of the corp.

    Attributes:
        tmp_openid: tells people apart within one traversal only.
        external_userid: of customers.
        name: masked, of those who are no customers.
        follow_userid: who added the person, or owns the group.
        chat_id: of a customer group; other groups have `chat_name` instead.
        add_time: unix seconds.
    """

    is_customer: bool = False
    tmp_openid: str = ""
    external_userid: str = ""
    name: str = ""
    follow_userid: str = ""
    chat_id: str = ""
    chat_name: str = ""
    add_time: int = 0


class ServedContacts(Page, frozen=True, kw_only=True):
    """A page of people; see `ListServedContacts`."""

    info_list: tuple[ServedContact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListServedContacts(PagedCall[ServedContacts]):
    """List everybody outside whom members serve, customers or not. For self-built apps.

    Window: a cursor and its tmp_openids live 4 hours; starting anew changes all of them.
    Shape: `limit` rows a page, WeCom's 1000 if absent.
    Errors: 50100 cursor gone: begin again.
    Source: https://developer.work.weixin.qq.com/document/path/99434 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/contact_list"
    idempotent: ClassVar[bool] = True

    cursor: str | None = None
    limit: int | None = None
