"""What an edit of a definition changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lingqu.segments.contracts.definition import Definition, Leaf


class Joining(StrEnum):
    """How a group joins what is in it; `none`: the complement of any."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


class Change(StrEnum):
    """What became of a place of the tree."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One place of both trees laid over each other, as an outline shows it: parents first.

    Attributes:
        joining: of a group; None of a leaf.
        joining_before: where a group joined otherwise before.
        leaf: as it is now; None where it was removed, and of a group.
        leaf_before: as it was; None where it was added, and of a group.
    """

    depth: int
    change: Change
    joining: Joining | None = None
    joining_before: Joining | None = None
    leaf: Leaf | None = None
    leaf_before: Leaf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidLine:
    """A line in words; of a group there is nothing to say."""

    line: Line
    sentence: str | None
    sentence_before: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionEffect:
    """A version: who wrote it when, and what it did.

    Attributes:
        author: of the account; None where nobody signed in wrote it, or the account is gone.
        let_in: how many came in when its members were first found, None before that; of a first version all of them.
        put_out: how many left then.
        fires: its author asked that whoever it lets in and puts out enters and leaves, as if data had changed.
        told: of how many of them that was told so far; None where it was not asked, and before they were found.
    """

    version: int
    author: str | None
    made_at: datetime
    sentence: str
    let_in: int | None
    put_out: int | None
    fires: bool
    told: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions of a segment laid over each other."""

    before: VersionEffect
    after: VersionEffect
    definition_before: Definition
    lines: Sequence[SaidLine]
