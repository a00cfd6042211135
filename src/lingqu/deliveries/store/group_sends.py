"""Calls to `add_msg_template`: prepared, begun, answered or lost, polled, closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from lingqu.customers.contracts.consent import Purpose
from lingqu.deliveries.contracts import ChatType, Content, GroupSendId, Progress, Reason
from lingqu.deliveries.domain.group_send import Closing
from lingqu.deliveries.domain.states import GroupSendState
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, StaffId, TaskId, Userid


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGroupSend:
    """A call to come."""

    key: str
    staff_id: StaffId
    variant: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSend:
    """A call as stored, with the sender's userid; `content` is JSON until it is asked for."""

    group_send_id: GroupSendId
    key: str
    broadcast_id: BroadcastId
    chat_type: ChatType
    staff_id: StaffId
    userid: Userid
    gone: bool
    """The member has left, or may not contact customers any more."""
    purpose: str
    generation: int
    variant: str
    task_id: TaskId | None
    state: GroupSendState
    fingerprint: bytes
    known_msgids: list[str]
    msgid: str | None
    calls: int
    called_at: datetime | None
    handed_over_at: datetime | None
    closes_at: datetime
    closing: Closing | None
    stopped_at: datetime | None
    confirmed_at: datetime | None
    content: Any

    @property
    def said(self) -> Content:
        """The content, typed."""
        return msgspec.convert(self.content, Content)


BEGINNING = 7470
"""Class of the advisory locks; the object is what calls must not have in common while one of them is in flight."""

_ROW = """g.group_send_id, g.key, g.broadcast_id, g.chat_type, g.staff_id, s.userid,
          s.left_at IS NOT NULL OR NOT s.is_follow_user AS gone, g.purpose, g.generation, g.variant,
          g.task_id, g.state, g.fingerprint, g.known_msgids, g.msgid, g.calls, g.called_at, g.handed_over_at,
          g.closes_at, g.closing, g.stopped_at, g.confirmed_at, g.content"""

_HAS_RECIPIENTS = """EXISTS (SELECT FROM delivery d WHERE d.corp_id = g.corp_id
                               AND d.group_send_id = g.group_send_id AND d.state = 'claimed')"""

_FROM = "group_send g JOIN staff s ON s.corp_id = g.corp_id AND s.staff_id = g.staff_id"


async def insert(
    unit: UnitOfWork,
    broadcast_id: BroadcastId,
    calls: Sequence[NewGroupSend],
    *,
    chat_type: ChatType,
    contents: Mapping[str, Content],
    closes_at: datetime,
    purpose: Purpose,
) -> None:
    """Prepare calls with the content of their variant, in that order; those that exist are left alone."""
    await unit.execute(
        """
        INSERT INTO group_send (corp_id, key, broadcast_id, chat_type, staff_id, variant, state, content, fingerprint,
                                closes_at, purpose)
        SELECT lingqu_corp(), c.key, %(broadcast_id)s, %(chat_type)s, c.staff_id, c.variant, 'ready',
               %(contents)s::jsonb -> c.variant, c.fingerprint, %(closes_at)s, %(purpose)s
        FROM unnest(%(key)s::text[], %(staff_id)s::integer[], %(variant)s::text[], %(fingerprint)s::bytea[])
             AS c(key, staff_id, variant, fingerprint)
        ORDER BY c.variant, c.staff_id, c.key
        ON CONFLICT (corp_id, key) DO NOTHING
        """,
        {
            "broadcast_id": broadcast_id,
            "chat_type": chat_type.value,
            "contents": Jsonb(msgspec.to_builtins(contents)),
            "closes_at": closes_at,
            "purpose": purpose.value,
            "key": [call.key for call in calls],
            "staff_id": [call.staff_id for call in calls],
            "variant": [call.variant for call in calls],
            "fingerprint": [call.fingerprint for call in calls],
        },
    )


