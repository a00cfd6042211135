"""Journeys are written, published and stopped."""

from __future__ import annotations

from lingqu.infra.database import Session, UnitOfWork
from lingqu.journeys.api.checking import check
from lingqu.journeys.contracts.definition import Definition
from lingqu.journeys.contracts.enrollments import JourneyId
from lingqu.journeys.contracts.journeys import Journey, JourneyState
from lingqu.journeys.domain.journeys import may_become
from lingqu.journeys.errors import JourneyNotFoundError, JourneyStateError, NameTakenError, RevisedError
from lingqu.journeys.store import journeys as store


async def create_journey(unit: UnitOfWork, name: str, draft: Definition, *, by: str | None) -> JourneyId:
    """Keep a draft.

    Raises:
        NameTakenError: another journey has the name.
    """
    journey_id = await store.insert(unit, name, draft, created_by=by)
    if journey_id is None:
        raise NameTakenError(name)
    await unit.audit("journey.create", f"journey:{journey_id}")
    return journey_id


async def revise_journey(
    unit: UnitOfWork, journey_id: JourneyId, name: str, draft: Definition, *, revision: int
) -> None:
    """Write the draft anew; what is published stays as it is.

    Args:
        revision: the one that was looked at.

    Raises:
        JourneyNotFoundError: there is none.
        RevisedError: somebody else wrote it meanwhile.
        NameTakenError: another journey has the name.
    """
    journey = await lock_journey(unit, journey_id)
    if journey.revision != revision:
        raise RevisedError(journey_id, journey.revision)
    if not await store.revise(unit, journey_id, name, draft):
        raise NameTakenError(name)
    await unit.audit("journey.revise", f"journey:{journey_id}")


async def publish_journey(unit: UnitOfWork, journey_id: JourneyId, *, revision: int, by: str | None) -> int:
    """Let the journey run by its draft from now on; return the version. Who is on the way stays on theirs.

    Raises:
        JourneyNotFoundError, JourneyStateError: there is none, or it is put away.
        RevisedError: somebody wrote it since that revision.
        BadDefinitionError: the draft cannot be meant; with every fault.
    """
    journey = await lock_journey(unit, journey_id)
    if journey.revision != revision:
        raise RevisedError(journey_id, journey.revision)
    if journey.state is JourneyState.ARCHIVED:
        raise JourneyStateError(journey_id, state=journey.state, act="publish")
    sound = await check(unit, journey.draft)
    version = (journey.version or 0) + 1
    await store.publish(unit, journey_id, version, sound, by=by)
    await unit.audit("journey.publish", f"journey:{journey_id}", version=version)
    return version


async def move_journey(unit: UnitOfWork, journey_id: JourneyId, state: JourneyState) -> None:
    """Pause a journey, let it go on, close it for newcomers, or put it away.

    Raises:
        JourneyNotFoundError, JourneyStateError: there is none, or it may not.
    """
    journey = await lock_journey(unit, journey_id)
    if not may_become(journey.state, state):
        raise JourneyStateError(journey_id, state=journey.state, act=state.value)
    await store.move(unit, journey_id, state)
    await unit.audit("journey.move", f"journey:{journey_id}", state=state.value)


async def get_journey(session: Session, journey_id: JourneyId) -> Journey:
    """Return a journey.

    Raises:
        JourneyNotFoundError: there is none.
    """
    journey = await store.find(session, journey_id)
    if journey is None:
        raise JourneyNotFoundError(journey_id)
    return journey


async def close_versions(unit: UnitOfWork) -> None:
    """Stop reading facts for older versions that nobody is on the way by, and whose goals can be reached no more."""
    await store.close_versions(unit)


async def lock_journey(unit: UnitOfWork, journey_id: JourneyId) -> Journey:
    """Return and hold a journey; it raises what `get_journey` does."""
    journey = await store.find(unit, journey_id, lock=True)
    if journey is None:
        raise JourneyNotFoundError(journey_id)
    return journey
