"""kill -9 of the worker, history's engine and the database: everybody is where they fit, with what that gives.

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


WRONG = ("wrong_members", "doubled", "missing", "wrong_persons", "ungiven", "unearned", "given_twice", "untold")
HAPPENED = ("facts", "transitions", "by_time", "joined", "given")
PLANTS = ("missing", "doubled", "ungiven", "given-twice", "unjoined")


def test_members_are_whom_the_reference_finds_whoever_dies() -> None:
    code, report = chaos("--kills", KILLS)

    assert (code, {key: report[key] for key in WRONG}) == (0, dict.fromkeys(WRONG, 0))
    assert sum(report["kills"].values()) == int(KILLS)
    assert min(report[key] for key in HAPPENED) > 0


def test_planted_faults_are_found_each() -> None:
    plants = [argument for plant in PLANTS for argument in ("--plant", plant)]

    code, report = chaos("--kills", "1", "--only", "worker", *plants)

    assert (code, report["missing"], report["doubled"], report["wrong_persons"]) == (1, 1, 1, 1)
    assert report["given_twice"] == 1
    assert min(report["ungiven"], report["wrong_members"]) > 0
