"""How far the members of a segment have been found."""

from dataclasses import dataclass
from enum import StrEnum


class WaitsFor(StrEnum):
    """What holds the finding up: who belongs at all; history; segments that it reads; its last edit being told of."""

    PEOPLE = "people"
    HISTORY = "history"
    SEGMENTS = "segments"
    FIRING = "firing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One thing that is waited for.

    Attributes:
        reason: of history, the code of what it answered last (`history.unavailable`, `history.not_ready`,
            `history.down`, `history.limit`, `history.refused`).
        segments: that are being found themselves.
    """

    what: WaitsFor
    reason: str | None = None
    segments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Of a segment whose members are being found.

    Attributes:
        found: of the conditions that it asks, how many have the answers of everybody.
        needed: how many conditions it asks; shares and lists need no answers.
        waits: nothing while the finding goes on.
    """

    found: int
    needed: int
    waits: tuple[Wait, ...] = ()
