"""What a sweep counts: rows of customers that differ from what WeCom tells.

A sweep is the walk through all customers, run again. Most of what it finds would have come by a callback that was
lost. It cannot find everything: WeCom goes on listing whom the customer deleted, shows no state of a relation that it
has changed, and tells of an adding only the newest instant; there the callbacks are all we have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from lingqu.corps.contracts import Drift, DriftKind
from lingqu.customers.contracts import facts
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.contracts.snapshots import CustomerSnapshot, FollowSnapshot
from lingqu.customers.contracts.tags import BY_WECOM
from lingqu.customers.domain.pairs import Pairs, PairState
from lingqu.customers.domain.relations import SAME_ADDING
from lingqu.customers.store import people as people_store
from lingqu.customers.store import relations as relation_store
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId

LEARNT = "sweep"
"""Marks facts that a sweep found out, in their `learnt`."""


async def count_pairs(
    unit: UnitOfWork,
    people: Mapping[CustomerId, CustomerSnapshot],
    follows: Sequence[tuple[Pair, FollowSnapshot]],
    *,
    before: Pairs,
    after: Pairs,
    asked_at: datetime,
) -> dict[DriftKind, Drift]:
    """Count people, relations and remarks that are about to be repaired; record that remarks were edited.

    Who was added a moment ago is no drift: the callback is on its way.
    """
    settled = [pair for pair, follow in follows if follow.added_at < asked_at - SAME_ADDING]
    known = [pair for pair in settled if pair in before]
    torn = await relation_store.list_torn(unit, {pair: before[pair] for pair in known}) if known else set[Pair]()
    changed = [pair for pair in settled if pair not in before or _told(before[pair]) != _told(after[pair])]
    remarked = [pair for pair in known if before[pair].remark != after[pair].remark]
    unit.publish(*(_edited(pair, asked_at) for pair in remarked))
    people = {pair.customer_id: people[pair.customer_id] for pair, _ in follows}
    differing = await people_store.count_differing(unit, people, asked_at=asked_at)
    relations = len({*changed, *torn})
    return {
        DriftKind.PEOPLE: Drift(len(people), differing, differing),
        DriftKind.RELATIONS: Drift(len(settled), relations, relations),
        DriftKind.REMARKS: Drift(len(known), len(remarked), len(remarked)),
    }


def surplus(ended: int) -> dict[DriftKind, Drift]:
    """Count relations that WeCom does not list any more."""
    return {DriftKind.RELATIONS: Drift(ended, ended, ended)} if ended else {}


def undecided(pairs: int) -> dict[DriftKind, Drift]:
    """Count relations that no page listed and of which WeCom gave no answer: the next sweep finds them again."""
    return {DriftKind.RELATIONS: Drift(pairs, pairs, 0)} if pairs else {}


def _told(state: PairState) -> PairState:
    """Leave out what is counted apart, when we looked, and what follows from the customer's other relations."""
    spells = tuple(replace(spell, returning=False) for spell in state.history.spells)
    return replace(state, history=replace(state.history, read_at=None, spells=spells), remark=None)


def _edited(pair: Pair, at: datetime) -> Fact:
    return Fact(
        kind=facts.RELATION_EDITED,
        occurred_at=at,
        customer_id=pair.customer_id,
        staff_id=pair.staff_id,
        data={"source": BY_WECOM, "learnt": LEARNT},
    )
