"""Which fact a delivery's move leaves: ids, codes and seconds, nothing of the message."""

from datetime import datetime

from lingqu.deliveries import contracts
from lingqu.deliveries.contracts import DeliveryState

KINDS = {
    DeliveryState.PLANNED: contracts.PLANNED,
    DeliveryState.HANDED_OVER: contracts.HANDED_OVER,
    DeliveryState.DELIVERED: contracts.DELIVERED,
    DeliveryState.FAILED: contracts.FAILED,
    DeliveryState.EXPIRED: contracts.EXPIRED,
    DeliveryState.CANCELLED: contracts.CANCELLED,
    DeliveryState.UNKNOWN: contracts.UNKNOWN,
    DeliveryState.SKIPPED: contracts.SKIPPED,
}
"""A claim is between us and WeCom and leaves no fact."""


def seconds_between(event_at: datetime | None, at: datetime) -> float | None:
    """Return how long a greeting took, in seconds; None for what answers no event."""
    return None if event_at is None else round((at - event_at).total_seconds(), 3)
