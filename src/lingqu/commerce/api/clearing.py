"""Cleaning up after imports: files of names and phones stay no longer than they are needed."""

from typing import Final

from lingqu.commerce.api.opening import Units
from lingqu.commerce.api.sealed_files import SealedFiles
from lingqu.commerce.contracts.imports import ImportId, ImportState
from lingqu.commerce.store import imports as store
from lingqu.commerce.store import rows as row_store

BATCH_ROWS: Final = 5000
TURN_BATCHES: Final = 40

_ENDED = frozenset({ImportState.PUBLISHED, ImportState.CANCELLED, ImportState.FAILED})


async def clear_import(units: Units, files: SealedFiles, import_id: ImportId) -> bool:
    """Take one turn of cleaning; tell whether more is to be done.

    Rows of older mappings go, and all rows of a cancelled or failed import; refused rows of a published one stay for
    its report. The file goes when the import has ended. Idempotent: what is gone is gone.
    """
    async with units() as unit:
        found = await store.find(unit, import_id)
    if found is None:
        return False
    ended = found.state in _ENDED
    keeps_rows = found.state not in {ImportState.CANCELLED, ImportState.FAILED}
    below = found.version if keeps_rows else found.version + 1
    for _ in range(TURN_BATCHES):
        async with units() as unit:
            gone = await row_store.sweep(unit, import_id, below_version=below, limit=BATCH_ROWS)
        if gone < BATCH_ROWS:
            break
    else:
        return True
    if ended and found.blob_key is not None:
        await files.forget(found.blob_key)
        async with units() as unit:
            await store.drop_file(unit, import_id)
    return False
