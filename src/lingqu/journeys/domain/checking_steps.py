"""What each kind of step must hold to, beside its place in the graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time, timedelta
from typing import Final

from lingqu.customers.contracts.views import AttributeType
from lingqu.deliveries.contracts import Problem
from lingqu.journeys.contracts.definition import (
    AnyStep,
    Awaited,
    Definition,
    Draw,
    Exit,
    InSegment,
    Mark,
    Message,
    MessageEnds,
    OnEvent,
    OutOfSegment,
    ReachGoal,
    SetAttribute,
    SetStage,
    Since,
    Split,
    StepKey,
    Wait,
    WaitDate,
    WaitFor,
    WaitUntil,
)
from lingqu.journeys.domain import graph
from lingqu.journeys.domain.faults import fault, in_range, named, short, sized, unknown, within
from lingqu.journeys.domain.ground import Ground
from lingqu.journeys.domain.parts import step_place

WHOLE: Final = 1_000
_MINUTE, _SECOND, _DAY = timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)
_WEEK: Final = frozenset(range(1, 8))
_LATEST, _EARLIEST = 3660, -366


def problems_of_step(step: AnyStep, key: StepKey, definition: Definition, ground: Ground) -> Iterator[Problem]:
    """Give what is wrong with a step, its outlets aside."""
    place = step_place(key)
    if step.title is not None:
        yield from short(step.title, f"{place}.title")
    match step:
        case Message():
            yield from within(step.gathers, f"{place}.gathers", least=_MINUTE, most=_DAY)
        case Wait():
            yield from within(step.lasts, f"{place}.lasts", least=_SECOND)
        case WaitUntil():
            yield from _wait_until(step, place)
        case WaitDate():
            yield from _wait_date(step, place, ground)
        case WaitFor():
            yield from _wait_for(step, key, definition, ground)
        case Split():
            yield from sized(step.branches, f"{place}.branches")
            yield from named([one.name for one in step.branches], f"{place}.branches", taken=graph.PLAIN)
        case Draw():
            yield from _draw(step, place)
        case _:
            yield from _act(step, place, definition, ground)


def _act(
    step: Mark | SetAttribute | SetStage | ReachGoal | Exit, place: str, definition: Definition, ground: Ground
) -> Iterator[Problem]:
    match step:
        case Mark():
            yield from _mark(step, place, ground)
        case SetAttribute():
            yield from unknown("attribute", (step.key,), ground.words.attributes, f"{place}.key")
        case SetStage():
            yield from unknown("stage", (step.stage_id,), ground.stages, f"{place}.stage_id")
        case ReachGoal():
            if step.goal not in {one.name for one in definition.goals}:
                yield fault(
                    f"{place}.goal",
                    "unknown_goal",
                    f"there is no goal {step.goal!r}: add it to the goals, or name another",
                    name=step.goal,
                )
        case Exit():
            yield from short(step.reason, f"{place}.reason")


# ───────────────────────── waits ─────────────────────────


def _wait_until(step: WaitUntil, place: str) -> Iterator[Problem]:
    yield from _clock(step.clock, place)
    yield from in_range(step.days_later, f"{place}.days_later", 0, _LATEST)
    weekdays = frozenset(step.weekdays)
    if len(weekdays) < len(step.weekdays) or not weekdays <= _WEEK:
        yield fault(f"{place}.weekdays", "bad_weekdays", "weekdays are 1 (Monday) to 7, each once")
    elif not graph.usual_weekdays(step):
        yield fault(
            f"{place}.weekdays",
            "no_such_day",
            f"of these weekdays none is a {step.day}, but for festivals that may not be announced yet: ask for any day",
            day=step.day.value,
        )
    if step.since is Since.ARRIVAL and step.missed is not None:
        yield _idle_missed(place)


def _wait_date(step: WaitDate, place: str, ground: Ground) -> Iterator[Problem]:
    yield from _clock(step.clock, place)
    yield from in_range(step.offset_days, f"{place}.offset_days", _EARLIEST, _LATEST)
    attributes = ground.words.attributes
    yield from unknown("attribute", (step.attribute,), attributes, f"{place}.attribute")
    if attributes.get(step.attribute, AttributeType.DATE) is not AttributeType.DATE:
        yield fault(
            f"{place}.attribute",
            "no_date",
            f"{step.attribute} is no date: name an attribute that is one",
            key=step.attribute,
            type=attributes[step.attribute].value,
        )
    if step.yearly and step.missed is not None:
        yield _idle_missed(place)


def _idle_missed(place: str) -> Problem:
    message = "there is always a next one, so that none is missed: take missed away, or count from the entry or once"
    return fault(f"{place}.missed", "idle_missed", message)


def _clock(clock: time, place: str) -> Iterator[Problem]:
    if clock.tzinfo is not None or clock.microsecond:
        yield fault(f"{place}.clock", "bad_clock", "a clock time is the corp's, to the second: no offset, no fraction")


def _wait_for(step: WaitFor, key: StepKey, definition: Definition, ground: Ground) -> Iterator[Problem]:
    place = step_place(key)
    yield from sized(step.awaited, f"{place}.awaited")
    yield from named([one.name for one in step.awaited], f"{place}.awaited", taken=graph.PLAIN)
    yield from within(step.timeout, f"{place}.timeout", least=_MINUTE)
    for number, one in enumerate(step.awaited):
        yield from _awaited(one, f"{place}.awaited[{number}].on", key, definition, ground)


def _awaited(one: Awaited, place: str, key: StepKey, definition: Definition, ground: Ground) -> Iterator[Problem]:
    match one.on:
        case InSegment(segment_id=segment_id) | OutOfSegment(segment_id=segment_id):
            yield from unknown("segment", (segment_id,), ground.words.segments, f"{place}.segment_id")
        case MessageEnds(step=sent):
            yield from _message_ends(sent, f"{place}.step", key, definition)
        case OnEvent():
            pass


def _message_ends(sent: StepKey, place: str, key: StepKey, definition: Definition) -> Iterator[Problem]:
    steps = definition.steps
    message = steps.get(sent)
    if message is None:
        yield fault(place, "unknown_step", f"there is no step {sent!r}: name a message before this one", name=sent)
    elif not isinstance(message, Message):
        yield fault(place, "no_message", f"{sent!r} sends nothing: name a message before this step", name=sent)
    elif key not in graph.reached(steps, [sent]):
        yield fault(
            place,
            "never_sent",
            f"no way leads from {sent!r} to here: nobody has got it by then; name a message before this step",
            name=sent,
        )


# ───────────────────────── ways that part ─────────────────────────


def _draw(step: Draw, place: str) -> Iterator[Problem]:
    yield from sized(step.shares, f"{place}.shares")
    yield from named([one.name for one in step.shares], f"{place}.shares", taken=graph.PLAIN)
    for number, one in enumerate(step.shares):
        yield from in_range(one.permille, f"{place}.shares[{number}].permille", 1, WHOLE)
    together = sum(one.permille for one in step.shares)
    if together != WHOLE:
        yield fault(
            f"{place}.shares",
            "bad_shares",
            f"the shares make {together} of {WHOLE}: give them {WHOLE} together",
            together=together,
            whole=WHOLE,
        )
    if step.salt is not None:
        yield from short(step.salt, f"{place}.salt")


def _mark(step: Mark, place: str, ground: Ground) -> Iterator[Problem]:
    yield from unknown("tag", step.give, ground.words.tags, f"{place}.give")
    yield from unknown("tag", step.take, ground.words.tags, f"{place}.take")
    if not step.give and not step.take:
        yield fault(place, "no_tags", "name a tag to give or to take")
    both = sorted(frozenset(step.give) & frozenset(step.take))
    if both:
        yield fault(f"{place}.take", "given_and_taken", "a tag is given or taken, not both", tags=both)
    for name, tags in (("give", step.give), ("take", step.take)):
        if _repeats(tags):
            yield fault(f"{place}.{name}", "doubled_tag", "a tag stands here twice: take one away", tags=list(tags))


def _repeats(tags: Sequence[int]) -> bool:
    return len(frozenset(tags)) < len(tags)
