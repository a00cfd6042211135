"""Tags that grants give and take: to people in batches, at WeCom within a budget.

A person who has the tag on any live relation has it and is given nothing. Who lacks it is marked on the relation of
the owner: the member who has been in contact for longest. A grant takes back only what it gave.
"""

from collections.abc import Collection, Mapping, Sequence

from lingqu.customers.api import marking, relations
from lingqu.customers.contracts import facts
from lingqu.customers.contracts.jobs import JOB_PROJECT_GRANTS, LIBRARY_KEY
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.contracts.tags import Backlog, Granted, Having, TagStatus
from lingqu.customers.store import granting as store
from lingqu.customers.store import library as library_store
from lingqu.customers.store import marks as mark_store
from lingqu.customers.store import people as people_store
from lingqu.customers.store import persons as person_store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId, TagId
from lingqu.kernel.jobs import Lane, NewJob


async def give_tag(unit: UnitOfWork, granted: Sequence[Granted], tag_id: TagId, *, source: str) -> list[CustomerId]:
    """Give people a tag that they lack; return who was marked. Idempotent.

    Whom nobody follows, and tags that were deleted, are passed over.

    Args:
        granted: of several of one person the last counts; the numbers may be of customers merged away.
    """
    everybody, reasons = await _locked(unit, granted)
    if not reasons or not await library_store.names_of(unit, [tag_id]):
        return []
    having = {everybody[one] for one in await store.having(unit, everybody, tag_id)}
    lacking = {one: person for one, person in everybody.items() if person not in having}
    owners = await store.owners_of(unit, lacking)
    given = {pair: reasons[person] for person, pair in sorted(owners.items())}
    await _write(unit, given, tag_id, TagStatus.PENDING, source=source)
    return list(owners)


async def mark_relations(
    unit: UnitOfWork, pairs: Sequence[Pair], tag_id: TagId, *, source: str, cause: str
) -> list[Pair]:
    """Give a tag to just these relations, whoever else has it; return those that WeCom takes marks for.

    They go to WeCom within the budget of grants.
    """
    await people_store.lock(unit, {pair.customer_id for pair in pairs})
    writable = await relations.writable(unit, pairs)
    reasons = {pair: Granted(customer_id=pair.customer_id, cause=cause, chain=()) for pair in writable}
    await _write(unit, reasons, tag_id, TagStatus.PENDING, source=source)
    return list(writable)


async def take_tag(unit: UnitOfWork, granted: Sequence[Granted], tag_id: TagId, *, source: str) -> list[CustomerId]:
    """Take a tag from people where this source gave it; return from whom. Idempotent."""
    everybody, reasons = await _locked(unit, granted)
    if not reasons:
        return []
    marked = await store.marked_through(unit, everybody, tag_id, source=source)
    taken = {pair: reasons[everybody[pair.customer_id]] for pair in marked}
    await _write(unit, taken, tag_id, TagStatus.WITHDRAWING, source=source)
    return sorted({everybody[pair.customer_id] for pair in marked})


async def hand_over_tag(
    unit: UnitOfWork, persons: Collection[CustomerId], tag_id: TagId, *, before: str, after: str
) -> None:
    """Let people who have a tag from one source have it from another: nothing changes for them."""
    everybody = await person_store.everybody_of(unit, persons)
    await people_store.lock(unit, everybody)
    await store.change_source(unit, everybody, tag_id, before=before, after=after)


async def list_marked(session: Session, tag_id: TagId, *, source: str, after: int, limit: int) -> list[CustomerId]:
    """Return customers above `after`, ascending, who have a tag from one source; merged ones under their own number."""
    return await store.list_marked(session, tag_id, source=source, after=after, limit=limit)


async def list_parted(session: Session, tag_id: TagId, *, source: str) -> list[CustomerId]:
    """Return people who have a tag from one source and of whom somebody was once one with others; few ever were."""
    return await store.list_parted(session, tag_id, source=source)


async def who_has(session: Session, tag_id: TagId, *, source: str) -> Having:
    """Return all people who have a tag, and those of them who have it from one source."""
    return await store.who_has(session, tag_id, source=source)


async def count_unreachable(session: Session, persons: Collection[CustomerId]) -> int:
    """Count those of some persons whom nobody follows: no tag can be given to them."""
    return await store.count_unreachable(session, persons)


async def count_waiting(session: Session) -> dict[str, int]:
    """Return how many marks of each grant wait for WeCom's answer, by source; who waits for none is missing."""
    return await store.count_waiting(session)


async def see_backlog(session: Session) -> Backlog:
    """Return what grants gave or took and WeCom has not answered."""
    return await store.see_backlog(session)


async def plan_turn(unit: UnitOfWork, *, most: int) -> tuple[list[marking.PlannedMarking], bool]:
    """Return calls for marks of grants, one per relation, the longest waiting first, and whether more may wait."""
    pairs = await store.list_waiting(unit, limit=most)
    return await marking.plan_markings(unit, pairs), len(pairs) == most


async def _locked(
    unit: UnitOfWork, granted: Sequence[Granted]
) -> tuple[dict[CustomerId, CustomerId], dict[CustomerId, Granted]]:
    """Lock everybody who is one with these customers; return them with whom, and the reasons by who stands for them."""
    if not granted:
        return {}, {}
    everybody = await person_store.everybody_of(unit, {one.customer_id for one in granted})
    await people_store.lock(unit, everybody)
    return everybody, {everybody[one.customer_id]: one for one in granted if one.customer_id in everybody}


async def _write(
    unit: UnitOfWork, changes: Mapping[Pair, Granted], tag_id: TagId, status: TagStatus, *, source: str
) -> None:
    marks = [
        mark_store.Mark(pair=pair, tag_id=tag_id, status=status, source=source, cause=reason.cause)
        for pair, reason in changes.items()
    ]
    await mark_store.upsert(unit, marks, at=unit.at)
    unit.publish(
        *(
            Fact(
                kind=facts.TAG_GRANTED if status is TagStatus.PENDING else facts.TAG_WITHDRAWN,
                occurred_at=unit.at,
                customer_id=pair.customer_id,
                staff_id=pair.staff_id,
                data={"tag_id": tag_id, "source": source, "cause": reason.cause, "chain": list(reason.chain)},
            )
            for pair, reason in changes.items()
        )
    )
    if changes:
        unit.enqueue(NewJob(kind=JOB_PROJECT_GRANTS, key=LIBRARY_KEY, lane=Lane.BULK))
