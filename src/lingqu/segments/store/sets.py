"""SQL of sets of customers: blocks of 2^16 ordinals, and deltas after them.

A change is written as a delta, in milliseconds whatever the size of the set; folding deltas into blocks is work for
the background. A set has one writer at a time: `append` and `fold` lock its row.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pyroaring import BitMap

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CorpId

BLOCK_BITS = 16


@dataclass(frozen=True, slots=True)
class Delta:
    """Customers who joined and left a set; disjoint."""

    added: BitMap
    removed: BitMap


@dataclass(frozen=True, slots=True)
class StoredSet:
    """A set as it was at a version."""

    version: int
    bits: BitMap


@dataclass(frozen=True, slots=True)
class NamedSet:
    """A set with its number."""

    set_id: int
    stored: StoredSet


Known: TypeAlias = dict[int, StoredSet]
"""Sets that were read, by their numbers."""

MOST_CORPS = 100
"""Of so many corps a process remembers sets."""

_SETS = """
WITH found AS (
  SELECT s.set_id, s.version, w.known < s.folded AS whole, greatest(w.known, s.folded) AS base
  FROM unnest(%(sets)s::integer[], %(known)s::bigint[]) AS w(set_id, known)
  JOIN bitmap_set s ON s.corp_id = lingqu_corp() AND s.set_id = w.set_id
  WHERE s.version > w.known OR w.known < 0
)
SELECT f.set_id, f.version, f.whole, d.added, d.removed, NULL::bytea[] AS blocks
FROM found f LEFT JOIN LATERAL (
  SELECT array_agg(d.added ORDER BY d.version) AS added, array_agg(d.removed ORDER BY d.version) AS removed
  FROM bitmap_delta d WHERE d.corp_id = lingqu_corp() AND d.set_id = f.set_id AND d.version > f.base
) d ON f.version > f.base
UNION ALL
SELECT f.set_id, NULL, NULL, NULL, NULL, array_agg(b.bits)
FROM found f JOIN bitmap_block b ON b.corp_id = lingqu_corp() AND b.set_id = f.set_id
WHERE f.whole GROUP BY f.set_id, b.block / 32
"""
_WHOLE = """
SELECT l.key, s.set_id, s.version FROM leaf l JOIN bitmap_set s ON s.corp_id = lingqu_corp() AND s.set_id = l.set_id
WHERE l.corp_id = lingqu_corp() AND l.key = ANY(%(keys)s) AND l.built_at IS NOT NULL
UNION ALL
SELECT s.key, s.set_id, s.version FROM bitmap_set s
WHERE s.corp_id = lingqu_corp() AND s.key = ANY(%(keys)s) AND s.version > 0
"""


async def ensure(unit: UnitOfWork, keys: Sequence[str]) -> dict[str, int]:
    """Return the numbers of sets by key, making those that are new."""
    await unit.execute(
        """
        INSERT INTO bitmap_set (corp_id, key) SELECT lingqu_corp(), key FROM unnest(%s::text[]) AS k(key)
        ON CONFLICT (corp_id, key) DO NOTHING
        """,
        (sorted(keys),),
    )
    return await find(unit, keys)


async def find(session: Session, keys: Collection[str]) -> dict[str, int]:
    """Return the numbers of those sets that exist."""
    rows = await session.fetch(
        "SELECT key, set_id FROM bitmap_set WHERE corp_id = lingqu_corp() AND key = ANY(%s)", (list(keys),)
    )
    return {row["key"]: row["set_id"] for row in rows}


async def load(session: Session, known: Mapping[int, StoredSet | None]) -> dict[int, StoredSet]:
    """Return the present state of sets, reading only what is newer than what is known; one statement, one snapshot.

    A known bitmap is not changed: whoever holds it keeps what they have.
    """
    rows = await session.fetch(
        _SETS,
        {"sets": list(known), "known": [one.version if one else -1 for one in known.values()]},
        binary=True,
    )
    blocks: dict[int, list[bytes]] = defaultdict(list)
    for row in rows:
        blocks[row["set_id"]] += row["blocks"] or ()
    found = {set_id: one for set_id, one in known.items() if one is not None}
    for row in rows:
        if row["version"] is not None:
            set_id = row["set_id"]
            found[set_id] = _present(row, blocks[set_id], found.get(set_id))
    return found


async def load_whole(session: Session, known: Mapping[str, NamedSet | None]) -> dict[str, NamedSet]:
    """Return the present state of those sets, by key, that are whole.

    Of a leaf a set is whole when everybody was asked, any other once it was written. Mostly nothing is newer than what
    is known, which a small question tells; else all are read as of one moment.
    """
    rows = await session.fetch(_WHOLE, {"keys": list(known)})
    before = {row["key"]: one for row in rows if (one := known[row["key"]]) and one.set_id == row["set_id"]}
    if all(row["key"] in before and before[row["key"]].stored.version == row["version"] for row in rows):
        return before
    numbers = {row["key"]: row["set_id"] for row in rows}
    found = await load(
        session, {number: before[key].stored if key in before else None for key, number in numbers.items()}
    )
    return {key: NamedSet(number, found[number]) for key, number in numbers.items() if number in found}


async def find_whole(session: Session, keys: Collection[str]) -> dict[str, int]:
    """Return the numbers of those sets that are whole, as `load_whole` says."""
    return {row["key"]: row["set_id"] for row in await session.fetch(_WHOLE, {"keys": list(keys)})}


def _present(row: Mapping[str, Any], blocks: Sequence[bytes], before: StoredSet | None) -> StoredSet:
    """Return a set as a row and its blocks say it is now; the bitmap that is known is not changed."""
    bits = _union(blocks) if row["whole"] or before is None else before.bits.copy()
    for added, removed in zip(row["added"] or (), row["removed"] or (), strict=True):
        bits |= BitMap.deserialize(added)
        bits -= BitMap.deserialize(removed)
    return StoredSet(row["version"], bits)


class Memory:
    """Sets as one process read them last, by corp, so that only what is newer is read.

    What was read in a unit is kept once the unit is committed: what it wrote before may not come to be.
    """

    def __init__(self) -> None:
        self._corps: dict[CorpId, dict[int, StoredSet]] = {}

    def recall(self, corp_id: CorpId) -> Known:
        """Return what is known of a corp, to be added to."""
        return dict(self._corps.get(corp_id, ()))

    def keep(self, corp_id: CorpId, known: Known) -> None:
        """Remember what is known; of the corps that were not looked at for longest nothing is."""
        self._corps.pop(corp_id, None)
        while len(self._corps) >= MOST_CORPS:
            del self._corps[next(iter(self._corps))]
        self._corps[corp_id] = known


async def read(session: Session, set_ids: Collection[int], known: Known) -> dict[int, StoredSet]:
    """Return the present state of sets, and add it to what is known."""
    found = await load(session, {set_id: known.get(set_id) for set_id in set_ids})
    known.update(found)
    return found


def _union(blocks: Sequence[bytes]) -> BitMap:
    return BitMap.union(*(BitMap.deserialize(one) for one in blocks)) if blocks else BitMap()


async def append(unit: UnitOfWork, deltas: Mapping[int, Delta]) -> None:
    """Write what changed in some sets, in one statement."""
    rows = [(set_id, one) for set_id, one in sorted(deltas.items()) if one.added or one.removed]
    if not rows:
        return
    await unit.execute(
        """
        WITH moved AS (
          UPDATE bitmap_set s SET version = s.version + 1
          FROM unnest(%(sets)s::integer[], %(added)s::bytea[], %(removed)s::bytea[]) AS d(set_id, added, removed)
          WHERE s.corp_id = lingqu_corp() AND s.set_id = d.set_id
          RETURNING s.set_id, s.version, d.added, d.removed
        )
        INSERT INTO bitmap_delta (corp_id, set_id, version, added, removed)
        SELECT lingqu_corp(), set_id, version, added, removed FROM moved
        """,
        {
            "sets": [set_id for set_id, _ in rows],
            "added": [one.added.serialize() for _, one in rows],
            "removed": [one.removed.serialize() for _, one in rows],
        },
    )


async def replace(unit: UnitOfWork, set_id: int, bits: BitMap) -> None:
    """Write a set anew, whole."""
    params = {"set": set_id}
    await unit.execute(
        """
        UPDATE bitmap_set SET version = version + 1, folded = version + 1
        WHERE corp_id = lingqu_corp() AND set_id = %(set)s
        """,
        params,
    )
    await unit.execute("DELETE FROM bitmap_delta WHERE corp_id = lingqu_corp() AND set_id = %(set)s", params)
    await unit.execute("DELETE FROM bitmap_block WHERE corp_id = lingqu_corp() AND set_id = %(set)s", params)
    await _write_blocks(unit, set_id, bits)


async def drop(unit: UnitOfWork, key: str) -> None:
    """Keep a set no longer."""
    mine = "SELECT set_id FROM bitmap_set WHERE corp_id = lingqu_corp() AND key = %s"
    for table in ("bitmap_block", "bitmap_delta", "bitmap_set"):
        await unit.execute(f"DELETE FROM {table} WHERE corp_id = lingqu_corp() AND set_id IN ({mine})", (key,))


async def fold(unit: UnitOfWork, set_id: int) -> int:
    """Bring all deltas of a set into its blocks; returns how many there were."""
    row = await unit.fetch_one(
        "SELECT version, folded FROM bitmap_set WHERE corp_id = lingqu_corp() AND set_id = %s FOR UPDATE", (set_id,)
    )
    if row is None or row["version"] == row["folded"]:
        return 0
    deltas = await unit.fetch(
        "SELECT added, removed FROM bitmap_delta WHERE corp_id = lingqu_corp() AND set_id = %s ORDER BY version",
        (set_id,),
    )
    changes = [(BitMap.deserialize(one["added"]), BitMap.deserialize(one["removed"])) for one in deltas]
    touched = _blocks(BitMap.union(*(bits for change in changes for bits in change)))
    rows = await unit.fetch(
        "SELECT bits FROM bitmap_block WHERE corp_id = lingqu_corp() AND set_id = %s AND block = ANY(%s)",
        (set_id, touched),
    )
    bits = _union([one["bits"] for one in rows])
    for added, removed in changes:
        bits |= added
        bits -= removed
    await unit.execute(
        "DELETE FROM bitmap_block WHERE corp_id = lingqu_corp() AND set_id = %s AND block = ANY(%s)", (set_id, touched)
    )
    await _write_blocks(unit, set_id, bits)
    await unit.execute("DELETE FROM bitmap_delta WHERE corp_id = lingqu_corp() AND set_id = %s", (set_id,))
    await unit.execute(
        "UPDATE bitmap_set SET folded = version WHERE corp_id = lingqu_corp() AND set_id = %s", (set_id,)
    )
    return len(deltas)


async def list_to_fold(session: Session, *, least: int, limit: int) -> list[int]:
    """Return sets with at least so many deltas, the longest first."""
    rows = await session.fetch(
        """
        SELECT set_id FROM bitmap_set WHERE corp_id = lingqu_corp() AND version - folded >= %s
        ORDER BY version - folded DESC LIMIT %s
        """,
        (least, limit),
    )
    return [row["set_id"] for row in rows]


async def _write_blocks(unit: UnitOfWork, set_id: int, bits: BitMap) -> None:
    numbers = _blocks(bits)
    await unit.execute(
        """
        INSERT INTO bitmap_block (corp_id, set_id, block, bits)
        SELECT lingqu_corp(), %(set)s, b.block, b.bits
        FROM unnest(%(blocks)s::integer[], %(bits)s::bytea[]) AS b(block, bits)
        """,
        {"set": set_id, "blocks": numbers, "bits": [_cut(bits, number).serialize() for number in numbers]},
    )


def _cut(bits: BitMap, block: int) -> BitMap:
    low = block << BLOCK_BITS
    cut = BitMap(range(low, low + (1 << BLOCK_BITS))) & bits
    cut.run_optimize()
    return cut


def _blocks(bits: BitMap) -> list[int]:
    """Return the blocks in which a bitmap has anything."""
    blocks: list[int] = []
    position = 0
    while position < len(bits):
        block = bits[position] >> BLOCK_BITS
        blocks.append(block)
        position = bits.rank(((block + 1) << BLOCK_BITS) - 1)
    return blocks
