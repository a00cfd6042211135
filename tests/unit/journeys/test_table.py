"""A table becomes steps and is read back from them; what is no table is not taken for one."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from audiences.definitions import definitions as conditions
from lingqu.deliveries.contracts import Content
from lingqu.journeys.api.checking import checked
from lingqu.journeys.contracts.definition import Definition, ManualEntry, Message, SetStage, Split, WaitUntil
from lingqu.journeys.contracts.table import Layer, Phase, Row, Table
from lingqu.journeys.domain.graph import outlets
from lingqu.journeys.domain.table import problems_of_table, read_table, with_table
from lingqu.journeys.domain.timing import until
from lingqu.outreach.contracts.variants import Variant
from lingqu.segments.contracts.definition import TagLeaf
from ways.definitions import GROUND, WORDS, journeys, some_names, variants

BEIJING = ZoneInfo("Asia/Shanghai")
AROUND = Definition(entries=(ManualEntry(),), first="", steps={})
SAYS = st.just(()) | variants()


@st.composite
def tables(draw: st.DrawFn) -> Table:
    layers = tuple(
        Layer(name=name, when=draw(conditions())) for name in (draw(some_names()) if draw(st.booleans()) else [])
    )
    clocks = st.builds(time, st.integers(0, 23), st.just(30))
    whens = sorted(draw(st.sets(st.tuples(st.integers(0, 9), clocks), min_size=1, max_size=4)))
    rows = [
        Row(day=day, clock=clock, told=tuple(draw(SAYS) for _ in layers), others=draw(variants()))
        for day, clock in whens
    ]
    cut = draw(st.integers(0, len(rows) - 1))
    names = draw(st.lists(WORDS, min_size=2, max_size=2, unique=True))
    parts = [(names[0], rows[:cut]), (names[1], rows[cut:])]
    return Table(
        layers=layers,
        phases=tuple(Phase(name=name, rows=tuple(several)) for name, several in parts if several),
        ends=draw(WORDS),
    )


@settings(max_examples=40)
@given(tables(), journeys())
def test_a_table_is_read_back_from_its_steps(table: Table, definition: Definition) -> None:
    assert list(problems_of_table(table)) == []
    assert read_table(with_table(definition, table)) == table


@settings(max_examples=40)
@given(tables())
def test_the_steps_of_a_table_have_no_fault(table: Table) -> None:
    assert read_table(checked(with_table(AROUND, table), GROUND)) is not None


@settings(max_examples=40)
@given(journeys())
def test_what_is_no_table_is_not_taken_for_one(definition: Definition) -> None:
    read = read_table(definition)

    assert read is None or with_table(definition, read) == definition


@settings(max_examples=40)
@given(tables(), st.data())
def test_a_table_that_somebody_changed_by_hand_is_another_or_none(table: Table, data: st.DataObject) -> None:
    whole = with_table(AROUND, table)
    key = data.draw(st.sampled_from(sorted(whole.steps)))
    changed = replace(whole, steps={**whole.steps, key: replace(whole.steps[key], title="别的")})

    assert read_table(changed) != table


def _says(text: str) -> tuple[Variant, ...]:
    return (Variant(key="A", permille=1000, content=Content(text, ())),)


HIGH = Layer(name="高意向", when=TagLeaf(tags=(1,)))
WEEK = Table(
    layers=(HIGH,),
    phases=(
        Phase(
            name="破冰",
            rows=(
                Row(day=0, clock=time(20), told=((),), others=_says("欢迎")),
                Row(day=1, clock=time(10), told=(_says("专属"),), others=()),
            ),
        ),
        Phase(name="种草", rows=(Row(day=3, clock=time(10), told=(_says("新品"),), others=_says("上新")),)),
    ),
    ends="走完",
)


def test_whoever_comes_late_begins_with_the_next_row() -> None:
    steps = with_table(AROUND, WEEK).steps
    entered = datetime(2026, 3, 2, 21, tzinfo=BEIJING).astimezone(UTC)
    first, second = steps["d0-200000"], steps["d1-100000"]
    assert isinstance(first, WaitUntil)
    assert isinstance(second, WaitUntil)

    assert until(first, at=entered, entered_at=entered, zone=BEIJING) is None
    assert first.missed == "d1-100000"
    assert until(second, at=entered, entered_at=entered, zone=BEIJING) == entered + timedelta(hours=13)


def test_a_layer_that_is_told_nothing_goes_on_to_the_next_row() -> None:
    steps = with_table(AROUND, WEEK).steps
    first = steps["d0-200000-layer"]
    assert isinstance(first, Split)

    assert [(one.name, one.to) for one in outlets(first)] == [("高意向", "d1-100000"), ("otherwise", "d0-200000-2")]
    assert isinstance(steps["d0-200000-2"], Message)
    assert steps["d3-100000-1"].next == "done"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("table", "place", "code"),
    [
        (replace(WEEK, phases=()), "$.phases", "journeys.no_rows"),
        (replace(WEEK, phases=(*WEEK.phases, Phase(name="空", rows=()))), "$.phases[2].rows", "journeys.no_rows"),
        (replace(WEEK, phases=WEEK.phases[::-1]), "$.phases[1].rows[0].clock", "journeys.row_order"),
        (replace(WEEK, layers=()), "$.phases[0].rows[0].told", "journeys.size"),
        (
            replace(WEEK, phases=(replace(WEEK.phases[0], name="种草"), WEEK.phases[1])),
            "$.phases[1].name",
            "journeys.doubled_name",
        ),
        (
            replace(WEEK, phases=(Phase(name="破冰", rows=(Row(day=0, clock=time(9), told=((),)),)),)),
            "$.phases[0].rows[0]",
            "journeys.silent_row",
        ),
        (replace(WEEK, phases=(replace(WEEK.phases[0], name=""),)), "$.phases[0].name", "journeys.bad_name"),
    ],
)
def test_what_is_no_table_is_told_where(table: Table, place: str, code: str) -> None:
    first = next(problems_of_table(table))

    assert (first.place, first.code) == (place, code)


@pytest.mark.parametrize(
    "changed",
    [
        {"done": SetStage(stage_id=1)},
        {"d1-100000": SetStage(stage_id=1, next="done")},
        {"d3-100000-2": Message(contents=_says("上新"), next="d1-100000")},
        {"more": SetStage(stage_id=1)},
    ],
)
def test_other_steps_are_no_table(changed: dict[str, Any]) -> None:
    whole = with_table(AROUND, WEEK)

    assert read_table(replace(whole, steps={**whole.steps, **changed})) is None
