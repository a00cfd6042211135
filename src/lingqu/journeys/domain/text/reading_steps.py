"""From text to steps: a list in which each leads on to the next one, unless it says where else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from functools import partial
from typing import Any, Final

from msgspec.structs import replace

from lingqu.journeys.contracts.definition import (
    QUARTER,
    AnyStep,
    Awaited,
    Branch,
    DayKind,
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
    Share,
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
from lingqu.journeys.domain.text import words
from lingqu.journeys.domain.text.parts import Parts
from lingqu.kernel.text.book import Noun, near
from lingqu.kernel.text.fields import Desk, Fields
from lingqu.kernel.text.tree import Spot
from lingqu.kernel.text.values import read_clock, read_share
from lingqu.outreach.contracts.texts import PictureNamed
from lingqu.segments.contracts.definition import All, EventMatch

_NO_TIME: Final = timedelta()
_MIDNIGHT: Final = time()
_NO_EVENT: Final = EventMatch(name="")


@dataclass(slots=True)
class _Place:
    """Where a step stands among the others."""

    place: str
    following: To


@dataclass(slots=True)
class StepReader:
    """Reads the steps of one journey; faults are noted at the desk, and reading goes on."""

    desk: Desk
    parts: Parts
    pictures: list[PictureNamed] = field(default_factory=list[PictureNamed])
    _named: list[StepKey] = field(default_factory=list[StepKey])

    def steps(self, spots: Sequence[Spot]) -> dict[StepKey, AnyStep]:
        """Return the steps by their names, in the order of the text."""
        # Which fields there may be is known with the kind.
        several = [Fields(self.desk, spot, "$.steps", list(spot.keys)) for spot in spots]
        self._named = [one.need("name", one.text, "", place="name") for one in several]
        self._refuse_doubled(several)
        read = [
            self._step(fields, _Place(f"$.steps.{key}", following))
            for fields, key, following in zip(several, self._named, [*self._named[1:], None], strict=False)
        ]
        return {key: step for key, step in zip(self._named, read, strict=True) if step is not None}

    def _refuse_doubled(self, several: Sequence[Fields]) -> None:
        met: dict[str, int] = {}
        for fields, name in zip(several, self._named, strict=True):
            line = fields.spot.mark.line
            if name in met:
                self.desk.faults.add(fields.spot.mark, "step_twice", name=name, line=met[name])
            met.setdefault(name, line)

    def _step(self, named: Fields, at: _Place) -> AnyStep | None:
        kinds = [kind for kind in _KINDS if kind in named]
        if len(kinds) != 1:
            if isinstance(named.spot.value, dict):
                self.desk.faults.add(named.spot.mark, "one_kind", met=kinds, known=list(_KINDS))
            return None
        [kind] = kinds
        leads_on = [words.THEN] if kind not in _PARTING else []
        fields = Fields(self.desk, named.spot, at.place, ("name", "title", kind, *leads_on))
        self.desk.marks[at.place] = named.spot.mark
        title = fields.read("title", fields.text, None)
        led = {"next": self._to(fields, words.THEN, at, place="next")} if leads_on else {}
        step = _KINDS[kind](self, named.read(kind, _itself, named.spot), at)
        return replace(step, title=title, **led)

    def _to(self, fields: Fields, key: str, at: _Place, *, place: str | None = None) -> To:
        """Return where an outlet leads; one that says nothing leads on to the following step."""
        return fields.read(key, partial(self._name, fields), at.following, place=place)

    def _name(self, fields: Fields, spot: Spot) -> To:
        name = fields.text(spot)
        if name == words.END:
            return None
        if name not in self._named:
            self.desk.faults.add(spot.mark, "no_step", name=name, near=near(name, self._named))
        return name

    # ───────────────────────── kinds ─────────────────────────

    def message(self, spot: Spot, at: _Place) -> Message:
        """A text alone, or the fields of contents."""
        if not isinstance(spot.value, dict):
            spot = _only(spot, "text")
        fields = Fields(self.desk, spot, at.place, (*self.parts.content_fields, "gathers"))
        contents, pictures = self.parts.read_contents(fields, f"{at.place}.contents")
        self.pictures += pictures
        return Message(contents=contents, gathers=fields.read("gathers", fields.duration, QUARTER))

    def wait(self, spot: Spot, at: _Place) -> Wait:
        """A duration."""
        fields = Fields(self.desk, _only(spot, "lasts"), at.place, ("lasts",))
        return Wait(lasts=fields.need("lasts", fields.duration, _NO_TIME))

    def wait_until(self, spot: Spot, at: _Place) -> WaitUntil:
        """A clock time alone, or with the day."""
        if not isinstance(spot.value, dict):
            spot = _only(spot, "clock")
        fields = Fields(self.desk, spot, at.place, words.UNTIL)
        return WaitUntil(
            clock=fields.need("clock", partial(_clock, fields), _MIDNIGHT),
            days_later=fields.read("days_later", fields.whole, 0),
            since=fields.read("since", fields.choice(Since), Since.ARRIVAL),
            day=fields.read("day", fields.choice(DayKind), DayKind.ANY),
            weekdays=fields.read("weekdays", partial(_weekdays, fields), ()),
            missed=fields.read("missed", partial(self._name, fields), None),
        )

    def wait_date(self, spot: Spot, at: _Place) -> WaitDate:
        """A date of the customer."""
        fields = Fields(self.desk, spot, at.place, words.DATE)
        return WaitDate(
            attribute=fields.need("attribute", fields.text, ""),
            clock=fields.need("clock", partial(_clock, fields), _MIDNIGHT),
            offset_days=fields.read("offset_days", fields.whole, 0),
            yearly=fields.read("yearly", fields.truth, default=False),
            missing=fields.read("missing", partial(self._name, fields), None),
            missed=fields.read("missed", partial(self._name, fields), None),
        )

    def wait_for(self, spot: Spot, at: _Place) -> WaitFor:
        """Several things, and a time."""
        fields = Fields(self.desk, spot, at.place, words.FOR)
        return WaitFor(
            awaited=self._each(fields, "awaited", at, self._awaited),
            timeout=fields.need("timeout", fields.duration, _NO_TIME),
            since=fields.read("since", fields.choice(Since), Since.ARRIVAL),
            late=self._to(fields, "late", at),
        )

    def _each(self, fields: Fields, key: str, at: _Place, one: Callable[[Spot, str, _Place], Any]) -> tuple[Any, ...]:
        spots = fields.need(key, fields.items, ())
        read = [one(spot, f"{fields.place}.{key}[{number}]", at) for number, spot in enumerate(spots)]
        return tuple(each for each in read if each is not None)

    def _awaited(self, spot: Spot, place: str, at: _Place) -> Awaited | None:
        self.desk.marks[place] = spot.mark
        fields = Fields(self.desk, spot, place, words.AWAITED)
        kinds = [kind for kind in words.TRIGGERS if kind in fields]
        if len(kinds) != 1:
            self.desk.faults.add(spot.mark, "one_trigger", met=kinds, known=list(words.TRIGGERS))
            return None
        return Awaited(
            name=fields.need("name", fields.text, ""),
            on=self._trigger(fields, kinds[0]),
            to=self._to(fields, words.THEN, at, place="to"),
        )

    def _trigger(self, fields: Fields, kind: str) -> Trigger:
        if kind == "event":
            place = f"{fields.place}.on.event"
            read = partial(self.parts.read_event, self.desk)
            return OnEvent(event=fields.need(kind, lambda spot: read(spot, place), _NO_EVENT, place="on.event"))
        if kind in {"in_segment", "out_of_segment"}:
            segment_id = fields.need(kind, fields.name(Noun.SEGMENT), 0, place="on.segment_id")
            return InSegment(segment_id=segment_id) if kind == "in_segment" else OutOfSegment(segment_id=segment_id)
        sent = fields.need(kind, partial(self._name, fields), "", place="on.step")
        return MessageEnds(step=sent or "", received=kind == "received")

    def split(self, spot: Spot, at: _Place) -> Split:
        """Branches by conditions."""
        fields = Fields(self.desk, spot, at.place, words.SPLIT)
        return Split(
            branches=self._each(fields, "branches", at, self._branch), otherwise=self._to(fields, "otherwise", at)
        )

    def _branch(self, spot: Spot, place: str, at: _Place) -> Branch:
        self.desk.marks[place] = spot.mark
        fields = Fields(self.desk, spot, place, words.BRANCH)
        read = partial(self.parts.read_condition, self.desk)
        return Branch(
            name=fields.need("name", fields.text, ""),
            when=fields.need("when", lambda one: read(one, f"{place}.when"), All(of=())),
            to=self._to(fields, words.THEN, at, place="to"),
        )

    def draw(self, spot: Spot, at: _Place) -> Draw:
        """Shares by lot."""
        fields = Fields(self.desk, spot, at.place, words.DRAW)
        return Draw(shares=self._each(fields, "shares", at, self._share), salt=fields.read("salt", fields.text, None))

    def _share(self, spot: Spot, place: str, at: _Place) -> Share:
        self.desk.marks[place] = spot.mark
        fields = Fields(self.desk, spot, place, words.SHARE)
        return Share(
            name=fields.need("name", fields.text, ""),
            permille=fields.need("share", partial(_permille, fields), 0, place="permille"),
            to=self._to(fields, words.THEN, at, place="to"),
        )

    def mark(self, spot: Spot, at: _Place) -> Mark:
        """Tags given and taken."""
        fields = Fields(self.desk, spot, at.place, words.MARK)
        return Mark(
            give=fields.read("give", fields.names(Noun.TAG), ()), take=fields.read("take", fields.names(Noun.TAG), ())
        )

    def set_attribute(self, spot: Spot, at: _Place) -> SetAttribute:
        """An attribute's value, or none."""
        fields = Fields(self.desk, spot, at.place, words.SET)
        return SetAttribute(
            key=fields.need("key", fields.text, ""), value=fields.read("value", partial(_value, fields), None)
        )

    def set_stage(self, spot: Spot, at: _Place) -> SetStage:
        """A stage by name."""
        fields = Fields(self.desk, _only(spot, "stage_id"), at.place, ("stage_id",))
        return SetStage(stage_id=fields.need("stage_id", fields.name(Noun.STAGE), 0))

    def goal(self, spot: Spot, at: _Place) -> ReachGoal:
        """A goal by name."""
        fields = Fields(self.desk, _only(spot, "goal"), at.place, ("goal",))
        return ReachGoal(goal=fields.need("goal", fields.text, ""))

    def exit(self, spot: Spot, at: _Place) -> Exit:
        """A reason."""
        fields = Fields(self.desk, _only(spot, "reason"), at.place, ("reason",))
        return Exit(reason=fields.need("reason", fields.text, ""))


