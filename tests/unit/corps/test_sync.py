from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lingqu.corps.contracts import StageName, StageState, SyncStage, SyncState
from lingqu.corps.domain.sync import next_job, summary

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
STAGE = SyncStage(
    stage=StageName.DEPARTMENTS,
    run=1,
    state=StageState.DONE,
    done=12,
    total=12,
    cursor={},
    started_at=NOON,
    finished_at=NOON + timedelta(seconds=3),
    error_code=None,
    error=None,
)


def stages(*states: StageState) -> list[SyncStage]:
    return [replace(STAGE, stage=name, state=state) for name, state in zip(StageName, states, strict=True)]


W, R, D, F = StageState.WAITING, StageState.RUNNING, StageState.DONE, StageState.FAILED


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ((W, W, W, W, W), SyncState.RUNNING),
        ((D, R, W, W, W), SyncState.RUNNING),
        ((D, D, W, W, W), SyncState.RUNNING),
        ((D, D, D, D, D), SyncState.DONE),
        ((D, F, W, W, W), SyncState.FAILED),
    ],
)
def test_the_stages_amount_to_one_state(states: tuple[StageState, ...], whole: SyncState) -> None:
    assert summary(stages(*states)).state is whole


def test_nothing_asked_for_is_idle() -> None:
    assert summary([]).state is SyncState.IDLE


def test_a_running_sync_has_no_end() -> None:
    assert summary(stages(D, R, W, W, W)).finished_at is None


def test_a_failed_stage_lends_its_error() -> None:
    failed = replace(STAGE, state=F, error_code="outside.misconfigured", error="60020")

    whole = summary([failed])

    assert (whole.error_code, whole.error) == ("outside.misconfigured", "60020")


def test_stages_are_shown_in_the_order_they_run() -> None:
    assert [one.stage for one in summary(list(reversed(stages(D, D, D, D, D)))).stages] == list(StageName)


def test_each_walk_asks_for_the_next() -> None:
    assert [next_job(name) for name in StageName] == [
        None,
        "customers.sync_tags",
        "customers.sync",
        "groupchats.sync",
        None,
    ]
