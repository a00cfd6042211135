"""What texts of segments are compared and applied as."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How a segment of a text stands to the corp's."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom a change reaches, counted now.

    Attributes:
        size: how many fit the text.
        entered: of them, how many do not fit the corp's definition.
        left: how many fit that one only.
    """

    size: int
    entered: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One segment of a text beside the corp's.

    Attributes:
        segment_id: None while it is new.
        lines: the changed lines of its text, each after `+`, `-` or a blank; of a new one all.
        reach: None where it is the same, or cannot be counted now: `uncounted` says why.
        uncounted: `history` is down; `held`: it asks how long customers have been in a segment that changes too;
            `read`: a segment that it reads is not counted.
    """

    name: str
    segment_id: int | None
    standing: Standing
    lines: Sequence[str] = ()
    reach: Reach | None = None
    uncounted: str | None = None
