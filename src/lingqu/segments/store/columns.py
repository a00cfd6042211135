"""SQL of columns: blocks of 2^16 customers' values, and deltas after them; as sets are kept, but of values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from lingqu.customers.contracts.views import AttributeType
from lingqu.infra.database import Session, UnitOfWork
from lingqu.segments.domain.columns import Column, empty, nothing
from lingqu.segments.store.sets import BLOCK_BITS

_BLOCK = 1 << BLOCK_BITS
_WIDE = 8
"""Bytes of a number; a code has half of that."""

_COLUMNS = """
WITH wanted AS (
  SELECT * FROM unnest(%(keys)s::text[], %(known)s::bigint[], %(words)s::integer[]) AS w(key, known, words)
)
SELECT c.key, c.version, w.known < c.folded AS whole,
       CASE WHEN w.known < c.folded THEN
         (SELECT array_agg(b.block) FROM value_block b WHERE b.corp_id = lingqu_corp() AND b.column_id = c.column_id)
       END AS blocks,
       CASE WHEN w.known < c.folded THEN
         (SELECT array_agg(b.content) FROM value_block b WHERE b.corp_id = lingqu_corp() AND b.column_id = c.column_id)
       END AS contents,
       d.customers, d.changes,
       (SELECT array_agg(v.word::text ORDER BY v.code) FROM value_word v
        WHERE v.corp_id = lingqu_corp() AND v.column_id = c.column_id AND v.code >= w.words) AS words
FROM wanted w
JOIN value_column c ON c.corp_id = lingqu_corp() AND c.key = w.key AND c.is_kept
LEFT JOIN LATERAL (
  SELECT array_agg(d.customers ORDER BY d.version) AS customers, array_agg(d.content ORDER BY d.version) AS changes
  FROM value_delta d
  WHERE d.corp_id = lingqu_corp() AND d.column_id = c.column_id AND d.version > greatest(w.known, c.folded)
) d ON c.version > greatest(w.known, c.folded)
"""


@dataclass(slots=True)
class StoredColumn:
    """A column as it was at a version; whoever loads again may change it in place."""

    version: int
    column: Column


@dataclass(frozen=True, slots=True)
class Change:
    """New values of some customers; beside each its own, NaN or -1 for none."""

    customers: NDArray[np.uint32]
    values: NDArray[Any]


async def is_built(session: Session) -> bool:
    """Tell whether the columns and the sets of tags are whole."""
    return (
        await session.fetch_value("SELECT EXISTS (SELECT 1 FROM columns_state WHERE corp_id = lingqu_corp())") is True
    )


async def mark_built(unit: UnitOfWork) -> bool:
    """Let them be read once this unit is committed; False where another one built them first."""
    return (
        await unit.execute(
            """
        INSERT INTO columns_state (corp_id, built_at) VALUES (lingqu_corp(), %s) ON CONFLICT (corp_id) DO NOTHING
        """,
            (unit.at,),
        )
        > 0
    )


async def ensure(unit: UnitOfWork, keys: Collection[str]) -> dict[str, int]:
    """Return the numbers of columns by the attribute's key, making those that are new; not those given up."""
    await unit.execute(
        """
        INSERT INTO value_column (corp_id, key) SELECT lingqu_corp(), key FROM unnest(%s::text[]) AS k(key)
        ON CONFLICT (corp_id, key) DO NOTHING
        """,
        (sorted(keys),),
    )
    rows = await unit.fetch(
        "SELECT key, column_id FROM value_column WHERE corp_id = lingqu_corp() AND key = ANY(%s) AND is_kept",
        (list(keys),),
    )
    return {row["key"]: row["column_id"] for row in rows}


async def list_kept(session: Session) -> list[str]:
    """Return the keys of all columns that are kept."""
    rows = await session.fetch("SELECT key FROM value_column WHERE corp_id = lingqu_corp() AND is_kept")
    return [row["key"] for row in rows]


