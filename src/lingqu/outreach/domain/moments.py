"""The moves of a moment, who of a segment is marked, and when it can be ready.

draft → marking (for a segment) → ready → handing_over → waiting → done, and cancelled from all but done
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from lingqu.deliveries.contracts import Reason
from lingqu.kernel.ids import CustomerId, StaffId
from lingqu.outreach.contracts.moments import MomentState

_M = MomentState

MOVES: Mapping[MomentState, frozenset[MomentState]] = MappingProxyType(
    {
        _M.DRAFT: frozenset({_M.MARKING, _M.READY, _M.CANCELLED}),
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

OPEN_FOR = timedelta(days=3)
"""How long members may publish, counted from the hand-over."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of the segment as one contact who could see the moment.

    Attributes:
        customer_id: the contact, or the person where no contact can be reached.
        staff_id: who follows them most recently of the senders; None when none of these does.
        followed: somebody follows them at all.
        over_cap: was shown as many moments this month as WeCom allows.
    """

    customer_id: CustomerId
    staff_id: StaffId | None
    followed: bool
    over_cap: bool


def leave_out(person: Person) -> Reason | None:
    """Return why a member of the segment is not marked; None when they are."""
    if not person.followed:
        return Reason.NO_LIVE_RELATION
    if person.staff_id is None:
        return Reason.NO_FOLLOW_USER
    return Reason.OVER_CAP if person.over_cap else None


def minutes_of(marks: int, *, per_minute: int) -> int:
    """Return how long marks take within the budget, rounded up; other calls of the corp may make it longer."""
    return -(-marks // per_minute)
