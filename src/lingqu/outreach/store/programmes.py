"""SQL of programmes."""

from collections.abc import Sequence
from typing import Any

from lingqu.infra.database import Session, UnitOfWork
from lingqu.outreach.contracts.programmes import Cadence, Programme, ProgrammeDraft, ProgrammeId, ProgrammeState
from lingqu.outreach.contracts.rules import Category, Period

LAST_NUMBER = 2**31 - 1

_DRAFT = """name, category, owner, hypothesis, target, budget, priority, value_fen, holdout_permille, overnight,
            cadence_most, cadence_period"""
_ROW = f"programme_id, {_DRAFT}, state, planned, created_at, created_by"


def _params(draft: ProgrammeDraft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "category": draft.category.value,
        "owner": draft.owner,
        "hypothesis": draft.hypothesis,
        "target": draft.target,
        "budget": draft.budget,
        "priority": draft.priority,
        "value_fen": draft.value_fen,
        "holdout_permille": draft.holdout_permille,
        "overnight": draft.overnight,
        "cadence_most": draft.cadence and draft.cadence.most,
        "cadence_period": draft.cadence and draft.cadence.period.value,
    }


async def insert(unit: UnitOfWork, draft: ProgrammeDraft, *, created_by: str | None) -> ProgrammeId:
    """Insert a running programme."""
    return ProgrammeId(
        await unit.fetch_value(
            f"""
            INSERT INTO programme (corp_id, {_DRAFT}, state, created_at, created_by)
            VALUES (lingqu_corp(), %(name)s, %(category)s, %(owner)s, %(hypothesis)s, %(target)s, %(budget)s,
                    %(priority)s, %(value_fen)s, %(holdout_permille)s, %(overnight)s, %(cadence_most)s,
                    %(cadence_period)s, 'running', %(at)s, %(created_by)s)
            RETURNING programme_id
            """,
            {**_params(draft), "at": unit.at, "created_by": created_by},
        )
    )


async def revise(unit: UnitOfWork, programme_id: ProgrammeId, draft: ProgrammeDraft) -> None:
    """Write a locked programme's draft anew."""
    await unit.execute(
        """
        UPDATE programme
        SET name = %(name)s, category = %(category)s, owner = %(owner)s, hypothesis = %(hypothesis)s,
            target = %(target)s, budget = %(budget)s, priority = %(priority)s, value_fen = %(value_fen)s,
            holdout_permille = %(holdout_permille)s, overnight = %(overnight)s, cadence_most = %(cadence_most)s,
            cadence_period = %(cadence_period)s
        WHERE corp_id = lingqu_corp() AND programme_id = %(programme_id)s
        """,
        {**_params(draft), "programme_id": programme_id},
    )


async def list_names(session: Session) -> dict[int, str]:
    """Return what every programme is called, by number."""
    rows = await session.fetch("SELECT programme_id, name FROM programme WHERE corp_id = lingqu_corp()")
    return {row["programme_id"]: row["name"] for row in rows}


async def list_open(session: Session) -> list[ProgrammeId]:
    """Return the programmes that are not over."""
    rows = await session.fetch(
        "SELECT programme_id FROM programme WHERE corp_id = lingqu_corp() AND state <> %s",
        (ProgrammeState.ENDED.value,),
    )
    return [ProgrammeId(row["programme_id"]) for row in rows]


async def move(unit: UnitOfWork, programme_id: ProgrammeId, state: ProgrammeState) -> None:
    """Move a locked programme."""
    await unit.execute(
        "UPDATE programme SET state = %s WHERE corp_id = lingqu_corp() AND programme_id = %s",
        (state.value, programme_id),
    )


async def spend(unit: UnitOfWork, programme_id: ProgrammeId, messages: int) -> None:
    """Count messages as planned."""
    await unit.execute(
        "UPDATE programme SET planned = planned + %s WHERE corp_id = lingqu_corp() AND programme_id = %s",
        (messages, programme_id),
    )


async def give_back(unit: UnitOfWork, programme_id: ProgrammeId, messages: int) -> None:
    """Count messages as not planned: nobody received them."""
    await unit.execute(
        "UPDATE programme SET planned = planned - %s WHERE corp_id = lingqu_corp() AND programme_id = %s",
        (messages, programme_id),
    )


async def find(session: Session, programme_id: ProgrammeId, *, lock: bool = False) -> Programme | None:
    """Return a programme; `lock` holds it until the unit ends."""
    row = await session.fetch_one(
        f"SELECT {_ROW} FROM programme WHERE corp_id = lingqu_corp() AND programme_id = %s"
        f" {'FOR UPDATE' if lock else ''}",
        (programme_id,),
    )
    return _programme(row) if row else None


async def list_page(session: Session, *, before: ProgrammeId | None, limit: int) -> list[Programme]:
    """Return a page of programmes, the newest first."""
    rows = await session.fetch(
        f"""
        SELECT {_ROW} FROM programme WHERE corp_id = lingqu_corp() AND programme_id < %s
        ORDER BY programme_id DESC LIMIT %s
        """,
        (before or LAST_NUMBER, limit),
    )
    return [_programme(row) for row in rows]


async def list_by_ids(session: Session, programme_ids: Sequence[ProgrammeId]) -> dict[ProgrammeId, Programme]:
    """Return some programmes."""
    rows = await session.fetch(
        f"SELECT {_ROW} FROM programme WHERE corp_id = lingqu_corp() AND programme_id = ANY(%s)",
        (list(programme_ids),),
    )
    return {one.programme_id: one for one in map(_programme, rows)}


async def list_named(session: Session, programme_ids: Sequence[ProgrammeId]) -> dict[ProgrammeId, str]:
    """Return the names of programmes."""
    rows = await session.fetch(
        "SELECT programme_id, name FROM programme WHERE corp_id = lingqu_corp() AND programme_id = ANY(%s)",
        (list(programme_ids),),
    )
    return {ProgrammeId(row["programme_id"]): row["name"] for row in rows}


def _programme(row: dict[str, Any]) -> Programme:
    draft = ProgrammeDraft(
        name=row["name"],
        category=Category(row["category"]),
        owner=row["owner"],
        hypothesis=row["hypothesis"],
        target=row["target"],
        budget=row["budget"],
        priority=row["priority"],
        value_fen=row["value_fen"],
        holdout_permille=row["holdout_permille"],
        overnight=row["overnight"],
        cadence=Cadence(most=row["cadence_most"], period=Period(row["cadence_period"]))
        if row["cadence_period"]
        else None,
    )
    return Programme(
        programme_id=row["programme_id"],
        draft=draft,
        state=ProgrammeState(row["state"]),
        planned=row["planned"],
        created_at=row["created_at"],
        created_by=row["created_by"],
    )
