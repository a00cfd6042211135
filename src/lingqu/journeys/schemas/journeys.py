"""Shapes of journeys at the edge."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

from lingqu.journeys.contracts.enrollments import EnrollmentState
from lingqu.journeys.contracts.journeys import JourneyState
from lingqu.journeys.contracts.views import JourneyView, Passage, Path, StepCount, VersionView
from lingqu.kernel.paging import Page

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
MOST_ENTERED = 10_000


class JourneyInput(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A draft; `revision` is the one that was looked at, and missing for a new journey."""

    name: Name
    definition: dict[str, Any]
    revision: int | None = None


class JourneyPublish(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The draft that was looked at."""

    revision: int


class JourneyMove(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Where a journey is to stand."""

    state: JourneyState


class JourneyEntering(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Customers to be let in by hand, and what tells their passages apart where the journey asks for it."""

    customer_ids: Annotated[tuple[int, ...], msgspec.Meta(min_length=1, max_length=MOST_ENTERED)]
    key: Annotated[str, msgspec.Meta(max_length=100)] = ""


class JourneyEntered(msgspec.Struct, kw_only=True, frozen=True):
    """How many were let in, and how many not, by the reason."""

    entered: int
    not_entered: dict[str, int]


class JourneyOut(msgspec.Struct, kw_only=True, frozen=True):
    """A journey with its draft, and passages by state."""

    journey_id: int
    name: str
    state: JourneyState
    definition: dict[str, Any]
    revision: int
    version: int | None
    created_at: datetime
    created_by: str | None
    changed_at: datetime
    passages: dict[EnrollmentState, int]
    goals: int


class JourneyList(msgspec.Struct, kw_only=True, frozen=True):
    """All journeys."""

    items: list[JourneyOut]


class JourneyVersionOut(msgspec.Struct, kw_only=True, frozen=True):
    """A published version."""

    version: int
    definition: dict[str, Any]
    published_at: datetime
    published_by: str | None


class JourneyStepOut(msgspec.Struct, kw_only=True, frozen=True):
    """How many stand at a step of a version."""

    version: int
    step: str
    waiting: int
    parked: int
    next_due: datetime | None


class JourneyStanding(msgspec.Struct, kw_only=True, frozen=True):
    """Versions, and who stands where."""

    versions: list[JourneyVersionOut]
    steps: list[JourneyStepOut]


class PassageOut(msgspec.Struct, kw_only=True, frozen=True):
    """One customer's passage."""

    enrollment_id: int
    journey_id: int
    version: int
    customer_id: int
    customer_name: str | None
    state: EnrollmentState
    step: str | None
    visit: int
    entered_at: datetime
    arrived_at: datetime
    due: datetime | None
    ended_at: datetime | None
    reason: str | None
    goal: str | None
    goal_at: datetime | None
    error: str | None


class PassageList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of passages."""

    items: list[PassageOut]
    next_cursor: str | None


class TurningOut(msgspec.Struct, kw_only=True, frozen=True):
    """Something that was told of a passage."""

    kind: str
    occurred_at: datetime
    data: dict[str, Any]


class PathOut(msgspec.Struct, kw_only=True, frozen=True):
    """A passage, turn by turn."""

    passage: PassageOut
    turnings: list[TurningOut]


def journey_out(view: JourneyView) -> JourneyOut:
    """Dress a journey."""
    one = view.journey
    return JourneyOut(
        journey_id=one.journey_id,
        name=one.name,
        state=one.state,
        definition=msgspec.to_builtins(one.draft),
        revision=one.revision,
        version=one.version,
        created_at=one.created_at,
        created_by=one.created_by,
        changed_at=one.changed_at,
        passages=dict(view.counts),
        goals=view.goals,
    )


def standing_out(versions: list[VersionView], steps: list[StepCount]) -> JourneyStanding:
    """Dress versions with who stands where."""
    return JourneyStanding(
        versions=[
            JourneyVersionOut(
                version=one.version,
                definition=msgspec.to_builtins(one.definition),
                published_at=one.published_at,
                published_by=one.published_by,
            )
            for one in versions
        ],
        steps=[msgspec.convert(one, JourneyStepOut, from_attributes=True) for one in steps],
    )


def passage_out(one: Passage) -> PassageOut:
    """Dress a passage."""
    return msgspec.convert(one, PassageOut, from_attributes=True)


def passage_list(page: Page[Passage]) -> PassageList:
    """Dress a page."""
    return PassageList(items=[passage_out(one) for one in page.items], next_cursor=page.next_cursor)


def path_out(path: Path) -> PathOut:
    """Dress a way."""
    turnings = [TurningOut(kind=one.kind, occurred_at=one.occurred_at, data=dict(one.data)) for one in path.turnings]
    return PathOut(passage=passage_out(path.passage), turnings=turnings)
