"""`lingqu bench journeys` at a tiny scale: every figure is there, and each is of work that was counted."""

from __future__ import annotations

import json

import pytest

from lingqu.entrypoints.bench.journeys.ground import Ground
from lingqu.entrypoints.bench.journeys.run import run


@pytest.mark.timeout(180)
def test_ours_and_the_statement_take_everybody_through_and_events_are_heard(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(enrollments=300, per_second=40, seconds=1, compared=False) == 0

    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["ratio_to_sql"] == pytest.approx(said["advances_per_s"] / said["sql_per_s"], abs=0.01)
    assert said["event_to_step_p95_ms"] > 0
    assert said["peak_rss_mb"] > 0


@pytest.mark.timeout(180)
def test_a_figure_of_work_that_was_not_done_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ground, "count", lambda *_: (300, 899, 300))

    with pytest.raises(SystemExit, match="by_sql"):
        run(enrollments=300, per_second=40, seconds=1, compared=False)
