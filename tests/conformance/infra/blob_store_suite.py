"""What every adapter of `lingqu.infra.blobs.BlobStore` does; subclass it and give it a store."""

import hashlib
from collections.abc import AsyncIterator

import pytest

from lingqu.infra.blobs import BadBlobKeyError, BlobNotFoundError, BlobStore, Stat

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


async def pieces(*contents: bytes) -> AsyncIterator[bytes]:
    for content in contents:
        yield content


class BlobStoreSuite:
    """Needs a fixture `store`: an empty adapter."""

    async def test_what_was_put_is_what_is_got(self, store: BlobStore) -> None:
        put = await store.put("media/2026/qr.png", PICTURE)

        assert put == Stat("media/2026/qr.png", len(PICTURE), hashlib.sha256(PICTURE).hexdigest())
        assert await store.get("media/2026/qr.png") == PICTURE
        assert await store.stat("media/2026/qr.png") == put

    async def test_nothing_is_a_blob_too(self, store: BlobStore) -> None:
        await store.put("empty", b"")

        assert await store.get("empty") == b""

    async def test_second_put_replaces_the_first(self, store: BlobStore) -> None:
        await store.put("a", b"a long first one")
        await store.put("a", b"second")

        assert await store.get("a") == b"second"
        stat = await store.stat("a")
        assert stat is not None
        assert stat.size_bytes == 6

    async def test_key_may_begin_with_another_key(self, store: BlobStore) -> None:
        await store.put("a", b"1")
        await store.put("a/b", b"2")
        await store.put("a/b/c", b"3")

        assert [await store.get(key) for key in ("a", "a/b", "a/b/c")] == [b"1", b"2", b"3"]

    async def test_missing_blob_is_an_error_to_get_and_nothing_to_stat_or_delete(self, store: BlobStore) -> None:
        await store.put("a/b", b"")

        for key in ("a", "a/c", "z", "a/b/c"):
            with pytest.raises(BlobNotFoundError):
                await store.get(key)
            assert await store.stat(key) is None
            await store.delete(key)
        assert await store.get("a/b") == b""

    async def test_deleted_blob_is_gone(self, store: BlobStore) -> None:
        await store.put("a", b"1")

        await store.delete("a")

        assert await store.stat("a") is None

    async def test_what_comes_in_pieces_is_one_blob(self, store: BlobStore) -> None:
        put = await store.put_stream("imports/7", pieces(PICTURE[:100], b"", PICTURE[100:]))

        assert put == Stat("imports/7", len(PICTURE), hashlib.sha256(PICTURE).hexdigest())
        assert await store.get("imports/7") == PICTURE

    async def test_nothing_is_stored_of_pieces_that_end_with_an_error(self, store: BlobStore) -> None:
        async def broken() -> AsyncIterator[bytes]:
            yield PICTURE
            raise ConnectionError

        await store.put("kept", b"first")

        for key in ("kept", "fresh"):
            with pytest.raises(ConnectionError):
                await store.put_stream(key, broken())
        assert await store.get("kept") == b"first"
        assert await store.stat("fresh") is None

    async def test_range_is_a_part_and_ends_with_the_blob(self, store: BlobStore) -> None:
        await store.put("a", b"0123456789")

        assert await store.get_range("a", start=2, length=3) == b"234"
        assert await store.get_range("a", start=8, length=5) == b"89"
        assert await store.get_range("a", start=10, length=5) == b""
        with pytest.raises(BlobNotFoundError):
            await store.get_range("b", start=0, length=1)

    @pytest.mark.parametrize(
        "key",
        ["", "/etc/passwd", "../up", "a/../b", "a..b", "a//b", "a/", "A", "图", "a b", "a\0", "a~", ".a", "a" * 101],
    )
    async def test_key_that_could_leave_the_store_is_refused_by_every_verb(self, store: BlobStore, key: str) -> None:
        with pytest.raises(BadBlobKeyError):
            await store.put(key, b"")
        with pytest.raises(BadBlobKeyError):
            await store.get(key)
        with pytest.raises(BadBlobKeyError):
            await store.put_stream(key, pieces(b""))
        with pytest.raises(BadBlobKeyError):
            await store.get_range(key, start=0, length=1)
        with pytest.raises(BadBlobKeyError):
            await store.stat(key)
        with pytest.raises(BadBlobKeyError):
            await store.delete(key)
