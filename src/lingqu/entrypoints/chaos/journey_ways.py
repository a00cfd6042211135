"""One passage of `lingqu chaos journeys`, gone through once more by its definition and what the day had told.

The definitions are read here anew: nothing of how journeys decide is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any

from lingqu.entrypoints.chaos import journey_words as words
from lingqu.entrypoints.chaos.journey_day import JourneyDay
from lingqu.kernel.days import CORP_ZONE

SLACK = 300.0
"""Virtual seconds by which something may come later than it is due."""
MOST_EVIDENCE = 12
WHOLE, HALF = 1_000, 500
_LASTS = {"PT20M": 1_200.0, "PT1H": 3_600.0, "PT2H": 7_200.0, "PT3H": 10_800.0, "PT6H": 21_600.0, "PT8H": 28_800.0}
Expected = tuple[float | None, str | None]
"""When and by which outlet a step is left; None where either may be."""


@dataclass(slots=True)
class Turn:
    """A step that was passed."""

    visit: int
    step: str
    outlet: str
    to: str | None
    at: float


@dataclass(slots=True, kw_only=True)
class Passage:
    """What the platform recorded of one."""

    number: int
    name: str
    whom: str
    customer_id: int
    key: str
    state: str
    step: str
    visit: int
    entered_at: float
    reason: str | None
    goal: str | None
    error: str | None
    entered: int = 0
    turns: list[Turn] = field(default_factory=list)
    ended_at: list[float] = field(default_factory=list)
    goals: int = 0

    def __str__(self) -> str:
        return f"{self.name} {self.whom} passage {self.number}"


@dataclass(slots=True)
class Verdict:
    """What is wrong, and what happened."""

    repeated: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Another way than the definition, or earlier than it."""
    passages: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    steps: int = 0
    messages: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    goals: int = 0

    @property
    def evidence(self) -> list[str]:
        """Some of what is wrong, for people to look at."""
        return [
            f"{word}: {line}"
            for word in ("repeated", "lost", "stuck", "wrong")
            for line in getattr(self, word)[:MOST_EVIDENCE]
        ]


