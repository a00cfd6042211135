"""Work asked for later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any


class Lane(IntEnum):
    """Which queue a job waits in: bulk work never stands before urgent work."""

    URGENT = 0
    NORMAL = 1
    BULK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A job to come. One job per (kind, key) waits at a time: asking again brings it forward, never doubles it."""

    kind: str
    key: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    due: datetime | None = None
    lane: Lane = Lane.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job claimed by a worker. `generation` tells whether it was asked for again meanwhile."""

    job_id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    generation: int
    attempts: int
    created_at: datetime
    cause: str | None
