"""Handing customer groups to a new owner: from an owner who stays, or from one who has resigned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import msgspec

from wecom_api.calls.call import Call
from wecom_api.calls.limits import at_most_items, given

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_GROUPS_PER_CALL = 100


class FailedChat(msgspec.Struct, frozen=True, kw_only=True):
    """A group that kept its owner, and why; the codes mean what they mean as answers."""

    chat_id: str
    errcode: int = 0
    errmsg: str = ""


class FailedChats(msgspec.Struct, frozen=True, kw_only=True):
    """The groups that kept their owner; empty when all were handed over."""

    failed_chat_list: tuple[FailedChat, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnjobTransferGroupchat(Call[FailedChats]):
    """Hand groups of owners who stay in the corp to a new owner.

    Window: 300 groups a day from one owner to the new one; each group twice in 90 days. Not safe to repeat:
        after a lost answer read the owners of the groups.
    Shape: 1..100 chat_ids and one userid: a real-name verified follow user who logged in within a year.
    Errors: a row each: 90501, 90509 not a customer group; 90502 owner has resigned; 90503 group full; 90504
        owner unchanged; 90507, 90508 inheritance; 90510 nobody active for a year. Of the call: 60011 not visible.
    Source: https://developer.work.weixin.qq.com/document/path/95703 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/groupchat/onjob_transfer"

    chat_id_list: Sequence[str]
    new_owner: str

    def __post_init__(self) -> None:
        given(self, chat_id_list=self.chat_id_list, new_owner=self.new_owner)
        at_most_items(self, "chat_id_list", self.chat_id_list, MAX_GROUPS_PER_CALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferGroupchat(Call[FailedChats]):
    """Hand groups of owners who have resigned to a new owner; their status goes from 1 over 2 to 3.

    Window: 300 groups a day from one owner to the new one. Not safe to repeat: after a lost answer read the
        owners of the groups.
    Shape: 1..100 chat_ids and one userid: a real-name verified follow user who logged in within a year.
    Errors: a row each: 90500 owner has not resigned; else as `OnjobTransferGroupchat`.
    Source: https://developer.work.weixin.qq.com/document/path/92127 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/groupchat/transfer"

    chat_id_list: Sequence[str]
    new_owner: str

    def __post_init__(self) -> None:
        given(self, chat_id_list=self.chat_id_list, new_owner=self.new_owner)
        at_most_items(self, "chat_id_list", self.chat_id_list, MAX_GROUPS_PER_CALL)
