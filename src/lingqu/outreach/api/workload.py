"""What members' days hold: at most so many tasks are asked of one, however many programmes would."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, StaffId
from lingqu.outreach.store import slots as store
from lingqu.tasks.api.load import count_given


async def count_load(session: Session, days: Collection[date]) -> Mapping[tuple[StaffId, date], int]:
    """Return how many tasks of each day members were given, or will be by what is planned; none is no entry."""
    if not days:
        return {}
    return Counter(await count_given(session, days)) + Counter(await store.count_waiting(session, days))


async def list_full(
    session: Session, broadcast_id: BroadcastId | None, day: date, *, most: int, tasks: int = 1
) -> set[StaffId]:
    """Return the members whose day has no room for a broadcast; it stays so while the rules are locked.

    Args:
        tasks: how many it would ask of a member. Where there is not room for all it asks for none: of several
            contents, none is told to fewer because another came before it.
    """
    full = {staff_id for (staff_id, _), given in (await count_load(session, [day])).items() if given + tasks > most}
    if broadcast_id is None:
        return full
    # Whom it has a place with already is asked for no second one.
    return full - await store.list_reserved(session, broadcast_id, day)


async def reserve(
    unit: UnitOfWork, broadcast_id: BroadcastId, day: date, staff_ids: Collection[StaffId], *, tasks: int = 1
) -> None:
    """Take places of a broadcast in the day of each of some members."""
    await store.reserve(unit, broadcast_id, day, staff_ids, tasks=tasks)
