"""Operations on stages: the corp's order, and moves of customers in it."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from lingqu.customers.contracts import facts
from lingqu.customers.contracts.stages import NamedStage, Stage, StageMove, StageMoved, Standing
from lingqu.customers.domain import stages as domain
from lingqu.customers.errors import CustomerNotFoundError, StageInUseError, StageNotFoundError
from lingqu.customers.store import people as people_store
from lingqu.customers.store import persons as person_store
from lingqu.customers.store import stages as store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId, StageId


async def list_stages(session: Session) -> list[Stage]:
    """Return the corp's order, the first stage first; the usual one where the corp wrote none. Nobody is counted."""
    return await store.list_written(session) or list(domain.USUAL)


async def count_stages(session: Session) -> list[Stage]:
    """Return the corp's order with how many people stand where."""
    counted = await store.count_standing(session)
    return [replace(one, customers=counted.get(one.stage_id, 0)) for one in await list_stages(session)]


async def stage_names(session: Session) -> dict[StageId, str]:
    """Return names of stages, those that are gone included: the past keeps its words."""
    return {**{one.stage_id: one.name for one in domain.USUAL}, **await store.names_of(session)}


async def write_stages(unit: UnitOfWork, named: Sequence[NamedStage]) -> list[Stage]:
    """Write the corp's order whole: stages are renamed, moved, added and taken away by it.

    Raises:
        BadStageError: the list cannot be.
        StageInUseError: somebody stands at a stage that is not in it any more.
    """
    await store.lock_order(unit)
    known = await count_stages(unit)
    checked = domain.checked_list(named, known)
    kept = {one.stage_id for one in checked}
    for one in known:
        if one.stage_id not in kept and one.customers:
            raise StageInUseError(one.stage_id, one.name, one.customers)
    following = max(await stage_names(unit)) + 1
    order: list[tuple[StageId, str]] = []
    for one in checked:
        order.append((one.stage_id or StageId(following), one.name))
        following += one.stage_id is None
    await store.write_order(unit, order)
    await unit.audit("customers.stages_written", "stages", stages=[stage_id for stage_id, _ in order])
    return await count_stages(unit)


async def find_standing(session: Session, customer_id: CustomerId) -> Standing | None:
    """Return where the person that a customer is stands."""
    everybody = await person_store.everybody_of(session, [customer_id])
    return next(iter((await store.standing_of(session, everybody)).values()), None)


async def list_nowhere(session: Session, customer_ids: Collection[CustomerId]) -> list[CustomerId]:
    """Return those of some persons who stand nowhere, nor anybody who is one with them."""
    persons = await person_store.everybody_of(session, customer_ids)
    return sorted(set(persons.values()) - (await store.standing_of(session, persons)).keys())


async def list_at_or_beyond(session: Session, stage_id: StageId) -> list[CustomerId]:
    """Return the people who stand at a stage or later in the corp's order; nobody where there is no such stage."""
    order = [one.stage_id for one in await list_stages(session)]
    return await store.list_standing(session, order[order.index(stage_id) :]) if stage_id in order else []


async def move_stages(
    unit: UnitOfWork, moves: Sequence[StageMove], *, source: str, forward_only: bool = False
) -> list[StageMoved]:
    """Move customers, under the numbers that stand for them; return the moves that were any. Idempotent.

    Who stands there already, whom there is not, and stages that the corp does not have are passed over.

    Args:
        source: who moves, e.g. `grant:7` or `account:1`.
        forward_only: nobody is moved back in the corp's order.
    """
    if not moves:
        return []
    persons = await person_store.everybody_of(unit, {one.customer_id for one in moves})
    await people_store.lock(unit, persons)
    decided = domain.decide(
        moves,
        persons=persons,
        standing=await store.standing_of(unit, persons),
        order=[one.stage_id for one in await list_stages(unit)],
        forward_only=forward_only,
    )
    if decided:
        await store.write_moves(unit, decided, source=source)
    unit.publish(*(_changed(unit, one, source) for one in decided))
    return decided


async def move_stage(unit: UnitOfWork, customer_id: CustomerId, stage_id: StageId) -> None:
    """Move one customer, as asked for by a person: forward or back.

    Raises:
        CustomerNotFoundError, StageNotFoundError: there is none.
    """
    if not await person_store.canonical_of(unit, [customer_id]):
        raise CustomerNotFoundError(customer_id)
    if stage_id not in {one.stage_id for one in await list_stages(unit)}:
        raise StageNotFoundError(stage_id)
    moved = await move_stages(unit, [StageMove(customer_id=customer_id, stage_id=stage_id)], source=unit.actor)
    if moved:
        await unit.audit("customers.stage_moved", f"customer:{customer_id}", stage_id=stage_id)


def _changed(unit: UnitOfWork, moved: StageMoved, source: str) -> Fact:
    data = {"from": moved.before, "to": moved.after, "source": source}
    return Fact(
        kind=facts.STAGE_CHANGED,
        occurred_at=unit.at,
        customer_id=moved.customer_id,
        data={**data, "chain": list(moved.chain)} if moved.chain else data,
    )
