"""Journeys as people look at them."""

from __future__ import annotations

from collections.abc import Sequence

from lingqu.customers.api.persons import everybody_of
from lingqu.infra.database import Session
from lingqu.journeys.api.publishing import get_journey
from lingqu.journeys.contracts.definition import StepKey
from lingqu.journeys.contracts.enrollments import EnrollmentId, EnrollmentState, JourneyId
from lingqu.journeys.contracts.journeys import Journey
from lingqu.journeys.contracts.views import JourneyView, Passage, Path, StepCount, VersionView
from lingqu.journeys.errors import EnrollmentNotFoundError
from lingqu.journeys.store import journeys as journey_store
from lingqu.journeys.store import views as store
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor


async def list_journeys(session: Session) -> list[JourneyView]:
    """Return all journeys, the newest first."""
    return await _viewed(session, await journey_store.list_all(session))


async def view_journey(session: Session, journey_id: JourneyId) -> JourneyView:
    """Return a journey.

    Raises:
        JourneyNotFoundError: there is none.
    """
    [view] = await _viewed(session, [await get_journey(session, journey_id)])
    return view


async def list_versions(session: Session, journey_id: JourneyId) -> list[VersionView]:
    """Return what was published, the newest first; it raises what `view_journey` does."""
    await get_journey(session, journey_id)
    return await store.list_versions(session, journey_id)


async def count_steps(session: Session, journey_id: JourneyId) -> list[StepCount]:
    """Return who stands where, by version and step; it raises what `view_journey` does."""
    await get_journey(session, journey_id)
    return await store.count_steps(session, journey_id)


async def list_passages(
    session: Session,
    journey_id: JourneyId,
    *,
    state: EnrollmentState | None = None,
    step: StepKey | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Passage]:
    """Return passages, the newest first; it raises what `view_journey` does."""
    await get_journey(session, journey_id)
    keys = decode_cursor(cursor, int)
    before = None if keys is None else EnrollmentId(keys[0])
    rows = await store.list_passages(session, journey_id, state=state, step=step, before=before, limit=limit + 1)
    more = len(rows) > limit
    items = rows[:limit]
    return Page(items=items, next_cursor=encode_cursor(items[-1].enrollment_id) if more else None)


async def get_path(session: Session, enrollment_id: EnrollmentId) -> Path:
    """Return one customer's way, turn by turn.

    Raises:
        EnrollmentNotFoundError: there is no such passage.
    """
    passage = await store.find_passage(session, enrollment_id)
    if passage is None:
        raise EnrollmentNotFoundError(enrollment_id)
    everybody = sorted(await everybody_of(session, [passage.customer_id]))
    turnings = await store.list_turnings(session, everybody, enrollment_id, since=passage.entered_at)
    return Path(passage=passage, turnings=turnings)


async def _viewed(session: Session, journeys: Sequence[Journey]) -> list[JourneyView]:
    counted = await store.count_states(session, [one.journey_id for one in journeys])
    return [
        JourneyView(
            journey=one,
            counts=counted.get(one.journey_id, ({}, 0))[0],
            goals=counted.get(one.journey_id, ({}, 0))[1],
        )
        for one in journeys
    ]
