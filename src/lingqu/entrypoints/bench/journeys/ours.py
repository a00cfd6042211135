"""A worker of ours: moves customers on and follows the facts, as the platform's does; a program of `crew`."""

from __future__ import annotations

import asyncio
import json

import uvloop

from lingqu.entrypoints.bench.journeys.comparators.crew import stand_ready, take_order
from lingqu.infra.clocks import RealClock
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.infra.history.reading import HistoryDoor
from lingqu.journeys.api.advancing import Advancer
from lingqu.journeys.api.asking import Asker
from lingqu.journeys.api.following import Following
from lingqu.kernel.ids import CorpId
from lingqu.segments.leaves import Shelf

IDLE_SECONDS = 0.2
"""As a worker of the platform waits where nothing was to be done."""


async def _work(urls: DatabaseUrls, corp_id: CorpId) -> None:
    async with Database(urls, RealClock(), size=4) as database, asyncio.TaskGroup() as group:
        advancer, following = Advancer(Asker(HistoryDoor(database, None), Shelf())), Following()
        await asyncio.to_thread(stand_ready)

        async def advance() -> None:
            while True:
                if not await advancer.turn(database):
                    await asyncio.sleep(IDLE_SECONDS)

        async def follow() -> None:
            while True:
                if not await following.step(database, corp_id):
                    await asyncio.sleep(IDLE_SECONDS)

        group.create_task(advance())
        group.create_task(follow())


def main() -> None:
    """Work until killed."""
    order = take_order()
    extra = json.loads(order.extra)
    urls = DatabaseUrls(owner="", app=order.url, dispatcher=extra["dispatcher"])
    uvloop.run(_work(urls, CorpId(extra["corp_id"])))


if __name__ == "__main__":
    main()
