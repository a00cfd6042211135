"""Events and orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from lingqu.segments.contracts.definition import (
    Edge,
    EventEdgeLeaf,
    EventLeaf,
    EventMatch,
    LapseLeaf,
    OrderLeaf,
    OrderMeasure,
    PropertyTest,
    SequenceLeaf,
)
from lingqu.segments.contracts.person import Occurrence, Person, PersonOrder
from lingqu.segments.contracts.windows import Window
from lingqu.segments.domain.comparing import ORDER, fits, satisfies
from lingqu.segments.domain.questions.answer import Answer, Look

DAY = timedelta(days=1)


def ask_event(leaf: EventLeaf, person: Person, look: Look) -> Answer:
    """Count matching events of the window, or the different values of a property among them."""
    seen = _seen(leaf.event, leaf.window, person, look)
    if leaf.distinct is None:
        number = len(seen)
    else:
        number = len({value for one in seen if (value := _scalar(one.properties.get(leaf.distinct)))})
    found: dict[str, Any] = {"count": number}
    if seen:
        found |= {"first": seen[0].occurred_at, "last": seen[-1].occurred_at}
    elif ever := _seen(leaf.event, None, person, look):
        found["outside"] = ever[-1].occurred_at
    return Answer(fits(leaf.count, number), found, _turns(leaf.event, leaf.window, person, look))


def ask_edge(leaf: EventEdgeLeaf, person: Person, look: Look) -> Answer:
    """Test a property of the first or last matching event of the window."""
    seen = _seen(leaf.event, leaf.window, person, look)
    turns = _turns(leaf.event, leaf.window, person, look)
    if not seen:
        return Answer(holds=False, turns=turns)
    one = seen[0 if leaf.edge is Edge.FIRST else -1]
    found = {"at": one.occurred_at, "value": one.properties.get(leaf.test.key)}
    return Answer(_passes(leaf.test, one), found, turns)


def ask_sequence(leaf: SequenceLeaf, person: Person, look: Look) -> Answer:
    """Find a first event from which all steps follow in time, each strictly later than the one before."""
    steps = [_seen(step, leaf.window, person, look) for step in leaf.steps]
    turns = tuple(turn for step in leaf.steps for turn in _turns(step, leaf.window, person, look))
    for begun in steps[0]:
        ended = _follow(begun.occurred_at, steps[1:], begun.occurred_at + leaf.within)
        if ended is not None:
            return Answer(holds=True, found={"first": begun.occurred_at, "last": ended}, turns=turns)
    return Answer(holds=False, turns=turns)


def _follow(at: datetime, steps: Sequence[Sequence[Occurrence]], deadline: datetime) -> datetime | None:
    """Return when the last step came, each taken as early as it can be."""
    for step in steps:
        later = next((one.occurred_at for one in step if one.occurred_at > at), None)
        if later is None or later > deadline:
            return None
        at = later
    return at


def ask_lapse(leaf: LapseLeaf, person: Person, look: Look) -> Answer:
    """Find an event whose time for an answer ran out without one."""
    did = _seen(leaf.did, leaf.window, person, look)
    answers = _seen(leaf.then_not, None, person, look)
    turns = [*_turns(leaf.did, leaf.window, person, look)]
    turns += [one.occurred_at + leaf.within for one in _matching(leaf.did, person)]
    for one in did:
        over = one.occurred_at + leaf.within
        if over <= look.at and not any(one.occurred_at < answer.occurred_at <= over for answer in answers):
            return Answer(holds=True, found={"did": one.occurred_at, "over": over}, turns=tuple(turns))
    found = _answered(did[-1], answers, leaf.within) if did else {}
    return Answer(holds=False, found=found, turns=tuple(turns))


def _answered(did: Occurrence, answers: Sequence[Occurrence], within: timedelta) -> dict[str, Any]:
    """Return what came after an event in its time, or when that is over."""
    over = did.occurred_at + within
    came = next((one.occurred_at for one in answers if did.occurred_at < one.occurred_at <= over), None)
    return {"did": did.occurred_at, **({"over": over} if came is None else {"answered": came})}


def ask_order(leaf: OrderLeaf, person: Person, look: Look) -> Answer:
    """Measure paid orders of the window."""
    matching = [one for one in person.orders if _order_matches(leaf, one)]
    seen = [one for one in matching if look.calendar.covers(leaf.window, one.paid_at, look.at)]
    turns = [turn for one in matching for turn in look.calendar.turns(leaf.window, one.paid_at)]
    if leaf.measure is OrderMeasure.DAYS_SINCE_LAST:
        turns += [one.paid_at + timedelta(days=leaf.value) + edge for one in matching for edge in _AROUND]
    value, found = _measured(leaf.measure, seen, look.at), _of_orders(seen, matching, look)
    if value is None:
        return Answer(holds=False, found=found, turns=tuple(turns))
    asked = timedelta(days=leaf.value) if isinstance(value, timedelta) else leaf.value
    found["value"] = value / DAY if isinstance(value, timedelta) else value
    return Answer(ORDER[leaf.op](value, asked), found, tuple(turns))


def _of_orders(seen: Sequence[PersonOrder], matching: Sequence[PersonOrder], look: Look) -> dict[str, Any]:
    """Return how many there are and when the last was; of none in the window, when the last outside was."""
    found: dict[str, Any] = {"orders": len(seen)}
    if seen:
        found["last"] = max(one.paid_at for one in seen)
    elif before := [one.paid_at for one in matching if one.paid_at <= look.at]:
        found["outside"] = max(before)
    return found


_AROUND = (timedelta(0), timedelta(microseconds=1))
"""At the very instant `eq` begins to hold and `lt` stops; one later `eq` stops and `gt` begins."""


def _order_matches(leaf: OrderLeaf, one: PersonOrder) -> bool:
    return (
        one.refunded_fen < one.amount_fen
        and (not leaf.categories or not one.categories.isdisjoint(leaf.categories))
        and (not leaf.sources or one.source in leaf.sources)
        and (not leaf.shops or one.shop in leaf.shops)
    )


def _measured(measure: OrderMeasure, orders: Sequence[PersonOrder], at: datetime) -> float | timedelta | None:
    total = sum(one.amount_fen - one.refunded_fen for one in orders)
    if measure is OrderMeasure.COUNT:
        return len(orders)
    if measure is OrderMeasure.SUM:
        return total
    if not orders:
        return None
    if measure is OrderMeasure.AVERAGE:
        return total / len(orders)
    return at - max(one.paid_at for one in orders)


def _matching(match: EventMatch, person: Person) -> list[Occurrence]:
    """All that match, in order of time and then of the log."""
    found = [one for one in person.events if one.name == match.name and all(_passes(test, one) for test in match.where)]
    return sorted(found, key=lambda one: (one.occurred_at, one.number))


def _seen(match: EventMatch, window: Window | None, person: Person, look: Look) -> list[Occurrence]:
    return [one for one in _matching(match, person) if look.calendar.covers(window, one.occurred_at, look.at)]


def _turns(match: EventMatch, window: Window | None, person: Person, look: Look) -> tuple[datetime, ...]:
    return tuple(turn for one in _matching(match, person) for turn in look.calendar.turns(window, one.occurred_at))


def _passes(test: PropertyTest, one: Occurrence) -> bool:
    value = one.properties.get(test.key)
    return value is not None and satisfies(test.op, value, test.value)


def _scalar(value: Any) -> tuple[str, Any] | None:
    """Return a value so that a truth is no number; lists are no value of their own."""
    if value is None or isinstance(value, list):
        return None
    return ("truth" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"), value
