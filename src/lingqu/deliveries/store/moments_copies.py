"""Members' copies of moments: asked for, published, read, settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lingqu.deliveries.contracts.moments import MomentCallId, MomentCopy
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import MomentId, StaffId, TaskId, Userid


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One member's part of a call."""

    staff_id: StaffId
    userid: Userid
    task_id: TaskId | None
    published_at: datetime | None
    read_at: datetime | None


_COPY = """
SELECT c.staff_id, s.userid, c.task_id, c.published_at, c.read_at
FROM moment_copy c JOIN staff s ON s.corp_id = lingqu_corp() AND s.staff_id = c.staff_id
WHERE c.corp_id = lingqu_corp() AND c.moment_call_id = %s
"""


async def list_all(session: Session, moment_call_id: MomentCallId) -> list[Copy]:
    """Return all copies of a call, by staff_id."""
    return await session.fetch(f"{_COPY} ORDER BY c.staff_id", (moment_call_id,), into=Copy)


async def list_to_read(session: Session, moment_call_id: MomentCallId, *, limit: int) -> list[Copy]:
    """Return published copies whose readers are not final, those never read first, then the longest published."""
    return await session.fetch(
        f"""
        {_COPY} AND c.published_at IS NOT NULL AND c.settled_at IS NULL
        ORDER BY c.read_at IS NOT NULL, c.published_at, c.staff_id LIMIT %s
        """,
        (moment_call_id, limit),
        into=Copy,
    )


async def mark_asked(unit: UnitOfWork, moment_call_id: MomentCallId, tasks: dict[StaffId, TaskId]) -> None:
    """Remember which task asks which member to publish."""
    await unit.execute(
        """
        UPDATE moment_copy c SET task_id = t.task_id
        FROM unnest(%s::integer[], %s::bigint[]) AS t(staff_id, task_id)
        WHERE c.corp_id = lingqu_corp() AND c.moment_call_id = %s AND c.staff_id = t.staff_id
        """,
        (list(tasks), list(tasks.values()), moment_call_id),
    )


async def mark_published(unit: UnitOfWork, moment_call_id: MomentCallId, staff_ids: Sequence[StaffId]) -> None:
    """Note that copies are published, as of this unit."""
    await unit.execute(
        """
        UPDATE moment_copy SET published_at = %s
        WHERE corp_id = lingqu_corp() AND moment_call_id = %s AND staff_id = ANY(%s) AND published_at IS NULL
        """,
        (unit.at, moment_call_id, list(staff_ids)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRead:
    """What a look at one copy's readers brought; None stands for what was not told, `meant` is read at the last one."""

    staff_id: StaffId
    meant: int | None
    shown: int | None
    final: bool


async def note_read(unit: UnitOfWork, moment_call_id: MomentCallId, read: CopyRead) -> None:
    """Record how many were meant and shown."""
    await unit.execute(
        """
        UPDATE moment_copy
        SET read_at = %(at)s, meant = coalesce(%(meant)s, meant), shown = coalesce(%(shown)s, shown),
            settled_at = CASE WHEN %(final)s THEN %(at)s::timestamptz END
        WHERE corp_id = lingqu_corp() AND moment_call_id = %(call)s AND staff_id = %(staff_id)s AND settled_at IS NULL
        """,
        {
            "at": unit.at,
            "call": moment_call_id,
            "staff_id": read.staff_id,
            "meant": read.meant,
            "shown": read.shown,
            "final": read.final,
        },
    )


async def settle_all(unit: UnitOfWork, moment_call_id: MomentCallId) -> None:
    """End copies that can be read no more: the moment is gone at WeCom."""
    await unit.execute(
        """
        UPDATE moment_copy SET settled_at = %s
        WHERE corp_id = lingqu_corp() AND moment_call_id = %s AND published_at IS NOT NULL AND settled_at IS NULL
        """,
        (unit.at, moment_call_id),
    )


async def list_page(
    session: Session, moment_id: MomentId, *, after: tuple[MomentCallId, StaffId] | None, limit: int
) -> list[tuple[MomentCallId, MomentCopy]]:
    """Return a page of a moment's copies, by call and staff_id."""
    call_id, staff_id = after or (0, 0)
    rows = await session.fetch(
        """
        SELECT c.moment_call_id, c.staff_id, s.name AS staff_name, c.task_id IS NOT NULL AS asked, c.published_at,
               c.meant, c.shown, c.settled_at IS NOT NULL AS is_final
        FROM moment_call m
        JOIN moment_copy c ON c.corp_id = lingqu_corp() AND c.moment_call_id = m.moment_call_id
        JOIN staff s ON s.corp_id = lingqu_corp() AND s.staff_id = c.staff_id
        WHERE m.corp_id = lingqu_corp() AND m.moment_id = %s AND (c.moment_call_id, c.staff_id) > (%s, %s)
        ORDER BY c.moment_call_id, c.staff_id LIMIT %s
        """,
        (moment_id, call_id, staff_id, limit),
    )
    return [(MomentCallId(row.pop("moment_call_id")), MomentCopy(**row)) for row in rows]
