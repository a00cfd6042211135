"""Group welcome templates (入群欢迎语素材): a library from which owners choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True, eq=False)
class GroupWelcome:
    """One template; `content` has text and at most one other kind, as it is shown."""

    template_id: str
    agentid: int
    content: Mapping[str, object]
