"""kill -9 of the worker, history's engine and the database: everybody is in the segments that they fit, told once.

SEGMENT_KILLS makes the run longer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(600)]

KILLS = os.environ.get("SEGMENT_KILLS", "2")


def chaos(*arguments: str) -> tuple[int, dict[str, Any]]:
    ran = subprocess.run(
        [sys.executable, "-m", "lingqu.entrypoints", "chaos", "segments", "--json", *arguments],
        stdout=subprocess.PIPE,
        check=False,
    )
    assert ran.stdout, "it ended without a report; what it said is above"
    return ran.returncode, json.loads(ran.stdout.splitlines()[-1])


def test_members_are_whom_the_reference_finds_whoever_dies() -> None:
    code, report = chaos("--kills", KILLS)

    assert (code, report["wrong_members"], report["doubled"], report["missing"]) == (0, 0, 0, 0)
    assert sum(report["kills"].values()) == int(KILLS)
    assert min(report["facts"], report["transitions"], report["by_time"]) > 0


def test_planted_faults_are_found_each() -> None:
    code, report = chaos("--kills", "1", "--only", "worker", "--plant", "missing", "--plant", "doubled")

    assert (code, report["wrong_members"], report["missing"], report["doubled"]) == (1, 0, 1, 1)
