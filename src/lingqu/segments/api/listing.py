"""From the rows of lists to their sets, and on to the segments that name them.

A list's set has two writers, the job that takes a file in and the reader of facts that sees customers merged; so
both ask and write in one unit under the lock of the corp's memberships.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from typing import Final, TypeAlias

from pyroaring import BitMap

from lingqu.infra.database import UnitOfWork
from lingqu.kernel.jobs import Lane, NewJob
from lingqu.segments.api.membership import Changes, follow, plans_of
from lingqu.segments.contracts.lists import JOB_MATCH
from lingqu.segments.store import following, sets
from lingqu.segments.store import lists as store
from lingqu.segments.store import segments as segment_store
from lingqu.segments.store.lists import set_key
from lingqu.segments.store.sets import Delta

Units: TypeAlias = Callable[[], AbstractAsyncContextManager[UnitOfWork]]

BATCH_CUSTOMERS: Final = 2_000
TURN_BATCHES: Final = 50
"""After so many batches other work has its turn."""


async def settle(units: Units, list_id: int) -> bool:
    """Bring the set of a list to what its rows say, and segments after it; tell whether more is to be done.

    Idempotent: what differs is what is done.
    """
    async with units() as unit:
        await following.lock(unit)
        waiting = await _difference(unit, list_id)
        if waiting is None:
            return False
    for start in range(0, min(len(waiting), TURN_BATCHES * BATCH_CUSTOMERS), BATCH_CUSTOMERS):
        async with units() as unit:
            await following.lock(unit)
            whom = BitMap(waiting[start : start + BATCH_CUSTOMERS])
            changes = await bring_up(unit, [list_id], whom)
            await follow(unit, plans_of(await segment_store.list_living(unit)), changes, {})
    return len(waiting) > 0


async def _difference(unit: UnitOfWork, list_id: int) -> BitMap | None:
    """Return who is on the list by its rows or by its set alone; a set that no segment reads is written at once."""
    key = set_key(list_id)
    if list_id not in await store.list_ready(unit):
        return None
    bits = (await store.ask(unit, [list_id]))[list_id]
    number = (await sets.ensure(unit, [key]))[key]
    before = (await sets.load(unit, {number: None}))[number]
    if any(key in plan.reads for plan in plans_of(await segment_store.list_living(unit))):
        return bits ^ before.bits
    if bits != before.bits or not before.version:
        await sets.replace(unit, number, bits)
        await store.save_sizes(unit, {list_id: len(bits)})
    return None


async def bring_up(unit: UnitOfWork, list_ids: Collection[int], whom: BitMap) -> Changes:
    """Bring the sets of lists up to date for some canonical customers; return who came or went.

    The caller holds the lock, and lets segments follow.
    """
    changes = Changes("data")
    if not list_ids or not whom:
        return changes
    now = await store.ask(unit, list_ids, among=whom)
    numbers = await sets.find(unit, [set_key(one) for one in list_ids])
    before = await sets.load(unit, dict.fromkeys(numbers.values()))
    deltas: dict[int, Delta] = {}
    sizes: dict[int, int] = {}
    for list_id in list_ids:
        number = numbers.get(set_key(list_id))
        if number is None:
            continue
        bits = before[number].bits
        delta = Delta(now[list_id] - bits, (bits & whom) - now[list_id])
        if delta.added or delta.removed:
            deltas[number] = delta
            sizes[list_id] = len(bits) + len(delta.added) - len(delta.removed)
            changes.add(set_key(list_id), delta.added | delta.removed)
    await sets.append(unit, deltas)
    await store.save_sizes(unit, sizes)
    return changes


async def after_merges(unit: UnitOfWork, merged: BitMap, *, parted: BitMap) -> Changes:
    """Bring all lists up to date for customers who were merged or parted.

    The rows of a merged customer name who stands for them now. Which of two parted ones a row named is asked of its
    identities, by a job.
    """
    if not merged:
        return Changes("data")
    if parted:
        again = await store.naming(unit, parted)
        unit.enqueue(*(NewJob(kind=JOB_MATCH, key=str(one), lane=Lane.BULK) for one in again))
    return await bring_up(unit, await store.list_ready(unit), merged)
