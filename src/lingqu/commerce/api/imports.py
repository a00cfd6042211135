"""Operations on imports as people see them: upload, map, check, publish, cancel."""

from collections.abc import AsyncIterable, Sequence
from typing import Final

from lingqu.commerce.api.lexicon import load_lexicon
from lingqu.commerce.api.members import define_attributes
from lingqu.commerce.api.opening import open_sample
from lingqu.commerce.api.sealed_files import SealedFiles
from lingqu.commerce.contracts.imports import (
    ATTRIBUTE_PREFIX,
    JOB_CHECK,
    JOB_CLEAR,
    JOB_OPEN,
    JOB_PUBLISH,
    ColumnMap,
    Import,
    ImportId,
    ImportKind,
    ImportState,
    PreviewRow,
)
from lingqu.commerce.domain.files.cells import shown
from lingqu.commerce.domain.records import RowReader
from lingqu.commerce.domain.states import may
from lingqu.commerce.domain.templates import checked_map
from lingqu.commerce.errors import (
    BadMappingError,
    EmptyFileError,
    ImportKindError,
    ImportNotFoundError,
    ImportStateError,
)
from lingqu.commerce.ports import RowSeals
from lingqu.commerce.store import imports as store
from lingqu.customers.api import attributes
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.kernel.errors import LingquError
from lingqu.kernel.ids import CorpId
from lingqu.kernel.jobs import Lane, NewJob
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor

LONGEST_NAME: Final = 200
QUICK_BYTES: Final = 8 * 2**20
"""A file up to this is opened within seconds; a larger one waits behind other bulk work, not before it."""


async def create_import(
    database: Database,
    files: SealedFiles,
    *,
    kind: ImportKind,
    name: str,
    content: AsyncIterable[bytes],
    actor: str,
) -> Import:
    """Keep an uploaded file and ask for it to be opened. Writes the file between units: open none around it.

    Raises:
        FileTooLargeError, EmptyFileError: nothing is kept then.
    """
    corp_id: CorpId = files.corp_id
    async with database.unit(corp_id, actor=actor) as unit:
        import_id = await store.insert(unit, kind=kind, name=name[:LONGEST_NAME] or "-")
    key = f"{corp_id}/imports/{import_id}"
    try:
        size = await files.keep(key, content)
        if not size:
            raise EmptyFileError("the file is empty", place="body.file")
    except LingquError:
        await files.forget(key)
        async with database.unit(corp_id, actor=actor) as unit:
            await store.remove(unit, import_id)
        raise
    async with database.unit(corp_id, actor=actor) as unit:
        await store.keep_file(unit, import_id, blob_key=key, size_bytes=size)
        lane = Lane.NORMAL if size <= QUICK_BYTES else Lane.BULK
        unit.enqueue(NewJob(kind=JOB_OPEN, key=str(import_id), lane=lane))
        await unit.audit("commerce.import_uploaded", f"import:{import_id}", kind=kind, bytes=size)
        return await get_import(unit, import_id)


async def get_import(session: Session, import_id: ImportId) -> Import:
    """Return an import.

    Raises:
        ImportNotFoundError: there is none of this number.
    """
    found = await store.find(session, import_id)
    if found is None:
        raise ImportNotFoundError(f"there is no import {import_id}", import_id=import_id)
    return found


async def list_imports(session: Session, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT) -> Page[Import]:
    """Return a page of imports, the newest first."""
    keys = decode_cursor(cursor, int)
    rows = await store.list_page(session, before=ImportId(keys[0]) if keys else None, limit=limit + 1)
    shown_rows = rows[:limit]
    return Page(items=shown_rows, next_cursor=encode_cursor(shown_rows[-1].import_id) if len(rows) > limit else None)


async def preview_import(session: Session, import_id: ImportId, *, seals: RowSeals) -> list[PreviewRow]:
    """Return the first rows under the present mapping, with what would be said of each by itself.

    Raises:
        ImportStateError: the file is not opened yet, or is gone.
    """
    found = await get_import(session, import_id)
    sealed = await store.load_sample(session, import_id)
    if sealed is None or found.layout is None or found.column_map is None:
        raise ImportStateError("there is nothing to show of this import", state=found.state)
    lexicon = await load_lexicon(session, found.kind, found.column_map)
    reader = RowReader(found.kind, found.column_map, lexicon, width=len(found.layout.columns), at=session.at)
    rows = open_sample(seals, session.corp_id, import_id, sealed)
    said = [(row, reader.read(row)) for row in rows]
    return [
        PreviewRow(
            number=row.number,
            cells=tuple(map(shown, row.cells)),
            problems=problems if isinstance(problems, tuple) else (),
        )
        for row, problems in said
    ]


