"""The shapes of corps at the HTTP edge."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from lingqu.corps.contracts import Connection, DriftKind, StageName, StageState, Sync, SyncRun, SyncState


class CorpView(msgspec.Struct, kw_only=True, frozen=True):
    """The connection, as far as the viewer may see it."""

    connected: bool
    corp_id: int | None
    corpid: str
    name: str
    agentid: int | None
    callback_url: str | None
    callback_token: str | None
    callback_aes_key: str | None
    callback_verified_at: datetime | None
    last_callback_at: datetime | None
    secret_set: bool
    quota_share_permille: int


class CorpConnect(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What is typed to connect a corp."""

    corpid: str
    name: str
    agentid: int
    secret: str


class SyncErrorView(msgspec.Struct, kw_only=True, frozen=True):
    """Why a stage stopped."""

    code: str
    message: str


class SyncStageView(msgspec.Struct, kw_only=True, frozen=True):
    """One stage with its progress."""

    name: StageName
    state: StageState
    done: int
    total: int | None


class SyncView(msgspec.Struct, kw_only=True, frozen=True):
    """The sync as one."""

    state: SyncState
    started_at: datetime | None
    finished_at: datetime | None
    error: SyncErrorView | None
    stages: list[SyncStageView]


class DriftView(msgspec.Struct, kw_only=True, frozen=True):
    """Rows of one kind, held against WeCom."""

    kind: DriftKind
    compared: int
    found: int
    repaired: int


class SyncRunView(msgspec.Struct, kw_only=True, frozen=True):
    """One walk and, if it was a sweep, what it found."""

    run_id: int
    is_sweep: bool
    started_at: datetime
    finished_at: datetime | None
    calls: int
    nights: int
    paused_until: datetime | None
    drift: list[DriftView]


class SyncRunsView(msgspec.Struct, kw_only=True, frozen=True):
    """The newest walks."""

    items: list[SyncRunView]


def not_connected(*, quota_share_permille: int) -> CorpView:
    """Show that nothing is connected yet."""
    return CorpView(
        connected=False,
        corp_id=None,
        corpid="",
        name="",
        agentid=None,
        callback_url=None,
        callback_token=None,
        callback_aes_key=None,
        callback_verified_at=None,
        last_callback_at=None,
        secret_set=False,
        quota_share_permille=quota_share_permille,
    )


def corp_view(
    connection: Connection,
    *,
    public_url: str,
    last_callback_at: datetime | None,
    quota_share_permille: int,
    with_keys: bool,
) -> CorpView:
    """Show a connection; the callback keys only to those who paste them."""
    return CorpView(
        connected=True,
        corp_id=connection.corp_id,
        corpid=connection.corpid,
        name=connection.name,
        agentid=connection.agentid,
        callback_url=f"{public_url.rstrip('/')}/callbacks/{connection.slug}",
        callback_token=connection.callback_token if with_keys else None,
        callback_aes_key=connection.callback_aes_key if with_keys else None,
        callback_verified_at=connection.callback_verified_at,
        last_callback_at=last_callback_at,
        secret_set=True,
        quota_share_permille=quota_share_permille,
    )


def sync_view(sync: Sync) -> SyncView:
    """Show a sync."""
    return SyncView(
        state=sync.state,
        started_at=sync.started_at,
        finished_at=sync.finished_at,
        error=SyncErrorView(code=sync.error_code, message=sync.error or "") if sync.error_code else None,
        stages=[
            SyncStageView(name=stage.stage, state=stage.state, done=stage.done, total=stage.total)
            for stage in sync.stages
        ],
    )


def runs_view(runs: Sequence[SyncRun]) -> SyncRunsView:
    """Show walks."""
    return SyncRunsView(
        items=[
            SyncRunView(
                run_id=run.run_id,
                is_sweep=run.is_sweep,
                started_at=run.started_at,
                finished_at=run.finished_at,
                calls=run.calls,
                nights=run.nights,
                paused_until=run.paused_until,
                drift=[
                    DriftView(kind=kind, compared=one.compared, found=one.found, repaired=one.repaired)
                    for kind, one in run.drift.items()
                ],
            )
            for run in runs
        ]
    )
