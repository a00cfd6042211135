"""Writing decided pairs: state, facts and what others are told, in one unit."""

from collections.abc import Sequence
from typing import Literal

from lingqu.customers.contracts import facts
from lingqu.customers.contracts.relations import EndedBy, Joining, Pair, PairIds
from lingqu.customers.contracts.tags import BY_WECOM
from lingqu.customers.domain.pairs import Decided, Pairs
from lingqu.customers.domain.relations import Spell, Transition, Turn
from lingqu.customers.store import relations as store
from lingqu.directory.api import people as directory
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Fact

Learnt = Literal["callback", "read", "sweep"]


async def write(unit: UnitOfWork, before: Pairs, decided: Decided, *, learnt: Learnt) -> list[Joining]:
    """Write what was decided and publish it; return the pairs that were joined and still are."""
    await store.save(unit, before, decided.pairs)
    for pair, turn in decided.turns:
        unit.publish(_turn_fact(pair, turn, decided, learnt=learnt))
    for pair, at in decided.edits:
        unit.publish(
            Fact(
                kind=facts.RELATION_EDITED,
                occurred_at=at,
                customer_id=pair.customer_id,
                staff_id=pair.staff_id,
                data={"source": BY_WECOM},
            )
        )
    return [_joining(pair, turn, decided) for pair, turn in decided.turns if _still_stands(pair, turn, decided)]


async def writable(session: Session, pairs: Sequence[Pair]) -> dict[Pair, PairIds]:
    """Return those of the pairs for which WeCom takes tags and remarks, under WeCom's names."""
    external_userids = await store.keep_writable(session, pairs)
    userids = await directory.userids_of(session, {pair.staff_id for pair in external_userids})
    return {
        pair: PairIds(
            customer_id=pair.customer_id,
            staff_id=pair.staff_id,
            external_userid=external_userid,
            userid=userids[pair.staff_id],
        )
        for pair, external_userid in external_userids.items()
    }


def _turn_fact(pair: Pair, turn: Transition, decided: Decided, *, learnt: Learnt) -> Fact:
    spell = _as_written(pair, turn, decided)
    if turn.turn is Turn.ENDED:
        by_customer = turn.by is EndedBy.CUSTOMER
        kind = facts.RELATION_DELETED_BY_CUSTOMER if by_customer else facts.RELATION_DELETED_BY_STAFF
        data = {"channel_id": spell.channel_id, "deleted_by": turn.by, "learnt": learnt}
    else:
        half = turn.turn is Turn.HALF_JOINED
        whole = facts.RELATION_READDED if turn.again else facts.RELATION_ADDED
        kind = facts.RELATION_HALF_ADDED if half else whole
        data = {
            "channel_id": spell.channel_id,
            "returning": spell.returning,
            "half": half,
            "add_way": decided.pairs[pair].add_way,
            "learnt": learnt,
        }
    return Fact(kind=kind, occurred_at=turn.at, customer_id=pair.customer_id, staff_id=pair.staff_id, data=data)


def _joining(pair: Pair, turn: Transition, decided: Decided) -> Joining:
    spell = _as_written(pair, turn, decided)
    return Joining(
        customer_id=pair.customer_id,
        staff_id=pair.staff_id,
        at=turn.at,
        state=spell.state,
        channel_id=spell.channel_id,
        half=turn.turn is Turn.HALF_JOINED,
        returning=spell.returning,
    )


def _still_stands(pair: Pair, turn: Transition, decided: Decided) -> bool:
    newest = decided.pairs[pair].history.newest
    return (
        turn.turn in {Turn.JOINED, Turn.HALF_JOINED}
        and newest is not None
        and newest.live
        and newest.began_at == turn.spell.began_at
    )


def _as_written(pair: Pair, turn: Transition, decided: Decided) -> Spell:
    """Return the turn's spell with what later turns of the batch and the other pairs made of it."""
    spells = decided.pairs[pair].history.spells
    return next((spell for spell in spells if spell.began_at == turn.spell.began_at), turn.spell)
