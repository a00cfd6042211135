"""Writing segments: checked against what the corp has, versioned, audited."""

from __future__ import annotations

from lingqu.infra.database import Session, UnitOfWork
from lingqu.ingestion.api import telling
from lingqu.segments.api.counting import types_of
from lingqu.segments.contracts.definition import Definition, Leaf
from lingqu.segments.contracts.events import EVENTS
from lingqu.segments.contracts.grants import GrantState
from lingqu.segments.contracts.segments import LONGEST_NAME, Segment, SegmentVersion
from lingqu.segments.contracts.vocabulary import Vocabulary
from lingqu.segments.domain.canonical import expression, leaves
from lingqu.segments.domain.checking import checked
from lingqu.segments.domain.reading import segments_read, write
from lingqu.segments.errors import (
    BadSegmentNameError,
    GrantOnError,
    SegmentAwaitedError,
    SegmentChangedError,
    SegmentInUseError,
    SegmentNameTakenError,
    SegmentNotFoundError,
)
from lingqu.segments.leaves import is_kept
from lingqu.segments.ports import AudienceDrafts
from lingqu.segments.store import grants as grant_store
from lingqu.segments.store import leaves as leaf_store
from lingqu.segments.store import lists
from lingqu.segments.store import segments as store


async def create(unit: UnitOfWork, *, name: str, definition: Definition, fires: bool = False) -> Segment:
    """Save a new segment; its members are found in the background.

    Args:
        fires: whoever fits already enters, as if data had changed; else nobody does.

    Raises:
        BadDefinitionError: with the path of the fault.
        BadSegmentNameError, SegmentNameTakenError: another name is needed.
    """
    sound = checked(definition, await read_vocabulary(unit))
    return await get(unit, await insert_checked(unit, _name(name), sound, fires=fires))


async def insert_checked(unit: UnitOfWork, name: str, sound: Definition, *, fires: bool) -> int:
    """Save a new segment whose definition was checked, and return its number; SegmentNameTakenError as for `create`."""
    segment_id = await store.insert(unit, name, sound, fires=fires)
    if segment_id is None:
        raise SegmentNameTakenError(name)
    await _keep(unit, sound)
    await unit.audit("segments.create", f"segment:{segment_id}", version=1, fires=fires)
    return segment_id


async def revise(
    unit: UnitOfWork,
    segment_id: int,
    *,
    version: int,
    definition: Definition | None = None,
    name: str | None = None,
    fires: bool = False,
) -> Segment:
    """Save a new version, a new name, or both. What is the same already stays as it is.

    Args:
        version: the one that the change was made from.
        fires: whoever the new definition lets in or puts out enters or leaves, as if data had changed; else nobody
            does. Nothing comes of it where another version is saved before the members of this one were found.

    Raises:
        SegmentNotFoundError: there is no such segment, or it is put away.
        SegmentChangedError: somebody saved another version meanwhile.
        BadDefinitionError, BadSegmentNameError, SegmentNameTakenError: as for `create`.
    """
    before = await get(unit, segment_id)
    if before.archived_at is not None:
        raise SegmentNotFoundError(segment_id)
    if before.version != version:
        raise SegmentChangedError(segment_id, before.version)
    if name is not None and (named := _name(name)) != before.name:
        if not await store.rename(unit, segment_id, named):
            raise SegmentNameTakenError(named)
        await unit.audit("segments.rename", f"segment:{segment_id}")
    sound = definition and checked(definition, await read_vocabulary(unit), itself=segment_id)
    if sound is not None and write(sound) != write(before.definition):
        await revise_checked(unit, segment_id, version, sound, fires=fires)
    return await get(unit, segment_id)


async def revise_checked(unit: UnitOfWork, segment_id: int, version: int, sound: Definition, *, fires: bool) -> None:
    """Save the version after `version`, which was checked; SegmentChangedError as for `revise`."""
    if not await store.revise(unit, segment_id, version=version, definition=sound, fires=fires):
        raise SegmentChangedError(segment_id, version + 1)
    await _keep(unit, sound)
    await unit.audit("segments.revise", f"segment:{segment_id}", version=version + 1, fires=fires)


