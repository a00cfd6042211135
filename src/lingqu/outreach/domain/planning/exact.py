"""The best plan of a small problem, found by looking at every kind of plan.

Intents are decided one after the other, member by member and group by group. What is decided matters for the rest only
by what it leaves: room in caps, budgets, slots, and the tasks of the group at hand. Of the plans that leave the same
only the best is kept, and of days that nothing tells apart only one is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lingqu.outreach.domain.planning.layout import Layout, touched
from lingqu.outreach.domain.planning.plans import NONE

MOST_INTENTS = 12
MOST_STATES = 20_000
"""With more different plans in hand, the search is given up."""
ROUNDING = 1e-9

Numbers: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _State:
    """A partial plan.

    Attributes:
        value: of what is planned.
        days: of the intents decided so far.
        room: by column and customer, one after the other, what caps leave.
        budget: by programme.
        slots: by day, of the member at hand.
        load: by day, how many customers the task of the group at hand carries; 0 where there is none.
    """

    value: float
    days: Numbers
    room: Numbers
    budget: Numbers
    slots: Numbers
    load: Numbers


def improve(layout: Layout, least: float) -> tuple[bool, NDArray[np.int16] | None]:
    """Look for a plan that is worth more than `least`.

    Returns:
        Whether the search came to its end, so that nothing is worth more than what was found, or else than `least`; and
        the day of each intent in the best plan, None where none is worth more.
    """
    search = _Search(layout)
    states = [search.begin()]
    for place in range(search.order.size):
        states = search.decide(place, states, least)
        if len(states) > MOST_STATES:
            return False, None
    if not states:
        return True, None
    days = np.full(layout.value.size, NONE, np.int16)
    days[search.order] = max(states, key=lambda state: state.value).days
    return True, days


class _Search:
    def __init__(self, layout: Layout) -> None:
        problem = layout.problem
        self.layout = layout
        self.sender = layout.group_sender[layout.group]
        self.programme = layout.group_programme[layout.group]
        self.order = np.lexsort((layout.group, self.sender))
        self.horizon = problem.may_go.shape[1]
        self.people, customer = np.unique(layout.customer, return_inverse=True)
        self.touches: dict[tuple[int, int], list[int]] = {}
        for programme, day in np.argwhere(problem.may_go).tolist():
            columns = [layout.columns[one] for one in touched(problem, programme, day) if one in layout.columns]
            self.touches[programme, day] = sorted(columns)
        alike: dict[str, int] = {}
        self.kinds = [
            alike.setdefault(str([self.touches.get((p, day)) for p in range(layout.programmes)]), len(alike))
            for day in range(self.horizon)
        ]
        self.places = [
            [column * self.people.size + int(customer[at]) for column in range(layout.room.shape[0])]
            for at in range(layout.value.size)
        ]
        self.possible = self._rest()

    def begin(self) -> _State:
        """Return the plan in which nothing is decided."""
        nothing = (0,) * self.horizon
        room = tuple(self.layout.room[:, self.people].ravel().tolist())
        budget = tuple(self.layout.problem.budget.tolist())
        return _State(0.0, (), room, budget, nothing, nothing)

    def decide(self, place: int, states: list[_State], least: float) -> list[_State]:
        """Return what becomes of plans by all that can be decided about the next intent, the best of each kind."""
        kept: dict[tuple[Numbers, Numbers, object], _State] = {}
        before = self.order[place - 1] if place else None
        intent = self.order[place]
        same_sender = before is not None and self.sender[before] == self.sender[intent]
        same_group = before is not None and self.layout.group[before] == self.layout.group[intent]
        slots = tuple(self.layout.problem.slots[self.sender[intent]].tolist())
        for state in states:
            begun = replace(
                state,
                slots=state.slots if same_sender else slots,
                load=state.load if same_group else (0,) * self.horizon,
            )
            for after in self._after(int(intent), begun):
                if after.value + self.possible[place + 1] <= least * (1 + ROUNDING):
                    continue
                kind = self._kind(place, after)
                if kind not in kept or kept[kind].value < after.value:
                    kept[kind] = after
        return list(kept.values())

    def _after(self, intent: int, state: _State) -> Iterator[_State]:
        """Yield the plans with an intent left out, and on each day that can be told apart."""
        yield replace(state, days=(*state.days, NONE))
        programme = int(self.programme[intent])
        if state.budget[programme] <= 0:
            return
        tried: set[tuple[int, int, int]] = set()
        for day in range(self.horizon):
            load, slots = state.load[day], state.slots[day]
            columns = self.touches.get((programme, day))
            look = (self.kinds[day], slots, load)
            if columns is None or look in tried or load >= self.layout.problem.largest_task or not (load or slots):
                continue
            tried.add(look)
            taken = [self.places[intent][column] for column in columns]
            if all(state.room[at] > 0 for at in taken):
                yield _State(
                    state.value + float(self.layout.value[intent]),
                    (*state.days, day),
                    tuple(left - (at in taken) for at, left in enumerate(state.room)),
                    tuple(left - (at == programme) for at, left in enumerate(state.budget)),
                    tuple(left - (at == day and not load) for at, left in enumerate(state.slots)),
                    tuple(have + (at == day) for at, have in enumerate(state.load)),
                )

    def _kind(self, place: int, state: _State) -> tuple[Numbers, Numbers, object]:
        """Return what a plan leaves for the intents that are still to be decided."""
        rest = self.order[place + 1 :].tolist()
        again = [0] * len(state.room)
        wanted = [0] * len(state.budget)
        for intent in rest:
            wanted[self.programme[intent]] += 1
            for at in self.places[intent]:
                again[at] += 1
        member: object = None
        if rest and self.sender[rest[0]] == self.sender[self.order[place]]:
            same_group = self.layout.group[rest[0]] == self.layout.group[self.order[place]]
            load = state.load if same_group else (0,) * self.horizon
            member = tuple(sorted(zip(self.kinds, state.slots, load, strict=True)))
        return tuple(map(min, state.room, again)), tuple(map(min, state.budget, wanted)), member

    def _rest(self) -> list[float]:
        """Return by place what the intents from there on could be worth, each by itself."""
        begin = self.begin()
        worth: list[float] = []
        for intent in self.order.tolist():
            slots = tuple(self.layout.problem.slots[self.sender[intent]].tolist())
            alone = max(state.value for state in self._after(intent, replace(begin, slots=slots)))
            worth.append(alone)
        return [sum(worth[place:]) for place in range(len(worth) + 1)]
