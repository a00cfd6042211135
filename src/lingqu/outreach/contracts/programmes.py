"""Programmes: what a series of messages is for, whose it is, and by what it is judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from lingqu.deliveries.contracts import DeliveryState
from lingqu.outreach.contracts.rules import Category, Period

ProgrammeId = NewType("ProgrammeId", int)

EXPOSED = "programme.exposed"
"""Fact: a person's arm of a programme was decided, or which of several contents they are sent in it.

`data` has `programme_id` and `arm`; where contents were drawn, `variants` (the letters of the set) and `variant`.
"""

TREATED, HELD_OUT, HELD_OUT_OF_ALL = "treated", "holdout", "global_holdout"
"""Arms: written to, held out of this programme, held out of every programme."""


class ProgrammeState(StrEnum):
    """Where a programme stands; `lingqu.outreach.domain.programmes` has the moves."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """At most so many messages of a programme to one person in a calendar period."""

    most: int
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDraft:
    """What an operator decides.

    Attributes:
        owner: who answers for it.
        hypothesis: what is believed to happen, and why.
        target: by what it is judged, in the owner's words.
        budget: most messages over its life; None has no end.
        priority: 0 to 100; where messages compete, ten points weigh as much as ten times the value.
        value_fen: what one message is expected to bring, in fen.
        holdout_permille: the share of persons it does not write to, so that its effect can be seen.
        overnight: members may go on sending in quiet hours.
        cadence: how often it writes to one person; None as often as the rules allow.
    """

    name: str
    category: Category
    owner: str
    hypothesis: str
    target: str
    budget: int | None
    priority: int
    value_fen: int
    holdout_permille: int
    overnight: bool
    cadence: Cadence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme as stored; `planned` counts what its budget was spent on, and not got back."""

    programme_id: ProgrammeId
    draft: ProgrammeDraft
    state: ProgrammeState
    planned: int
    created_at: datetime
    created_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeView:
    """A programme with what became of its messages, why some were not sent, and how its persons were drawn."""

    programme: Programme
    broadcasts: int
    moments: int
    counts: Mapping[DeliveryState, int]
    skips: Mapping[str, int]
    arms: Mapping[str, int]
