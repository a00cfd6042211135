"""Files that rest sealed: an export is full of names and phones, so it is kept in sealed pieces and read in place."""

import asyncio
import io
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from lingqu.commerce.errors import FileTooLargeError
from lingqu.commerce.ports import RowSeals
from lingqu.infra.blobs import BlobStore
from lingqu.kernel.ids import CorpId

PURPOSE: Final = "commerce.import_file"
PIECE_BYTES: Final = 1024 * 1024
MOST_FILE_BYTES: Final = 512 * 2**20


@dataclass(frozen=True, slots=True)
class SealedFiles:
    """Keeps files of one corp in a blob store."""

    blobs: BlobStore
    seals: RowSeals
    corp_id: CorpId

    async def keep(self, key: str, content: AsyncIterable[bytes], *, most_bytes: int = MOST_FILE_BYTES) -> int:
        """Keep what comes in pieces of any size; return how many plain bytes it was.

        Raises:
            FileTooLargeError: more than `most_bytes`; nothing is kept then.
        """
        total = 0

        async def sealed() -> AsyncIterator[bytes]:
            nonlocal total
            number, waiting = 0, bytearray()
            async for piece in content:
                waiting += piece
                total += len(piece)
                if total > most_bytes:
                    raise FileTooLargeError("the file is too large", place="body.file", most_bytes=most_bytes)
                while len(waiting) >= PIECE_BYTES:
                    yield self._seal(key, number, bytes(waiting[:PIECE_BYTES]))
                    del waiting[:PIECE_BYTES]
                    number += 1
            yield self._seal(key, number, bytes(waiting))

        await self.blobs.put_stream(key, sealed())
        return total

    def open(self, key: str, size_bytes: int) -> io.BufferedReader:
        """Return a file to be read in another thread; each piece is fetched and unsealed as it is needed."""
        loop = asyncio.get_running_loop()
        overhead = len(self._seal(key, 0, b""))

        def load(number: int) -> bytes:
            length = PIECE_BYTES + overhead
            fetching = self.blobs.get_range(key, start=number * length, length=length)
            sealed = asyncio.run_coroutine_threadsafe(fetching, loop).result()
            return self.seals.open(purpose=PURPOSE, corp_id=self.corp_id, row=_row(key, number), sealed=sealed)

        return io.BufferedReader(_Pieces(load, size_bytes), buffer_size=PIECE_BYTES // 4)

    async def forget(self, key: str) -> None:
        """Delete a file; nothing happens when there is none."""
        await self.blobs.delete(key)

    def _seal(self, key: str, number: int, piece: bytes) -> bytes:
        return self.seals.seal(purpose=PURPOSE, corp_id=self.corp_id, row=_row(key, number), plaintext=piece)


async def in_thread(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Pull an iterator that reads files in another thread, so that the loop stays free."""
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


class _Pieces(io.RawIOBase):
    """The plain bytes of a sealed file, by pieces; the last one read is kept."""

    def __init__(self, load: Callable[[int], bytes], size: int) -> None:
        super().__init__()
        self._load = load
        self._size = size
        self._place = 0
        self._number = -1
        self._piece = b""

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, start + offset)
        return self._place

    @override
    def tell(self) -> int:
        return self._place

    @override
    def readinto(self, buffer: "io.BufferedIOBase | bytearray | memoryview", /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        view = memoryview(buffer)  # pyright: ignore[reportArgumentType]
        if self._place >= self._size:
            return 0
        number, start = divmod(self._place, PIECE_BYTES)
        if number != self._number:
            self._piece, self._number = self._load(number), number
        part = self._piece[start : start + len(view)]
        view[: len(part)] = part
        self._place += len(part)
        return len(part)


def _row(key: str, number: int) -> str:
    return f"{key}:{number}"
