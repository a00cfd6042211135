"""A day of an operator, of strangers who add members, of customers who leave or refuse: what happens when, by chance.

The brand's people are tagged, and gathered in groups, by hand before the day begins, so that everybody knows for whom
a programme is: the day keeps its own account of that, and asks neither the platform nor its database.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations
from typing import Any, TypeVar

import httpx

from lingqu.entrypoints.chaos import send_words as words
from lingqu.entrypoints.operator import Operator, RefusedByAdminError
from lingqu.entrypoints.twin_control import Twin

TAGS_EACH = 2
SEGMENTS = 4
GROUPS, PEOPLE_EACH = 6, 5
FIRST_AFTER, LAST_AFTER = 120.0, 20 * 3_600.0
"""Seconds into the day between which programmes are sent; of few programmes the last is sent earlier."""
ONE_IN = 2_400.0
"""Seconds, in the mean, where there are few."""
EVERY, CANCELLED, REMINDED = 4, 3, 2
"""Of so many programmes, one after the other, which is cancelled and which reminded of."""
ALONE_EVERY = 3
"""Of so many one has a single content and is of no season, as those into groups; the others are of one and have two."""
SOON = 240.0
"""Within so many seconds after a programme was sent people cancel it, remind members, add them and leave."""
SCANS_EACH, STRANGERS_AT_ONCE = 3, 3
LEAVE_EACH = 1
REFUSE_EACH = 6
"""Of those for whom a programme is, so many say soon after that they want no more, or are left in peace by the corp."""
REFUSE_ONE_IN = 4
"""At most of all customers, through the day."""
NEAR = 30.0
AHEAD = 900.0
"""Seconds before its hour at which an operator sends every other programme; the others leave when they are sent."""
CONFIRM_AFTER_SECONDS = 600.0
"""Virtual seconds, in the mean: long enough for somebody to refuse meanwhile."""
KNOWN_WITHIN_SECONDS = 120.0
ANSWERED_WITHIN_SECONDS = 90.0
_CONFLICT, _TROUBLE = 409, 500

Answer = TypeVar("Answer")


@dataclass(slots=True)
class Programme:
    """A broadcast: whom it is for, what it says, and what became of it by the operator's own account."""

    number: int
    texts: Mapping[str, str]
    """By variant."""
    audience: dict[str, Any]
    meant: frozenset[str]
    """External_userids, or chat_ids of the groups it goes into."""
    cancelled_at: float | None = None
    """When the operator had been told that it is."""
    broadcast_id: int | None = None

    @property
    def name(self) -> str:
        """What the operator calls it."""
        return words.PROGRAMME.format(number=self.number)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happens at an instant."""

    at: float
    do: Callable[[], None]


@dataclass(slots=True)
class Crowd:
    """Who of the brand's customers has which tag, and who has left a member since."""

    tagged: dict[str, frozenset[str]]
    tag_ids: dict[str, int]
    members: dict[str, str]
    """By external_userid: a member who follows them."""
    gone: set[str] = field(default_factory=set)
    refusing: set[str] = field(default_factory=set)
    """Who refuses, or is about to."""

    @property
    def everybody(self) -> list[str]:
        """Who has a tag at all."""
        return sorted(self.members)


def let_members_confirm(twin: Twin, corpid: str) -> None:
    """Let members confirm everything after some minutes, and do nothing else by themselves."""
    twin.ask(
        "POST",
        f"/corps/{corpid}/people",
        {
            "arrivals": {"per_second": 0.0},
            "customers": {"leaves_permille": 0},
            "staff": {
                "never_confirms_permille": 0,
                "confirms_after_seconds": CONFIRM_AFTER_SECONDS,
                "remarks_permille": 0,
                "tags_permille": 0,
                "deletes_permille": 0,
            },
        },
    )


