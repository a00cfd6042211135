"""The shapes of programmes at the HTTP edge."""

from datetime import datetime

import msgspec

from lingqu.kernel.paging import Page
from lingqu.outreach.contracts.programmes import Cadence, Programme, ProgrammeDraft, ProgrammeState, ProgrammeView
from lingqu.outreach.contracts.rules import Category, Period
from lingqu.outreach.schemas.skips import SkipCount, skips_out
from lingqu.outreach.schemas.variants import DeliveryCounts, counts_out


class CadenceInput(msgspec.Struct, kw_only=True, frozen=True):
    """At most so many messages of a programme to one person in a calendar period."""

    most: int
    period: Period


class ProgrammeInput(msgspec.Struct, kw_only=True, frozen=True):
    """What an operator decides about a programme."""

    name: str
    category: Category
    owner: str
    hypothesis: str = ""
    target: str = ""
    budget: int | None = None
    priority: int = 50
    value_fen: int = 0
    holdout_permille: int = 0
    overnight: bool = False
    cadence: CadenceInput | None = None


class ProgrammeRow(ProgrammeInput, kw_only=True, frozen=True):
    """A programme in the list; `planned` messages count against its budget."""

    programme_id: int
    state: ProgrammeState
    planned: int
    created_at: datetime
    created_by: str | None


class ArmCount(msgspec.Struct, kw_only=True, frozen=True):
    """How many persons were drawn into one arm."""

    arm: str
    persons: int


class ProgrammeOut(ProgrammeRow, kw_only=True, frozen=True):
    """A programme whole."""

    broadcasts: int
    moments: int
    counts: DeliveryCounts
    skips: list[SkipCount]
    arms: list[ArmCount]


class ProgrammeList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of programmes."""

    items: list[ProgrammeRow]
    next_cursor: str | None
    total: int | None


class ProgrammeMove(msgspec.Struct, kw_only=True, frozen=True):
    """Where a programme shall go."""

    state: ProgrammeState


def draft_of(data: ProgrammeInput) -> ProgrammeDraft:
    """Read a programme."""
    return ProgrammeDraft(
        name=data.name.strip(),
        category=data.category,
        owner=data.owner.strip(),
        hypothesis=data.hypothesis.strip(),
        target=data.target.strip(),
        budget=data.budget,
        priority=data.priority,
        value_fen=data.value_fen,
        holdout_permille=data.holdout_permille,
        overnight=data.overnight,
        cadence=None if data.cadence is None else Cadence(most=data.cadence.most, period=data.cadence.period),
    )


def programme_row(one: Programme) -> ProgrammeRow:
    """Show a programme in the list."""
    draft = one.draft
    return ProgrammeRow(
        programme_id=one.programme_id,
        name=draft.name,
        category=draft.category,
        owner=draft.owner,
        hypothesis=draft.hypothesis,
        target=draft.target,
        budget=draft.budget,
        priority=draft.priority,
        value_fen=draft.value_fen,
        holdout_permille=draft.holdout_permille,
        overnight=draft.overnight,
        cadence=None if draft.cadence is None else CadenceInput(most=draft.cadence.most, period=draft.cadence.period),
        state=one.state,
        planned=one.planned,
        created_at=one.created_at,
        created_by=one.created_by,
    )


def programme_out(view: ProgrammeView) -> ProgrammeOut:
    """Show a programme whole."""
    return ProgrammeOut(
        **msgspec.structs.asdict(programme_row(view.programme)),
        broadcasts=view.broadcasts,
        moments=view.moments,
        counts=counts_out(view.counts),
        skips=skips_out(view.skips),
        arms=[ArmCount(arm=arm, persons=number) for arm, number in sorted(view.arms.items())],
    )


def programme_list(page: Page[Programme]) -> ProgrammeList:
    """Show a page of programmes."""
    return ProgrammeList(
        items=[programme_row(one) for one in page.items], next_cursor=page.next_cursor, total=page.total
    )
