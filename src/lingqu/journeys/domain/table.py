"""Tables of phase, day and layer: made into steps, and read back from a definition that is one.

A row is a wait for its time since the entry, a split by layer, and a message for each layer that is told something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final, TypeAlias

from msgspec.structs import replace

from lingqu.deliveries.contracts import Problem
from lingqu.journeys.contracts.definition import (
    AnyStep,
    Branch,
    Definition,
    Exit,
    Message,
    Since,
    Split,
    StepKey,
    WaitUntil,
)
from lingqu.journeys.contracts.table import Contents, Layer, Phase, Row, Table
from lingqu.journeys.domain.faults import fault, short

DONE: Final[StepKey] = "done"
_Steps: TypeAlias = dict[StepKey, AnyStep]


def problems_of_table(table: Table) -> Iterator[Problem]:
    """Give what keeps a table from being one; what its definition must hold to is checked there."""
    if not any(phase.rows for phase in table.phases):
        yield fault("$.phases", "no_rows", "a table says something at one time at least: add a row")
    for number, phase in enumerate(table.phases):
        yield from short(phase.name, f"$.phases[{number}].name")
        if not phase.rows:
            yield fault(f"$.phases[{number}].rows", "no_rows", "a phase has a row at least: add one, or take it away")
    for number, (one, following) in enumerate(pairwise(table.phases), 1):
        if one.name == following.name:
            message = f"two phases named {one.name!r} are one: join them, or name one otherwise"
            yield fault(f"$.phases[{number}].name", "doubled_name", message, name=one.name)
    yield from _row_problems(table)


def with_table(definition: Definition, table: Table) -> Definition:
    """Return a definition with a table's steps for its own; the table has no problem of its own."""
    rows = [(phase.name, row) for phase in table.phases for row in phase.rows]
    keys = [*(_key(row) for _, row in rows), DONE]
    steps: _Steps = {}
    for (phase, row), key, following in zip(rows, keys, keys[1:], strict=False):
        steps |= _row_steps(table.layers, phase, row, key, following)
    return replace(definition, first=keys[0], steps={**steps, DONE: Exit(reason=table.ends)})


def read_table(definition: Definition) -> Table | None:
    """Return the table that a definition's steps are, None where they are none: `with_table` gives them again."""
    last = definition.steps.get(DONE)
    if not isinstance(last, Exit):
        return None
    layers: tuple[Layer, ...] = ()
    rows: list[tuple[str, Row]] = []
    key: StepKey | None = definition.first
    for _ in definition.steps:
        wait = definition.steps.get(key or "")
        if not isinstance(wait, WaitUntil):
            break
        parting = definition.steps.get(wait.next or "")
        if isinstance(parting, Split):
            layers = tuple(Layer(name=one.name, when=one.when) for one in parting.branches)
        rows.append((wait.title or "", _read_row(definition, wait, parting)))
        key = wait.missed
    phases = tuple(
        Phase(name=name, rows=tuple(row for _, row in several)) for name, several in groupby(rows, lambda one: one[0])
    )
    table = Table(layers=layers, phases=phases, ends=last.reason)
    # Whatever was overlooked above, a definition that the table does not give again is none.
    return table if rows and with_table(definition, table) == definition else None


def place_in(table: Table, place: str) -> str:
    """Return where a table says what stands at a place of its definition; what it does not say is the table's own."""
    for where, row in _placed(table):
        key = f"$.steps.{_key(row)}"
        if place == key or place.startswith((f"{key}.", f"{key}-")):
            return _within_row(table, where, place.removeprefix(key))
    return "$.ends" if place.startswith(f"$.steps.{DONE}") else place


def _within_row(table: Table, where: str, inside: str) -> str:
    """Return the place in a row of what stands in one of its steps: `-1.contents[0].key`, `-layer.branches[0].name`."""
    branch = _BRANCH.fullmatch(inside)
    if branch is not None:
        return f"$.layers[{branch['number']}]{branch['rest']}"
    told = _TOLD.fullmatch(inside)
    if told is None:
        return f"{where}.{_ROW_WORDS.get(inside, '')}".rstrip(".")
    number = int(told["number"]) - 1
    return f"{where}.{f'told[{number}]' if number < len(table.layers) else 'others'}{told['rest']}"


_BRANCH: Final = re.compile(r"-layer\.branches\[(?P<number>\d+)\](?P<rest>.*)")
_TOLD: Final = re.compile(r"-(?P<number>\d+)(?:\.contents)?(?P<rest>.*)")
_ROW_WORDS: Final = {".clock": "clock", ".days_later": "day"}


# ───────────────────────── rows ─────────────────────────


def _key(row: Row) -> StepKey:
    return f"d{row.day}-{row.clock:%H%M%S}"


def _row_steps(layers: Sequence[Layer], phase: str, row: Row, key: StepKey, following: StepKey) -> _Steps:
    told = [*row.told, row.others] if layers else [row.others]
    names = [f"{key}-{number}" for number in range(1, len(told) + 1)]
    leads = [name if contents else following for name, contents in zip(names, told, strict=True)]
    steps: _Steps = {
        name: Message(contents=contents, next=following) for name, contents in zip(names, told, strict=True) if contents
    }
    if layers:
        branches = tuple(Branch(name=one.name, when=one.when, to=to) for one, to in zip(layers, leads, strict=False))
        steps[f"{key}-layer"] = Split(branches=branches, otherwise=leads[-1])
    wait = WaitUntil(
        title=phase,
        clock=row.clock,
        days_later=row.day,
        since=Since.ENTRY,
        next=f"{key}-layer" if layers else leads[0],
        missed=following,
    )
    return {key: wait, **steps}


def _read_row(definition: Definition, wait: WaitUntil, parting: AnyStep | None) -> Row:
    def told(key: StepKey | None) -> Contents:
        step = definition.steps.get(key or "")
        return step.contents if isinstance(step, Message) else ()

    if not isinstance(parting, Split):
        return Row(day=wait.days_later, clock=wait.clock, others=told(wait.next))
    several = tuple(told(one.to) for one in parting.branches)
    return Row(day=wait.days_later, clock=wait.clock, told=several, others=told(parting.otherwise))


def _placed(table: Table) -> list[tuple[str, Row]]:
    """Return the rows with their places."""
    return [
        (f"$.phases[{phase}].rows[{number}]", row)
        for phase, one in enumerate(table.phases)
        for number, row in enumerate(one.rows)
    ]


def _row_problems(table: Table) -> Iterator[Problem]:
    placed = _placed(table)
    for place, row in placed:
        if len(row.told) != len(table.layers):
            message = f"a row says something, or nothing, to each of the {len(table.layers)} layers"
            yield fault(f"{place}.told", "size", message, least=len(table.layers), most=len(table.layers))
        if not any((*row.told, row.others)):
            yield fault(place, "silent_row", "nobody is told anything then: say something, or take the row away")
    for (_, before), (place, row) in pairwise(placed):
        if (row.day, row.clock.isoformat()) <= (before.day, before.clock.isoformat()):
            yield fault(f"{place}.clock", "row_order", "a row's time comes after that of the row before: move it")
