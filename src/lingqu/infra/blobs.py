"""Files that customers and staff are shown: a port, and a folder behind it."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import secrets
from collections.abc import AsyncIterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, runtime_checkable

from lingqu.kernel.errors import InvalidError, NotFoundError

_KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}(/[a-z0-9][a-z0-9._-]{0,99}){0,5}")


class BlobNotFoundError(NotFoundError):
    """There is no blob under this key."""

    code = "blobs.not_found"


class BadBlobKeyError(InvalidError):
    """Keys are lower-case path segments; nothing that could leave the store."""

    code = "blobs.bad_key"


@dataclass(frozen=True, slots=True)
class Stat:
    """What is known of a blob. `sha256` is lower-case hex."""

    key: str
    size_bytes: int
    sha256: str


@runtime_checkable
class BlobStore(Protocol):
    """Keeps bytes under keys. Adapters pass `tests/conformance/infra/blob_store_suite.py`."""

    async def put(self, key: str, content: bytes) -> Stat:
        """Store, replacing what was there; a reader sees the old or the new, never a part."""
        ...

    async def put_stream(self, key: str, pieces: AsyncIterable[bytes]) -> Stat:
        """Store what comes in pieces; nothing is stored when they end with an error."""
        ...

    async def get(self, key: str) -> bytes:
        """Return the bytes.

        Raises:
            BlobNotFoundError: nothing is stored there.
        """
        ...

    async def get_range(self, key: str, *, start: int, length: int) -> bytes:
        """Return `length` bytes from `start`, fewer at the end.

        Raises:
            BlobNotFoundError: nothing is stored there.
        """
        ...

    async def stat(self, key: str) -> Stat | None:
        """Return what is known, None when nothing is stored there."""
        ...

    async def delete(self, key: str) -> None:
        """Forget; nothing happens when there is nothing."""
        ...


def checked_key(key: str) -> str:
    """Return the key if it is one.

    Raises:
        BadBlobKeyError: otherwise.
    """
    if not _KEY.fullmatch(key) or ".." in key:
        raise BadBlobKeyError(f"{key!r} is not a blob key", place="blob_key", key=key)
    return key


class FolderBlobStore:
    """Blobs as files below a folder.

    The path of a file is its key and a `~`, which no key holds: so `a` and `a/b` can both be blobs.
    A `put` that was killed leaves a hidden file that no key reaches.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, key: str, content: bytes) -> Stat:
        """See `BlobStore`."""
        return await asyncio.to_thread(self._put, checked_key(key), content)

    async def put_stream(self, key: str, pieces: AsyncIterable[bytes]) -> Stat:
        """See `BlobStore`."""
        path = self._file(checked_key(key))
        fresh = path.with_name(f".{secrets.token_hex(8)}")
        digest, size = hashlib.sha256(), 0
        file = await asyncio.to_thread(_open_fresh, fresh)
        try:
            with file:
                async for piece in pieces:
                    await asyncio.to_thread(file.write, piece)
                    digest.update(piece)
                    size += len(piece)
                await asyncio.to_thread(_settle, file)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        await asyncio.to_thread(_settle_folder, path.parent)
        return Stat(key, size, digest.hexdigest())

    async def get(self, key: str) -> bytes:
        """See `BlobStore`."""
        return await asyncio.to_thread(self._get, checked_key(key))

    async def get_range(self, key: str, *, start: int, length: int) -> bytes:
        """See `BlobStore`."""
        return await asyncio.to_thread(self._get_range, checked_key(key), start, length)

    async def stat(self, key: str) -> Stat | None:
        """See `BlobStore`."""
        return await asyncio.to_thread(self._stat, checked_key(key))

    async def delete(self, key: str) -> None:
        """See `BlobStore`."""
        await asyncio.to_thread(self._file(checked_key(key)).unlink, missing_ok=True)

    def _put(self, key: str, content: bytes) -> Stat:
        path = self._file(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{secrets.token_hex(8)}")
        try:
            with fresh.open("xb") as file:
                file.write(content)
                _settle(file)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        _settle_folder(path.parent)
        return _stat(key, content)

    def _get(self, key: str) -> bytes:
        try:
            return self._file(key).read_bytes()
        except FileNotFoundError as error:
            raise BlobNotFoundError(f"no blob {key}", key=key) from error

    def _get_range(self, key: str, start: int, length: int) -> bytes:
        try:
            with self._file(key).open("rb") as file:
                file.seek(start)
                return file.read(length)
        except FileNotFoundError as error:
            raise BlobNotFoundError(f"no blob {key}", key=key) from error

    def _stat(self, key: str) -> Stat | None:
        try:
            with self._file(key).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256")
                return Stat(key, file.tell(), digest.hexdigest())
        except FileNotFoundError:
            return None

    def _file(self, key: str) -> Path:
        return self._root / f"{key}~"


class MemoryBlobStore:
    """Blobs of this process; for tests."""

    def __init__(self) -> None:
        self._blobs: dict[str, bytes] = {}

    async def put(self, key: str, content: bytes) -> Stat:
        """See `BlobStore`."""
        self._blobs[checked_key(key)] = bytes(content)
        return _stat(key, content)

    async def put_stream(self, key: str, pieces: AsyncIterable[bytes]) -> Stat:
        """See `BlobStore`."""
        checked_key(key)
        return await self.put(key, b"".join([piece async for piece in pieces]))

    async def get_range(self, key: str, *, start: int, length: int) -> bytes:
        """See `BlobStore`."""
        return (await self.get(key))[start : start + length]

    async def get(self, key: str) -> bytes:
        """See `BlobStore`."""
        try:
            return self._blobs[checked_key(key)]
        except KeyError as error:
            raise BlobNotFoundError(f"no blob {key}", key=key) from error

    async def stat(self, key: str) -> Stat | None:
        """See `BlobStore`."""
        content = self._blobs.get(checked_key(key))
        return None if content is None else _stat(key, content)

    async def delete(self, key: str) -> None:
        """See `BlobStore`."""
        self._blobs.pop(checked_key(key), None)


def _stat(key: str, content: bytes) -> Stat:
    return Stat(key, len(content), hashlib.sha256(content).hexdigest())


def _open_fresh(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("xb")


def _settle(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _settle_folder(folder: Path) -> None:
    """Make a new name, too, outlive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
