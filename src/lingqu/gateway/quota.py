"""WeCom's call limits as one schedule for all processes: the gates of a corp's APIs live in PostgreSQL.

A process takes permits in small blocks, so that a busy API costs one short transaction per block, not per call.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from lingqu.infra.database import Database, UnitOfWork
from lingqu.kernel.ids import CorpId
from wecom_api.quota import Bucket, Gate, QuotaPlan, reserve

BLOCK = 10
KEPT = timedelta(seconds=1)
"""A permit not used within this time is lost: nobody may save them up."""


@dataclass(slots=True)
class _Stash:
    permits: int = 0
    release_at: datetime | None = None

    def take(self, now: datetime) -> timedelta | None:
        """Use one permit; return how long to wait before using it, or None when there is none."""
        if not self.permits or self.release_at is None or now > self.release_at + KEPT:
            self.permits = 0
            return None
        self.permits -= 1
        return max(self.release_at - now, timedelta())


class PostgresQuota:
    """`wecom_api.quota.Quota` for one corp."""

    def __init__(self, database: Database, corp_id: CorpId, plan: QuotaPlan) -> None:
        self._database = database
        self._corp_id = corp_id
        self._plan = plan
        self._stashes: defaultdict[str, _Stash] = defaultdict(_Stash)
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def take(
        self, *, corpid: str, api: str, now: datetime, cost: int = 1, within: timedelta | None = None
    ) -> timedelta:
        """See `Quota`; `corpid` is the one this quota was made for."""
        del corpid
        if cost != 1:
            return (await self._reserve(api, cost, now, within))[0]
        async with self._asking[api]:
            stash = self._stashes[api]
            wait = stash.take(now)
            if wait is not None and (within is None or wait <= within):
                return wait
            # A block flows out of the bucket at once; where the bucket is nearly dry, one permit is enough.
            block = min(BLOCK, *(bucket.burst for bucket in self._plan.buckets(api)))
            wait, taken = await self._reserve(api, block, now, timedelta())
            if not taken:
                return (await self._reserve(api, 1, now, within))[0]
            self._stashes[api] = _Stash(block - 1, now + wait)
            return wait

    async def close(self, *, corpid: str, api: str, until: datetime) -> None:
        """See `Quota`."""
        del corpid
        async with self._database.unit(self._corp_id) as unit:
            gate = await self._locked(unit, api)
            await self._store(unit, api, gate.closed(until))
        self._stashes.pop(api, None)

    async def _reserve(self, api: str, cost: int, now: datetime, within: timedelta | None) -> tuple[timedelta, bool]:
        buckets: tuple[Bucket, ...] = self._plan.buckets(api)
        async with self._database.unit(self._corp_id) as unit:
            gate = await self._locked(unit, api)
            wait, after = reserve(gate, buckets, now=now, cost=cost, within=within)
            if after is gate:
                return wait, False
            await self._store(unit, api, after)
        return wait, True

    async def _locked(self, unit: UnitOfWork, api: str) -> Gate:
        await unit.execute(
            "INSERT INTO api_gate (corp_id, api) VALUES (lingqu_corp(), %s) ON CONFLICT DO NOTHING", (api,)
        )
        row = await unit.fetch_one(
            "SELECT full_at, closed_until, pace FROM api_gate WHERE corp_id = lingqu_corp() AND api = %s FOR UPDATE",
            (api,),
        )
        return Gate(full_at=tuple(row["full_at"]), closed_until=row["closed_until"], pace=row["pace"])

    async def _store(self, unit: UnitOfWork, api: str, gate: Gate) -> None:
        await unit.execute(
            "UPDATE api_gate SET full_at = %s::timestamptz[], closed_until = %s, pace = %s"
            " WHERE corp_id = lingqu_corp() AND api = %s",
            (list(gate.full_at), gate.closed_until, gate.pace, api),
        )
