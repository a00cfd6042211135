"""Calls to `add_moment_task`: prepared, begun, answered or lost, made, polled, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from lingqu.deliveries.contracts import Reason
from lingqu.deliveries.contracts.moments import MomentCallId, MomentContent, MomentProgress
from lingqu.deliveries.domain.group_send import Closing
from lingqu.deliveries.domain.moments import MomentCallState
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import MomentId, StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMomentCall:
    """A call to come, with those who are to publish."""

    key: str
    staff_ids: Sequence[StaffId]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCall:
    """A call as stored; `content` is JSON until it is asked for."""

    moment_call_id: MomentCallId
    key: str
    moment_id: MomentId
    state: MomentCallState
    content: Any
    wecom_tag_ids: list[str]
    fingerprint: bytes
    known_ids: list[str]
    jobid: str | None
    wecom_moment_id: str | None
    calls: int
    called_at: datetime | None
    handed_over_at: datetime | None
    closes_at: datetime
    closing: Closing | None
    stopped_at: datetime | None

    @property
    def said(self) -> MomentContent:
        """The content, typed."""
        return msgspec.convert(self.content, MomentContent)

    @property
    def is_partial(self) -> bool:
        """Whether it is for customers with some tags only."""
        return bool(self.wecom_tag_ids)


_ROW = """moment_call_id, key, moment_id, state, content, wecom_tag_ids, fingerprint, known_ids, jobid, wecom_moment_id,
          calls, called_at, handed_over_at, closes_at, closing, stopped_at"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the calls of a moment have in common."""

    content: MomentContent
    wecom_tag_ids: Sequence[str]
    fingerprint: bytes
    closes_at: datetime


async def insert(
    unit: UnitOfWork, moment_id: MomentId, calls: Sequence[NewMomentCall], terms: Terms
) -> list[MomentCallId]:
    """Prepare calls with the copies of their senders; those that exist are left alone. Returns all that are ready."""
    await unit.execute(
        """
        WITH made AS (
          INSERT INTO moment_call (corp_id, key, moment_id, state, content, wecom_tag_ids, fingerprint, closes_at)
          SELECT lingqu_corp(), c.key, %(moment_id)s, 'ready', %(content)s, %(tags)s, %(fingerprint)s, %(closes_at)s
          FROM unnest(%(keys)s::text[]) AS c(key)
          ON CONFLICT (corp_id, key) DO NOTHING
          RETURNING moment_call_id, key
        )
        INSERT INTO moment_copy (corp_id, moment_call_id, staff_id)
        SELECT lingqu_corp(), made.moment_call_id, s.staff_id
        FROM unnest(%(staff_keys)s::text[], %(staff_ids)s::integer[]) AS s(key, staff_id) JOIN made USING (key)
        """,
        {
            "moment_id": moment_id,
            "content": Jsonb(msgspec.to_builtins(terms.content)),
            "tags": list(terms.wecom_tag_ids),
            "fingerprint": terms.fingerprint,
            "closes_at": terms.closes_at,
            "keys": [call.key for call in calls],
            "staff_keys": [call.key for call in calls for _ in call.staff_ids],
            "staff_ids": [one for call in calls for one in call.staff_ids],
        },
    )
    rows = await unit.fetch(
        "SELECT moment_call_id FROM moment_call WHERE corp_id = lingqu_corp() AND moment_id = %s AND state = 'ready'",
        (moment_id,),
    )
    return [MomentCallId(row["moment_call_id"]) for row in rows]


async def find(session: Session, moment_call_id: MomentCallId, *, lock: bool = False) -> StoredCall | None:
    """Return a call; `lock` holds it until the unit ends."""
    return await session.fetch_one(
        f"SELECT {_ROW} FROM moment_call WHERE corp_id = lingqu_corp() AND moment_call_id = %s"
        f" {'FOR UPDATE' if lock else ''}",
        (moment_call_id,),
        into=StoredCall,
    )


async def is_alike_in_flight(session: Session, call: StoredCall) -> bool:
    """Tell whether another call of the same content is begun and its moment not there yet."""
    return await session.fetch_value(
        """
        SELECT EXISTS (SELECT FROM moment_call WHERE corp_id = lingqu_corp() AND fingerprint = %s
                         AND state IN ('calling', 'making') AND moment_call_id <> %s)
        """,
        (call.fingerprint, call.moment_call_id),
    )


async def list_own_ids(session: Session, wecom_moment_ids: Sequence[str]) -> set[str]:
    """Return those that belong to a call of ours."""
    rows = await session.fetch(
        "SELECT wecom_moment_id FROM moment_call WHERE corp_id = lingqu_corp() AND wecom_moment_id = ANY(%s)",
        (list(wecom_moment_ids),),
    )
    return {row["wecom_moment_id"] for row in rows}


async def begin(unit: UnitOfWork, moment_call_id: MomentCallId, *, known_ids: Sequence[str]) -> bool:
    """Mark a call as begun, before anything is sent; False when it is not this worker's to make."""
    touched = await unit.execute(
        """
        UPDATE moment_call
        SET state = 'calling', called_at = %s, calls = calls + 1, known_ids = %s, jobid = NULL, evidence = NULL
        WHERE corp_id = lingqu_corp() AND moment_call_id = %s AND state = 'ready' AND closing IS NULL
          AND NOT EXISTS (SELECT FROM moment_call f WHERE f.corp_id = lingqu_corp()
                            AND f.fingerprint = moment_call.fingerprint AND f.state IN ('calling', 'making'))
        """,
        (unit.at, list(known_ids), moment_call_id),
    )
    return touched == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMove:
    """Where a call goes, and what WeCom said.

    Attributes:
        attempt: which time it was called: an answer held while others called again is not that call's.
    """

    moment_call_id: MomentCallId
    attempt: int
    origin: MomentCallState
    state: MomentCallState
    reason: Reason | None = None
    jobid: str | None = None
    wecom_moment_id: str | None = None
    evidence: dict[str, Any] | None = None


