"""What journeys refuse."""

from collections.abc import Sequence
from typing import ClassVar

from lingqu.deliveries.contracts import Problem
from lingqu.kernel.errors import ConflictError, InvalidError, NotFoundError


class BadDefinitionError(InvalidError):
    """A definition cannot be meant; `problems` has every fault with its place, such as `$.steps.hello.next`."""

    code = "journeys.bad_definition"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            problems[0].message,
            place=problems[0].place,
            problems=[{"place": one.place, "code": one.code, "message": one.message, **one.data} for one in problems],
        )


class JourneyNotFoundError(NotFoundError):
    """There is no such journey."""

    code: ClassVar[str] = "journeys.not_found"

    def __init__(self, journey_id: int) -> None:
        super().__init__(f"there is no journey {journey_id}", journey_id=journey_id)


class VersionNotFoundError(NotFoundError):
    """A journey has no such version."""

    code: ClassVar[str] = "journeys.version_not_found"

    def __init__(self, journey_id: int, version: int) -> None:
        super().__init__(f"journey {journey_id} has no version {version}", journey_id=journey_id, version=version)


class NameTakenError(ConflictError):
    """Another journey has this name."""

    code: ClassVar[str] = "journeys.name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"there is a journey named {name!r}", place="body.name", name=name)


class RevisedError(ConflictError):
    """Somebody wrote another draft meanwhile: look at theirs before saving or publishing."""

    code: ClassVar[str] = "journeys.revised"

    def __init__(self, journey_id: int, revision: int) -> None:
        super().__init__(f"journey {journey_id} is at revision {revision}", journey_id=journey_id, revision=revision)


class JourneyStateError(ConflictError):
    """A journey stands where this cannot be done to it."""

    code: ClassVar[str] = "journeys.state"

    def __init__(self, journey_id: int, *, state: str, act: str) -> None:
        super().__init__(f"journey {journey_id} is {state}", journey_id=journey_id, state=state, act=act)


class EnrollmentNotFoundError(NotFoundError):
    """There is no such passage."""

    code: ClassVar[str] = "journeys.enrollment_not_found"

    def __init__(self, enrollment_id: int) -> None:
        super().__init__(f"there is no passage {enrollment_id}", enrollment_id=enrollment_id)


class NoSuchEntryError(ConflictError):
    """A journey lets nobody in by hand."""

    code: ClassVar[str] = "journeys.no_such_entry"

    def __init__(self, journey_id: int) -> None:
        super().__init__(f"journey {journey_id} lets nobody in by hand", journey_id=journey_id)
