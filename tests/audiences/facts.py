"""What the small world's people did, as rows of history."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from audiences.world import DAY, NOON
from lingqu.infra.history.columns import numbers, numbers_or_none, texts
from lingqu.segments.contracts.person import Person, PersonOrder
from lingqu.segments.domain.timing import EPOCH, MICROSECOND

Row = tuple[int, datetime, str, dict[str, Any]]
"""Customer, when, what, data."""


def facts_of(person: Person) -> list[Row]:
    """Return a person's facts in the order of the log."""
    who = person.customer_id
    rows: list[Row] = [
        (who, one.occurred_at, one.name, dict(one.properties))
        for one in sorted(person.events, key=lambda one: one.number)
    ]
    for order in person.orders:
        rows += _of_order(who, order)
    for segment, since in person.segments.items():
        data = {"segment_id": segment}
        rows += [(who, since - 3 * DAY, "segment.entered", data), (who, since - DAY, "segment.left", data)]
        rows.append((who, since, "segment.entered", data))
    return rows


def _of_order(who: int, order: PersonOrder) -> list[Row]:
    data = {
        "order_id": who * 100 + order.order_id,  # of a corp, where a person numbers only their own
        "amount_fen": order.amount_fen,
        "source": order.source,
        "shop": order.shop,
        "categories": sorted(order.categories),
        "items": 1,
    }
    rows: list[Row] = [(who, order.paid_at - DAY, "order.placed", data), (who, order.paid_at, "order.paid", data)]
    if order.refunded_fen:
        first = order.refunded_fen // 2
        for part, so_far in ((first, first), (order.refunded_fen - first, order.refunded_fen)):
            rows.append(
                (who, order.paid_at + DAY, "order.refunded", {**data, "amount_fen": part, "refunded_fen": so_far})
            )
    return rows


def table_of(crowd: Sequence[Person], *, corp_id: int, generation: int) -> pa.Table:
    """Return everybody's facts as history takes them."""
    rows = [row for person in crowd for row in facts_of(person)]
    size, instant = len(rows), pa.timestamp("us", "UTC")
    return pa.table(
        {
            "corp_id": numbers([corp_id] * size, pa.uint32()),
            "generation": numbers([generation] * size, pa.uint32()),
            "era": numbers([1] * size, pa.uint32()),
            "xid": numbers([1] * size, pa.uint64()),
            "id": numbers(range(1, size + 1), pa.uint64()),
            "recorded_at": numbers([(NOON - EPOCH) // MICROSECOND] * size, instant),
            "occurred_at": numbers([(row[1] - EPOCH) // MICROSECOND for row in rows], instant),
            "kind": texts([row[2] for row in rows]),
            "customer_id": numbers_or_none([row[0] for row in rows], pa.uint32()),
            "staff_id": numbers_or_none([None] * size, pa.uint32()),
            "text": texts([json.dumps(row[3], ensure_ascii=False) for row in rows]),
        }
    )
