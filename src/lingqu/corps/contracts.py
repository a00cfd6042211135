"""What crosses the wall of corps: routes of tenants, credentials, and how far the first sync has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from lingqu.kernel.ids import CorpId

NO_CORP = CorpId(0)
"""What a viewer looks at before any corp is connected: a corp without rows."""

SELF_APP = "self_app"
"""The one kind of credential a corp needs: the secret of a self-built app (自建应用)."""

PURPOSE_APP_SECRET = "corps.app_secret"  # noqa: S105 - names a purpose, holds no secret
PURPOSE_CALLBACK = "corps.callback"

JOB_SYNC_DIRECTORY = "directory.sync"
JOB_SYNC_TAGS = "customers.sync_tags"
JOB_SYNC_CUSTOMERS = "customers.sync"
JOB_SYNC_GROUPCHATS = "groupchats.sync"
SYNC_KEY = "corp"
"""Key of the sync jobs: one of each waits per corp."""


@dataclass(frozen=True, slots=True)
class CorpRoute:
    """How a callback finds its corp: `slug` is the last part of the callback URL."""

    corp_id: CorpId
    corpid: str
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppCredentials:
    """A self-built app of a corp, with its seals opened. Never logged: `repr` shows ids only."""

    corp_id: CorpId
    corpid: str
    agentid: int | None
    secret: str = field(repr=False)
    callback_token: str = field(repr=False)
    callback_aes_key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What an operator sees of a connected corp; the secret itself is never shown again."""

    corp_id: CorpId
    corpid: str
    name: str
    slug: str
    agentid: int | None
    callback_token: str = field(repr=False)
    callback_aes_key: str = field(repr=False)
    callback_verified_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionDraft:
    """What an operator types to connect a corp."""

    corpid: str
    name: str
    agentid: int
    secret: str = field(repr=False)


class StageName(StrEnum):
    """Stages of a sync, in the order they run."""

    DEPARTMENTS = "departments"
    STAFF = "staff"
    TAGS = "tags"
    CUSTOMERS = "customers"
    GROUPCHATS = "groupchats"


class StageState(StrEnum):
    """waiting → running → done | failed; a new run begins at waiting."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class SyncState(StrEnum):
    """The stages seen as one."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStage:
    """One stage. `cursor` is whatever the stage needs to go on after a kill."""

    stage: StageName
    run: int
    state: StageState
    done: int
    total: int | None
    cursor: Mapping[str, Any]
    started_at: datetime | None
    finished_at: datetime | None
    error_code: str | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """All stages, and what they amount to."""

    state: SyncState
    started_at: datetime | None
    finished_at: datetime | None
    error_code: str | None
    error: str | None
    stages: tuple[SyncStage, ...]


class DriftKind(StrEnum):
    """Rows that a sweep holds against WeCom."""

    DEPARTMENTS = "departments"
    STAFF = "staff"
    TAGS = "tags"
    PEOPLE = "people"
    RELATIONS = "relations"
    REMARKS = "remarks"
    MARKS = "marks"
    PHONES = "phones"
    GROUPCHATS = "groupchats"
    GROUPCHAT_MEMBERS = "groupchat_members"


@dataclass(frozen=True, slots=True)
class Drift:
    """How many rows were compared, how many differed, and how many of those are right again.

    A row that is missing here or surplus here differs too. What cannot be repaired at once (a mark of a tag that the
    library has not told of yet) is found again by the next sweep.
    """

    compared: int
    found: int
    repaired: int


SWEEP_AT = timedelta(hours=3, minutes=17)
"""When a night's sweep begins, in the corp's time zone; away from :00 and :30, as WeCom asks."""

SWEEP_CALLS_A_NIGHT = 20_000
"""Budget of a sweep unless told otherwise: enough for some two million relations, or a corp of as many departments."""


@dataclass(frozen=True, slots=True)
class Granted:
    """How many calls the walk under way may make now; where there are none, `again_at` says when there will be."""

    calls: int
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRun:
    """One walk through everything. All after the first are sweeps: what they change had drifted from WeCom.

    Attributes:
        calls: of WeCom's API, as many as the walk asked for; repetitions after a lost answer are not among them.
        nights: on which it was at work; a sweep stops when its budget of a night is spent.
        paused_until: when a sweep whose budget is spent goes on.
    """

    run_id: int
    is_sweep: bool
    started_at: datetime
    finished_at: datetime | None
    calls: int
    nights: int
    paused_until: datetime | None
    drift: Mapping[DriftKind, Drift]
