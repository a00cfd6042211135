"""The day's numbers, kept up to date fact by fact. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from lingqu.customers.contracts import facts as customer_facts
from lingqu.deliveries import contracts as deliveries
from lingqu.infra.work import CORP_ZONE

IN_TIME_SECONDS = deliveries.WELCOME_WINDOW.total_seconds()
MINUTES_SHOWN = 30

_ADDED = frozenset({customer_facts.RELATION_ADDED, customer_facts.RELATION_READDED})
_DELETED = frozenset({customer_facts.RELATION_DELETED_BY_CUSTOMER, customer_facts.RELATION_DELETED_BY_STAFF})
_SETTLED = frozenset({deliveries.DELIVERED, deliveries.FAILED, deliveries.EXPIRED, deliveries.UNKNOWN})

COUNTED = _ADDED | _DELETED | _SETTLED | {customer_facts.TAG_GRANTED}
"""Kinds of facts that change a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """So many facts of one sort within one minute (UTC, by when they happened)."""

    minute: datetime
    kind: str
    channel_id: int | None
    is_welcome: bool
    in_time: bool
    count: int


@dataclass(slots=True)
class Minute:
    """What happened within one minute."""

    callbacks: int = 0
    added: int = 0
    greeted: int = 0


@dataclass(slots=True)
class Tally:
    """One day of the corp."""

    day: date
    added: int = 0
    greeted: int = 0
    greetings_settled: int = 0
    greetings_in_time: int = 0
    deleted: int = 0
    tagged: int = 0
    by_channel: Counter[int] = field(default_factory=Counter)
    minutes: defaultdict[datetime, Minute] = field(default_factory=lambda: defaultdict(Minute))

    def take(self, one: Counted) -> None:
        """Count facts; those that happened on another day are left out."""
        if one.minute.astimezone(CORP_ZONE).date() != self.day:
            return
        if one.kind in _ADDED:
            self.added += one.count
            self.minutes[one.minute].added += one.count
            if one.channel_id is not None:
                self.by_channel[one.channel_id] += one.count
        elif one.kind in _DELETED:
            self.deleted += one.count
        elif one.kind == customer_facts.TAG_GRANTED:
            self.tagged += one.count
        elif one.kind in _SETTLED and one.is_welcome:
            self._settle(one)

    def _settle(self, one: Counted) -> None:
        self.greetings_settled += one.count
        if one.kind == deliveries.DELIVERED:
            self.greeted += one.count
            self.greetings_in_time += one.count if one.in_time else 0
            self.minutes[one.minute].greeted += one.count

    @property
    def in_time_permille(self) -> int | None:
        """Greetings said within 20 s, of those that are settled; None before the first."""
        return self.greetings_in_time * 1000 // self.greetings_settled if self.greetings_settled else None

    def last_minutes(self, at: datetime) -> list[tuple[datetime, Minute]]:
        """Return the last half hour minute by minute, oldest first, the present one last."""
        last = minute_of(at)
        shown = [last - timedelta(minutes=back) for back in reversed(range(MINUTES_SHOWN))]
        return [(minute, self.minutes.get(minute, Minute())) for minute in shown]


def counted(kind: str, occurred_at: datetime, data: Mapping[str, Any]) -> Counted | None:
    """Read a fact as something to count, None when it changes no number."""
    if kind not in COUNTED or (kind == customer_facts.TAG_GRANTED and data.get("learnt") in customer_facts.READS):
        return None
    seconds = data.get("seconds")
    return Counted(
        minute=minute_of(occurred_at),
        kind=kind,
        channel_id=data.get("channel_id"),
        is_welcome=data.get("channel") == deliveries.DeliveryChannel.WELCOME,
        in_time=isinstance(seconds, int | float) and seconds <= IN_TIME_SECONDS,
        count=1,
    )


def minute_of(at: datetime) -> datetime:
    """Return the beginning of an instant's minute."""
    return at.replace(second=0, microsecond=0)