@dataclass(slots=True)
class Way:
    """One passage, step by step."""

    one: Passage
    day: JourneyDay
    verdict: Verdict

    def judge(self) -> None:
        """Go through it."""
        one = self.one
        if one.state != "ended":
            self.verdict.stuck.append(f"{one}: {one.state} at {one.step} {one.error or ''}")
        one.turns.sort(key=lambda turn: turn.visit)
        steps, came_to, came_at = self.day.maps[one.name]["steps"], self.day.maps[one.name]["first"], one.entered_at
        for number, turn in enumerate(one.turns, start=1):
            if turn.visit != number:
                self.verdict.lost.append(f"{one}: visit {number} was never told")
                return
            if turn.step != came_to:
                self.verdict.wrong.append(f"{one}: stood at {turn.step}, not {came_to}")
                return
            self._leaves(steps[came_to], turn, came_at)
            if turn.to != leads(steps[came_to])[turn.outlet]:
                self.verdict.wrong.append(f"{one}: {turn.outlet} of {turn.step} led to {turn.to}")
                return
            if turn.to is None:
                break
            came_to, came_at = turn.to, turn.at
        self._ends(came_to, came_at)

    def _ends(self, stood_at: str, came_at: float) -> None:
        one = self.one
        walked_out = bool(one.turns) and one.turns[-1].to is None
        if walked_out == bool(one.ended_at) or len(one.ended_at) > 1:
            wrong = self.verdict.repeated if one.ended_at else self.verdict.lost
            wrong.append(f"{one}: its end was told {len(one.ended_at) + walked_out} times")
        ended_at = one.turns[-1].at if walked_out else max(one.ended_at, default=came_at)
        step = self.day.maps[one.name]["steps"][stood_at]
        if one.reason not in {"goal", "condition"} and not walked_out and step.get("reason") != one.reason:
            self.verdict.wrong.append(f"{one}: ended at {stood_at} for {one.reason}")
        if one.name == words.AIMING:
            self._aims(ended_at)
        if one.name == words.TASTING:
            self._tastes(ended_at)

    def _aims(self, ended_at: float) -> None:
        one = self.one
        joined = [
            each
            for each in self.day.joins
            if each.name == one.whom and one.entered_at < each.at <= one.entered_at + words.AIM_WITHIN_SECONDS
        ]
        surely = [each for each in joined if each.at > one.entered_at + SLACK]
        if surely and one.goal is None:
            self.verdict.lost.append(f"{one}: they joined, and no goal was noted")
        if one.goal is not None and not joined:
            self.verdict.wrong.append(f"{one}: a goal that nobody reached")
        if one.goals > 1:
            self.verdict.repeated.append(f"{one}: a goal noted {one.goals} times")
        if one.reason == "goal" and not any(each.at <= ended_at for each in joined):
            self.verdict.wrong.append(f"{one}: ended by a goal before it was reached")
        late = [each for each in surely if each.known_at + SLACK < ended_at]
        if late:
            self.verdict.stuck.append(f"{one}: went on {ended_at - late[0].known_at:.0f} s after its goal")

    def _tastes(self, ended_at: float) -> None:
        one, left = self.one, self.day.left.get(self.one.whom)
        if one.reason == "condition":
            if left is None or ended_at < left:
                self.verdict.wrong.append(f"{one}: ended though they are of the segment")
            elif ended_at > left + SLACK:
                self.verdict.stuck.append(f"{one}: ended {ended_at - left:.0f} s after they left the segment")
        elif left is not None and ended_at > left + SLACK:
            self.verdict.lost.append(f"{one}: went on though they left the segment")

    # ───────────────────────── when and by which way a step is left ─────────────────────────

    def _leaves(self, step: Mapping[str, Any], turn: Turn, came_at: float) -> None:
        """Hold when and by which outlet a step was left against what it says."""
        until, outlet = self._expected(step, turn, came_at)
        if outlet is not None and turn.outlet != outlet:
            self.verdict.wrong.append(f"{self.one}: left {turn.step} by {turn.outlet}, not {outlet}")
        if until is None:
            return
        if turn.at < until - 0.001:
            self.verdict.wrong.append(f"{self.one}: left {turn.step} {until - turn.at:.0f} s early")
        elif turn.at > until + SLACK:
            self.verdict.stuck.append(f"{self.one}: left {turn.step} {turn.at - until:.0f} s late")

    def _expected(self, step: Mapping[str, Any], turn: Turn, came_at: float) -> Expected:
        expected: Expected = came_at, "next"
        match step["kind"]:
            case "wait":
                expected = came_at + _LASTS[step["lasts"]], "next"
            case "wait_until":
                expected = _next(came_at, step["clock"]), "next"
            case "wait_date":
                born = self.day.birthdays[self.one.whom]
                expected = (came_at, "missing") if born is None else (_returns(came_at, born, step["clock"]), "next")
            case "wait_for":
                expected = self._awaited(step, turn, came_at)
            case "split":
                expected = came_at, words.GOLD if self.one.whom in self.day.crowd.tagged[words.GOLD] else "otherwise"
            case "draw":
                first = drawn(step["salt"], self.one.customer_id) < HALF
                expected = came_at, step["shares"][0 if first else 1]["name"]
            case _:
                pass
        return expected

    def _awaited(self, step: Mapping[str, Any], turn: Turn, came_at: float) -> Expected:
        """Of what WeCom tells the instant is not the day's to know; of payments it is."""
        ends_at = came_at + _LASTS[step["timeout"]]
        if step.get("since") != "entry":
            return (ends_at, None) if turn.outlet == "late" else (None, None)
        name = step["awaited"][0]["name"]
        paid = [one for one in self.day.payments if one.name == self.one.whom and one.at > self.one.entered_at]
        if not paid:
            return ends_at, "late"
        first = paid[0]
        if abs(first.at - ends_at) < SLACK:
            return None, None  # at the edge either is right
        if first.at > ends_at:
            return ends_at, "late"
        # It may have been known before it was acknowledged.
        return max(came_at, min(turn.at, first.known_at) if turn.at >= first.at else first.at), name


def leads(step: Mapping[str, Any]) -> dict[str, str | None]:
    """Return where each outlet of a step leads."""
    parts = [*step.get("awaited", ()), *step.get("branches", ()), *step.get("shares", ())]
    found = {one["name"]: one.get("to") for one in parts}
    for name in ("next", "late", "otherwise", "missing", "missed"):
        found.setdefault(name, step.get(name, step.get("next")))
    return found


def drawn(salt: str, customer_id: int) -> int:
    """Return 0 to 999 for a customer."""
    return int.from_bytes(sha256(f"{salt}:{customer_id}".encode()).digest()[:4], "big") % WHOLE


def _next(at: float, clock: str) -> float:
    local = datetime.fromtimestamp(at, CORP_ZONE)
    today = datetime.combine(local.date(), time.fromisoformat(clock), CORP_ZONE)
    return (today if today >= local else today + timedelta(days=1)).timestamp()


def _returns(at: float, born: str, clock: str) -> float:
    """Return when a day of the year comes again."""
    local, day = datetime.fromtimestamp(at, CORP_ZONE), datetime.fromisoformat(born).date()
    instants = [
        datetime.combine(day.replace(year=local.year + later), time.fromisoformat(clock), CORP_ZONE) for later in (0, 1)
    ]
    return next(one for one in instants if one >= local).timestamp()
