"""What bounds every programme of a corp: caps, hours, the share nobody writes to, and the freeze."""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum


class Category(StrEnum):
    """Why a message is sent; consent and caps tell them apart."""

    SERVICE = "service"
    MARKETING = "marketing"


class Period(StrEnum):
    """A calendar period of the corp (Asia/Shanghai); a week begins on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Channel(StrEnum):
    """The way by which something reaches a person; caps tell them apart."""

    MESSAGE = "message"
    """A group send, ours or a member's own."""
    MOMENT = "moment"
    """A moment in the person's timeline."""


class SendShape(StrEnum):
    """How WeCom counts group sends to one customer; the corp chooses it in WeCom's own console."""

    MONTHLY_DAYS = "monthly_days"
    """As many a calendar month as it has days."""
    WEEKLY_7 = "weekly_7"
    """Seven a calendar week."""
    ROLLING_7 = "rolling_7"
    """Seven in any seven days: the strict reading of the same switch, which WeCom's pages leave open."""
    DAILY_1 = "daily_1"
    """One a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrequencyCap:
    """At most so many messages and moments to one person, or messages into one group, in a period.

    Attributes:
        category: None counts both.
        channel: None counts messages and moments together; of a group nothing else than messages is counted.
    """

    category: Category | None
    period: Period
    most: int
    channel: Channel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From `begins` until `ends` nothing is handed over, by the corp's clock; over midnight where it begins later."""

    begins: time
    ends: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of a corp.

    Attributes:
        caps: the corp's own for persons, beside WeCom's.
        group_caps: the same for customer groups: what goes into a group counts for no person.
        quiet: None where any hour will do.
        rests_on_holidays: whether China's public holidays are quiet all day.
        holdout_permille: the share of persons to whom no programme writes.
        approval_above: a broadcast to more customers needs a second person; None never.
        tasks_per_day: a member is given at most so many tasks a day by broadcasts; None as many as there are.
        frozen_at: since when nothing leaves; None while it may.
    """

    shape: SendShape = SendShape.MONTHLY_DAYS
    caps: tuple[FrequencyCap, ...] = ()
    group_caps: tuple[FrequencyCap, ...] = ()
    quiet: QuietHours | None = None
    rests_on_holidays: bool = False
    holdout_permille: int = 0
    approval_above: int | None = None
    tasks_per_day: int | None = None
    frozen_at: datetime | None = field(default=None)
    frozen_by: str | None = field(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """A broadcast that a freeze stopped: how many had it already, and how many were taken back."""

    broadcast_id: int
    name: str
    delivered: int
    taken_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedMoment:
    """A moment that a freeze stopped.

    Attributes:
        shown: customers who had seen it, as far as WeCom had told.
        published, members: who had published it, of so many who were asked; their copies stay.
    """

    moment_id: int
    name: str
    shown: int
    published: int
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """What pulling the switch stopped."""

    broadcasts: tuple[Stopped, ...] = ()
    moments: tuple[StoppedMoment, ...] = ()
