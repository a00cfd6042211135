"""Customer groups (客户群): who owns them, who is in them, and what the API shows of that.

What people change shows in the API a little later than its event says, so a group keeps the faces
it has had until they are due.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from wecom_twin.state.userids import USERID

if TYPE_CHECKING:
    from collections.abc import Mapping

CORP_MEMBER = 1
EXTERNAL_CONTACT = 2

INVITED = 1
BY_LINK = 2
BY_SCAN = 3

OWNER_NORMAL = 0
OWNER_RESIGNED = 1
INHERITING = 2
INHERITED = 3

JoinOutcome = Literal["joined", "already_in", "full", "dismissed"]
"""What came of somebody's wish to join."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in a group: `id` is a userid for `CORP_MEMBER`, an external_userid otherwise."""

    id: str = field(metadata=USERID)
    type: int
    join_time: int
    join_scene: int
    invitor: str = field(default="", metadata=USERID)
    """The userid of the member who invited; empty when nobody of this corp did."""
    state: str = ""
    """Of the join way that was scanned."""
    group_nickname: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """What of a group shows to readers; each change makes a new one."""

    name: str
    owner: str = field(metadata=USERID)
    member_version: str
    notice: str = ""
    admins: tuple[str, ...] = field(default=(), metadata=USERID)
    participants: Mapping[str, Participant] = field(default_factory=dict, metadata=USERID)
    """By id, in order of joining."""


@dataclass(slots=True)
class Day:
    """What happened in a group on one day of Beijing's."""

    joined: int = 0
    messages: int = 0


@dataclass(slots=True, eq=False)
class CustomerGroup:
    """One group. `face` is how it is, `shown` how readers of the API still see it."""

    chat_id: str
    opengid: str
    created_at: float
    face: Face
    status: int = OWNER_NORMAL
    dismissed_at: float | None = None
    sizes: list[tuple[float, int]] = field(default_factory=list, repr=False)
    """How many were in it from each instant on."""
    days: dict[int, Day] = field(default_factory=dict, repr=False)
    """By number of the day since 1970 in Beijing."""
    speakers: dict[str, list[int]] = field(default_factory=dict, repr=False, metadata=USERID)
    """By id: the days on which somebody wrote, in order."""
    handed_over_at: list[float] = field(default_factory=list, repr=False)
    """When an owner on the job gave it to another through the API."""
    _shown: Face | None = field(default=None, repr=False)
    _due: deque[tuple[float, Face]] = field(default_factory=deque, repr=False)

    @property
    def owner(self) -> str:
        """The userid of the owner."""
        return self.face.owner

    @property
    def alive(self) -> bool:
        """Not dismissed."""
        return self.dismissed_at is None

    @property
    def size(self) -> int:
        """How many are in it, members of the corp included."""
        return len(self.face.participants)

    def change(self, *, now: float, shown_after: float, **changes: object) -> None:
        """Give it a new face, which readers see after `shown_after` seconds; names are those of `Face`."""
        before = self.shown(now)
        self.face = replace(self.face, **changes)
        if "participants" in changes:
            self.sizes.append((now, self.size))
        if shown_after > 0:
            self._shown = before
            self._due.append((now + shown_after, self.face))
        else:
            self._shown = None
            self._due.clear()

    def shown(self, now: float) -> Face:
        """How readers see it at `now`."""
        while self._due and self._due[0][0] <= now:
            self._shown = self._due.popleft()[1]
        if not self._due:
            self._shown = None
        return self.face if self._shown is None else self._shown

    def size_at(self, instant: float) -> int:
        """How many were in it just before an instant."""
        return next((size for at, size in reversed(self.sizes) if at < instant), 0)
