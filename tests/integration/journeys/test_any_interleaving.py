"""Whatever happens to passages in whatever order, and wherever a batch dies: they stand where a small model has them.

`JOURNEY_EXAMPLES` says how many lives are tried.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import hypothesis
import psycopg
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from conftest import make_corp
from doubles.brand import Brand
from doubles.deliveries import GroupSendDesk, MediaShelf
from doubles.jobs import Steps
from doubles.journeys import Road
from doubles.passages import JOINED, KEY, PAID, PASSED, VISITED, Model, definition
from lingqu.customers.api import attributes
from lingqu.customers.api.attributes import define_attribute
from lingqu.customers.contracts.views import AttributeDefinition, AttributeType
from lingqu.deliveries.jobs import kinds as delivery_kinds
from lingqu.infra import facts
from lingqu.infra.blobs import MemoryBlobStore
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.journeys.api import effects, entering, following, publishing
from lingqu.journeys.contracts.definition import AfterDays, AfterEnd, Never, PerKey, ReEntry
from lingqu.journeys.contracts.enrollments import JourneyId, NotEntered
from lingqu.journeys.contracts.journeys import JourneyState
from lingqu.journeys.domain.admission import UNDER_WAY, refusal
from lingqu.journeys.store import enrollments, listening
from lingqu.kernel.ids import CustomerId
from lingqu.outreach.api.workload import DAYS
from lingqu.outreach.jobs import kinds as outreach_kinds

pytestmark = pytest.mark.postgres

EXAMPLES = int(os.environ.get("JOURNEY_EXAMPLES", "25"))
SETTINGS = hypothesis.settings(
    max_examples=EXAMPLES,
    stateful_step_count=18,
    database=None,
    derandomize=True,
    phases=[hypothesis.Phase.generate],  # making a failing life smaller takes minutes on a database
)
PEOPLE = 3
Run = Callable[[Coroutine[Any, Any, Any]], Any]
RULES = st.sampled_from([Never(), AfterEnd(), AfterDays(days=1), PerKey()])
WHOM = st.integers(0, PEOPLE - 1)


class Passages(RuleBasedStateMachine):
    """One journey; every example has one of its own, and people of its own."""

    people: list[CustomerId]
    model: Model
    journey_id: JourneyId
    shown: dict[int, tuple[str, int]]

    def __init__(self, road: Road, run: Run) -> None:
        super().__init__()
        self.road, self.run = road, run
        self.touched: set[int] = set()
        """Who did something at this instant: of two things at once either may be first."""

    @initialize(
        re_entry=RULES,
        ends_on_goal=st.booleans(),
        poisoned=st.sampled_from([None, 0]),
        under_way=st.sampled_from([None, 2.0, 9.0]),
    )
    def begin(self, re_entry: Any, ends_on_goal: bool, poisoned: int | None, under_way: float | None) -> None:  # noqa: FBT001 - drawn
        self.people = self.run(self.road.brand.enlist(PEOPLE))
        self.model = Model(re_entry, ends_on_goal, None if poisoned is None else self.people[poisoned])
        name = f"旅程 {self.people[0]}"
        self.journey_id = self.run(self.road.publish(definition(re_entry, ends_on_goal=ends_on_goal), name))
        self.shown = {}
        if under_way is not None:
            for whom in range(PEOPLE):
                self.put_in(whom, "a")
            self.pass_time(under_way)

    @rule(whom=WHOM, key=st.sampled_from("ab"))
    def put_in(self, whom: int, key: str) -> None:
        if self._touch(whom) and self.model.runs:
            self.run(self.road.enter(self.journey_id, [self.people[whom]], key=key))
            self.model.enter(self.people[whom], key, self.road.clock.now())

    @rule(whom=WHOM, key=st.sampled_from("ab"))
    def visit(self, whom: int, key: str) -> None:
        if self._touch(whom) and self.model.runs:
            self._happen(VISITED, whom, **{KEY: key})
            self.model.enter(self.people[whom], key, self.road.clock.now())

    @rule(whom=WHOM)
    def pay(self, whom: int) -> None:
        if self._touch(whom):
            self._happen(PAID, whom)
            self.model.pay(self.people[whom], self.road.clock.now())

    @rule(whom=WHOM)
    def join(self, whom: int) -> None:
        if self._touch(whom):
            self._happen(JOINED, whom)
            self.model.join(self.people[whom], self.road.clock.now())

    @rule(whom=WHOM, hours=st.sampled_from([9.0, 26.0]))
    def come_back(self, whom: int, hours: float) -> None:
        """Try to come in again when the way has ended, at the latest."""
        self.pass_time(hours)
        self.put_in(whom, "a")
        self.pass_time(0.0)

    @rule(whom=WHOM)
    def come_and_join(self, whom: int) -> None:
        """Do what the journey is for on the way."""
        self.put_in(whom, "b")
        self.pass_time(0.5)
        self.join(whom)
        self.pass_time(0.0)

    @rule()
    def hear(self) -> None:
        self.run(self.road.hear())

    @precondition(lambda self: self.model.runs)
    @rule(most=st.integers(1, 3))
    def advance(self, most: int) -> None:
        with self._poison():
            self.run(self._advance(most))

    @precondition(lambda self: self.model.runs)
    @rule()
    def die_while_moving_on(self) -> None:
        with self._poison(), _dying(enrollments, "go_on"):
            self._survive(self._advance(3))

    @rule()
    def die_while_hearing(self) -> None:
        with _dying(facts, "save_cursor"):
            self._survive(self.road.hear())

    @rule(hours=st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.5, 7.0, 26.0]))
    def pass_time(self, hours: float) -> None:
        self._settle()
        until = self.road.clock.now() + timedelta(hours=hours) + timedelta(seconds=1)
        with self._poison():
            self.run(self.road.run(until - self.road.clock.now()))
        while (due := self.model.next_due()) is not None and due <= until:
            self.model.advance(due)
        self.touched.clear()

    @precondition(lambda self: self.model.runs)
    @rule()
    def pause(self) -> None:
        self._settle()
        self._move(JourneyState.PAUSED)
        self.model.runs = False

    @precondition(lambda self: not self.model.runs)
    @rule()
    def go_on_again(self) -> None:
        self._move(JourneyState.RUNNING)
        self.model.runs = True
        self._settle()

    @invariant()
    def every_visit_is_told_once_and_in_order(self) -> None:
        if not hasattr(self, "journey_id"):
            return
        for one, visits in self.run(self._told()):
            left = one["visit"] - 1 if one["state"] != "ended" or one["reason"] != "completed" else one["visit"]
            assert visits == list(range(1, left + 1)), one
            state, visit = self.shown.get(one["enrollment_id"], ("running", 0))
            assert state != "ended" or (one["state"], one["visit"]) == (state, visit)
            assert one["visit"] >= visit
            assert (one["due"] is None) or one["state"] == "running"
            self.shown[one["enrollment_id"]] = (one["state"], one["visit"])

    def teardown(self) -> None:
        if hasattr(self, "journey_id"):
            self._settle()
            self.run(self._forget())

    # ───────────────────────── how ─────────────────────────

    def _touch(self, whom: int) -> bool:
        if whom in self.touched:
            return False
        self.touched.add(whom)
        return True

    def _happen(self, kind: str, whom: int, **data: Any) -> None:
        self.run(self.road.happen(kind, self.people[whom], **data))

    def _settle(self) -> None:
        """Let everything of this instant be heard and done, and compare."""
        with self._poison():
            self.run(self.road.run(timedelta(0)))
        self.model.advance(self.road.clock.now())
        meant = {whom: [one.shown for one in some] for whom, some in self.model.passages.items() if some}
        stand: dict[int, list[tuple[Any, ...]]] = {}
        for one, _ in self.run(self._told()):
            shown = (one["state"], one["step"], one["visit"], one["reason"], one["goal"])
            stand.setdefault(one["customer_id"], []).append(shown)
        assert stand == meant

    @contextmanager
    def _poison(self) -> Generator[None]:
        """For one of them the attribute cannot be set."""

        async def set_attributes(unit: Any, values: Any) -> None:
            if self.model.poisoned in values:
                raise ValueError("毒")
            await attributes.set_attributes(unit, values)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(effects, "set_attributes", set_attributes)
            yield

    async def _advance(self, most: int) -> None:
        while await self.road.advancer.advance(self.road.database, self.road.corp_id, self.journey_id, most=most):
            pass

    def _survive(self, act: Coroutine[Any, Any, Any]) -> None:
        try:
            self.run(act)
        except psycopg.OperationalError:
            return

    def _move(self, state: JourneyState) -> None:
        async def move() -> None:
            async with self.road.database.unit(self.road.corp_id) as unit:
                await publishing.move_journey(unit, self.journey_id, state)

        self.run(move())

    async def _told(self) -> list[tuple[dict[str, Any], list[int]]]:
        """Passages in the order they began, each with the visits that were told."""
        async with self.road.database.read(self.road.corp_id) as session:
            rows = await session.fetch(
                """
                SELECT e.enrollment_id, e.customer_id, e.state, e.step, e.visit, e.reason, e.goal, e.due, (
                  SELECT array_agg(((f.data ->> 'visit')::integer) ORDER BY f.id) FROM fact f
                  WHERE f.customer_id = e.customer_id AND f.kind = 'journey.advanced'
                    AND (f.data ->> 'enrollment_id')::bigint = e.enrollment_id) AS visits
                FROM enrollment e WHERE e.journey_id = %s ORDER BY e.enrollment_id
                """,
                (self.journey_id,),
            )
        return [(row, row["visits"] or []) for row in rows]

    async def _forget(self) -> None:
        async with self.road.database.unit(self.road.corp_id) as unit:
            await publishing.move_journey(unit, self.journey_id, JourneyState.ARCHIVED)
            await unit.execute("DELETE FROM enrollment WHERE corp_id = lingqu_corp()")


@contextmanager
def _dying(place: Any, name: str) -> Generator[None]:
    """Have a function do its work, and whoever called it lose the database before it is committed."""
    real = getattr(place, name)

    async def die(*given: Any, **named: Any) -> None:
        await real(*given, **named)
        raise psycopg.OperationalError("gone")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, name, die)
        yield


def live(database_urls: DatabaseUrls, clock: SteppedClock) -> None:
    """Try lives.

    Raises:
        AssertionError: something stands where the model has it not.
    """
    with asyncio.Runner() as runner:
        database = Database(database_urls, clock)
        runner.run(database.open())
        corp = make_corp(database, "ww1a2b3c4d5e6f7a8b")
        corp_id = runner.run(corp.__aenter__())
        desk = GroupSendDesk(clock)
        kinds = [*delivery_kinds(desk, MediaShelf(clock), MemoryBlobStore(), DAYS), *outreach_kinds()]
        road = Road(database, corp_id, clock, Brand(database, corp_id), desk, Steps(database, clock, kinds))
        runner.run(_define(road))
        try:
            run_state_machine_as_test(lambda: Passages(road, runner.run), settings=SETTINGS)
        finally:
            runner.run(database.close())


async def _define(road: Road) -> None:
    async with road.database.unit(road.corp_id) as unit:
        await define_attribute(unit, AttributeDefinition(key=PASSED, label="走过", type=AttributeType.STRING))


def test_no_order_of_events_and_no_death_moves_anybody_elsewhere(
    database_urls: DatabaseUrls, clock: SteppedClock
) -> None:
    live(database_urls, clock)


async def _nothing(*_: Any) -> None:
    return None


async def _nobody(*_: Any) -> list[Any]:
    return []


async def _twice(unit: Any, gone: Any) -> None:
    await GO_ON(unit, gone)
    await GO_ON(unit, gone)


def _open_door(rule: ReEntry, *, last: Any, key_known: bool, at: datetime) -> NotEntered | None:
    """Let everybody in who is not on the way, whatever the rule says."""
    return refusal(rule, last=last, key_known=key_known, at=at) if last and last[0] in UNDER_WAY else None


GO_ON = enrollments.go_on
PLANTS = {
    "deaf": (listening, "wake", _nothing),
    "aimless": (listening, "find_aiming", _nobody),
    "open door": (entering, "refusal", _open_door),
    "twice": (enrollments, "go_on", _twice),
    "immortal": (following, "_end", _nothing),
}


@pytest.mark.parametrize("plant", PLANTS)
def test_a_fault_is_found(
    plant: str, database_urls: DatabaseUrls, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*PLANTS[plant])
    with pytest.raises((AssertionError, psycopg.Error, ExceptionGroup)):
        live(database_urls, clock)
