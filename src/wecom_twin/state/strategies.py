"""Strategy groups (规则组): who manages whose customers or moments, in a tree of at most five levels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from wecom_twin.state.userids import USERID

StrategyKind = Literal["customer", "moment"]
"""What a strategy group is about."""


@dataclass(slots=True, eq=False)
class Strategy:
    """One strategy group. Only the app that made it sees it."""

    id: int
    name: str
    kind: StrategyKind
    agentid: int
    create_time: int
    parent: Strategy | None
    admins: list[str] = field(metadata=USERID)
    privilege: dict[str, bool]
    userids: dict[str, None] = field(default_factory=dict, metadata=USERID)
    """Members of its range, in order of adding."""
    parties: dict[int, None] = field(default_factory=dict)
    """Departments of its range, with all below them."""

    @property
    def level(self) -> int:
        """1 for a group without parent."""
        return 1 if self.parent is None else self.parent.level + 1
