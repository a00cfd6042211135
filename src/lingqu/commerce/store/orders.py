"""SQL of orders, their lines and their buyers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from lingqu.commerce.contracts.orders import Order, OrderId, OrderLine, OrderStatus
from lingqu.commerce.domain.orders import Stored, Told
from lingqu.infra.database import Row, Session, UnitOfWork
from lingqu.kernel.ids import CustomerId

_COLUMNS = """
    order_id, source, order_no, customer_id, status, placed_at, paid_at, amount_fen, refunded_fen, refunded_at,
    department_id, staff_id, items, categories
"""

_TYPES = {
    "source": "text",
    "order_no": "text",
    "customer_id": "integer",
    "status": "text",
    "placed_at": "timestamptz",
    "paid_at": "timestamptz",
    "amount_fen": "bigint",
    "refunded_fen": "bigint",
    "refunded_at": "timestamptz",
    "department_id": "bigint",
    "staff_id": "integer",
    "items": "integer",
    "lines_digest": "bytea",
}
_TOLD = (
    "unnest("
    + ", ".join(f"%({name})s::{kind}[]" for name, kind in _TYPES.items())
    + ", %(categories)s::text[]) AS t("
    + ", ".join(_TYPES)
    + ", categories)"
)
# An array of arrays must be even, so categories travel joined.
_CATEGORIES = "CASE WHEN t.categories = '' THEN '{}' ELSE string_to_array(t.categories, chr(31)) END"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerRow:
    """One identity of an order's buyer as it rests."""

    order_id: OrderId
    kind: str
    value_index: bytes
    value: str | None
    sealed: bytes | None


async def lock(unit: UnitOfWork, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Stored]:
    """Lock those of the orders that are known, by source and number, in one order for all units."""
    rows = await unit.fetch(
        f"""
        SELECT {_COLUMNS}, lines_digest FROM customer_order
        JOIN unnest(%s::text[], %s::text[]) AS t(told_source, told_no) ON source = told_source AND order_no = told_no
        WHERE corp_id = lingqu_corp()
        ORDER BY source, order_no FOR UPDATE OF customer_order
        """,
        ([source for source, _ in keys], [order_no for _, order_no in keys]),
    )
    return {
        (row["source"], row["order_no"]): Stored(lines_digest=bytes(row.pop("lines_digest")), order=_order(row))
        for row in rows
    }


async def insert(unit: UnitOfWork, orders: Sequence[Told]) -> dict[tuple[str, str], OrderId]:
    """Write new orders; return the numbers of those that nobody else wrote meanwhile."""
    rows = await unit.fetch(
        f"""
        INSERT INTO customer_order
          (corp_id, source, order_no, customer_id, status, placed_at, paid_at, amount_fen, refunded_fen, refunded_at,
           department_id, staff_id, items, lines_digest, categories, told_at)
        SELECT lingqu_corp(), t.source, t.order_no, t.customer_id, t.status, t.placed_at, t.paid_at, t.amount_fen,
               t.refunded_fen, t.refunded_at, t.department_id, t.staff_id, t.items, t.lines_digest, {_CATEGORIES},
               %(at)s
        FROM {_TOLD}
        ORDER BY t.source, t.order_no
        ON CONFLICT (corp_id, source, order_no) DO NOTHING
        RETURNING source, order_no, order_id
        """,
        {"at": unit.at, **_told(orders)},
    )
    return {(row["source"], row["order_no"]): OrderId(row["order_id"]) for row in rows}


async def update(unit: UnitOfWork, orders: Sequence[Told]) -> None:
    """Write what changed of orders that this unit holds locked."""
    await unit.execute(
        f"""
        UPDATE customer_order o SET
          customer_id = t.customer_id, status = t.status, paid_at = t.paid_at, amount_fen = t.amount_fen,
          refunded_fen = t.refunded_fen, refunded_at = t.refunded_at, department_id = t.department_id,
          staff_id = t.staff_id, items = t.items, lines_digest = t.lines_digest, categories = {_CATEGORIES},
          told_at = %(at)s
        FROM {_TOLD}
        WHERE o.corp_id = lingqu_corp() AND o.source = t.source AND o.order_no = t.order_no
        """,
        {"at": unit.at, **_told(orders)},
    )


