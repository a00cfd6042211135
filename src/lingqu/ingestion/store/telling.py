"""SQL of told events: keys, what is stored once, what waits for its customer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from lingqu.infra.database import Row, Session, UnitOfWork
from lingqu.ingestion.contracts import ToldEvent

_ENCODE = msgspec.json.Encoder().encode
MOST_PROPERTIES_OF_A_NAME = 50


async def find_key(session: Session) -> Row | None:
    """Return the sealed keys."""
    return await session.fetch_one(
        """
        SELECT key, made_at, used_at, former, former_made_at, former_until, former_used_at FROM event_key
        WHERE corp_id = lingqu_corp()
        """
    )


async def turn_key(unit: UnitOfWork, key: bytes, *, former_until: datetime) -> None:
    """Write a new key; the present one becomes the former."""
    await unit.execute(
        """
        INSERT INTO event_key (corp_id, key, made_at) VALUES (lingqu_corp(), %(key)s, %(at)s)
        ON CONFLICT (corp_id) DO UPDATE SET key = EXCLUDED.key, made_at = EXCLUDED.made_at, used_at = NULL,
          former = event_key.key, former_made_at = event_key.made_at, former_used_at = event_key.used_at,
          former_until = %(until)s
        """,
        {"key": key, "at": unit.at, "until": former_until},
    )


async def end_former(unit: UnitOfWork, *, by: datetime) -> bool:
    """Forget the former key if it is good no longer than until then; tell whether there was such a one."""
    ended = await unit.execute(
        """
        UPDATE event_key SET former = NULL, former_made_at = NULL, former_until = NULL, former_used_at = NULL
        WHERE corp_id = lingqu_corp() AND former_until <= %s
        """,
        (by,),
    )
    return bool(ended)


async def note_use(unit: UnitOfWork, made_at: datetime | None) -> None:
    """Write that the key that was made then was used now; the former of an old time has no such instant."""
    await unit.execute(
        """
        UPDATE event_key
        SET used_at = CASE WHEN made_at = %(made)s THEN %(at)s ELSE used_at END,
            former_used_at = CASE WHEN former_made_at IS NOT DISTINCT FROM %(made)s THEN %(at)s ELSE former_used_at END
        WHERE corp_id = lingqu_corp()
        """,
        {"made": made_at, "at": unit.at},
    )


async def insert(unit: UnitOfWork, told: Sequence[ToldEvent]) -> int:
    """Store events that were not stored before; return how many."""
    return await unit.execute(
        """
        INSERT INTO told_event (corp_id, event_key, name, occurred_at, received_at, who_kind, who,
                                properties, due_at)
        SELECT lingqu_corp(), t.event_key, t.name, t.occurred_at, %(at)s, t.kind, t.who, t.properties::jsonb,
               %(at)s
        FROM unnest(%(keys)s::bytea[], %(names)s::text[], %(instants)s::timestamptz[], %(kinds)s::text[],
                    %(whom)s::text[], %(properties)s::text[])
          AS t(event_key, name, occurred_at, kind, who, properties)
        ON CONFLICT (corp_id, event_key) DO NOTHING
        """,
        {
            "at": unit.at,
            "keys": [one.event_key for one in told],
            "names": [one.name for one in told],
            "instants": [one.occurred_at for one in told],
            "kinds": [one.who.kind.value for one in told],
            "whom": [one.who.value for one in told],
            "properties": [_ENCODE(one.properties).decode() for one in told],
        },
    )


async def list_names(session: Session) -> dict[str, list[str]]:
    """Return the names that have been told, with their properties."""
    rows = await session.fetch("SELECT name, properties FROM told_name WHERE corp_id = lingqu_corp() ORDER BY name")
    return {row["name"]: row["properties"] for row in rows}


async def save_names(unit: UnitOfWork, names: Mapping[str, Collection[str]]) -> None:
    """Add names, and properties to names."""
    await unit.execute(
        """
        INSERT INTO told_name (corp_id, name, properties, first_at)
        SELECT lingqu_corp(), t.name, ARRAY(SELECT jsonb_array_elements_text(t.properties::jsonb)), %(at)s
        FROM unnest(%(names)s::text[], %(properties)s::text[]) AS t(name, properties)
        ON CONFLICT (corp_id, name) DO UPDATE SET properties = EXCLUDED.properties
        """,
        {
            "at": unit.at,
            "names": list(names),
            "properties": [_ENCODE(sorted(one)[:MOST_PROPERTIES_OF_A_NAME]).decode() for one in names.values()],
        },
    )


async def take_due(unit: UnitOfWork, *, limit: int) -> list[Row]:
    """Lock events whose customer is to be looked for now, those that wait longest first."""
    return await unit.fetch(
        """
        SELECT event_key, name, occurred_at, received_at, who_kind, who, properties FROM told_event
        WHERE corp_id = lingqu_corp() AND due_at <= %s ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
        """,
        (unit.at, limit),
    )


async def settle(unit: UnitOfWork, event_keys: Sequence[bytes], *, told: bool) -> None:
    """End events: as facts, or given up. Who it was is forgotten; that it was told is not."""
    await unit.execute(
        """
        UPDATE told_event SET told_at = %(told_at)s, due_at = NULL, who_kind = NULL, who = NULL,
          properties = NULL
        WHERE corp_id = lingqu_corp() AND event_key = ANY(%(keys)s)
        """,
        {"told_at": unit.at if told else None, "keys": list(event_keys)},
    )


async def set_back(unit: UnitOfWork, event_keys: Sequence[bytes], until: Sequence[datetime]) -> None:
    """Look for their customers again later."""
    await unit.execute(
        """
        UPDATE told_event e SET due_at = t.until
        FROM unnest(%s::bytea[], %s::timestamptz[]) AS t(event_key, until)
        WHERE e.corp_id = lingqu_corp() AND e.event_key = t.event_key
        """,
        (list(event_keys), list(until)),
    )


async def sweep(unit: UnitOfWork, *, before: datetime, limit: int) -> int:
    """Forget events that were told so long ago that they would be refused today; return how many."""
    return await unit.execute(
        """
        DELETE FROM told_event WHERE corp_id = lingqu_corp() AND event_key IN (
          SELECT event_key FROM told_event
          WHERE corp_id = lingqu_corp() AND received_at < %s AND due_at IS NULL LIMIT %s)
        """,
        (before, limit),
    )


async def count(session: Session) -> dict[str, Any]:
    """Return how many became facts, wait, or were given up."""
    row = await session.fetch_one(
        """
        SELECT count(*) FILTER (WHERE told_at IS NOT NULL) AS facts,
               count(*) FILTER (WHERE due_at IS NOT NULL) AS waiting,
               count(*) FILTER (WHERE told_at IS NULL AND due_at IS NULL) AS unmatched
        FROM told_event WHERE corp_id = lingqu_corp()
        """
    )
    return dict(row)
