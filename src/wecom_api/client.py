"""The client: a call goes in, its typed result comes out, or an error that says what to do.

    async with Client.open(corpid="ww…", secret="…") as wecom:
        members = await wecom(GetFollowUserList())

Between the two it waits for the corp's quota, keeps few calls in flight, supplies and renews the token, and
repeats what may be repeated: at most three tries, only where the errcode allows it, and after a lost answer
only what cannot happen twice.
"""

from __future__ import annotations

import random
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import msgspec

from wecom_api.calls.call import Call, Page, PagedCall
from wecom_api.clock import SystemClock
from wecom_api.errcodes import RULES, Reaction
from wecom_api.errors import (
    AnswerLost,
    CallError,
    Misconfigured,
    NotSent,
    QuotaExhausted,
    RetryLater,
    TokenExpired,
)
from wecom_api.quota import InFlight, MemoryQuota, Quota
from wecom_api.tokens import AppTokens, Credential, MemoryTokenStore, TokenSource
from wecom_api.wire import WECOM_URL, Wire

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from datetime import datetime

    from wecom_api.clock import Clock

MAX_TRIES = 3
DEFAULT_PATIENCE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(milliseconds=500)
FREQUENCY_LIMIT = 45009
PENALTIES = (timedelta(minutes=1), timedelta(hours=1))

ResultT = TypeVar("ResultT", bound=msgspec.Struct)
PageT = TypeVar("PageT", bound=Page)

# This try surely had no effect; an earlier one, whose answer was lost, may have had.
_WITHOUT_EFFECT = (NotSent, RetryLater, QuotaExhausted, TokenExpired, Misconfigured)


