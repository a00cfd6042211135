"""The shapes of grants at the HTTP edge."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from lingqu.customers.contracts.tags import Backlog
from lingqu.kernel.ids import StageId, TagId
from lingqu.segments.contracts.grants import GrantPreview, GrantState, GrantTarget, NamedGrant, Pass


class GrantAsked(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a segment is to give: a tag or a stage, one of them. Stages are never withdrawn."""

    tag_id: int | None
    stage_id: int | None
    withdraw_on_left: bool


class GrantSwitchedOff(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Whether what was given is taken back."""

    take_back: bool


class PassView(msgspec.Struct, kw_only=True, frozen=True):
    """A walk over everybody that is under way, in customers."""

    kind: Pass
    done: int
    total: int


class CutsView(msgspec.Struct, kw_only=True, frozen=True):
    """How often a chain of grants was cut here, and the grants that the last of them held."""

    count: int
    at: datetime | None
    chain: list[int]


class GrantView(msgspec.Struct, kw_only=True, frozen=True):
    """A grant; `given` counts people, `waiting` marks that WeCom has not taken yet."""

    grant_id: int
    segment_id: int
    segment_name: str
    tag_id: int | None
    tag_name: str | None
    stage_id: int | None
    stage_name: str | None
    withdraw_on_left: bool
    state: GrantState
    made_at: datetime
    switched_at: datetime | None
    progress: PassView | None
    given: int
    waiting: int
    cuts: CutsView


class BacklogView(msgspec.Struct, kw_only=True, frozen=True):
    """Marks of all grants that wait for WeCom, and how many minutes they take within the budget."""

    marks: int
    minutes: int
    per_minute: int


class GrantList(msgspec.Struct, kw_only=True, frozen=True):
    """Grants, the oldest first."""

    items: list[GrantView]
    backlog: BacklogView


class DayView(msgspec.Struct, kw_only=True, frozen=True):
    """How many entered and left on one day."""

    day: date
    entered: int
    left: int


class GrantPreviewView(msgspec.Struct, kw_only=True, frozen=True):
    """What switching on would do; `members` is null while they are being found for the first time."""

    members: int | None
    having: int
    giving: int
    unreachable: int
    taking: int
    minutes: int
    days: list[DayView]


def target_of(asked: GrantAsked) -> GrantTarget:
    """Return what is asked for."""
    return GrantTarget(
        tag_id=None if asked.tag_id is None else TagId(asked.tag_id),
        stage_id=None if asked.stage_id is None else StageId(asked.stage_id),
        withdraw_on_left=asked.withdraw_on_left,
    )


def grant_list(grants: Sequence[NamedGrant], backlog: Backlog, *, per_minute: int) -> GrantList:
    """Show grants and what waits."""
    return GrantList(
        items=[grant_view(one) for one in grants],
        backlog=BacklogView(marks=backlog.marks, minutes=minutes_of(backlog.marks, per_minute), per_minute=per_minute),
    )


def grant_view(named: NamedGrant) -> GrantView:
    """Show a grant."""
    grant = named.grant
    return GrantView(
        grant_id=grant.grant_id,
        segment_id=grant.segment_id,
        segment_name=named.segment_name,
        tag_id=grant.target.tag_id,
        tag_name=named.tag_name,
        stage_id=grant.target.stage_id,
        stage_name=named.stage_name,
        withdraw_on_left=grant.target.withdraw_on_left,
        state=grant.state,
        made_at=grant.made_at,
        switched_at=grant.switched_at,
        progress=msgspec.convert(grant.progress, PassView, from_attributes=True) if grant.progress else None,
        given=named.given,
        waiting=named.waiting,
        cuts=CutsView(count=grant.cuts.count, at=grant.cuts.at, chain=list(grant.cuts.chain)),
    )


def preview_view(preview: GrantPreview, *, waiting: int, per_minute: int, by_tag: bool) -> GrantPreviewView:
    """Show a preview; the minutes are until the last mark is at WeCom, after those that wait already."""
    calls = preview.giving + preview.taking + waiting if by_tag else 0
    return GrantPreviewView(
        members=preview.members,
        having=preview.having,
        giving=preview.giving,
        unreachable=preview.unreachable,
        taking=preview.taking,
        minutes=minutes_of(calls, per_minute),
        days=[DayView(day=one.day, entered=one.entered, left=one.left) for one in preview.days],
    )


def minutes_of(marks: int, per_minute: int) -> int:
    """Return how many minutes marks take, begun ones included."""
    return -(-marks // per_minute)
