"""Files that the world fetches by itself, range by range, from addresses on this machine."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import urlsplit

from wecom_twin.callbacks.courier import Answer, Courier, DeliveryError

if TYPE_CHECKING:
    from threading import RLock

RANGE_BYTES = 1024 * 1024
"""As much as one request asks for."""
_TIMEOUT_SECONDS = 10.0
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Fetcher(Protocol):
    """Whoever fetches: the courier, or a test that has the file in process."""

    async def get_range(self, url: str, first: int, last: int, *, timeout_seconds: float) -> Answer:
        """GET the bytes from `first` to `last`, both included."""
        ...

    async def close(self) -> None:
        """Let go of what is open."""


class Intake(Protocol):
    """Whoever takes a file as it comes; called under the world's lock."""

    def wanted(self) -> tuple[int, int] | None:
        """The next range to ask for, first and last byte; none when it has ended."""
        ...

    def take(self, answer: Answer | None) -> None:
        """What came; none when nobody answered."""


class _Download(NamedTuple):
    url: str
    intake: Intake


class Downloads:
    """Fetches on the event loop of the server; begun from any thread under the world's lock.

    The twin never speaks to other machines: an address elsewhere is one where nobody answers.
    """

    def __init__(self, lock: RLock) -> None:
        self.fetcher: Fetcher = Courier()
        """How requests travel; a test that runs in one process puts its own here."""
        self._lock = lock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready: deque[_Download] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, url: str, intake: Intake) -> None:
        """Fetch `url` as soon as a loop runs."""
        self._ready.append(_Download(url, intake))
        self._wake()

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Fetch from now on, on this loop."""
        self._loop = loop
        self._wake()

    async def idle(self) -> None:
        """Wait until nothing is being fetched."""
        while self._tasks or self._ready:
            if self._tasks:
                await asyncio.wait(self._tasks)
            else:
                await asyncio.sleep(0)

    async def close(self) -> None:
        """Stop fetching; what is under way stays unfinished."""
        self._loop = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.fetcher.close()

    def _wake(self) -> None:
        if self._loop is not None and self._ready:
            self._loop.call_soon_threadsafe(self._pump)

    def _pump(self) -> None:
        with self._lock:
            while self._ready:
                task = asyncio.get_running_loop().create_task(self._fetch(self._ready.popleft()))
                self._tasks.add(task)
                task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error

    async def _fetch(self, download: _Download) -> None:
        while True:
            with self._lock:
                wanted = download.intake.wanted()
            if wanted is None:
                return
            answer = await self._ask(download.url, *wanted)
            with self._lock:
                download.intake.take(answer)

    async def _ask(self, url: str, first: int, last: int) -> Answer | None:
        try:
            if urlsplit(url).hostname not in _LOOPBACK:
                return None
            return await self.fetcher.get_range(url, first, last, timeout_seconds=_TIMEOUT_SECONDS)
        except (DeliveryError, TimeoutError, ValueError):
            return None
