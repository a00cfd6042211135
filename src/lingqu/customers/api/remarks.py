"""Operations on remarks: here at once, at WeCom by a job."""

from collections.abc import Mapping
from dataclasses import replace

from lingqu.customers.api import marking, relations
from lingqu.customers.contracts import facts
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.domain.search import grams
from lingqu.customers.errors import BadRemarkError, NoLiveRelationError
from lingqu.customers.store import people as people_store
from lingqu.customers.store import relations as relation_store
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.facts import Fact

LONGEST_REMARK = 20


async def set_remarks(unit: UnitOfWork, remarks: Mapping[Pair, str], *, source: str) -> list[Pair]:
    """Set remarks on relations that are live and whole; return those relations. Longer ones are cut at 20 characters.

    Idempotent: a remark that stands there already is not written again.
    """
    await people_store.lock(unit, {pair.customer_id for pair in remarks})
    writable = await relations.writable(unit, list(remarks))
    states = await relation_store.load(unit, {pair.customer_id for pair in writable})
    wanted = {pair: remark.strip()[:LONGEST_REMARK] or None for pair, remark in remarks.items()}
    after = {
        pair: replace(states[pair], remark=wanted[pair], remark_pending=True)
        for pair in writable
        if states[pair].remark != wanted[pair]
    }
    await relation_store.save(unit, states, after)
    await people_store.insert_grams(
        unit, [(pair.customer_id, gram) for pair, state in after.items() for gram in grams(state.remark or "")]
    )
    for pair in after:
        unit.publish(
            Fact(
                kind=facts.RELATION_EDITED,
                occurred_at=unit.at,
                customer_id=pair.customer_id,
                staff_id=pair.staff_id,
                data={"source": source},
            )
        )
    unit.enqueue(*(marking.remark_job(pair) for pair in after))
    return list(writable)


async def set_remark(unit: UnitOfWork, pair: Pair, remark: str, *, source: str) -> None:
    """Set one remark, as asked for by a person.

    Raises:
        BadRemarkError: more than 20 characters.
        NoLiveRelationError: the two are no contacts.
    """
    if len(remark) > LONGEST_REMARK:
        raise BadRemarkError(
            f"a remark has up to {LONGEST_REMARK} characters", place="body.remark", most=LONGEST_REMARK
        )
    if not await set_remarks(unit, {pair: remark}, source=source):
        raise NoLiveRelationError(pair.customer_id, pair.staff_id)
    await unit.audit("customers.remark_set", f"customer:{pair.customer_id}", staff_id=pair.staff_id)
