"""Giving and taking by grants, in one unit: marks and moves, and whom each grant has given to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from lingqu.customers.api import granting as tags
from lingqu.customers.api import stages
from lingqu.customers.contracts.stages import StageMove
from lingqu.customers.contracts.tags import Granted
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import CustomerId, TagId
from lingqu.segments.contracts.grants import Grant, GrantState
from lingqu.segments.domain.granting import Due, kept_by_others
from lingqu.segments.store import grants as store
from lingqu.segments.store import sets
from lingqu.segments.store.sets import Delta


@dataclass(slots=True)
class Hands:
    """Grants with whom each has given to, as `holders`; what changed of that is written by `save`.

    The caller holds the lock of grants. A grant takes only what it gave: whose tag is another grant's, or a person's,
    keeps it, and whom another grant holds too has it from that one from then on.
    """

    unit: UnitOfWork
    grants: Sequence[Grant]
    holders: dict[int, BitMap]
    _sets: dict[int, int]
    _before: dict[int, BitMap]

    @classmethod
    async def load(cls, unit: UnitOfWork, grants: Sequence[Grant]) -> Hands:
        """Read whom the grants have given to."""
        keys = {one.grant_id: store.key_of_holders(one.grant_id) for one in grants}
        numbers = await sets.ensure(unit, list(keys.values()))
        found = await sets.load(unit, dict.fromkeys(numbers.values()))
        before = {grant_id: found[numbers[key]].bits for grant_id, key in keys.items()}
        return cls(
            unit,
            grants,
            {grant_id: bits.copy() for grant_id, bits in before.items()},
            {grant_id: numbers[key] for grant_id, key in keys.items()},
            before,
        )

    async def give(self, grant: Grant, dues: Sequence[Due]) -> None:
        """Give to customers, under the numbers that stand for them; who has it already is only noted."""
        if not dues:
            return
        target = grant.target
        if target.tag_id is not None:
            await tags.give_tag(self.unit, _granted(grant, dues), target.tag_id, source=grant.source)
        elif target.stage_id is not None:
            moves = [
                StageMove(customer_id=CustomerId(one.customer_id), stage_id=target.stage_id, chain=one.chain)
                for one in dues
            ]
            await stages.move_stages(self.unit, moves, source=grant.source, forward_only=True)
        self.holders[grant.grant_id] |= BitMap(one.customer_id for one in dues)

    async def take(self, grant: Grant, dues: Sequence[Due]) -> None:
        """Take from customers what the grant gave; a stage is not taken back, it stays where the customer came to."""
        if not dues:
            return
        self.holders[grant.grant_id] -= BitMap(one.customer_id for one in dues)
        tag_id = grant.target.tag_id
        if tag_id is None:
            return
        others = [
            one
            for one in self.grants
            if one.state is GrantState.ON and one.grant_id != grant.grant_id and one.target.tag_id == tag_id
        ]
        kept = kept_by_others(
            [one.customer_id for one in dues], [(one.grant_id, self.holders[one.grant_id]) for one in others]
        )
        for other in others:
            if other.grant_id in kept:
                await self._hand_over(kept[other.grant_id], tag_id, grant, other)
        keeping = {one for persons in kept.values() for one in persons}
        lost = [one for one in dues if one.customer_id not in keeping]
        await tags.take_tag(self.unit, _granted(grant, lost), tag_id, source=grant.source)

    async def _hand_over(self, persons: Sequence[int], tag_id: TagId, grant: Grant, other: Grant) -> None:
        whom = [CustomerId(one) for one in persons]
        await tags.hand_over_tag(self.unit, whom, tag_id, before=grant.source, after=other.source)

    async def save(self) -> None:
        """Write whom the grants have given to now."""
        await sets.append(
            self.unit,
            {
                self._sets[grant_id]: Delta(now - self._before[grant_id], self._before[grant_id] - now)
                for grant_id, now in self.holders.items()
            },
        )


def _granted(grant: Grant, dues: Sequence[Due]) -> list[Granted]:
    return [
        Granted(
            customer_id=CustomerId(one.customer_id),
            cause=f"segment:{grant.segment_id}@{one.version}",
            chain=one.chain,
        )
        for one in dues
    ]
