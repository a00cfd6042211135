"""Watchers shared by all who look: started by the first, stopped some time after the last."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

import structlog

from lingqu.customers.schemas.customers import FactView
from lingqu.entrypoints.http.flow.schemas import FlowView
from lingqu.entrypoints.http.flow.watch import CorpWatch
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId

log = structlog.get_logger(__name__)

EVERY_SECONDS = 1.0
"""Real seconds, whatever the clock: the reader's eye is not accelerated."""

STOP_AFTER_SECONDS = 30.0
ANSWER_WITHIN_SECONDS = 10.0
BACKLOG = 10
"""Looks a slow reader may fall behind before it misses some; numbers are whole in each."""


@dataclass(frozen=True, slots=True)
class Look:
    """The numbers at one instant, and the news since the last."""

    flow: FlowView
    news: list[FactView]


@dataclass(slots=True)
class _Watcher:
    task: asyncio.Task[None]
    looked_for_at: float
    last: asyncio.Future[Look]
    readers: set[asyncio.Queue[Look]] = field(default_factory=set)


class FlowHub:
    """Live views by corp."""

    def __init__(
        self, database: Database, *, every: float = EVERY_SECONDS, stop_after: float = STOP_AFTER_SECONDS
    ) -> None:
        self._database = database
        self._every = every
        self._stop_after = stop_after
        self._watchers: dict[CorpId, _Watcher] = {}

    async def look(self, corp_id: CorpId) -> Look:
        """Return the latest look, not older than a second.

        Raises:
            TimeoutError: the database has not answered for a while.
        """
        return await asyncio.wait_for(asyncio.shield(self._watcher(corp_id).last), ANSWER_WITHIN_SECONDS)

    async def follow(self, corp_id: CorpId) -> AsyncGenerator[Look]:
        """Yield the latest look, then each new one."""
        watcher = self._watcher(corp_id)
        queue: asyncio.Queue[Look] = asyncio.Queue(BACKLOG)
        watcher.readers.add(queue)
        try:
            yield Look((await asyncio.shield(watcher.last)).flow, [])
            while True:
                yield await queue.get()
        finally:
            watcher.readers.discard(queue)
            watcher.looked_for_at = _now()

    async def aclose(self) -> None:
        """Stop all watchers."""
        tasks = [watcher.task for watcher in self._watchers.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._watchers.clear()

    def _watcher(self, corp_id: CorpId) -> _Watcher:
        watcher = self._watchers.get(corp_id)
        if watcher is None:
            loop = asyncio.get_running_loop()
            task = loop.create_task(self._run(corp_id))
            watcher = self._watchers[corp_id] = _Watcher(task, _now(), loop.create_future())
        watcher.looked_for_at = _now()
        return watcher

    async def _run(self, corp_id: CorpId) -> None:
        watch = CorpWatch(self._database, corp_id)
        try:
            while (watcher := self._watchers.get(corp_id)) and not self._is_idle(watcher):
                began = _now()
                try:
                    _tell(watcher, Look(*await watch.look()))
                except Exception:
                    log.exception("live view failed", corp_id=corp_id)
                    watch = CorpWatch(self._database, corp_id)
                await asyncio.sleep(max(0.0, self._every - (_now() - began)))
        finally:
            self._watchers.pop(corp_id, None)

    def _is_idle(self, watcher: _Watcher) -> bool:
        return not watcher.readers and _now() - watcher.looked_for_at > self._stop_after


def _tell(watcher: _Watcher, look: Look) -> None:
    if watcher.last.done():
        watcher.last = asyncio.get_running_loop().create_future()
    watcher.last.set_result(look)
    for queue in watcher.readers:
        if queue.full():
            queue.get_nowait()
        queue.put_nowait(look)


def _now() -> float:
    return asyncio.get_running_loop().time()
