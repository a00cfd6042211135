"""In which segments a customer is, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from lingqu.customers.api.persons import canonical_of
from lingqu.customers.errors import CustomerNotFoundError
from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId
from lingqu.segments.contracts.belonging import Because, Belonging
from lingqu.segments.domain.timing import EPOCH
from lingqu.segments.leaves import Shelf
from lingqu.segments.store import belonging as store
from lingqu.segments.store import segments as segment_store

BY_EDIT: Because = "definition"
_BECAUSE: Mapping[str, Because] = {"data": "data", "time": "time"}


async def list_belongings(session: Session, shelf: Shelf, customer_id: CustomerId) -> list[Belonging]:
    """Return the segments that the person whom a customer is belongs to, the last entered first.

    Raises:
        CustomerNotFoundError: there is none of this number.
    """
    person = (await canonical_of(session, [customer_id])).get(customer_id)
    if person is None:
        raise CustomerNotFoundError(customer_id)
    living = {f"segment:{one.segment_id}": one for one in await segment_store.list_living(session)}
    kept = await shelf.read(session, living)
    mine = {one.segment_id: one for key, one in living.items() if person in kept.get(key, ())}
    entered: dict[int, tuple[datetime, Because]] = {
        number: (at, _BECAUSE.get(because, BY_EDIT))
        for number, (at, because) in (await store.entered(session, person, mine)).items()
    }
    edited = await store.let_in(session, person, {one: entered[one][0] if one in entered else None for one in mine})
    by_edit: dict[int, tuple[datetime, Because]] = {one: (at, BY_EDIT) for one, at in edited.items()}
    since = entered | by_edit
    found = [
        Belonging(
            segment_id=one.segment_id,
            name=one.name,
            size=one.size,
            since=since[one.segment_id][0] if one.segment_id in since else None,
            because=since[one.segment_id][1] if one.segment_id in since else None,
        )
        for one in mine.values()
    ]
    return sorted(found, key=lambda one: one.since or EPOCH, reverse=True)
