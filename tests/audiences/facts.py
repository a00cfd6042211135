"""What the small world's people did, as rows of history."""

import json
from datetime import datetime
from itertools import pairwise
from typing import Any

import pyarrow as pa

from audiences.crowds import Crowd
from audiences.world import DAY, NOON
from lingqu.infra.history.columns import numbers, numbers_or_none, texts
from lingqu.segments.contracts.person import Person, PersonOrder
from lingqu.segments.domain.timing import EPOCH, MICROSECOND

Row = tuple[int, datetime, str, dict[str, Any]]
"""Customer, when, what, data."""


def facts_of(crowd: Crowd, person: Person) -> list[Row]:
    """Return a person's facts in the order of the log."""
    events = sorted(person.events, key=lambda one: one.number)
    rows: list[Row] = [
        (crowd.number(person, one.number), one.occurred_at, one.name, dict(one.properties)) for one in events
    ]
    merges, place = _of_merges(crowd, person), len(rows) // 2
    if person.customer_id % 2:
        rows[place:place] = merges
    for place, order in enumerate(person.orders):
        rows += _of_order(crowd, person, place, order)
    for segment, since in person.segments.items():
        data = {"segment_id": segment}
        rows += [
            (person.customer_id, since - 3 * DAY, "segment.entered", data),
            (person.customer_id, since - DAY, "segment.left", data),
            (person.customer_id, since, "segment.entered", data),
        ]
    return rows if person.customer_id % 2 else rows + merges


def _of_merges(crowd: Crowd, person: Person) -> list[Row]:
    """Each into the number before it, the last first; none at the first try. Whoever is merged away leaves segments."""
    rows, everybody = list[Row](), crowd.numbers(person)
    for into, away in reversed(list(pairwise(everybody))):
        left = [(away, NOON, "segment.left", {"segment_id": segment}) for segment in (1, 2)]
        rows += [(away, NOON - DAY, "segment.entered", {"segment_id": segment}) for segment in (1, 2)]
        rows.append((away, NOON, "customer.merged", {"into": 0}))
        rows.append((away, NOON, "customer.unmerged", {"into": 0}))
        rows += [(away, NOON, "customer.merged", {"into": into}), *left]
        # Whoever was one with them is told of anew: the newest fact names the canonical customer.
        rows += [(one, NOON, "customer.merged", {"into": into}) for one in everybody[everybody.index(away) + 1 :]]
    if person.customer_id in crowd.parted:
        rows.append((person.customer_id, NOON, "customer.merged", {"into": 0}))
        rows.append((person.customer_id, NOON, "customer.unmerged", {"into": 0}))
    return rows


def _of_order(crowd: Crowd, person: Person, place: int, order: PersonOrder) -> list[Row]:
    """Placed, paid, and refunded in two parts."""
    who = crowd.number(person, place)
    data = {
        "order_id": who * 100 + order.order_id,  # of a corp, where a person numbers only their own
        "amount_fen": order.amount_fen,
        "source": order.source,
        "shop": order.shop,
        "categories": sorted(order.categories),
        "items": 1,
    }
    rows: list[Row] = [(who, order.paid_at - DAY, "order.placed", data)]
    rows.append((who, order.paid_at, "order.paid", data))
    if order.refunded_fen:
        first = order.refunded_fen // 2
        for part, so_far in ((first, first), (order.refunded_fen - first, order.refunded_fen)):
            refund = {**data, "amount_fen": part, "refunded_fen": so_far}
            rows.append((who, order.paid_at + DAY, "order.refunded", refund))
    return rows


def table_of(crowd: Crowd, *, corp_id: int, generation: int) -> pa.Table:
    """Return everybody's facts as history takes them."""
    rows = [row for person in crowd.people for row in facts_of(crowd, person)]
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
