"""Facts that commerce records, about orders whose customer is known.

`data` of each: order_id, amount_fen, source, shop (department or nothing), categories, items. An order whose buyer is
found later is told then, with the instants at which it happened.
"""

ORDER_PLACED = "order.placed"

ORDER_PAID = "order.paid"

ORDER_REFUNDED = "order.refunded"
"""Each refund by itself: amount_fen is what went back this time, refunded_fen what went back so far."""
