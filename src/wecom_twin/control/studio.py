"""Everything that the control interface can reach."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wecom_twin.people.crowd import People
    from wecom_twin.wire.faults import FaultPlan
    from wecom_twin.wire.gate import Gate
    from wecom_twin.world import World


@dataclass(slots=True)
class Studio:
    """A world with what surrounds it."""

    world: World
    gate: Gate
    faults: FaultPlan
    base_url: str = ""
    """Where the twin is reached; known once it listens."""
    people: dict[str, People] = field(default_factory=dict)
    """By corpid."""
