"""A small model of enrollment: one journey and its customers, as an author would explain it, without a database.

Between two lapses of time everything happens at one instant, in any order: what becomes of it is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from doubles.journeys import message
from lingqu.journeys.contracts.definition import (
    AfterDays,
    AfterEnd,
    Awaited,
    Definition,
    EventEntry,
    Exit,
    Exits,
    Goal,
    ManualEntry,
    Never,
    OnEvent,
    PerKey,
    ReEntry,
    SetAttribute,
    Wait,
    WaitFor,
)
from lingqu.segments.contracts.definition import EventMatch

HOUR = timedelta(hours=1)
VISITED, PAID, JOINED = "page.opened", "order.paid", "order.placed"
KEY, PASSED = "page", "passed"
RESTS, WAITS, ASKS_AGAIN = 2 * HOUR, 6 * HOUR, 1 * HOUR
AIMS_WITHIN = 10 * HOUR
State = Literal["running", "parked", "ended"]


def definition(re_entry: ReEntry, *, ends_on_goal: bool) -> Definition:
    """A rest, a wait for a payment, an attribute, a message, and round again until nobody pays."""
    paid = OnEvent(event=EventMatch(name=PAID))
    return Definition(
        entries=(ManualEntry(), EventEntry(event=EventMatch(name=VISITED), key=KEY)),
        re_entry=re_entry,
        goals=(Goal(name="下单", event=EventMatch(name=JOINED), within=AIMS_WITHIN),),
        exits=Exits(on_goal=ends_on_goal),
        first="rests",
        steps={
            "rests": Wait(lasts=RESTS, next="waits"),
            "waits": WaitFor(awaited=(Awaited(name="paid", on=paid, to="marks"),), timeout=WAITS, late="leaves"),
            "marks": SetAttribute(key=PASSED, value="是", next="writes"),
            "writes": message(next="rests_again"),
            "rests_again": Wait(lasts=ASKS_AGAIN, next="waits"),
            "leaves": Exit(reason="没买"),
        },
    )


@dataclass(slots=True)
class Passage:
    """Where somebody stands."""

    key: str
    entered_at: datetime
    arrived_at: datetime
    state: State = "running"
    step: str = "rests"
    visit: int = 1
    reason: str | None = None
    goal: str | None = None

    @property
    def shown(self) -> tuple[str, str, int, str | None, str | None]:
        """As it is compared."""
        return self.state, self.step, self.visit, self.reason, self.goal


@dataclass(slots=True)
class Model:
    """A journey: who is on the way, and what happened to them."""

    re_entry: ReEntry
    ends_on_goal: bool
    poisoned: int | None = None
    """For whom the attribute cannot be set."""
    runs: bool = True
    """Whether anybody goes on."""
    passages: dict[int, list[Passage]] = field(default_factory=dict)
    payments: dict[int, list[datetime]] = field(default_factory=dict)

    def enter(self, whom: int, key: str, at: datetime) -> None:
        """Let somebody in, where they may."""
        past = self.passages.setdefault(whom, [])
        if self._may(past, key if isinstance(self.re_entry, PerKey) else "", at):
            past.append(Passage(key if isinstance(self.re_entry, PerKey) else "", at, at))

    def _may(self, past: list[Passage], key: str, at: datetime) -> bool:
        under_way = any(one.state != "ended" for one in past)
        match self.re_entry:
            case PerKey():
                return all(one.key != key for one in past)
            case Never():
                return not past
            case AfterEnd():
                return not under_way
            case AfterDays(days=days):
                return not under_way and (not past or at >= past[-1].entered_at + timedelta(days=days))

    def pay(self, whom: int, at: datetime) -> None:
        """Somebody pays."""
        self.payments.setdefault(whom, []).append(at)

    def join(self, whom: int, at: datetime) -> None:
        """Somebody does what the journey is for."""
        for one in self.passages.get(whom, []):
            if one.goal is None and one.entered_at < at <= one.entered_at + AIMS_WITHIN:
                one.goal = "下单"
                if self.ends_on_goal and one.state != "ended":
                    one.state, one.reason = "ended", "goal"

    def next_due(self) -> datetime | None:
        """Return when somebody goes on next."""
        dues = [
            one.arrived_at + {"rests": RESTS, "waits": WAITS, "rests_again": ASKS_AGAIN}[one.step]
            for some in self.passages.values()
            for one in some
            if one.state == "running"
        ]
        return min(dues, default=None) if self.runs else None

    def advance(self, at: datetime) -> None:
        """Move everybody on as far as they get now."""
        if not self.runs:
            return
        for whom, some in self.passages.items():
            for one in some:
                while one.state == "running" and self._step(whom, one, at):
                    pass

    def _step(self, whom: int, one: Passage, at: datetime) -> bool:
        """Go one step on; tell whether that was one."""
        lasted, to = at - one.arrived_at, None
        match one.step:
            case "rests":
                to = "waits" if lasted >= RESTS else None
            case "rests_again":
                to = "waits" if lasted >= ASKS_AGAIN else None
            case "marks" if whom == self.poisoned:
                one.state = "parked"
            case "marks":
                to = "writes"
            case "writes":
                to = "rests_again"
            case "leaves":
                one.state, one.reason = "ended", "没买"
            case _:
                paid = any(one.arrived_at < each <= at for each in self.payments.get(whom, []))
                to = "marks" if paid else "leaves" if lasted >= WAITS else None
        if to is not None:
            one.step, one.visit, one.arrived_at = to, one.visit + 1, at
        return to is not None
