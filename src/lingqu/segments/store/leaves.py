"""SQL of canonical leaves that are kept, and of the instants at which they may change by time alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from pyroaring import BitMap

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Position
from lingqu.segments.contracts.definition import Leaf
from lingqu.segments.store import sets

UNIVERSE = "universe"
"""Key of the set of all who belong."""

_ENCODE = msgspec.json.Encoder(order="deterministic").encode
_DECODE = msgspec.json.Decoder(Leaf).decode


@dataclass(frozen=True, slots=True)
class KeptLeaf:
    """A leaf whose answer is kept as a set. It is not asked of the set before `built_at`.

    Attributes:
        asked_after: everybody has been asked after the facts up to there; None where nobody has been yet.
        held_up: the code of what history answered when everybody was to be asked; None where nothing is in the way.
    """

    key: str
    leaf: Leaf
    set_id: int
    built_at: datetime | None
    asked_after: Position | None = None
    held_up: str | None = None


def set_key(key: str) -> str:
    """Return the key of a leaf's set."""
    return f"leaf:{key}"


async def keep(unit: UnitOfWork, leaves: Mapping[str, Leaf]) -> None:
    """Begin to keep leaves; those that are kept already stay as they are."""
    numbers = await sets.ensure(unit, [set_key(key) for key in leaves])
    await unit.execute(
        """
        INSERT INTO leaf (corp_id, key, leaf, set_id)
        SELECT lingqu_corp(), l.key, l.document, l.set_id
        FROM unnest(%(keys)s::text[], %(leaves)s::jsonb[], %(sets)s::integer[]) AS l(key, document, set_id)
        ON CONFLICT (corp_id, key) DO NOTHING
        """,
        {
            "keys": sorted(leaves),
            "leaves": [_ENCODE(leaves[key]).decode() for key in sorted(leaves)],
            "sets": [numbers[set_key(key)] for key in sorted(leaves)],
        },
    )


async def list_kept(session: Session) -> list[KeptLeaf]:
    """Return all leaves that are kept."""
    rows = await session.fetch(
        """
        SELECT key, leaf::text AS leaf, set_id, built_at, asked_era, asked_xid::text::bigint AS asked_xid, asked_id,
               held_up
        FROM leaf WHERE corp_id = lingqu_corp() ORDER BY set_id
        """
    )
    return [
        KeptLeaf(
            row["key"],
            _DECODE(row["leaf"]),
            row["set_id"],
            row["built_at"],
            None if row["asked_era"] is None else Position(row["asked_era"], row["asked_xid"], row["asked_id"]),
            row["held_up"],
        )
        for row in rows
    ]


async def list_built(session: Session) -> set[str]:
    """Return the keys of all leaves whose sets are whole."""
    rows = await session.fetch("SELECT key FROM leaf WHERE corp_id = lingqu_corp() AND built_at IS NOT NULL")
    return {row["key"] for row in rows}


async def find_built(session: Session, keys: Collection[str]) -> dict[str, int]:
    """Return the numbers of the sets of those leaves whose sets are whole; the universe by its own key."""
    return await sets.find_whole(session, keys)


async def lock_unbuilt(unit: UnitOfWork, keys: Collection[str]) -> set[str]:
    """Return those of some leaves whose sets are not whole, and let nobody else say of them that they are."""
    rows = await unit.fetch(
        """
        SELECT key FROM leaf WHERE corp_id = lingqu_corp() AND key = ANY(%s) AND built_at IS NULL
        ORDER BY key FOR UPDATE
        """,
        (list(keys),),
    )
    return {row["key"] for row in rows}


async def mark_asked(unit: UnitOfWork, keys: Collection[str], after: Position) -> None:
    """Write that the sets of leaves hold everybody's answers, asked after the facts up to a place."""
    await unit.execute(
        """
        UPDATE leaf SET asked_era = %(era)s, asked_xid = %(xid)s::text::xid8, asked_id = %(id)s, held_up = NULL
        WHERE corp_id = lingqu_corp() AND key = ANY(%(keys)s)
        """,
        {"era": after.era, "xid": after.xid, "id": after.id, "keys": list(keys)},
    )


