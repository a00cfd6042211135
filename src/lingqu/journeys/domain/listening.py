"""Which facts concern whom: what lets people in, what they wait for, what they were meant to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from lingqu.customers.contracts.facts import CUSTOMER_ATTRIBUTE_SET
from lingqu.deliveries import contracts as deliveries
from lingqu.journeys.contracts.definition import (
    AnyStep,
    Definition,
    EventEntry,
    Goal,
    InSegment,
    MessageEnds,
    OnEvent,
    OutOfSegment,
    SegmentEntry,
    StepKey,
    Trigger,
    WaitDate,
    WaitFor,
)
from lingqu.journeys.contracts.enrollments import EnrollmentId, JourneyId
from lingqu.segments.api.matching import is_meant
from lingqu.segments.contracts.facts import SEGMENT_ENTERED, SEGMENT_LEFT

RECEIVED = frozenset({deliveries.DELIVERED})
NOT_RECEIVED = frozenset({deliveries.FAILED, deliveries.EXPIRED, deliveries.CANCELLED, deliveries.SKIPPED})
"""Surely not: of one that is unknown nobody can say."""


def event_kinds(step: WaitFor) -> set[str]:
    """Return the kinds of facts that may end a wait."""
    kinds: set[str] = set()
    for awaited in step.awaited:
        match awaited.on:
            case OnEvent(event=event):
                kinds.add(event.name)
            case MessageEnds(received=received):
                kinds |= RECEIVED if received else NOT_RECEIVED
            case _:
                pass
    return kinds


def meets(on: Trigger, kind: str, data: Mapping[str, Any], enrollment_id: EnrollmentId) -> bool:
    """Tell whether a fact of the customer is what a passage waits for; segments are no facts of this kind."""
    match on:
        case OnEvent(event=event):
            return is_meant(event, kind, data)
        case MessageEnds(step=step, received=received):
            ends = RECEIVED if received else NOT_RECEIVED
            return kind in ends and data.get("enrollment_id") == enrollment_id and data.get("step") == step
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Coming:
    """A way in that facts of a kind open, from when the journey let people in: what was before is not meant."""

    journey_id: JourneyId
    entry: EventEntry | SegmentEntry
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that is waited for at a step; without a name the step is to be looked at again."""

    journey_id: JourneyId
    version: int
    step: StepKey
    name: str | None
    on: Trigger | None


@dataclass(frozen=True, slots=True)
class Aiming:
    """A goal that facts of a kind reach."""

    journey_id: JourneyId
    version: int
    goal: Goal
    ends: bool


@dataclass(frozen=True, slots=True)
class Binding:
    """A segment that whoever leaves it also leaves the journey."""

    journey_id: JourneyId
    version: int
    segment_id: int


Ear: TypeAlias = Coming | Waiting | Aiming | Binding


def ears(
    journey_id: JourneyId, version: int, definition: Definition, *, opened_at: datetime | None
) -> dict[str, list[Ear]]:
    """Return what a version listens for, by the kind of fact.

    Args:
        opened_at: since when people come in by this version; None where they do not.
    """
    found: dict[str, list[Ear]] = {}
    for entry in definition.entries:
        if isinstance(entry, EventEntry | SegmentEntry):
            if opened_at is not None:
                found.setdefault(_opened_by(entry), []).append(Coming(journey_id, entry, opened_at))
            if isinstance(entry, SegmentEntry) and definition.exits.condition_ends:
                found.setdefault(SEGMENT_LEFT, []).append(Binding(journey_id, version, entry.segment_id))
    for key, step in definition.steps.items():
        for kind, name, on in _heard_at(step):
            found.setdefault(kind, []).append(Waiting(journey_id, version, key, name, on))
    for goal in definition.goals:
        aim = Aiming(journey_id, version, goal, ends=definition.exits.on_goal)
        found.setdefault(goal.event.name, []).append(aim)
    return found


def _opened_by(entry: EventEntry | SegmentEntry) -> str:
    return SEGMENT_ENTERED if isinstance(entry, SegmentEntry) else entry.event.name


def _heard_at(step: AnyStep) -> Iterator[tuple[str, str | None, Trigger | None]]:
    """Give the kinds of facts that somebody who stands at a step is looked at again for, and what they may mean."""
    if isinstance(step, WaitDate):
        yield CUSTOMER_ATTRIBUTE_SET, None, None
    if not isinstance(step, WaitFor):
        return
    for awaited in step.awaited:
        match awaited.on:
            case OnEvent(event=event):
                yield event.name, awaited.name, awaited.on
            case MessageEnds(received=received):
                for kind in RECEIVED if received else NOT_RECEIVED:
                    yield kind, awaited.name, awaited.on
            case InSegment():
                yield SEGMENT_ENTERED, None, awaited.on
            case OutOfSegment():
                yield SEGMENT_LEFT, None, awaited.on


def lets_in(entry: EventEntry | SegmentEntry, kind: str, data: Mapping[str, Any]) -> bool:
    """Tell whether a fact opens a way in."""
    if isinstance(entry, SegmentEntry):
        return kind == SEGMENT_ENTERED and data.get("segment_id") == entry.segment_id
    return is_meant(entry.event, kind, data)


def entry_key(entry: EventEntry | SegmentEntry, data: Mapping[str, Any]) -> str:
    """Return what tells passages of one customer apart."""
    if isinstance(entry, SegmentEntry) or entry.key is None:
        return ""
    return str(data.get(entry.key, ""))


def wakes(one: Waiting, kind: str, data: Mapping[str, Any]) -> bool:
    """Tell whether a fact of a customer may end their wait; of a message, only the passage itself can tell."""
    match one.on:
        case None:
            return True
        case InSegment(segment_id=segment_id) | OutOfSegment(segment_id=segment_id):
            return data.get("segment_id") == segment_id
        case MessageEnds(step=step):
            return data.get("step") == step
        case OnEvent(event=event):
            return is_meant(event, kind, data)
