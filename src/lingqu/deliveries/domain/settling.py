"""What a person says became of a call whose answer was lost, and what follows of it."""

from datetime import datetime

from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.deliveries.domain.group_send import Settlement

WORDS_CHARACTERS = 500


def is_reason(words: str) -> bool:
    """Tell whether somebody gave a reason."""
    return 1 <= len(words.strip()) <= WORDS_CHARACTERS


def end_by_hand(*, sent: bool) -> Settlement:
    """Return what becomes of the recipients of a call."""
    return Settlement(DeliveryState.DELIVERED if sent else DeliveryState.FAILED, Reason.BY_HAND)


def ended_at(*, said_at: datetime, closes_at: datetime) -> datetime:
    """Return when they had it, as late as it can have been: nobody knows when, and nothing is sent after a window."""
    return min(said_at, closes_at)
