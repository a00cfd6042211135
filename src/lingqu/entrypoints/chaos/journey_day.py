"""A day on which customers are let into journeys: they visit, pay, join, are tagged, or are put in by hand.

The day keeps its own account of what it told and when it had been told that it is stored; nothing else is judged by.
"""

from __future__ import annotations

import hmac
import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from lingqu.entrypoints.chaos.journey_words import (
    BIRTHDAY,
    GOLD,
    JOINED,
    MET,
    NOTED,
    OUR_TAGS,
    PAID,
    PAYING,
    TASTERS,
    VISIT,
    VISITED,
    Ids,
    Json,
    definitions,
)
from lingqu.entrypoints.chaos.send_day import KNOWN_WITHIN_SECONDS, Act, Crowd, persist
from lingqu.entrypoints.operator import Operator, RefusedByAdminError
from lingqu.entrypoints.twin_control import Twin
from lingqu.kernel.days import CORP_ZONE

VISITORS_EACH, PUT_IN_EACH, JOINERS_EACH, TASTERS_EACH = 12, 8, 3, 3
PUT_IN_EVERY = 2
"""Of so many rounds in one people are put in by hand."""
PAY, LEAVE_AGAIN = 0.5, 0.25
"""Shares: of those put in, of tasters who lose the tag again."""
PAID_WITHIN, JOINED_WITHIN, LEFT_WITHIN = 5 * 3_600.0, 8 * 3_600.0, 4 * 3_600.0
FIRST_AFTER, ONE_IN = 120.0, 2_000.0
"""Seconds into the day, and between rounds in the mean."""
WITHOUT_BIRTHDAY = 0.2
_TROUBLE = 500


@dataclass(frozen=True, slots=True)
class Told:
    """Something that somebody did, when, and when it had been acknowledged that it is stored."""

    name: str
    key: str
    at: float
    known_at: float


@dataclass(slots=True)
class Door:
    """Where a brand's own servers tell events, signed as docs/telling-events.md says."""

    url: str
    key: bytes
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))

    def tell(self, events: Sequence[Json], now: float) -> None:
        """Tell a batch until it is stored.

        Raises:
            RefusedByAdminError: it is refused for good.
        """
        body = json.dumps({"events": events}, ensure_ascii=False).encode()
        seconds = int(now)
        signature = f"t={seconds},v1={hmac.new(self.key, b'%d.' % seconds + body, 'sha256').hexdigest()}"
        answer = self.http.post(self.url, content=body, headers={"Lingqu-Signature": signature})
        if answer.is_error:
            raise RefusedByAdminError(answer.text[:300], status=answer.status_code)
        if answer.json()["refused"]:
            raise RefusedByAdminError(answer.text[:300], status=422)


