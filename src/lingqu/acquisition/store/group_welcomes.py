"""SQL of welcome templates of groups."""

from collections.abc import Collection
from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from lingqu.acquisition.contracts.group_welcomes import (
    GroupWelcome,
    GroupWelcomeDraft,
    GroupWelcomeId,
    GroupWelcomeState,
)
from lingqu.deliveries.contracts.materials import Material
from lingqu.infra.database import Session, UnitOfWork

_COLUMNS = """group_welcome_id, name, state, content, notify, template_id, called_at, told_at, errcode,
removal_refused, created_at, created_by, changed_at"""


async def lock_library(unit: UnitOfWork) -> None:
    """Let nobody else add a template until the unit ends, so that they can be counted."""
    await unit.execute("SELECT pg_advisory_xact_lock(hashtext('acquisition.group_welcomes'), lingqu_corp())")


async def count_in(session: Session, states: Collection[GroupWelcomeState]) -> int:
    """Count the templates in some states."""
    return await session.fetch_value(
        "SELECT count(*) FROM group_welcome WHERE corp_id = lingqu_corp() AND state = ANY(%s)",
        ([one.value for one in states],),
    )


async def insert(unit: UnitOfWork, draft: GroupWelcomeDraft, *, created_by: str) -> GroupWelcomeId:
    """Write a new template, which WeCom is to be asked for."""
    return GroupWelcomeId(
        await unit.fetch_value(
            """
            INSERT INTO group_welcome (corp_id, name, state, content, notify, created_at, created_by, changed_at)
            VALUES (lingqu_corp(), %(name)s, 'waiting', %(content)s, %(notify)s, %(at)s, %(created_by)s, %(at)s)
            RETURNING group_welcome_id
            """,
            {**_values(unit, draft), "created_by": created_by},
        )
    )


async def revise(unit: UnitOfWork, number: GroupWelcomeId, draft: GroupWelcomeDraft) -> None:
    """Replace what an operator decides; what was refused before may pass now."""
    await unit.execute(
        """
        UPDATE group_welcome SET name = %(name)s, content = %(content)s, notify = %(notify)s, changed_at = %(at)s,
          errcode = NULL, removal_refused = false
        WHERE corp_id = lingqu_corp() AND group_welcome_id = %(number)s
        """,
        {**_values(unit, draft), "number": number},
    )


async def move(
    unit: UnitOfWork,
    number: GroupWelcomeId,
    state: GroupWelcomeState,
    *,
    sources: Collection[GroupWelcomeState],
    template_id: str | None = None,
    errcode: int | None = None,
    removal_refused: bool = False,
) -> bool:
    """Move a template that is in one of some states, with its new id at WeCom and why it was refused; tell whether."""
    moved = await unit.fetch(
        """
        UPDATE group_welcome SET state = %(state)s::text, template_id = %(template_id)s, errcode = %(errcode)s,
          removal_refused = %(removal_refused)s,
          called_at = CASE %(state)s::text
            WHEN 'making' THEN %(at)s::timestamptz WHEN 'waiting' THEN NULL ELSE called_at END,
          told_at = CASE WHEN %(state)s::text = 'live' AND state <> 'removing' THEN called_at
            WHEN %(state)s::text = 'waiting' THEN NULL ELSE told_at END,
          removed_at = CASE %(state)s::text WHEN 'removed' THEN %(at)s::timestamptz END
        WHERE corp_id = lingqu_corp() AND group_welcome_id = %(number)s AND state = ANY(%(sources)s)
        RETURNING group_welcome_id
        """,
        {
            "number": number,
            "state": state.value,
            "template_id": template_id,
            "errcode": errcode,
            "removal_refused": removal_refused,
            "at": unit.at,
            "sources": [one.value for one in sources],
        },
    )
    return bool(moved)


async def note_change(unit: UnitOfWork, told: GroupWelcome, *, errcode: int | None) -> None:
    """Keep that WeCom was told a content, or refused it, unless it is another one by now.

    That it refused to delete the template stays known.
    """
    await unit.execute(
        """
        UPDATE group_welcome SET
          errcode = CASE WHEN removal_refused THEN coalesce(%(errcode)s::integer, errcode)
            ELSE %(errcode)s::integer END,
          removal_refused = removal_refused AND %(errcode)s::integer IS NULL,
          told_at = CASE WHEN %(errcode)s::integer IS NULL THEN %(at)s::timestamptz ELSE told_at END
        WHERE corp_id = lingqu_corp() AND group_welcome_id = %(number)s AND state = 'live'
          AND changed_at = %(changed_at)s
        """,
        {"number": told.group_welcome_id, "errcode": errcode, "at": unit.at, "changed_at": told.changed_at},
    )


async def find(session: Session, number: GroupWelcomeId, *, lock: bool = False) -> GroupWelcome | None:
    """Return a template, None where there is none."""
    rows = await session.fetch(
        f"SELECT {_COLUMNS} FROM group_welcome WHERE corp_id = lingqu_corp() AND group_welcome_id = %s"
        f" {'FOR UPDATE' if lock else ''}",
        (number,),
    )
    return _read(rows[0]) if rows else None


async def list_there(session: Session) -> list[GroupWelcome]:
    """Return the templates that nobody removed, the newest first: there are a hundred or so."""
    rows = await session.fetch(
        f"""
        SELECT {_COLUMNS} FROM group_welcome WHERE corp_id = lingqu_corp() AND state <> 'removed'
        ORDER BY group_welcome_id DESC
        """
    )
    return [_read(row) for row in rows]


def _values(unit: UnitOfWork, draft: GroupWelcomeDraft) -> dict[str, Any]:
    return {
        "name": draft.name.strip(),
        "content": Jsonb(msgspec.to_builtins(draft.content)),
        "notify": draft.notify,
        "at": unit.at,
    }


def _read(row: dict[str, Any]) -> GroupWelcome:
    return GroupWelcome(
        group_welcome_id=GroupWelcomeId(row["group_welcome_id"]),
        draft=GroupWelcomeDraft(
            name=row["name"], content=msgspec.convert(row["content"], Material), notify=row["notify"]
        ),
        state=GroupWelcomeState(row["state"]),
        template_id=row["template_id"],
        called_at=row["called_at"],
        told_at=row["told_at"],
        errcode=row["errcode"],
        removal_refused=row["removal_refused"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        changed_at=row["changed_at"],
    )
