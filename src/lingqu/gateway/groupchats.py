"""Customer groups at WeCom."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from lingqu.gateway.clients import Clients
from lingqu.gateway.customers import together
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
from lingqu.kernel.outside import AnswerLostError, RefusedError, TryLaterError
from wecom_api.calls.groupchats import GetGroupchat, Groupchat, GroupMember, ListGroupchat

CORP_MEMBER = 1
NO_ANSWER_PAUSE = timedelta(seconds=2)


class WecomGroupchats:
    """`GroupchatReader` of `lingqu.groupchats.ports` over WeCom."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def list_groupchats(self, corp_id: CorpId, owners: Sequence[Userid], cursor: str | None) -> GroupchatPage:
        """See the port."""
        page = await self._clients.call(corp_id, ListGroupchat(owner_filter=list(owners), cursor=cursor or None))
        return GroupchatPage(
            groupchats=tuple(ListedGroupchat(ChatId(one.chat_id), one.status) for one in page.group_chat_list),
            next_cursor=page.next_cursor or None,
        )

    async def read_groupchats(self, corp_id: CorpId, chat_ids: Sequence[ChatId]) -> list[ReadOutcome]:
        """See the port."""
        return await together(self._read(corp_id, each) for each in chat_ids)

    async def _read(self, corp_id: CorpId, chat_id: ChatId) -> ReadOutcome:
        try:
            answer = await self._clients.call(corp_id, GetGroupchat(chat_id=chat_id, need_name=True))
        except RefusedError as error:
            return Unreadable(chat_id, error.errcode or 0)
        except TryLaterError as error:
            return NotNow(chat_id, error.after)
        except AnswerLostError:
            return NotNow(chat_id, NO_ANSWER_PAUSE)
        return _snapshot(chat_id, answer.group_chat)


def _snapshot(chat_id: ChatId, group: Groupchat) -> GroupchatSnapshot:
    created_at = datetime.fromtimestamp(group.create_time, UTC)
    return GroupchatSnapshot(
        chat_id=chat_id,
        name=group.name or None,
        owner=Userid(group.owner) if group.owner else None,
        created_at=created_at,
        member_version=group.member_version or None,
        members=tuple(_member(one, created_at) for one in group.member_list),
    )


def _member(member: GroupMember, created_at: datetime) -> MemberSnapshot:
    ours = member.type == CORP_MEMBER
    return MemberSnapshot(
        userid=Userid(member.userid) if ours and member.userid else None,
        external_userid=ExternalUserid(member.userid) if not ours and member.userid else None,
        unionid=member.unionid or None,
        name=member.name or None if not ours else None,
        joined_at=datetime.fromtimestamp(member.join_time, UTC) if member.join_time else created_at,
        join_scene=member.join_scene or None,
        invitor=Userid(member.invitor.userid) if member.invitor.userid else None,
        state=member.state or None,
    )