async def list_ready(session: Session, broadcast_id: BroadcastId, *, limit: int) -> list[GroupSend]:
    """Return the next calls of a broadcast, one per sender, none like one that is in flight."""
    return await session.fetch(
        f"""
        SELECT {_ROW} FROM {_FROM}
        WHERE g.corp_id = lingqu_corp() AND g.group_send_id IN (
          SELECT min(r.group_send_id) FROM group_send r
          WHERE r.corp_id = lingqu_corp() AND r.broadcast_id = %s AND r.state = 'ready'
            AND NOT EXISTS (SELECT FROM group_send f WHERE f.corp_id = r.corp_id AND f.fingerprint = r.fingerprint
                              AND f.state = 'calling')
          GROUP BY r.staff_id)
        ORDER BY g.group_send_id LIMIT %s
        """,
        (broadcast_id, limit),
        into=GroupSend,
    )


async def list_by_ids(session: Session, group_send_ids: Sequence[GroupSendId]) -> list[GroupSend]:
    """Return calls by id."""
    return await session.fetch(
        f"SELECT {_ROW} FROM {_FROM} WHERE g.corp_id = lingqu_corp() AND g.group_send_id = ANY(%s)",
        (list(group_send_ids),),
        into=GroupSend,
    )


async def list_calling(session: Session, broadcast_id: BroadcastId) -> list[GroupSend]:
    """Return calls that were begun and not settled, the oldest first."""
    return await session.fetch(
        f"""
        SELECT {_ROW} FROM {_FROM}
        WHERE g.corp_id = lingqu_corp() AND g.broadcast_id = %s AND g.state = 'calling' ORDER BY g.called_at
        """,
        (broadcast_id,),
        into=GroupSend,
    )


async def list_own_msgids(session: Session, msgids: Sequence[str]) -> set[str]:
    """Return those that belong to a call of ours."""
    rows = await session.fetch(
        "SELECT msgid FROM group_send WHERE corp_id = lingqu_corp() AND msgid = ANY(%s)", (list(msgids),)
    )
    return {row["msgid"] for row in rows}


async def lock(unit: UnitOfWork, group_send_ids: Sequence[GroupSendId]) -> None:
    """Lock calls in the order of their ids, as everybody does: two units never wait in a ring."""
    await unit.execute(
        """
        SELECT FROM group_send WHERE corp_id = lingqu_corp() AND group_send_id = ANY(%s)
        ORDER BY group_send_id FOR UPDATE
        """,
        (list(group_send_ids),),
    )


async def begin(
    unit: UnitOfWork, group_send_ids: Sequence[GroupSendId], *, known_msgids: Sequence[str]
) -> list[GroupSendId]:
    """Mark calls as begun, before anything is sent; return those that are this worker's to make.

    One like another that is in flight waits, also where two workers begin them at once.
    """
    await lock(unit, group_send_ids)
    await _lock_alike(unit, group_send_ids)
    rows = await unit.fetch(
        f"""
        UPDATE group_send g
        SET state = 'calling', called_at = %(at)s, calls = calls + 1, known_msgids = %(known)s
        WHERE corp_id = lingqu_corp() AND group_send_id = ANY(%(group_send_id)s) AND state = 'ready'
          AND {_HAS_RECIPIENTS}
          AND NOT EXISTS (SELECT FROM group_send f WHERE f.corp_id = g.corp_id AND f.fingerprint = g.fingerprint
                            AND f.state = 'calling')
        RETURNING group_send_id
        """,
        {"at": unit.at, "group_send_id": list(group_send_ids), "known": list(known_msgids)},
    )
    return [GroupSendId(row["group_send_id"]) for row in rows]


