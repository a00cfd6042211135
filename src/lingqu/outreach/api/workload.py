"""What members' days hold: at most so many tasks are asked of one, however many programmes would."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date

from lingqu.deliveries.api.passing_on import MemberDays
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, StaffId
from lingqu.outreach.domain.hours import day_of
from lingqu.outreach.store import rules as rules_store
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


async def _list_full_today(unit: UnitOfWork) -> set[StaffId]:
    if (await rules_store.find(unit)).tasks_per_day is None:
        return set()  # without a bound nobody waits for the rules
    most = (await rules_store.lock(unit)).tasks_per_day
    return set() if most is None else await list_full(unit, None, day_of(unit.at), most=most)


async def _reserve_today(unit: UnitOfWork, broadcast_id: BroadcastId, staff_ids: Collection[StaffId]) -> None:
    if (await rules_store.find(unit)).tasks_per_day is not None:
        await reserve(unit, broadcast_id, day_of(unit.at), staff_ids)


DAYS = MemberDays(_list_full_today, _reserve_today)
"""What the corp's rules leave of members' days, for deliveries that ask another member than was planned."""
