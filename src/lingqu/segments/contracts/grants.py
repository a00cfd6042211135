"""Grants: segments that give their members a tag or a stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lingqu.kernel.ids import StageId, TagId
from lingqu.segments.contracts.sizes import DaySize


class GrantState(StrEnum):
    """Whether a grant follows its segment; what it gave stays when it is switched off, unless asked otherwise."""

    DRAFT = "draft"
    ON = "on"
    OFF = "off"


class Pass(StrEnum):
    """A walk over everybody that is under way."""

    GIVE = "give"
    """To the members there are; who is none any more loses it where the grant withdraws."""
    TAKE = "take"
    """Take back all that the grant gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantTarget:
    """What is given: a tag or a stage, one of them. `withdraw_on_left` is for tags alone."""

    tag_id: TagId | None = None
    stage_id: StageId | None = None
    withdraw_on_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PassProgress:
    """How far a walk has come, in customers."""

    kind: Pass
    after: int
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """How often a chain of grants was cut here, when last, and which grants that chain held."""

    count: int
    at: datetime | None
    chain: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A segment's promise to give something to whoever is a member.

    Attributes:
        switched_at: when it was last switched on or off.
        progress: of the walk over everybody that switching began; None when none is under way.
    """

    grant_id: int
    segment_id: int
    target: GrantTarget
    state: GrantState
    made_at: datetime
    switched_at: datetime | None
    progress: PassProgress | None
    cuts: Cuts

    @property
    def source(self) -> str:
        """How marks name it."""
        return f"grant:{self.grant_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedGrant:
    """A grant with the names of what it speaks of; `given` counts people, `waiting` marks that WeCom has not taken."""

    grant: Grant
    segment_name: str
    tag_name: str | None
    stage_name: str | None
    given: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantPreview:
    """What switching a grant on would do now, and what it would have done each day.

    Attributes:
        members: of the segment as it is kept; None while they are being found for the first time.
        having: members who have the tag, or stand at the stage or beyond it, already.
        giving: members who would be given it now.
        unreachable: members without a live relation, whom no tag can be given before they have one.
        taking: people who have it from this grant and are no members any more.
        days: the last thirty, with how many entered and left; what an edit let in or put out is given to by no grant.
    """

    members: int | None
    having: int
    giving: int
    unreachable: int
    taking: int
    days: Sequence[DaySize]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantsStanding:
    """How grants keep up.

    Attributes:
        on: how many are switched on.
        facts_behind: facts that their reader has not read, counted to 100,000.
        marks: that WeCom has not answered, since when the oldest waits.
        looped: grants at which a chain was cut lately.
    """

    on: int
    facts_behind: int
    marks: int
    marks_since: datetime | None
    looped: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathNode:
    """One place of a cycle: a `segment`, `tag` or `stage`."""

    kind: str
    id: int
    name: str
