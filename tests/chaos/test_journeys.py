"""kill -9 of web, workers and the database while customers are on their way: each step once, or a reason on record.

They run where JOURNEY_KILLS says how many kills: both take minutes of real time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

KILLS = os.environ.get("JOURNEY_KILLS", "0")
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.timeout(3_600),
    pytest.mark.skipif(KILLS == "0", reason="JOURNEY_KILLS says how many kills"),
]

PLANTED = ("repeated", "lost", "stuck")
WRONG = (*PLANTED, "wrong")


def chaos(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    ran = subprocess.run(
        [sys.executable, "-m", "lingqu.entrypoints", "chaos", "journeys", "--json", *arguments],
        env={**os.environ, "LINGQU_DATA_DIR": str(folder)},
        stdout=subprocess.PIPE,
        check=False,
    )
    assert ran.stdout, "it ended without a report; what it said is above"
    return ran.returncode, json.loads(ran.stdout.splitlines()[-1])


def test_nobody_passes_a_step_twice_or_stays_behind_whoever_dies(data_dir: Path) -> None:
    code, report = chaos(data_dir, "--kills", KILLS)

    assert (code, {key: report[key] for key in WRONG}) == (0, dict.fromkeys(WRONG, 0))
    assert report["kills"] >= int(KILLS)
    assert sum(report["within_batch"].values()) > 0
    assert min(report["passages"].values()) > 0
    assert {"completed", "goal", "付了", "没付", "走完了"} <= report["ended"].keys()
    assert report["messages"] > 0


def test_planted_faults_are_found_each(data_dir: Path) -> None:
    code, report = chaos(data_dir, "--kills", "0", *(f"--plant={one}" for one in PLANTED))

    assert code == 1
    assert min(report[one] for one in PLANTED) > 0
