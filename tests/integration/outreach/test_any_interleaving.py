"""Whatever happens in whatever order: nothing twice, no cap exceeded, nothing to who refused, every end reached once.

`OUTREACH_EXAMPLES` says how many lives of a brand are tried.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from doubles.deliveries import answer_lost, try_later
from doubles.outreach_lives import CUSTOMERS, DAILY, SETTLED_WITHIN, WEEKLY, Life, Lives, own_send
from lingqu.customers.contracts.consent import Stance
from lingqu.deliveries.api.own_sends import read_own_sends
from lingqu.deliveries.contracts import DeliveryState
from lingqu.deliveries.domain.states import MOVES, is_final
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.kernel.outside import TryLaterError
from lingqu.outreach.domain.hours import BEIJING

pytestmark = pytest.mark.postgres

EXAMPLES = int(os.environ.get("OUTREACH_EXAMPLES", "12"))
SETTINGS = hypothesis.settings(
    max_examples=EXAMPLES,
    stateful_step_count=16,
    database=None,
    derandomize=EXAMPLES < 50,
    suppress_health_check=list(hypothesis.HealthCheck),
)
MOST_BROADCASTS = 4

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def reachable(state: DeliveryState) -> set[DeliveryState]:
    """Where a delivery may be some moves later."""
    found = {state}
    while more := {target for one in found for target in MOVES[one]} - found:
        found |= more
    return found


REACHABLE = {state: reachable(state) for state in DeliveryState}
CUSTOMER = st.integers(0, CUSTOMERS - 1)


class Brand(RuleBasedStateMachine):
    """A brand that sends, its members, its customers, and what goes wrong."""

    def __init__(self, lives: Lives, run: Run) -> None:
        super().__init__()
        self.run = run
        self.life: Life = run(lives.begin())
        self.shadow: dict[int, DeliveryState] = {}
        self.one_by_one = True
        """Nobody has been merged: a customer is a person."""
        self.frozen_with: int | None = None

    # --- what the corp does

    @precondition(lambda self: len(self.life.sent) < MOST_BROADCASTS)
    @rule(marketing=st.sampled_from([True, True, False]))
    def send(self, marketing: bool) -> None:  # noqa: FBT001 - drawn
        self.run(self.life.send(marketing=marketing))

    @rule(seconds=st.sampled_from([3, 40, 70, 150, SETTLED_WITHIN]))
    def work(self, seconds: float) -> None:
        self.run(self.life.work(seconds))

    @rule(units=st.integers(1, 25))
    def die(self, units: int) -> None:
        self.run(self.life.work_until_killed(units))

    @rule(hours=st.sampled_from([1, 5, 14, 24, 24 * 6]))
    def stand_still(self, hours: int) -> None:
        self.run(self.life.stand_still(timedelta(hours=hours)))

    @rule(fault=st.sampled_from([answer_lost, try_later]), after=st.booleans())
    def break_line(self, fault: Any, after: bool) -> None:  # noqa: FBT001 - drawn
        faults = self.life.scene.desk.faults
        (faults.after if after and fault is answer_lost else faults.before).append(lambda: fault("add_msg_template"))

    @rule(number=st.integers(0, 3))
    def cancel(self, number: int) -> None:
        self.run(self.life.cancel(number))

    @rule()
    def freeze(self) -> None:
        self.run(self.life.freeze())
        if self.frozen_with is None:
            self.frozen_with = self.life.scene.desk.calls

    @precondition(lambda self: self.frozen_with is not None)
    @rule()
    def thaw(self) -> None:
        self.run(self.life.thaw())
        self.frozen_with = None

    # --- what members do

    @rule(number=st.integers(0, 5))
    def press(self, number: int) -> None:
        for one in self.life.press(number):
            assert not (one.is_marketing and one.customer_id in self.life.settled), "received after a refusal"

    @rule(number=CUSTOMER)
    def send_alone(self, number: int) -> None:
        own_send(self.life, number)
        scene = self.life.scene
        scene.clock.advance(timedelta(seconds=5))
        try:
            faults, scene.desk.faults.before = scene.desk.faults.before, []
            self.run(read_own_sends(scene.database, scene.corp_id, sender=scene.desk))
        except TryLaterError:
            pass
        scene.desk.faults.before = faults

    # --- what customers do

    @rule(number=CUSTOMER)
    def withdraw(self, number: int) -> None:
        self.run(self.life.voices.say(number))

    @rule(number=CUSTOMER)
    def give(self, number: int) -> None:
        self.run(self.life.voices.say(number, Stance.GRANTED))

    @rule(number=CUSTOMER)
    def suppress(self, number: int) -> None:
        self.run(self.life.voices.suppress(number))

    @rule(into=CUSTOMER)
    def merge(self, into: int) -> None:
        """The customer without a relation, who may have said no, turns out to be one of the others."""
        self.one_by_one = False
        self.run(self.life.voices.merge(CUSTOMERS, into))

    @rule(stance=st.sampled_from(Stance))
    def say_as_the_other(self, stance: Stance) -> None:
        self.run(self.life.voices.say(CUSTOMERS, stance))

    @rule()
    def part(self) -> None:
        self.run(self.life.voices.part(CUSTOMERS))

    # --- what holds whatever happened

    @invariant()
    def deliveries_move_as_the_chart_says(self) -> None:
        states = self.run(self.life.states())
        for delivery_id, state in states.items():
            before = self.shadow.get(delivery_id, DeliveryState.PLANNED)
            assert state in REACHABLE[before], f"{before} → {state}"
        assert self.shadow.keys() <= states.keys()
        self.shadow = dict(states)

    @invariant()
    def nobody_receives_anything_twice(self) -> None:
        times = Counter((one.customer_id, one.text) for one in self.life.received())
        assert max(times.values(), default=1) == 1

    @invariant()
    def no_cap_is_exceeded_by_when_people_received(self) -> None:
        days: Counter[tuple[int, Any]] = Counter()
        weeks: Counter[tuple[int, Any]] = Counter()
        for one in self.life.received():
            if one.is_marketing:
                day = one.at.astimezone(BEIJING).date()
                days[one.customer_id, day] += 1
                weeks[one.customer_id, day.isocalendar()[:2]] += 1
        assert max(days.values(), default=0) <= DAILY
        assert max(weeks.values(), default=0) <= WEEKLY

    @invariant()
    def tasks_say_what_their_calls_say(self) -> None:
        assert self.run(self.life.torn()) == []

    @invariant()
    def nothing_is_handed_over_while_the_switch_is_pulled(self) -> None:
        assert self.frozen_with in {None, self.life.scene.desk.calls}

    def teardown(self) -> None:
        """At last everything has an end, also what waits for the morning."""
        self.life.scene.desk.faults.before.clear()
        self.life.scene.desk.faults.after.clear()
        for _ in range(3):
            self.run(self.life.work(SETTLED_WITHIN))
            self.run(self.life.stand_still(timedelta(days=5)))
        self.run(self.life.work(SETTLED_WITHIN))
        states = self.run(self.life.states())
        assert all(is_final(state) for state in states.values()), Counter(states.values())


def test_no_order_of_events_breaks_outreach(database_urls: DatabaseUrls, clock: SteppedClock) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_urls, clock)
        runner.run(database.open())
        lives = Lives(database, clock, database_urls.owner)
        run_state_machine_as_test(lambda: Brand(lives, runner.run), settings=SETTINGS)
        runner.run(database.close())