async def move(unit: UnitOfWork, asked: CallMove) -> bool:
    """Move a call that still is where it comes from; False when it is not."""
    touched = await unit.execute(
        """
        UPDATE moment_call
        SET state = %(state)s, reason = %(reason)s, jobid = coalesce(%(jobid)s, jobid),
            wecom_moment_id = coalesce(%(wecom_moment_id)s, wecom_moment_id),
            evidence = coalesce(%(evidence)s::jsonb, evidence),
            handed_over_at = CASE WHEN %(state)s = 'handed_over' THEN %(at)s::timestamptz ELSE handed_over_at END,
            closed_at = CASE WHEN %(state)s IN ('closed', 'refused', 'cancelled', 'unknown')
                             THEN %(at)s::timestamptz END
        WHERE corp_id = lingqu_corp() AND moment_call_id = %(moment_call_id)s AND state = %(origin)s
          AND calls = %(attempt)s
        """,
        {
            "at": unit.at,
            "attempt": asked.attempt,
            "moment_call_id": asked.moment_call_id,
            "origin": asked.origin.value,
            "state": asked.state.value,
            "reason": asked.reason,
            "jobid": asked.jobid,
            "wecom_moment_id": asked.wecom_moment_id,
            "evidence": Jsonb(asked.evidence) if asked.evidence else None,
        },
    )
    return touched == 1


async def close(unit: UnitOfWork, moment_id: MomentId, closing: Closing) -> list[MomentCallId]:
    """Cancel the calls of a moment that were not begun; return the others, whose next look stops them."""
    rows = await unit.fetch(
        """
        WITH locked AS (
          SELECT moment_call_id, state FROM moment_call
          WHERE corp_id = lingqu_corp() AND moment_id = %(moment_id)s AND closing IS NULL
            AND state IN ('ready', 'calling', 'making', 'handed_over')
          ORDER BY moment_call_id FOR UPDATE
        )
        UPDATE moment_call m
        SET closing = %(closing)s, state = CASE WHEN locked.state = 'ready' THEN 'cancelled' ELSE m.state END,
            closed_at = CASE WHEN locked.state = 'ready' THEN %(at)s::timestamptz END
        FROM locked WHERE m.corp_id = lingqu_corp() AND m.moment_call_id = locked.moment_call_id
        RETURNING m.moment_call_id, m.state
        """,
        {"at": unit.at, "moment_id": moment_id, "closing": closing.value},
    )
    return [MomentCallId(row["moment_call_id"]) for row in rows if row["state"] != MomentCallState.CANCELLED]


async def note_look(
    unit: UnitOfWork, moment_call_id: MomentCallId, *, closing: Closing | None, stopped: bool, error: str | None
) -> None:
    """Record a poll; what an earlier one found stays."""
    await unit.execute(
        """
        UPDATE moment_call
        SET polled_at = %(at)s, closing = coalesce(closing, %(closing)s),
            stopped_at = coalesce(stopped_at, CASE WHEN %(stopped)s THEN %(at)s::timestamptz END),
            evidence = CASE WHEN %(error)s::text IS NULL THEN evidence
                            ELSE coalesce(evidence, '{}') || jsonb_build_object('error', %(error)s::text) END
        WHERE corp_id = lingqu_corp() AND moment_call_id = %(moment_call_id)s
        """,
        {
            "at": unit.at,
            "moment_call_id": moment_call_id,
            "closing": closing,
            "stopped": stopped,
            "error": error,
        },
    )


async def list_progress(session: Session, moment_ids: Sequence[MomentId]) -> dict[MomentId, MomentProgress]:
    """Return how far the calls of moments are; moments without any are missing."""
    rows = await session.fetch(
        """
        WITH call AS (
          SELECT moment_call_id, moment_id, state, reason, handed_over_at, closed_at FROM moment_call
          WHERE corp_id = lingqu_corp() AND moment_id = ANY(%(moment_ids)s)
        ), copies AS (
          SELECT call.moment_id, count(c.task_id) AS asked, count(c.published_at) AS published,
                 sum(c.meant)::bigint AS meant, sum(c.shown)::bigint AS shown
          FROM call JOIN moment_copy c ON c.corp_id = lingqu_corp() AND c.moment_call_id = call.moment_call_id
          GROUP BY call.moment_id
        )
        SELECT call.moment_id, count(*) FILTER (WHERE state = 'ready') AS ready,
               count(*) FILTER (WHERE state IN ('calling', 'making')) AS under_way,
               count(*) FILTER (WHERE state = 'handed_over') AS handed_over,
               count(*) FILTER (WHERE state NOT IN ('ready', 'calling', 'making', 'handed_over')) AS closed,
               max(handed_over_at) AS handed_over_at, coalesce(max(asked), 0) AS asked,
               coalesce(max(published), 0) AS published, max(meant) AS meant, max(shown) AS shown,
               (array_agg(CASE WHEN state = 'unknown' THEN 'lost_answer' ELSE reason END ORDER BY closed_at DESC)
                  FILTER (WHERE state IN ('refused', 'unknown')))[1] AS reason
        FROM call LEFT JOIN copies USING (moment_id) GROUP BY call.moment_id
        """,
        {"moment_ids": list(moment_ids)},
        into=MomentProgress,
    )
    return {row.moment_id: row for row in rows}
