"""SQL of the calendar: what leaves, or left, on some days."""

from typing import Any

from lingqu.infra.database import Session
from lingqu.kernel.days import Days
from lingqu.outreach.contracts.calendar import CalendarEntry, EntryKind
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.contracts.rules import Category


async def list_broadcasts(
    session: Session, days: Days, *, programme_id: ProgrammeId | None
) -> tuple[list[CalendarEntry], set[int]]:
    """Return the broadcasts of some days, and which of them are to be counted still.

    One that was approved by size says for how many persons it was approved, unless it goes into groups: those are
    not counted yet. One that is over says how many it planned.
    """
    of_programme = "AND b.programme_id = %(programme_id)s" if programme_id is not None else ""
    rows = await session.fetch(
        f"""
        SELECT b.broadcast_id, b.name, b.state, b.programme_id, p.name AS programme, p.category,
               b.groups IS NOT NULL AS into_groups,
               coalesce(b.scheduled_at, b.planned_at, b.created_at) AS at,
               CASE WHEN b.groups IS NULL THEN b.reach END AS reach,
               (SELECT sum(kept.value::bigint) FROM jsonb_each_text(b.counts) kept
                WHERE kept.key <> 'skipped')::bigint AS planned
        FROM broadcast b
        LEFT JOIN programme p ON p.corp_id = b.corp_id AND p.programme_id = b.programme_id
        WHERE b.corp_id = lingqu_corp() AND b.state NOT IN ('draft', 'cancelled')
          AND coalesce(b.scheduled_at, b.planned_at, b.created_at) >= %(begins_at)s
          AND coalesce(b.scheduled_at, b.planned_at, b.created_at) < %(ends_at)s {of_programme}
        """,
        {"programme_id": programme_id, **_span(days)},
    )
    waits = {"scheduled", "awaiting_approval"}
    uncounted = {row["broadcast_id"] for row in rows if row["planned"] is None and row["state"] not in waits}
    return [_broadcast(row) for row in rows], uncounted


async def list_moments(session: Session, days: Days) -> list[CalendarEntry]:
    """Return the moments of some days."""
    rows = await session.fetch(
        """
        SELECT moment_id, name, state, coalesce(handed_over_at, starts_at, marking_at, created_at) AS at FROM moment
        WHERE corp_id = lingqu_corp() AND state NOT IN ('draft', 'cancelled')
          AND coalesce(handed_over_at, starts_at, marking_at, created_at) >= %(begins_at)s
          AND coalesce(handed_over_at, starts_at, marking_at, created_at) < %(ends_at)s
        """,
        _span(days),
    )
    return [
        CalendarEntry(
            kind=EntryKind.MOMENT,
            number=row["moment_id"],
            name=row["name"],
            state=row["state"],
            at=row["at"],
            size=None,
        )
        for row in rows
    ]


def _span(days: Days) -> dict[str, Any]:
    return {"begins_at": days.begins_at, "ends_at": days.ends_at}


def _broadcast(row: dict[str, Any]) -> CalendarEntry:
    return CalendarEntry(
        kind=EntryKind.BROADCAST,
        number=row["broadcast_id"],
        name=row["name"],
        state=row["state"],
        programme_id=row["programme_id"],
        programme=row["programme"],
        category=Category(row["category"] or Category.MARKETING),
        at=row["at"],
        into_groups=row["into_groups"],
        size=row["reach"] if row["planned"] is None else row["planned"],
    )
