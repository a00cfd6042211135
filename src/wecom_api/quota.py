"""Call limits as schedules: how long to wait before a call, so that WeCom never has to say 45009.

WeCom limits each corp per API path, by the minute and by the hour (page 90454, 2023-08-28). The limits belong
to the corp, not to us, so we plan within a share. Each window is a token bucket, kept as one instant (the
generic cell rate algorithm): the instant at which the bucket will be full again. Part of the share may go at
once, the rest flows evenly, so that **no** sliding window ever holds more than the share. What may go at once is
not there to flow: paths that are walked for hours (`STEADY_APIS`) have a small burst, so that the walk gets nearly
the whole share; paths that people wait for keep a large one.

Other apps of the corp draw on the same limits and WeCom tells nobody how much is left: the only sign of them is a
45009 that comes although we kept our share. The share is what we leave them beforehand; where that was too little,
each 45009 slows the API down (`SLOWED_TO_PERMILLE` of the pace it had), and it regains `REGAINED_PER_MINUTE` of the
full pace with every minute that passes without another. A refusal shuts the path for the whole corp for a minute
at least, so the pace is regained slowly: it is better to leave some calls unused than to shut the others out.

`Quota` is the port; `reserve` is the whole arithmetic, pure, for adapters that keep a `Gate` in a database.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_SHARE_PERMILLE = 600
DEFAULT_CONCURRENCY = 8

FULL_PACE = 1000
SLOWED_TO_PERMILLE = 700
SLOWEST_PACE = 50
REGAINED_PER_MINUTE = 5
SAME_REFUSAL = timedelta(minutes=1)
"""Calls under way together are refused together: closings that end this close are one refusal."""


class Window(NamedTuple):
    """A limit of WeCom: at most `calls` within `per`.

    Attributes:
        burst_permille: part of our share that may go at once; the rest flows evenly. Small for windows that
            refill soon, large where waiting for the flow would take days.
    """

    calls: int
    per: timedelta
    burst_permille: int = 160


COMMON_WINDOWS: Final = (Window(10_000, timedelta(minutes=1)), Window(150_000, timedelta(hours=1)))
"""One corp, one API path. Source: pages 90454 (2023-08-28) and 90312 (2026-02)."""

OWN_WINDOWS: Final[Mapping[str, tuple[Window, ...]]] = {
    "/cgi-bin/media/uploadimg": (
        Window(1_000, timedelta(days=1), burst_permille=800),
        Window(3_000, timedelta(days=30), burst_permille=800),
    ),
    "/cgi-bin/externalcontact/add_moment_task": (
        Window(10, timedelta(minutes=1), burst_permille=500),
        Window(100_000, timedelta(days=30), burst_permille=500),
    ),
    "/cgi-bin/get_jsapi_ticket": (Window(100, timedelta(hours=1), burst_permille=500),),
    "/cgi-bin/ticket/get": (Window(100, timedelta(hours=1), burst_permille=500),),
    "/cgi-bin/appchat/create": (Window(1_000, timedelta(days=1), burst_permille=500),),
    "/cgi-bin/appchat/update": (Window(1_000, timedelta(hours=1), burst_permille=500),),
    "/cgi-bin/webhook/send": (Window(20, timedelta(minutes=1), burst_permille=500),),
}
"""Limits of single APIs, beside the common ones. Source: pages 90454 (2023-08-28) and, for moments, 95094 (2026-02-12).

