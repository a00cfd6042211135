"""What can be done about app messages after they were sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call, Done
from wecom_api.calls.limits import at_most_items, given, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_api.calls.template_card import TemplateCard

TODAY = 0
YESTERDAY = 1
MAX_MEMBERS = 1000
MAX_DEPARTMENTS = 100
MAX_TAGS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallMessage(Call[Done]):
    """Take back a message of this app.

    Window: 24 h from sending.
    Shape: the msgid that sending gave.
    Errors: 42052 older than 24 h; 40058 not of this app.
    Source: https://developer.work.weixin.qq.com/document/path/90236 (2025-09-24)
    """

    path: ClassVar[str] = "/cgi-bin/message/recall"
    idempotent: ClassVar[bool] = True

    msgid: str

    def __post_init__(self) -> None:
        given(self, msgid=self.msgid)


class UpdatedCard(msgspec.Struct, frozen=True, kw_only=True):
    """Who did not get the update, lower-cased."""

    invaliduser: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTemplateCard(Call[UpdatedCard]):
    """Change an interactive card that was sent: grey its button, or replace the card.

    Window: the response_code works once, within 72 h of sending or clicking. A repeat after a lost answer is refused
        with 60140 (`after_lost_answer`) when the first one worked.
    Shape: for `atall`, or up to 1,000 userids, 100 departments, 100 tags; either `replace_name`, the text on the
        used button, or a whole `template_card`.
    Errors: 60140 response_code invalid or expired; 42015 another app's card; 42016 card unknown; 42027 to 42051
        structure.
    Source: https://developer.work.weixin.qq.com/document/path/94945 (2025-07-24)
    """

    path: ClassVar[str] = "/cgi-bin/message/update_template_card"
    idempotent: ClassVar[bool] = True

    agentid: int
    response_code: str = field(repr=False)
    userids: Sequence[str] | None = None
    partyids: Sequence[int] | None = None
    tagids: Sequence[int] | None = None
    atall: bool = False
    replace_name: str | None = None
    template_card: TemplateCard | None = None
    enable_id_trans: bool = False

    def __post_init__(self) -> None:
        given(self, response_code=self.response_code)
        if not (self.atall or self.userids or self.partyids or self.tagids):
            refuse(self, "userids", "somebody to update the card for is required", "give userids, or atall")
        at_most_items(self, "userids", self.userids, MAX_MEMBERS)
        at_most_items(self, "partyids", self.partyids, MAX_DEPARTMENTS)
        at_most_items(self, "tagids", self.tagids, MAX_TAGS)
        if bool(self.replace_name) == (self.template_card is not None):
            refuse(self, "template_card", "either replace_name or template_card", "give exactly one of them")

    def parameters(self) -> dict[str, Any]:
        """In WeCom's shape: flags as 0 and 1, the used button's text inside `button`."""
        found: dict[str, Any] = {"agentid": self.agentid, "response_code": self.response_code}
        for name, recipients in (("userids", self.userids), ("partyids", self.partyids), ("tagids", self.tagids)):
            if recipients:
                found[name] = list(recipients)
        if self.atall:
            found["atall"] = 1
        if self.template_card is not None:
            found["template_card"] = dict(self.template_card.card)
        else:
            found["button"] = {"replace_name": self.replace_name}
        if self.enable_id_trans:
            found["enable_id_trans"] = 1
        return found


class AppStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """How many messages an app sent."""

    agentid: int = 0
    app_name: str = ""
    count: int = 0


class MessageStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """One row per app."""

    statistics: tuple[AppStatistics, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMessageStatistics(Call[MessageStatistics]):
    """Count the messages that apps sent on one day.

    Window: today (0) or yesterday (1), by Beijing's calendar.
    Shape: the day in, one row per app out.
    Errors: 40058 another time_type.
    Source: https://developer.work.weixin.qq.com/document/path/90236 (2025-09-24)
    """

    path: ClassVar[str] = "/cgi-bin/message/get_statistics"
    idempotent: ClassVar[bool] = True

    time_type: Literal[0, 1] = TODAY
