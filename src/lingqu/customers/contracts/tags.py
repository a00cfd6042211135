"""Corp tags, and their marks on relations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lingqu.kernel.ids import CustomerId, StaffId, TagId


class TagStatus(StrEnum):
    """Where a mark stands between us and WeCom; a mark that neither has is no row."""

    PENDING = "pending"
    """Granted by us, WeCom has not answered; the customer has the tag."""
    GRANTED = "granted"
    WITHDRAWING = "withdrawing"
    """Withdrawn by us, WeCom has not answered; the customer does not have the tag any more."""


BY_WECOM = "wecom"
"""Source of a mark that was made in WeCom's client or console."""

BY_GRANT = "grant:"
"""Begins the source of a mark that a segment gave: `grant:7`."""

BY_MOMENT = "moment:"
"""Begins the source of a mark by which a moment reaches a segment: `moment:7`."""

REFUSED = "refused"
"""Source of the change that undoes ours after WeCom refused it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A corp tag. `customers` counts people with a live relation that has it."""

    tag_id: TagId
    name: str
    ours: bool
    customers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TagGroup:
    """A group of corp tags, in the order WeCom shows them."""

    group_id: int
    name: str
    tags: Sequence[Tag]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChange:
    """Tags to grant to, and to withdraw from, one relation."""

    customer_id: CustomerId
    staff_id: StaffId
    grant: Sequence[TagId] = ()
    withdraw: Sequence[TagId] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """Why a customer is given a tag, or is to lose it, by a grant.

    Attributes:
        cause: the segment in its version, as `segment:5@3`.
        chain: the grants that led to it, this one the last.
    """

    customer_id: CustomerId
    cause: str
    chain: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Having:
    """Who has a tag.

    Attributes:
        whoever: people with a live relation that has it.
        through: those of them who have it from the source that was asked for.
    """

    whoever: frozenset[CustomerId]
    through: frozenset[CustomerId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Marks that grants and moments gave or took and WeCom has not answered; `since` when the oldest waits."""

    marks: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagSnapshot:
    """A tag as the library holds it."""

    wecom_tag_id: str
    name: str
    sort: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TagGroupSnapshot:
    """A group as the library holds it."""

    wecom_group_id: str
    name: str
    sort: int
    tags: tuple[TagSnapshot, ...]


class MatchTags(StrEnum):
    """How several tags are asked for."""

    ANY = "any"
    ALL = "all"
    NONE = "none"
