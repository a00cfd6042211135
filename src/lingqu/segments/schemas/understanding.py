"""Shapes of what makes a segment understood: its sizes, overlaps, changes, and in which a customer is."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from lingqu.segments.contracts.belonging import Because, Belonging
from lingqu.segments.contracts.changes import Change, Comparison, Joining, SaidLine
from lingqu.segments.contracts.overlaps import Overlaps
from lingqu.segments.contracts.sizes import Sizes
from lingqu.segments.schemas.segments import VersionView, version_view


class DaySizeView(msgspec.Struct, kw_only=True, frozen=True):
    """A day of the corp. `let_in` and `put_out` are of edits; `size` is null where nobody recorded it."""

    day: date
    entered: int
    left: int
    let_in: int
    put_out: int
    size: int | None


class SegmentSizesView(msgspec.Struct, kw_only=True, frozen=True):
    """Days in order, the last is today; `since` is the first day of which anything is recorded."""

    since: date | None
    days: list[DaySizeView]


class OverlapAsked(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A segment, or a definition: then `segment_id` is the segment that it is to become, if any."""

    segment_id: int | None = None
    definition: dict[str, Any] | None = None


class OverlapView(msgspec.Struct, kw_only=True, frozen=True):
    """Another segment; `size` and `both` are null until its members have been found for the first time."""

    segment_id: int
    name: str
    size: int | None
    both: int | None
    is_building: bool


class OverlapsView(msgspec.Struct, kw_only=True, frozen=True):
    """How many of `size` customers are in each other segment, the most first; `alone`: in none of them."""

    size: int
    alone: int
    others: list[OverlapView]


class ChangeLineView(msgspec.Struct, kw_only=True, frozen=True):
    """A line of an outline: a group (`joining`) or a condition; the `…_before` where it was another."""

    depth: int
    change: Change
    joining: Joining | None
    joining_before: Joining | None
    sentence: str | None
    sentence_before: str | None


class ChangesView(msgspec.Struct, kw_only=True, frozen=True):
    """Two versions laid over each other."""

    before: VersionView
    after: VersionView
    definition_before: dict[str, Any]
    lines: list[ChangeLineView]


class BelongingView(msgspec.Struct, kw_only=True, frozen=True):
    """A segment of a customer; `because` is `data`, `time` or `definition`, null with `since` where not recorded."""

    segment_id: int
    name: str
    size: int | None
    since: datetime | None
    because: Because | None


class BelongingList(msgspec.Struct, kw_only=True, frozen=True):
    """The segments of a customer, the last entered first."""

    items: list[BelongingView]


def sizes_view(sizes: Sizes) -> SegmentSizesView:
    """Return how a size went."""
    return msgspec.convert(sizes, SegmentSizesView, from_attributes=True)


def overlaps_view(overlaps: Overlaps) -> OverlapsView:
    """Return how segments lie over each other."""
    return msgspec.convert(overlaps, OverlapsView, from_attributes=True)


def changes_view(comparison: Comparison) -> ChangesView:
    """Return an outline of what changed."""
    return ChangesView(
        before=version_view(comparison.before),
        after=version_view(comparison.after),
        definition_before=msgspec.to_builtins(comparison.definition_before),
        lines=[_line(one) for one in comparison.lines],
    )


def belonging_list(belongings: Sequence[Belonging]) -> BelongingList:
    """Return the segments of a customer."""
    return BelongingList(items=[msgspec.convert(one, BelongingView, from_attributes=True) for one in belongings])


def _line(one: SaidLine) -> ChangeLineView:
    return ChangeLineView(
        depth=one.line.depth,
        change=one.line.change,
        joining=one.line.joining,
        joining_before=one.line.joining_before,
        sentence=one.sentence,
        sentence_before=one.sentence_before,
    )
