"""Background work of acquisition: the greetings' lane, carrying channels, expiry, remarks."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from lingqu.acquisition.api import carriage, channels, greeting, group_welcomes, remarks
from lingqu.acquisition.api.group_welcomes_bringing import Tools, bring
from lingqu.acquisition.contracts import JOB_CARRY, JOB_EXPIRE, JOB_READ_CODE, JOB_REMARK
from lingqu.acquisition.contracts.group_welcomes import JOB_BRING, JOB_RENEW, GroupWelcomeId
from lingqu.acquisition.ports import CodeReader, ContactWayCarrier, NameReader
from lingqu.customers.contracts.relations import Pair
from lingqu.deliveries.ports import GreetingSender
from lingqu.infra.database import Database
from lingqu.infra.work import Batch, JobKind, Periodic
from lingqu.ingestion.contracts import InboundEvent
from lingqu.kernel.ids import ChannelId, CorpId, CustomerId, StaffId
from lingqu.kernel.jobs import Job, Lane


@dataclass(frozen=True, slots=True)
class GreetingLane:
    """Takes events with a welcome_code from ingestion's lane of their own."""

    sender: GreetingSender
    names: NameReader

    async def greet(self, database: Database, corp_id: CorpId, events: Sequence[InboundEvent]) -> set[int]:
        """Greet a batch; return the inbox ids that need not come again."""
        scans = [scan for event in events if (scan := greeting.scan_of(event))]
        if scans:
            await greeting.greet(database, corp_id, scans, sender=self.sender, names=self.names)
        return {event.inbox_id for event in events}


@dataclass(frozen=True, slots=True)
class _Carry:
    """Bring channels to WeCom as contact ways.

    Idempotent: a lost answer is settled by reading the list and matching `state`, never by adding again.
    """

    carrier: ContactWayCarrier

    async def __call__(self, batch: Batch) -> None:
        by_channel = {ChannelId(int(job.key)): job for job in batch.jobs}
        async with batch.unit() as unit:
            steps = await carriage.plan_carriage(unit, list(by_channel))
        results = await carriage.carry(self.carrier, batch.corp_id, steps)
        waits = carriage.waits(results)
        async with batch.unit() as unit:
            await carriage.record_carriage(unit, results)
            for wait in set(waits.values()):
                late = [by_channel[channel_id] for channel_id, after in waits.items() if after == wait]
                await batch.postpone(unit, late, until=unit.at + wait)
            await batch.complete(unit, [job for channel_id, job in by_channel.items() if channel_id not in waits])


@dataclass(frozen=True, slots=True)
class _ReadCode:
    """Read what WeCom's picture of a code says, so that we can draw the code ourselves.

    Idempotent: it only reads, and keeps the link by the picture's address.
    """

    codes: CodeReader

    async def __call__(self, batch: Batch) -> None:
        told = await asyncio.gather(*(self.codes.read_code(job.key) for job in batch.jobs))
        links = {job.key: link for job, link in zip(batch.jobs, told, strict=True) if link}
        async with batch.unit() as unit:
            await carriage.keep_links(unit, links)
            await batch.complete(unit)


async def _expire(batch: Batch) -> None:
    """Let channels whose time is over be answered by their fall-back staff.

    Idempotent: a channel that is not due (any more) is left alone.
    """
    async with batch.unit() as unit:
        await channels.expire_channels(unit, [ChannelId(int(job.key)) for job in batch.jobs])
        await batch.complete(unit)


async def _remark(batch: Batch) -> None:
    """Set remarks; a customer whose name WeCom has not told yet is waited for, not for ever.

    Idempotent: the remark is set and the job ended in one unit.
    """
    async with batch.unit() as unit:
        jobs = {_pair(job): job for job in batch.jobs}
        wanted = {pair: ChannelId(job.payload["channel_id"]) for pair, job in jobs.items()}
        nameless = await remarks.set_remarks(unit, wanted)
        early = [jobs[pair] for pair in nameless if unit.at < jobs[pair].created_at + remarks.WAIT_FOR_NAMES]
        await batch.postpone(unit, early, until=unit.at + remarks.LOOK_AGAIN_AFTER)
        await batch.complete(unit, [job for job in batch.jobs if job not in early])


@dataclass(frozen=True, slots=True)
class _Bring:
    """Have WeCom hold a welcome template of groups as it is.

    Idempotent: one that is being made is never made again; changing and deleting are safe to repeat.
    """

    tools: Tools

    async def __call__(self, batch: Batch) -> None:
        for job in batch.jobs:
            await bring(batch.database, batch.corp_id, GroupWelcomeId(int(job.key)), tools=self.tools)


async def _renew(batch: Batch) -> None:
    """Have templates told anew whose media at WeCom end soon.

    Idempotent: one is asked for once until it was told.
    """
    async with batch.unit() as unit:
        await group_welcomes.ask_for_renewals(unit)
        await batch.complete(unit)


def _pair(job: Job) -> Pair:
    return Pair(CustomerId(job.payload["customer_id"]), StaffId(job.payload["staff_id"]))


def kinds(carrier: ContactWayCarrier, codes: CodeReader) -> list[JobKind]:
    """Return what a worker can do for acquisition."""
    return [
        JobKind(name=JOB_CARRY, handler=_Carry(carrier), lane=Lane.URGENT, batch=20),
        JobKind(name=JOB_READ_CODE, handler=_ReadCode(codes), batch=10),
        JobKind(name=JOB_EXPIRE, handler=_expire),
        JobKind(name=JOB_REMARK, handler=_remark),
    ]


def group_welcome_kinds(tools: Tools) -> list[JobKind]:
    """Return what a worker can do for welcome templates of groups."""
    return [
        JobKind(name=JOB_BRING, handler=_Bring(tools), batch=1),
        JobKind(name=JOB_RENEW, handler=_renew, lane=Lane.BULK),
    ]


PERIODIC = [Periodic(kind=JOB_RENEW, every=timedelta(hours=6), offset=timedelta(hours=1))]
"""Expiry of a channel is a timer of its own, not a scan."""
