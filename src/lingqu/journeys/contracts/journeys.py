"""Journeys as operators know them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lingqu.journeys.contracts.definition import Definition
from lingqu.journeys.contracts.enrollments import JourneyId

JOB_CLOSE_VERSIONS = "journeys.close_versions"


class JourneyState(StrEnum):
    """Where a journey stands; `lingqu.journeys.domain.journeys` has the moves."""

    DRAFT = "draft"
    """Nothing of it was ever published."""
    RUNNING = "running"
    PAUSED = "paused"
    """Nobody comes in or goes on; who waits, waits."""
    CLOSED = "closed"
    """Nobody comes in; who is on the way goes on."""
    ARCHIVED = "archived"
    """Nobody comes in or goes on, ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A journey with what is being written; `version` is the newest published, `revision` changes with the draft."""

    journey_id: JourneyId
    name: str
    state: JourneyState
    draft: Definition
    revision: int
    version: int | None
    created_at: datetime
    created_by: str | None
    changed_at: datetime
