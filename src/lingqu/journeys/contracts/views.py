"""Journeys as people look at them: who stands where, and one customer's way with the reason at each turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lingqu.journeys.contracts.definition import Definition, StepKey
from lingqu.journeys.contracts.enrollments import EnrollmentId, EnrollmentState, JourneyId
from lingqu.journeys.contracts.journeys import Journey
from lingqu.kernel.ids import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyView:
    """A journey with how many passages stand how, over all versions."""

    journey: Journey
    counts: Mapping[EnrollmentState, int]
    goals: int
    """Passages that reached a goal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCount:
    """How many stand at a step of a version; `parked` of them failed there."""

    version: int
    step: StepKey
    waiting: int
    parked: int
    next_due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A published version."""

    journey_id: JourneyId
    version: int
    definition: Definition
    published_at: datetime
    published_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One customer's passage, as listed."""

    enrollment_id: EnrollmentId
    journey_id: JourneyId
    version: int
    customer_id: CustomerId
    customer_name: str | None
    state: EnrollmentState
    step: StepKey | None
    visit: int
    entered_at: datetime
    arrived_at: datetime
    due: datetime | None
    ended_at: datetime | None
    reason: str | None
    goal: str | None
    goal_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """A fact of a passage: `kind` says which, `data` what it tells."""

    kind: str
    occurred_at: datetime
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A passage with everything that was told of it, in order; messages of its steps are among that."""

    passage: Passage
    turnings: Sequence[Turning]
