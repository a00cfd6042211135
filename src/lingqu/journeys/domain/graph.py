"""A definition as a graph: the outlets of every kind of step, what is reached, and loops that nothing holds up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from graphlib import CycleError, TopologicalSorter
from itertools import product
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec.structs import replace

from lingqu.journeys.contracts.definition import (
    AnyStep,
    DayKind,
    Draw,
    Exit,
    Mark,
    Message,
    OnEvent,
    ReachGoal,
    SetAttribute,
    SetStage,
    Since,
    Split,
    StepKey,
    To,
    Wait,
    WaitDate,
    WaitFor,
    WaitUntil,
)

Steps: TypeAlias = Mapping[StepKey, AnyStep]


@dataclass(frozen=True, slots=True)
class Outlet:
    """A way out of a step.

    Attributes:
        place: within the step: `next`, `awaited[1].to`.
        name: what people call it: `next`, or the name of what is awaited, of a branch, of a share.
    """

    place: str
    name: str
    to: To


_LISTED: Final[Mapping[type, str]] = {WaitFor: "awaited", Split: "branches", Draw: "shares"}
"""Kinds of steps with a list of parts, each of which leads somewhere."""

_PLAIN: Final[Mapping[type, Sequence[str]]] = {
    Message: ("next",),
    Wait: ("next",),
    WaitUntil: ("next", "missed"),
    WaitDate: ("next", "missing", "missed"),
    WaitFor: ("late",),
    Split: ("otherwise",),
    Draw: (),
    Mark: ("next",),
    SetAttribute: ("next",),
    SetStage: ("next",),
    ReachGoal: ("next",),
    Exit: (),
}


PLAIN: Final = frozenset(name for names in _PLAIN.values() for name in names)
"""Names of outlets that kinds of steps have; no part of a step is called so."""


def outlets(step: AnyStep) -> list[Outlet]:
    """Return the ways out of a step, in their order."""
    listed = _LISTED.get(type(step))
    parts = [] if listed is None else getattr(step, listed)
    return [
        *(Outlet(f"{listed}[{number}].to", one.name, one.to) for number, one in enumerate(parts)),
        *(Outlet(name, name, getattr(step, name)) for name in _PLAIN[type(step)]),
    ]


def rerouted(step: AnyStep, whereto: Callable[[Outlet], To]) -> AnyStep:
    """Return a step whose outlets lead elsewhere."""
    goes = {one.place: whereto(one) for one in outlets(step)}
    changed: dict[str, Any] = {name: goes[name] for name in _PLAIN[type(step)]}
    listed = _LISTED.get(type(step))
    if listed is not None:
        parts = enumerate(getattr(step, listed))
        changed[listed] = tuple(replace(one, to=goes[f"{listed}[{number}].to"]) for number, one in parts)
    return replace(step, **changed)


def following(step: AnyStep, steps: Steps) -> list[StepKey]:
    """Return the steps that a step leads to, of those that there are, each once, in the order of its outlets."""
    return list(dict.fromkeys(one.to for one in outlets(step) if one.to is not None and one.to in steps))


def reached(steps: Steps, begin: Iterable[StepKey]) -> list[StepKey]:
    """Return the steps on the ways from where one begins, these included; each way to its end before the next one.

    So a chain of steps stays together, and equal definitions have one order.
    """
    met: dict[StepKey, None] = {}
    waiting = [key for key in reversed(list(begin)) if key in steps]
    while waiting:
        key = waiting.pop()
        if key not in met:
            met[key] = None
            waiting += reversed(following(steps[key], steps))
    return list(met)


# ───────────────────────── loops ─────────────────────────

_WEEK: Final = frozenset(range(1, 8))
_WEEKEND: Final = frozenset({6, 7})


def usual_weekdays(step: WaitUntil) -> frozenset[int]:
    """Return the weekdays a wait may end on while festivals are not announced; of none it finds no day then."""
    named = frozenset(step.weekdays) or _WEEK
    return named & {DayKind.ANY: _WEEK, DayKind.WORKDAY: _WEEK - _WEEKEND, DayKind.RESTDAY: _WEEKEND}[step.day]


class Arrival(NamedTuple):
    """An instant at which somebody comes to a step, as far as waits for clock times can tell instants apart."""

    clock: time
    weekday: int
    is_workday: bool


def loops(steps: Steps) -> list[list[StepKey]]:
    """Return loops that somebody could go round for ever at one instant; no two of them share a step.

    What bounds a loop is time that surely passes in it: a duration; a clock time on a later day; an event after the
    arrival; the end of a time-out; or two waits for clock times or days that no instant satisfies both. All else may
    let pass at once, every time: a clock time for whoever comes at that very time, a date that is over or that there
    is none of, a time since the entry, a segment that one is in already, a message that has arrived.
    """
    if _find_loop(steps, None) is None:
        return []
    found: list[list[StepKey]] = []
    left = dict(steps)
    for when in _arrivals(steps):
        while (loop := _find_loop(left, when)) is not None:
            found.append(loop)
            left = {key: step for key, step in left.items() if key not in loop}
    return found


def _arrivals(steps: Steps) -> list[Arrival]:
    """Return an instant for each set of waits that let pass at the same one."""
    waits = {key: step for key, step in steps.items() if isinstance(step, WaitUntil | WaitDate)}
    clocks = {step.clock for step in waits.values()} or {time()}
    told: dict[tuple[time, frozenset[StepKey]], Arrival] = {}
    for clock in sorted(clocks, key=time.isoformat):
        mine = {key: step for key, step in waits.items() if step.clock == clock}
        for weekday, is_workday in product(range(1, 8), (True, False)):
            when = Arrival(clock, weekday, is_workday)
            passing = frozenset(key for key, step in mine.items() if any(at_once(step, when)))
            told.setdefault((clock, passing), when)
    return list(told.values())


def at_once(step: AnyStep, when: Arrival | None) -> Iterator[Outlet]:
    """Give the outlets by which somebody who comes at such an instant may leave a step at that instant.

    Args:
        when: None for whatever instant suits the step best.
    """
    for one in outlets(step):
        if _lets_pass(step, one, when):
            yield one


def _lets_pass(step: AnyStep, outlet: Outlet, when: Arrival | None) -> bool:
    match step:
        case Wait():
            return not step.lasts
        case WaitUntil(since=Since.ARRIVAL):
            return not usual_weekdays(step) or (not step.days_later and _is_then(step, when))
        case WaitUntil() | WaitDate():
            if outlet.place == "next" and not _leads_on_at_once(step):
                return when is None or when.clock == step.clock
            return outlet.place != "missed" or _may_miss(step)
        case WaitFor():
            return outlet.place in _known_already(step)
        case _:
            return True


def _may_miss(step: WaitUntil | WaitDate) -> bool:
    return isinstance(step, WaitUntil) or not step.yearly


def _leads_on_at_once(step: WaitUntil | WaitDate) -> bool:
    """Whoever missed it, or has no such date, goes on by `next` where no outlet of its own is named."""
    lacks = isinstance(step, WaitDate) and step.missing is None
    return lacks or (step.missed is None and _may_miss(step))


def _known_already(step: WaitFor) -> set[str]:
    """Return the places of outlets for what may have happened, or be so, before somebody comes."""
    return {
        f"awaited[{number}].to"
        for number, one in enumerate(step.awaited)
        if not isinstance(one.on, OnEvent) or step.since is Since.ENTRY
    }


def _is_then(step: WaitUntil, when: Arrival | None) -> bool:
    return when is None or (
        when.clock == step.clock
        and (not step.weekdays or when.weekday in step.weekdays)
        and (step.day is DayKind.ANY or when.is_workday is (step.day is DayKind.WORKDAY))
    )


def _find_loop(steps: Steps, when: Arrival | None) -> list[StepKey] | None:
    """Return the steps of a loop in their order, from the first of them that the definition names."""
    ways = {key: [one.to for one in at_once(step, when) if one.to in steps] for key, step in steps.items()}
    try:
        TopologicalSorter(ways).prepare()
    except CycleError as error:
        # It takes what follows for what precedes, and names both ends.
        loop: list[StepKey] = error.args[1][:0:-1]
        order = list(steps)
        begin = min(range(len(loop)), key=lambda number: order.index(loop[number]))
        return loop[begin:] + loop[:begin]
    return None
