"""What an order becomes when a source tells it (again), and which facts that makes."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from lingqu.commerce.contracts import facts
from lingqu.commerce.contracts.orders import Order, OrderLine, OrderStatus, ToldOrder
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId

RANKS: Final = MappingProxyType(
    {OrderStatus.PLACED: 0, OrderStatus.PAID: 1, OrderStatus.COMPLETED: 2, OrderStatus.CANCELLED: 3}
)
"""An order goes up only: an export that is older than what we know changes nothing back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An order as it should stand after being told, without its number."""

    source: str
    order_no: str
    customer_id: CustomerId | None
    placed_at: datetime
    paid_at: datetime | None
    status: OrderStatus
    amount_fen: int
    refunded_fen: int
    refunded_at: datetime | None
    department_id: int | None
    staff_id: int | None
    items: int
    categories: tuple[str, ...]
    lines_digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An order as kept, with the digest of its lines."""

    order: Order
    lines_digest: bytes


def decide(stored: Stored | None, told: ToldOrder, customer_id: CustomerId | None) -> Told:
    """Return how the order stands after this telling.

    Who bought it stays, once known. What was paid stays, for its facts were told; lines may be told after
    it, once. Refunds grow, the state goes up.
    """
    if stored is None:
        return _first(told, customer_id)
    before = stored.order
    paid_at = before.paid_at or _paid_at(told)
    settled = before.paid_at is not None
    tells_lines = bool(told.lines) and (not settled or stored.lines_digest == digest_of(()))
    return Told(
        source=before.source,
        order_no=before.order_no,
        customer_id=before.customer_id if before.customer_id is not None else customer_id,
        placed_at=before.placed_at,
        paid_at=paid_at,
        status=max(before.status, told.status, key=RANKS.__getitem__),
        amount_fen=before.amount_fen if settled else told.amount_fen,
        refunded_fen=max(before.refunded_fen, told.refunded_fen),
        refunded_at=told.refunded_at if told.refunded_fen > before.refunded_fen else before.refunded_at,
        department_id=before.department_id if told.department_id is None else told.department_id,
        staff_id=before.staff_id if told.staff_id is None else told.staff_id,
        items=items_of(told.lines) if tells_lines else before.items,
        categories=categories_of(told.lines) if tells_lines else tuple(before.categories),
        lines_digest=digest_of(told.lines) if tells_lines else stored.lines_digest,
    )


def facts_of(before: Order | None, after: Order, *, at: datetime) -> list[Fact]:
    """Return what happened between two standings; nothing while the customer is not known, all of it when found.

    A refund without an instant of its own happened when it was first heard of; one that was told with the order
    itself is as old as the payment.
    """
    if after.customer_id is None:
        return []
    known = before if before is not None and before.customer_id is not None else None
    happened: list[Fact] = []
    if known is None:
        happened.append(_fact(facts.ORDER_PLACED, after, after.placed_at, after.amount_fen))
    if after.paid_at is not None and (known is None or known.paid_at is None):
        happened.append(_fact(facts.ORDER_PAID, after, after.paid_at, after.amount_fen))
    returned = after.refunded_fen - (known.refunded_fen if known else 0)
    if returned > 0:
        unheard = after.paid_at or after.placed_at if known is None else at
        when = after.refunded_at or unheard
        happened.append(_fact(facts.ORDER_REFUNDED, after, when, returned, refunded_fen=after.refunded_fen))
    return happened


def items_of(lines: Sequence[OrderLine]) -> int:
    """Count pieces; of weighed goods each begun unit. Lines that went back count as none."""
    return sum(max(0, math.ceil(line.quantity)) for line in lines)


def categories_of(lines: Sequence[OrderLine]) -> tuple[str, ...]:
    """Return the categories that lines name, sorted."""
    return tuple(sorted({line.category for line in lines if line.category}))


def digest_of(lines: Sequence[OrderLine]) -> bytes:
    """Return 16 bytes that tell whether lines changed."""
    told = "\x1e".join(
        f"{line.sku}\x1f{line.name}\x1f{line.category}\x1f{line.quantity.normalize()}\x1f{line.amount_fen}"
        for line in lines
    )
    return hashlib.sha256(told.encode()).digest()[:16]


def _first(told: ToldOrder, customer_id: CustomerId | None) -> Told:
    return Told(
        source=told.source,
        order_no=told.order_no,
        customer_id=customer_id,
        placed_at=told.placed_at,
        paid_at=_paid_at(told),
        status=told.status,
        amount_fen=told.amount_fen,
        refunded_fen=told.refunded_fen,
        refunded_at=told.refunded_at,
        department_id=told.department_id,
        staff_id=told.staff_id,
        items=items_of(told.lines),
        categories=categories_of(told.lines),
        lines_digest=digest_of(told.lines),
    )


def _paid_at(told: ToldOrder) -> datetime | None:
    """An export without an instant of payment means that of the order: a till takes the money at once."""
    paid = told.status in {OrderStatus.PAID, OrderStatus.COMPLETED} or told.refunded_fen > 0
    return told.paid_at or (told.placed_at if paid else None)


def _fact(kind: str, order: Order, occurred_at: datetime, amount_fen: int, **more: int) -> Fact:
    data: Mapping[str, object] = {
        "order_id": order.order_id,
        "amount_fen": amount_fen,
        "source": order.source,
        "shop": order.department_id,
        "categories": list(order.categories),
        "items": order.items,
        **more,
    }
    return Fact(kind=kind, occurred_at=occurred_at, customer_id=order.customer_id, staff_id=order.staff_id, data=data)
