"""SQL of journeys and their versions."""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from psycopg.types.json import Jsonb

from lingqu.infra.database import Session, UnitOfWork
from lingqu.journeys.contracts.definition import Definition
from lingqu.journeys.contracts.enrollments import JourneyId
from lingqu.journeys.contracts.journeys import Journey, JourneyState

_ROW = "journey_id, name, state, draft, revision, version, created_at, created_by, changed_at"


async def insert(unit: UnitOfWork, name: str, draft: Definition, *, created_by: str | None) -> JourneyId | None:
    """Insert a draft; None where another journey has the name."""
    number = await unit.fetch_value(
        """
        INSERT INTO journey (corp_id, name, state, draft, created_at, created_by, changed_at)
        VALUES (lingqu_corp(), %(name)s, 'draft', %(draft)s, %(at)s, %(created_by)s, %(at)s)
        ON CONFLICT (corp_id, name) DO NOTHING RETURNING journey_id
        """,
        {"name": name, "draft": _json(draft), "at": unit.at, "created_by": created_by},
    )
    return None if number is None else JourneyId(number)


async def find(session: Session, journey_id: JourneyId, *, lock: bool = False) -> Journey | None:
    """Return a journey; `lock` holds it until the unit ends, so that nobody else lets people in meanwhile."""
    row = await session.fetch_one(
        f"SELECT {_ROW} FROM journey WHERE corp_id = lingqu_corp() AND journey_id = %s"
        f" {'FOR NO KEY UPDATE' if lock else ''}",
        (journey_id,),
    )
    return _journey(row) if row else None


async def list_all(session: Session) -> list[Journey]:
    """Return all journeys, the newest first."""
    rows = await session.fetch(f"SELECT {_ROW} FROM journey WHERE corp_id = lingqu_corp() ORDER BY journey_id DESC")
    return [_journey(row) for row in rows]


async def revise(unit: UnitOfWork, journey_id: JourneyId, name: str, draft: Definition) -> bool:
    """Write the draft of a locked journey anew; False where another journey has the name."""
    taken = await unit.fetch_value(
        "SELECT true FROM journey WHERE corp_id = lingqu_corp() AND name = %s AND journey_id <> %s",
        (name, journey_id),
    )
    if taken:
        return False
    await unit.execute(
        """
        UPDATE journey SET name = %s, draft = %s, revision = revision + 1, changed_at = %s
        WHERE corp_id = lingqu_corp() AND journey_id = %s
        """,
        (name, _json(draft), unit.at, journey_id),
    )
    return True


async def publish(unit: UnitOfWork, journey_id: JourneyId, version: int, draft: Definition, *, by: str | None) -> None:
    """Keep the draft of a locked journey as a version for ever, and let the journey run by it."""
    await unit.execute(
        """
        INSERT INTO journey_version (corp_id, journey_id, version, definition, published_at, published_by)
        VALUES (lingqu_corp(), %s, %s, %s, %s, %s)
        """,
        (journey_id, version, _json(draft), unit.at, by),
    )
    await unit.execute(
        """
        UPDATE journey
        SET version = %(version)s, state = 'running', changed_at = %(at)s,
            opened_at = CASE WHEN state = 'running' THEN opened_at ELSE %(at)s END
        WHERE corp_id = lingqu_corp() AND journey_id = %(journey_id)s
        """,
        {"version": version, "at": unit.at, "journey_id": journey_id},
    )


async def move(unit: UnitOfWork, journey_id: JourneyId, state: JourneyState) -> None:
    """Move a locked journey."""
    await unit.execute(
        """
        UPDATE journey
        SET state = %(state)s, changed_at = %(at)s,
            opened_at = CASE WHEN %(state)s = 'running' THEN %(at)s ELSE opened_at END
        WHERE corp_id = lingqu_corp() AND journey_id = %(journey_id)s
        """,
        {"state": state.value, "at": unit.at, "journey_id": journey_id},
    )


async def find_version(session: Session, journey_id: JourneyId, version: int) -> Definition | None:
    """Return what a version says."""
    stored = await session.fetch_value(
        """
        SELECT definition FROM journey_version
        WHERE corp_id = lingqu_corp() AND journey_id = %s AND version = %s
        """,
        (journey_id, version),
    )
    return None if stored is None else msgspec.convert(stored, Definition)


class InUse(NamedTuple):
    """A version by which somebody comes in, since `opened_at`, or may still be on the way."""

    journey_id: JourneyId
    version: int
    opened_at: datetime | None


async def list_in_use(session: Session) -> list[InUse]:
    """Return the versions that facts are read for."""
    rows = await session.fetch(
        """
        SELECT v.journey_id, v.version,
               CASE WHEN j.state = 'running' AND v.version = j.version THEN j.opened_at END AS opened_at
        FROM journey j JOIN journey_version v ON v.corp_id = lingqu_corp() AND v.journey_id = j.journey_id
        WHERE j.corp_id = lingqu_corp() AND v.in_use AND j.state <> 'archived'
        ORDER BY v.journey_id, v.version
        """
    )
    return [InUse(JourneyId(row["journey_id"]), row["version"], row["opened_at"]) for row in rows]


async def close_versions(unit: UnitOfWork) -> None:
    """Note which older versions nobody is on the way by any more, nor can be again."""
    await unit.execute(
        """
        UPDATE journey_version v SET in_use = false
        FROM journey j
        WHERE v.corp_id = lingqu_corp() AND v.in_use
          AND j.corp_id = lingqu_corp() AND j.journey_id = v.journey_id AND v.version < j.version
          AND NOT EXISTS (
            SELECT FROM enrollment e
            WHERE e.corp_id = lingqu_corp() AND e.journey_id = v.journey_id AND e.version = v.version
              AND (e.state IN ('running', 'parked') OR e.goals_until >= %s))
        """,
        (unit.at,),
    )


def _json(definition: Definition) -> Jsonb:
    return Jsonb(msgspec.to_builtins(definition))


def _journey(row: dict[str, Any]) -> Journey:
    return Journey(
        journey_id=JourneyId(row["journey_id"]),
        name=row["name"],
        state=JourneyState(row["state"]),
        draft=msgspec.convert(row["draft"], Definition),
        revision=row["revision"],
        version=row["version"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        changed_at=row["changed_at"],
    )
