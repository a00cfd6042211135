"""A journey's definition as data: what the canvas, the table, the API, YAML files and the store all hold.

JSON with a `kind` in every node. Durations are ISO 8601 (`P3D`), clock times are the corp's (`10:00:00`), events and
conditions are those of segments. Steps are named; an outlet names the step that follows, or nothing: the way ends.
"""

from __future__ import annotations

from datetime import time, timedelta
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct

from lingqu.outreach.contracts.variants import Variant
from lingqu.segments.contracts.definition import Definition as Condition
from lingqu.segments.contracts.definition import EventMatch
from lingqu.segments.contracts.windows import Instant

StepKey: TypeAlias = str
"""Name of a step within its definition: 1 to 40 letters (of any script), digits, `_` and `-`."""

To: TypeAlias = StepKey | None
"""Where an outlet leads; None ends the way."""

QUARTER = timedelta(minutes=15)


class Node(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind", tag="node"
):
    """A part of a definition that says what kind it is."""


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of which there is one kind."""


# ───────────────────────── ways in ─────────────────────────


class EventEntry(Node, frozen=True, kw_only=True, tag="event"):
    """Whoever a matching event tells of; `key` is the property of it that tells passages of one customer apart."""

    event: EventMatch
    key: str | None = None


class SegmentEntry(Node, frozen=True, kw_only=True, tag="segment"):
    """Whoever comes into a segment; its members at the time of publishing are not meant."""

    segment_id: int


class Repeat(StrEnum):
    """How often a schedule comes again."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    """On the day of the month it began on; in shorter months on the last."""


class ScheduleEntry(Node, frozen=True, kw_only=True, tag="schedule"):
    """All members of a segment at an instant, and again."""

    segment_id: int
    first_at: Instant
    repeat: Repeat = Repeat.ONCE


class ManualEntry(Node, frozen=True, kw_only=True, tag="manual"):
    """Whom operators or the corp's own servers put in, one by one or by list."""


Entry: TypeAlias = EventEntry | SegmentEntry | ScheduleEntry | ManualEntry


class Never(Node, frozen=True, kw_only=True, tag="never"):
    """A customer goes through once."""


class AfterEnd(Node, frozen=True, kw_only=True, tag="after_end"):
    """Again when the last passage has ended."""


class AfterDays(Node, frozen=True, kw_only=True, tag="after_days"):
    """Again when the last passage has ended, and began so many days (of 24 hours) ago."""

    days: Annotated[int, Meta(ge=1, le=3660)]


class PerKey(Node, frozen=True, kw_only=True, tag="per_key"):
    """One passage for each key of the entering event, also at the same time; none twice for one key."""


ReEntry: TypeAlias = Never | AfterEnd | AfterDays | PerKey

# ───────────────────────── goals and exits ─────────────────────────


class Goal(Part, frozen=True, kw_only=True):
    """What the journey is for: a matching event within a time of the entry, also after the way has ended."""

    name: str
    event: EventMatch
    within: timedelta


class Exits(Part, frozen=True, kw_only=True):
    """What ends a way early. `condition_ends`: the customer left the segment that let them in."""

    on_goal: bool = True
    condition_ends: bool = False


# ───────────────────────── steps ─────────────────────────


class Step(Node, frozen=True, kw_only=True, tag="step"):
    """A place on the way. `title` is what people call it."""

    title: str | None = None


class Message(Step, frozen=True, kw_only=True, tag="message"):
    """A message that a member is asked to send; one of `contents` is drawn for the person as in broadcasts.

    Whoever comes within `gathers`, counted from midnight, is of one task a member and content.
    """

    contents: tuple[Variant, ...]
    gathers: timedelta = QUARTER
    next: To = None


class Wait(Step, frozen=True, kw_only=True, tag="wait"):
    """A duration since the arrival: `P1D` are 24 hours."""

    lasts: timedelta
    next: To = None


class DayKind(StrEnum):
    """Days of the corp."""

    ANY = "any"
    WORKDAY = "workday"
    """Neither weekend nor public holiday, or a weekend worked instead."""
    RESTDAY = "restday"


class Since(StrEnum):
    """From when on days or events count."""

    ARRIVAL = "arrival"
    ENTRY = "entry"