@dataclass(slots=True)
class JourneyDay:
    """Acts in order; what an operator or a server tells takes its time, in a thread of its own."""

    twin: Twin
    operator: Operator
    corpid: str
    crowd: Crowd
    numbers: Mapping[str, int]
    """By external_userid."""
    chance: random.Random
    now: Callable[[], float]
    visits: list[Told] = field(default_factory=list)
    payments: list[Told] = field(default_factory=list)
    joins: list[Told] = field(default_factory=list)
    put_in: dict[str, float] = field(default_factory=dict)
    """By external_userid, when the operator had been told that they are in."""
    tasters: dict[str, float] = field(default_factory=dict)
    """By external_userid, when a member tagged them."""
    left: dict[str, float] = field(default_factory=dict)
    """By external_userid, when a member took the tag away."""
    birthdays: dict[str, str | None] = field(default_factory=dict)
    journeys: dict[str, int] = field(default_factory=dict)
    maps: Mapping[str, Json] = field(default_factory=dict)
    _door: Door | None = None
    _taster_mark: str = ""
    _acts: list[Act] = field(default_factory=list)
    _number: int = 0
    _desk: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "operator"))
    _doing: list[Future[None]] = field(default_factory=list)

    def open(self) -> None:
        """Make tags, a segment, attributes and the door, and publish the journeys."""
        marks = {
            name: self.twin.ask(
                "POST", f"/corps/{self.corpid}/acts/console_adds_tag", {"group_name": OUR_TAGS, "name": name}
            )["tag_id"]
            for name in (MET, TASTERS)
        }
        self._taster_mark = marks[TASTERS]
        told = self.operator.wait_for(
            "/tags", lambda answer: set(marks) <= set(_tags(answer)), within_seconds=KNOWN_WITHIN_SECONDS
        )
        made = self.operator.ask(
            "POST", "/segments", {"name": TASTERS, "definition": {"kind": "tag", "tags": [_tags(told)[TASTERS]]}}
        )
        for key, kind in ((BIRTHDAY, "date"), (NOTED, "string")):
            self.operator.ask("POST", "/attributes", {"key": key, "label": key, "type": kind})
        self._open_door()
        self.maps = definitions(Ids(self.crowd.tag_ids[GOLD], _tags(told)[MET], made["segment_id"]))
        for name, definition in self.maps.items():
            one = self.operator.ask("POST", "/journeys", {"name": name, "definition": definition})
            self.journeys[name] = one["journey_id"]
            self.operator.ask("POST", f"/journeys/{one['journey_id']}/publish", {"revision": one["revision"]})

    def plan(self, start: float, rounds: int) -> list[float]:
        """Draw the day; return when its rounds are."""
        last = FIRST_AFTER + rounds * ONE_IN
        instants = sorted(start + self.chance.uniform(FIRST_AFTER, last) for _ in range(rounds))
        others = sorted(self.crowd.everybody)
        self.chance.shuffle(others)
        put_in, tasters = others[: len(others) // 2], others[len(others) // 2 :]
        for number, at in enumerate(instants):
            visitors = self.chance.sample(others, VISITORS_EACH)
            self._at(at, lambda visitors=visitors: self._visit(visitors))
            if number % PUT_IN_EVERY == 0 and put_in:
                some = [put_in.pop() for _ in range(min(PUT_IN_EACH, len(put_in)))]
                self._at(at, lambda some=some: self._put_in(some))
                for name in some:
                    if self.chance.random() < PAY:
                        self._at(at + self.chance.uniform(60, PAID_WITHIN), lambda name=name: self._pay(name))
            for name in self.chance.sample(visitors, JOINERS_EACH):
                self._at(at + self.chance.uniform(60, JOINED_WITHIN), lambda name=name: self._join(name))
            for name in [tasters.pop() for _ in range(min(TASTERS_EACH, len(tasters)))]:
                self._give_birthday(name, at)
                self._acts.append(Act(at, lambda name=name: self._taste(name)))
                if self.chance.random() < LEAVE_AGAIN:
                    later = at + self.chance.uniform(600, LEFT_WITHIN)
                    self._acts.append(Act(later, lambda name=name: self._leave(name)))
        self._acts.sort(key=lambda act: -act.at)
        return instants

    def next_at(self) -> float | None:
        """Return when something happens next."""
        return self._acts[-1].at if self._acts else None

    def act(self) -> None:
        """Do what is due.

        Raises:
            RefusedByAdminError: something was refused for good.
        """
        while self._acts and self._acts[-1].at <= self.now():
            self._acts.pop().do()
        for one in [one for one in self._doing if one.done()]:
            self._doing.remove(one)
            one.result()

    @property
    def is_busy(self) -> bool:
        """Whether somebody is at something."""
        return bool(self._doing)

    def close(self) -> None:
        """Go home."""
        self._desk.shutdown(wait=False, cancel_futures=True)

    def _at(self, at: float, do: Callable[[], None]) -> None:
        self._acts.append(Act(at, lambda: self._doing.append(self._desk.submit(do))))

    def _open_door(self) -> None:
        """Make the key, and have each name known: journeys are published only with events that there are."""
        made = self.operator.ask("POST", "/event-door/key")
        url = f"{self.operator.base_url}/in/events/{made['url'].rsplit('/', 1)[-1]}"
        self._door = Door(url, bytes.fromhex(made["key"]))
        somebody = self.crowd.everybody[0]
        told_at = self.now()
        self._tell([self._event(name, somebody, "first") for name in (VISITED, PAID, JOINED)])
        while self.now() <= told_at:  # or that visit is of the instant at which the journeys begin
            time.sleep(0.05)

    def _event(self, name: str, whom: str, key: str) -> Json:
        self._number += 1
        return {
            "event_id": f"chaos-{self._number:06}",
            "name": name,
            "occurred_at": datetime.fromtimestamp(self.now(), UTC).isoformat(),
            "identity": {"external_userid": whom},
            "properties": {VISIT: key},
        }

    def _tell(self, events: Sequence[Json]) -> None:
        door = self._door
        assert door is not None  # noqa: S101 - opened before anything is told
        persist(lambda: door.tell(events, self.now()))

    def _visit(self, visitors: Sequence[str]) -> None:
        """Tell visits, and tell the last once more: it is the same visit."""
        events = [self._event(VISITED, name, f"v{self._number}-{place}") for place, name in enumerate(visitors)]
        self._tell(events)
        self._tell(events[-1:])
        self.visits += self._told(events)

    def _pay(self, name: str) -> None:
        events = [self._event(PAID, name, "paid")]
        self._tell(events)
        self.payments += self._told(events)

    def _join(self, name: str) -> None:
        events = [self._event(JOINED, name, "joined")]
        self._tell(events)
        self.joins += self._told(events)

    def _told(self, events: Sequence[Json]) -> list[Told]:
        return [
            Told(
                one["identity"]["external_userid"],
                one["properties"][VISIT],
                datetime.fromisoformat(one["occurred_at"]).timestamp(),
                self.now(),
            )
            for one in events
        ]

    def _put_in(self, names: Sequence[str]) -> None:
        path = f"/journeys/{self.journeys[PAYING]}/enter"
        body = {"customer_ids": [self.numbers[one] for one in names], "key": ""}
        persist(lambda: self.operator.ask("POST", path, body))
        self.put_in |= dict.fromkeys(names, self.now())

    def _give_birthday(self, name: str, at: float) -> None:
        """Write down a date that returns soon after; of some there is none."""
        self.birthdays[name] = None
        if self.chance.random() < WITHOUT_BIRTHDAY:
            return
        day = datetime.fromtimestamp(at, CORP_ZONE).date() + timedelta(days=self.chance.randint(1, 2))
        self.birthdays[name] = f"1990-{day:%m-%d}"
        path = f"/customers/{self.numbers[name]}/attributes/{BIRTHDAY}"
        self.operator.ask("PUT", path, {"value": self.birthdays[name]})

    def _taste(self, name: str) -> None:
        self._mark(name, "add_tag")
        self.tasters[name] = self.now()

    def _leave(self, name: str) -> None:
        self._mark(name, "remove_tag")
        self.left[name] = self.now()

    def _mark(self, name: str, act: str) -> None:
        body: dict[str, Any] = {"userid": self.crowd.members[name], "external_userid": name, act: [self._taster_mark]}
        self.twin.ask("POST", f"/corps/{self.corpid}/acts/staff_edits", body)


def _tags(answer: Json) -> dict[str, int]:
    return {one["name"]: one["tag_id"] for group in answer["items"] for one in group["tags"]}
