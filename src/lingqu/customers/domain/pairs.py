"""All pairs of some customers at once: callbacks and reads applied to them, and what is written in the end."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime

from lingqu.customers.contracts.relations import Pair
from lingqu.customers.contracts.snapshots import FollowSnapshot
from lingqu.customers.domain.relations import Change, Heard, History, Seen, Transition, hear, miss, see
from lingqu.kernel.ids import ChannelId, CustomerId, StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class PairState:
    """One pair as we hold it.

    Attributes:
        edited_at: when the newest edit we heard of happened.
        written_at: when WeCom last answered a write of ours; a read asked for before knows less than we do.
        remark_pending: the remark is ours and not answered yet.
    """

    history: History = field(default_factory=History)
    remark: str | None = None
    description: str | None = None
    add_way: int = 0
    oper_userid: str | None = None
    edited_at: datetime | None = None
    written_at: datetime | None = None
    remark_pending: bool = False


UNKNOWN = PairState()

Pairs = Mapping[Pair, PairState]


@dataclass(slots=True)
class Decided:
    """What became of some customers' pairs, with the turns in the order in which they were found."""

    pairs: dict[Pair, PairState]
    turns: list[tuple[Pair, Transition]] = field(default_factory=list)
    edits: list[tuple[Pair, datetime]] = field(default_factory=list)


def hear_all(before: Pairs, callbacks: Iterable[tuple[Pair, Heard]]) -> Decided:
    """Apply callbacks in the order in which they happened, whatever order they came in."""
    decided = Decided(dict(before))
    for pair, heard in sorted(callbacks, key=_when):
        state = decided.pairs.get(pair, UNKNOWN)
        if heard.change is Change.EDITED:
            # An edit of a pair nobody told of yet is no state; the read that follows it will find the pair.
            if pair in decided.pairs and (state.edited_at is None or heard.at > state.edited_at):
                decided.pairs[pair] = replace(state, edited_at=heard.at)
                decided.edits.append((pair, heard.at))
            continue
        history, turns = hear(state.history, heard)
        decided.pairs[pair] = replace(state, history=history)
        decided.turns.extend((pair, turn) for turn in turns)
    return _finished(decided)


def see_all(
    before: Pairs,
    follows: Iterable[tuple[Pair, FollowSnapshot]],
    *,
    asked_at: datetime,
    channels: Mapping[str, ChannelId],
) -> Decided:
    """Take in reads that were asked for at `asked_at`."""
    decided = Decided(dict(before))
    for pair, follow in follows:
        state = decided.pairs.get(pair, UNKNOWN)
        seen = Seen(
            added_at=follow.added_at,
            asked_at=asked_at,
            state=follow.state,
            channel_id=channels.get(follow.state) if follow.state else None,
        )
        history, turns = see(state.history, seen)
        decided.pairs[pair] = _noted(replace(state, history=history), follow, asked_at=asked_at)
        decided.turns.extend((pair, turn) for turn in turns)
    return _finished(decided)


def miss_all(before: Pairs, *, staff_ids: AbstractSet[StaffId], since: datetime, added_before: datetime) -> Decided:
    """End the pairs of some staff that no read asked for since then has shown, as of that instant.

    Args:
        added_before: WeCom may not list yet whom the member added later.
    """
    decided = Decided(dict(before))
    for pair, state in before.items():
        read_at = state.history.read_at
        newest = state.history.newest
        unlisted = newest and newest.began_at < added_before and (read_at is None or read_at < since)
        if pair.staff_id not in staff_ids or not unlisted:
            continue
        history, turns = miss(state.history, at=since)
        decided.pairs[pair] = replace(state, history=history)
        decided.turns.extend((pair, turn) for turn in turns)
    return _finished(decided)


def mark_returning(pairs: Pairs) -> dict[Pair, PairState]:
    """Say of every spell whether its customer had any earlier relation; `pairs` holds all of each customer's."""
    first: dict[CustomerId, datetime] = {}
    for pair, state in pairs.items():
        began_at = state.history.began_at
        if began_at and began_at < first.get(pair.customer_id, began_at.max.replace(tzinfo=began_at.tzinfo)):
            first[pair.customer_id] = began_at
    return {
        pair: _with_returning(state, first[pair.customer_id]) if state.history.spells else state
        for pair, state in pairs.items()
    }


def _with_returning(state: PairState, first: datetime) -> PairState:
    spells = tuple(
        spell if spell.returning == (spell.began_at > first) else replace(spell, returning=spell.began_at > first)
        for spell in state.history.spells
    )
    return state if spells == state.history.spells else replace(state, history=replace(state.history, spells=spells))


def _finished(decided: Decided) -> Decided:
    decided.pairs = mark_returning(decided.pairs)
    return decided


def _noted(state: PairState, follow: FollowSnapshot, *, asked_at: datetime) -> PairState:
    """Take over what the member noted, unless ours is newer or under way."""
    outdated = state.remark_pending or (state.written_at is not None and asked_at <= state.written_at)
    return replace(
        state,
        remark=state.remark if outdated else follow.remark,
        description=follow.description,
        add_way=follow.add_way,
        oper_userid=follow.oper_userid,
    )


def _when(callback: tuple[Pair, Heard]) -> tuple[datetime, bool]:
    """In one second a half adding comes before all else."""
    return callback[1].at, callback[1].change is not Change.HALF_ADDED
