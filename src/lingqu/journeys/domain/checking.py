"""What a definition must hold to before it may be published: its graph, its words and numbers; all faults at once.

What conditions, events, contents and values must hold to, their own capabilities say (`api.checking`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from lingqu.deliveries.contracts import Problem
from lingqu.journeys.contracts.definition import (
    AfterDays,
    Definition,
    Entry,
    EventEntry,
    ManualEntry,
    PerKey,
    ScheduleEntry,
    SegmentEntry,
    StepKey,
)
from lingqu.journeys.domain import graph
from lingqu.journeys.domain.checking_steps import problems_of_step
from lingqu.journeys.domain.faults import LONGEST_NAME, fault, in_range, named, sized, unknown, within
from lingqu.journeys.domain.ground import Ground
from lingqu.journeys.domain.parts import step_place
from lingqu.segments.contracts.events import EVENTS

MOST_STEPS = 200
END: Final = "end"
"""What texts call the end of the way: no step's name."""

_STEP: Final = re.compile(rf"[\w-]{{1,{LONGEST_NAME}}}")
_PROPERTY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


def problems_of(definition: Definition, ground: Ground) -> Iterator[Problem]:
    """Give everything that is wrong with a definition by itself, and with what it names."""
    programme = () if definition.programme_id is None else (definition.programme_id,)
    yield from unknown("programme", programme, ground.programmes, "$.programme_id")
    yield from _entries(definition, ground)
    yield from sized(definition.goals, "$.goals", least=0)
    yield from named([one.name for one in definition.goals], "$.goals")
    for number, goal in enumerate(definition.goals):
        yield from within(goal.within, f"$.goals[{number}].within", least=timedelta(minutes=1))
    yield from _graph(definition)
    for key, step in definition.steps.items():
        yield from problems_of_step(step, key, definition, ground)


# ───────────────────────── ways in ─────────────────────────


def _entries(definition: Definition, ground: Ground) -> Iterator[Problem]:
    entries = definition.entries
    if not entries:
        yield fault("$.entries", "no_entry", "say who comes in: by an event, a segment, a schedule or by hand")
    yield from sized(entries, "$.entries", least=0)
    for number, entry in enumerate(entries):
        yield from _entry(entry, f"$.entries[{number}]", ground)
        if entry in entries[:number]:
            yield fault(f"$.entries[{number}]", "doubled_entry", "this way in stands here twice: take one away")
    yield from _keys(definition)
    if isinstance(definition.re_entry, AfterDays):
        yield from in_range(definition.re_entry.days, "$.re_entry.days", 1, 3660)
    if definition.exits.condition_ends and not any(isinstance(one, SegmentEntry) for one in entries):
        yield fault(
            "$.exits.condition_ends",
            "no_segment_entry",
            "nobody comes in by a segment that they could leave: add that way in, or do not end the way for it",
        )


def _entry(entry: Entry, place: str, ground: Ground) -> Iterator[Problem]:
    match entry:
        case SegmentEntry() | ScheduleEntry():
            yield from unknown("segment", (entry.segment_id,), ground.words.segments, f"{place}.segment_id")
        case EventEntry(key=str() as key):
            known = EVENTS.get(entry.event.name)
            if not _PROPERTY.fullmatch(key) or (known is not None and key not in known):
                yield fault(
                    f"{place}.key",
                    "unknown_property",
                    f"{entry.event.name} has no property {key!r}: take one of {', '.join(known or ()) or 'its own'}",
                    key=key,
                    known=list(known or ()),
                )
        case EventEntry() | ManualEntry():
            pass


def _keys(definition: Definition) -> Iterator[Problem]:
    """A passage for each key needs keys, and a key that nothing asks for says something that is not meant."""
    per_key = isinstance(definition.re_entry, PerKey)
    numbered = enumerate(definition.entries)
    events = [(f"$.entries[{number}].key", one) for number, one in numbered if isinstance(one, EventEntry)]
    if per_key and not events:
        yield fault("$.re_entry", "no_key", "a passage for each key needs a way in by an event that has one")
    for place, entry in events:
        if per_key and entry.key is None:
            yield fault(place, "no_key", "name the property of the event that tells passages apart")
        if not per_key and entry.key is not None:
            yield fault(place, "idle_key", "nothing asks for a key: let people in per key, or take it away")


# ───────────────────────── the graph ─────────────────────────


def _graph(definition: Definition) -> Iterator[Problem]:
    steps = definition.steps
    yield from sized(list(steps), "$.steps", most=MOST_STEPS)
    for key in steps:
        yield from _step_name(key)
    if definition.first not in steps:
        yield _unknown_step("$.first", definition.first)
    for key, step in steps.items():
        for outlet in graph.outlets(step):
            if outlet.to is not None and outlet.to not in steps:
                yield _unknown_step(f"{step_place(key)}.{outlet.place}", outlet.to)
    if len(steps) <= MOST_STEPS:
        yield from _unreachable(definition)
        yield from _loops(definition)


def _step_name(key: StepKey) -> Iterator[Problem]:
    if not _STEP.fullmatch(key) or key == END:
        yield fault(
            step_place(key),
            "bad_step_name",
            f"a step's name has 1 to {LONGEST_NAME} letters, digits, _ and -, and is not {END!r}",
            name=key,
            most=LONGEST_NAME,
        )


def _unreachable(definition: Definition) -> Iterator[Problem]:
    """Give the steps to which no way leads; where nobody comes in, that alone is told."""
    met = set(graph.reached(definition.steps, [definition.first]))
    for key in definition.steps if met else ():
        if key not in met:
            message = f"no way leads to {key!r}: lead one there, or take it away"
            yield fault(step_place(key), "unreachable", message, name=key)


def _unknown_step(place: str, name: StepKey) -> Problem:
    return fault(place, "unknown_step", f"there is no step {name!r}: name another, or none for the end", name=name)


def _loops(definition: Definition) -> Iterator[Problem]:
    for loop in graph.loops(definition.steps):
        last, way = loop[-1], " → ".join([*loop, loop[0]])
        closing = next(one for one in graph.at_once(definition.steps[last], None) if one.to == loop[0])
        yield fault(
            f"{step_place(last)}.{closing.place}",
            "timeless_loop",
            f"{way} can be gone round for ever at one instant: put a wait of a duration or until a later day into it",
            way=[*loop, loop[0]],
        )