def tag_people(twin: Twin, operator: Operator, corpid: str, known: Mapping[str, int], chance: random.Random) -> Crowd:
    """Let members mark customers with two tags each, and wait until the platform knows.

    Args:
        known: by external_userid, how many members follow them as far as WeCom tells. Whoever deleted one of them
            earlier looks like a friend to everybody, so that nobody can say whether they are due; they get no tag.
    """
    acts = f"/corps/{corpid}/acts"
    wecom_ids = {
        name: twin.ask("POST", f"{acts}/console_adds_tag", {"group_name": words.TAG_GROUP, "name": name})["tag_id"]
        for name in words.TAGS
    }
    pairs = list(combinations(words.TAGS, TAGS_EACH))
    tagged: dict[str, set[str]] = {name: set() for name in words.TAGS}
    members: dict[str, str] = {}
    for row in twin.rows_of(f"/corps/{corpid}/customers"):
        if not row["userids"] or known.get(row["external_userid"]) != len(row["userids"]):
            continue
        name, names = row["external_userid"], chance.choice(pairs)
        members[name] = row["userids"][0]
        marks = [wecom_ids[one] for one in names]
        twin.ask(
            "POST",
            f"{acts}/staff_edits",
            {"userid": members[name], "external_userid": name, "add_tag": marks},
        )
        for one in names:
            tagged[one].add(name)
    expected = {name: len(people) for name, people in tagged.items()}
    told = operator.wait_for(
        "/tags", lambda answer: _counts(answer, expected) == expected, within_seconds=KNOWN_WITHIN_SECONDS
    )
    ids = {one["name"]: one["tag_id"] for group in told["items"] for one in group["tags"] if one["name"] in expected}
    return Crowd({name: frozenset(people) for name, people in tagged.items()}, ids, members)


def _counts(answer: Any, expected: dict[str, int]) -> dict[str, int]:
    tags = [one for group in answer["items"] if group["name"] == words.TAG_GROUP for one in group["tags"]]
    return {one["name"]: one["customers"] for one in tags if one["name"] in expected}


