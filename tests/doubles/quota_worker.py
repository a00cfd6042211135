"""A process that calls WeCom as fast as our share allows, with connections of its own, until it is ended.

Run as `python -m doubles.quota_worker '<json>'`; see `Orders`. It prints a line when its first call has passed.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

import msgspec

from doubles.twin_corp import KEYRING
from lingqu.gateway.clients import Clients
from lingqu.infra.clocks import clock_from
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.kernel.ids import CorpId
from lingqu.kernel.outside import TryLaterError
from wecom_api.calls.customers import BatchGetByUser
from wecom_api.quota import QuotaPlan, Window

CALL = BatchGetByUser(userid_list=["chen_rui"])
AT_ONCE = 2


class Orders(msgspec.Struct, kw_only=True):
    """Where to call, and under which limit."""

    owner_url: str
    app_url: str
    dispatcher_url: str
    base_url: str
    clock: str
    corp_id: int
    per_minute: int
    share_permille: int


async def work(orders: Orders) -> None:
    clock = clock_from(orders.clock)
    windows = (Window(orders.per_minute, timedelta(minutes=1)), Window(150_000, timedelta(hours=1)))
    plan = QuotaPlan(share_permille=orders.share_permille, common_windows=windows)
    urls = DatabaseUrls(owner=orders.owner_url, app=orders.app_url, dispatcher=orders.dispatcher_url)
    async with Database(urls, clock, size=3) as database:
        clients = Clients(database, KEYRING, base_url=orders.base_url, plan=plan, in_flight=AT_ONCE)

        async def caller() -> None:
            while True:
                try:
                    await clients.call(CorpId(orders.corp_id), CALL)
                except TryLaterError as error:
                    await clock.sleep(error.after)

        await clients.call(CorpId(orders.corp_id), CALL)
        sys.stdout.write("calling\n")
        sys.stdout.flush()
        await asyncio.gather(*(caller() for _ in range(AT_ONCE)))


if __name__ == "__main__":
    asyncio.run(work(msgspec.json.decode(sys.argv[1], type=Orders)))
