"""How far what segments say is behind what is recorded."""

from dataclasses import dataclass
from datetime import datetime

STATE_READER = "segments:state"
"""Reads facts for what PostgreSQL answers, and for everybody who belongs."""
PAST_READER = "segments:past"
"""Reads facts for what history answers, as far as history has been copied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderStanding:
    """One reader.

    Attributes:
        facts_behind: that wait for it; counted up to a bound.
        as_of: all that was recorded, and every hour that struck, before this instant has been counted.
    """

    reader: str
    facts_behind: int
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is kept for a corp.

    Attributes:
        segments: that are not put away.
        building: of these, whose members are being found.
        readers: those that any of the segments depends on.
    """

    segments: int
    building: int
    readers: tuple[ReaderStanding, ...]
