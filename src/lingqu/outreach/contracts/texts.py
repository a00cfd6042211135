"""What texts of broadcasts are compared and applied as."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lingqu.kernel.ids import BroadcastId
from lingqu.kernel.text.faults import Mark
from lingqu.outreach.contracts.broadcasts import BroadcastState


class Standing(StrEnum):
    """How a broadcast of a text stands to the corp's of that name."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FIXED = "fixed"
    """It is another one than the text says, and has begun to leave, or is over: nothing changes it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureNamed:
    """A picture that a text names: a file beside it, or the key of one that the corp has."""

    written: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One broadcast of a text beside the corp's.

    Attributes:
        programme: by name; None where it belongs to none.
        broadcast_id, state: None while it is new.
        lines: the changed lines of its text, each after `+`, `-` or a blank; of a new one all.
        leaves_at: when applying the text has it leave; None where it schedules nothing.
        awaits_approval: a second person decides about that.
        recalled: it was sent, and becomes a draft again.
    """

    name: str
    programme: str | None
    broadcast_id: BroadcastId | None
    state: BroadcastState | None
    standing: Standing
    lines: Sequence[str] = ()
    leaves_at: datetime | None = None
    awaits_approval: bool = False
    recalled: bool = False
