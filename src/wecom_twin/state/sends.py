"""Group sends (企业群发): a task per member, a result per customer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wecom_twin.state.userids import USERID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CREATED_BY_CORP = 0
CREATED_BY_MEMBER = 1

TASK_OPEN = 0
TASK_SENT = 2

RESULT_PENDING = 0
RESULT_SENT = 1
RESULT_NOT_FRIEND = 2
RESULT_CAPPED = 3


@dataclass(slots=True, eq=False)
class Outcome:
    """What became of one recipient: a `RESULT_*` status, and when it was sent."""

    external_userid: str
    status: int = RESULT_PENDING
    send_time: int | None = None
    chat_id: str = ""
    """In place of the customer when it goes into a customer group."""


@dataclass(slots=True, eq=False)
class MemberTask:
    """What one member is asked to confirm."""

    userid: str = field(metadata=USERID)
    outcomes: dict[str, Outcome]
    """By external_userid or chat_id; fixed when the task is made, unless the owner is to pick groups."""
    status: int = TASK_OPEN
    send_time: int | None = None


@dataclass(slots=True, eq=False)
class GroupSend:
    """One message to many customers, sent by the members who confirm it."""

    msgid: str
    chat_type: str
    create_type: int
    created_at: float
    dispatched_at: float
    """From then on members see their tasks and the reads stop answering 41063."""
    text: str | None
    attachments: Sequence[Mapping[str, object]]
    digest: str
    """Of text and attachments; equal for equal content."""
    creator: str | None = field(default=None, metadata=USERID)
    agentid: int | None = None
    call_id: int = 0
    """The API call that made it; 0 for a member's own."""
    allow_select: bool = False
    tasks: dict[str, MemberTask] = field(default_factory=dict, metadata=USERID)
    """By userid."""
    cancelled_at: float | None = None
    reminded_at: list[float] = field(default_factory=list)
