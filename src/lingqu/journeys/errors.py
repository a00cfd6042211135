"""What journeys refuse."""

from collections.abc import Sequence

from lingqu.deliveries.contracts import Problem
from lingqu.kernel.errors import InvalidError


class BadDefinitionError(InvalidError):
    """A definition cannot be meant; `problems` has every fault with its place, such as `$.steps.hello.next`."""

    code = "journeys.bad_definition"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            problems[0].message,
            place=problems[0].place,
            problems=[{"place": one.place, "code": one.code, "message": one.message, **one.data} for one in problems],
        )
