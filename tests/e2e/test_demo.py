"""The main job, whole: scans are greeted in time and become customers, a broadcast is confirmed and delivered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.chaos
@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_water_runs(data_dir: Path) -> None:
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "lingqu.entrypoints", "demo"),
            *("--for", "15", "--json", "--customers", "3000", "--scans", "20"),
        ],
        env={**os.environ, "LINGQU_DATA_DIR": str(data_dir)},
        stdout=subprocess.PIPE,
        check=False,
    )
    report = json.loads(ran.stdout.splitlines()[-1])

    assert report["welcomes_on_time"] == report["welcomes_due"] >= 200
    assert report["callbacks_stored"] == report["callbacks_sent"] > report["customers_added"] > 0
    assert report["broadcast_confirmed"] > 0
    assert (report["duplicate_messages"], report["lost_events"], report["errors"]) == (0, 0, 0)
    assert ran.returncode == 0
