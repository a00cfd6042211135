"""SQL of lists, their files, and whom the rows of these name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyroaring import BitMap

from lingqu.infra.database import Session, UnitOfWork
from lingqu.segments.contracts.lists import CustomerList, ListVersion
from lingqu.segments.store.questions.writing import MERGED, PERSON

_VERSION = """
    v.import_id, v.file_name, v.rows_read, v.refused, v.duplicates, v.entries, v.matched, v.ambiguous, v.actor,
    v.made_at, v.filled_at, v.matched_at
"""
_LISTS = f"""
SELECT l.list_id, l.name, l.version, l.size, l.created_at, l.archived_at, n.import_id AS filling_import_id,
       v.version AS of_version, {_VERSION}
FROM customer_list l
JOIN customer_list_version v
  ON v.corp_id = lingqu_corp() AND v.list_id = l.list_id AND v.version = greatest(l.version, 1)
LEFT JOIN customer_list_version n
  ON n.corp_id = lingqu_corp() AND n.list_id = l.list_id AND n.version = l.version + 1
WHERE l.corp_id = lingqu_corp()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a file as it rests; `identities` are sealed."""

    number: int
    customer_id: int | None
    ambiguous: bool
    identities: bytes


def set_key(list_id: int) -> str:
    """Return the key of a list's set."""
    return f"list:{list_id}"


# ───────────────────────── lists and their files ─────────────────────────


async def insert(unit: UnitOfWork, name: str) -> int | None:
    """Write a new list; None where a living one has the name."""
    return await unit.fetch_value(
        """
        INSERT INTO customer_list (corp_id, name, created_at) VALUES (lingqu_corp(), %s, %s)
        ON CONFLICT (corp_id, name) WHERE archived_at IS NULL DO NOTHING RETURNING list_id
        """,
        (name, unit.at),
    )


