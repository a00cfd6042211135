"""Handing people of a checked file over: a row leaves the waiting room in the unit in which it is kept elsewhere."""

from collections.abc import Sequence
from typing import Final

from lingqu.commerce.api.checking import identities_of, open_record
from lingqu.commerce.contracts.imports import JOB_CLEAR, ImportId, ImportState
from lingqu.commerce.contracts.orders import NamedPerson, Whom
from lingqu.commerce.domain.matching import match
from lingqu.commerce.ports import MatchBuyers, RowSeals
from lingqu.commerce.store import imports as store
from lingqu.commerce.store import rows as row_store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.jobs import Lane, NewJob

BATCH_ROWS: Final = 500


async def take_people(
    unit: UnitOfWork, import_id: ImportId, *, seals: RowSeals, after: str
) -> tuple[list[NamedPerson], str]:
    """Take the next people out of an import that was handed over; none at its end, which is written then.

    Whoever calls keeps them in this unit: what is taken is not there a second time.

    Args:
        after: what the call before returned, so that rows which are gone are not looked through; at first nothing.
    """
    now = await store.lock(unit, import_id)
    if now is None or now.state is not ImportState.PUBLISHING:
        return [], after
    rows = await row_store.take(unit, import_id, now.version, after=after, limit=BATCH_ROWS)
    if not rows:
        await store.move(unit, import_id, ImportState.PUBLISHED, finished=True)
        unit.enqueue(NewJob(kind=JOB_CLEAR, key=str(import_id), lane=Lane.BULK))
        return [], after
    await store.count_published(unit, import_id, rows=len(rows), created=0, changed=0, unchanged=0)
    people: list[NamedPerson] = []
    for row in rows:
        record = open_record(seals, unit.corp_id, import_id, row.number, row.record).member
        if record is not None:
            people.append(NamedPerson(number=row.number, identities=identities_of(record)))
    return people, rows[-1].key


async def find_people(session: Session, people: Sequence[NamedPerson], *, match_buyers: MatchBuyers) -> dict[int, Whom]:
    """Return whom each names, by their rows; a phone that staff noted counts where nothing was proven."""
    found = await match_buyers(session, {one for person in people for one in person.identities})
    matches = {person.number: match(person.identities, found) for person in people}
    return {number: Whom(customer_id=one.customer_id, ambiguous=one.ambiguous) for number, one in matches.items()}
