"""The moves of a broadcast, and what a draft must hold.

draft → (awaiting_approval) → (scheduled) → planning → handing_over → waiting → done, and cancelled from all but done
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from lingqu.outreach.contracts.broadcasts import BroadcastState

_B = BroadcastState

MOVES: Mapping[BroadcastState, frozenset[BroadcastState]] = MappingProxyType(
    {
        _B.DRAFT: frozenset({_B.AWAITING_APPROVAL, _B.SCHEDULED, _B.PLANNING, _B.CANCELLED}),
        # Whoever does not approve gives it back to be changed.
        _B.AWAITING_APPROVAL: frozenset({_B.DRAFT, _B.SCHEDULED, _B.PLANNING, _B.CANCELLED}),
        # Whoever changes it afterwards has it sent, and approved, anew.
        _B.SCHEDULED: frozenset({_B.DRAFT, _B.PLANNING, _B.CANCELLED}),
        _B.PLANNING: frozenset({_B.HANDING_OVER, _B.DONE, _B.CANCELLED}),
        # Back to handing over when a call whose answer was lost turns out not to have been made.
        _B.HANDING_OVER: frozenset({_B.WAITING, _B.DONE, _B.CANCELLED}),
        _B.WAITING: frozenset({_B.HANDING_OVER, _B.DONE, _B.CANCELLED}),
        _B.DONE: frozenset(),
        _B.CANCELLED: frozenset(),
    }
)
"""From each state, where it may go; a state without moves is final."""

RUNNING = (_B.PLANNING, _B.HANDING_OVER, _B.WAITING)
"""States in which messages of it are on their way, or may be."""

REVISABLE = (_B.DRAFT, _B.AWAITING_APPROVAL, _B.SCHEDULED)
"""States in which it may be changed: it has not begun to leave."""

LONGEST_WAIT = timedelta(days=90)
"""So far ahead a broadcast may be scheduled: what is said then should still be true."""

NAME_CHARACTERS = 60

SHORTEST_FOLLOW = timedelta(seconds=5)
LONGEST_FOLLOW = timedelta(minutes=5)
CLOSING_FOLLOW = timedelta(seconds=30)
"""While what nobody confirmed is being taken back."""

LEAST_LEFT = timedelta(minutes=5)
"""Of a window: with less of it left no more members are asked."""

_VARIABLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\{%", re.DOTALL)


def may_become(state: BroadcastState, target: BroadcastState) -> bool:
    """Tell whether a broadcast may move to a state."""
    return target in MOVES[state]


def is_worth_asking(*, at: datetime, closes_at: datetime) -> bool:
    """Tell whether a window leaves members time enough to be asked now."""
    return closes_at - at >= LEAST_LEFT


def find_variable(text: str) -> str | None:
    """Return the first template variable of a text."""
    found = _VARIABLE.search(text)
    return found.group() if found else None


def advanced(*, ready: int, calling: int, handed_over: int, unsettled: int) -> BroadcastState:
    """Return where a planned broadcast stands, by the calls that are left.

    Args:
        ready: calls not begun.
        calling: calls begun, their answers not heard.
        handed_over: calls whose results are being polled.
        unsettled: deliveries planned or claimed.
    """
    if ready or calling or unsettled:
        return BroadcastState.HANDING_OVER
    return BroadcastState.WAITING if handed_over else BroadcastState.DONE


def next_follow(*, began_at: datetime, at: datetime, closes_at: datetime) -> datetime:
    """Return when to look at a broadcast again: a tenth of its age later, from 5 s to 5 min, and around its close."""
    if at >= closes_at:
        return at + CLOSING_FOLLOW
    pause = min(max((at - began_at) / 10, SHORTEST_FOLLOW), LONGEST_FOLLOW)
    return min(closes_at, at + pause)
