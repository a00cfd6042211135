"""The moves of a moment, whether it is governed, when members may publish it, and when it can be ready.

draft → (awaiting_approval) → marking (a governed one) → ready → handing_over → waiting → done, and cancelled from all
but done
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from lingqu.outreach.contracts.broadcasts import SegmentAudience
from lingqu.outreach.contracts.moments import Aim, Governing, MomentState
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.domain.hours import closing, next_open
from lingqu.outreach.domain.limits import Window

_M = MomentState

MOVES: Mapping[MomentState, frozenset[MomentState]] = MappingProxyType(
    {
        _M.DRAFT: frozenset({_M.AWAITING_APPROVAL, _M.MARKING, _M.READY, _M.CANCELLED}),
        # Whoever does not approve gives it back.
        _M.AWAITING_APPROVAL: frozenset({_M.DRAFT, _M.MARKING, _M.READY, _M.CANCELLED}),
        _M.MARKING: frozenset({_M.READY, _M.DONE, _M.CANCELLED}),
        _M.READY: frozenset({_M.HANDING_OVER, _M.DONE, _M.CANCELLED}),
        # Back to handing over when a call whose answer was lost turns out not to have been made.
        _M.HANDING_OVER: frozenset({_M.WAITING, _M.DONE, _M.CANCELLED}),
        _M.WAITING: frozenset({_M.HANDING_OVER, _M.DONE, _M.CANCELLED}),
        _M.DONE: frozenset(),
        _M.CANCELLED: frozenset(),
    }
)
"""From each state, where it may go; a state without moves is final."""

LEAST_OPEN = timedelta(hours=1)
"""Members who are asked shortly before it becomes quiet could not publish any more: they are asked afterwards."""
MARKING_WITHIN = timedelta(days=1)
"""So long the marking may take, or a stop of everything may last, without the governor's choice becoming stale."""
STARTS_WITHIN = timedelta(days=60)
"""How far ahead a moment may be planned."""
MARKING_PAUSE = timedelta(seconds=30)
"""How often is looked whether WeCom has taken the marks."""

CORP_ZONE = ZoneInfo("Asia/Shanghai")


def may_become(state: MomentState, target: MomentState) -> bool:
    """Tell whether a moment may move to a state."""
    return target in MOVES[state]


def month_of(at: datetime) -> datetime:
    """Return when the corp's calendar month began, in which WeCom counts what customers are shown."""
    return at.astimezone(CORP_ZONE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def why_governed(aim: Aim, *, demands_consent: bool) -> Governing | None:
    """Return why single people must be left out of a moment; None where it may be shown to whoever WeCom finds.

    Args:
        demands_consent: the corp's rules take silence for a no.
    """
    if isinstance(aim.audience, SegmentAudience):
        return Governing.SEGMENT
    if aim.programme_id is not None:
        return Governing.PROGRAMME
    return Governing.CONSENT if demands_consent else None


def window_from(rules: Rules, at: datetime, *, overnight: bool) -> Window:
    """Return the first window, not before `at`, in which members have time to publish."""
    opens_at = next_open(rules, at)
    window = Window(opens_at, closing(rules, opens_at, overnight=overnight))
    if window.closes_at - window.opens_at >= LEAST_OPEN:
        return window
    opens_at = next_open(rules, window.closes_at)
    return Window(opens_at, closing(rules, opens_at, overnight=overnight))


def latest_close(rules: Rules, at: datetime, *, overnight: bool) -> datetime:
    """Return until when a moment that is marked from `at` on may be shown, however long the marking takes.

    Who sees it is chosen before the members are asked; caps have to hold whenever that happens.
    """
    first = window_from(rules, at, overnight=overnight)
    return window_from(rules, first.opens_at + MARKING_WITHIN, overnight=overnight).closes_at


def minutes_of(marks: int, *, per_minute: int) -> int:
    """Return how long marks take within the budget, rounded up; other calls of the corp may make it longer."""
    return -(-marks // per_minute)
