"""The clock: three kinds by one rate, and timers that fire in order."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wecom_twin.clock import Clock
from wecom_twin.world import World

NOON = 1_767_326_400.0


class Machine:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_an_accelerated_clock_runs_n_times_as_fast() -> None:
    machine = Machine()
    clock = Clock(start=NOON, rate=60.0, monotonic=machine)
    machine.seconds += 2

    assert clock.now() == NOON + 120


def test_a_changed_rate_counts_from_the_change_on() -> None:
    machine = Machine()
    clock = Clock(start=NOON, rate=10.0, monotonic=machine)
    machine.seconds += 1
    clock.set_rate(0.0)
    machine.seconds += 50
    stopped = clock.now()
    clock.set_rate(1.0)
    machine.seconds += 3

    assert (stopped, clock.now()) == (NOON + 10, NOON + 13)


def test_a_running_clock_cannot_be_moved_and_no_clock_goes_back() -> None:
    with pytest.raises(ValueError, match="stepped"):
        Clock(start=NOON).jump(NOON + 1)
    with pytest.raises(ValueError, match="go back"):
        Clock.stepped(NOON).jump(NOON - 1)


def test_a_cancelled_timer_does_nothing_and_is_not_next() -> None:
    clock = Clock.stepped(NOON)
    ran: list[str] = []
    clock.after(1, lambda: ran.append("first")).cancel()
    clock.after(2, lambda: ran.append("second"))

    assert clock.next_due() == NOON + 2
    assert clock.run_next(until=NOON + 5)
    assert not clock.run_next(until=NOON + 5)
    assert ran == ["second"]


def test_whoever_waits_is_woken_when_an_earlier_timer_comes() -> None:
    clock = Clock.stepped(NOON)
    woken: list[float | None] = []
    clock.on_change = lambda: woken.append(clock.next_due())
    for seconds in (5, 9, 2):
        clock.after(seconds, lambda: None)

    assert woken == [NOON + 5, NOON + 2]


@given(st.lists(st.floats(0, 1000), max_size=30), st.floats(0, 1000))
def test_advancing_runs_what_is_due_in_order_and_nothing_else(delays: list[float], by: float) -> None:
    world = World(clock=Clock.stepped(NOON))
    ran: list[tuple[float, int, float]] = []

    def note(number: int, due: float) -> Callable[[], None]:
        return lambda: ran.append((due, number, world.clock.now()))

    for number, delay in enumerate(delays):
        world.clock.at(NOON + delay, note(number, NOON + delay))
    count = world.advance(by=by)

    due = sorted((NOON + delay, n) for n, delay in enumerate(delays) if NOON + delay <= NOON + by)
    assert [(at, n) for at, n, _ in ran] == due
    assert all(now == at for at, _, now in ran)
    assert (count, world.now()) == (len(due), NOON + by)


def test_what_an_act_makes_due_within_the_step_runs_within_it() -> None:
    world = World(clock=Clock.stepped(NOON))
    ran: list[float] = []

    def again() -> None:
        ran.append(world.now() - NOON)
        world.clock.after(10, again)

    world.clock.after(10, again)
    world.advance(by=35)

    assert ran == [10, 20, 30]
