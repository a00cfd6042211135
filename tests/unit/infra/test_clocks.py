"""A steered clock shows what its helm says, in every process alike."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lingqu.infra.clocks import Helm, clock_from

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_a_steered_clock_stands_at_what_was_shown_last(tmp_path: Path) -> None:
    helm = Helm(tmp_path / "clock", NOON)
    clock, other = clock_from(f"steered:{tmp_path / 'clock'}"), clock_from(f"steered:{tmp_path / 'clock'}")

    before = clock.now()
    helm.show(NOON + timedelta(hours=3))

    assert (before, clock.now(), other.now()) == (NOON, NOON + timedelta(hours=3), NOON + timedelta(hours=3))


async def test_a_sleeper_wakes_when_so_much_was_let_pass(tmp_path: Path) -> None:
    helm = Helm(tmp_path / "clock", NOON)
    sleeper = asyncio.create_task(clock_from(f"steered:{tmp_path / 'clock'}").sleep(timedelta(seconds=90)))

    await asyncio.sleep(0)  # it looks at the clock first
    helm.show(NOON + timedelta(seconds=89))
    await asyncio.sleep(0.05)
    slept_on = not sleeper.done()
    helm.show(NOON + timedelta(seconds=90))
    await asyncio.wait_for(sleeper, 5)

    assert slept_on


def test_a_clock_without_its_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="steered"):
        clock_from(f"steered:{tmp_path / 'nowhere'}")
