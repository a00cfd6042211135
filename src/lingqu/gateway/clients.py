"""One client per corp, made from its stored credentials; WeCom's errors in the words of our kernel."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import httpx
import msgspec
import structlog

from lingqu.corps.api import get_credentials
from lingqu.corps.ports import Seals
from lingqu.gateway.quota import PostgresQuota
from lingqu.gateway.tokens import PostgresTokenStore
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId
from lingqu.kernel.outside import (
    AnswerLostError,
    MisconfiguredError,
    OutsideError,
    RefusedError,
    StaleError,
    TryLaterError,
)
from wecom_api.calls.call import Call, Page, PagedCall
from wecom_api.client import Client
from wecom_api.errors import (
    AnswerLost,
    CallError,
    InvalidCallError,
    Misconfigured,
    NotSent,
    QuotaExhausted,
    RetryLater,
    Stale,
    TokenExpired,
    WecomError,
)
from wecom_api.quota import InFlight, QuotaPlan
from wecom_api.tokens import AppTokens, Credential
from wecom_api.wire import Wire

log = structlog.get_logger(__name__)

ResultT = TypeVar("ResultT", bound=msgspec.Struct)
PageT = TypeVar("PageT", bound=Page)

RELOAD = timedelta(seconds=30)
NOT_SENT_PAUSE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class _Made:
    client: Client
    agentid: int | None
    secret: str
    checked_at: datetime


class Clients:
    """Calls WeCom in the name of any corp of this installation.

    A changed secret takes effect within half a minute. Quotas are the corp's, shared by all processes.
    """

    def __init__(
        self,
        database: Database,
        seals: Seals,
        *,
        base_url: str,
        share_permille: int = 600,
        plan: QuotaPlan | None = None,
        in_flight: int = 8,
    ) -> None:
        self._database = database
        self._seals = seals
        self._http = httpx.AsyncClient(limits=httpx.Limits(max_connections=100, max_keepalive_connections=50))
        self._wire = Wire(self._http, clock=database.clock, base_url=base_url)
        self._plan = plan or QuotaPlan(share_permille=share_permille)
        self._in_flight = InFlight(in_flight)
        self._made: dict[CorpId, _Made] = {}
        self._making: defaultdict[CorpId, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def agentid(self, corp_id: CorpId) -> int:
        """Return the agentid of the corp's app; app messages need it."""
        return (await self._get(corp_id)).agentid or 0

    async def call(self, corp_id: CorpId, call: Call[ResultT], *, deadline: datetime | None = None) -> ResultT:
        """Make one call.

        Raises:
            OutsideError: one of `lingqu.kernel.outside`, saying what to do.
        """
        made = await self._get(corp_id)
        try:
            return await made.client(call, deadline=deadline)
        except WecomError as error:
            raise translated(error, call.path, at=self._database.clock.now()) from error

    async def pages(self, corp_id: CorpId, call: PagedCall[PageT]) -> AsyncIterator[PageT]:
        """Make a paged call until its end.

        Raises:
            OutsideError: pages given out before stay valid.
        """
        made = await self._get(corp_id)
        try:
            async for page in made.client.pages(call):
                yield page
        except WecomError as error:
            raise translated(error, call.path, at=self._database.clock.now()) from error

    async def _get(self, corp_id: CorpId) -> _Made:
        now = self._database.clock.now()
        made = self._made.get(corp_id)
        if made and now - made.checked_at < RELOAD:
            return made
        # One at a time: clients made side by side would each wait for the token with a connection in hand.
        async with self._making[corp_id]:
            return await self._make(corp_id, now)

    async def _make(self, corp_id: CorpId, now: datetime) -> _Made:
        made = self._made.get(corp_id)
        if made and now - made.checked_at < RELOAD:
            return made
        async with self._database.read(corp_id) as session:
            credentials = await get_credentials(session, seals=self._seals)
        if made and made.secret == credentials.secret:
            made = _Made(made.client, credentials.agentid, made.secret, now)
        else:
            made = _Made(
                self._client(corp_id, credentials.corpid, credentials.secret),
                credentials.agentid,
                credentials.secret,
                now,
            )
        self._made[corp_id] = made
        return made

    def _client(self, corp_id: CorpId, corpid: str, secret: str) -> Client:
        clock = self._database.clock
        store = PostgresTokenStore(self._database, corp_id, self._seals)
        tokens = AppTokens(Credential(corpid=corpid, secret=secret), wire=self._wire, store=store, clock=clock)
        return Client(
            corpid=corpid,
            tokens=tokens,
            wire=self._wire,
            quota=PostgresQuota(self._database, corp_id, self._plan),
            in_flight=self._in_flight,
            clock=clock,
            chance=random.Random(corpid),  # noqa: S311 - jitter, not a secret
        )


def translated(error: WecomError, api: str, *, at: datetime) -> OutsideError:  # noqa: PLR0911 - one line per class
    """Say in the kernel's words what a WeCom error means for the worker."""
    message = str(error)
    errcode = error.errcode if isinstance(error, CallError) else None
    match error:
        case AnswerLost():
            return AnswerLostError(message, api=api, errcode=errcode)
        case NotSent():
            return TryLaterError(message, api=api, after=NOT_SENT_PAUSE, errcode=errcode)
        case RetryLater():
            return TryLaterError(message, api=api, after=error.after, errcode=errcode)
        case QuotaExhausted():
            return TryLaterError(message, api=api, after=max(error.until - at, timedelta(seconds=1)), errcode=errcode)
        case TokenExpired() | Misconfigured():
            return MisconfiguredError(message, api=api, errcode=errcode)
        case Stale():
            return StaleError(message, api=api, errcode=errcode)
        case InvalidCallError():
            return RefusedError(message, api=api)
        case _:
            return RefusedError(message, api=api, errcode=errcode)
