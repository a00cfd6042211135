"""The moves of a delivery and of a group send. The chart is docs/states.md; a test holds the two together.

A delivery is one message to one customer, or into one customer group:

    planned → claimed → handed_over → delivered | failed | expired | cancelled | unknown

A group send is one `add_msg_template` call:

    ready → calling → handed_over → closed
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from lingqu.deliveries.contracts import DeliveryState


class GroupSendState(StrEnum):
    """Where one call to `add_msg_template` stands."""

    READY = "ready"
    CALLING = "calling"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


_D = DeliveryState
_G = GroupSendState

MOVES: Mapping[DeliveryState, frozenset[DeliveryState]] = MappingProxyType(
    {
        _D.PLANNED: frozenset({_D.CLAIMED, _D.SKIPPED, _D.CANCELLED, _D.EXPIRED}),
        # Under a call that is not begun, or was surely not made, a claim waits; it ends with its call. Planned again:
        # WeCom did not take the call, or not this recipient, and another member has the customer.
        _D.CLAIMED: frozenset(
            {_D.HANDED_OVER, _D.DELIVERED, _D.FAILED, _D.EXPIRED, _D.CANCELLED, _D.SKIPPED, _D.UNKNOWN, _D.PLANNED},
        ),
        # Planned again: the call was taken back from the member because somebody else of it does not want it any more;
        # or the member is no friend of the customer, and another one is.
        _D.HANDED_OVER: frozenset({_D.DELIVERED, _D.FAILED, _D.EXPIRED, _D.CANCELLED, _D.PLANNED}),
        _D.DELIVERED: frozenset(),
        _D.FAILED: frozenset(),
        _D.EXPIRED: frozenset(),
        _D.CANCELLED: frozenset(),
        # Who gave way to something gets it after all when that is cancelled; every other skip is an end.
        _D.SKIPPED: frozenset({_D.PLANNED}),
        # A person who has looked says it.
        _D.UNKNOWN: frozenset({_D.DELIVERED, _D.FAILED}),
    }
)
"""From each state of a delivery, where it may go."""

ENDS = frozenset({_D.DELIVERED, _D.FAILED, _D.EXPIRED, _D.CANCELLED, _D.SKIPPED, _D.UNKNOWN})
"""States in which nothing more is waited for."""

GROUP_SEND_MOVES: Mapping[GroupSendState, frozenset[GroupSendState]] = MappingProxyType(
    {
        _G.READY: frozenset({_G.CALLING, _G.CANCELLED}),
        _G.CALLING: frozenset({_G.READY, _G.HANDED_OVER, _G.CANCELLED, _G.REFUSED, _G.UNKNOWN}),
        _G.HANDED_OVER: frozenset({_G.CLOSED}),
        _G.CLOSED: frozenset(),
        _G.REFUSED: frozenset(),
        _G.CANCELLED: frozenset(),
        _G.UNKNOWN: frozenset({_G.CLOSED}),
    }
)
"""The same for a group send."""


NOT_RECEIVED = frozenset({_D.FAILED, _D.EXPIRED, _D.CANCELLED, _D.SKIPPED})
"""Ends of which it is sure that nothing was received; of `unknown` it never is."""


def sources(target: DeliveryState) -> list[str]:
    """Return the states from which a delivery may move to `target`."""
    return [state.value for state, targets in MOVES.items() if target in targets]


def is_final(state: DeliveryState) -> bool:
    """Tell whether nothing more is waited for, though something may come of it."""
    return state in ENDS