async def archive(unit: UnitOfWork, segment_id: int, *, audience_drafts: AudienceDrafts | None = None) -> None:
    """Put a segment away, for good; its versions stay.

    A broadcast that was sent keeps its own members, so that only drafts are in the way. One that is drafted at this
    very moment is refused when it is sent.

    Args:
        audience_drafts: whom to ask which drafts of broadcasts are for it; None where there are no broadcasts.

    Raises:
        SegmentNotFoundError: there is none.
        SegmentInUseError: other segments read it.
        GrantOnError: it gives a tag or a stage to whoever is a member.
        SegmentAwaitedError: drafts of broadcasts are for it.
    """
    readers = await list_readers(unit, segment_id)
    if readers:
        raise SegmentInUseError(segment_id, [one.segment_id for one in readers])
    granting = [
        one for one in await grant_store.list_of(unit, segment_id) if one.state is GrantState.ON or one.progress
    ]
    if granting:
        raise GrantOnError(segment_id, [one.grant_id for one in granting])
    drafts = await audience_drafts(unit, segment_id) if audience_drafts else {}
    if drafts:
        raise SegmentAwaitedError(segment_id, drafts)
    if not await store.archive(unit, segment_id):
        raise SegmentNotFoundError(segment_id)
    await unit.audit("segments.archive", f"segment:{segment_id}")


async def get(session: Session, segment_id: int) -> Segment:
    """Return a segment in its newest version, or refuse with SegmentNotFoundError."""
    found = await store.find(session, segment_id)
    if found is None:
        raise SegmentNotFoundError(segment_id)
    return found


async def list_segments(session: Session) -> list[Segment]:
    """Return all that are not put away, the newest change first."""
    return await store.list_living(session)


async def list_versions(session: Session, segment_id: int) -> list[SegmentVersion]:
    """Return what a segment meant, the newest first."""
    return await store.list_versions(session, segment_id)


async def list_readers(session: Session, segment_id: int) -> list[Segment]:
    """Return the living segments that ask whether somebody is in this one."""
    return [one for one in await store.list_living(session) if segment_id in segments_read(one.definition)]


async def read_vocabulary(session: Session) -> Vocabulary:
    """Return what definitions may speak of."""
    ids = {noun: frozenset(found) for noun, found in (await store.list_ids(session)).items()}
    reads = {one.segment_id: segments_read(one.definition) for one in await store.list_living(session)}
    return Vocabulary(
        attributes=await types_of(session),
        events=frozenset(EVENTS).union(one.name for one in await telling.list_names(session)),
        segments=_closure(reads),
        lists=frozenset(await lists.list_ready(session)),
        **ids,
    )


def _closure(reads: dict[int, frozenset[int]]) -> dict[int, frozenset[int]]:
    """Return for each segment all that it reads, directly or through others."""
    closed: dict[int, frozenset[int]] = {}
    for one in reads:
        met: set[int] = set()
        waiting = [one]
        while waiting:
            following = reads.get(waiting.pop(), frozenset()) - met
            met |= following
            waiting += following
        closed[one] = frozenset(met)
    return closed


def _name(name: str) -> str:
    stripped = name.strip()
    if not 0 < len(stripped) <= LONGEST_NAME:
        raise BadSegmentNameError(f"a name is 1 to {LONGEST_NAME} characters", place="body.name", most=LONGEST_NAME)
    return stripped


async def _keep(unit: UnitOfWork, definition: Definition) -> None:
    """Let the leaves be kept from now on; those that have sets of their own already need none."""
    kept: dict[str, Leaf] = {key: leaf for key, leaf in leaves(expression(definition)).items() if is_kept(leaf)}
    await leaf_store.keep(unit, kept)
