"""The graph of a definition: its outlets, what is reached, and loops that take no time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lingqu.journeys.contracts.definition import (
    AnyStep,
    Awaited,
    DayKind,
    Definition,
    Draw,
    InSegment,
    MessageEnds,
    OnEvent,
    SetStage,
    Share,
    Since,
    To,
    Wait,
    WaitDate,
    WaitFor,
    WaitUntil,
)
from lingqu.journeys.domain.graph import Outlet, loops, outlets, reached, rerouted
from lingqu.journeys.domain.timing import instant, on_date, until
from lingqu.kernel.holidays import is_workday
from lingqu.segments.contracts.definition import EventMatch
from ways.definitions import journeys

BEIJING = ZoneInfo("Asia/Shanghai")
KEYS = ("a", "b", "c", "d", "e")
CLOCKS = (time(10), time(15))
DAY = timedelta(days=1)
PAID = OnEvent(event=EventMatch(name="order.paid"))


def _days() -> dict[tuple[int, bool], date]:
    """A day of each kind that a wait can tell from others."""
    several = [date(2024, 1, 1) + number * DAY for number in range(3 * 365)]
    return {(day.isoweekday(), is_workday(day)): day for day in several}


DAYS = _days()
STEPS: st.SearchStrategy[AnyStep] = st.one_of(
    st.just(SetStage(stage_id=1)),
    st.just(Wait(lasts=DAY)),
    st.builds(
        WaitUntil,
        clock=st.sampled_from(CLOCKS),
        days_later=st.sampled_from([0, 0, 1]),
        since=st.sampled_from(Since),
        day=st.sampled_from(DayKind),
        weekdays=st.sampled_from([(), (1,), (3, 6)]),
    ),
    st.builds(WaitDate, attribute=st.just("birthday"), clock=st.sampled_from(CLOCKS), yearly=st.booleans()),
    st.builds(
        WaitFor,
        awaited=st.sampled_from([PAID, InSegment(segment_id=1), MessageEnds(step="a")]).map(
            lambda on: (Awaited(name="x", on=on),)
        ),
        timeout=st.just(DAY),
        since=st.sampled_from(Since),
    ),
    st.just(Draw(shares=(Share(name="x", permille=500), Share(name="y", permille=500)))),
)


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, AnyStep]:
    """Any steps that lead anywhere."""
    anywhere = st.sampled_from([None, None, *KEYS, "gone"])
    return {key: rerouted(draw(STEPS), lambda _outlet: draw(anywhere)) for key in KEYS}


# ───────────────────────── the judge: a passage in real time, with every accident allowed ─────────────────────────


def _passes(step: AnyStep, at: datetime) -> Iterator[To]:
    """Where somebody may be the very instant they come, whenever they entered and whatever they are."""
    match step:
        case Wait():
            return
        case WaitUntil():
            ends = {until(step, at=at, entered_at=at - number * DAY, zone=BEIJING) for number in (0, 1, 2, 8)}
            yield from _ended(step, at, ends)
        case WaitDate():
            yield step.next if step.missing is None else step.missing
            today = at.astimezone(BEIJING).date()
            ends = {on_date(step, today - number * DAY, at=at, zone=BEIJING) for number in (0, 100)}
            yield from _ended(step, at, ends)
        case WaitFor(awaited=(only,)):
            if not isinstance(only.on, OnEvent) or step.since is Since.ENTRY:
                yield only.to
        case _:
            yield from (one.to for one in outlets(step))


def _ended(step: WaitUntil | WaitDate, at: datetime, ends: set[datetime | None]) -> Iterator[To]:
    if at in ends:
        yield step.next
    if None in ends:
        yield step.next if step.missed is None else step.missed


def _goes_round(steps: dict[str, AnyStep], at: datetime) -> bool:
    """Tell whether somebody could pass more steps than there are at one instant."""
    ways = {key: set(_passes(step, at)) for key, step in steps.items()}
    alive = set(steps)
    for _ in range(len(steps) + 1):
        alive = {key for key in steps if ways[key] & alive}
    return bool(alive)


INSTANTS = [instant(day, clock, BEIJING) for day in DAYS.values() for clock in CLOCKS]


@settings(max_examples=60)
@given(graphs())
def test_no_graph_without_loops_can_be_gone_round_at_one_instant(steps: dict[str, AnyStep]) -> None:
    if not loops(steps):
        assert not any(_goes_round(steps, at) for at in INSTANTS)


@settings(max_examples=60)
@given(graphs())
def test_every_loop_that_is_told_can_be_gone_round(steps: dict[str, AnyStep]) -> None:
    """Since the entry two waits may exclude each other, which is not looked into: a loop of such waits is none."""
    plain = {
        key: replace(step, since=Since.ARRIVAL, missed=None) if isinstance(step, WaitUntil) else step
        for key, step in steps.items()
    }

    assert bool(loops(plain)) is any(_goes_round(plain, at) for at in INSTANTS)


@given(graphs())
def test_loops_are_ways_and_share_no_step(steps: dict[str, AnyStep]) -> None:
    found = loops(steps)

    for loop in found:
        for one, following in zip(loop, [*loop[1:], loop[0]], strict=True):
            assert following in [outlet.to for outlet in outlets(steps[one])]
    assert len({key for loop in found for key in loop}) == sum(map(len, found))


def _until(clock: time, **more: Any) -> WaitUntil:
    return WaitUntil(clock=clock, next="b", **more)


@pytest.mark.parametrize(
    ("waiting", "is_told"),
    [
        (Wait(lasts=DAY, next="b"), False),
        (_until(time(10)), True),
        (_until(time(10), days_later=1), False),
        (_until(time(10), days_later=1, since=Since.ENTRY), True),
        (_until(time(10), since=Since.ENTRY), True),
        (WaitDate(attribute="birthday", clock=time(10), yearly=True, next="b"), True),
        (WaitFor(awaited=(Awaited(name="x", on=PAID, to="b"),), timeout=DAY), False),
        (WaitFor(awaited=(Awaited(name="x", on=PAID, to="b"),), timeout=DAY, since=Since.ENTRY), True),
        (WaitFor(awaited=(Awaited(name="x", on=InSegment(segment_id=1), to="b"),), timeout=DAY), True),
        (WaitFor(awaited=(Awaited(name="x", on=InSegment(segment_id=1)),), timeout=DAY, late="b"), False),
    ],
)
def test_what_bounds_a_loop(waiting: AnyStep, is_told: object) -> None:
    assert loops({"a": waiting, "b": SetStage(stage_id=1, next="a")}) == ([["a", "b"]] if is_told else [])


def test_two_clock_times_or_days_bound_a_loop() -> None:
    ten = WaitUntil(clock=time(10), next="b")
    at_fifteen, saturdays = WaitUntil(clock=time(15), next="a"), WaitUntil(clock=time(10), weekdays=(6,), next="a")

    assert loops({"a": ten, "b": at_fifteen}) == []
    assert loops({"a": ten, "b": saturdays}) == [["a", "b"]]
    assert loops({"a": replace(ten, weekdays=(1, 3)), "b": saturdays}) == []


@settings(max_examples=40)
@given(journeys())
def test_rerouting_changes_outlets_alone(definition: Definition) -> None:
    for step in definition.steps.values():
        there = {one.place: f"to-{number}" for number, one in enumerate(outlets(step))}
        changed = rerouted(step, lambda one: there[one.place])  # noqa: B023  used at once

        assert {one.place: one.to for one in outlets(changed)} == there
        assert rerouted(changed, lambda one: {same.place: same.to for same in outlets(step)}[one.place]) == step  # noqa: B023


def test_outlets_are_told_by_name_and_place() -> None:
    step = WaitFor(awaited=(Awaited(name="下单", on=PAID, to="b"),), timeout=DAY, late="c")

    assert outlets(step) == [Outlet("awaited[0].to", "下单", "b"), Outlet("late", "late", "c")]


def test_each_way_is_gone_to_its_end_before_the_next_one() -> None:
    steps: dict[str, AnyStep] = {
        "end": SetStage(stage_id=1),
        "b": SetStage(stage_id=1, next="end"),
        "a": Draw(shares=(Share(name="x", permille=500, to="c"), Share(name="y", permille=500, to="b"))),
        "c": SetStage(stage_id=1, next="end"),
        "alone": SetStage(stage_id=1),
    }

    assert reached(steps, ["a"]) == ["a", "c", "end", "b"]
    assert reached(steps, ["nowhere"]) == []
