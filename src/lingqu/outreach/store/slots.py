"""SQL of the tasks that broadcasts reserve of members' days."""

from collections.abc import Collection
from datetime import date

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, StaffId


async def reserve(
    unit: UnitOfWork, broadcast_id: BroadcastId, day: date, staff_ids: Collection[StaffId], *, tasks: int
) -> None:
    """Reserve so many tasks of a broadcast on a day for each of some members, besides those that they were given.

    Once, however often it is asked for before they are given them.
    """
    await unit.execute(
        """
        INSERT INTO member_slot (corp_id, day, staff_id, broadcast_id, tasks)
        SELECT lingqu_corp(), %(day)s, s.staff_id, %(broadcast_id)s,
               %(tasks)s + (SELECT count(*) FROM task t
                            WHERE t.corp_id = lingqu_corp() AND t.broadcast_id = %(broadcast_id)s
                              AND t.staff_id = s.staff_id)
        FROM unnest(%(staff_ids)s::integer[]) AS s(staff_id) ORDER BY s.staff_id
        ON CONFLICT (corp_id, day, staff_id, broadcast_id)
        DO UPDATE SET tasks = greatest(member_slot.tasks, EXCLUDED.tasks)
        """,
        {"day": day, "broadcast_id": broadcast_id, "tasks": tasks, "staff_ids": list(staff_ids)},
    )


async def list_reserved(session: Session, broadcast_id: BroadcastId, day: date) -> set[StaffId]:
    """Return the members of whose day a broadcast has tasks reserved that they were not given yet."""
    rows = await session.fetch(
        """
        SELECT s.staff_id FROM member_slot s
        WHERE s.corp_id = lingqu_corp() AND s.day = %s AND s.broadcast_id = %s
          AND s.tasks > (SELECT count(*) FROM task t
                         WHERE t.corp_id = s.corp_id AND t.broadcast_id = s.broadcast_id AND t.staff_id = s.staff_id)
        """,
        (day, broadcast_id),
    )
    return {StaffId(row["staff_id"]) for row in rows}


async def count_waiting(session: Session, days: Collection[date]) -> dict[tuple[StaffId, date], int]:
    """Return how many reserved tasks of each member and day are still to be handed over.

    Those that were count as tasks; those of a broadcast that is over without them were given back by that.
    """
    rows = await session.fetch(
        """
        SELECT s.staff_id, s.day,
               sum(greatest(s.tasks - (SELECT count(*) FROM task t
                                       WHERE t.corp_id = s.corp_id AND t.broadcast_id = s.broadcast_id
                                         AND t.staff_id = s.staff_id), 0))::integer AS waiting
        FROM member_slot s
        JOIN broadcast b ON b.corp_id = s.corp_id AND b.broadcast_id = s.broadcast_id
        WHERE s.corp_id = lingqu_corp() AND s.day = ANY(%s) AND b.state IN ('planning', 'handing_over')
        GROUP BY s.staff_id, s.day
        """,
        (list(days),),
    )
    return {(StaffId(row["staff_id"]), row["day"]): row["waiting"] for row in rows}
