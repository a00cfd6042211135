"""Outside people under names for one purpose: traversals of those served, and ids that products hand out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CUSTOMER = 1


@dataclass(frozen=True, slots=True)
class Traversal:
    """One reading of everybody served, from its first page on."""

    agentid: int
    expires_at: float
    rows: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class TemporaryId:
    """Whom an app met in a meeting (1), a form (2) or a sheet (3), before it asks who that was."""

    agentid: int
    business_type: int
    user_type: int
    external_userid: str
