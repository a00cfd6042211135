"""From journeys to text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from lingqu.journeys.contracts.definition import (
    QUARTER,
    AfterDays,
    AfterEnd,
    AnyStep,
    Awaited,
    DayKind,
    Definition,
    Draw,
    Entry,
    EventEntry,
    Exit,
    InSegment,
    ManualEntry,
    Mark,
    Message,
    MessageEnds,
    Never,
    OnEvent,
    OutOfSegment,
    PerKey,
    ReachGoal,
    ReEntry,
    Repeat,
    ScheduleEntry,
    SegmentEntry,
    SetAttribute,
    SetStage,
    Since,
    Split,
    StepKey,
    To,
    Trigger,
    Wait,
    WaitDate,
    WaitFor,
    WaitUntil,
)
from lingqu.journeys.domain import graph
from lingqu.journeys.domain.text.parts import Parts
from lingqu.journeys.domain.text.words import END, KINDS, THEN, WEEKDAYS
from lingqu.kernel.days import CORP_ZONE
from lingqu.kernel.text.book import Book, Noun
from lingqu.kernel.text.values import write_clock, write_duration, write_instant, write_share
from lingqu.kernel.text.writing import dump


def write_journeys(several: Iterable[tuple[str, Definition]], book: Book, parts: Parts) -> str:
    """Return the text of named definitions; `domain.text.reading` reads it. Pictures are called by their keys."""
    writer = Writer(book, parts)
    return dump({"journeys": [writer.journey(name, definition) for name, definition in several]})


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes journeys as lists and mappings of plain values, names instead of numbers."""

    book: Book
    parts: Parts

    def journey(self, name: str, definition: Definition) -> dict[str, Any]:
        """Return a journey. Its steps are in the order of their ways, so that equal definitions are equal texts."""
        return _some(
            name=name,
            programme=self._name(Noun.PROGRAMME, definition.programme_id),
            entry=[self._entry(one) for one in definition.entries],
            again=_again(definition.re_entry),
            goals=[
                {"name": one.name, "event": self.parts.write_event(one.event), "within": write_duration(one.within)}
                for one in definition.goals
            ]
            or None,
            exits=_some(
                on_goal=None if definition.exits.on_goal else False,
                condition_ends=definition.exits.condition_ends or None,
            )
            or None,
            steps=self._steps(definition),
        )

    def _name(self, noun: Noun, number: int | None) -> str | None:
        return None if number is None else self.book.name(noun, number)

    # ───────────────────────── ways in ─────────────────────────

    def _entry(self, entry: Entry) -> dict[str, Any] | str:
        match entry:
            case EventEntry():
                return _some(event=self.parts.write_event(entry.event), key=entry.key)
            case SegmentEntry():
                return {"segment": self.book.name(Noun.SEGMENT, entry.segment_id)}
            case ScheduleEntry():
                return {
                    "schedule": _some(
                        segment=self.book.name(Noun.SEGMENT, entry.segment_id),
                        first=write_instant(entry.first_at, CORP_ZONE),
                        repeat=None if entry.repeat is Repeat.ONCE else entry.repeat.value,
                    )
                }
            case ManualEntry():
                return "manual"

    # ───────────────────────── steps ─────────────────────────

    def _steps(self, definition: Definition) -> list[dict[str, Any]]:
        """Return the steps; those to which no way leads, in the order of their names, behind all others."""
        steps = definition.steps
        order = graph.reached(steps, [definition.first, *sorted(steps)])
        return [
            self._step(key, steps[key], following) for key, following in zip(order, [*order[1:], None], strict=True)
        ]

    def _step(self, key: StepKey, step: AnyStep, following: To) -> dict[str, Any]:
        onwards = getattr(step, "next", following)
        return _some(
            name=key,
            title=step.title,
            **{KINDS[type(step)]: self._kind(step)},
            then=None if onwards == following else _to(onwards),
        )

    def _kind(self, step: AnyStep) -> Any:
        match step:
            case Message():
                return _some(**self.parts.write_contents(step.contents), gathers=_unless(step.gathers, QUARTER))
            case Wait():
                return write_duration(step.lasts)
            case WaitUntil() | WaitDate():
                return _until(step) if isinstance(step, WaitUntil) else _date(step)
            case WaitFor():
                return self._for(step)
            case Split() | Draw():
                return self._parting(step)
            case _:
                return self._act(step)

    def _for(self, step: WaitFor) -> dict[str, Any]:
        return _some(
            awaited=[self._awaited(one) for one in step.awaited],
            timeout=write_duration(step.timeout),
            since=_since(step.since),
            late=_to(step.late),
        )

    def _awaited(self, one: Awaited) -> dict[str, Any]:
        return {"name": one.name, **self._trigger(one.on), THEN: _to(one.to)}

    def _trigger(self, on: Trigger) -> dict[str, Any]:
        match on:
            case OnEvent():
                return {"event": self.parts.write_event(on.event)}
            case InSegment():
                return {"in_segment": self.book.name(Noun.SEGMENT, on.segment_id)}
            case OutOfSegment():
                return {"out_of_segment": self.book.name(Noun.SEGMENT, on.segment_id)}
            case MessageEnds():
                return {"received" if on.received else "not_received": on.step}

    def _parting(self, step: Split | Draw) -> dict[str, Any]:
        if isinstance(step, Draw):
            shares = [{"name": one.name, "share": write_share(one.permille), THEN: _to(one.to)} for one in step.shares]
            return _some(shares=shares, salt=step.salt)
        branches = [
            {"name": one.name, "when": self.parts.write_condition(one.when, self.book), THEN: _to(one.to)}
            for one in step.branches
        ]
        return {"branches": branches, "otherwise": _to(step.otherwise)}

    def _act(self, step: Mark | SetAttribute | SetStage | ReachGoal | Exit) -> Any:
        match step:
            case Mark():
                names = {
                    word: [self.book.name(Noun.TAG, one) for one in tags] or None
                    for word, tags in (("give", step.give), ("take", step.take))
                }
                return _some(**names)
            case SetAttribute():
                return _some(key=step.key, value=step.value)
            case SetStage():
                return self.book.name(Noun.STAGE, step.stage_id)
            case ReachGoal():
                return step.goal
            case Exit():
                return step.reason


def _until(step: WaitUntil) -> dict[str, Any]:
    return _some(
        clock=write_clock(step.clock),
        days_later=step.days_later or None,
        since=_since(step.since),
        day=None if step.day is DayKind.ANY else step.day.value,
        weekdays=[WEEKDAYS[one - 1] for one in step.weekdays] or None,
        missed=step.missed,
    )


def _date(step: WaitDate) -> dict[str, Any]:
    return _some(
        attribute=step.attribute,
        clock=write_clock(step.clock),
        offset_days=step.offset_days or None,
        yearly=step.yearly or None,
        missing=step.missing,
        missed=step.missed,
    )


def _again(re_entry: ReEntry) -> str | None:
    match re_entry:
        case Never():
            return None
        case AfterEnd():
            return "after_end"
        case AfterDays():
            return write_duration(timedelta(days=re_entry.days))
        case PerKey():
            return "per_key"


def _since(since: Since) -> str | None:
    return None if since is Since.ARRIVAL else since.value


def _unless(duration: timedelta, usual: timedelta) -> str | None:
    return None if duration == usual else write_duration(duration)


def _to(to: To) -> str:
    return END if to is None else to


def _some(**fields: Any) -> dict[str, Any]:
    """Return what says something."""
    return {key: value for key, value in fields.items() if value is not None}
