"""kill -9 of history's engine, the worker that copies and the database: history holds every fact once.

HISTORY_KILLS makes the run longer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(600)]

KILLS = os.environ.get("HISTORY_KILLS", "6")


def chaos(*arguments: str) -> tuple[int, dict[str, Any]]:
    ran = subprocess.run(
        [sys.executable, "-m", "lingqu.entrypoints", "chaos", "history", "--json", *arguments],
        stdout=subprocess.PIPE,
        check=False,
    )
    assert ran.stdout, "it ended without a report; what it said is above"
    return ran.returncode, json.loads(ran.stdout.splitlines()[-1])


def test_every_fact_is_copied_once_whoever_dies() -> None:
    code, report = chaos("--kills", KILLS)

    assert (code, report["lost"], report["doubled"], sum(report["killed"].values())) == (0, 0, 0, int(KILLS))
    assert report["facts"] > 0


def test_every_fact_is_copied_once_though_the_engine_dies_again_and_again() -> None:
    code, report = chaos("--kills", KILLS, "--only", "history")

    assert (code, report["lost"], report["doubled"]) == (0, 0, 0)


def test_planted_faults_are_found_each() -> None:
    code, report = chaos("--kills", "1", "--plant", "loss", "--plant", "duplicate")

    assert (code, report["lost"], report["doubled"]) == (1, 1, 1)
