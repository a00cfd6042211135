"""SQL of group sends that members created by themselves, and of whom they reached."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from lingqu.deliveries.contracts import ChatType, OwnSend, RecipientId
from lingqu.infra.database import Session, UnitOfWork


async def find_newest(session: Session, chat_type: ChatType) -> datetime | None:
    """Return when the newest known one of a type was created."""
    return await session.fetch_value(
        "SELECT max(created_at) FROM own_send WHERE corp_id = lingqu_corp() AND chat_type = %s", (chat_type.value,)
    )


async def insert(unit: UnitOfWork, listed: Sequence[OwnSend]) -> None:
    """Keep those that are new."""
    await unit.execute(
        """
        INSERT INTO own_send (corp_id, msgid, chat_type, creator, created_at)
        SELECT lingqu_corp(), s.msgid, s.chat_type, s.creator, s.created_at
        FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[]) AS s(msgid, chat_type, creator, created_at)
        ON CONFLICT (corp_id, msgid) DO NOTHING
        """,
        (
            [one.msgid for one in listed],
            [one.chat_type.value for one in listed],
            [one.creator for one in listed],
            [one.created_at for one in listed],
        ),
    )


async def list_unread(session: Session, *, limit: int) -> list[OwnSend]:
    """Return those whose results are to be read, the oldest first."""
    return await session.fetch(
        """
        SELECT msgid, chat_type, creator, created_at FROM own_send
        WHERE corp_id = lingqu_corp() AND read_at IS NULL ORDER BY created_at, msgid LIMIT %s
        """,
        (limit,),
        into=OwnSend,
    )


async def insert_recipients(unit: UnitOfWork, msgid: str, received: Mapping[RecipientId, datetime]) -> None:
    """Keep who received one and when, of the customers and groups that are known."""
    await unit.execute(
        """
        INSERT INTO own_send_recipient (corp_id, customer_id, msgid, sent_at)
        SELECT lingqu_corp(), c.customer_id, %s, r.sent_at
        FROM unnest(%s::text[], %s::timestamptz[]) AS r(external_userid, sent_at)
        JOIN customer c ON c.corp_id = lingqu_corp() AND c.external_userid = r.external_userid
        ON CONFLICT (corp_id, customer_id, msgid) DO NOTHING
        """,
        (msgid, list(received), list(received.values())),
    )
    await unit.execute(
        """
        INSERT INTO own_send_groupchat (corp_id, groupchat_id, msgid, sent_at)
        SELECT lingqu_corp(), k.groupchat_id, %s, r.sent_at
        FROM unnest(%s::text[], %s::timestamptz[]) AS r(chat_id, sent_at)
        JOIN groupchat k ON k.corp_id = lingqu_corp() AND k.chat_id = r.chat_id
        ON CONFLICT (corp_id, groupchat_id, msgid) DO NOTHING
        """,
        (msgid, list(received), list(received.values())),
    )


async def mark_read(unit: UnitOfWork, msgid: str) -> None:
    """Look at the results of one no more."""
    await unit.execute(
        "UPDATE own_send SET read_at = %s WHERE corp_id = lingqu_corp() AND msgid = %s", (unit.at, msgid)
    )
