"""What the stages of a sync amount to, and which job follows a finished one."""

from collections.abc import Sequence

from lingqu.corps.contracts import (
    JOB_SYNC_CUSTOMERS,
    JOB_SYNC_DIRECTORY,
    JOB_SYNC_GROUPCHATS,
    JOB_SYNC_TAGS,
    StageName,
    StageState,
    Sync,
    SyncStage,
    SyncState,
)

_ORDER = {name: number for number, name in enumerate(StageName)}

_JOBS = {
    StageName.DEPARTMENTS: JOB_SYNC_DIRECTORY,
    StageName.STAFF: JOB_SYNC_DIRECTORY,
    StageName.TAGS: JOB_SYNC_TAGS,
    StageName.CUSTOMERS: JOB_SYNC_CUSTOMERS,
    StageName.GROUPCHATS: JOB_SYNC_GROUPCHATS,
}

_NEXT_JOB = {
    StageName.STAFF: JOB_SYNC_TAGS,
    StageName.TAGS: JOB_SYNC_CUSTOMERS,
    StageName.CUSTOMERS: JOB_SYNC_GROUPCHATS,
}

LAST = tuple(StageName)[-1]
"""The stage that ends a walk."""


def next_job(finished: StageName) -> str | None:
    """Return the kind of the job that carries on, None where the same job does or nothing is left."""
    return _NEXT_JOB.get(finished)


def job_at_work(sync: Sync) -> str:
    """Return the kind of the job that carries on with a sync that is not done."""
    unfinished = next((stage.stage for stage in sync.stages if stage.state is not StageState.DONE), LAST)
    return _JOBS[unfinished]


def summary(stages: Sequence[SyncStage]) -> Sync:
    """See the stages as one sync: failed if one failed, done if all are, running if any has begun or waits."""
    ordered = tuple(sorted(stages, key=lambda stage: _ORDER[stage.stage]))
    failed = next((stage for stage in ordered if stage.state is StageState.FAILED), None)
    state = _state(ordered)
    ended = [stage.finished_at for stage in ordered if stage.finished_at]
    return Sync(
        state=state,
        started_at=min((stage.started_at for stage in ordered if stage.started_at), default=None),
        finished_at=max(ended, default=None) if state in {SyncState.DONE, SyncState.FAILED} else None,
        error_code=failed.error_code if failed else None,
        error=failed.error if failed else None,
        stages=ordered,
    )


def _state(stages: Sequence[SyncStage]) -> SyncState:
    states = {stage.state for stage in stages}
    if not states:
        return SyncState.IDLE
    if StageState.FAILED in states:
        return SyncState.FAILED
    return SyncState.DONE if states == {StageState.DONE} else SyncState.RUNNING
