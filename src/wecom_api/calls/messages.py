"""Messages of the app to members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import msgspec

from wecom_api.calls.call import Call
from wecom_api.calls.limits import at_most_items, between, one_of, refuse
from wecom_api.calls.message_contents import (
    File,
    Image,
    Markdown,
    MiniprogramNotice,
    Mpnews,
    News,
    Text,
    TextCard,
    Video,
    Voice,
    body_of,
)
from wecom_api.calls.template_card import TemplateCard

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERYBODY = ("@all",)
MAX_MEMBERS = 1000
MAX_DEPARTMENTS = 100
MAX_TAGS = 100
FOUR_HOURS_S = 4 * 3600


Message: TypeAlias = (
    Text | TextCard | Markdown | Image | Voice | Video | File | News | Mpnews | MiniprogramNotice | TemplateCard
)


class SentMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What WeCom did with an app message.

    Attributes:
        invaliduser, unlicenseduser: `|`-joined userids, lower-cased by WeCom; see `invalid_userids`.
        msgid: for recalling within 24 h.
        response_code: updates an interactive card once, within 72 h.
    """

    invaliduser: str = ""
    invalidparty: str = ""
    invalidtag: str = ""
    unlicenseduser: str = ""
    msgid: str = ""
    response_code: str = ""

    @property
    def invalid_userids(self) -> tuple[str, ...]:
        """Members who did not get it, lower-cased: unknown, out of range, or without licence."""
        return tuple(userid for userid in f"{self.invaliduser}|{self.unlicenseduser}".split("|") if userid)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage(Call[SentMessage]):
    """Send a message of the app to members.

    Window: 30 a minute and 1,000 an hour to one member, the excess dropped **with errcode 0**; person-deliveries
        of (accounts x 200) a day. After a lost answer it may be repeated when it is a card with a task_id
        (42014 = it was sent) or with enable_duplicate_check (identical content dropped for up to 4 h).
    Shape: up to 1,000 userids (or `EVERYBODY`), 100 departments, 100 tags; at least one of them.
    Errors: 81013 all recipients invalid; 82001 no recipient; 42014 task_id used; 40056 agentid; 45002 too long.
    Source: https://developer.work.weixin.qq.com/document/path/90236 (2025-09-24)
    """

    path: ClassVar[str] = "/cgi-bin/message/send"

    agentid: int
    message: Message
    touser: Sequence[str] = ()
    toparty: Sequence[int] = ()
    totag: Sequence[int] = ()
    safe: int | None = None
    enable_id_trans: bool = False
    enable_duplicate_check: bool = False
    duplicate_check_interval: int | None = None

    def __post_init__(self) -> None:
        if isinstance(self.touser, str):
            refuse(self, "touser", "is a list of userids", "wrap the userid in a list")
        one_of(self, touser=self.touser, toparty=self.toparty, totag=self.totag)
        at_most_items(self, "touser", self.touser, MAX_MEMBERS)
        at_most_items(self, "toparty", self.toparty, MAX_DEPARTMENTS)
        at_most_items(self, "totag", self.totag, MAX_TAGS)
        if isinstance(self.message, MiniprogramNotice) and tuple(self.touser) == EVERYBODY:
            refuse(self, "touser", "a miniprogram_notice does not go to everybody", "name the members")
        between(self, "duplicate_check_interval", self.duplicate_check_interval, 1, FOUR_HOURS_S)

    def parameters(self) -> dict[str, Any]:
        """In WeCom's shape: recipients joined by `|`, flags as 0 and 1."""
        found: dict[str, Any] = {"agentid": self.agentid} | body_of(self.message)
        for name, recipients in (("touser", self.touser), ("toparty", self.toparty), ("totag", self.totag)):
            if recipients:
                found[name] = "|".join(map(str, recipients))
        if self.safe is not None:
            found["safe"] = self.safe
        if self.enable_id_trans:
            found["enable_id_trans"] = 1
        if self.enable_duplicate_check:
            found["enable_duplicate_check"] = 1
        if self.duplicate_check_interval is not None:
            found["duplicate_check_interval"] = self.duplicate_check_interval
        return found

    def may_repeat(self) -> bool:
        """True for cards with a task_id and for messages whose duplicates WeCom drops."""
        has_task_id = isinstance(self.message, TemplateCard) and self.message.task_id is not None
        return has_task_id or self.enable_duplicate_check
