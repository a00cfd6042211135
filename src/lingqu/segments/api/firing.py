"""Telling who entered and who left a segment.

What data and time do is told in the unit that does it. What an edit does is told only where its author asked for it,
and then in portions, each in a unit with how far it came: a build of hundreds of thousands would else hold one
transaction for too long. Whoever moves on before their turn is told of first, so that what is told of each customer
is always in the order in which it happened, and is told once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pyroaring import BitMap

from lingqu.infra.database import UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId
from lingqu.segments.contracts.facts import SEGMENT_ENTERED, SEGMENT_LEFT
from lingqu.segments.domain.chains import Chain, Chains
from lingqu.segments.domain.firing import Untold
from lingqu.segments.store import firing as store
from lingqu.segments.store.sets import Delta

PORTION: Final = 5_000
"""Customers of whom one unit tells."""

BY_EDIT: Final = "edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Who entered and who left a segment under a version, and by which chains."""

    segment_id: int
    version: int
    delta: Delta
    chains: Chains = field(default_factory=dict[int, Chain])


async def tell(unit: UnitOfWork, moved: Sequence[Moved], *, because: str) -> None:
    """Tell of what data or time did now. The caller holds the lock of this corp's memberships."""
    if not moved:
        return
    await _tell_first(unit, {one.segment_id: one.delta.added | one.delta.removed for one in moved})
    for one in moved:
        _publish(unit, one, because, unit.at)


async def go_on(unit: UnitOfWork, segment_id: int, *, most: int) -> int:
    """Tell of the next customers whom an edit let in or put out; returns of how many. The caller holds the lock."""
    told = 0
    for one in await store.list_untold(unit, [segment_id]):  # one at most
        portion = one.portion(most)
        _publish(unit, _part(one, portion), BY_EDIT, one.built_at)
        await store.save(unit, [one.in_turn(portion)])
        told += len(portion)
    return told


async def _tell_first(unit: UnitOfWork, moving: Mapping[int, BitMap]) -> None:
    """Tell what an edit did to those who move on before their turn came."""
    early: list[Untold] = []
    for one in await store.list_untold(unit, moving):
        whom = one.waiting & moving[one.segment_id]
        if whom:
            _publish(unit, _part(one, whom), BY_EDIT, one.built_at)
            early.append(one.before_turn(whom))
    if early:
        await store.save(unit, early)


def _part(one: Untold, whom: BitMap) -> Moved:
    delta = Delta(one.entered & whom, one.withdrawn & whom)
    return Moved(segment_id=one.segment_id, version=one.version, delta=delta)


def _publish(unit: UnitOfWork, moved: Moved, because: str, occurred_at: datetime) -> None:
    data = {"segment_id": moved.segment_id, "version": moved.version, "because": because}
    chains = moved.chains
    for kind, customers in ((SEGMENT_ENTERED, moved.delta.added), (SEGMENT_LEFT, moved.delta.removed)):
        unit.publish(
            *(
                Fact(
                    kind=kind,
                    occurred_at=occurred_at,
                    customer_id=CustomerId(one),
                    data={**data, "chain": list(chains[one])} if one in chains else data,
                )
                for one in customers
            )
        )
