"""Who and what has another place in the tree than before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lingqu.directory.contracts.people import DepartmentSnapshot, MemberSnapshot
from lingqu.kernel.ids import DepartmentId, StaffId


@dataclass(frozen=True, slots=True)
class StaffMove:
    """A member's departments of now, and those of before that are none of theirs any more; ascending."""

    staff_id: StaffId
    departments: tuple[DepartmentId, ...]
    left: tuple[DepartmentId, ...]


@dataclass(frozen=True, slots=True)
class DepartmentMove:
    """Below whom a department lies now, and lay before."""

    department_id: DepartmentId
    parent_id: DepartmentId | None
    from_parent_id: DepartmentId | None


def moved_staff(
    before: Mapping[StaffId, frozenset[DepartmentId]], now: Mapping[StaffId, MemberSnapshot]
) -> list[StaffMove]:
    """Compare where members were with where they are told to be; an order or a lead that changed moves nobody."""
    moves: list[StaffMove] = []
    for staff_id, member in now.items():
        were = before.get(staff_id, frozenset())
        are = frozenset(one.department_id for one in member.memberships)
        if are != were:
            moves.append(StaffMove(staff_id, tuple(sorted(are)), tuple(sorted(were - are))))
    return moves


def moved_departments(
    before: Mapping[DepartmentId, DepartmentId | None], now: Sequence[DepartmentSnapshot]
) -> list[DepartmentMove]:
    """Compare a tree with the one told; what is gone from it moves nobody, for it keeps its place."""
    return [
        DepartmentMove(one.department_id, one.parent_id, before.get(one.department_id))
        for one in now
        if one.department_id not in before or before[one.department_id] != one.parent_id
    ]
