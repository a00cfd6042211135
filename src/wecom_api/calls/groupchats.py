"""Customer groups (客户群): which there are, who is in them. An app sees a group through its owner only.

No call makes a group, moves its members or speaks in it: members do that in their client.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call, Page, PagedCall, as_json
from wecom_api.calls.limits import at_most_items, between, given

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_OWNERS = 100
MAX_GROUPS_PER_PAGE = 1000


class GroupchatRow(msgspec.Struct, frozen=True, kw_only=True):
    """One group of the list.

    Attributes:
        status: 0 normal, 1 its owner has resigned, 2 being inherited, 3 inherited.
    """

    chat_id: str
    status: int = 0


class GroupchatRows(Page, frozen=True, kw_only=True):
    """A page of groups."""

    group_chat_list: tuple[GroupchatRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListGroupchat(PagedCall[GroupchatRows]):
    """List customer groups by their owners.

    Window: the common limits; few calls at once (45033).
    Shape: up to 100 owners, absent means all in the visible range; groups of an owner who has resigned are
        listed only when that owner is named; status_filter 0 all, 1..3 as the rows' status; 1..1000 rows a page.
    Errors: 81017 more than 1000 people in the range: name the owners; 60011, 40003 owner not visible;
        50100 cursor.
    Source: https://developer.work.weixin.qq.com/document/path/92120 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/groupchat/list"
    idempotent: ClassVar[bool] = True

    owner_filter: Sequence[str] | None = None
    status_filter: Literal[0, 1, 2, 3] | None = None
    cursor: str | None = None
    limit: int = MAX_GROUPS_PER_PAGE

    def __post_init__(self) -> None:
        check_owners(self, self.owner_filter)
        between(self, "limit", self.limit, 1, MAX_GROUPS_PER_PAGE)

    def parameters(self) -> dict[str, Any]:
        """As the fields, with the owners in WeCom's `userid_list`."""
        return with_owners(Call.parameters(self), self.owner_filter)


class Invitor(msgspec.Struct, frozen=True, kw_only=True):
    """The member of this corp who invited somebody."""

    userid: str = ""


class GroupMember(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in a group; a type 2 member need not be anybody's customer.

    Attributes:
        userid: a userid for type 1, an external_userid for type 2.
        type: 1 member of the corp, 2 outside contact.
        unionid: WeChat users only, and only if the corp bound an open-platform developer account.
        join_time: unix seconds.
        join_scene: 1 invited, 2 by an invitation link, 3 scanned the group's QR code.
        invitor: only if invited by a member of this corp.
        name: only if asked for.
        state: of the join way the member came through.
    """

    userid: str
    type: int = 0
    unionid: str = ""
    join_time: int = 0
    join_scene: int = 0
    invitor: Invitor = Invitor()
    group_nickname: str = ""
    name: str = ""
    state: str = ""


class GroupAdmin(msgspec.Struct, frozen=True, kw_only=True):
    """A member who administers a group beside its owner."""

    userid: str


class Groupchat(msgspec.Struct, frozen=True, kw_only=True):
    """A customer group with all its members.

    Attributes:
        name: empty while nobody has named it.
        create_time: unix seconds.
        member_version: changes with every join and leave; callbacks carry the version before and after.
    """

    chat_id: str
    name: str = ""
    owner: str = ""
    create_time: int = 0
    notice: str = ""
    member_list: tuple[GroupMember, ...] = ()
    admin_list: tuple[GroupAdmin, ...] = ()
    member_version: str = ""


class GroupchatDetail(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `GetGroupchat`."""

    group_chat: Groupchat


@dataclass(frozen=True, slots=True, kw_only=True)
class GetGroupchat(Call[GroupchatDetail]):
    """Read one group with its members.

    Window: the common limits. Lags behind callbacks: read about 2 s after the event.
    Shape: one chat_id; members' names only if asked for; not paged.
    Errors: 40050, 86001 or 86003 chat unknown (which one is unconfirmed); 90501, 90509 not a customer group;
        60011, 40003 owner not visible.
    Source: https://developer.work.weixin.qq.com/document/path/92122 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/groupchat/get"
    idempotent: ClassVar[bool] = True

    chat_id: str
    need_name: bool = False

    def __post_init__(self) -> None:
        given(self, chat_id=self.chat_id)

    def parameters(self) -> dict[str, Any]:
        """The chat, and whether names are wanted as WeCom's 0 or 1."""
        return {"chat_id": self.chat_id, "need_name": int(self.need_name)}


class ChatId(msgspec.Struct, frozen=True, kw_only=True):
    """The group that a mini program was opened in."""

    chat_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpengidToChatid(Call[ChatId]):
    """Which customer group a mini program was opened in.

    Window: the common limits.
    Shape: one opengid, from `wx.getGroupEnterInfo`.
    Errors: 90511 opengid unknown; 90501, 90509 not a customer group; 60011 owner not visible.
    Source: https://developer.work.weixin.qq.com/document/path/94822 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/opengid_to_chatid"
    idempotent: ClassVar[bool] = True

    opengid: str

    def __post_init__(self) -> None:
        given(self, opengid=self.opengid)


def check_owners(of: object, owners: Sequence[str] | None) -> None:
    """At most 100 owners; none is asked for by leaving them out, not by an empty list.

    Raises:
        InvalidCallError: a rule is broken.
    """
    if owners is not None:
        given(of, owner_filter=owners)
    at_most_items(of, "owner_filter", owners, MAX_OWNERS)


def with_owners(parameters: dict[str, Any], owners: Sequence[str] | None) -> dict[str, Any]:
    """`parameters` with the owners in WeCom's shape, or as they are when none are named."""
    if owners is None:
        return parameters
    return parameters | {"owner_filter": {"userid_list": as_json(owners)}}