@dataclass(slots=True)
class Day:
    """Acts in order. What an operator does takes its time, in a thread of its own; people act at once."""

    twin: Twin
    operator: Operator
    corpid: str
    crowd: Crowd
    config_ids: Sequence[str]
    chance: random.Random
    now: Callable[[], float]
    customer_ids: Mapping[str, int]
    """By external_userid."""
    season_id: int | None = None
    programmes: list[Programme] = field(default_factory=list)
    refused_at: dict[str, float] = field(default_factory=dict)
    """By external_userid, when the operator had been told that a refusal is written down."""
    strangers: int = 0
    reminders: int = 0
    _acts: list[Act] = field(default_factory=list)
    _desk: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "operator"))
    _doing: list[Future[None]] = field(default_factory=list)

    def plan(self, start: float, programmes: int) -> list[float]:
        """Draw the day; return when programmes are sent."""
        self.season_id = self.operator.ask("POST", "/programmes", words.SEASON)["programme_id"]
        by_tags = self._tag_audiences()
        audiences = [*by_tags[:3], self._group_audience(), *by_tags[3:], *self._segment_audiences()]
        last = min(LAST_AFTER, FIRST_AFTER + programmes * ONE_IN)
        sent_at = sorted(start + self.chance.uniform(FIRST_AFTER, last) for _ in range(programmes))
        for number, at in enumerate(sent_at, start=1):
            audience, name, text, meant = audiences[(number - 1) % len(audiences)]
            alone = number % ALONE_EVERY == 0 or text == words.BY_GROUPS
            offers = {"A": words.OFFERS["A"]} if alone else words.OFFERS
            texts = {
                key: text.format(number=number, audience=name, offer=offer) for key, offer in sorted(offers.items())
            }
            one = Programme(number, texts, audience, meant)
            self.programmes.append(one)
            hour = at if number % 2 == 0 else None
            ahead = self.chance.uniform(0.0, min(AHEAD, at - start)) if hour is not None else 0.0
            self._acts.append(
                Act(at - ahead, lambda one=one, hour=hour: self._at_the_desk(lambda: self._send(one, hour)))
            )
            if number % EVERY == CANCELLED:
                self._soon(at, lambda one=one: self._at_the_desk(lambda: self._cancel(one)))
            elif number % EVERY == REMINDED:
                self._soon(at, lambda one=one: self._at_the_desk(lambda: self._remind(one)))
            for _ in range(SCANS_EACH):
                self._soon(at, self._scan)
            for _ in range(LEAVE_EACH):
                self._soon(at, self._leave)
            for _ in range(REFUSE_EACH):
                self._soon(at, lambda one=one: self._refuse(one))
        self._acts.sort(key=lambda act: -act.at)
        return sent_at

    def next_at(self) -> float | None:
        """Return when something happens next."""
        return self._acts[-1].at if self._acts else None

    def act(self) -> None:
        """Do what is due.

        Raises:
            RefusedByAdminError: the operator was refused something for good.
        """
        while self._acts and self._acts[-1].at <= self.now():
            self._acts.pop().do()
        for one in [one for one in self._doing if one.done()]:
            self._doing.remove(one)
            one.result()

    @property
    def is_busy(self) -> bool:
        """Whether the operator is at something."""
        return bool(self._doing)

    def close(self) -> None:
        """Go home."""
        self._desk.shutdown(wait=False, cancel_futures=True)

    def _tag_audiences(self) -> list[tuple[dict[str, Any], str, str, frozenset[str]]]:
        tagged, ids = self.crowd.tagged, self.crowd.tag_ids
        return [({"tag_ids": [ids[name]], "tag_match": "any"}, name, words.BY_TAG, tagged[name]) for name in words.TAGS]

    def _segment_audiences(self) -> list[tuple[dict[str, Any], str, str, frozenset[str]]]:
        tagged, ids = self.crowd.tagged, self.crowd.tag_ids
        found = []
        for first, second in self.chance.sample(list(combinations(words.TAGS, 2)), SEGMENTS):
            name = words.SEGMENT.format(first=first, second=second)
            definition = {"kind": "tag", "tags": [ids[first], ids[second]]}
            made = self.operator.ask("POST", "/segments", {"name": name, "definition": definition})
            audience = {"segment_id": made["segment_id"]}
            meant = tagged[first] | tagged[second]
            self._await_members(audience, len(meant))
            found.append((audience, name, words.BY_SEGMENT, meant))
        return found

    def _group_audience(self) -> tuple[dict[str, Any], str, str, frozenset[str]]:
        """Let members make groups of their customers, and wait until the platform knows them."""
        owned: dict[str, list[str]] = {}
        for name in self.crowd.everybody:
            owned.setdefault(self.crowd.members[name], []).append(name)
        chat_ids = [
            self.twin.ask(
                "POST",
                f"/corps/{self.corpid}/acts/create_group",
                {
                    "owner": owner,
                    "name": words.GROUP.format(groups=words.GROUPS, number=number),
                    "external_userid": people[:PEOPLE_EACH],
                },
            )["chat_id"]
            for number, (owner, people) in enumerate(sorted(owned.items())[:GROUPS], start=1)
        ]
        told = self.operator.wait_for(
            f"/groupchats?query={words.GROUPS}",
            lambda answer: {one["chat_id"] for one in answer["items"]} >= set(chat_ids),
            within_seconds=KNOWN_WITHIN_SECONDS,
        )
        numbers = [one["groupchat_id"] for one in told["items"] if one["chat_id"] in chat_ids]
        return {"groups": {"groupchat_ids": numbers}}, words.GROUPS, words.BY_GROUPS, frozenset(chat_ids)

    def _await_members(self, audience: dict[str, Any], expected: int) -> None:
        until = time.monotonic() + KNOWN_WITHIN_SECONDS
        while time.monotonic() < until:
            with suppress(RefusedByAdminError):  # it is being built
                found = self.operator.ask("POST", "/broadcasts/preview", audience)
                if found["customers"] + sum(one["customers"] for one in found["skipped"]) == expected:
                    return
            time.sleep(0.3)
        raise SystemExit(f"a segment of {expected} customers does not have them: {audience}")

    def _soon(self, at: float, do: Callable[[], None]) -> None:
        self._acts.append(Act(at + self.chance.uniform(1.0, SOON), do))

    def _at_the_desk(self, do: Callable[[], None]) -> None:
        self._doing.append(self._desk.submit(do))

    def _scan(self) -> None:
        number = self.chance.randint(1, STRANGERS_AT_ONCE)
        ask = {"config_id": self.chance.choice(self.config_ids), "n": number}
        self.twin.ask("POST", f"/corps/{self.corpid}/acts/scan", ask)
        self.strangers += number

    def _leave(self) -> None:
        name = self.chance.choice([one for one in self.crowd.everybody if one not in self.crowd.gone])
        self.crowd.gone.add(name)
        pair = {"userid": self.crowd.members[name], "external_userid": name}
        self.twin.ask("POST", f"/corps/{self.corpid}/acts/customer_deletes", pair)

    def _refuse(self, programme: Programme) -> None:
        """Somebody for whom a programme is says that they want no more."""
        crowd = self.crowd
        likely = sorted((programme.meant & crowd.members.keys()) - crowd.gone - crowd.refusing)
        if not likely or len(crowd.refusing) * REFUSE_ONE_IN >= len(crowd.members):
            return
        name = self.chance.choice(likely)
        crowd.refusing.add(name)
        suppressed = len(crowd.refusing) % 2 == 0
        self._at_the_desk(lambda: self._write_down(name, suppressed=suppressed))

    # --- at the desk: whoever hears no answer looks what became of it, and asks again -------------------

    def _send(self, programme: Programme, hour: float | None) -> None:
        texts = programme.texts
        draft = {
            "name": programme.name,
            "programme_id": self.season_id if len(texts) > 1 else None,
            "variants": [
                {"key": key, "permille": 1_000 // len(texts), "content": {"text": text, "attachments": []}}
                for key, text in texts.items()
            ],
        }
        made = persist(lambda: self.operator.ask("POST", "/broadcasts", {**draft, **programme.audience}))
        programme.broadcast_id = made["broadcast_id"]
        persist(lambda: self._unless(programme, "draft", "send", {"at": self._hour(hour)}))

    def _hour(self, hour: float | None) -> str | None:
        """Return an hour to wait for; one that is here, or will be when the question comes to be answered, is none."""
        if hour is None or hour < self.now() + NEAR:
            return None
        return datetime.fromtimestamp(hour, UTC).isoformat()

    def _cancel(self, programme: Programme) -> None:
        persist(lambda: self._unless(programme, "scheduled planning handing_over waiting", "cancel"))
        if self._state(programme) == "cancelled":
            programme.cancelled_at = self.now()

    def _write_down(self, name: str, *, suppressed: bool) -> None:
        """Leave somebody in peace, or write down that they want no marketing; twice where the first answer was lost."""
        path, body = (
            ("suppressions", words.LEFT_IN_PEACE) if suppressed else ("consent", {**words.REFUSAL, "key": name})
        )
        persist(lambda: self.operator.ask("POST", f"/customers/{self.customer_ids[name]}/{path}", body))
        self.refused_at[name] = self.now()

    def _remind(self, programme: Programme) -> None:
        persist(lambda: self._unless(programme, "handing_over waiting", "remind"))
        self.reminders += 1

    def _unless(self, programme: Programme, states: str, act: str, body: Any = None) -> None:
        """Do it as long as the broadcast is in one of these states; that there is nothing to do is no trouble."""
        if self._state(programme) not in states.split():
            return
        try:
            self.operator.ask("POST", f"/broadcasts/{programme.broadcast_id}/{act}", body)
        except RefusedByAdminError as refusal:
            if refusal.status != _CONFLICT:
                raise

    def _state(self, programme: Programme) -> str:
        return persist(lambda: self.operator.ask("GET", f"/broadcasts/{programme.broadcast_id}")["state"])


def persist(ask: Callable[[], Answer]) -> Answer:
    """Ask until there is an answer: processes are being killed."""
    until = time.monotonic() + ANSWERED_WITHIN_SECONDS
    while True:
        try:
            return ask()
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
        except RefusedByAdminError as refusal:
            if refusal.status < _TROUBLE or time.monotonic() > until:
                raise
        time.sleep(0.2)
