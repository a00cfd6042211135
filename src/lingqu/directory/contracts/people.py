"""Departments, shops and staff, as WeCom tells them and as we show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from lingqu.kernel.ids import DepartmentId, StaffId, Userid

JOB_SYNC = "directory.sync"
"""The whole walk: departments, staff, follow users; the walk through tags and customers follows it."""

JOB_NIGHTLY = "directory.sync_nightly"
"""Start that walk."""

JOB_READ_STAFF = "directory.read_staff"
"""Read one member again; key: the userid in lower case."""

JOB_READ_DEPARTMENTS = "directory.read_departments"
JOB_READ_FOLLOW_USERS = "directory.read_follow_users"

# ───────────────────────── as WeCom tells ─────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentSnapshot:
    """A department as read. The visible range may hide its parent; the number of that parent is told all the same."""

    department_id: DepartmentId
    parent_id: DepartmentId | None
    name: str
    sort: int
    """Larger sorts first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One member in one department."""

    department_id: DepartmentId
    sort: int
    is_leader: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSnapshot:
    """A member as read, with the departments the app may see."""

    userid: Userid
    name: str
    memberships: tuple[Membership, ...]


# ───────────────────────── as we show ─────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department with the number of its active staff, those of departments below included."""

    department_id: DepartmentId
    parent_id: DepartmentId | None
    name: str
    is_shop: bool
    staff_count: int


@dataclass(frozen=True, slots=True)
class Shop:
    """A department marked as one."""

    department_id: DepartmentId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCard:
    """What others show of a member. `name` is the userid until WeCom has told it."""

    staff_id: StaffId
    userid: Userid
    name: str
    shop: Shop | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """One row of the staff list."""

    staff_id: StaffId
    userid: Userid
    name: str
    department_ids: Sequence[DepartmentId]
    shop: Shop | None
    is_follow_user: bool
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffFilter:
    """Which staff to list: a piece of name or userid, a department with those below it, still there or gone."""

    query: str | None = None
    department_id: DepartmentId | None = None
    active: bool | None = None