_KINDS: Final[dict[str, Callable[[StepReader, Spot, _Place], AnyStep]]] = {
    "message": StepReader.message,
    "wait": StepReader.wait,
    "wait_until": StepReader.wait_until,
    "wait_date": StepReader.wait_date,
    "wait_for": StepReader.wait_for,
    "split": StepReader.split,
    "draw": StepReader.draw,
    "mark": StepReader.mark,
    "set": StepReader.set_attribute,
    "stage": StepReader.set_stage,
    "goal": StepReader.goal,
    "exit": StepReader.exit,
}
assert tuple(_KINDS) == tuple(words.KINDS.values())  # noqa: S101  what is written can be read
_PARTING: Final = frozenset({"wait_for", "split", "draw", "exit"})
"""Kinds whose outlets are their parts', or that have none."""


def _itself(spot: Spot) -> Spot:
    return spot


def _only(spot: Spot, key: str) -> Spot:
    """Return a mapping of one field: what stands alone is read as if it were named."""
    return Spot(spot.mark, {key: spot}, keys={key: spot.mark})


def _clock(fields: Fields, spot: Spot) -> time:
    found = read_clock(fields.text(spot))
    if found is None:
        fields.fault(spot, "clock", written=spot.written)
    return found or _MIDNIGHT


def _weekdays(fields: Fields, spot: Spot) -> tuple[int, ...]:
    read: list[int] = []
    for one in fields.items(spot):
        word = fields.text(one)
        if word in words.WEEKDAYS:
            read.append(words.WEEKDAYS.index(word) + 1)
        else:
            fields.fault(one, "choice", word=word, known=list(words.WEEKDAYS), near=near(word, words.WEEKDAYS))
    return tuple(read)


def _permille(fields: Fields, spot: Spot) -> int:
    found = read_share(fields.text(spot))
    if found is None:
        fields.fault(spot, "share", written=spot.written)
    return found or 0


def _value(fields: Fields, spot: Spot) -> Any:
    return list(fields.texts(spot)) if isinstance(spot.value, list) else fields.any_scalar(spot)
