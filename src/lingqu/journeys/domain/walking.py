"""One small person's way through a definition in stepped time, by the decisions that customers are moved on by.

Nothing is asked of a corp: what the person is and does, when, and what becomes of messages to them is told before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from lingqu.journeys.contracts.definition import (
    AnyStep,
    Awaited,
    Definition,
    Draw,
    InSegment,
    Mark,
    Message,
    MessageEnds,
    OnEvent,
    OutOfSegment,
    SegmentEntry,
    SetAttribute,
    Since,
    Split,
    StepKey,
    WaitDate,
    WaitFor,
)
from lingqu.journeys.contracts.enrollments import EndReason, EnrollmentId, Standing
from lingqu.journeys.domain.advancing import Answer, Goes, Leaves, Stays, Turn, Way, decide
from lingqu.kernel.days import CORP_ZONE
from lingqu.kernel.ids import StaffId, TagId
from lingqu.kernel.text.values import read_day
from lingqu.segments.contracts.definition import Definition as Condition
from lingqu.segments.contracts.definition import EventMatch
from lingqu.segments.contracts.person import Mark as TagMark
from lingqu.segments.contracts.person import Occurrence, Person, PersonRelation

LONGEST = timedelta(days=3660)
"""Whoever still waits then is left waiting."""
MOST_VISITS = 1_000

Fits: TypeAlias = Callable[[Condition, Person, datetime], bool]
"""Whether a person, as they are at an instant, fits a condition."""

Matches: TypeAlias = Callable[[EventMatch, Occurrence], bool]
"""Whether something that happened is a certain event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Somebody who comes in at an instant, and what is to happen to them.

    Attributes:
        person: with everything of all times; at each instant only what was by then is seen.
        leaves: of segments, when they leave them again.
        received, not_received: of steps' messages, when that is known.
        drawn: of steps that draw, the share that they are drawn for.
    """

    at: datetime
    person: Person
    leaves: Mapping[int, datetime] = field(default_factory=dict[int, datetime])
    received: Mapping[StepKey, datetime] = field(default_factory=dict[StepKey, datetime])
    not_received: Mapping[StepKey, datetime] = field(default_factory=dict[StepKey, datetime])
    drawn: Mapping[StepKey, str] = field(default_factory=dict[StepKey, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A step that somebody came to; `outlet` and `left_at` are None where they went no further."""

    step: StepKey
    came_at: datetime
    left_at: datetime | None = None
    outlet: str | None = None
    is_message: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A whole way. `reason` says why it ended, as passages have it; None where it has not."""

    visits: Sequence[Visit]
    reason: str | None


class Undrawn(Exception):  # noqa: N818 - a question to the author, not a fault of the code
    """What somebody is drawn for at a step depends on the journey's number: whoever tries it out must say it."""

    def __init__(self, step: StepKey) -> None:
        super().__init__(step)
        self.step = step


def walk(definition: Definition, life: Life, *, fits: Fits, matches: Matches) -> Walk:
    """Go as far as somebody gets.

    Raises:
        Undrawn: a draw that has no salt is not told.
    """
    return _Walker(definition, life, fits, matches).walk()


