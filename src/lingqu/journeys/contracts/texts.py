"""What texts of journeys are compared and applied as."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lingqu.journeys.contracts.enrollments import JourneyId
from lingqu.journeys.contracts.journeys import JourneyState


class TextStanding(StrEnum):
    """How a journey of a text stands to the corp's of that name."""

    NEW = "new"
    CHANGED = "changed"
    """The draft would be another one; what is published stays."""
    SAME = "same"
    FIXED = "fixed"
    """It is another one than the text says, and put away: nothing changes it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One journey of a text beside the corp's draft.

    Attributes:
        journey_id, state: None while it is new.
        lines: the changed lines of its text, each after `+`, `-` or a blank; of a new one all.
    """

    name: str
    journey_id: JourneyId | None
    state: JourneyState | None
    standing: TextStanding
    lines: Sequence[str] = ()
