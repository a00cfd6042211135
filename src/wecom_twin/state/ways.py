"""Contact ways (联系我): codes that a customer scans to add a member."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wecom_twin.state.userids import USERID

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
    user: list[str] = field(default_factory=list, metadata=USERID)
    party: list[int] = field(default_factory=list)
    is_temp: bool = False
    expires_in: int = 0
    chat_expires_in: int = 0
    unionid: str = ""
    is_exclusive: bool = False
    mark_source: bool = True
    conclusions: Mapping[str, object] | None = None
    spent: bool = False
    """Somebody came by a temporary way, which ends it."""
    deleted: bool = False


@dataclass(slots=True, eq=False)
class JoinWay:
    """A code by which customers join groups (加入群聊). Deleted ones stay: posters outlive them."""

    config_id: str
    agentid: int
    scene: int = QR_CODE
    remark: str = ""
    auto_create_room: bool = True
    """A new group is made when all are full."""
    room_base_name: str = ""
    room_base_id: int = 1
    chat_ids: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    """Groups that were made since the others were full."""
    state: str = ""
    mark_source: bool = True
    deleted: bool = False

    def all_chats(self) -> list[str]:
        """The groups it leads to, in the order in which they fill."""
        return [*self.chat_ids, *self.made]
