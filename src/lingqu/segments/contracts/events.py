"""What may be asked of the past: facts by name, with the properties that their `data` has.

A corp's own servers add to these (`lingqu.ingestion.api.telling.list_names`).
"""

from collections.abc import Mapping

from lingqu.commerce.contracts import facts as commerce
from lingqu.customers.contracts import facts as customers
from lingqu.deliveries import contracts as deliveries
from lingqu.groupchats.contracts import facts as groupchats
from lingqu.ingestion.contracts import PAGE_OPENED

_ADDING = ("channel_id", "add_way", "returning")
_ENDING = ("channel_id", "deleted_by")
_ORDER = ("order_id", "amount_fen", "source", "shop", "categories", "items")
_MESSAGE = ("channel", "broadcast_id")
"""What we know of messages to a customer; what customers write is known once their conversations are kept."""

EVENTS: Mapping[str, tuple[str, ...]] = {
    customers.RELATION_ADDED: _ADDING,
    customers.RELATION_READDED: _ADDING,
    customers.RELATION_HALF_ADDED: _ADDING,
    customers.RELATION_DELETED_BY_CUSTOMER: _ENDING,
    customers.RELATION_DELETED_BY_STAFF: _ENDING,
    customers.TAG_GRANTED: ("tag_id", "source"),
    customers.TAG_WITHDRAWN: ("tag_id", "source"),
    customers.CUSTOMER_ATTRIBUTE_SET: ("key",),
    customers.STAGE_CHANGED: ("from", "to", "source"),
    groupchats.GROUPCHAT_MEMBER_JOINED: ("groupchat_id", "join_scene", "channel_id", "returning"),
    groupchats.GROUPCHAT_MEMBER_LEFT: ("groupchat_id", "quit_scene", "dismissed"),
    commerce.ORDER_PLACED: _ORDER,
    commerce.ORDER_PAID: _ORDER,
    commerce.ORDER_REFUNDED: (*_ORDER, "refunded_fen"),
    deliveries.DELIVERED: _MESSAGE,
    deliveries.FAILED: (*_MESSAGE, "reason"),
    PAGE_OPENED: ("page", "tags"),
}