async def hold_up(unit: UnitOfWork, keys: Collection[str], code: str) -> None:
    """Write why nobody can be asked leaves now."""
    await unit.execute(
        "UPDATE leaf SET held_up = %s WHERE corp_id = lingqu_corp() AND key = ANY(%s) AND asked_era IS NULL",
        (code, list(keys)),
    )


async def mark_built(unit: UnitOfWork, keys: Collection[str]) -> None:
    """Let the sets of leaves be read from now on."""
    await unit.execute(
        "UPDATE leaf SET built_at = %s WHERE corp_id = lingqu_corp() AND key = ANY(%s)", (unit.at, list(keys))
    )


async def forget(unit: UnitOfWork, keys: Collection[str]) -> None:
    """Keep leaves no longer, with their sets and instants."""
    params = {"keys": list(keys)}
    mine = "SELECT set_id FROM leaf WHERE corp_id = lingqu_corp() AND key = ANY(%(keys)s)"
    for table in ("bitmap_block", "bitmap_delta", "leaf_timer", "bitmap_set"):
        await unit.execute(f"DELETE FROM {table} WHERE corp_id = lingqu_corp() AND set_id IN ({mine})", params)
    await unit.execute("DELETE FROM leaf WHERE corp_id = lingqu_corp() AND key = ANY(%(keys)s)", params)


# ───────────────────────── timers ─────────────────────────


async def set_timers(unit: UnitOfWork, timers: Iterable[tuple[int, datetime, BitMap]]) -> None:
    """Write whose answer to look at again, and when."""
    rows = list(timers)
    if rows:
        await unit.execute(
            """
            INSERT INTO leaf_timer (corp_id, set_id, due, customers)
            SELECT lingqu_corp(), t.set_id, t.due, t.customers
            FROM unnest(%(sets)s::integer[], %(due)s::timestamptz[], %(customers)s::bytea[])
                   AS t(set_id, due, customers)
            """,
            {
                "sets": [set_id for set_id, _, _ in rows],
                "due": [due for _, due, _ in rows],
                "customers": [customers.serialize() for _, _, customers in rows],
            },
        )


@dataclass(frozen=True, slots=True)
class Timer:
    """Whom of a set to ask again, since `due`."""

    id: int
    set_id: int
    due: datetime
    customers: bytes


async def list_due(session: Session, *, at: datetime, sets_of: Collection[int], limit: int) -> list[Timer]:
    """Return what is due of some sets, the longest due first."""
    return await session.fetch(
        """
        SELECT id, set_id, due, customers FROM leaf_timer
        WHERE corp_id = lingqu_corp() AND due <= %(at)s AND set_id = ANY(%(sets)s)
        ORDER BY due, set_id, id LIMIT %(limit)s
        """,
        {"at": at, "sets": list(sets_of), "limit": limit},
        into=Timer,
    )


async def longest_due(session: Session, *, at: datetime, sets_of: Collection[int]) -> datetime | None:
    """Return since when something of some sets is due; None where nothing is."""
    return await session.fetch_value(
        "SELECT min(due) FROM leaf_timer WHERE corp_id = lingqu_corp() AND due <= %s AND set_id = ANY(%s)",
        (at, list(sets_of)),
    )


def by_set(timers: Iterable[Timer]) -> dict[int, BitMap]:
    """Return whom to ask again, by set."""
    found: dict[int, BitMap] = {}
    for one in timers:
        found[one.set_id] = found.get(one.set_id, BitMap()) | BitMap.deserialize(one.customers)
    return found


async def drop_timers(unit: UnitOfWork, timers: Sequence[Timer]) -> None:
    """Take away what was looked at."""
    await unit.execute(
        """
        DELETE FROM leaf_timer t
        USING unnest(%(due)s::timestamptz[], %(sets)s::integer[], %(ids)s::bigint[]) AS d(due, set_id, id)
        WHERE t.corp_id = lingqu_corp() AND t.due = d.due AND t.set_id = d.set_id AND t.id = d.id
        """,
        {
            "due": [one.due for one in timers],
            "sets": [one.set_id for one in timers],
            "ids": [one.id for one in timers],
        },
    )


async def clear_timers(unit: UnitOfWork, set_id: int) -> None:
    """Forget all instants of a set: it is built anew."""
    await unit.execute("DELETE FROM leaf_timer WHERE corp_id = lingqu_corp() AND set_id = %s", (set_id,))
