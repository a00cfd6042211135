"""Looking at an uploaded file: what it is, how it is read, what its columns seem to be."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import BinaryIO, Final, TypeAlias

import msgspec

from lingqu.commerce.api.sealed_files import SealedFiles, in_thread
from lingqu.commerce.contracts.imports import JOB_CLEAR, Import, ImportId, ImportState, Layout, Template
from lingqu.commerce.domain.files.cells import Row
from lingqu.commerce.domain.files.tables import written_out
from lingqu.commerce.domain.files.workbooks import Workbook
from lingqu.commerce.domain.opening import (
    is_workbook,
    read_text,
    sample_of,
    suggested_map,
    workbook_layout,
)
from lingqu.commerce.errors import FileRefusedError
from lingqu.commerce.ports import RowSeals
from lingqu.commerce.store import imports as store
from lingqu.commerce.store import templates as template_store
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.jobs import Lane, NewJob

Units: TypeAlias = Callable[[], AbstractAsyncContextManager[UnitOfWork]]

SAMPLE: Final = "commerce.import_sample"
HEAD_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class _Opened:
    layout: Layout
    blob_key: str
    size_bytes: int
    sample: list[Row]
    expected: int


async def open_import(units: Units, files: SealedFiles, import_id: ImportId) -> None:
    """Look at the file of an import and make a draft of it, or write down why it cannot be read.

    Idempotent: what is no longer being opened is left alone; a workbook is written out under a key of its own.
    """
    async with units() as unit:
        found = await store.find(unit, import_id)
        own = await template_store.list_all(unit)
    if found is None or found.state is not ImportState.OPENING or found.blob_key is None:
        return
    try:
        opened = await _open(files, found, own)
    except FileRefusedError as error:
        async with units() as unit:
            if await _still_opening(unit, import_id):
                await store.fail(unit, import_id, error)
                unit.enqueue(NewJob(kind=JOB_CLEAR, key=str(import_id), lane=Lane.BULK))
        return
    async with units() as unit:
        if not await _still_opening(unit, import_id):
            return
        await store.keep_file(unit, import_id, blob_key=opened.blob_key, size_bytes=opened.size_bytes)
        await store.save_layout(
            unit,
            import_id,
            layout=opened.layout,
            column_map=suggested_map(found.kind, opened.layout, own),
            sample=seal_sample(files, import_id, opened.sample),
            expected=opened.expected,
        )
        await store.move(unit, import_id, ImportState.DRAFT)
    if opened.blob_key != found.blob_key:
        await files.forget(found.blob_key)


def seal_sample(files: SealedFiles, import_id: ImportId, rows: list[Row]) -> bytes:
    """Seal the first rows of a file."""
    plaintext = msgspec.json.encode(rows)
    return files.seals.seal(purpose=SAMPLE, corp_id=files.corp_id, row=str(import_id), plaintext=plaintext)


def open_sample(seals: RowSeals, corp_id: int, import_id: ImportId, sealed: bytes) -> list[Row]:
    """Return the first rows of a file."""
    opened = seals.open(purpose=SAMPLE, corp_id=corp_id, row=str(import_id), sealed=sealed)
    return msgspec.json.decode(opened, type=list[Row])


async def _still_opening(unit: UnitOfWork, import_id: ImportId) -> bool:
    now = await store.lock(unit, import_id)
    return now is not None and now.state is ImportState.OPENING


async def _open(files: SealedFiles, found: Import, own: list[Template]) -> _Opened:
    key = found.blob_key or ""
    file = files.open(key, found.size_bytes)
    if is_workbook(await asyncio.to_thread(file.read, HEAD_BYTES)):
        return await _open_workbook(files, key, file, own)
    layout, lines = await asyncio.to_thread(read_text, file, own)
    sample = await asyncio.to_thread(sample_of, file, layout)
    return _Opened(layout, key, found.size_bytes, sample, max(0, lines - layout.header_row))


async def _open_workbook(files: SealedFiles, key: str, file: BinaryIO, own: list[Template]) -> _Opened:
    """Write the first sheet with anything in it out as text, once, and go on with that."""
    book = await asyncio.to_thread(Workbook, file)
    sheet = await asyncio.to_thread(book.first_sheet)
    layout = await asyncio.to_thread(lambda: workbook_layout(sheet, book.rows(sheet), own))
    counted = _Counted()
    text_key = f"{key}-text"
    size = await files.keep(text_key, in_thread(written_out(counted.through(book.rows(sheet)))))
    sample = await asyncio.to_thread(sample_of, files.open(text_key, size), layout)
    return _Opened(layout, text_key, size, sample, max(0, counted.rows - 1))


class _Counted:
    """Counts rows that pass."""

    def __init__(self) -> None:
        self.rows = 0

    def through(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            self.rows += 1
            yield row
