"""Facts at a steady rate, written by a process of its own so that it does not wait for what is measured.

    python -m lingqu.entrypoints.bench.segments.live_stream <order as JSON>

Prints one JSON object when the time is over: how many facts it wrote, when it began and when it ended, on the clock
that all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from dataclasses import asdict, dataclass

from lingqu.entrypoints.bench.segments.live_corp import News
from lingqu.infra.clocks import RealClock
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.infra.logs import configure_logs
from lingqu.kernel.ids import CorpId

MOST_TOGETHER = 200
"""Facts of one unit."""
TICK_SECONDS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Where to write what."""

    app_url: str
    dispatcher_url: str
    corp_id: int
    customers: int
    facts_per_s: int
    seconds: float
    seed: int

    def to_json(self) -> str:
        """Return it as a word of a command line."""
        return json.dumps(asdict(self))


async def write(order: Order) -> None:
    """Write until the time is over, and say so at once; what could not be written in time is not made up for."""
    urls = DatabaseUrls(owner="", app=order.app_url, dispatcher=order.dispatcher_url)
    news = News(order.customers, random.Random(order.seed))  # noqa: S311 - a benchmark that draws alike
    facts = asked = 0
    async with Database(urls, RealClock(), size=2) as database:
        began = time.monotonic()
        while (passed := time.monotonic() - began) < order.seconds:
            due = min(int(passed * order.facts_per_s) - asked, MOST_TOGETHER)
            if due > 0:
                async with database.unit(CorpId(order.corp_id), cause="bench") as unit:
                    facts += await news.happen(unit, due)
                asked += due
            if due < MOST_TOGETHER:
                await asyncio.sleep(TICK_SECONDS)
        print(json.dumps({"facts": facts, "began": began, "ended": time.monotonic()}), flush=True)


if __name__ == "__main__":
    configure_logs("error")  # standard output is for the answer
    asyncio.run(write(Order(**json.loads(sys.argv[1]))))
