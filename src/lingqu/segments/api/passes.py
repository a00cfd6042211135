"""Walks over everybody for a grant: to give to the members there are, or to take all back; a portion in each unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from pyroaring import BitMap

from lingqu.customers.api import granting as tags
from lingqu.customers.api.persons import canonical_of
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import CustomerId
from lingqu.segments.api.giving import Hands
from lingqu.segments.api.granting import members_of
from lingqu.segments.contracts.grants import Grant, Pass
from lingqu.segments.domain.granting import Due
from lingqu.segments.store import grants as store
from lingqu.segments.store import segments as segment_store

PORTION = 1_000


class Left(Enum):
    """What is left of a walk after a portion."""

    MORE = "more"
    NOTHING = "nothing"
    WAITING = "waiting"
    """For the segment, whose members are being found."""


async def walk(unit: UnitOfWork, grant_id: int) -> Left:
    """Give to, or take from, the next portion of customers, and write how far that came. Begin the unit with it."""
    await store.lock(unit)
    grant = await store.find(unit, grant_id)
    if grant is None or grant.progress is None:
        return Left.NOTHING
    segment = await segment_store.find(unit, grant.segment_id)
    if segment is None:
        return Left.NOTHING
    if grant.progress.kind is Pass.TAKE:
        return await _take(unit, grant, segment.version)
    if segment.is_building:
        return Left.WAITING
    return await _give(unit, grant, segment.version)


async def _give(unit: UnitOfWork, grant: Grant, version: int) -> Left:
    assert grant.progress is not None  # noqa: S101 - the caller has looked
    members = (await members_of(unit, {grant.segment_id}))[grant.segment_id]
    after = grant.progress.after
    first = members.rank(after) if after >= 0 else 0
    portion = members[first : first + PORTION]
    hands = await _hands(unit, grant)
    await hands.give(grant, _dues(portion, grant, version))
    gone = list((hands.holders[grant.grant_id] - members)[:PORTION]) if not portion else []
    if grant.target.withdraw_on_left and not portion:
        await _withdraw(hands, grant, version, gone, members)
    await hands.save()
    is_over = not portion and (len(gone) < PORTION or not grant.target.withdraw_on_left)
    await store.move_pass(
        unit, grant.grant_id, after=portion[-1] if portion else after, done=len(portion), is_over=is_over
    )
    return Left.NOTHING if is_over else Left.MORE


async def _withdraw(hands: Hands, grant: Grant, version: int, gone: Sequence[int], members: BitMap) -> None:
    """Take from those who are no members any more; who was merged away while it was off is known under the person."""
    canonical = await canonical_of(hands.unit, [CustomerId(one) for one in gone])
    persons = BitMap(canonical.values())
    hands.holders[grant.grant_id] -= BitMap(gone)
    hands.holders[grant.grant_id] |= persons
    if len(gone) < PORTION and grant.target.tag_id is not None:
        # Who was parted while it was off has a mark that nobody is noted for.
        persons |= BitMap(await tags.list_parted(hands.unit, grant.target.tag_id, source=grant.source))
    await hands.take(grant, _dues(persons - members, grant, version))


async def _take(unit: UnitOfWork, grant: Grant, version: int) -> Left:
    assert grant.progress is not None  # noqa: S101 - the caller has looked
    after = grant.progress.after
    portion: list[CustomerId] = []
    if grant.target.tag_id is not None:
        portion = await tags.list_marked(unit, grant.target.tag_id, source=grant.source, after=after, limit=PORTION)
    hands = await _hands(unit, grant)
    persons = sorted(set((await canonical_of(unit, portion)).values()))
    await hands.take(grant, _dues(persons, grant, version))
    if not portion:
        hands.holders[grant.grant_id].clear()
    await hands.save()
    await store.move_pass(
        unit, grant.grant_id, after=portion[-1] if portion else after, done=len(portion), is_over=not portion
    )
    return Left.MORE if portion else Left.NOTHING


async def _hands(unit: UnitOfWork, grant: Grant) -> Hands:
    others = [one for one in await store.list_on(unit) if one.grant_id != grant.grant_id]
    same = [one for one in others if one.target.tag_id is not None and one.target.tag_id == grant.target.tag_id]
    return await Hands.load(unit, [grant, *same])


def _dues(persons: Iterable[int], grant: Grant, version: int) -> list[Due]:
    return [Due(customer_id=one, version=version, chain=(grant.grant_id,)) for one in persons]