async def map_columns(unit: UnitOfWork, import_id: ImportId, told: ColumnMap) -> Import:
    """Decide what a file's columns are; what was checked under another mapping counts no more.

    Raises:
        BadMappingError: it cannot be meant.
        ImportStateError: too early, or too late.
    """
    now = await _locked(unit, import_id, ImportState.DRAFT)
    if now.layout is None:
        raise ImportStateError("the file is not opened yet", state=now.state)
    column_map = checked_map(now.kind, told, now.layout.columns)
    await _check_attributes(unit, column_map)
    await store.save_map(unit, import_id, column_map)
    await store.move(unit, import_id, ImportState.DRAFT)
    if now.counts.read:
        unit.enqueue(NewJob(kind=JOB_CLEAR, key=str(import_id), lane=Lane.BULK))
    return await get_import(unit, import_id)


async def check_import(unit: UnitOfWork, import_id: ImportId) -> Import:
    """Ask for every row to be read, compared and matched. Nothing of it is seen outside the import.

    Raises:
        BadMappingError: what the columns seemed to be is not enough.
        ImportStateError: it is no draft.
    """
    now = await _locked(unit, import_id, ImportState.CHECKING)
    if now.layout is None or now.column_map is None:
        raise ImportStateError("the file is not opened yet", state=now.state)
    checked_map(now.kind, now.column_map, now.layout.columns)
    await _check_attributes(unit, now.column_map)
    await store.move(unit, import_id, ImportState.CHECKING)
    unit.enqueue(NewJob(kind=JOB_CHECK, key=str(import_id), lane=Lane.BULK))
    return await get_import(unit, import_id)


async def start_import(unit: UnitOfWork, import_id: ImportId) -> Import:
    """Publish what was checked: from here on it goes to its end.

    Raises:
        ImportStateError: it is not checked.
        ImportKindError: people are taken over as a list, by whoever keeps lists.
        AttributeTakenError: an attribute that members need is there with another type.
    """
    now = await _locked(unit, import_id, ImportState.PUBLISHING)
    _require(now, people=False)
    if now.kind is ImportKind.MEMBERS and now.column_map is not None:
        await define_attributes(unit, [one.field for one in now.column_map.assignments])
    unit.enqueue(NewJob(kind=JOB_PUBLISH, key=str(import_id), lane=Lane.BULK))
    return await _begun(unit, now)


async def hand_over(unit: UnitOfWork, import_id: ImportId) -> Import:
    """Let the people of a checked file be taken (`api.people`): from here on it goes to its end.

    Raises:
        ImportStateError: it is not checked.
        ImportKindError: it holds orders or members.
    """
    now = await _locked(unit, import_id, ImportState.PUBLISHING)
    _require(now, people=True)
    return await _begun(unit, now)


def _require(now: Import, *, people: bool) -> None:
    if (now.kind is ImportKind.PEOPLE) is not people:
        raise ImportKindError(f"import {now.import_id} holds {now.kind}", kind=now.kind)


async def _begun(unit: UnitOfWork, now: Import) -> Import:
    await store.move(unit, now.import_id, ImportState.PUBLISHING)
    await unit.audit(
        "commerce.import_started",
        f"import:{now.import_id}",
        rows=now.counts.read - now.counts.refused,
        refused=now.counts.refused,
    )
    return await get_import(unit, now.import_id)


async def cancel_import(unit: UnitOfWork, import_id: ImportId) -> Import:
    """Drop an import of which nothing was published; its file and rows are deleted.

    Raises:
        ImportStateError: publishing began, or it ended already.
    """
    await _locked(unit, import_id, ImportState.CANCELLED)
    await store.move(unit, import_id, ImportState.CANCELLED, finished=True)
    unit.enqueue(NewJob(kind=JOB_CLEAR, key=str(import_id), lane=Lane.BULK))
    await unit.audit("commerce.import_cancelled", f"import:{import_id}")
    return await get_import(unit, import_id)


async def _locked(unit: UnitOfWork, import_id: ImportId, target: ImportState) -> Import:
    now = await store.lock(unit, import_id)
    if now is None:
        raise ImportNotFoundError(f"there is no import {import_id}", import_id=import_id)
    if not may(now.state, target):
        raise ImportStateError(f"import {import_id} is {now.state}", state=now.state, wanted=target)
    return now


async def _check_attributes(session: Session, column_map: ColumnMap) -> None:
    wanted = _attribute_keys(column_map)
    known = {one.key for one in await attributes.list_attributes(session)} if wanted else set()
    for key in wanted:
        if key not in known:
            raise BadMappingError(
                f"no attribute {key} is defined", place="body.assignments", problem="unknown_attribute", attribute=key
            )


def _attribute_keys(column_map: ColumnMap) -> Sequence[str]:
    fields = [one.field for one in column_map.assignments]
    return [one.removeprefix(ATTRIBUTE_PREFIX) for one in fields if one.startswith(ATTRIBUTE_PREFIX)]