Where WeCom counts by app or by robot (tickets, webhooks) the corp is held to what one of them may do: they are few,
and being too slow is the safe side.
"""

STEADY_APIS: Final = frozenset({"/cgi-bin/externalcontact/batch/get_by_user"})
"""Walked page after page; nobody waits for a single call of theirs."""

STEADY_BURST_PERMILLE = 20


@dataclass(frozen=True, slots=True)
class Bucket:
    """A window's share as a token bucket.

    Attributes:
        burst: calls that may go at once.
        interval: between two calls once the burst is spent.
    """

    burst: int
    interval: timedelta

    @classmethod
    def of(cls, window: Window, share_permille: int) -> Bucket:
        """The bucket that lets at most `share_permille` of `window` pass in any stretch of its length."""
        share = max(1, window.calls * share_permille // 1000)
        burst = max(1, share * window.burst_permille // 1000)
        # A share of one call has no flow beside its burst: the next one waits a whole window.
        return cls(burst, _divided_up(window.per, max(1, share - burst)))

    def at_pace(self, permille: int) -> Bucket:
        """The bucket that lets `permille` of it pass."""
        if permille >= FULL_PACE:
            return self
        slower = -(-self.interval * FULL_PACE // permille)
        return Bucket(max(1, self.burst * permille // FULL_PACE), slower)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaPlan:
    """Which buckets an API has.

    Attributes:
        share_permille: of WeCom's limits that is ours to use, 1 to 1000.
        own_windows: limits of single APIs, by path; they stand beside the common ones.
        steady_apis: paths with a small burst.
    """

    share_permille: int = DEFAULT_SHARE_PERMILLE
    common_windows: tuple[Window, ...] = COMMON_WINDOWS
    own_windows: Mapping[str, tuple[Window, ...]] = field(default_factory=lambda: OWN_WINDOWS)
    steady_apis: frozenset[str] = STEADY_APIS

    def buckets(self, api: str) -> tuple[Bucket, ...]:
        """The buckets of one API path, own ones first."""
        windows = (*self.own_windows.get(api, ()), *self.common_windows)
        if api in self.steady_apis:
            windows = tuple(window._replace(burst_permille=STEADY_BURST_PERMILLE) for window in windows)
        return tuple(Bucket.of(window, self.share_permille) for window in windows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What is remembered per corp and API.

    Attributes:
        full_at: per bucket, the instant at which it is full again; empty before the first call.
        closed_until: WeCom's own penalty; nothing passes before (UTC).
        pace: what we use of our share from `closed_until` on, in thousandths; it grows with time.
    """

    full_at: tuple[datetime, ...] = ()
    closed_until: datetime | None = None
    pace: int = FULL_PACE

    def pace_at(self, now: datetime) -> int:
        """The pace, with what was regained since WeCom's last refusal."""
        if self.closed_until is None or self.pace >= FULL_PACE:
            return FULL_PACE
        minutes = max(now - self.closed_until, timedelta()) // timedelta(minutes=1)
        return min(FULL_PACE, self.pace + minutes * REGAINED_PER_MINUTE)

    def closed(self, until: datetime) -> Gate:
        """Shut at least until then, and slower after it; an earlier, longer penalty stays."""
        if self.closed_until is not None and until < self.closed_until + SAME_REFUSAL:
            return replace(self, closed_until=max(until, self.closed_until))
        slower = max(SLOWEST_PACE, self.pace_at(until) * SLOWED_TO_PERMILLE // FULL_PACE)
        return replace(self, closed_until=until, pace=slower)


def reserve(
    gate: Gate, buckets: tuple[Bucket, ...], *, now: datetime, cost: int = 1, within: timedelta | None = None
) -> tuple[timedelta, Gate]:
    """Reserve `cost` calls at the earliest instant that every bucket allows.

    Args:
        gate: what is remembered.
        buckets: of the API; the same ones, in the same order, each time.
        now: UTC.
        cost: calls to make together; at most the smallest burst.
        within: reserve nothing if the wait would be longer.

    Returns:
        How long to wait from `now`, and the gate to remember: unchanged if the wait exceeds `within`.

    Raises:
        ValueError: `cost` is below one or above what may ever go at once.
    """
    if not 1 <= cost <= min(bucket.burst for bucket in buckets):
        smallest = min(bucket.burst for bucket in buckets)
        raise ValueError(f"cost {cost} is not between 1 and the burst of {smallest}: split the batch")
    # A batch that fits the full burst must not fail because the API was slowed down: it waits longer instead.
    pace = gate.pace_at(now)
    buckets = tuple(bucket.at_pace(pace) for bucket in buckets)
    start = max(now, gate.closed_until or now)
    full_at = gate.full_at or (start,) * len(buckets)
    release = start
    for bucket, full in zip(buckets, full_at, strict=True):
        room_at = max(full, start) + (cost - bucket.burst) * bucket.interval
        release = max(release, room_at)
    wait = release - now
    if within is not None and wait > within:
        return wait, gate
    reserved = tuple(max(full, release) + cost * bucket.interval for bucket, full in zip(buckets, full_at, strict=True))
    return wait, replace(gate, full_at=reserved)


class Quota(Protocol):
    """Permission to call, shared by all that call for a corp.

    Adapters pass `tests/conformance/wecom_api/quota_suite.py`.
    """

    async def take(
        self, *, corpid: str, api: str, now: datetime, cost: int = 1, within: timedelta | None = None
    ) -> timedelta:
        """Reserve `cost` calls of `api` (a path); the answer is how long to wait before making them.

        If that is longer than `within`, nothing was reserved: come back later, or do not call.
        """
        ...

    async def close(self, *, corpid: str, api: str, until: datetime) -> None:
        """WeCom said 45009: nothing of this API and corp passes before `until`; other APIs are untouched."""
        ...


class MemoryQuota:
    """Buckets for one process."""

    def __init__(self, plan: QuotaPlan | None = None) -> None:
        self._plan = plan or QuotaPlan()
        self._gates: defaultdict[tuple[str, str], Gate] = defaultdict(Gate)
        self._buckets: dict[str, tuple[Bucket, ...]] = {}

    async def take(
        self, *, corpid: str, api: str, now: datetime, cost: int = 1, within: timedelta | None = None
    ) -> timedelta:
        """See `Quota`."""
        buckets = self._buckets.get(api)
        if buckets is None:
            buckets = self._buckets[api] = self._plan.buckets(api)
        gate = self._gates[corpid, api]
        wait, self._gates[corpid, api] = reserve(gate, buckets, now=now, cost=cost, within=within)
        return wait

    async def close(self, *, corpid: str, api: str, until: datetime) -> None:
        """See `Quota`."""
        self._gates[corpid, api] = self._gates[corpid, api].closed(until)


class InFlight:
    """How many calls of one API may be under way for one corp in this process.

    WeCom caps parallel calls too (45033) and publishes no number; 5 to 10 is known to work.
    """

    def __init__(self, limit: int = DEFAULT_CONCURRENCY) -> None:
        self._limit = limit
        self._slots: dict[tuple[str, str], asyncio.Semaphore] = {}

    def slot(self, *, corpid: str, api: str) -> asyncio.Semaphore:
        """Held while a call is under way: `async with in_flight.slot(corpid=…, api=…)`."""
        return self._slots.setdefault((corpid, api), asyncio.Semaphore(self._limit))


def _divided_up(per: timedelta, parts: int) -> timedelta:
    """`per / parts`, rounded up: a shorter interval would let one call too many pass in a long window."""
    microsecond = timedelta(microseconds=1)
    return -(-(per // microsecond) // parts) * microsecond
