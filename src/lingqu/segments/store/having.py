"""What customers have, for columns: the tags on their live relations, and their attributes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from lingqu.customers.contracts.tags import TagStatus
from lingqu.infra.database import Session
from lingqu.segments.store.arrays import reading_arrays
from lingqu.segments.store.questions.writing import MERGED, PERSON

_TAGS = f"""
SELECT t.tag_id, array_agg({PERSON}),
       array_agg({PERSON}) FILTER (WHERE x.deleted_at IS NULL AND t.status <> '{TagStatus.WITHDRAWING}')
FROM relation_tag t
JOIN follow_relation x ON x.corp_id = lingqu_corp() AND x.customer_id = t.customer_id AND x.staff_id = t.staff_id
{MERGED}
WHERE t.corp_id = lingqu_corp() AND {{which}}
GROUP BY t.tag_id
"""
_ALONE = """
SELECT x.key, x.customer_id, x.value FROM customer_attribute x
WHERE x.corp_id = lingqu_corp() AND x.customer_id >= %(first)s AND x.customer_id < %(end)s
  AND x.customer_id NOT IN (SELECT c.customer_id FROM customer c
                            WHERE c.corp_id = lingqu_corp() AND c.merged_into IS NOT NULL)
  AND x.customer_id NOT IN (SELECT c.merged_into FROM customer c
                            WHERE c.corp_id = lingqu_corp() AND c.merged_into IS NOT NULL)
"""
_AMONG = f"""
SELECT DISTINCT ON ({PERSON}, x.key) x.key, {PERSON} AS customer_id, x.value
FROM customer_attribute x {MERGED}
WHERE x.corp_id = lingqu_corp() AND x.customer_id IN (
  SELECT unnest(%(among)s::integer[])
  UNION ALL
  SELECT c.customer_id FROM customer c
  WHERE c.corp_id = lingqu_corp() AND c.merged_into = ANY(%(among)s::integer[])
)
ORDER BY {PERSON}, x.key, x.set_at DESC, x.customer_id
"""
_NUMBERS = """
SELECT key, array_agg(customer_id), array_agg((value)::float8) FROM ({rows}) v
WHERE key = ANY(%(numbers)s::text[]) GROUP BY key
"""
_WORDS = """
SELECT key, value::text, array_agg(customer_id) FROM ({rows}) v
WHERE key = ANY(%(words)s::text[]) GROUP BY key, value
"""


@dataclass(frozen=True, slots=True)
class Values:
    """Attributes of customers, by key.

    Attributes:
        numbers: customers (int64) and beside each the value (float64).
        words: by the value's JSON the customers who have it (int64).
    """

    numbers: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = field(
        default_factory=dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]
    )
    words: dict[str, dict[str, NDArray[np.int64]]] = field(default_factory=dict[str, dict[str, NDArray[np.int64]]])


async def last_customer(session: Session) -> int:
    """Return the highest number of a customer, 0 for none."""
    found = await session.fetch_value("SELECT max(customer_id) FROM customer WHERE corp_id = lingqu_corp()")
    return found or 0


async def list_survivors(session: Session) -> list[int]:
    """Return whom others were merged into."""
    rows = await session.fetch(
        "SELECT DISTINCT merged_into FROM customer WHERE corp_id = lingqu_corp() AND merged_into IS NOT NULL"
    )
    return [row["merged_into"] for row in rows]


async def tags_between(session: Session, first: int, end: int) -> dict[int, BitMap]:
    """Return by tag the persons who have it, as far as those customers' marks tell."""
    found = await _tags(session, "t.customer_id >= %(first)s AND t.customer_id < %(end)s", {"first": first, "end": end})
    return {tag: having for tag, (_, having) in found.items()}


async def tags_among(session: Session, among: Collection[int]) -> dict[int, tuple[BitMap, BitMap]]:
    """Return by tag the persons who have or had it on a mark that is still written down, and those who have it."""
    which = """t.customer_id IN (
      SELECT unnest(%(among)s::integer[])
      UNION ALL
      SELECT c.customer_id FROM customer c
      WHERE c.corp_id = lingqu_corp() AND c.merged_into = ANY(%(among)s::integer[])
    )"""
    return await _tags(session, which, {"among": list(among)})


async def _tags(session: Session, which: str, params: dict[str, Any]) -> dict[int, tuple[BitMap, BitMap]]:
    found: dict[int, tuple[BitMap, BitMap]] = {}
    async with reading_arrays(session) as cursor:
        await cursor.execute(_TAGS.format(which=which).encode(), params)
        async for tag_id, met, having in cursor:
            found[tag_id] = (_bits(met), BitMap() if having is None else _bits(having))
    return found


def _bits(customers: NDArray[np.int64]) -> BitMap:
    return BitMap(customers.astype(np.uint32))


async def values_between(
    session: Session, first: int, end: int, *, numbers: Collection[str], words: Collection[str]
) -> Values:
    """Return the attributes of customers who are one with nobody else."""
    return await _values(session, _ALONE, {"first": first, "end": end}, numbers, words)


async def values_among(
    session: Session, among: Collection[int], *, numbers: Collection[str], words: Collection[str]
) -> Values:
    """Return the attributes of persons; of customers merged into one the value set last."""
    return await _values(session, _AMONG, {"among": list(among)}, numbers, words)


async def _values(
    session: Session, rows: str, params: dict[str, Any], numbers: Collection[str], words: Collection[str]
) -> Values:
    found = Values()
    async with reading_arrays(session) as cursor:
        if numbers:
            await cursor.execute(_NUMBERS.format(rows=rows).encode(), {**params, "numbers": list(numbers)})
            async for key, customers, values in cursor:
                found.numbers[key] = (customers, values)
        if words:
            await cursor.execute(_WORDS.format(rows=rows).encode(), {**params, "words": list(words)})
            async for key, word, customers in cursor:
                found.words.setdefault(key, {})[word] = customers
    return found
