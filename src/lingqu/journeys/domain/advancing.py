"""Where a way goes on: a pure function of the step, how the customer stands there, and what was asked for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from lingqu.journeys.contracts.definition import (
    AnyStep,
    Definition,
    Draw,
    Exit,
    Split,
    StepKey,
    Wait,
    WaitDate,
    WaitFor,
    WaitUntil,
)
from lingqu.journeys.contracts.enrollments import NEXT, Standing
from lingqu.journeys.domain import timing
from lingqu.journeys.domain.graph import outlets
from lingqu.kernel.chance import bucket_permille

MISSED, MISSING, LATE, OTHERWISE = "missed", "missing", "late", "otherwise"

Answer: TypeAlias = str | date | None
"""What was asked for a customer: of a split the branch, of a wait for things what has come, of a date the date."""


@dataclass(frozen=True, slots=True)
class Goes:
    """Through an outlet of the step."""

    outlet: str


@dataclass(frozen=True, slots=True)
class Stays:
    """Until an instant, or until something wakes it."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Leaves:
    """For good, for a reason."""

    reason: str


Outcome: TypeAlias = Goes | Stays | Leaves
_ON = Goes(NEXT)


@dataclass(frozen=True, slots=True)
class Turn:
    """When and where one decides; `salt` is of draws that name none."""

    at: datetime
    zone: ZoneInfo
    salt: str


def decide(step: AnyStep, standing: Standing, answer: Answer, turn: Turn) -> Outcome:
    """Decide for one customer who is due at a step."""
    rule = _RULES.get(type(step))
    return _ON if rule is None else rule(step, standing, answer, turn)


def _wait(step: Wait, standing: Standing, _: Answer, turn: Turn) -> Outcome:
    return _by(standing.arrived_at + step.lasts, turn.at)


def _wait_until(step: WaitUntil, standing: Standing, _: Answer, turn: Turn) -> Outcome:
    ends_at = timing.until(step, at=standing.arrived_at, entered_at=standing.entered_at, zone=turn.zone)
    return Goes(MISSED) if ends_at is None else _by(ends_at, turn.at)


def _wait_date(step: WaitDate, standing: Standing, answer: Answer, turn: Turn) -> Outcome:
    if not isinstance(answer, date):
        return Goes(MISSING)
    ends_at = timing.on_date(step, answer, at=standing.arrived_at, zone=turn.zone)
    return Goes(MISSED) if ends_at is None else _by(ends_at, turn.at)


def _wait_for(step: WaitFor, standing: Standing, answer: Answer, turn: Turn) -> Outcome:
    if isinstance(answer, str):
        return Goes(answer)
    ends_at = standing.arrived_at + step.timeout
    return Goes(LATE) if ends_at <= turn.at else Stays(ends_at)


def _split(_step: Split, _standing: Standing, answer: Answer, _turn: Turn) -> Outcome:
    return Goes(answer) if isinstance(answer, str) else Goes(OTHERWISE)


def _draw(step: Draw, standing: Standing, _: Answer, turn: Turn) -> Outcome:
    bucket, upto = bucket_permille(step.salt or turn.salt, standing.customer_id), 0
    for share in step.shares:
        upto += share.permille
        if bucket < upto:
            return Goes(share.name)
    raise AssertionError("shares make 1,000")


def _exit(step: Exit, _standing: Standing, _answer: Answer, _turn: Turn) -> Outcome:
    return Leaves(step.reason)


_Rule: TypeAlias = Callable[[Any, Standing, Answer, Turn], Outcome]
_RULES: Mapping[type, _Rule] = {
    Wait: _wait,
    WaitUntil: _wait_until,
    WaitDate: _wait_date,
    WaitFor: _wait_for,
    Split: _split,
    Draw: _draw,
    Exit: _exit,
}
"""Of steps that do not simply lead on."""


def arrival(step: AnyStep, *, at: datetime, entered_at: datetime, zone: ZoneInfo) -> datetime:
    """Return when a customer who comes to a step now is due there: at the end of a wait that asks nothing, or at once.

    It saves looking at everybody who begins to wait once more.
    """
    if isinstance(step, Wait):
        return at + step.lasts
    if isinstance(step, WaitUntil):
        return timing.until(step, at=at, entered_at=entered_at, zone=zone) or at
    return at


@dataclass(frozen=True, slots=True)
class Way:
    """A published version, ready to go by: where each outlet of each step leads."""

    definition: Definition
    leads: Mapping[StepKey, Mapping[str, StepKey | None]]

    @classmethod
    def of(cls, definition: Definition) -> Way:
        """Read a definition once for all customers."""
        return cls(definition, {key: _leads(step) for key, step in definition.steps.items()})


def _leads(step: AnyStep) -> Mapping[str, StepKey | None]:
    """Where `missed` and `missing` say nothing, they lead on."""
    found = {one.name: one.to for one in outlets(step)}
    return found | {name: found[name] or found[NEXT] for name in (MISSED, MISSING) if name in found}


def _by(ends_at: datetime, at: datetime) -> Outcome:
    return _ON if ends_at <= at else Stays(ends_at)
