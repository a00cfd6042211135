"""Access tokens: cached, shared, fetched once at a time, and never asked for with a secret known to be wrong.

Two ports. `TokenSource` is what the client needs; how a token comes about (an app's secret, a suite's flow) is
behind it. `TokenStore` is where tokens rest between calls and processes.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, Protocol

from wecom_api.calls.token import GetToken
from wecom_api.errcodes import GATE_SHUT
from wecom_api.errors import (
    AnswerLost,
    CallError,
    Misconfigured,
    NotSent,
    QuotaExhausted,
    RetryLater,
    TokenExpired,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from wecom_api.clock import Clock
    from wecom_api.wire import Wire

EARLY = timedelta(minutes=5)

PASSING = (RetryLater, NotSent, AnswerLost, QuotaExhausted)
"""Failures of a fetch after which a token that still serves goes on serving."""


class TokenKey(NamedTuple):
    """Whose token: an app is known by its corp and secret, and a secret by its fingerprint only."""

    corpid: str
    secret_fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """An app's corpid and secret. A new secret is a new key, so old tokens and blocks do not follow it."""

    corpid: str
    secret: str = field(repr=False)

    @property
    def key(self) -> TokenKey:
        """Safe to store: 128 bits of SHA-256 over both."""
        digest = sha256(f"{self.corpid}\n{self.secret}".encode()).hexdigest()
        return TokenKey(self.corpid, digest[:32])


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token at rest.

    Attributes:
        refresh_at: from then on a new one is fetched, while this one still serves (UTC).
        expires_at: it does not serve from then on (UTC).
    """

    value: str = field(repr=False)
    refresh_at: datetime
    expires_at: datetime

    @classmethod
    def fetched(cls, value: str, *, at: datetime, expires_in: timedelta) -> Token:
        """A token as gettoken gave it.

        Refreshed five minutes early, or in the last tenth of a short life: WeCom may answer an early request
        with the same token and the seconds it has left, and that must not make every call refresh.
        """
        expires_in = max(expires_in, timedelta(seconds=1))
        early = min(EARLY, expires_in / 10)
        return cls(value=value, refresh_at=at + expires_in - early, expires_at=at + expires_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A credential that WeCom refused: not asked for again until an operator mends it."""

    errcode: int
    errmsg: str
    since: datetime


class TokenStore(Protocol):
    """Where tokens rest. Adapters pass `tests/conformance/wecom_api/token_store_suite.py`."""

    async def get(self, key: TokenKey) -> Token | Block | None:
        """The token or the block, whichever was put last; expired ones may be returned."""
        ...

    async def put(self, key: TokenKey, token: Token) -> None:
        """Replace whatever is there."""
        ...

    async def invalidate(self, key: TokenKey, value: str) -> None:
        """Forget the token if it still is `value`; a newer one stays."""
        ...

    async def block(self, key: TokenKey, block: Block) -> None:
        """Replace whatever is there by a block."""
        ...

    async def unblock(self, key: TokenKey) -> None:
        """Forget a block; a token stays. The operator says that the credential is mended."""
        ...

    def lock(self, key: TokenKey) -> AbstractAsyncContextManager[None]:
        """Held by one task of one process at a time; released when its holder dies."""
        ...


class MemoryTokenStore:
    """A store for one process."""

    def __init__(self) -> None:
        self._rows: dict[TokenKey, Token | Block] = {}
        self._locks: defaultdict[TokenKey, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, key: TokenKey) -> Token | Block | None:
        """See `TokenStore`."""
        return self._rows.get(key)

    async def put(self, key: TokenKey, token: Token) -> None:
        """See `TokenStore`."""
        self._rows[key] = token

    async def invalidate(self, key: TokenKey, value: str) -> None:
        """See `TokenStore`."""
        row = self._rows.get(key)
        if isinstance(row, Token) and row.value == value:
            del self._rows[key]

    async def block(self, key: TokenKey, block: Block) -> None:
        """See `TokenStore`."""
        self._rows[key] = block

    async def unblock(self, key: TokenKey) -> None:
        """See `TokenStore`."""
        if isinstance(self._rows.get(key), Block):
            del self._rows[key]

    def lock(self, key: TokenKey) -> AbstractAsyncContextManager[None]:
        """See `TokenStore`."""
        return self._locks[key]


class Fetch(Protocol):
    """How a token comes about when none that is fresh is at hand."""

    async def __call__(self, living: Token | None) -> Token:
        """A new token, or `living`, which still serves, when WeCom cannot give one right now."""
        ...