class _Walker:
    def __init__(self, definition: Definition, life: Life, fits: Fits, matches: Matches) -> None:
        self._definition = definition
        self._life = life
        self._fits = fits
        self._matches = matches
        self._person = life.person
        self._instants = sorted(_instants(life))

    def walk(self) -> Walk:
        way = Way.of(self._definition)
        visits: list[Visit] = []
        now, key = self._life.at, self._definition.first
        while len(visits) < MOST_VISITS:
            step = self._definition.steps[key]
            visit = Visit(step=key, came_at=now, is_message=isinstance(step, Message))
            outcome, now = self._stand(key, step, number=len(visits) + 1, came_at=now)
            if not isinstance(outcome, Goes):
                return Walk(visits=[*visits, visit], reason=None if outcome is None else outcome.reason)
            visits.append(replace(visit, left_at=now, outlet=outcome.outlet))
            self._do(step)
            to = way.leads[key][outcome.outlet]
            if to is None:
                return Walk(visits=visits, reason=EndReason.COMPLETED.value)
            key = to
        return Walk(visits=visits, reason=None)

    def _stand(
        self, key: StepKey, step: AnyStep, *, number: int, came_at: datetime
    ) -> tuple[Goes | Leaves | None, datetime]:
        """Return how somebody leaves a step, and when; None where they never do."""
        standing = Standing(
            enrollment_id=EnrollmentId(0),
            customer_id=self._person.customer_id,
            version=1,
            step=key,
            visit=number,
            entered_at=self._life.at,
            arrived_at=came_at,
            met=None,
        )
        now = came_at
        while True:
            early = self._ended_early(now)
            if early is not None:
                return Leaves(early.value), now
            outcome = self._drawn(key, step) or decide(
                step, standing, self._answer(step, came_at, now), Turn(now, CORP_ZONE, salt="")
            )
            if not isinstance(outcome, Stays):
                return outcome, now
            now = min([outcome.until, *(one for one in self._instants if one > now)])
            if now > self._life.at + LONGEST:
                return None, now

    def _drawn(self, key: StepKey, step: AnyStep) -> Goes | None:
        if not isinstance(step, Draw):
            return None
        if key in self._life.drawn:
            return Goes(self._life.drawn[key])
        if step.salt is None:
            raise Undrawn(key)
        return None

    # ───────────────────────── what is asked ─────────────────────────

    def _answer(self, step: AnyStep, came_at: datetime, now: datetime) -> Answer:
        match step:
            case Split():
                person = as_of(self._person, self._life.leaves, now)
                return next((one.name for one in step.branches if self._fits(one.when, person, now)), None)
            case WaitDate():
                return _date(self._person.attributes.get(step.attribute))
            case WaitFor():
                since = came_at if step.since is Since.ARRIVAL else self._life.at
                return next((one.name for one in step.awaited if self._has_come(one, since, now)), None)
            case _:
                return None

    def _has_come(self, awaited: Awaited, since: datetime, now: datetime) -> bool:
        match awaited.on:
            case OnEvent(event=event):
                return self._happened(event, since, now)
            case InSegment(segment_id=segment_id) | OutOfSegment(segment_id=segment_id):
                members = as_of(self._person, self._life.leaves, now).segments
                return (segment_id in members) is isinstance(awaited.on, InSegment)
            case MessageEnds(step=step, received=received):
                known = (self._life.received if received else self._life.not_received).get(step)
                return known is not None and known <= now

    def _happened(self, event: EventMatch, since: datetime, until: datetime) -> bool:
        return any(since < one.occurred_at <= until and self._matches(event, one) for one in self._person.events)

    def _ended_early(self, now: datetime) -> EndReason | None:
        definition, at = self._definition, self._life.at
        if definition.exits.on_goal and any(
            self._happened(one.event, at, min(now, at + one.within)) for one in definition.goals
        ):
            return EndReason.GOAL
        left = {segment_id for segment_id, when in self._life.leaves.items() if at < when <= now}
        bound = {one.segment_id for one in definition.entries if isinstance(one, SegmentEntry)}
        return EndReason.CONDITION if definition.exits.condition_ends and left & bound else None

    # ───────────────────────── what is done ─────────────────────────

    def _do(self, step: AnyStep) -> None:
        match step:
            case Mark():
                self._person = _marked(self._person, step, self._life.at)
            case SetAttribute():
                kept = {key: value for key, value in self._person.attributes.items() if key != step.key}
                given = {} if step.value is None else {step.key: step.value}
                self._person = replace(self._person, attributes={**kept, **given})
            case _:
                pass


def as_of(person: Person, leaves: Mapping[int, datetime], now: datetime) -> Person:
    """Return a person as they are at an instant: nothing of what is yet to come."""
    return replace(
        person,
        relations=tuple(one for one in person.relations if one.added_at <= now),
        events=tuple(one for one in person.events if one.occurred_at <= now),
        orders=tuple(one for one in person.orders if one.paid_at <= now),
        groups=tuple(one for one in person.groups if one.joined_at <= now),
        segments={
            segment_id: since
            for segment_id, since in person.segments.items()
            if since <= now and not since <= leaves.get(segment_id, now + LONGEST) <= now
        },
    )


def _marked(person: Person, step: Mark, at: datetime) -> Person:
    """Return a person with tags given and taken, on a relation of their own."""
    kept = tuple(
        replace(relation, marks=tuple(one for one in relation.marks if one.tag_id not in step.take))
        for relation in person.relations
    )
    marks = tuple(TagMark(tag_id=TagId(one), group_id=0, granted_at=at, source="journey") for one in step.give)
    return replace(person, relations=(*kept, PersonRelation(staff_id=StaffId(0), added_at=at, marks=marks)))


def _date(value: Any) -> date | None:
    """Return a date as people have it, or as a step has set it."""
    return value if isinstance(value, date) else read_day(value) if isinstance(value, str) else None


def _instants(life: Life) -> Iterator[datetime]:
    """Give the instants at which something comes of itself."""
    yield from (one.occurred_at for one in life.person.events)
    yield from life.person.segments.values()
    for told in (life.leaves, life.received, life.not_received):
        yield from told.values()
