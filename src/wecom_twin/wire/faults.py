"""Faults on purpose: which calls they meet, what they do, and a record of each that was done."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import random

Effect = Literal["latency", "slow_answer", "status", "errcode", "reset", "answer_lost", "truncated"]

FaultClock = Literal["twin", "wall"]

BEFORE: frozenset[Effect] = frozenset({"status", "errcode", "reset"})
"""In place of the call: it has no effect."""
AFTER: frozenset[Effect] = frozenset({"answer_lost", "truncated"})
"""The call has had its effect, and the caller does not learn it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A rule. It meets a call that fits every condition given; the first rule that does has its way.

    Latencies are the exception: they add up and leave the call to the other rules.
    """

    effect: Effect
    id: str = ""
    corpid: str | None = None
    path: str = "/cgi-bin/*"
    """A path, or the beginning of paths with `*` at the end."""
    nth: int | None = None
    """Only the n-th call that fits the other conditions, counted from 1 since the rule was set."""
    permille: int = 1000
    """Only so many of a thousand calls, drawn by the plan's seed."""
    times: int | None = None
    """At most so often."""
    since: float | None = None
    """From this instant on: unix seconds of the world, or with `clock` "wall" real seconds after the rule was set."""
    until: float | None = None
    """Before this instant."""
    clock: FaultClock = "twin"
    """What `since` and `until` are read from."""
    seconds: float = 1.0
    """Real seconds, for `latency` (before the call's effect) and `slow_answer` (after it)."""
    status: int = 502
    errcode: int = -1

    def __post_init__(self) -> None:
        if (self.nth is not None and self.nth < 1) or not 0 <= self.permille <= 1000:  # noqa: PLR2004 - permille
            raise ValueError("nth counts from 1, permille from 0 to 1000")

    def fits(self, *, corpid: str, path: str, at: float) -> bool:
        """Whether a call meets the conditions that do not count or draw; `at` is of the rule's own clock."""
        if self.corpid not in (None, corpid):
            return False
        if not (path.startswith(self.path[:-1]) if self.path.endswith("*") else path == self.path):
            return False
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Injection:
    """A fault that was done to a call."""

    at: float
    fault_id: str
    effect: Effect
    corpid: str
    path: str
    call_id: int
    """The call as the gate counts it; 0 when it never came that far."""


@dataclass(slots=True)
class _Rule:
    fault: Fault
    set_at: float
    """Of the machine's monotonic clock."""
    met: int = 0
    done: int = 0


@dataclass(slots=True)
class FaultPlan:
    """The rules in force, in the order they were set."""

    chance: random.Random
    monotonic: Callable[[], float] = time.monotonic
    """Real seconds, for rules that go by the wall."""
    injections: list[Injection] = field(default_factory=list)
    _rules: dict[str, _Rule] = field(default_factory=dict)
    _count: int = 0

    def add(self, fault: Fault) -> Fault:
        """Set a rule; it gets an id if it has none."""
        self._count += 1
        if not fault.id:
            fault = replace(fault, id=f"fault-{self._count}")
        self._rules[fault.id] = _Rule(fault, self.monotonic())
        return fault

    def remove(self, fault_id: str) -> bool:
        """Lift a rule; false if there is none of that id."""
        return self._rules.pop(fault_id, None) is not None

    def clear(self) -> None:
        """Lift all rules; what was injected stays on record."""
        self._rules.clear()

    def faults(self) -> list[Fault]:
        """The rules in force."""
        return [rule.fault for rule in self._rules.values()]

    def draw(self, *, corpid: str, path: str, at: float) -> list[Fault]:
        """What is done to a call: any latencies, and one other fault at most."""
        drawn: list[Fault] = []
        decided = False
        for rule in self._rules.values():
            delays = rule.fault.effect in ("latency", "slow_answer")
            if (delays or not decided) and self._strikes(rule, corpid=corpid, path=path, at=at):
                rule.done += 1
                drawn.append(rule.fault)
                decided = decided or not delays
        return drawn

    def _strikes(self, rule: _Rule, *, corpid: str, path: str, at: float) -> bool:
        fault = rule.fault
        shown = at if fault.clock == "twin" else self.monotonic() - rule.set_at
        if not fault.fits(corpid=corpid, path=path, at=shown):
            return False
        rule.met += 1
        if fault.times is not None and rule.done >= fault.times:
            return False
        if fault.nth is not None and rule.met != fault.nth:
            return False
        return fault.permille == 1000 or self.chance.randrange(1000) < fault.permille  # noqa: PLR2004 - permille

    def record(self, fault: Fault, *, at: float, corpid: str, path: str, call_id: int) -> None:
        """Write down that a fault was done."""
        self.injections.append(Injection(at, fault.id, fault.effect, corpid, path, call_id))
