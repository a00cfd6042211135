"""Refusals about departments and staff."""

from lingqu.kernel.errors import NotFoundError
from lingqu.kernel.ids import DepartmentId


class DepartmentNotFoundError(NotFoundError):
    """The app sees no department of this number."""

    code = "directory.department_not_found"

    def __init__(self, department_id: DepartmentId) -> None:
        super().__init__(f"there is no department {department_id}", department_id=department_id)
