"""Have WeCom carry channels as they are now: decide in a unit, call outside of it, record in another.

A worker killed between the call and the record leaves `asked_at`: whoever comes next looks for the state among the
contact ways made since, before it asks for another one.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from lingqu.acquisition.contracts import JOB_READ_CODE, CarriedWay, Channel, ChannelStatus
from lingqu.acquisition.domain import carriage
from lingqu.acquisition.domain.carriage import Add, Delete, Nothing, Step, Update
from lingqu.acquisition.ports import ContactWayCarrier
from lingqu.acquisition.store import channels as store
from lingqu.directory.api import people as directory
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import ChannelId, CorpId
from lingqu.kernel.jobs import NewJob
from lingqu.kernel.outside import AnswerLostError, OutsideError, StaleError, TryLaterError

CONCURRENCY = 4
SKEW = timedelta(minutes=5)
"""How far WeCom's clock may lie from ours when contact ways are looked for by when they were made."""

AFTER_LOST_ANSWER = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a step: a contact way (None where nothing changed about it), or why not."""

    channel: Channel
    step: Step
    way: CarriedWay | None = None
    error: OutsideError | None = None

    @property
    def again_after(self) -> timedelta | None:
        """How long to wait before trying once more, None when this is the end of it."""
        match self.error:
            case TryLaterError(after=after):
                return after
            case AnswerLostError():
                return AFTER_LOST_ANSWER
            case StaleError() if isinstance(self.step, Update):
                return timedelta(0)
            case _:
                return None


async def plan_carriage(unit: UnitOfWork, channel_ids: Sequence[ChannelId]) -> list[tuple[Channel, Step]]:
    """Decide what WeCom is to be asked for each channel, and record that it will be."""
    channels = await store.lock_channels(unit, channel_ids)
    follow_users = await directory.list_follow_users(unit)
    steps = [(channel, carriage.next_step(channel, follow_users)) for channel in channels]
    await store.mark_asked(unit, [channel.channel_id for channel, step in steps if isinstance(step, Add)])
    return steps


async def carry(carrier: ContactWayCarrier, corp_id: CorpId, steps: Sequence[tuple[Channel, Step]]) -> list[Carried]:
    """Ask WeCom, a few at a time, outside of any unit."""
    gate = asyncio.Semaphore(CONCURRENCY)

    async def one(channel: Channel, step: Step) -> Carried:
        async with gate:
            try:
                return Carried(channel, step, await _ask(carrier, corp_id, channel, step))
            except OutsideError as error:
                return Carried(channel, step, error=error)

    return list(await asyncio.gather(*(one(channel, step) for channel, step in steps)))


async def record_carriage(unit: UnitOfWork, results: Sequence[Carried]) -> None:
    """Write what WeCom answered; what will be tried again stays as it is."""
    ways = {one.channel.channel_id: one.way for one in results if one.way}
    await store.save_ways(unit, ways)
    unit.enqueue(*(NewJob(kind=JOB_READ_CODE, key=way.qr_code) for way in ways.values()))
    gone = [one.channel.channel_id for one in results if _is_gone(one)]
    await store.forget_ways(unit, gone)
    outcomes = {one.channel.channel_id: _outcome(one) for one in results if one.again_after is None}
    await store.save_outcomes(unit, outcomes)


async def keep_links(unit: UnitOfWork, links: Mapping[str, str]) -> None:
    """Keep what the pictures of codes say, by their addresses; codes are then drawn from the link itself."""
    await store.save_links(unit, links)


async def _ask(carrier: ContactWayCarrier, corp_id: CorpId, channel: Channel, step: Step) -> CarriedWay | None:
    match step:
        case Add(way, again):
            since = (channel.asked_at or channel.created_at) - SKEW
            found = await carrier.find(corp_id, way.state, since=since) if again else None
            if found is None:
                return await carrier.add(corp_id, way)
            await carrier.update(corp_id, found.config_id, way)
            return found
        case Update(config_id, way):
            await carrier.update(corp_id, config_id, way)
        case Delete(config_id):
            await carrier.delete(corp_id, config_id)
        case Nothing():
            pass
    return None


def _is_gone(one: Carried) -> bool:
    """Tell whether the contact way is no more: deleted by us, or by somebody else before an update."""
    if isinstance(one.step, Delete):
        return one.error is None
    return isinstance(one.step, Update) and isinstance(one.error, StaleError)


def _outcome(one: Carried) -> tuple[ChannelStatus, str | None]:
    if one.error is not None:
        return ChannelStatus.FAILED, reason_of(one.error)
    if isinstance(one.step, Nothing) and one.channel.status is not ChannelStatus.ARCHIVED:
        return ChannelStatus.FAILED, "no_members"
    return carriage.status_when_carried(one.channel), None


def reason_of(error: OutsideError) -> str:
    """Name a refusal: WeCom's errcode where there is one, else our code."""
    return f"errcode_{error.errcode}" if error.errcode else error.code


def waits(results: Sequence[Carried]) -> Mapping[ChannelId, timedelta]:
    """Return which channels are to be tried again, and after how long."""
    return {one.channel.channel_id: one.again_after for one in results if one.again_after is not None}
