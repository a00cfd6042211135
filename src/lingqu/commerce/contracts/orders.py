"""Orders as sources tell them and as we keep them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from lingqu.kernel.ids import CustomerId, DepartmentId, StaffId

OrderId = NewType("OrderId", int)


class OrderStatus(StrEnum):
    """How far an order is. A refund is an amount, not a status."""

    PLACED = "placed"
    PAID = "paid"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class IdentityKind(StrEnum):
    """By what a buyer or a member may be known, the surest first."""

    CUSTOMER_NO = "customer_no"
    """Our own number of a customer."""
    EXTERNAL_USERID = "external_userid"
    UNIONID = "unionid"
    MEMBER_NO = "member_no"
    PHONE = "phone"
    BUYER = "buyer"
    """An account of the source's own; its value begins with the source: `tmall:…`."""


NOTED_PHONE = "noted_phone"
"""What a match says that rests on a phone which a member only noted on a relation."""


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """One name of a person; a phone is E.164."""

    kind: IdentityKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPerson:
    """Somebody whom row `number` of a file names."""

    number: int
    identities: Sequence[Identity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whom somebody's identities name: one customer, several (`ambiguous`) or nobody we know."""

    customer_id: CustomerId | None
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Whom an identity points to. `noted` says that staff noted it on a relation and nobody proved it."""

    customer_ids: frozenset[CustomerId]
    noted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One article of an order."""

    sku: str | None
    name: str | None
    category: str | None
    quantity: Decimal
    amount_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOrder:
    """An order as a source tells it now; None is what it does not tell. `refunded_fen` is all that went back so far."""

    source: str
    order_no: str
    placed_at: datetime
    paid_at: datetime | None
    status: OrderStatus
    amount_fen: int
    refunded_fen: int
    refunded_at: datetime | None
    department_id: DepartmentId | None
    staff_id: StaffId | None
    buyers: Sequence[Identity]
    lines: Sequence[OrderLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order as kept, without its lines. `items` counts pieces; of weighed goods each begun unit."""

    order_id: OrderId
    source: str
    order_no: str
    customer_id: CustomerId | None
    placed_at: datetime
    paid_at: datetime | None
    status: OrderStatus
    amount_fen: int
    refunded_fen: int
    refunded_at: datetime | None
    department_id: DepartmentId | None
    staff_id: StaffId | None
    items: int
    categories: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """What a person has bought: paid orders not wholly refunded, as segments count them.

    Attributes:
        net_fen: what was paid for them, less what went back.
        refunded_fen: what went back of all paid orders, the wholly refunded ones among them.
        latest: the newest orders in whatever state.
    """

    orders: int
    net_fen: int
    refunded_fen: int
    first_paid_at: datetime | None
    last_paid_at: datetime | None
    latest: Sequence[Order]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of a batch of orders that were told."""

    created: int
    changed: int
    unchanged: int
    matched: int
