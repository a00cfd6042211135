"""What every `wecom_api.tokens.TokenStore` must do.

Subclass `TokenStoreSuite` in a test module, name the class `Test…`, and give it a `store` fixture that yields
an empty store. Stores that are shared between processes also override `other`, a second door to the same rows.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wecom_api.tokens import Block, Token, TokenKey, TokenStore

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
KEY = TokenKey("ww1", "f" * 32)
OTHER_SECRET = TokenKey("ww1", "e" * 32)
TOKEN = Token(value="T1", refresh_at=NOON + timedelta(minutes=115), expires_at=NOON + timedelta(hours=2))
BLOCK = Block(errcode=40001, errmsg="invalid credential 不合法", since=NOON)


class TokenStoreSuite:
    """Behaviour of the port, free of any adapter's inside."""

    @pytest.fixture
    def store(self) -> TokenStore:
        raise NotImplementedError("give an empty store")

    @pytest.fixture
    def other(self, store: TokenStore) -> TokenStore:
        return store

    async def test_empty_store_knows_nothing(self, store: TokenStore) -> None:
        assert await store.get(KEY) is None

    async def test_token_comes_back_as_it_was_put(self, store: TokenStore, other: TokenStore) -> None:
        await store.put(KEY, TOKEN)

        assert await other.get(KEY) == TOKEN

    async def test_last_token_wins(self, store: TokenStore) -> None:
        await store.put(KEY, TOKEN)
        await store.put(KEY, replace(TOKEN, value="T2"))

        assert await store.get(KEY) == replace(TOKEN, value="T2")

    async def test_long_tokens_are_kept_whole(self, store: TokenStore) -> None:
        long = replace(TOKEN, value="t" * 512)
        await store.put(KEY, long)

        assert await store.get(KEY) == long

    async def test_each_secret_has_its_own_token(self, store: TokenStore) -> None:
        await store.put(KEY, TOKEN)

        assert await store.get(OTHER_SECRET) is None

    async def test_invalidated_token_is_gone(self, store: TokenStore, other: TokenStore) -> None:
        await store.put(KEY, TOKEN)
        await other.invalidate(KEY, "T1")

        assert await store.get(KEY) is None

    async def test_invalidating_an_older_value_spares_the_newer(self, store: TokenStore) -> None:
        await store.put(KEY, replace(TOKEN, value="T2"))
        await store.invalidate(KEY, "T1")

        assert await store.get(KEY) == replace(TOKEN, value="T2")

    async def test_invalidating_nothing_is_no_error(self, store: TokenStore) -> None:
        await store.invalidate(KEY, "T1")

        assert await store.get(KEY) is None

    async def test_block_replaces_the_token_and_is_seen_by_all(self, store: TokenStore, other: TokenStore) -> None:
        await store.put(KEY, TOKEN)
        await store.block(KEY, BLOCK)

        assert await other.get(KEY) == BLOCK
        assert await other.get(OTHER_SECRET) is None

    async def test_invalidating_spares_a_block(self, store: TokenStore) -> None:
        await store.block(KEY, BLOCK)
        await store.invalidate(KEY, "T1")

        assert await store.get(KEY) == BLOCK

    async def test_unblocking_forgets_the_block_and_spares_a_token(self, store: TokenStore) -> None:
        await store.block(KEY, BLOCK)
        await store.unblock(KEY)
        assert await store.get(KEY) is None

        await store.put(KEY, TOKEN)
        await store.unblock(KEY)
        assert await store.get(KEY) == TOKEN

    async def test_lock_admits_one_at_a_time(self, store: TokenStore, other: TokenStore) -> None:
        inside, most = 0, 0

        async def enter(door: TokenStore) -> None:
            nonlocal inside, most
            async with door.lock(KEY):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.001)
                inside -= 1

        await asyncio.gather(*(enter(door) for door in (store, other) * 5))

        assert most == 1

    async def test_lock_of_one_key_does_not_hold_up_another(self, store: TokenStore) -> None:
        async with store.lock(KEY), asyncio.timeout(5), store.lock(OTHER_SECRET):
            pass

    async def test_lock_is_free_after_a_failure_inside(self, store: TokenStore) -> None:
        with pytest.raises(ZeroDivisionError):
            async with store.lock(KEY):
                raise ZeroDivisionError

        async with asyncio.timeout(5), store.lock(KEY):
            pass
