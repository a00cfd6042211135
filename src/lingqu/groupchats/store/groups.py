"""SQL of groups themselves: what callbacks and reads tell of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lingqu.groupchats.contracts.snapshots import ListedGroupchat
from lingqu.groupchats.domain.versions import Heard
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import ChatId, GroupchatId, StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A group, as far as callbacks and reads change it."""

    groupchat_id: GroupchatId
    chat_id: ChatId
    name: str | None
    owner_id: StaffId | None
    status: int
    others: int
    first_seen_at: datetime
    created_at: datetime | None
    dismissed_at: datetime | None
    member_version: str | None
    heard_at: datetime | None
    heard_from: str | None
    heard_version: str | None
    read_at: datetime | None
    unreadable_errcode: int | None

    @property
    def heard(self) -> Heard:
        """The newest change heard of."""
        return Heard(at=self.heard_at, from_version=self.heard_from, version=self.heard_version)


async def ensure(unit: UnitOfWork, first_seen: Mapping[ChatId, datetime]) -> None:
    """Give rows to groups nobody told of yet."""
    ordered = sorted(first_seen.items())
    await unit.execute(
        """
        INSERT INTO groupchat (corp_id, chat_id, first_seen_at)
        SELECT lingqu_corp(), t.chat_id, t.at FROM unnest(%s::text[], %s::timestamptz[]) AS t(chat_id, at)
        WHERE NOT EXISTS (SELECT 1 FROM groupchat g WHERE g.corp_id = lingqu_corp() AND g.chat_id = t.chat_id)
        ON CONFLICT (corp_id, chat_id) DO NOTHING
        """,
        ([chat_id for chat_id, _ in ordered], [at for _, at in ordered]),
    )


async def lock(unit: UnitOfWork, chat_ids: Collection[ChatId]) -> dict[ChatId, GroupRow]:
    """Lock groups against other units that change them, in order of their numbers."""
    rows = await unit.fetch(
        """
        SELECT groupchat_id, chat_id, name, owner_id, status, others, first_seen_at, created_at, dismissed_at,
               member_version, heard_at, heard_from, heard_version, read_at, unreadable_errcode
        FROM groupchat WHERE corp_id = lingqu_corp() AND chat_id = ANY(%s)
        ORDER BY groupchat_id FOR UPDATE
        """,
        (list(chat_ids),),
        into=GroupRow,
    )
    return {row.chat_id: row for row in rows}


async def save(unit: UnitOfWork, rows: Sequence[GroupRow]) -> None:
    """Write groups as they are now, and count who is in them: after the members were written."""
    await unit.execute(
        """
        UPDATE groupchat g
        SET name = t.name, owner_id = t.owner_id, others = t.others, created_at = t.created_at,
            dismissed_at = t.dismissed_at, member_version = t.member_version, heard_at = t.heard_at,
            heard_from = t.heard_from, heard_version = t.heard_version, read_at = t.read_at,
            unreadable_errcode = t.unreadable_errcode, customers = n.customers, staff = n.staff
        FROM unnest(%(ids)s::integer[], %(names)s::text[], %(owners)s::integer[], %(others)s::integer[],
                    %(created)s::timestamptz[], %(dismissed)s::timestamptz[], %(versions)s::text[],
                    %(heard)s::timestamptz[], %(heard_from)s::text[], %(heard_versions)s::text[],
                    %(read)s::timestamptz[], %(errcodes)s::integer[])
          AS t(groupchat_id, name, owner_id, others, created_at, dismissed_at, member_version, heard_at, heard_from,
               heard_version, read_at, unreadable_errcode)
        CROSS JOIN LATERAL (
          SELECT count(m.customer_id) AS customers, count(m.staff_id) AS staff FROM groupchat_member m
          WHERE m.corp_id = lingqu_corp() AND m.groupchat_id = t.groupchat_id AND m.left_at IS NULL AND m.is_confirmed
        ) AS n
        WHERE g.corp_id = lingqu_corp() AND g.groupchat_id = t.groupchat_id
        """,
        {
            "ids": [row.groupchat_id for row in rows],
            "names": [row.name for row in rows],
            "owners": [row.owner_id for row in rows],
            "others": [row.others for row in rows],
            "created": [row.created_at for row in rows],
            "dismissed": [row.dismissed_at for row in rows],
            "versions": [row.member_version for row in rows],
            "heard": [row.heard_at for row in rows],
            "heard_from": [row.heard_from for row in rows],
            "heard_versions": [row.heard_version for row in rows],
            "read": [row.read_at for row in rows],
            "errcodes": [row.unreadable_errcode for row in rows],
        },
    )


