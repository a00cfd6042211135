"""kill -9 of web, workers and the database through a day of programmes: each message once, or a reason on record.

SEND_KILLS makes the run longer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(900)]

PLANTED = {
    "double": "double_messages",
    "loss": "lost",
    "stuck": "stuck",
    "stray": "other_content",
    "deaf": "sent_after_refusal",
}
"""What is counted of each plant."""
KILLS = os.environ.get("SEND_KILLS", "3")
WRONG = ("double_messages", "lost", "stuck", "sent_after_cancel", "sent_after_refusal", "unknown_left", "other_content")


def chaos(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    ran = subprocess.run(
        [sys.executable, "-m", "lingqu.entrypoints", "chaos", "send", "--json", *arguments],
        env={**os.environ, "LINGQU_DATA_DIR": str(folder)},
        stdout=subprocess.PIPE,
        check=False,
    )
    assert ran.stdout, "it ended without a report; what it said is above"
    return ran.returncode, json.loads(ran.stdout.splitlines()[-1])


def test_nobody_gets_a_message_twice_or_never_whoever_dies(data_dir: Path) -> None:
    code, report = chaos(data_dir, "--kills", KILLS)

    assert (code, {key: report[key] for key in WRONG}) == (0, dict.fromkeys(WRONG, 0))
    assert (report["kills"], report["unknown_by_call"]) == (int(KILLS), {})
    assert sum(report["between_call_and_record"].values()) > 0
    happened = ("groups", "lost_answers", "cancelled", "reminders", "refusals", "greetings")
    assert all(report[key] > 0 for key in happened)


def test_planted_faults_are_found_each(data_dir: Path) -> None:
    code, report = chaos(data_dir, "--kills", "0", *(f"--plant={one}" for one in PLANTED))

    assert code == 1
    assert min(report[one] for one in PLANTED.values()) > 0
