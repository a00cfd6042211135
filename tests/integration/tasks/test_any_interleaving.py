"""Whatever happens to a task in whatever order: it ends once, is reminded within bounds, and hears no double answer.

`TASK_EXAMPLES` says how many lives are tried.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from conftest import make_corp
from doubles.cards import CardDesk
from doubles.deliveries import answer_lost, try_later
from doubles.jobs import Steps
from doubles.task_lives import Lives
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.tasks.contracts.tasks import Declined, TaskState
from lingqu.tasks.errors import NothingToRemindError, TaskOverError
from lingqu.tasks.jobs import kinds

pytestmark = pytest.mark.postgres

EXAMPLES = int(os.environ.get("TASK_EXAMPLES", "12"))
SETTINGS = hypothesis.settings(max_examples=EXAMPLES, stateful_step_count=14, database=None)


Run = Callable[[Coroutine[Any, Any, Any]], Any]


class TaskLife(RuleBasedStateMachine):
    """One task of one member; every example has a member of its own."""

    def __init__(self, lives: Lives, run: Run) -> None:
        super().__init__()
        self.lives, self.run = lives, run
        self.life = run(lives.begin())
        self.ended: TaskState | None = None

    @rule(minutes=st.sampled_from([1, 30, 241, 700, 1500]))
    def wait(self, minutes: int) -> None:
        self.run(self.lives.wait(timedelta(minutes=minutes)))

    @rule(fault=st.sampled_from([answer_lost, try_later]), after=st.booleans())
    def break_line(self, fault: Any, after: bool) -> None:  # noqa: FBT001 - drawn
        faults = self.lives.desk.faults
        (faults.after if after else faults.before).append(lambda: fault("message/send"))

    @rule(key=st.sampled_from(["done", "seen"]), times=st.integers(1, 2))
    def press(self, key: str, times: int) -> None:
        for _ in range(times):
            self.run(self.lives.press(self.life, key))

    @rule()
    def finish(self) -> None:
        self._refusable(self.lives.finish(self.life))

    @rule()
    def decline(self) -> None:
        self._refusable(self.lives.decline(self.life, Declined.NO_TIME))

    @rule()
    def remind(self) -> None:
        self._refusable(self.lives.remind(self.life))

    @rule()
    def take_back(self) -> None:
        self.run(self.lives.take_back(self.life))

    @precondition(lambda self: self.ended is None)
    @rule()
    def expire(self) -> None:
        self.run(self.lives.wait(timedelta(days=3)))

    def _refusable(self, act: Coroutine[Any, Any, Any]) -> None:
        try:
            self.run(act)
        except (TaskOverError, NothingToRemindError):
            return

    @invariant()
    def it_ends_once_and_stays_ended(self) -> None:
        state, facts = self.run(self.lives.look(self.life))
        if self.ended is not None:
            assert state is self.ended
        self.ended = None if state is TaskState.OPEN else state
        assert facts.count("task.opened") == 1
        assert facts.count("task.seen") <= 1
        ends = [one for one in facts if one in {"task.confirmed", "task.expired", "task.cancelled"}]
        assert ends == ([] if state is TaskState.OPEN else [f"task.{state}"])

    @invariant()
    def no_day_holds_more_than_three_reminders(self) -> None:
        reminders = self.lives.reminders(self.life)
        for one in reminders:
            assert sum(one - timedelta(hours=24) < other <= one for other in reminders) <= 3


def test_no_order_of_events_breaks_a_task(database_urls: DatabaseUrls, clock: SteppedClock) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_urls, clock)
        runner.run(database.open())
        corp = make_corp(database, "ww1a2b3c4d5e6f7a8b")
        desk = CardDesk()
        steps = Steps(database, clock, kinds(desk, public_url="https://lingqu.example"))
        lives = Lives(database, runner.run(corp.__aenter__()), desk, steps)
        run_state_machine_as_test(lambda: TaskLife(lives, runner.run), settings=SETTINGS)
        runner.run(database.close())