class Freshness:
    """One token kept fresh: held here, shared through a store, refreshed early and once at a time.

    While a living token is being refreshed, callers go on with it; while there is none, they wait for one fetch.

    Args:
        key: whose token.
        store: shares it between processes.
        clock: tells when it is due.
        fetch: asks WeCom.
        barred: the error to raise for a key that is blocked in the store.
    """

    def __init__(
        self,
        key: TokenKey,
        *,
        store: TokenStore,
        clock: Clock,
        fetch: Fetch,
        barred: Callable[[Block], CallError],
    ) -> None:
        self._key = key
        self._store = store
        self._clock = clock
        self._fetch = fetch
        self._barred = barred
        self._held: Token | None = None
        self._refreshing = asyncio.Lock()

    async def get(self) -> Token:
        """A token that should work, from here, from the store, or from WeCom.

        Raises:
            CallError: the key is blocked, or the fetch failed and there is no living token.
        """
        held, now = self._held, self._clock.now()
        if held and (now < held.refresh_at or (now < held.expires_at and self._refreshing.locked())):
            return held
        async with self._refreshing:
            return await self._refresh(dead=None)

    async def renew(self, dead: str) -> Token:
        """A token after `dead` was refused, fetched once however many callers ask.

        Raises:
            CallError: the key is blocked, or the fetch failed.
        """
        async with self._refreshing:
            await self._store.invalidate(self._key, dead)
            return await self._refresh(dead=dead)

    async def _refresh(self, *, dead: str | None) -> Token:
        if usable := self._usable(self._held, dead):
            return usable
        async with self._store.lock(self._key):
            stored = await self._store.get(self._key)
            if isinstance(stored, Block):
                raise self._barred(stored)
            token = self._usable(stored, dead)
            if token is None:
                living = self._living(stored, dead)
                token = await self._fetch(living)
                if token is not living:
                    await self._store.put(self._key, token)
        self._held = token
        return token

    def _usable(self, token: Token | None, dead: str | None) -> Token | None:
        fresh = token is not None and token.value != dead and self._clock.now() < token.refresh_at
        return token if fresh else None

    def _living(self, stored: Token | None, dead: str | None) -> Token | None:
        """A token that still serves, though it is due for a refresh."""
        now = self._clock.now()
        for token in (self._held, stored):
            if token and token.value != dead and now < token.expires_at:
                return token
        return None


class TokenSource(Protocol):
    """What the client needs to know of tokens."""

    async def get(self) -> str:
        """A token that should work."""
        ...

    async def renew(self, dead: str) -> str:
        """Another token, because WeCom refused `dead`."""
        ...


class AppTokens:
    """The tokens of one app.

    A refresh that fails for passing reasons leaves the living token in use. A credential that WeCom refuses is
    blocked in the store, for every process, until an operator mends it: some 2,000 failing calls in an hour would
    ban the IP for all corps behind it.
    """

    def __init__(self, credential: Credential, *, wire: Wire, store: TokenStore, clock: Clock) -> None:
        self._credential = credential
        self._wire = wire
        self._store = store
        self._clock = clock
        self._fresh = Freshness(credential.key, store=store, clock=clock, fetch=self._fetch, barred=self._barred)

    async def get(self) -> str:
        """A token that should work, from here, from the store, or from WeCom.

        Raises:
            Misconfigured: the credential is refused, now or earlier.
            CallError: gettoken failed and there is no living token; nothing else was sent.
        """
        return (await self._fresh.get()).value

    async def renew(self, dead: str) -> str:
        """A token after WeCom refused `dead`, fetched once however many callers ask.

        Raises:
            Misconfigured: the credential is refused.
            CallError: gettoken failed.
        """
        return (await self._fresh.renew(dead)).value

    def _barred(self, block: Block) -> CallError:
        return Misconfigured(
            GetToken(corpid=self._credential.corpid, corpsecret="-"),
            f"credential blocked since {block.since.isoformat()}, until an operator mends it",
            errcode=block.errcode,
            errmsg=block.errmsg,
        )

    async def _fetch(self, living: Token | None) -> Token:
        call = GetToken(corpid=self._credential.corpid, corpsecret=self._credential.secret)
        try:
            answer = await self._wire.send(call, access_token=None)
        except PASSING:
            if living is None:
                raise
            return living
        except CallError as error:
            raise await self._refused(call, error) from error
        now = self._clock.now()
        return Token.fetched(answer.access_token, at=now, expires_in=timedelta(seconds=answer.expires_in))

    async def _refused(self, call: GetToken, error: CallError) -> CallError:
        """The error to raise; blocks the credential where asking again is dangerous."""
        if error.errcode is None or error.errcode not in GATE_SHUT:
            return error
        block = Block(errcode=error.errcode, errmsg=error.errmsg, since=self._clock.now())
        await self._store.block(self._credential.key, block)
        if isinstance(error, TokenExpired):  # 40001 of gettoken is about the secret, not about a token
            return Misconfigured(call, "secret refused", errcode=error.errcode, errmsg=error.errmsg)
        return error