async def insert_version(unit: UnitOfWork, list_id: int, made: ListVersion) -> None:
    """Write the next file of a list."""
    await unit.execute(
        """
        INSERT INTO customer_list_version (corp_id, list_id, version, import_id, file_name, rows_read, refused,
                                           duplicates, actor, made_at)
        VALUES (lingqu_corp(), %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            list_id,
            made.version,
            made.import_id,
            made.file_name,
            made.rows_read,
            made.refused,
            made.duplicates,
            made.actor,
            made.made_at,
        ),
    )


async def find(session: Session, list_id: int) -> CustomerList | None:
    """Return one list, put away or not."""
    row = await session.fetch_one(_LISTS + " AND l.list_id = %s", (list_id,))
    return _list(row) if row else None


async def lock(unit: UnitOfWork, list_id: int) -> CustomerList | None:
    """Lock a list against everybody who changes it."""
    row = await unit.fetch_one(_LISTS + " AND l.list_id = %s FOR UPDATE OF l", (list_id,))
    return _list(row) if row else None


async def list_living(session: Session) -> list[CustomerList]:
    """Return all lists that are not put away, the newest first."""
    rows = await session.fetch(_LISTS + " AND l.archived_at IS NULL ORDER BY l.list_id DESC")
    return [_list(row) for row in rows]


async def list_ready(session: Session) -> list[int]:
    """Return the living lists that somebody can be on."""
    return (
        await session.fetch_value(
            """
            SELECT array_agg(list_id ORDER BY list_id) FROM customer_list
            WHERE corp_id = lingqu_corp() AND archived_at IS NULL AND version > 0
            """
        )
        or []
    )


async def list_versions(session: Session, list_id: int) -> list[ListVersion]:
    """Return the files of a list, the newest first."""
    return await session.fetch(
        f"""
        SELECT v.version, {_VERSION} FROM customer_list_version v
        WHERE v.corp_id = lingqu_corp() AND v.list_id = %s ORDER BY v.version DESC
        """,
        (list_id,),
        into=ListVersion,
    )


async def rename(unit: UnitOfWork, list_id: int, name: str) -> bool:
    """Give a list another name; False where a living one has it."""
    return bool(
        await unit.execute(
            """
            UPDATE customer_list SET name = %(name)s
            WHERE corp_id = lingqu_corp() AND list_id = %(id)s AND NOT EXISTS (
              SELECT 1 FROM customer_list o WHERE o.corp_id = lingqu_corp() AND o.name = %(name)s
                AND o.archived_at IS NULL AND o.list_id <> %(id)s)
            """,
            {"id": list_id, "name": name},
        )
    )


async def archive(unit: UnitOfWork, list_id: int) -> None:
    """Put a list away."""
    await unit.execute(
        "UPDATE customer_list SET archived_at = %s WHERE corp_id = lingqu_corp() AND list_id = %s", (unit.at, list_id)
    )


async def turn(unit: UnitOfWork, list_id: int, version: int) -> None:
    """Let another version count."""
    await unit.execute(
        "UPDATE customer_list SET version = %s WHERE corp_id = lingqu_corp() AND list_id = %s", (version, list_id)
    )
    await unit.execute(
        "UPDATE customer_list_version SET filled_at = %s WHERE corp_id = lingqu_corp() AND list_id = %s"
        " AND version = %s",
        (unit.at, list_id, version),
    )


async def count(unit: UnitOfWork, list_id: int, version: int) -> None:
    """Count whom the people of a version name, as of now."""
    await unit.execute(
        """
        UPDATE customer_list_version v
        SET entries = e.entries, matched = e.matched, ambiguous = e.ambiguous, matched_at = %(at)s
        FROM (SELECT count(*) AS entries, count(customer_id) AS matched, count(*) FILTER (WHERE ambiguous) AS ambiguous
              FROM customer_list_entry
              WHERE corp_id = lingqu_corp() AND list_id = %(list)s AND version = %(version)s) e
        WHERE v.corp_id = lingqu_corp() AND v.list_id = %(list)s AND v.version = %(version)s
        """,
        {"at": unit.at, "list": list_id, "version": version},
    )


async def save_sizes(unit: UnitOfWork, sizes: Mapping[int, int]) -> None:
    """Write how many customers are on lists now."""
    await unit.execute(
        """
        UPDATE customer_list l SET size = t.size FROM unnest(%s::integer[], %s::integer[]) AS t(list_id, size)
        WHERE l.corp_id = lingqu_corp() AND l.list_id = t.list_id
        """,
        (list(sizes), list(sizes.values())),
    )


# ───────────────────────── rows ─────────────────────────


async def insert_entries(unit: UnitOfWork, list_id: int, version: int, entries: Sequence[Entry]) -> None:
    """Keep rows."""
    await unit.execute(
        """
        INSERT INTO customer_list_entry (corp_id, list_id, version, number, customer_id, ambiguous, identities)
        SELECT lingqu_corp(), %(list)s, %(version)s, t.*
        FROM unnest(%(numbers)s::integer[], %(customers)s::integer[], %(ambiguous)s::boolean[],
                    %(identities)s::bytea[]) AS t
        """,
        {"list": list_id, "version": version, **_columns(entries), "identities": [one.identities for one in entries]},
    )


async def list_entries(session: Session, list_id: int, version: int, *, after: int, limit: int) -> list[Entry]:
    """Return rows in the order of the file."""
    return await session.fetch(
        """
        SELECT number, customer_id, ambiguous, identities FROM customer_list_entry
        WHERE corp_id = lingqu_corp() AND list_id = %s AND version = %s AND number > %s ORDER BY number LIMIT %s
        """,
        (list_id, version, after, limit),
        into=Entry,
    )


async def rematch(unit: UnitOfWork, list_id: int, version: int, entries: Sequence[Entry]) -> None:
    """Write whom rows name now."""
    await unit.execute(
        """
        UPDATE customer_list_entry e SET customer_id = t.customer_id, ambiguous = t.ambiguous
        FROM unnest(%(numbers)s::integer[], %(customers)s::integer[], %(ambiguous)s::boolean[])
               AS t(number, customer_id, ambiguous)
        WHERE e.corp_id = lingqu_corp() AND e.list_id = %(list)s AND e.version = %(version)s AND e.number = t.number
        """,
        {"list": list_id, "version": version, **_columns(entries)},
    )


async def delete_entries_of(unit: UnitOfWork, customers: BitMap) -> None:
    """Forget the rows that name some customers."""
    await unit.execute(
        "DELETE FROM customer_list_entry WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s)", (list(customers),)
    )


async def sweep(unit: UnitOfWork, list_id: int, *, below_version: int, limit: int) -> int:
    """Delete rows of older versions; return how many went."""
    return await unit.execute(
        """
        DELETE FROM customer_list_entry e
        USING (SELECT version, number FROM customer_list_entry
               WHERE corp_id = lingqu_corp() AND list_id = %(list)s AND version < %(below)s LIMIT %(limit)s) old
        WHERE e.corp_id = lingqu_corp() AND e.list_id = %(list)s AND e.version = old.version AND e.number = old.number
        """,
        {"list": list_id, "below": below_version, "limit": limit},
    )


# ───────────────────────── who is on a list ─────────────────────────


async def ask(session: Session, list_ids: Collection[int], *, among: BitMap | None = None) -> dict[int, BitMap]:
    """Return the canonical customers who are on lists; `among` are canonical ones, None is everybody."""
    asked = """x.customer_id IN (
          SELECT unnest(%(among)s::integer[])
          UNION ALL
          SELECT c.customer_id FROM customer c
          WHERE c.corp_id = lingqu_corp() AND c.merged_into = ANY(%(among)s::integer[])
        )"""
    rows = await session.fetch(
        f"""
        SELECT x.list_id, array_agg(DISTINCT {PERSON}) AS customers
        FROM customer_list l
        JOIN customer_list_entry x
          ON x.corp_id = lingqu_corp() AND x.list_id = l.list_id AND x.version = l.version AND x.customer_id IS NOT NULL
        {MERGED}
        WHERE l.corp_id = lingqu_corp() AND l.list_id = ANY(%(lists)s) AND {"true" if among is None else asked}
        GROUP BY x.list_id
        """,
        {"lists": list(list_ids), "among": None if among is None else list(among)},
    )
    found = {row["list_id"]: BitMap(row["customers"]) for row in rows}
    return {list_id: found.get(list_id, BitMap()) for list_id in list_ids}


async def naming(session: Session, customers: BitMap) -> list[int]:
    """Return the ready lists whose rows name any of these customers."""
    rows = await session.fetch(
        """
        SELECT DISTINCT x.list_id FROM customer_list_entry x
        JOIN customer_list l ON l.corp_id = lingqu_corp() AND l.list_id = x.list_id AND l.version = x.version
                            AND l.archived_at IS NULL
        WHERE x.corp_id = lingqu_corp() AND x.customer_id = ANY(%s)
        """,
        (list(customers),),
    )
    return sorted(row["list_id"] for row in rows)


def _columns(entries: Sequence[Entry]) -> dict[str, list[Any]]:
    return {
        "numbers": [one.number for one in entries],
        "customers": [one.customer_id for one in entries],
        "ambiguous": [one.ambiguous for one in entries],
    }


def _list(row: dict[str, Any]) -> CustomerList:
    newest = ListVersion(
        version=row.pop("of_version"),
        **{name: row.pop(name) for name in ListVersion.__dataclass_fields__ if name != "version"},
    )
    return CustomerList(newest=newest, **row)
