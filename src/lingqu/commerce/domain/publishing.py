"""What waiting rows become: orders as their source tells them."""

from collections.abc import Sequence

from lingqu.commerce.contracts.orders import OrderLine, OrderStatus, ToldOrder
from lingqu.commerce.domain.records import Lexicon, OrderRow
from lingqu.commerce.domain.template_words import REFUNDED
from lingqu.kernel.ids import DepartmentId, StaffId


def told_order(source: str, rows: Sequence[OrderRow], lexicon: Lexicon, *, tells_payment: bool) -> ToldOrder:
    """Return the order that rows of one number make; the first row tells what the order is, all tell its lines.

    Without an amount of its own an order comes to what its lines come to, and lines that went back (a till writes them
    with a minus) are its refund.

    Args:
        tells_payment: the file has a column for when an order was paid; without one, as at a till, all are paid.
    """
    head = rows[0].head
    lines = tuple(row.line for row in rows if row.line is not None)
    amount = head.amount_fen if head.amount_fen is not None else _sum(lines, sign=1)
    returned = head.refunded_fen or (_sum(lines, sign=-1) if head.amount_fen is None else 0)
    if head.status == REFUNDED:
        status, returned = OrderStatus.COMPLETED, returned or amount
    elif head.status is not None:
        status = OrderStatus(head.status)
    else:
        status = OrderStatus.PAID if head.paid_at is not None or not tells_payment else OrderStatus.PLACED
    placed_at = head.placed_at or head.paid_at
    assert placed_at is not None  # noqa: S101 - a row without either was refused
    shop = lexicon.shops.get(head.shop or "")
    staff = lexicon.staff.get(head.staff or "")
    return ToldOrder(
        source=source,
        order_no=rows[0].order_no,
        placed_at=placed_at,
        paid_at=head.paid_at,
        status=status,
        amount_fen=amount,
        refunded_fen=returned,
        refunded_at=head.refunded_at,
        department_id=None if shop is None else DepartmentId(shop),
        staff_id=None if staff is None else StaffId(staff),
        buyers=tuple(dict.fromkeys(identity for row in rows for identity in row.head.buyers)),
        lines=lines,
    )


def _sum(lines: Sequence[OrderLine], *, sign: int) -> int:
    return sum(abs(line.amount_fen) for line in lines if line.amount_fen is not None and line.amount_fen * sign > 0)
