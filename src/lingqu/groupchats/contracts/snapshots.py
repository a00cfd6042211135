"""Groups as WeCom tells them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from lingqu.kernel.ids import ChatId, ExternalUserid, Userid


@dataclass(frozen=True, slots=True)
class ListedGroupchat:
    """A group of the list. `status`: 0 normal, 1 its owner has resigned, 2 being inherited, 3 inherited."""

    chat_id: ChatId
    status: int


@dataclass(frozen=True, slots=True)
class GroupchatPage:
    """One page of the list; it may be empty and not the last."""

    groupchats: tuple[ListedGroupchat, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSnapshot:
    """Somebody in a group: a member of the corp by userid, or somebody outside by external_userid.

    Attributes:
        external_userid: None with userid None too: WeCom shows somebody outside without any id.
        join_scene: 1 invited, 2 by a link, 3 by the group's code.
        invitor: the member of the corp who invited.
        state: of the join way that was scanned.
    """

    userid: Userid | None
    external_userid: ExternalUserid | None
    unionid: str | None
    name: str | None
    joined_at: datetime
    join_scene: int | None
    invitor: Userid | None
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupchatSnapshot:
    """One group with everybody in it. `member_version` changes with every joining and leaving."""

    chat_id: ChatId
    name: str | None
    owner: Userid | None
    created_at: datetime
    member_version: str | None
    members: tuple[MemberSnapshot, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """WeCom refuses to tell: no such group any more, or its owner is out of sight."""

    chat_id: ChatId
    errcode: int


@dataclass(frozen=True, slots=True)
class NotNow:
    """Nobody was asked, or no answer came; the same read may pass after a while."""

    chat_id: ChatId
    after: timedelta


ReadOutcome: TypeAlias = GroupchatSnapshot | Unreadable | NotNow