class WaitUntil(Step, frozen=True, kw_only=True, tag="wait_until"):
    """The next such clock time on such a day of the corp.

    Attributes:
        days_later: not before so many calendar days after the day of `since`.
        weekdays: 1 (Monday) to 7; none narrows nothing.
        missed: where to, when the time had passed on arrival: of `since` entry there is no next. Without it the way
            goes on at once.
    """

    clock: time
    days_later: Annotated[int, Meta(ge=0, le=3660)] = 0
    since: Since = Since.ARRIVAL
    day: DayKind = DayKind.ANY
    weekdays: tuple[Annotated[int, Meta(ge=1, le=7)], ...] = ()
    next: To = None
    missed: To = None


class WaitDate(Step, frozen=True, kw_only=True, tag="wait_date"):
    """A date of the customer, so many days before (negative) or after it, at a clock time.

    Attributes:
        yearly: its next return; 29 February is kept on the 28th where there is none.
        missing: where to, without such a date. `missed`: where to, when it is over.
    """

    attribute: str
    clock: time
    offset_days: Annotated[int, Meta(ge=-366, le=3660)] = 0
    yearly: bool = False
    next: To = None
    missing: To = None
    missed: To = None


class OnEvent(Node, frozen=True, kw_only=True, tag="event"):
    """A matching event of the customer."""

    event: EventMatch


class InSegment(Node, frozen=True, kw_only=True, tag="in_segment"):
    """Is a member of a segment; whoever is one already passes at once."""

    segment_id: int


class OutOfSegment(Node, frozen=True, kw_only=True, tag="out_of_segment"):
    """Is no member of a segment."""

    segment_id: int


class MessageEnds(Node, frozen=True, kw_only=True, tag="message_ends"):
    """What became of the last message of a step of this passage: received, or surely not."""

    step: StepKey
    received: bool = True


Trigger: TypeAlias = OnEvent | InSegment | OutOfSegment | MessageEnds


class Awaited(Part, frozen=True, kw_only=True):
    """Something that is waited for, and where it leads."""

    name: str
    on: Trigger
    to: To = None


class WaitFor(Step, frozen=True, kw_only=True, tag="wait_for"):
    """The first of several things to happen, or the end of a time. Of several at once the first by order.

    Attributes:
        since: from when on events count.
        timeout: a wait without an end would keep people for ever.
        late: where to, when nothing came in time.
    """

    awaited: tuple[Awaited, ...]
    timeout: timedelta
    since: Since = Since.ARRIVAL
    late: To = None


class Branch(Part, frozen=True, kw_only=True):
    """Customers who fit a condition of segments, and where they go."""

    name: str
    when: Condition
    to: To = None


class Split(Step, frozen=True, kw_only=True, tag="split"):
    """The first branch whose condition the customer fits, by order; `otherwise` for all others."""

    branches: tuple[Branch, ...]
    otherwise: To = None


class Share(Part, frozen=True, kw_only=True):
    """So many of a thousand."""

    name: str
    permille: Annotated[int, Meta(ge=1, le=1000)]
    to: To = None


class Draw(Step, frozen=True, kw_only=True, tag="draw"):
    """By lot, once for ever per customer and `salt`; without one, per journey and step. Shares make 1,000."""

    shares: tuple[Share, ...]
    salt: str | None = None


class Mark(Step, frozen=True, kw_only=True, tag="mark"):
    """Corp tags on the live relations of the customer, given and taken; at WeCom soon after."""

    give: tuple[int, ...] = ()
    take: tuple[int, ...] = ()
    next: To = None


class SetAttribute(Step, frozen=True, kw_only=True, tag="attribute"):
    """An attribute of the customer; a null value takes it away."""

    key: str
    value: Any = None
    next: To = None


class SetStage(Step, frozen=True, kw_only=True, tag="stage"):
    """The customer's stage."""

    stage_id: int
    next: To = None


class ReachGoal(Step, frozen=True, kw_only=True, tag="goal"):
    """Whoever comes here has reached a goal of the journey."""

    goal: str
    next: To = None


class Exit(Step, frozen=True, kw_only=True, tag="exit"):
    """The way ends here, for a reason in the author's words."""

    reason: str


AnyStep: TypeAlias = (
    Message | Wait | WaitUntil | WaitDate | WaitFor | Split | Draw | Mark | SetAttribute | SetStage | ReachGoal | Exit
)

# ───────────────────────── the whole ─────────────────────────


class Definition(Part, frozen=True, kw_only=True):
    """A version of a journey.

    Attributes:
        programme_id: decides category, holdout, budget and priority of its messages.
        first: the step that everybody comes to first.
    """

    programme_id: int | None = None
    entries: tuple[Entry, ...]
    re_entry: ReEntry = Never()
    goals: tuple[Goal, ...] = ()
    exits: Exits = Exits()
    first: StepKey
    steps: dict[StepKey, AnyStep]
