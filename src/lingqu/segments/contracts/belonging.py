"""In which segments a customer is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Because: TypeAlias = Literal["data", "time", "definition"]
"""What let somebody into a segment: data changed, time passed, or the definition was edited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """A segment that a customer is a member of.

    Attributes:
        since: from when without a break, as far as is recorded.
        because: known with `since`.
    """

    segment_id: int
    name: str
    size: int | None
    since: datetime | None
    because: Because | None
