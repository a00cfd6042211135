"""What segments needs from outside its walls."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from lingqu.infra.database import Session

AudienceDrafts: TypeAlias = Callable[[Session, int], Awaitable[Mapping[int, str]]]
"""Returns the drafts of broadcasts that are for a segment, by number, with their names. Answered above, by outreach."""
