"""One customer's passage through a version of a journey."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from lingqu.journeys.contracts.definition import StepKey
from lingqu.kernel.ids import CustomerId

JourneyId = NewType("JourneyId", int)
EnrollmentId = NewType("EnrollmentId", int)

NEXT = "next"
"""The outlet of steps that have one way on."""

ENTERED = "journey.entered"
"""Fact: a customer was let in. data: journey_id, version, enrollment_id, step, because (what let them in)."""

NOT_ENTERED = "journey.not_entered"
"""Fact: something would have let a customer in, and did not. data: journey_id, version, reason, because."""

ADVANCED = "journey.advanced"
"""Fact: a customer went on. data: journey_id, version, enrollment_id, visit, step (where from), outlet, to (no more
where the way ended)."""

ENDED = "journey.ended"
"""Fact: a way ended early. data: journey_id, version, enrollment_id, visit, step, reason."""

GOAL_REACHED = "journey.goal_reached"
"""Fact: data: journey_id, version, enrollment_id, goal."""

PARKED = "journey.parked"
"""Fact: a step failed for a customer, who stays there until somebody has looked. data: as of `ended`."""


class EnrollmentState(StrEnum):
    """Where a passage stands; `lingqu.journeys.domain.advancing` has the moves."""

    RUNNING = "running"
    PARKED = "parked"
    ENDED = "ended"
    HELD_OUT = "held_out"
    """Let in as one who is not to be touched: what becomes of them is compared."""


class EndReason(StrEnum):
    """Why a way ended, besides the words of an author's exit."""

    COMPLETED = "completed"
    GOAL = "goal"
    CONDITION = "condition"
    RELEASED = "released"
    """Somebody took them out."""
    GONE = "gone"
    """The customer is no contact of the corp any more, or was merged into another who is on the way."""


class NotEntered(StrEnum):
    """Why somebody was not let in."""

    ONCE = "once"
    UNDER_WAY = "under_way"
    TOO_SOON = "too_soon"
    KEY_KNOWN = "key_known"
    HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An enrollment that is due, as deciding sees it."""

    enrollment_id: EnrollmentId
    customer_id: CustomerId
    version: int
    step: StepKey
    visit: int
    entered_at: datetime
    arrived_at: datetime
    met: str | None
