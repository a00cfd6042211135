"""What a member did with customers, day by day: the behaviour statistics read it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class ConductDay:
    """One day of a member's single chats, Beijing's."""

    applied: int = 0
    """Friend requests that the member sent."""
    gained: int = 0
    """Customers who were added."""
    lost: int = 0
    """Customers who deleted or blocked the member."""
    messages: int = 0
    """What the member wrote."""
    spoken_to: set[str] = field(default_factory=set)
    """Customers to whom the member wrote."""
    opened: dict[str, float] = field(default_factory=dict)
    """By external_userid: when the customer began the day's chat."""
    answers: dict[str, float] = field(default_factory=dict)
    """By external_userid: seconds from there to the member's first reply."""
