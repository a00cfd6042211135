"""The judge of `lingqu chaos journeys`: every passage is gone through once more, by the definition and what was told.

What people received is the twin's ledger; what the platform recorded is held against that, against the day's own
account and against the definitions, read here anew: nothing of how journeys decide is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import psycopg

from lingqu.entrypoints.chaos import journey_words as words
from lingqu.entrypoints.chaos.journey_day import JourneyDay
from lingqu.entrypoints.chaos.journey_ways import Passage, Turn, Verdict, Way
from lingqu.entrypoints.twin_control import Twin

_PASSAGES = """
SELECT e.enrollment_id, e.journey_id, c.external_userid, c.customer_id, e.entry_key, e.state, e.step, e.visit,
       extract(epoch FROM e.entered_at)::float8, e.reason, e.goal, e.error
FROM enrollment e JOIN customer c ON c.corp_id = e.corp_id AND c.customer_id = e.customer_id
"""
_TOLD = """
SELECT kind, (data ->> 'enrollment_id')::bigint, (data ->> 'visit')::integer, data ->> 'step', data ->> 'outlet',
       data ->> 'to', extract(epoch FROM occurred_at)::float8
FROM fact WHERE kind IN ('journey.entered', 'journey.advanced', 'journey.ended', 'journey.goal_reached') ORDER BY id
"""
_REFUSED = """
SELECT (f.data ->> 'journey_id')::integer, c.external_userid, count(*)
FROM fact f JOIN customer c ON c.corp_id = f.corp_id AND c.customer_id = f.customer_id
WHERE f.kind = 'journey.not_entered' GROUP BY 1, 2
"""
_MESSAGES = "SELECT key, state, reason FROM delivery WHERE key LIKE 'journey:%'"


def judge(twin: Twin, corpid: str, superuser_url: str, day: JourneyDay) -> Verdict:
    """Go through all passages, when nothing is under way any more."""
    with psycopg.connect(superuser_url) as connection:
        verdict = Verdict()
        passages = _read(connection, day, verdict)
        refused = {(row[0], row[1]): row[2] for row in connection.execute(_REFUSED.encode()).fetchall()}
        messages = {row[0]: row[1:] for row in connection.execute(_MESSAGES).fetchall()}
    _Entries(day, passages, refused, verdict).judge()
    for one in passages:
        verdict.passages[one.name] += 1
        verdict.ended[one.reason or one.state] += 1
        verdict.steps += len(one.turns)
        verdict.goals += one.goal is not None
        Way(one, day, verdict).judge()
    receipts = twin.rows_of("/ledger/receipts", corpid=corpid, kind="group_send")
    _Messages(passages, messages, day, verdict).judge(
        Counter((row["external_userid"], row["text"]) for row in receipts)
    )
    return verdict


def _read(connection: psycopg.Connection, day: JourneyDay, verdict: Verdict) -> list[Passage]:
    names = {number: name for name, number in day.journeys.items()}
    passages = {
        row[0]: Passage(
            number=row[0],
            name=names[row[1]],
            whom=row[2],
            customer_id=row[3],
            key=row[4],
            state=row[5],
            step=row[6],
            visit=row[7],
            entered_at=row[8],
            reason=row[9],
            goal=row[10],
            error=row[11],
        )
        for row in connection.execute(_PASSAGES).fetchall()
    }
    for kind, number, visit, step, outlet, to, at in connection.execute(_TOLD).fetchall():
        one = passages.get(number)
        if one is None:
            verdict.lost.append(f"passage {number}: {kind} was told of it, and it is not there")
        elif kind == "journey.entered":
            one.entered += 1
        elif kind == "journey.advanced":
            if any(turn.visit == visit for turn in one.turns):
                verdict.repeated.append(f"{one}: visit {visit} of {step} was passed twice")
            one.turns.append(Turn(visit, step, outlet, to, at))
        elif kind == "journey.ended":
            one.ended_at.append(at)
        else:
            one.goals += 1
    return list(passages.values())


@dataclass(slots=True)
class _Entries:
    """Everybody who was to come in did, and once."""

    day: JourneyDay
    passages: Sequence[Passage]
    refused: Mapping[tuple[int, str], int]
    verdict: Verdict

    def judge(self) -> None:
        for one in self.passages:
            if one.entered != 1:
                wrong = self.verdict.lost if one.entered == 0 else self.verdict.repeated
                wrong.append(f"{one}: {one.entered} facts of entering")
        by_key = Counter((one.name, one.whom, one.key) for one in self.passages)
        self._expect(words.TOLD, Counter((one.name, one.key) for one in self.day.visits), by_key)
        self._expect(words.PAYING, Counter((whom, "") for whom in self.day.put_in), by_key)
        self._expect(words.TASTING, Counter((whom, "") for whom in self.day.tasters), by_key)
        self._expect_again()

    def _expect(self, name: str, causes: Counter[tuple[str, str]], by_key: Counter[tuple[str, str, str]]) -> None:
        for (whom, key), number in causes.items():
            came = by_key[name, whom, key]
            if came < number:
                self.verdict.lost.append(f"{name} {whom} {key}: never came in")
            elif came > number:
                self.verdict.repeated.append(f"{name} {whom} {key}: came in {came} times")
        known = {(name, *cause) for cause in causes}
        self.verdict.wrong += [f"{one}: nobody let them in" for one in self._of(name) if self._id(one) not in known]

    def _expect_again(self) -> None:
        """Each visit lets in, or is refused because the last way has not ended."""
        visits = Counter(one.name for one in self.day.visits)
        came = Counter(one.whom for one in self._of(words.AIMING))
        for whom, number in visits.items():
            heard = came[whom] + self.refused.get((self.day.journeys[words.AIMING], whom), 0)
            if heard < number:
                self.verdict.lost.append(f"{words.AIMING} {whom}: {number} visits, {heard} heard")
            elif heard > number:
                self.verdict.repeated.append(f"{words.AIMING} {whom}: {number} visits, {heard} heard")

    def _of(self, name: str) -> Iterator[Passage]:
        return (one for one in self.passages if one.name == name)

    @staticmethod
    def _id(one: Passage) -> tuple[str, str, str]:
        return one.name, one.whom, one.key


@dataclass(slots=True)
class _Messages:
    """Each message step that was passed has one message, and whatever was delivered was received, once."""

    passages: Sequence[Passage]
    recorded: Mapping[str, tuple[str, str | None]]
    """By key, state and reason."""
    day: JourneyDay
    verdict: Verdict

    def judge(self, received: Counter[tuple[str, str]]) -> None:
        """Hold what was recorded against what people received, by person and text."""
        verdict, delivered = self.verdict, self._delivered()
        verdict.messages = received.total()
        for who in delivered.keys() | received.keys():
            name, text = who
            if received[who] > delivered[who]:
                verdict.repeated.append(f"{name} {text}: received {received[who]} times, {delivered[who]} are known")
            elif received[who] < delivered[who]:
                verdict.lost.append(f"{name} {text}: {delivered[who]} delivered, {received[who]} received")

    def _delivered(self) -> Counter[tuple[str, str]]:
        expected: set[str] = set()
        delivered: Counter[tuple[str, str]] = Counter()
        for one in self.passages:
            for turn in one.turns:
                if self.day.maps[one.name]["steps"][turn.step]["kind"] != "message":
                    continue
                key = f"journey:{one.number}:{turn.visit}:{turn.step}"
                expected.add(key)
                state, reason = self.recorded.get(key, ("nowhere", None))
                if state == "delivered":
                    delivered[one.whom, words.text_of(one.name, turn.step)] += 1
                elif state == "skipped":
                    self.verdict.skipped[reason or "?"] += 1
                else:
                    self.verdict.lost.append(f"{key} {one.whom}: {state} {reason or ''}")
        others = self.recorded.keys() - expected
        self.verdict.wrong += [f"{key}: a message of no step that was passed" for key in others]
        return delivered
