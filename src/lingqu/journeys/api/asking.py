"""What steps ask about those who stand there: of a whole batch at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from lingqu.customers.api.attributes import list_dates
from lingqu.customers.api.persons import canonical_of, everybody_of
from lingqu.infra.database import Session
from lingqu.infra.history.reading import HistoryDoor
from lingqu.journeys.contracts.definition import (
    AnyStep,
    InSegment,
    MessageEnds,
    OnEvent,
    OutOfSegment,
    Since,
    Split,
    WaitDate,
    WaitFor,
)
from lingqu.journeys.contracts.enrollments import EnrollmentId, Standing
from lingqu.journeys.domain.advancing import Answer
from lingqu.journeys.domain.listening import event_kinds, meets
from lingqu.journeys.store import enrollments as store
from lingqu.kernel.ids import CustomerId
from lingqu.segments.api.fitting import asks_history, fitting
from lingqu.segments.contracts.definition import SegmentLeaf
from lingqu.segments.leaves import Shelf


@dataclass(frozen=True, slots=True)
class Asker:
    """Where answers come from."""

    door: HistoryDoor
    shelf: Shelf

    async def ask(
        self, session: Session, step: AnyStep, standings: Sequence[Standing]
    ) -> Mapping[EnrollmentId, Answer]:
        """Return what deciding needs to know of each; nothing where a step asks nothing."""
        match step:
            case Split():
                return await self._branches(session, step, standings)
            case WaitDate():
                return await _dates(session, step, standings)
            case WaitFor():
                return await self._come(session, step, standings)
            case _:
                return {}

    async def _branches(
        self, session: Session, step: Split, standings: Sequence[Standing]
    ) -> Mapping[EnrollmentId, Answer]:
        persons = await canonical_of(session, {one.customer_id for one in standings})
        fits = await fitting(
            session, self.door, self.shelf, [one.when for one in step.branches], BitMap(persons.values())
        )
        names = [one.name for one in step.branches]
        return {
            one.enrollment_id: next(
                (
                    name
                    for name, bits in zip(names, fits, strict=True)
                    if one.customer_id in persons and persons[one.customer_id] in bits
                ),
                None,
            )
            for one in standings
        }

    async def _come(
        self, session: Session, step: WaitFor, standings: Sequence[Standing]
    ) -> Mapping[EnrollmentId, Answer]:
        """Return the first thing that has come of those that a step waits for, by their order.

        What came is looked up also where a reader of facts has noted it: something declared earlier goes before.
        """
        events = await _events(session, step, standings)
        insiders = await self._insiders(session, step, standings)
        found: dict[EnrollmentId, Answer] = {}
        for one in standings:
            for awaited in step.awaited:
                match awaited.on:
                    case InSegment(segment_id=segment_id):
                        came = one.enrollment_id in insiders[segment_id]
                    case OutOfSegment(segment_id=segment_id):
                        came = one.enrollment_id not in insiders[segment_id]
                    case OnEvent() | MessageEnds():
                        came = awaited.name in events.get(one.enrollment_id, ()) or one.met == awaited.name
                if came:
                    found[one.enrollment_id] = awaited.name
                    break
        return found

    async def _insiders(
        self, session: Session, step: WaitFor, standings: Sequence[Standing]
    ) -> Mapping[int, set[EnrollmentId]]:
        segments = sorted({one.on.segment_id for one in step.awaited if isinstance(one.on, InSegment | OutOfSegment)})
        if not segments:
            return {}
        persons = await canonical_of(session, {one.customer_id for one in standings})
        conditions = [SegmentLeaf(segment_id=one) for one in segments]
        fits = await fitting(session, self.door, self.shelf, conditions, BitMap(persons.values()))
        return {
            segment_id: {
                one.enrollment_id
                for one in standings
                if one.customer_id in persons and persons[one.customer_id] in bits
            }
            for segment_id, bits in zip(segments, fits, strict=True)
        }


def asks_outside(step: AnyStep) -> bool:
    """Tell whether answers need more than PostgreSQL: they are fetched outside any transaction of ours."""
    return isinstance(step, Split) and any(asks_history(one.when) for one in step.branches)


async def _dates(session: Session, step: WaitDate, standings: Sequence[Standing]) -> Mapping[EnrollmentId, Answer]:
    persons = await canonical_of(session, {one.customer_id for one in standings})
    dates = await list_dates(session, set(persons.values()), step.attribute)
    return {one.enrollment_id: dates.get(persons[one.customer_id]) for one in standings if one.customer_id in persons}


async def _events(session: Session, step: WaitFor, standings: Sequence[Standing]) -> Mapping[EnrollmentId, set[str]]:
    """Look back: what was recorded before anybody knew that this customer waits for it.

    What became of a message of this passage may have been told before the wait began: it counts all the same.
    """
    kinds = event_kinds(step)
    if not kinds:
        return {}
    everybody = await everybody_of(session, {one.customer_id for one in standings})
    contacts: dict[CustomerId, list[CustomerId]] = {}
    for contact, person in everybody.items():
        contacts.setdefault(person, []).append(contact)
    since = {one.enrollment_id: one.arrived_at if step.since is Since.ARRIVAL else one.entered_at for one in standings}
    asked = [
        (one.enrollment_id, contact, one.entered_at)
        for one in standings
        if one.customer_id in everybody
        for contact in contacts[everybody[one.customer_id]]
    ]
    found: dict[EnrollmentId, set[str]] = {}
    for told in await store.look_back(session, asked, sorted(kinds)):
        names = {
            one.name
            for one in step.awaited
            if meets(one.on, told.kind, told.data, told.enrollment_id)
            and (isinstance(one.on, MessageEnds) or told.occurred_at > since[told.enrollment_id])
        }
        found.setdefault(told.enrollment_id, set()).update(names)
    return found
