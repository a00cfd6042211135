"""Facts that the directory records. Their `data` holds ids, never a name."""

STAFF_MOVED = "staff.moved"
"""A member is in other departments than before, or is read for the first time with any. staff_id: who. data:
departments (of now), left (of before, and not any more)."""

DEPARTMENT_MOVED = "department.moved"
"""A department lies below another one than before, or is read for the first time. data: department_id, parent_id,
from_parent_id (null at the top, and for one that is new)."""
