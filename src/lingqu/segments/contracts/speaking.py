"""What an editor of definitions is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from lingqu.customers.contracts.views import AttributeDefinition
from lingqu.kernel.ids import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something with a number and a name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventChoice:
    """A kind of fact in the reader's language."""

    name: str
    label: str
    properties: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a definition may name in a corp, beside tags, channels, staff and departments: those have their lists.

    Attributes:
        attributes: each with the comparisons that its type has.
        groupchats: the newest; a corp may have more than an editor can list.
    """

    attributes: Sequence[tuple[AttributeDefinition, Sequence[str]]]
    groupchats: Sequence[Choice]
    groupchat_tags: Sequence[Choice]
    segments: Sequence[Choice]
    lists: Sequence[Choice]
    events: Sequence[EventChoice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A definition tried out.

    Attributes:
        count: how many fit; None while `waiting` is not empty.
        entered: of them, how many are no members of the segment that it is to become; of a new one all.
        left: how many members of that segment do not fit.
        sample: some of them, with names.
        waiting: places of the leaves that history answers, while it is down.
    """

    count: int | None
    entered: int | None
    left: int | None
    sample: Sequence[tuple[CustomerId, str | None]]
    sentence: str
    waiting: Sequence[str] = ()
