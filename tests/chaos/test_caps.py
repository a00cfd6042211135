"""A few days of programmes in stepped time: nobody receives more than a cap allows, and the judge sees who would.

CAPS_DAYS makes the run longer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(600)]

DAYS = os.environ.get("CAPS_DAYS", "2")
DAYS_PLANTED = "3"


def chaos(folder: Path, days: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    ran = subprocess.run(
        [sys.executable, "-m", "lingqu.entrypoints", "chaos", "caps", "--days", days, "--json", *arguments],
        env={**os.environ, "LINGQU_DATA_DIR": str(folder)},
        stdout=subprocess.PIPE,
        check=False,
    )
    assert ran.stdout, "it ended without a report; what it said is above"
    return ran.returncode, json.loads(ran.stdout.splitlines()[-1])


def test_nobody_receives_more_than_a_cap_allows(data_dir: Path) -> None:
    code, report = chaos(data_dir, DAYS)

    assert (code, report["cap_violations"]) == (0, {"wecom": 0, "own": 0})
    assert min(report["received"], report["own_sends"], report["late_confirmations"]) > 0
    assert report["skipped_by_cap"]["own"] > 0, "the caps were in the way"


def test_planned_over_open_tasks_is_found(data_dir: Path) -> None:
    code, report = chaos(data_dir, DAYS_PLANTED, "--plant", "reservations")

    assert code == 1
    assert report["cap_violations"]["own"] > 0
