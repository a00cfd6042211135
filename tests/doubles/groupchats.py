"""Customer groups of a WeCom in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from lingqu.groupchats.contracts.snapshots import (
    GroupchatPage,
    GroupchatSnapshot,
    ListedGroupchat,
    MemberSnapshot,
    NotNow,
    ReadOutcome,
    Unreadable,
)
from lingqu.kernel.ids import ChatId, CorpId, ExternalUserid, Userid
from lingqu.kernel.outside import RefusedError

UNKNOWN_CHAT = 40050
OUT_OF_SIGHT = 60011


@dataclass
class GroupchatsDouble:
    """`GroupchatReader` over a dict. What is asked is kept in `asked`."""

    groups: dict[ChatId, GroupchatSnapshot] = field(default_factory=dict)
    statuses: dict[ChatId, int] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    """Owners out of sight, and groups of theirs."""
    later: dict[ChatId, NotNow] = field(default_factory=dict)
    page_size: int = 1_000
    asked: list[str] = field(default_factory=list)

    def group(self, chat_id: str, owner: str, at: datetime, *outside: str, name: str | None = None) -> None:
        """Put a group there: its owner, and people outside, since an instant."""
        members = [member(at, userid=owner), *(member(at, external_userid=one) for one in outside)]
        self.groups[ChatId(chat_id)] = GroupchatSnapshot(
            chat_id=ChatId(chat_id),
            name=name,
            owner=Userid(owner),
            created_at=at,
            member_version=_version(members),
            members=tuple(members),
        )

    def enter(self, chat_id: str, *members: MemberSnapshot) -> None:
        """Somebody joins."""
        self._people(chat_id, [*self.groups[ChatId(chat_id)].members, *members])

    def leave(self, chat_id: str, external_userid: str) -> None:
        """Somebody leaves."""
        left = [one for one in self.groups[ChatId(chat_id)].members if one.external_userid != external_userid]
        self._people(chat_id, left)

    def _people(self, chat_id: str, members: Sequence[MemberSnapshot]) -> None:
        before = self.groups[ChatId(chat_id)]
        after = replace(before, members=tuple(members), member_version=_version(members))
        self.groups[ChatId(chat_id)] = after

    async def list_groupchats(self, corp_id: CorpId, owners: Sequence[Userid], cursor: str | None) -> GroupchatPage:
        """See the port."""
        del corp_id
        self.asked.append("list")
        if self.hidden & set(owners):
            raise RefusedError("out of sight", api="groupchat/list", errcode=OUT_OF_SIGHT)
        found = [one for one in self.groups.values() if one.owner in owners]
        start = int(cursor or 0)
        end = start + self.page_size
        return GroupchatPage(
            tuple(ListedGroupchat(one.chat_id, self.statuses.get(one.chat_id, 0)) for one in found[start:end]),
            str(end) if end < len(found) else None,
        )

    async def read_groupchats(self, corp_id: CorpId, chat_ids: Sequence[ChatId]) -> list[ReadOutcome]:
        """See the port."""
        del corp_id
        self.asked += chat_ids
        return [self._read(one) for one in chat_ids]

    def _read(self, chat_id: ChatId) -> ReadOutcome:
        if chat_id in self.later:
            return self.later.pop(chat_id)
        if chat_id not in self.groups:
            return Unreadable(chat_id, UNKNOWN_CHAT)
        group = self.groups[chat_id]
        return Unreadable(chat_id, OUT_OF_SIGHT) if group.owner in self.hidden else group


def member(
    at: datetime, *, userid: str | None = None, external_userid: str | None = None, state: str | None = None
) -> MemberSnapshot:
    """Somebody in a group, by a code."""
    return MemberSnapshot(
        userid=Userid(userid) if userid else None,
        external_userid=ExternalUserid(external_userid) if external_userid else None,
        unionid=None,
        name=f"名{external_userid}" if external_userid else None,
        joined_at=at,
        join_scene=3,
        invitor=None,
        state=state,
    )


def _version(members: Sequence[MemberSnapshot]) -> str:
    return "|".join(sorted(f"{one.userid or one.external_userid}@{one.joined_at:%s}" for one in members))
