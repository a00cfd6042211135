"""Segments as others know them."""

from dataclasses import dataclass
from datetime import datetime

from lingqu.segments.contracts.definition import Definition

LONGEST_NAME = 60
"""Characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A named definition in its newest version.

    Attributes:
        size: how many are members as of `sized_at`; None until they have been found for the first time.
        is_building: the members are still those of an older version, or of none.
    """

    segment_id: int
    name: str
    version: int
    definition: Definition
    created_at: datetime
    changed_at: datetime
    archived_at: datetime | None
    size: int | None
    sized_at: datetime | None
    is_building: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentVersion:
    """What a segment meant, and from when. `actor` is who wrote it.

    Attributes:
        let_in: how many came in when its members were first found; None before that.
        put_out: how many left then.
        fires: its author asked that whoever it lets in and puts out enters and leaves, as if data had changed.
        told: of how many of them that was told so far; None where it was not asked, and before they were found.
    """

    version: int
    definition: Definition
    actor: str
    made_at: datetime
    let_in: int | None
    put_out: int | None
    fires: bool
    told: int | None