async def load(
    session: Session, keys: Collection[str], known: Mapping[str, StoredColumn], types: Mapping[str, AttributeType]
) -> dict[str, StoredColumn]:
    """Return the present state of those columns that are kept, reading only what is newer than what is known."""
    before = {key: known.get(key) for key in keys}
    rows = await session.fetch(
        _COLUMNS,
        {
            "keys": list(before),
            "known": [one.version if one else -1 for one in before.values()],
            "words": [len(one.column.words) if one else 0 for one in before.values()],
        },
        binary=True,
    )
    found: dict[str, StoredColumn] = {}
    for row in rows:
        one = before[row["key"]]
        held = empty(types[row["key"]]) if one is None else one.column.values
        if row["whole"]:
            held = _joined(row["blocks"] or (), row["contents"] or (), held)
        for customers, content in zip(row["customers"] or (), row["changes"] or (), strict=True):
            held = _changed(held, np.frombuffer(customers, "<u4"), np.frombuffer(content, held.dtype))
        words = [*(one.column.words if one else ()), *(msgspec.json.decode(word) for word in row["words"] or ())]
        found[row["key"]] = StoredColumn(row["version"], Column(held, words))
    return found


def _joined(blocks: Sequence[int], contents: Sequence[bytes], like: NDArray[Any]) -> NDArray[Any]:
    values = np.full((max(blocks, default=-1) + 1) << BLOCK_BITS, nothing(like), like.dtype)
    for block, content in zip(blocks, contents, strict=True):
        values[block << BLOCK_BITS : (block + 1) << BLOCK_BITS] = np.frombuffer(content, like.dtype)
    return values


def _changed(values: NDArray[Any], customers: NDArray[np.uint32], changes: NDArray[Any]) -> NDArray[Any]:
    most = int(customers.max(initial=0))
    if most >= len(values):
        more = ((most >> BLOCK_BITS) + 1 << BLOCK_BITS) - len(values)
        values = np.concatenate([values, np.full(more, nothing(values), values.dtype)])
    values[customers] = changes
    return values


async def append(unit: UnitOfWork, changes: Mapping[int, Change]) -> None:
    """Write new values in some columns, in one statement."""
    rows = [(column_id, one) for column_id, one in sorted(changes.items()) if len(one.customers)]
    if rows:
        await unit.execute(
            """
            WITH moved AS (
              UPDATE value_column c SET version = c.version + 1
              FROM unnest(%(columns)s::integer[], %(customers)s::bytea[], %(contents)s::bytea[])
                     AS d(column_id, customers, content)
              WHERE c.corp_id = lingqu_corp() AND c.column_id = d.column_id
              RETURNING c.column_id, c.version, d.customers, d.content
            )
            INSERT INTO value_delta (corp_id, column_id, version, customers, content)
            SELECT lingqu_corp(), column_id, version, customers, content FROM moved
            """,
            {
                "columns": [column_id for column_id, _ in rows],
                "customers": [one.customers.astype("<u4").tobytes() for _, one in rows],
                "contents": [one.values.tobytes() for _, one in rows],
            },
        )


