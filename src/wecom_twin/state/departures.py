"""Members who have left the corp, and what stays of them: customers to assign and groups to pass on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wecom_twin.state.contacts import Member


@dataclass(frozen=True, slots=True)
class Departure:
    """One member's leaving."""

    member: Member
    left_at: float
    seen_by: frozenset[int]
    """The agentids whose visible range they were in; those still see what is to be inherited."""