async def _lock_alike(unit: UnitOfWork, group_send_ids: Sequence[GroupSendId]) -> None:
    """Let nobody else begin a call of the same sender and content until the unit ends; in one order for all."""
    await unit.execute(
        """
        SELECT pg_advisory_xact_lock(%s, one) FROM (
          SELECT DISTINCT hashtext(lingqu_corp() || encode(fingerprint, 'hex')) AS one FROM group_send
          WHERE corp_id = lingqu_corp() AND group_send_id = ANY(%s) ORDER BY one
        ) alike
        """,
        (BEGINNING, list(group_send_ids)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Where a call goes from `calling`, and what WeCom said."""

    group_send_id: GroupSendId
    state: GroupSendState
    reason: Reason | None = None
    msgid: str | None = None
    evidence: dict[str, Any] | None = None


async def answer(
    unit: UnitOfWork, answers: Sequence[Answer], *, attempts: Mapping[GroupSendId, int]
) -> list[GroupSendId]:
    """Record what became of begun calls; return those that were still begun.

    One that is to be made again is cancelled instead where its broadcast was closed meanwhile.

    Args:
        attempts: which time each was called. An answer that somebody held while others called again is not that one's.
    """
    await lock(unit, [one.group_send_id for one in answers])
    rows = await unit.fetch(
        """
        UPDATE group_send g
        SET state = CASE WHEN a.state = 'ready' AND g.closing IS NOT NULL THEN 'cancelled' ELSE a.state END,
            reason = a.reason, msgid = a.msgid, evidence = a.evidence,
            handed_over_at = CASE WHEN a.state = 'handed_over' THEN %(at)s::timestamptz END,
            closed_at = CASE WHEN a.state IN ('refused', 'unknown') OR (a.state = 'ready' AND g.closing IS NOT NULL)
                             THEN %(at)s::timestamptz END
        FROM unnest(%(group_send_id)s::bigint[], %(attempt)s::smallint[], %(state)s::text[], %(reason)s::text[],
                    %(msgid)s::text[], %(evidence)s::jsonb[])
             AS a(group_send_id, attempt, state, reason, msgid, evidence)
        WHERE g.corp_id = lingqu_corp() AND g.group_send_id = a.group_send_id AND g.state = 'calling'
          AND g.calls = a.attempt
        RETURNING g.group_send_id
        """,
        {
            "at": unit.at,
            "group_send_id": [one.group_send_id for one in answers],
            "attempt": [attempts[one.group_send_id] for one in answers],
            "state": [one.state.value for one in answers],
            "reason": [one.reason for one in answers],
            "msgid": [one.msgid for one in answers],
            "evidence": [Jsonb(one.evidence) if one.evidence else None for one in answers],
        },
    )
    return [GroupSendId(row["group_send_id"]) for row in rows]


async def set_tasks(unit: UnitOfWork, task_ids: dict[GroupSendId, TaskId]) -> None:
    """Remember which task asks the member to confirm which call."""
    await unit.execute(
        """
        UPDATE group_send g SET task_id = t.task_id
        FROM unnest(%s::bigint[], %s::bigint[]) AS t(group_send_id, task_id)
        WHERE g.corp_id = lingqu_corp() AND g.group_send_id = t.group_send_id
        """,
        (list(task_ids), list(task_ids.values())),
    )


async def cancel_empty(unit: UnitOfWork, group_send_ids: Sequence[GroupSendId]) -> None:
    """Cancel ready calls that nobody is left to receive."""
    await unit.execute(
        f"""
        UPDATE group_send g SET state = 'cancelled', closed_at = %s
        WHERE corp_id = lingqu_corp() AND group_send_id = ANY(%s) AND state = 'ready' AND NOT {_HAS_RECIPIENTS}
        """,
        (unit.at, list(group_send_ids)),
    )


async def close(unit: UnitOfWork, broadcast_id: BroadcastId, closing: Closing) -> list[GroupSendId]:
    """Cancel the calls of a broadcast that were not begun, and ask for the others to be stopped at WeCom.

    Returns those handed over: their next look stops them. All calls are locked first, by a statement of its own, so
    that the second sees those that were prepared after one of them meanwhile; later ones find it closing. Refused ones
    are marked as well: nobody of them is passed on any more.
    """
    await unit.execute(
        """
        SELECT FROM group_send WHERE corp_id = lingqu_corp() AND broadcast_id = %s ORDER BY group_send_id FOR UPDATE
        """,
        (broadcast_id,),
    )
    rows = await unit.fetch(
        """
        UPDATE group_send SET
          closing = %(closing)s,
          closed_at = CASE state WHEN 'ready' THEN %(at)s ELSE closed_at END,
          state = CASE state WHEN 'ready' THEN 'cancelled' ELSE state END
        WHERE corp_id = lingqu_corp() AND broadcast_id = %(broadcast_id)s
          AND (closing IS NULL OR closing = 'replaced') AND state IN ('ready', 'calling', 'handed_over', 'refused')
        RETURNING group_send_id, state
        """,
        {"at": unit.at, "broadcast_id": broadcast_id, "closing": closing.value},
    )
    return [GroupSendId(row["group_send_id"]) for row in rows if row["state"] == GroupSendState.HANDED_OVER]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a poll found out about a call."""

    group_send_id: GroupSendId
    closing: Closing | None
    stopped_at: datetime | None
    confirmed_at: datetime | None
    error: str | None
    closed: bool


async def note_looks(unit: UnitOfWork, looks: Sequence[Look]) -> None:
    """Record polls; what an earlier one found stays, and so does a closing that was asked for meanwhile."""
    await lock(unit, [look.group_send_id for look in looks])
    await unit.execute(
        """
        UPDATE group_send g
        SET polled_at = %(at)s, closing = coalesce(g.closing, l.closing),
            stopped_at = coalesce(g.stopped_at, l.stopped_at),
            confirmed_at = coalesce(g.confirmed_at, l.confirmed_at),
            evidence = CASE WHEN l.error IS NULL THEN g.evidence
                            ELSE coalesce(g.evidence, '{}') || jsonb_build_object('error', l.error) END,
            state = CASE WHEN l.closed THEN 'closed' ELSE g.state END,
            closed_at = CASE WHEN l.closed THEN %(at)s::timestamptz END
        FROM unnest(%(group_send_id)s::bigint[], %(closing)s::text[], %(stopped_at)s::timestamptz[],
                    %(confirmed_at)s::timestamptz[], %(error)s::text[], %(closed)s::boolean[])
             AS l(group_send_id, closing, stopped_at, confirmed_at, error, closed)
        WHERE g.corp_id = lingqu_corp() AND g.group_send_id = l.group_send_id AND g.state = 'handed_over'
        """,
        {
            "at": unit.at,
            "group_send_id": [look.group_send_id for look in looks],
            "closing": [look.closing for look in looks],
            "stopped_at": [look.stopped_at for look in looks],
            "confirmed_at": [look.confirmed_at for look in looks],
            "error": [look.error for look in looks],
            "closed": [look.closed for look in looks],
        },
    )


async def list_msgids_by_task(session: Session, task_ids: Sequence[TaskId]) -> dict[TaskId, str]:
    """Return the group sends that members are still asked to confirm."""
    rows = await session.fetch(
        """
        SELECT task_id, msgid FROM group_send
        WHERE corp_id = lingqu_corp() AND task_id = ANY(%s) AND state = 'handed_over' AND msgid IS NOT NULL
          AND closing IS NULL AND confirmed_at IS NULL
        """,
        (list(task_ids),),
    )
    return {TaskId(row["task_id"]): row["msgid"] for row in rows}


async def progress(session: Session, broadcast_id: BroadcastId) -> Progress:
    """Return how far the calls of a broadcast are."""
    return await session.fetch_one(
        """
        SELECT count(*) FILTER (WHERE state = 'ready') AS ready,
               count(*) FILTER (WHERE state = 'calling') AS calling,
               count(*) FILTER (WHERE state = 'handed_over') AS handed_over,
               count(*) FILTER (WHERE state NOT IN ('ready', 'calling', 'handed_over')) AS closed,
               max(handed_over_at) AS handed_over_at
        FROM group_send WHERE corp_id = lingqu_corp() AND broadcast_id = %s
        """,
        (broadcast_id,),
        into=Progress,
    )
