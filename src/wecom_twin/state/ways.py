"""Contact ways (联系我): codes that a customer scans to add a member."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SINGLE_MEMBER = 1
SEVERAL_MEMBERS = 2
MINI_PROGRAM = 1
QR_CODE = 2


@dataclass(slots=True, eq=False)
class ContactWay:
    """As made through the API. Deleted ways stay here so that a scan of the dead code is known."""

    config_id: str
    type: int
    scene: int
    created_at: float
    agentid: int
    style: int = 0
    remark: str = ""
    skip_verify: bool = True
    state: str = ""
    user: list[str] = field(default_factory=list)
    party: list[int] = field(default_factory=list)
    is_temp: bool = False
    expires_in: int = 0
    chat_expires_in: int = 0
    unionid: str = ""
    is_exclusive: bool = False
    mark_source: bool = True
    conclusions: Mapping[str, object] | None = None
    deleted: bool = False
