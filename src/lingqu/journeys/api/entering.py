"""Entering: who is let in, and why somebody is not. One decision for all causes of a batch, in the order they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lingqu.customers.api.persons import canonical_of
from lingqu.infra.database import UnitOfWork
from lingqu.journeys.contracts.definition import PerKey
from lingqu.journeys.contracts.enrollments import NOT_ENTERED, EnrollmentState, JourneyId, NotEntered
from lingqu.journeys.domain.admission import refusal
from lingqu.journeys.domain.advancing import Way, arrival
from lingqu.journeys.store import enrollments as store
from lingqu.journeys.store.enrollments import Admitted
from lingqu.kernel.days import CORP_ZONE
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId
from lingqu.outreach.api.entering import draw_arms
from lingqu.outreach.contracts.programmes import ProgrammeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Something that would let a customer in.

    Attributes:
        at: when it happened; None is now, and so is what was told later than an hour afterwards.
        key: what tells passages of one customer apart, where the journey asks for it.
        because: what it was, in ids; facts tell it.
    """

    customer_id: CustomerId
    at: datetime | None = None
    key: str = ""
    because: Mapping[str, object] = field(default_factory=dict)


TOLD_LATE = timedelta(hours=1)
"""What is told later than this lets people in as of now: a file of last year's orders is no reason to catch up."""


async def enroll(
    unit: UnitOfWork, journey_id: JourneyId, version: int, way: Way, causes: Sequence[Cause]
) -> dict[NotEntered | None, int]:
    """Let customers in, or record why not; return how many of each. The journey must be locked.

    Whoever is held out of the programme has a passage too, on which nothing is done to them: what becomes of them is
    what the journey is compared with.
    """
    definition = way.definition
    persons = await canonical_of(unit, {one.customer_id for one in causes})
    past = await store.list_past(unit, journey_id, set(persons.values()))
    last = {person: (one.state, one.entered_at) for person, one in past.items()}
    per_key = isinstance(definition.re_entry, PerKey)
    keys = await store.list_keys(unit, journey_id, set(persons.values())) if per_key else set()
    refused: list[tuple[CustomerId, NotEntered, Cause]] = []
    wanted: list[tuple[CustomerId, Cause]] = []
    for one in causes:
        person = persons.get(one.customer_id)
        if person is None:
            continue  # there is no such customer
        entered_at = _began(one, unit.at)
        known = (person, one.key) in keys
        why_not = refusal(definition.re_entry, last=last.get(person), key_known=known, at=entered_at)
        if why_not is not None:
            refused.append((person, why_not, one))
            continue
        wanted.append((person, one))
        last[person] = (EnrollmentState.RUNNING, entered_at)
        keys.add((person, one.key))
    admitted = await _admitted(unit, definition.programme_id, wanted, per_key=per_key)
    await _insert(unit, journey_id, version, way, admitted)
    unit.publish(*(_told((journey_id, version), unit.at, *one) for one in refused))
    counts: dict[NotEntered | None, int] = {}
    for reason in [
        *(NotEntered.HELD_OUT if one.state is EnrollmentState.HELD_OUT else None for one in admitted),
        *(reason for _, reason, _ in refused),
    ]:
        counts[reason] = counts.get(reason, 0) + 1
    return counts


async def _admitted(
    unit: UnitOfWork, programme_id: int | None, wanted: Sequence[tuple[CustomerId, Cause]], *, per_key: bool
) -> list[Admitted]:
    persons = {person for person, _ in wanted}
    held_out = await draw_arms(unit, None if programme_id is None else ProgrammeId(programme_id), persons)
    return [
        Admitted(
            customer_id=person,
            entry_key=cause.key if per_key else "",
            state=EnrollmentState.HELD_OUT if person in held_out else EnrollmentState.RUNNING,
            entered_at=_began(cause, unit.at),
            because=cause.because,
        )
        for person, cause in wanted
    ]


async def _insert(
    unit: UnitOfWork, journey_id: JourneyId, version: int, way: Way, admitted: Sequence[Admitted]
) -> None:
    definition = way.definition
    first = definition.steps[definition.first]
    within = max((goal.within for goal in definition.goals), default=None)
    await store.enroll(
        unit,
        journey_id,
        version,
        admitted,
        step=definition.first,
        due=[arrival(first, at=one.entered_at, entered_at=one.entered_at, zone=CORP_ZONE) for one in admitted],
        goals_within=within,
    )


def _told(of: tuple[JourneyId, int], at: datetime, person: CustomerId, reason: NotEntered, cause: Cause) -> Fact:
    journey_id, version = of
    data = {"journey_id": journey_id, "version": version, "reason": reason.value, "because": dict(cause.because)}
    return Fact(kind=NOT_ENTERED, occurred_at=at, customer_id=person, data=data)


def _began(cause: Cause, at: datetime) -> datetime:
    return at if cause.at is None or at - cause.at > TOLD_LATE else min(cause.at, at)
