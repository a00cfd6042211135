"""Moments (客户朋友圈): what members publish to their customers' timelines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wecom_twin.state.userids import USERID

if TYPE_CHECKING:
    from collections.abc import Mapping

BY_CORP = 0
BY_MEMBER = 1
PARTLY_VISIBLE = 0
PUBLIC = 1
UNPUBLISHED = 0
PUBLISHED = 1
JOB_STARTED = 1
JOB_RUNNING = 2
JOB_FINISHED = 3


@dataclass(frozen=True, slots=True)
class Reaction:
    """A comment or a like under one member's copy: by a customer, or by the member."""

    at: int
    external_userid: str = ""
    userid: str = field(default="", metadata=USERID)


@dataclass(slots=True, eq=False)
class MomentTask:
    """One member's copy of a moment."""

    userid: str = field(metadata=USERID)
    audience: tuple[str, ...]
    """Customers chosen when it was made, by external_userid."""
    status: int = UNPUBLISHED
    reached: list[str] = field(default_factory=list)
    """Customers whose timeline shows it."""
    comments: list[Reaction] = field(default_factory=list)
    likes: list[Reaction] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Moment:
    """Made by the corp for members to publish, or published by a member."""

    moment_id: str
    create_type: int
    created_at: float
    dispatched_at: float
    """From then on members see their tasks and the reads stop answering 41079."""
    content: Mapping[str, object]
    """Text, image, video and link as the list shows them."""
    text: str
    digest: str
    visible_type: int = PUBLIC
    creator: str | None = field(default=None, metadata=USERID)
    call_id: int = 0
    tasks: dict[str, MomentTask] = field(default_factory=dict, metadata=USERID)
    """By userid."""
    cancelled: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class MomentJob:
    """The making of a moment, which takes a while and is asked about by its jobid."""

    jobid: str
    agentid: int
    started_at: float
    finished_at: float
    result: Mapping[str, object]
