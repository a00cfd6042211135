"""Keys of deliveries: made from what caused the message, so that asking twice finds the same row."""

import hashlib

from lingqu.kernel.ids import BroadcastId, CustomerId, StaffId


def welcome_key(welcome_code: str) -> str:
    """Key of the one greeting that a code allows; the code itself is not kept."""
    return f"welcome:{hashlib.sha256(welcome_code.encode()).hexdigest()[:24]}"


def broadcast_key(broadcast_id: BroadcastId, customer_id: CustomerId) -> str:
    """Key of the one message a broadcast has for a customer."""
    return f"broadcast:{broadcast_id}:{customer_id}"


def group_send_key(broadcast_id: BroadcastId, staff_id: StaffId, part: int) -> str:
    """Key of one call: a member with more than 10,000 recipients has several parts, from 0."""
    return f"broadcast:{broadcast_id}:{staff_id}:{part}"
