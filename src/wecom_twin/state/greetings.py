"""Welcome codes: the right to greet a new customer once, within 20 seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wecom_twin.state.contacts import Relation


@dataclass(slots=True, eq=False)
class Greeting:
    """The one welcome that an adding allows, however many codes were handed out for it."""

    id: str
    relation: Relation
    issued_at: float
    sent_at: float | None = None
    sent_by: int | None = None
    """The agentid whose call delivered it."""


@dataclass(frozen=True, slots=True)
class WelcomeCode:
    """One app's copy of the right."""

    code: str
    agentid: int
    greeting: Greeting
    expires_at: float
