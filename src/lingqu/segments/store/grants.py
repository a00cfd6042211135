"""SQL of grants, and of how many entered and left a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import StageId, TagId
from lingqu.segments.contracts.grants import Cuts, Grant, GrantState, GrantTarget, Pass, PassProgress

GRANTING = 7467
"""Class of the advisory lock; the object is the corp."""

_GRANTS = """
SELECT grant_id, segment_id, tag_id, stage_id, withdraw_on_left, state, made_at, switched_at,
       pass, pass_after, pass_done, pass_total, cuts, cut_at, cut_chain
FROM segment_grant WHERE corp_id = lingqu_corp()
"""


async def lock(unit: UnitOfWork) -> None:
    """Let no other unit of this corp give or take by grants, or switch them, until this one ends."""
    await unit.execute("SELECT pg_advisory_xact_lock(%s, lingqu_corp())", (GRANTING,))


async def insert(unit: UnitOfWork, segment_id: int, target: GrantTarget) -> int | None:
    """Write a draft; None where the segment has a grant of the same already."""
    return await unit.fetch_value(
        """
        INSERT INTO segment_grant (corp_id, segment_id, tag_id, stage_id, withdraw_on_left, state, made_at)
        VALUES (lingqu_corp(), %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING grant_id
        """,
        (segment_id, target.tag_id, target.stage_id, target.withdraw_on_left, GrantState.DRAFT, unit.at),
    )


async def list_all(session: Session) -> list[Grant]:
    """Return all grants, the oldest first."""
    return [_grant(row) for row in await session.fetch(_GRANTS + " ORDER BY grant_id")]


async def list_on(session: Session) -> list[Grant]:
    """Return the grants that are on, the oldest first."""
    rows = await session.fetch(_GRANTS + " AND state = 'on' ORDER BY grant_id")
    return [_grant(row) for row in rows]


async def list_of(session: Session, segment_id: int) -> list[Grant]:
    """Return the grants of one segment, the oldest first."""
    rows = await session.fetch(_GRANTS + " AND segment_id = %s ORDER BY grant_id", (segment_id,))
    return [_grant(row) for row in rows]


async def find(session: Session, grant_id: int) -> Grant | None:
    """Return one grant."""
    row = await session.fetch_one(_GRANTS + " AND grant_id = %s", (grant_id,))
    return _grant(row) if row else None


async def switch(unit: UnitOfWork, grant_id: int, state: GrantState, *, kind: Pass | None, total: int) -> None:
    """Write whether a grant is on, and which walk over everybody begins with that."""
    await unit.execute(
        """
        UPDATE segment_grant
        SET switched_at = CASE WHEN state = %(state)s THEN switched_at ELSE %(at)s END, state = %(state)s,
            pass = %(pass)s, pass_after = -1, pass_done = 0, pass_total = %(total)s
        WHERE corp_id = lingqu_corp() AND grant_id = %(grant)s
        """,
        {"grant": grant_id, "state": state, "at": unit.at, "pass": kind, "total": total},
    )


async def move_pass(unit: UnitOfWork, grant_id: int, *, after: int, done: int, is_over: bool) -> None:
    """Write how far a walk has come."""
    await unit.execute(
        """
        UPDATE segment_grant
        SET pass = CASE WHEN %(over)s THEN NULL ELSE pass END, pass_after = %(after)s, pass_done = pass_done + %(done)s
        WHERE corp_id = lingqu_corp() AND grant_id = %(grant)s
        """,
        {"grant": grant_id, "after": after, "done": done, "over": is_over},
    )


async def count_cuts(unit: UnitOfWork, grant_id: int, *, cuts: int, chain: Sequence[int]) -> None:
    """Write that chains were cut at a grant, and what the last of them was."""
    await unit.execute(
        """
        UPDATE segment_grant SET cuts = cuts + %s, cut_at = %s, cut_chain = %s
        WHERE corp_id = lingqu_corp() AND grant_id = %s
        """,
        (cuts, unit.at, list(chain), grant_id),
    )


async def delete(unit: UnitOfWork, grant_id: int) -> None:
    """Take a grant away; what it gave stays."""
    await unit.execute("DELETE FROM segment_grant WHERE corp_id = lingqu_corp() AND grant_id = %s", (grant_id,))


async def groups_of_tags(session: Session) -> dict[int, int]:
    """Return the group of every tag."""
    rows = await session.fetch("SELECT tag_id, group_id FROM corp_tag WHERE corp_id = lingqu_corp()")
    return {row["tag_id"]: row["group_id"] for row in rows}


def key_of_holders(grant_id: int) -> str:
    """Return the key of the set of those whom a grant has given to."""
    return f"grant:{grant_id}"


def _grant(row: dict[str, Any]) -> Grant:
    walking = row["pass"] is not None
    return Grant(
        grant_id=row["grant_id"],
        segment_id=row["segment_id"],
        target=GrantTarget(
            tag_id=None if row["tag_id"] is None else TagId(row["tag_id"]),
            stage_id=None if row["stage_id"] is None else StageId(row["stage_id"]),
            withdraw_on_left=row["withdraw_on_left"],
        ),
        state=GrantState(row["state"]),
        made_at=row["made_at"],
        switched_at=row["switched_at"],
        progress=PassProgress(
            kind=Pass(row["pass"]), after=row["pass_after"], done=row["pass_done"], total=row["pass_total"]
        )
        if walking
        else None,
        cuts=Cuts(count=row["cuts"], at=row["cut_at"], chain=tuple(row["cut_chain"] or ())),
    )
