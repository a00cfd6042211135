"""What steps do to those who pass them: for a whole batch at once, in the unit that moves them on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lingqu.customers.api import granting, stages
from lingqu.customers.api.attributes import set_attributes
from lingqu.customers.contracts.stages import StageMove
from lingqu.customers.contracts.tags import Granted
from lingqu.deliveries.api.calls import key_of_visit
from lingqu.infra.database import UnitOfWork
from lingqu.journeys.contracts.definition import (
    AnyStep,
    Definition,
    Mark,
    Message,
    ReachGoal,
    SetAttribute,
    SetStage,
    StepKey,
)
from lingqu.journeys.contracts.enrollments import JourneyId, Standing
from lingqu.journeys.domain import timing
from lingqu.journeys.store import enrollments as store
from lingqu.kernel.days import CORP_ZONE
from lingqu.kernel.ids import StageId, TagId
from lingqu.outreach.api.mailings import address
from lingqu.outreach.contracts.mailings import Addressed, Mailing
from lingqu.outreach.contracts.programmes import ProgrammeId


@dataclass(frozen=True, slots=True)
class Place:
    """A step of a version: where those stand to whom something is done."""

    journey_id: JourneyId
    version: int
    definition: Definition
    key: StepKey

    @property
    def source(self) -> str:
        """Who does it."""
        return f"journey:{self.journey_id}"

    @property
    def cause(self) -> str:
        """Which version and step exactly."""
        return f"journey:{self.journey_id}@{self.version}:{self.key}"


async def apply(unit: UnitOfWork, place: Place, step: AnyStep, passing: Sequence[Standing]) -> None:
    """Do what a step does to all who pass it now."""
    match step:
        case Message():
            await _send(unit, place, step, passing)
        case Mark():
            await _mark(unit, place, step, passing)
        case SetAttribute():
            await set_attributes(unit, {one.customer_id: {step.key: step.value} for one in passing})
        case SetStage():
            moves = [StageMove(customer_id=one.customer_id, stage_id=StageId(step.stage_id)) for one in passing]
            await stages.move_stages(unit, moves, source=place.source)
        case ReachGoal():
            await store.reach(unit, {one.enrollment_id: step.goal for one in passing})
        case _:
            pass


async def _send(unit: UnitOfWork, place: Place, step: Message, passing: Sequence[Standing]) -> None:
    programme_id = place.definition.programme_id
    mailing = Mailing(
        source=place.cause,
        name=step.title or place.key,
        programme_id=None if programme_id is None else ProgrammeId(programme_id),
        variants=step.contents,
        leaves_at=timing.gathered(unit.at, step.gathers, CORP_ZONE),
    )
    addressed = [
        Addressed(
            key=key_of_visit(one.enrollment_id, one.visit, place.key),
            customer_id=one.customer_id,
            enrollment_id=one.enrollment_id,
        )
        for one in passing
    ]
    await address(unit, mailing, addressed, gathers=step.gathers)


async def _mark(unit: UnitOfWork, place: Place, step: Mark, passing: Sequence[Standing]) -> None:
    granted = [Granted(customer_id=one.customer_id, cause=place.cause, chain=()) for one in passing]
    for tag_id in step.give:
        await granting.give_tag(unit, granted, TagId(tag_id), source=place.source)
    for tag_id in step.take:
        await granting.take_tag(unit, granted, TagId(tag_id), source=place.source)
