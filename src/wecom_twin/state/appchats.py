"""Group chats of members that an app made, and the robots of members' groups."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wecom_twin.state.userids import USERID

if TYPE_CHECKING:
    from wecom_twin.state.media import Media


@dataclass(slots=True, eq=False)
class AppChat:
    """A group chat of members, owned by the app that made it."""

    chatid: str
    agentid: int
    name: str
    owner: str = field(metadata=USERID)
    userids: list[str] = field(metadata=USERID)


@dataclass(slots=True)
class AppChats:
    """The group chats of a corp's apps, and what has been done with them lately."""

    chats: dict[str, AppChat] = field(default_factory=dict)
    made: deque[float] = field(default_factory=deque)
    """When chats were made, in the last day."""
    changed: deque[float] = field(default_factory=deque)
    """When chats were changed, in the last hour."""
    deliveries: deque[tuple[float, int]] = field(default_factory=deque)
    """When messages went to how many members, in the last hour."""
    received: dict[str, deque[float]] = field(default_factory=dict, metadata=USERID)
    """By userid: when messages arrived, in the last day."""


@dataclass(slots=True, eq=False)
class Robot:
    """A robot that speaks in a group of members to whoever knows its key."""

    key: str
    name: str
    userids: list[str] = field(metadata=USERID)
    disabled: bool = False
    removed: bool = False
    """Taken out of its group."""
    sent: deque[float] = field(default_factory=deque)
    """When it spoke in the last minute."""
    media: dict[str, Media] = field(default_factory=dict)
