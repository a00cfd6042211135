"""Operations on lists: make one of a checked file, replace its people, look again whom they name, put it away."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from pyroaring import BitMap

from lingqu.commerce.api import imports
from lingqu.commerce.contracts.imports import Import, ImportId
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId
from lingqu.kernel.jobs import Lane, NewJob
from lingqu.segments.api.listing import bring_up
from lingqu.segments.api.membership import follow, plans_of
from lingqu.segments.contracts.definition import Definition, ListLeaf
from lingqu.segments.contracts.lists import JOB_CLEAR, JOB_FILL, JOB_MATCH, CustomerList, ListUse, ListVersion
from lingqu.segments.domain.reading import leaves_of
from lingqu.segments.errors import (
    BadListNameError,
    ListBusyError,
    ListInUseError,
    ListNameTakenError,
    ListNotFoundError,
)
from lingqu.segments.store import following
from lingqu.segments.store import lists as store
from lingqu.segments.store import segments as segment_store

LONGEST_NAME: Final = 60


async def create(unit: UnitOfWork, *, name: str, import_id: ImportId) -> CustomerList:
    """Make a list of the people of a checked file; they are taken in the background.

    Raises:
        BadListNameError, ListNameTakenError: another name is needed.
        ImportNotFoundError, ImportStateError, ImportKindError: it is no checked file of people.
    """
    named = _name(name)
    list_id = await store.insert(unit, named)
    if list_id is None:
        raise ListNameTakenError(named)
    await _take_file(unit, list_id, 1, import_id)
    await unit.audit("segments.list_created", f"list:{list_id}", import_id=import_id)
    return await get(unit, list_id)


async def replace(unit: UnitOfWork, list_id: int, *, import_id: ImportId) -> CustomerList:
    """Let the people of another checked file be the list; the present ones stay until all are taken in.

    Who comes and goes by it enters and leaves segments because data changed: an upload is no edit of a definition.

    Raises:
        ListNotFoundError, ListBusyError: not now.
        ImportNotFoundError, ImportStateError, ImportKindError: it is no checked file of people.
    """
    now = await _locked(unit, list_id)
    await _take_file(unit, list_id, now.version + 1, import_id)
    await unit.audit("segments.list_replaced", f"list:{list_id}", import_id=import_id, version=now.version + 1)
    return await get(unit, list_id)


async def rename(unit: UnitOfWork, list_id: int, *, name: str) -> CustomerList:
    """Give a list another name.

    Raises:
        ListNotFoundError: there is none.
        BadListNameError, ListNameTakenError: another name is needed.
    """
    named = _name(name)
    await get(unit, list_id)
    if not await store.rename(unit, list_id, named):
        raise ListNameTakenError(named)
    await unit.audit("segments.list_renamed", f"list:{list_id}")
    return await get(unit, list_id)


async def match_again(unit: UnitOfWork, list_id: int) -> CustomerList:
    """Ask to look again whom the list names: identities may have been learnt since. Every night does the same.

    Raises:
        ListNotFoundError, ListBusyError: not now.
    """
    now = await _locked(unit, list_id)
    unit.enqueue(NewJob(kind=JOB_MATCH, key=str(list_id), lane=Lane.BULK))
    await unit.audit("segments.list_matched", f"list:{list_id}")
    return now


async def archive(unit: UnitOfWork, list_id: int) -> None:
    """Put a list away, for good; its people are deleted, the numbers of its files stay.

    Raises:
        ListNotFoundError, ListBusyError: not now.
        ListInUseError: segments name it.
    """
    await following.lock(unit)
    await _locked(unit, list_id)
    readers = [one.segment_id for one in await segment_store.list_living(unit) if _names(one.definition, list_id)]
    if readers:
        raise ListInUseError(list_id, readers)
    await store.archive(unit, list_id)
    unit.enqueue(NewJob(kind=JOB_CLEAR, key=str(list_id), lane=Lane.BULK))
    await unit.audit("segments.list_archived", f"list:{list_id}")


async def get(session: Session, list_id: int) -> CustomerList:
    """Return a list that is not put away, or refuse with ListNotFoundError."""
    found = await store.find(session, list_id)
    if found is None or found.archived_at is not None:
        raise ListNotFoundError(list_id)
    return found


async def get_use(session: Session, list_id: int) -> ListUse:
    """Return a list with its files and who names it, or refuse with ListNotFoundError."""
    found = await get(session, list_id)
    readers = [one for one in await segment_store.list_living(session) if _names(one.definition, list_id)]
    return ListUse(
        found=found,
        versions=await store.list_versions(session, list_id),
        segments=[(one.segment_id, one.name) for one in readers],
    )


async def list_lists(session: Session) -> list[CustomerList]:
    """Return all lists that are not put away, the newest first."""
    return await store.list_living(session)


async def forget(unit: UnitOfWork, customer_ids: Collection[CustomerId]) -> None:
    """Take erased customers off every list, with what named them; segments follow."""
    await following.lock(unit)
    gone = BitMap(customer_ids)
    touched = await store.naming(unit, gone)
    await store.delete_entries_of(unit, gone)
    changes = await bring_up(unit, touched, gone)
    await follow(unit, plans_of(await segment_store.list_living(unit)), changes, {})


def _names(definition: Definition, list_id: int) -> bool:
    """Tell whether a definition asks for a list."""
    return any(isinstance(leaf, ListLeaf) and leaf.list_id == list_id for _, leaf in leaves_of(definition))


async def _take_file(unit: UnitOfWork, list_id: int, version: int, import_id: ImportId) -> None:
    taken = await imports.hand_over(unit, import_id)
    await store.insert_version(unit, list_id, _version(unit, version, taken))
    unit.enqueue(NewJob(kind=JOB_FILL, key=str(list_id), lane=Lane.BULK))


def _version(unit: UnitOfWork, version: int, taken: Import) -> ListVersion:
    return ListVersion(
        version=version,
        import_id=taken.import_id,
        file_name=taken.name,
        rows_read=taken.counts.read,
        refused=taken.counts.refused,
        duplicates=taken.report.duplicates,
        entries=0,
        matched=0,
        ambiguous=0,
        actor=unit.actor,
        made_at=unit.at,
        filled_at=None,
        matched_at=None,
    )


async def _locked(unit: UnitOfWork, list_id: int) -> CustomerList:
    now = await store.lock(unit, list_id)
    if now is None or now.archived_at is not None:
        raise ListNotFoundError(list_id)
    if now.filling_import_id is not None:
        raise ListBusyError(list_id)
    return now


def _name(name: str) -> str:
    stripped = name.strip()
    if not 0 < len(stripped) <= LONGEST_NAME:
        raise BadListNameError(f"a name is 1 to {LONGEST_NAME} characters", place="body.name", most=LONGEST_NAME)
    return stripped
