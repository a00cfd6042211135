"""Group sends at WeCom: made for one named sender, listed, followed, stopped."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Literal

import msgspec

from lingqu.deliveries.contracts import (
    ChatType,
    GroupSendCall,
    ListedGroupSend,
    MadeGroupSend,
    MemberSend,
    OwnSend,
    RecipientId,
    SendResult,
)
from lingqu.gateway.clients import Clients
from lingqu.gateway.greetings import dressed
from lingqu.kernel.ids import ChatId, CorpId, ExternalUserid, Userid
from lingqu.kernel.outside import RefusedError
from wecom_api.calls.groupsend import (
    AddMsgTemplate,
    CancelGroupmsgSend,
    GetGroupmsgList,
    GetGroupmsgSendResult,
    GetGroupmsgTask,
    GroupMsg,
    RemindGroupmsgSend,
)

BY_THE_CORP: Literal[0] = 0
BY_MEMBERS: Literal[1] = 1
ALREADY_STOPPED = 41093


class WecomGroupSends:
    """`lingqu.deliveries.ports.GroupSender` over WeCom."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def make(self, corp_id: CorpId, call: GroupSendCall, *, deadline: datetime) -> MadeGroupSend:
        """See the port. Always with a sender: without one WeCom picks somebody that no call shows."""
        made = await self._clients.call(
            corp_id,
            AddMsgTemplate(
                chat_type=call.chat_type.value,
                external_userid=call.recipients if call.chat_type is ChatType.SINGLE else None,
                chat_id_list=call.recipients if call.chat_type is ChatType.GROUP else None,
                sender=call.sender,
                text=call.message.content.text or None,
                attachments=dressed(call.message.content.attachments, call.message.media),
            ),
            deadline=deadline,
        )
        named = ExternalUserid if call.chat_type is ChatType.SINGLE else ChatId
        return MadeGroupSend(msgid=made.msgid, unsendable=tuple(map(named, made.fail_list)))

    async def list_made(
        self, corp_id: CorpId, *, chat_type: ChatType, since: datetime, until: datetime
    ) -> list[ListedGroupSend]:
        """See the port."""
        return [_listed(row) async for row in self._list(corp_id, chat_type, BY_THE_CORP, since=since, until=until)]

    async def list_own(
        self, corp_id: CorpId, *, chat_type: ChatType, since: datetime, until: datetime
    ) -> list[OwnSend]:
        """See the port. Whoever is not named cannot be asked for results, and is left out."""
        return [
            OwnSend(msgid=row.msgid, chat_type=chat_type, creator=Userid(row.creator), created_at=_created_at(row))
            async for row in self._list(corp_id, chat_type, BY_MEMBERS, since=since, until=until)
            if row.creator
        ]

    async def _list(
        self, corp_id: CorpId, chat_type: ChatType, filter_type: Literal[0, 1], *, since: datetime, until: datetime
    ) -> AsyncIterator[GroupMsg]:
        call = GetGroupmsgList(
            chat_type=chat_type.value,
            start_time=int(since.timestamp()),
            end_time=int(until.timestamp()) + 1,
            filter_type=filter_type,
        )
        async for page in self._clients.pages(corp_id, call):
            for row in page.group_msg_list:
                yield row

    async def list_members(self, corp_id: CorpId, msgid: str) -> list[MemberSend]:
        """See the port."""
        return [
            MemberSend(sender=Userid(row.userid), sent_at=_instant(row.send_time))
            async for page in self._clients.pages(corp_id, GetGroupmsgTask(msgid=msgid))
            for row in page.task_list
        ]

    async def list_results(self, corp_id: CorpId, msgid: str, sender: Userid) -> list[SendResult]:
        """See the port."""
        return [
            SendResult(
                recipient=_recipient(row.external_userid, row.chat_id),
                status=row.status,
                sent_at=_instant(row.send_time),
            )
            async for page in self._clients.pages(corp_id, GetGroupmsgSendResult(msgid=msgid, userid=sender))
            for row in page.send_list
        ]

    async def stop(self, corp_id: CorpId, msgid: str) -> None:
        """See the port."""
        try:
            await self._clients.call(corp_id, CancelGroupmsgSend(msgid=msgid))
        except RefusedError as error:
            if error.errcode != ALREADY_STOPPED:
                raise

    async def remind(self, corp_id: CorpId, msgid: str) -> None:
        """See the port."""
        await self._clients.call(corp_id, RemindGroupmsgSend(msgid=msgid))


def _recipient(external_userid: str, chat_id: str) -> RecipientId:
    return ExternalUserid(external_userid) if external_userid else ChatId(chat_id)


def _listed(row: GroupMsg) -> ListedGroupSend:
    return ListedGroupSend(
        msgid=row.msgid,
        created_at=_created_at(row),
        text=row.text.content,
        attachments=tuple(msgspec.to_builtins(one) for one in row.attachments),
    )


def _created_at(row: GroupMsg) -> datetime:
    return datetime.fromtimestamp(row.create_time, UTC)


def _instant(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
