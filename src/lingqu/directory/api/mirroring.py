"""Writing what was read of the directory, with a fact of everybody and everything that moved."""

from collections.abc import Mapping, Sequence

from lingqu.directory.contracts.facts import DEPARTMENT_MOVED, STAFF_MOVED
from lingqu.directory.contracts.people import DepartmentSnapshot, MemberSnapshot
from lingqu.directory.domain.moving import moved_departments, moved_staff
from lingqu.directory.store import people as store
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.facts import Fact


async def mirror_departments(unit: UnitOfWork, departments: Sequence[DepartmentSnapshot]) -> None:
    """Write the visible tree; what is missing from it is gone."""
    before = await store.lock_parents(unit)
    await store.upsert_departments(unit, departments)
    unit.publish(
        *(
            Fact(
                kind=DEPARTMENT_MOVED,
                occurred_at=unit.at,
                data={
                    "department_id": move.department_id,
                    "parent_id": move.parent_id,
                    "from_parent_id": move.from_parent_id,
                },
            )
            for move in moved_departments(before, departments)
        )
    )


async def mirror_members(unit: UnitOfWork, members: Mapping[str, MemberSnapshot]) -> None:
    """Write members with their departments. Pass them by userid in lower case, in order of these keys."""
    before = await store.lock_places(unit, members)
    numbers = await store.upsert_members(unit, members)
    now = {staff_id: members[key] for key, staff_id in numbers.items()}
    unit.publish(
        *(
            Fact(
                kind=STAFF_MOVED,
                occurred_at=unit.at,
                staff_id=move.staff_id,
                data={"departments": list(move.departments), "left": list(move.left)},
            )
            for move in moved_staff(before, now)
        )
    )
