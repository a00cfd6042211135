"""Whom a grant gives to and takes from, by what a batch of facts tells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from pyroaring import BitMap

from lingqu.segments.contracts.grants import Grant, GrantState
from lingqu.segments.domain.chains import MOST_LINKS, Chain

MOVES: Mapping[GrantState, frozenset[GrantState]] = {
    GrantState.DRAFT: frozenset({GrantState.ON}),
    GrantState.ON: frozenset({GrantState.OFF}),
    GrantState.OFF: frozenset({GrantState.ON}),
}
"""What a grant may become; what is on may be walked through again, and what is off taken back later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """Somebody entered or left a segment, under the number they had then."""

    segment_id: int
    version: int
    customer_id: int
    entered: bool
    recorded_at: datetime
    chain: Chain = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is to be done about one customer: because of which version, at the end of which chain."""

    customer_id: int
    version: int
    chain: Chain


@dataclass(slots=True, kw_only=True)
class Decided:
    """What a grant does about a batch; `cut` are those for whom it would have answered itself."""

    give: list[Due] = field(default_factory=list[Due])
    take: list[Due] = field(default_factory=list[Due])
    cut: list[Due] = field(default_factory=list[Due])


def decide(grant: Grant, transitions: Sequence[Transition]) -> Decided:
    """Decide about a batch, in its order. What was recorded before the switch is not followed.

    Where the grant withdraws, the last transition of a customer counts; else whoever entered keeps what that gave,
    though they left in the same batch.
    """
    last: dict[int, Transition] = {}
    for one in transitions:
        if one.segment_id != grant.segment_id or grant.switched_at is None or one.recorded_at < grant.switched_at:
            continue
        if one.entered or grant.target.withdraw_on_left:
            last[one.customer_id] = one
    decided = Decided()
    for one in last.values():
        due = Due(customer_id=one.customer_id, version=one.version, chain=(*one.chain, grant.grant_id))
        if is_cut(grant.grant_id, one.chain):
            decided.cut.append(due)
        else:
            (decided.give if one.entered else decided.take).append(due)
    return decided


def may_become(state: GrantState, wanted: GrantState) -> bool:
    """Tell whether a grant may be switched so, or is so already."""
    return state is wanted or wanted in MOVES[state]


def is_cut(grant_id: int, chain: Chain) -> bool:
    """Tell whether a grant stays silent at the end of a chain: it is in it already, or the chain is too long."""
    return grant_id in chain or len(chain) >= MOST_LINKS


def kept_by_others(
    customers: Collection[int], others: Sequence[tuple[int, AbstractSet[int] | BitMap]]
) -> dict[int, list[int]]:
    """Return who keeps a tag that one grant takes, because another grant gives it too: by that other grant.

    Args:
        others: grants of the same tag that are on, each with whom it has given it to.
    """
    kept: dict[int, list[int]] = {}
    left = set(customers)
    for grant_id, holders in others:
        mine = sorted(one for one in left if one in holders)
        if mine:
            kept[grant_id] = mine
            left -= set(mine)
    return kept
