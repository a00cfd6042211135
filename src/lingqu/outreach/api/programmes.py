"""Programmes: create, revise, pause, resume, end; lists and details."""

from collections import Counter
from collections.abc import Sequence

from lingqu.deliveries.api import moments as moment_deliveries
from lingqu.deliveries.api import reads
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor
from lingqu.outreach.contracts.programmes import (
    Programme,
    ProgrammeDraft,
    ProgrammeId,
    ProgrammeState,
    ProgrammeView,
)
from lingqu.outreach.domain.programmes import MOVES, faults_of
from lingqu.outreach.errors import BadProgrammeError, ProgrammeNotFoundError, ProgrammeStateError
from lingqu.outreach.store import broadcasts as broadcast_store
from lingqu.outreach.store import exposures as exposure_store
from lingqu.outreach.store import moments as moment_store
from lingqu.outreach.store import programmes as store


async def create_programme(unit: UnitOfWork, draft: ProgrammeDraft, *, created_by: str | None) -> ProgrammeId:
    """Begin a programme.

    Raises:
        BadProgrammeError: the draft, with the place.
    """
    _check(draft)
    programme_id = await store.insert(unit, draft, created_by=created_by)
    await unit.audit("programme.create", f"programme:{programme_id}", name=draft.name)
    return programme_id


async def revise_programme(unit: UnitOfWork, programme_id: ProgrammeId, draft: ProgrammeDraft) -> None:
    """Change what a programme says; who was drawn into an arm stays in it.

    Raises:
        BadProgrammeError: the draft, with the place.
        ProgrammeNotFoundError, ProgrammeStateError: there is none, or it has ended.
    """
    _check(draft)
    programme = await _lock(unit, programme_id)
    if programme.state is ProgrammeState.ENDED:
        raise ProgrammeStateError(programme_id, state=programme.state, act="revise")
    await store.revise(unit, programme_id, draft)
    await unit.audit("programme.revise", f"programme:{programme_id}", name=draft.name)


async def move_programme(unit: UnitOfWork, programme_id: ProgrammeId, state: ProgrammeState) -> None:
    """Pause, resume or end a programme; what is on its way already goes on, what waits for its hour does not leave.

    Raises:
        ProgrammeNotFoundError, ProgrammeStateError: there is none, or it cannot go there.
    """
    programme = await _lock(unit, programme_id)
    if state not in MOVES[programme.state]:
        raise ProgrammeStateError(programme_id, state=programme.state, act=state)
    await store.move(unit, programme_id, state)
    await unit.audit(f"programme.{state.value}", f"programme:{programme_id}")


async def require_running(session: Session, programme_id: ProgrammeId | None) -> None:
    """Refuse a programme that may not send.

    Raises:
        ProgrammeNotFoundError, ProgrammeStateError: there is none, or it is paused or over.
    """
    if programme_id is None:
        return
    programme = await store.find(session, programme_id)
    if programme is None:
        raise ProgrammeNotFoundError(programme_id)
    if programme.state is not ProgrammeState.RUNNING:
        raise ProgrammeStateError(programme_id, state=programme.state, act="send")


async def list_names(session: Session) -> dict[int, str]:
    """Return what every programme is called, by number."""
    return await store.list_names(session)


async def list_open(session: Session) -> list[ProgrammeId]:
    """Return the programmes that run, or may run again."""
    return await store.list_open(session)


async def get_programme(session: Session, programme_id: ProgrammeId) -> ProgrammeView:
    """Return a programme with what became of it.

    Raises:
        ProgrammeNotFoundError: there is none.
    """
    programme = await store.find(session, programme_id)
    if programme is None:
        raise ProgrammeNotFoundError(programme_id)
    broadcasts = await broadcast_store.list_of_programme(session, programme_id)
    moments = await moment_store.list_of_programme(session, programme_id)
    counts = [
        *(await reads.count_deliveries(session, broadcasts)).values(),
        *(await moment_deliveries.count_deliveries(session, moments)).values(),
    ]
    skips: Counter[str] = Counter(await moment_deliveries.count_skips(session, moments))
    skips.update(sum((Counter(one) for one in (await reads.count_skips(session, broadcasts)).values()), Counter()))
    return ProgrammeView(
        programme=programme,
        broadcasts=len(broadcasts),
        moments=len(moments),
        counts=sum((Counter(one) for one in counts), Counter()),
        skips=skips,
        arms=await exposure_store.count_arms(session, programme_id),
    )


async def list_programmes(
    session: Session, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Programme]:
    """Return a page of programmes, the newest first."""
    keys = decode_cursor(cursor, int)
    found: Sequence[Programme] = await store.list_page(
        session, before=ProgrammeId(keys[0]) if keys else None, limit=limit + 1
    )
    page = list(found[:limit])
    return Page(page, encode_cursor(page[-1].programme_id) if len(found) > limit else None)


async def _lock(unit: UnitOfWork, programme_id: ProgrammeId) -> Programme:
    programme = await store.find(unit, programme_id, lock=True)
    if programme is None:
        raise ProgrammeNotFoundError(programme_id)
    return programme


def _check(draft: ProgrammeDraft) -> None:
    for place, message in faults_of(draft):
        raise BadProgrammeError(message, place=place)
