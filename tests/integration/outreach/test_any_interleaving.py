"""Whatever happens in whatever order: nothing twice, no cap exceeded, nothing to who refused, every end reached once.

`OUTREACH_EXAMPLES` says how many lives of a brand are tried.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Generator
from contextlib import contextmanager

import hypothesis
import pytest
from hypothesis.stateful import run_state_machine_as_test

from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, DatabaseUrls
from lives.life import Lives
from lives.log import ChangeLog
from lives.machine import Outreach
from lives.plants import PLANTS, Plant

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(600)]

EXAMPLES = int(os.environ.get("OUTREACH_EXAMPLES", "20"))
FOUND_WITHIN = 40
"""Lives after which a planted fault must have been found."""
USUAL = hypothesis.settings(
    max_examples=EXAMPLES,
    stateful_step_count=6,
    database=None,
    derandomize=EXAMPLES < 50,
    phases=[hypothesis.Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(hypothesis.HealthCheck),
)
FIRST_FAILURE = hypothesis.settings(
    USUAL,
    max_examples=FOUND_WITHIN,
    derandomize=True,
    print_blob=False,
)


@contextmanager
def opened(urls: DatabaseUrls, clock: SteppedClock) -> Generator[tuple[Lives, asyncio.Runner]]:
    """A database that logs what changes, for one life after the other."""
    with asyncio.Runner() as runner:
        database = Database(urls, clock)
        runner.run(database.open())
        log = runner.run(ChangeLog.open(urls.owner))
        try:
            yield Lives(database, clock, log), runner
        finally:
            runner.run(log.close())
            runner.run(database.close())


def test_no_order_of_events_breaks_outreach(database_urls: DatabaseUrls, clock: SteppedClock) -> None:
    with opened(database_urls, clock) as (lives, runner):
        run_state_machine_as_test(lambda: Outreach(lives, runner.run), settings=USUAL)


def test_each_planted_fault_is_found(database_urls: DatabaseUrls, clock: SteppedClock) -> None:
    with opened(database_urls, clock) as (lives, runner):
        missed = [plant.name for plant in PLANTS if not is_found(plant, lives, runner)]

    assert missed == []


def is_found(plant: Plant, lives: Lives, runner: asyncio.Runner) -> bool:
    """Tell whether one of the first lives with a fault fails."""

    @hypothesis.seed(plant.seed)
    def begin() -> Outreach:
        return Outreach(lives, runner.run)

    with pytest.MonkeyPatch.context() as patch:
        plant.plant(patch)
        try:
            run_state_machine_as_test(begin, settings=FIRST_FAILURE)
        except Exception:  # noqa: BLE001 - whatever a fault breaks, it was found
            return True
    return False