async def write(unit: UnitOfWork, column_id: int, values: NDArray[Any]) -> None:
    """Write a column anew, whole, its words apart."""
    params = {"column": column_id}
    await unit.execute(
        """
        UPDATE value_column SET version = version + 1, folded = version + 1
        WHERE corp_id = lingqu_corp() AND column_id = %(column)s
        """,
        params,
    )
    for table in ("value_delta", "value_block"):
        await unit.execute(f"DELETE FROM {table} WHERE corp_id = lingqu_corp() AND column_id = %(column)s", params)
    await _write_blocks(unit, column_id, values, range(-(-len(values) // _BLOCK)))


async def fold(unit: UnitOfWork, *, least: int) -> int:
    """Bring the deltas of the column with the most into its blocks, if they are at least so many; returns how many."""
    row = await unit.fetch_one(
        """
        SELECT column_id, version - folded AS deltas FROM value_column
        WHERE corp_id = lingqu_corp() AND version - folded >= %s ORDER BY version - folded DESC LIMIT 1 FOR UPDATE
        """,
        (least,),
    )
    if row is None:
        return 0
    params = {"column": row["column_id"]}
    deltas = await unit.fetch(
        """
        SELECT customers, content FROM value_delta
        WHERE corp_id = lingqu_corp() AND column_id = %(column)s ORDER BY version
        """,
        params,
    )
    changes = [(np.frombuffer(one["customers"], "<u4"), one["content"]) for one in deltas]
    touched = np.unique(np.concatenate([customers for customers, _ in changes]) >> BLOCK_BITS).tolist()
    rows = await unit.fetch(
        """
        SELECT block, content FROM value_block
        WHERE corp_id = lingqu_corp() AND column_id = %(column)s AND block = ANY(%(touched)s)
        """,
        params | {"touched": touched},
    )
    width = len(changes[0][1]) // len(changes[0][0])
    values = _joined(
        [one["block"] for one in rows],
        [one["content"] for one in rows],
        np.empty(0, "<f8" if width == _WIDE else "<i4"),
    )
    for customers, content in changes:
        values = _changed(values, customers, np.frombuffer(content, values.dtype))
    await unit.execute(
        """
        DELETE FROM value_block
        WHERE corp_id = lingqu_corp() AND column_id = %(column)s AND block = ANY(%(touched)s)
        """,
        params | {"touched": touched},
    )
    await _write_blocks(unit, row["column_id"], values, touched)
    await unit.execute("DELETE FROM value_delta WHERE corp_id = lingqu_corp() AND column_id = %(column)s", params)
    await unit.execute(
        "UPDATE value_column SET folded = version WHERE corp_id = lingqu_corp() AND column_id = %(column)s", params
    )
    return row["deltas"]


async def find_words(session: Session, column_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Return the codes of each column by the word's JSON."""
    rows = await session.fetch(
        """
        SELECT column_id, code, word::text AS word FROM value_word
        WHERE corp_id = lingqu_corp() AND column_id = ANY(%s)
        """,
        (list(column_ids),),
    )
    found: dict[int, dict[str, int]] = {column_id: {} for column_id in column_ids}
    for row in rows:
        found[row["column_id"]][row["word"]] = row["code"]
    return found


async def add_words(unit: UnitOfWork, column_id: int, words: Mapping[str, int]) -> None:
    """Write new words with their codes."""
    if words:
        await unit.execute(
            """
            INSERT INTO value_word (corp_id, column_id, code, word)
            SELECT lingqu_corp(), %(column)s, code, word
            FROM unnest(%(codes)s::integer[], %(words)s::jsonb[]) AS w(code, word)
            """,
            {"column": column_id, "codes": list(words.values()), "words": list(words)},
        )


async def give_up(unit: UnitOfWork, column_id: int) -> None:
    """Keep a column no longer: it has too many words."""
    params = {"column": column_id}
    for table in ("value_word", "value_delta", "value_block"):
        await unit.execute(f"DELETE FROM {table} WHERE corp_id = lingqu_corp() AND column_id = %(column)s", params)
    await unit.execute(
        "UPDATE value_column SET is_kept = false WHERE corp_id = lingqu_corp() AND column_id = %(column)s", params
    )


async def _write_blocks(unit: UnitOfWork, column_id: int, values: NDArray[Any], blocks: Collection[int]) -> None:
    contents: dict[int, bytes] = {}
    for block in blocks:
        content = values[block << BLOCK_BITS : (block + 1) << BLOCK_BITS]
        short = _BLOCK - len(content)
        contents[block] = (
            np.append(content, np.full(short, nothing(values), values.dtype)) if short else content
        ).tobytes()
    await unit.execute(
        """
        INSERT INTO value_block (corp_id, column_id, block, content)
        SELECT lingqu_corp(), %(column)s, b.block, b.content
        FROM unnest(%(blocks)s::integer[], %(contents)s::bytea[]) AS b(block, content)
        """,
        {"column": column_id, "blocks": list(contents), "contents": list(contents.values())},
    )
