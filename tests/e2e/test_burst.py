"""Five hundred people scan in one second, and one worker has just been killed: everybody is greeted in time."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from lingqu.entrypoints.chaos.accept import drain, late_welcomes
from lingqu.entrypoints.demo import Demo, installation
from lingqu.entrypoints.judge import judge
from lingqu.entrypoints.twin_control import TwinProcess

PEOPLE = 500


@pytest.mark.chaos
@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_five_hundred_scans_in_a_second_are_greeted_though_a_worker_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setenv("LINGQU_DATA_DIR", str(tmp_path))

    with TwinProcess() as twin, installation("burst", twin, workers=2) as stack:
        demo = Demo(twin, stack, Console(stderr=True))
        request.addfinalizer(demo.close)
        demo.connect(500, shops=6, staff=40)
        demo.open_channels()
        demo.follow_sync()
        twin.ask("POST", f"/corps/{demo.corpid}/acts/scan", {"config_id": demo.config_ids[0], "n": PEOPLE})
        stack.worker_children[0].kill()
        drain(demo, stack, twin)
        assert stack.postgres is not None
        superuser_url = stack.postgres.url("superuser")
        counts = twin.summary(demo.corpid)["welcomes"]
        late = late_welcomes(twin, demo.corpid, superuser_url)
        verdict = judge(twin, demo.corpid, superuser_url)

    assert late == []
    assert counts["on_time"] == counts["due"] == PEOPLE
    assert (verdict.lost, verdict.duplicated) == (0, 0)
