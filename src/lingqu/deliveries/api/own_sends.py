"""Group sends that members create by themselves, to customers and into groups: WeCom counts them in its caps.

No callback tells of them. They are listed every ten minutes, and the results of each are read until they are final.
"""

from collections.abc import Sequence
from datetime import timedelta

from lingqu.deliveries.contracts import ChatType, OwnSend, SendResult
from lingqu.deliveries.ports import GroupSender
from lingqu.deliveries.store import own_sends as store
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId
from lingqu.kernel.outside import RefusedError
from lingqu.kernel.repeating import repeatable

LONGEST_BACK = timedelta(days=30)
"""So far back the first look goes: WeCom lists a month at most, and no cap reaches further."""
OVERLAP = timedelta(hours=1)
"""How late WeCom may list a send, and results may still be missing."""
MOST_READ = 100
"""Sends whose results one run reads; the next one goes on."""
PENDING = 0


async def read_own_sends(database: Database, corp_id: CorpId, *, sender: GroupSender) -> None:
    """List what members sent by themselves, and read to whom.

    Raises:
        TryLaterError: WeCom answers later; what was read so far is kept.
    """
    for chat_type in ChatType:
        await _list(database, corp_id, chat_type, sender=sender)
    async with database.read(corp_id) as session:
        unread = await store.list_unread(session, limit=MOST_READ)
    for one in unread:
        try:
            with repeatable():
                results = await sender.list_results(corp_id, one.msgid, one.creator)
        except RefusedError:
            results = []  # WeCom knows no results of it, and will not later
        await _read(database, corp_id, one, results)


async def _list(database: Database, corp_id: CorpId, chat_type: ChatType, *, sender: GroupSender) -> None:
    async with database.read(corp_id) as session:
        newest = await store.find_newest(session, chat_type)
        at = session.at
    since = max(at - LONGEST_BACK, newest - OVERLAP) if newest else at - LONGEST_BACK
    with repeatable():
        listed = await sender.list_own(corp_id, chat_type=chat_type, since=since, until=at)
    async with database.unit(corp_id) as unit:
        await store.insert(unit, listed)


async def _read(database: Database, corp_id: CorpId, one: OwnSend, results: Sequence[SendResult]) -> None:
    async with database.unit(corp_id) as unit:
        received = {result.recipient: result.sent_at for result in results if result.sent_at is not None}
        await store.insert_recipients(unit, one.msgid, received)
        # Of groups nothing is shown before it is sent: that none is pending says nothing.
        is_pending = one.chat_type == ChatType.GROUP or any(result.status == PENDING for result in results)
        if not is_pending or unit.at - one.created_at >= OVERLAP:
            await store.mark_read(unit, one.msgid)