async def replace_lines(unit: UnitOfWork, lines: Sequence[tuple[OrderId, Sequence[OrderLine]]]) -> None:
    """Write the lines of orders in place of those they had."""
    flat = [(order_id, number, line) for order_id, told in lines for number, line in enumerate(told, start=1)]
    await unit.execute(
        "DELETE FROM order_line WHERE corp_id = lingqu_corp() AND order_id = ANY(%s)",
        ([order_id for order_id, _ in lines],),
    )
    await unit.execute(
        """
        INSERT INTO order_line (corp_id, order_id, number, sku, name, category, quantity, amount_fen)
        SELECT lingqu_corp(), t.*
        FROM unnest(%s::bigint[], %s::smallint[], %s::text[], %s::text[], %s::text[], %s::numeric[], %s::bigint[]) AS t
        """,
        (
            [order_id for order_id, _, _ in flat],
            [number for _, number, _ in flat],
            [line.sku for _, _, line in flat],
            [line.name for _, _, line in flat],
            [line.category for _, _, line in flat],
            [line.quantity for _, _, line in flat],
            [line.amount_fen for _, _, line in flat],
        ),
    )


async def add_buyers(unit: UnitOfWork, buyers: Sequence[BuyerRow]) -> None:
    """Note who bought; what is noted already stays."""
    await unit.execute(
        """
        INSERT INTO order_buyer (corp_id, order_id, kind, value_index, value, sealed)
        SELECT lingqu_corp(), t.* FROM unnest(%s::bigint[], %s::text[], %s::bytea[], %s::text[], %s::bytea[]) AS t
        ON CONFLICT DO NOTHING
        """,
        (
            [row.order_id for row in buyers],
            [row.kind for row in buyers],
            [row.value_index for row in buyers],
            [row.value for row in buyers],
            [row.sealed for row in buyers],
        ),
    )


async def list_unmatched(session: Session, *, after: OrderId, limit: int) -> list[Order]:
    """Return orders that nobody is known to have placed, by their numbers."""
    rows = await session.fetch(
        f"""
        SELECT {_COLUMNS} FROM customer_order
        WHERE corp_id = lingqu_corp() AND order_id > %s AND customer_id IS NULL ORDER BY order_id LIMIT %s
        """,
        (after, limit),
    )
    return [_order(row) for row in rows]


async def load_buyers(session: Session, order_ids: Collection[OrderId]) -> list[BuyerRow]:
    """Return the identities of orders' buyers."""
    return await session.fetch(
        """
        SELECT order_id, kind, value_index, value, sealed FROM order_buyer
        WHERE corp_id = lingqu_corp() AND order_id = ANY(%s) ORDER BY order_id, kind, value_index
        """,
        (list(order_ids),),
        into=BuyerRow,
    )


async def set_customers(unit: UnitOfWork, customers: dict[OrderId, CustomerId]) -> list[Order]:
    """Note who placed orders that nobody was known to have placed; return those that stand so now."""
    rows = await unit.fetch(
        f"""
        UPDATE customer_order o SET customer_id = t.found
        FROM unnest(%s::bigint[], %s::integer[]) AS t(found_order, found)
        WHERE o.corp_id = lingqu_corp() AND o.order_id = t.found_order AND o.customer_id IS NULL
        RETURNING {_COLUMNS}
        """,
        (list(customers), list(customers.values())),
    )
    return [_order(row) for row in rows]


async def list_of_customers(session: Session, customer_ids: Collection[CustomerId], *, limit: int) -> list[Order]:
    """Return the orders of some customers, the newest first."""
    rows = await session.fetch(
        f"""
        SELECT {_COLUMNS} FROM customer_order
        WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) ORDER BY placed_at DESC, order_id DESC LIMIT %s
        """,
        (list(customer_ids), limit),
    )
    return [_order(row) for row in rows]


async def sum_of_customers(session: Session, customer_ids: Collection[CustomerId]) -> Row:
    """Return count, amounts and first and last instant of what some customers paid for and did not give back whole."""
    rows = await session.fetch(
        """
        SELECT count(*) FILTER (WHERE kept) AS orders,
               coalesce(sum(amount_fen - refunded_fen) FILTER (WHERE kept), 0)::bigint AS net_fen,
               coalesce(sum(refunded_fen), 0)::bigint AS refunded_fen,
               min(paid_at) FILTER (WHERE kept) AS first_paid_at, max(paid_at) FILTER (WHERE kept) AS last_paid_at
        FROM (
          SELECT amount_fen, refunded_fen, paid_at, refunded_fen < amount_fen AS kept FROM customer_order
          WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND paid_at IS NOT NULL
        ) paid
        """,
        (list(customer_ids),),
    )
    return rows[0]


def _order(row: Row) -> Order:
    status = OrderStatus(row.pop("status"))
    known = {name: row[name] for name in Order.__dataclass_fields__ if name != "status"}
    return Order(status=status, **known)


def _told(orders: Sequence[Told]) -> dict[str, list[Any]]:
    return {
        **{name: [getattr(order, name) for order in orders] for name in _TYPES},
        "categories": [chr(31).join(order.categories) for order in orders],
    }
