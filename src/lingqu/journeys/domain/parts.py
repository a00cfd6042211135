"""The parts of a definition that are other capabilities' to judge, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from lingqu.journeys.contracts.definition import (
    AnyStep,
    Definition,
    EventEntry,
    Message,
    OnEvent,
    SetAttribute,
    Split,
    WaitFor,
)
from lingqu.outreach.contracts.variants import Variant
from lingqu.segments.contracts.definition import Definition as Condition
from lingqu.segments.contracts.definition import EventMatch


def step_place(key: str) -> str:
    """Return where a step stands."""
    return f"$.steps.{key}"


def events_of(definition: Definition) -> Iterator[tuple[str, EventMatch]]:
    """Give the events that let in, reach a goal or are waited for."""
    for number, entry in enumerate(definition.entries):
        if isinstance(entry, EventEntry):
            yield f"$.entries[{number}].event", entry.event
    for number, goal in enumerate(definition.goals):
        yield f"$.goals[{number}].event", goal.event
    for key, step in definition.steps.items():
        for number, one in enumerate(step.awaited if isinstance(step, WaitFor) else ()):
            if isinstance(one.on, OnEvent):
                yield f"{step_place(key)}.awaited[{number}].on.event", one.on.event


def conditions_of(definition: Definition) -> Iterator[tuple[str, Condition]]:
    """Give the conditions of branches."""
    for key, step in definition.steps.items():
        for number, one in enumerate(step.branches if isinstance(step, Split) else ()):
            yield _condition_place(key, number), one.when


def contents_of(definition: Definition) -> Iterator[tuple[str, Sequence[Variant]]]:
    """Give the contents of messages."""
    for key, step in definition.steps.items():
        if isinstance(step, Message):
            yield f"{step_place(key)}.contents", step.contents


def values_of(definition: Definition) -> Iterator[tuple[str, str, Any]]:
    """Give the values of attributes that are set, each with its place and the attribute's key."""
    for key, step in definition.steps.items():
        if isinstance(step, SetAttribute):
            yield f"{step_place(key)}.value", step.key, step.value


def with_conditions(definition: Definition, sound: Mapping[str, Condition]) -> Definition:
    """Return a definition with other conditions, by their places."""

    def changed(key: str, step: AnyStep) -> AnyStep:
        if not isinstance(step, Split):
            return step
        branches = tuple(
            replace(one, when=sound.get(_condition_place(key, number), one.when))
            for number, one in enumerate(step.branches)
        )
        return replace(step, branches=branches)

    return replace(definition, steps={key: changed(key, step) for key, step in definition.steps.items()})


def _condition_place(key: str, number: int) -> str:
    return f"{step_place(key)}.branches[{number}].when"
