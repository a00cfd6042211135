"""What a question gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lingqu.segments.domain.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Look:
    """From when, and by whose days, one looks."""

    at: datetime
    calendar: Calendar = field(default_factory=Calendar)


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it holds, and the value that decided.

    Attributes:
        turns: instants at which the answer can change without any news; a superset of those at which it does.
    """

    holds: bool
    found: Mapping[str, Any] = field(default_factory=dict)
    turns: tuple[datetime, ...] = ()
