"""The adapters of the blob store, each through the one suite, and what only a folder can get wrong."""

import asyncio
import os
from pathlib import Path

import pytest

from conformance.infra.blob_store_suite import BlobStoreSuite
from lingqu.infra.blobs import BlobStore, FolderBlobStore, MemoryBlobStore


class TestMemoryBlobStore(BlobStoreSuite):
    @pytest.fixture
    def store(self) -> BlobStore:
        return MemoryBlobStore()


class TestFolderBlobStore(BlobStoreSuite):
    @pytest.fixture
    def store(self, tmp_path: Path) -> BlobStore:
        return FolderBlobStore(tmp_path / "blobs")


async def test_reader_sees_the_old_or_the_new_and_never_a_part(tmp_path: Path) -> None:
    store = FolderBlobStore(tmp_path)
    versions = [bytes([number]) * 200_000 for number in range(8)]
    await store.put("a", versions[0])

    async def write() -> None:
        for version in versions:
            await store.put("a", version)

    async def read() -> set[bytes]:
        return {await store.get("a") for _ in range(40)}

    seen, _ = await asyncio.gather(read(), write())

    assert seen <= set(versions)


async def test_failed_put_leaves_the_old_blob_and_no_debris(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderBlobStore(tmp_path)
    await store.put("a", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        await store.put("a", b"new")
    monkeypatch.undo()

    assert await store.get("a") == b"old"
    assert os.listdir(tmp_path) == ["a~"]  # noqa: PTH208 - async
