"""Caps as counts within spans of time: one's own, and WeCom's in its shapes.

A message that is handed over may be received at any instant until its window closes, so it counts in every period
that the window touches.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from lingqu.deliveries.contracts import Reason
from lingqu.deliveries.contracts.moments import MOST_SHOWN_A_MONTH
from lingqu.outreach.contracts.programmes import Programme, ProgrammeId
from lingqu.outreach.contracts.rules import Category, Channel, FrequencyCap, Period, Rules, SendShape
from lingqu.outreach.domain.hours import BEIJING, closing, next_open

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_WECOM: Mapping[SendShape, Period] = MappingProxyType(
    {SendShape.MONTHLY_DAYS: Period.MONTH, SendShape.WEEKLY_7: Period.WEEK, SendShape.DAILY_1: Period.DAY}
)
_WEEKLY = 7


@dataclass(frozen=True, slots=True)
class Window:
    """From when and until when members may send; both instants belong to it."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most so many messages or moments from `begins` until before `ends`.

    Attributes:
        category, channel, programme_id: counts what is of one only; None counts all.
        of_wecom: WeCom counts by customer of its own, we by person.
    """

    begins: datetime
    ends: datetime
    most: int
    category: Category | None = None
    channel: Channel | None = None
    programme_id: ProgrammeId | None = None
    of_wecom: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A message or moment that was received, or may be, from one instant to another, both included.

    Attributes:
        of_customer: it was to the customer in question, and not to another contact of the same person.
    """

    category: Category
    programme_id: ProgrammeId | None = None
    first_at: datetime
    last_at: datetime
    of_customer: bool
    channel: Channel = Channel.MESSAGE

    def counts_in(self, limit: Limit) -> bool:
        """Tell whether it takes from a limit."""
        return (
            self.first_at < limit.ends
            and self.last_at >= limit.begins
            and limit.category in (None, self.category)
            and limit.programme_id in (None, self.programme_id)
            and limit.channel in (None, self.channel)
            and (self.of_customer or not limit.of_wecom)
        )


def window_of(rules: Rules, programme: Programme | None, at: datetime) -> Window:
    """Return when members could send a broadcast of a programme that leaves at an instant, or as soon as it may."""
    opens_at = next_open(rules, at)
    return Window(opens_at, closing(rules, opens_at, overnight=programme is not None and programme.draft.overnight))


def limits_of(
    rules: Rules,
    category: Category,
    window: Window,
    channel: Channel = Channel.MESSAGE,
    *,
    programme: Programme | None = None,
) -> list[Limit]:
    """Return every limit that one more message, or moment, of a category and a programme may meet in its window."""
    bounds = bounds_over(rules, [programme], window, channel)
    return [limit for bound in bounds for limit in bound if limit.category in (None, category)]


def bounds_over(
    rules: Rules, programmes: Iterable[Programme | None], window: Window, channel: Channel = Channel.MESSAGE
) -> list[list[Limit]]:
    """Return, of each rule, the limits that a span of time touches: WeCom's, the corp's own, the programmes'."""
    of_wecom = _of_messages(rules.shape, window) if channel is Channel.MESSAGE else _of_moments(window)
    own = [_own(cap, window) for cap in rules.caps if cap.channel in (None, channel)]
    cadences = [
        [
            Limit(begins=begins, ends=ends, most=cadence.most, programme_id=one.programme_id)
            for begins, ends in _instants(cadence.period, window)
        ]
        for one in programmes
        if one is not None and (cadence := one.draft.cadence) is not None
    ]
    return [of_wecom, *own, *cadences]


def group_limits_of(rules: Rules, category: Category, window: Window) -> list[Limit]:
    """Return the same for one more message into a customer group: WeCom's cap has one shape for both."""
    caps = [cap for cap in rules.group_caps if cap.category in (None, category)]
    return [*_of_messages(rules.shape, window), *(limit for cap in caps for limit in _own(cap, window))]


def verdict(used: Sequence[int], limits: Sequence[Limit]) -> Reason | None:
    """Return which limit one more message would break; WeCom's first, because nothing of ours could lift it.

    The programme's own cadence is named only where nothing wider stands in the way.

    Args:
        used: of each limit, how much of it is taken.
    """
    broken = [limit for taken, limit in zip(used, limits, strict=True) if taken >= limit.most]
    if not broken:
        return None
    if any(limit.of_wecom for limit in broken):
        return Reason.OVER_CAP
    return Reason.TOO_SOON if all(limit.programme_id is not None for limit in broken) else Reason.CAPPED


def has_room(taken: Sequence[Taken], limits: Sequence[Limit]) -> bool:
    """Tell whether one more message breaks no limit."""
    return all(sum(one.counts_in(limit) for one in taken) < limit.most for limit in limits)


def spans(period: Period, window: Window) -> Iterable[tuple[date, date]]:
    """Give the calendar periods that a window touches, as their first day and the first day after."""
    day, last = (one.astimezone(BEIJING).date() for one in (window.opens_at, window.closes_at))
    while day <= last:
        begins, ends = _period(period, day)
        yield begins, ends
        day = ends


def _period(period: Period, day: date) -> tuple[date, date]:
    match period:
        case Period.DAY:
            return day, day + _DAY
        case Period.WEEK:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + _WEEK
        case Period.MONTH:
            first = day.replace(day=1)
            return first, first + timedelta(days=monthrange(day.year, day.month)[1])


def _own(cap: FrequencyCap, window: Window) -> list[Limit]:
    return [
        Limit(begins=begins, ends=ends, most=cap.most, category=cap.category, channel=cap.channel)
        for begins, ends in _instants(cap.period, window)
    ]


def _of_moments(window: Window) -> list[Limit]:
    return [
        Limit(begins=begins, ends=ends, most=MOST_SHOWN_A_MONTH, channel=Channel.MOMENT, of_wecom=True)
        for begins, ends in _instants(Period.MONTH, window)
    ]


def _of_messages(shape: SendShape, window: Window) -> list[Limit]:
    if shape is SendShape.ROLLING_7:
        # Whatever seven days hold an instant of the window lie within these.
        begins, ends = window.opens_at - _WEEK, window.closes_at + _WEEK
        return [Limit(begins=begins, ends=ends, most=_WEEKLY, channel=Channel.MESSAGE, of_wecom=True)]
    return [
        Limit(
            begins=_midnight(begins),
            ends=_midnight(ends),
            most=_most(shape, begins),
            channel=Channel.MESSAGE,
            of_wecom=True,
        )
        for begins, ends in spans(_WECOM[shape], window)
    ]


def _instants(period: Period, window: Window) -> list[tuple[datetime, datetime]]:
    """Return the periods that a window touches, from instant to instant."""
    return [(_midnight(begins), _midnight(ends)) for begins, ends in spans(period, window)]


def _most(shape: SendShape, begins: date) -> int:
    if shape is SendShape.MONTHLY_DAYS:
        return monthrange(begins.year, begins.month)[1]
    return _WEEKLY if shape is SendShape.WEEKLY_7 else 1


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)
