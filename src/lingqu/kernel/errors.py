"""The root of everything Lingqu refuses.

LingquError
├── NotFoundError          the thing asked for does not exist (in this corp)
├── InvalidError           the request cannot be meant; names the place and the mend
├── ConflictError          possible in principle, not in the present state
├── ForbiddenError         the account may not
└── …                      each capability adds its own below these
"""

from typing import Any, ClassVar


class LingquError(Exception):
    """A refusal: a stable dotted `code`, data as attributes, a message for logs."""

    code: ClassVar[str] = "lingqu.error"

    def __init__(self, message: str, *, place: str | None = None, **data: Any) -> None:
        super().__init__(message)
        self.place = place
        self.data = data


class NotFoundError(LingquError):
    """There is no such thing in this corp."""

    code = "not_found"


class InvalidError(LingquError):
    """The request cannot be carried out as written; `place` names the field."""

    code = "invalid"


class ConflictError(LingquError):
    """The request does not fit the present state."""

    code = "conflict"


class ForbiddenError(LingquError):
    """The account lacks the right."""

    code = "access.forbidden"
