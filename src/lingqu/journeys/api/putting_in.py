"""Customers let in by hand, or by the corp's own servers."""

from collections.abc import Mapping, Sequence

from lingqu.infra.database import UnitOfWork
from lingqu.journeys.api.entering import Cause, enroll
from lingqu.journeys.api.publishing import lock_journey
from lingqu.journeys.api.ways import Ways
from lingqu.journeys.contracts.definition import ManualEntry
from lingqu.journeys.contracts.enrollments import JourneyId, NotEntered
from lingqu.journeys.contracts.journeys import JourneyState
from lingqu.journeys.errors import JourneyStateError, NoSuchEntryError
from lingqu.kernel.ids import CustomerId


async def put_in(
    unit: UnitOfWork, journey_id: JourneyId, customer_ids: Sequence[CustomerId], *, key: str
) -> Mapping[NotEntered | None, int]:
    """Let customers in by the newest version; return how many were, and why the others were not.

    Raises:
        JourneyNotFoundError, JourneyStateError: there is none, or nobody comes in now.
        NoSuchEntryError: its newest version lets nobody in by hand.
    """
    journey = await lock_journey(unit, journey_id)
    if journey.version is None or journey.state is not JourneyState.RUNNING:
        raise JourneyStateError(journey_id, state=journey.state, act="enter")
    way = await Ways().of(unit, journey_id, journey.version)
    if not any(isinstance(one, ManualEntry) for one in way.definition.entries):
        raise NoSuchEntryError(journey_id)
    because = {"kind": "manual", "by": unit.actor}
    causes = [Cause(customer_id=one, key=key, because=because) for one in dict.fromkeys(customer_ids)]
    counts = await enroll(unit, journey_id, journey.version, way, causes)
    await unit.audit("journey.enter", f"journey:{journey_id}", customers=len(causes))
    return counts