class Client:
    """Calls WeCom for one corp with one source of tokens. Cheap: make one per app, share the parts.

    Args:
        corpid: whose quota the calls count against.
        tokens: of the app that calls.
        wire: HTTP; shared.
        quota: buckets per corp and API; shared by all processes that call for the corp.
        in_flight: calls under way per corp and API; shared in this process.
        clock: tells time and waits.
        chance: jitters the pauses; seeded by the caller.
        patience: how long to wait for quota when a call has no deadline.
    """

    def __init__(
        self,
        *,
        corpid: str,
        tokens: TokenSource,
        wire: Wire,
        quota: Quota,
        in_flight: InFlight,
        clock: Clock,
        chance: random.Random,
        patience: timedelta = DEFAULT_PATIENCE,
    ) -> None:
        self._corpid = corpid
        self._tokens = tokens
        self._wire = wire
        self._quota = quota
        self._in_flight = in_flight
        self._clock = clock
        self._chance = chance
        self._patience = patience
        self._penalties: dict[str, tuple[datetime, int]] = {}

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        *,
        corpid: str,
        secret: str,
        base_url: str = WECOM_URL,
        chance: random.Random | None = None,
    ) -> AsyncGenerator[Client]:
        """A client on its own: connections, token and quota of this process only, closed at the end."""
        clock = SystemClock()
        async with httpx.AsyncClient() as http:
            wire = Wire(http, clock=clock, base_url=base_url)
            yield cls(
                corpid=corpid,
                tokens=AppTokens(
                    Credential(corpid=corpid, secret=secret),
                    wire=wire,
                    store=MemoryTokenStore(),
                    clock=clock,
                ),
                wire=wire,
                quota=MemoryQuota(),
                in_flight=InFlight(),
                clock=clock,
                chance=chance or random.Random(corpid),  # noqa: S311 - jitter, not a secret
            )

    async def __call__(self, call: Call[ResultT], *, deadline: datetime | None = None) -> ResultT:
        """Make `call`, repeating what may be repeated.

        Args:
            call: what to ask.
            deadline: nothing is sent, and no wait begins that ends, after it (UTC). A greeting has 20 s.

        Raises:
            QuotaExhausted: no room before the deadline (or within the client's patience).
            CallError: as `wecom_api.errors` draws it; `AnswerLost` if any try may have had an unknown effect.
        """
        lost: AnswerLost | None = None
        for tries in range(1, MAX_TRIES + 1):
            try:
                return await self._attempt(call, deadline)
            except CallError as error:
                pause = self._pause_after(error, call, tries)
                if isinstance(error, AnswerLost):
                    lost = lost or error
                too_late = deadline is not None and self._clock.now() + (pause or timedelta()) >= deadline
                if pause is None or too_late:
                    raise _final(error, lost) from error
            await self._clock.sleep(pause)
        raise AssertionError("unreachable: the last try returns or raises")

    async def pages(self, call: PagedCall[PageT], *, deadline: datetime | None = None) -> AsyncIterator[PageT]:
        """Make `call` again and again until its answer has no `next_cursor`.

        Raises:
            AnswerLost: the cursor came back unchanged, which would never end.
            CallError: as for a single call; pages given out before stay valid.
        """
        while True:
            page = await self(call, deadline=deadline)
            yield page
            if not page.next_cursor:
                return
            if page.next_cursor == call.cursor:
                raise AnswerLost(call, "the cursor does not advance")
            call = _at_cursor(call, page.next_cursor)

    async def _attempt(self, call: Call[ResultT], deadline: datetime | None) -> ResultT:
        await self._wait_for_quota(call, deadline)
        async with self._in_flight.slot(corpid=self._corpid, api=call.path):
            try:
                return await self._exchange(call, deadline)
            except QuotaExhausted as error:
                if error.errcode != FREQUENCY_LIMIT or error.call is not call:
                    raise
                until = self._penalty(call.path)
                await self._quota.close(corpid=self._corpid, api=call.path, until=until)
                raise QuotaExhausted(
                    call, "call frequency limit", until=until, errcode=error.errcode, errmsg=error.errmsg
                ) from error

    async def _wait_for_quota(self, call: Call[Any], deadline: datetime | None) -> None:
        now = self._clock.now()
        within = self._left(call, deadline) or self._patience
        wait = await self._quota.take(corpid=self._corpid, api=call.path, now=now, within=within)
        if wait > within:
            raise QuotaExhausted(call, "our share of the limit is spent", until=now + wait)
        if wait:
            await self._clock.sleep(wait)

    async def _exchange(self, call: Call[ResultT], deadline: datetime | None) -> ResultT:
        if not call.needs_token:
            return await self._wire.send(call, access_token=None, within=self._left(call, deadline))
        try:
            token = await self._tokens.get()
            try:
                return await self._wire.send(call, access_token=token, within=self._left(call, deadline))
            except TokenExpired:
                token = await self._tokens.renew(token)
                return await self._wire.send(call, access_token=token, within=self._left(call, deadline))
        except AnswerLost as error:
            if error.call is call:
                raise
            # It was gettoken whose answer was lost: the call itself never left.
            raise NotSent(call, f"no token: {error}") from error

    def _left(self, call: Call[Any], deadline: datetime | None) -> timedelta | None:
        if deadline is None:
            return None
        left = deadline - self._clock.now()
        if left <= timedelta():
            raise NotSent(call, "its deadline passed before it could be sent")
        return left

    def _pause_after(self, error: CallError, call: Call[Any], tries: int) -> timedelta | None:
        """How long to wait before the next try; None when there must not be one."""
        match error:
            case RetryLater(errcode=int() as errcode) if RULES[errcode].reaction is Reaction.RETRY:
                first = error.after
            case NotSent():
                first = FIRST_PAUSE
            case AnswerLost() if call.may_repeat():
                first = FIRST_PAUSE
            case _:
                return None
        if tries == MAX_TRIES:
            return None
        return first * 2 ** (tries - 1) * self._chance.uniform(0.5, 1.5)

    def _penalty(self, api: str) -> datetime:
        """Until when a 45009 shuts an API.

        WeCom does not say which window broke. It begins with a minute; a limit that is still broken right
        after that minute is the hour's.
        """
        now = self._clock.now()
        until, step = self._penalties.get(api, (now, -1))
        step = min(step + 1, len(PENALTIES) - 1) if now - until < PENALTIES[0] else 0
        until = now + PENALTIES[step]
        self._penalties[api] = (until, step)
        return until


def _final(error: CallError, lost: AnswerLost | None) -> CallError:
    """What the caller must hear: an unknown effect of an earlier try is not undone by a later refusal."""
    if lost is None or error is lost:
        return error
    if isinstance(error, _WITHOUT_EFFECT):
        return lost
    error.after_lost_answer = True
    return error


def _at_cursor(call: PagedCall[PageT], cursor: str) -> PagedCall[PageT]:
    # Every paged call is a dataclass with a cursor; the base class cannot say the first half.
    return replace(call, cursor=cursor)  # pyright: ignore[reportArgumentType] - see above
