"""The promise of the lane: everybody who scans is greeted within 20 s, whatever happens to a worker.

Real processes and real seconds: a web process, two workers, an embedded database, and the twin, which judges.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from lingqu.entrypoints.demo import Demo, installation
from lingqu.entrypoints.twin_control import Twin, TwinProcess
from lingqu.entrypoints.up import Stack

pytestmark = [pytest.mark.chaos, pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(300)]

BURST = 500
WINDOW_SECONDS = 20


@dataclass
class House:
    """A small brand, connected, its channels live."""

    twin: Twin
    stack: Stack
    corpid: str
    state: str

    def scan(self, count: int) -> None:
        """Let so many strangers scan one channel's code at once."""
        self.twin.ask("POST", f"/corps/{self.corpid}/acts/scan", {"state": self.state, "n": count})

    def welcomes(self) -> dict[str, Any]:
        """What became of greetings, once the time of each is over."""
        deadline = time.monotonic() + WINDOW_SECONDS + 5
        while (told := self.twin.summary(self.corpid)["welcomes"])["pending"] and time.monotonic() < deadline:
            time.sleep(0.5)
        return told


@pytest.fixture
def house(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("LINGQU_DATA_DIR", str(data_dir))
    with TwinProcess() as twin, installation("burst", twin, workers=2) as stack:
        demo = Demo(twin, stack, Console(stderr=True, quiet=True))
        demo.connect(100, shops=4, staff=12)
        demo.follow_sync()
        demo.open_channels()
        channels = demo.operator.ask("GET", "/channels")["items"]
        yield House(twin, stack, demo.corpid, channels[0]["state"])
        demo.operator.http.close()
        twin.http.close()


def test_five_hundred_scans_of_one_second_are_all_greeted_in_time(house: House) -> None:
    house.scan(BURST)

    told = house.welcomes()
    assert (told["due"], told["on_time"]) == (BURST, BURST)
    assert house.twin.summary(house.corpid)["doubles"] == 0


def test_greetings_are_in_time_when_a_worker_has_just_been_killed(house: House) -> None:
    house.scan(BURST)
    time.sleep(1.0)
    house.stack.worker_children[0].kill()

    told = house.welcomes()
    assert (told["due"], told["on_time"]) == (BURST, BURST)
    assert house.twin.summary(house.corpid)["doubles"] == 0
