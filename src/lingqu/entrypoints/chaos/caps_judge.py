"""The judge of `lingqu chaos caps`: what people received, by the twin's ledger, held to the caps.

It knows who is one person, what each text is for, which caps held when, and when the list of members' own sends was
read; of the platform's tables it knows nothing. Everything is counted **when the customer received**.

Whose message is one too many? A cap leaves room for so many. A message of ours took a place when it was handed over; it
had to count what of ours was handed over before it and is received in the same period, whenever it was received, and
what members had sent by themselves, as far as the list had been read after they did. Where that alone fills the cap,
the message is a violation. Where only what nobody could know fills it, it is beyond our reach.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from lingqu.outreach.contracts.rules import Category, FrequencyCap, Period, SendShape

BEIJING = ZoneInfo("Asia/Shanghai")
READING = 60.0
"""Seconds that a list needs until what it says counts, at most."""
_WEEK_SECONDS = 7 * 86_400.0

_Key = TypeVar("_Key", bound=Hashable)


class Received(NamedTuple):
    """A group send that reached a customer; instants are unix seconds.

    Attributes:
        taken_at: when it was handed over; a member's own send is received in the same instant.
    """

    customer: str
    at: float
    taken_at: float
    category: Category
    ours: bool


class Refused(NamedTuple):
    """A message of ours that WeCom did not deliver when its member pressed, because the customer had had enough."""

    customer: str
    at: float
    taken_at: float


@dataclass(frozen=True, slots=True)
class Count:
    """How many messages were too many: by our fault, and by what nobody could know."""

    violations: int
    beyond_our_reach: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What happened, and what held.

    Attributes:
        persons: by customer, who they are, where several customers are one person.
        shapes: from which instant on WeCom counts how, in order.
        read_at: when the list of members' own sends was read, in order.
    """

    received: Sequence[Received]
    refused: Sequence[Refused]
    persons: Mapping[str, str]
    caps: Sequence[FrequencyCap]
    shapes: Sequence[tuple[float, SendShape]]
    read_at: Sequence[float]

    def own(self) -> Count:
        """Hold what persons received to the corp's own caps; each message counts once per cap that it breaks."""
        counted = [count for cap in self.caps for count in self._held_to(cap)]
        return Count(*map(sum, zip(*counted, strict=True))) if counted else Count(0, 0)

    def wecom(self) -> Count:
        """Look at every message that WeCom refused: whether the platform should have known better."""
        by_customer = _grouped(self.received, lambda one: one.customer)
        wrong = [self._was_known(one, by_customer.get(one.customer, [])) for one in self.refused]
        return Count(sum(wrong), len(wrong) - sum(wrong))

    def _held_to(self, cap: FrequencyCap) -> Iterator[tuple[int, int]]:
        counted = [one for one in self.received if cap.category in (None, one.category)]
        spans = _grouped(counted, lambda one: (self.persons.get(one.customer, one.customer), span(cap.period, one.at)))
        for together in spans.values():
            if len(together) > cap.most:
                yield self._too_many(together, cap.most)

    def _too_many(self, together: Sequence[Received], most: int) -> tuple[int, int]:
        ours = sorted((one for one in together if one.ours), key=lambda one: one.taken_at)
        theirs = [one for one in together if not one.ours]
        known = [before + sum(self._is_known(own, one) for own in theirs) for before, one in enumerate(ours)]
        there = [before + sum(own.at <= one.at for own in theirs) for before, one in enumerate(ours)]
        violations = sum(taken >= most for taken in known)
        return violations, sum(taken >= most for taken in there) - violations

    def _was_known(self, refused: Refused, received: Sequence[Received]) -> bool:
        since, most = wecom_window(self._shape_at(refused.at), refused.at)
        inside = [one for one in received if since <= one.at <= refused.at]
        return sum(one.ours or self._is_known(one, refused) for one in inside) >= most

    def _is_known(self, own: Received, message: Received | Refused) -> bool:
        """Tell whether the list was read between a member's own send and the hand-over of a message of ours."""
        following = bisect_right(self.read_at, own.at)
        return following < len(self.read_at) and self.read_at[following] + READING <= message.taken_at

    def _shape_at(self, at: float) -> SendShape:
        return next(shape for since, shape in reversed(self.shapes) if since <= at)


def span(period: Period, at: float) -> date:
    """Return the first day of the period of the corp's calendar in which an instant lies."""
    day = datetime.fromtimestamp(at, UTC).astimezone(BEIJING).date()
    match period:
        case Period.DAY:
            return day
        case Period.WEEK:
            return day - timedelta(days=day.weekday())
        case Period.MONTH:
            return day.replace(day=1)


def wecom_window(shape: SendShape, at: float) -> tuple[float, int]:
    """Return since when WeCom counts what a customer received until an instant, and how many it allows."""
    match shape:
        case SendShape.ROLLING_7:
            return at - _WEEK_SECONDS, 7
        case SendShape.WEEKLY_7:
            return _midnight(span(Period.WEEK, at)), 7
        case SendShape.DAILY_1:
            return _midnight(span(Period.DAY, at)), 1
        case SendShape.MONTHLY_DAYS:
            first = span(Period.MONTH, at)
            following = (first + timedelta(days=31)).replace(day=1)
            return _midnight(first), (following - first).days


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING).timestamp()


def _grouped(found: Sequence[Received], key: Callable[[Received], _Key]) -> dict[_Key, list[Received]]:
    groups: defaultdict[_Key, list[Received]] = defaultdict(list)
    for one in found:
        groups[key(one)].append(one)
    return dict(groups)
