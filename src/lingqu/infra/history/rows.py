"""Facts as rows of history, and the question which of them lie there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pyarrow as pa

from lingqu.infra.facts import BareFact
from lingqu.infra.history.columns import numbers, numbers_or_none, texts
from lingqu.infra.history.engine import History
from lingqu.kernel.ids import CorpId

_NUMBER = pa.uint32()
_LONG = pa.uint64()
_INSTANT = pa.timestamp("us", "UTC")

Place = tuple[int, int, int]
"""Era, transaction and id: what tells one fact from all others of its corp."""

_WITHIN_ERA = "era = {era:UInt32} AND xid BETWEEN {from_xid:UInt64} AND {to_xid:UInt64}"
"""The only form that the index over transactions is used for."""

_PLACES = """
SELECT era, xid, id FROM fact
WHERE corp_id = {{corp_id:UInt32}} AND generation = {{generation:UInt32}} AND {span}
  AND (era, xid, id) >= ({{era:UInt32}}, {{from_xid:UInt64}}, {{from_id:UInt64}})
  AND (era, xid, id) <= ({{to_era:UInt32}}, {{to_xid:UInt64}}, {{to_id:UInt64}})
"""


def place(fact: BareFact) -> Place:
    """Return what tells a fact from all others of its corp."""
    return fact.era, fact.xid, fact.id


def rows_of(facts: Sequence[BareFact], *, corp_id: CorpId, generation: int) -> pa.Table:
    """Return facts as the table `fact` takes them."""
    size = len(facts)
    columns = list(zip(*facts, strict=True))
    return pa.table(
        {
            "corp_id": numbers([corp_id] * size, _NUMBER),
            "generation": numbers([generation] * size, _NUMBER),
            "era": numbers(columns[0], _NUMBER),
            "xid": numbers(columns[1], _LONG),
            "id": numbers(columns[2], _LONG),
            "recorded_at": numbers(columns[3], _INSTANT),
            "occurred_at": numbers(columns[4], _INSTANT),
            "kind": texts(columns[5]),
            "customer_id": numbers_or_none(columns[6], _NUMBER),
            "staff_id": numbers_or_none(columns[7], _NUMBER),
            "text": texts(columns[8]),
        }
    )


async def places_held(
    history: History, facts: Sequence[BareFact], *, corp_id: CorpId, generation: int
) -> Counter[Place]:
    """Return which of these facts (given in their order) history holds, and how often each."""
    first, last = facts[0], facts[-1]
    table = await history.query(
        _PLACES.format(span=_WITHIN_ERA if first.era == last.era else "true"),
        {
            "corp_id": corp_id,
            "generation": generation,
            "era": first.era,
            "from_xid": first.xid,
            "from_id": first.id,
            "to_era": last.era,
            "to_xid": last.xid,
            "to_id": last.id,
        },
    )
    columns = [table.column(name).to_pylist() for name in ("era", "xid", "id")]
    return Counter(zip(*columns, strict=True))
