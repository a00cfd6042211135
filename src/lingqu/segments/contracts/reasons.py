"""Why a customer fits a definition, or does not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lingqu.kernel.ids import CustomerId

MOST_EXPLAINED = 20
"""Customers at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One place of the tree with the value that decided there.

    Attributes:
        path: as in `BadDefinitionError.place`.
        kind: of the node.
        found: codes, numbers and instants; the question itself is in the definition.
        of: the reasons below, in the definition's order.
    """

    path: str
    kind: str
    holds: bool
    found: Mapping[str, Any] = field(default_factory=dict)
    of: tuple["Reason", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldReason:
    """A reason in the reader's language.

    Attributes:
        decides: the whole says what it says because this place, and all above it, says so.
        sentence: what is asked here.
        value: what was found, in words; None where there is nothing to say or it may not be seen.
    """

    path: str
    kind: str
    holds: bool
    decides: bool
    sentence: str
    value: str | None
    of: tuple["ToldReason", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why one customer is in, or is not.

    Attributes:
        person_id: with whom the customer is one; everything is about them.
        in_universe: ever related, in a group or a member; others are in no segment, whatever the definition says.
        fits: in the universe, and the definition holds.
        is_member: as the segment's members are kept, which follow within seconds; None of a definition that is not
            saved, and while the members are being found.
    """

    customer_id: CustomerId
    person_id: CustomerId
    in_universe: bool
    fits: bool
    is_member: bool | None
    reason: ToldReason