# ───────────────────────── the walk ─────────────────────────


async def list_owner_ids(session: Session, *, after: StaffId, limit: int) -> list[StaffId]:
    """Return owners above `after` of groups that are there, ascending."""
    rows = await session.fetch(
        """
        SELECT DISTINCT owner_id FROM groupchat
        WHERE corp_id = lingqu_corp() AND owner_id > %s AND dismissed_at IS NULL ORDER BY owner_id LIMIT %s
        """,
        (after, limit),
    )
    return [StaffId(row["owner_id"]) for row in rows]


async def mark_listed(unit: UnitOfWork, listed: Sequence[ListedGroupchat]) -> int:
    """Note what the list tells; return how many rows of it were news: unknown groups, or of another status."""
    ordered = sorted({one.chat_id: one.status for one in listed}.items())
    rows = await unit.fetch(
        """
        WITH told AS (SELECT * FROM unnest(%(ids)s::text[], %(statuses)s::smallint[]) AS t(chat_id, status)),
        before AS (
          SELECT g.chat_id, g.status FROM groupchat g
          WHERE g.corp_id = lingqu_corp() AND g.chat_id IN (SELECT chat_id FROM told)
        ), written AS (
          INSERT INTO groupchat AS g (corp_id, chat_id, status, first_seen_at, listed_at)
          SELECT lingqu_corp(), chat_id, status, %(at)s, %(at)s FROM told
          ON CONFLICT (corp_id, chat_id) DO UPDATE SET status = EXCLUDED.status, listed_at = EXCLUDED.listed_at
        )
        SELECT count(*) AS news FROM told LEFT JOIN before USING (chat_id)
        WHERE before.status IS DISTINCT FROM told.status
        """,
        {"at": unit.at, "ids": [chat_id for chat_id, _ in ordered], "statuses": [status for _, status in ordered]},
    )
    return rows[0]["news"]


async def list_to_read(
    session: Session, *, after: GroupchatId, since: datetime, limit: int
) -> list[tuple[GroupchatId, ChatId]]:
    """Return groups above `after` that the list has, or that we hold to be there."""
    rows = await session.fetch(
        """
        SELECT groupchat_id, chat_id FROM groupchat
        WHERE corp_id = lingqu_corp() AND groupchat_id > %s AND (dismissed_at IS NULL OR listed_at >= %s)
        ORDER BY groupchat_id LIMIT %s
        """,
        (after, since, limit),
    )
    return [(GroupchatId(row["groupchat_id"]), ChatId(row["chat_id"])) for row in rows]


async def count_to_read(session: Session, *, since: datetime) -> int:
    """Count those groups."""
    return await session.fetch_value(
        """
        SELECT count(*) FROM groupchat
        WHERE corp_id = lingqu_corp() AND (dismissed_at IS NULL OR listed_at >= %s)
        """,
        (since,),
    )


async def count_standing(session: Session) -> dict[str, int]:
    """Count groups that are there: `seen` that WeCom shows, `hidden` that it refuses to show."""
    return await session.fetch_one(
        """
        SELECT count(*) FILTER (WHERE unreadable_errcode IS NULL) AS seen,
               count(*) FILTER (WHERE unreadable_errcode IS NOT NULL) AS hidden
        FROM groupchat WHERE corp_id = lingqu_corp() AND dismissed_at IS NULL
        """
    )
