"""Files of any kind that operators upload for materials."""

from dataclasses import dataclass

from lingqu.deliveries.contracts.materials import MOST_FILE_BYTES
from lingqu.deliveries.domain.content import FILE, file_name
from lingqu.deliveries.domain.keys import blob_key, blob_path
from lingqu.deliveries.errors import BadFileError
from lingqu.infra.blobs import BlobStore
from lingqu.kernel.ids import CorpId

LEAST_BYTES = 6
"""WeCom takes nothing smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file as kept; `name` is what it will be called."""

    blob_key: str
    name: str
    bytes: int


async def keep_file(blobs: BlobStore, corp_id: CorpId, content: bytes, *, name: str) -> KeptFile:
    """Keep a file that WeCom takes, under a name that WeCom takes.

    Raises:
        BadFileError: too small or too big.
    """
    if not LEAST_BYTES <= len(content) <= MOST_FILE_BYTES:
        raise BadFileError(bytes=len(content), least_bytes=LEAST_BYTES, most_bytes=MOST_FILE_BYTES)
    key = blob_key(content, FILE)
    await blobs.put(blob_path(corp_id, key), content)
    return KeptFile(blob_key=key, name=file_name(name), bytes=len(content))
