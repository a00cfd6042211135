"""A month of a small brand, drawn by chance: what its operator sends, and when members press or write unasked.

Nothing here decides for the platform. The month keeps its own account of what each text is for and who is one person;
members look at their clients and not at the platform's.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from lingqu.entrypoints.chaos import caps_words as words
from lingqu.entrypoints.chaos.caps_judge import BEIJING
from lingqu.outreach.contracts.programmes import ProgrammeDraft
from lingqu.outreach.contracts.rules import Category, FrequencyCap, Period, QuietHours, Rules, SendShape
from wecom_twin.rules import CapShape
from wecom_twin.state.corp import Corp
from wecom_twin.state.sends import CREATED_BY_CORP, GroupSend
from wecom_twin.world import World

START = datetime(2026, 4, 27, 8, tzinfo=BEIJING)
"""A Monday; the month ends on Thursday, and the first five days of the next one are a public holiday."""
HOUR, DAY = 3_600.0, 86_400.0
DAYS_PER_SHAPE = 5
SHAPES = (SendShape.ROLLING_7, SendShape.WEEKLY_7, SendShape.DAILY_1, SendShape.MONTHLY_DAYS)
MARKETING_A_DAY, SERVICE_A_DAY = 3, 2
STORM_A_DAY = 5
"""Service messages a day while WeCom allows as many a month as it has days, so that this is reached too."""
FIRST_HOUR, LAST_HOUR = 8.5, 19.5
"""Of the desk; the first half hour is quiet, and what is sent then waits."""
OWN_SENDS_A_DAY = 0.4
"""Of one member."""
OWN_RECIPIENTS = (3, 12)
NEVER, SOON, LATE = 0.2, 0.45, 0.85
"""Up to which part of tasks each is pressed so; the rest in the last minutes before they close."""
SEEN_AFTER, SOON_SECONDS, LAST_SECONDS = 5.0, 1_200.0, 600.0
OPEN_FOR = 72 * HOUR
OVERNIGHT_DAYS = 3
OUTAGE_EVERY_DAYS, OUTAGE_HOURS = 5, 5.0
PAIRS_PERMILLE = 150
"""Of customers who are one person with another one."""

CAPS = (
    FrequencyCap(category=Category.MARKETING, period=Period.DAY, most=1),
    FrequencyCap(category=Category.MARKETING, period=Period.WEEK, most=2),
    FrequencyCap(category=Category.MARKETING, period=Period.MONTH, most=6),
    FrequencyCap(category=None, period=Period.DAY, most=3),
)
QUIET = QuietHours(begins=time(21), ends=time(9))
_PLAIN = ProgrammeDraft(
    name=words.NEWS,
    category=Category.MARKETING,
    owner=words.OWNER,
    hypothesis=words.HYPOTHESIS,
    target=words.TARGET,
    budget=None,
    priority=50,
    value_fen=100,
    holdout_permille=0,
    overnight=False,
)
DRAFTS = (
    _PLAIN,
    replace(_PLAIN, name=words.MEMBERS_DAY, overnight=True),
    replace(_PLAIN, name=words.VISIT, holdout_permille=100, overnight=True),
    replace(_PLAIN, name=words.REMINDER, category=Category.SERVICE),
    replace(_PLAIN, name=words.PROGRESS, category=Category.SERVICE, overnight=True),
)


def shapes_of(days: int) -> list[tuple[float, SendShape]]:
    """Return from when on WeCom counts how: one shape after the other, changed at midnight."""
    number = max(1, min(len(SHAPES), days // DAYS_PER_SHAPE))
    midnight = START.replace(hour=0)
    return [((midnight + timedelta(days=days * n // number)).timestamp(), SHAPES[n]) for n in range(number)]


def rules_of(shape: SendShape) -> Rules:
    """Return the corp's rules while WeCom counts like this."""
    return Rules(shape=shape, caps=CAPS, quiet=QUIET, rests_on_holidays=True)


def count_like(world: World, corp: Corp, shape: SendShape) -> None:
    """Let the twin count so."""
    shapes: dict[SendShape, CapShape] = {
        SendShape.MONTHLY_DAYS: "monthly_days",
        SendShape.WEEKLY_7: "weekly_7",
        SendShape.ROLLING_7: "weekly_7",
        SendShape.DAILY_1: "daily_1",
    }
    with world.lock:
        corp.cap = shapes[shape]
        world.switches = replace(world.switches, weekly_cap_rolls=shape is SendShape.ROLLING_7)


@dataclass(frozen=True, slots=True)
class Sending:
    """A broadcast that the operator sends at an instant, within a programme, to whoever has a tag."""

    at: float
    number: int
    draft: ProgrammeDraft
    tag: int
    """A place in the list of tags."""

    @property
    def text(self) -> str:
        """What it says: no two say the same."""
        return words.OURS.format(number=self.number, programme=self.draft.name)


def sendings(days: int, chance: random.Random, *, tags: int) -> Iterator[Sending]:
    """Yield what the desk sends, day by day. What stays open overnight ends before WeCom counts otherwise."""
    shapes = shapes_of(days)
    number = 0
    for day in range(days):
        midnight = (START.replace(hour=0) + timedelta(days=day)).timestamp()
        shape = next(shape for since, shape in reversed(shapes) if since <= midnight)
        ends = next((since for since, _ in shapes if since > midnight), float("inf"))
        service = STORM_A_DAY if shape is SendShape.MONTHLY_DAYS else SERVICE_A_DAY
        wanted = [Category.MARKETING] * MARKETING_A_DAY + [Category.SERVICE] * service
        for category in wanted:
            at = midnight + chance.uniform(FIRST_HOUR, LAST_HOUR) * HOUR
            may = [one for one in DRAFTS if one.category is category]
            if midnight + (OVERNIGHT_DAYS + 1) * DAY > ends:
                may = [one for one in may if not one.overnight]
            number += 1
            yield Sending(max(at, START.timestamp() + HOUR), number, chance.choice(may), chance.randrange(tags))


def outages(days: int, chance: random.Random) -> list[tuple[float, float]]:
    """Return from when until when nothing of ours runs: the clock jumps over it as it does over a machine's sleep."""
    first = START.timestamp()
    begins = [first + (day + chance.uniform(0.1, 0.9)) * DAY for day in range(2, days, OUTAGE_EVERY_DAYS)]
    return [(at, at + OUTAGE_HOURS * HOUR) for at in begins]


@dataclass(slots=True)
class Members:
    """The brand's members at their clients: they press late, hardly in time, or never, and send by themselves."""

    world: World
    corp: Corp
    chance: random.Random
    seed: int
    _seen: int = 0

    def take_up(self, overnight: dict[str, bool]) -> None:
        """Decide when each new task is pressed, if ever.

        Args:
            overnight: by text, whether it stays open over night.
        """
        with self.world.lock:
            new = list(self.corp.sends.values())[self._seen :]
            self._seen += len(new)
            for send in new:
                if send.create_type == CREATED_BY_CORP:
                    self._intend(send, overnight=overnight[send.text or ""])

    def send_by_themselves(self, days: int) -> None:
        """Draw what members send of their own accord."""
        with self.world.lock:
            for member in self.corp.directory.members.values():
                for day in range(days):
                    if member.relations and self.chance.random() < OWN_SENDS_A_DAY:
                        self._write(member.userid, list(member.relations), START.timestamp() + day * DAY, day)

    def _write(self, userid: str, known: list[str], morning: float, day: int) -> None:
        to = self.chance.sample(known, min(len(known), self.chance.randint(*OWN_RECIPIENTS)))
        text = words.THEIRS.format(userid=userid, day=day)
        at = morning + self.chance.uniform(1.0, 12.0) * HOUR
        self.world.clock.at(at, _act(self.world.member_sends, userid, to, text))

    def _intend(self, send: GroupSend, *, overnight: bool) -> None:
        for userid in send.tasks:
            chance = random.Random(f"{self.seed}:{send.text}:{userid}")  # noqa: S311 - whatever is made first
            at = _pressed_at(send.created_at, chance, overnight=overnight)
            if at is not None:
                self.world.clock.at(at, _act(self.world.confirm, send.msgid, userid))


def _pressed_at(made_at: float, chance: random.Random, *, overnight: bool) -> float | None:
    """Say when: soon, within hours or days, in the last minutes, or never."""
    closes_at = made_at + OPEN_FOR if overnight else _this_evening(made_at)
    kind = chance.random()
    soonest = made_at + SEEN_AFTER
    if kind < NEVER:
        return None
    if kind < SOON:
        return soonest + chance.expovariate(1 / SOON_SECONDS)
    if kind < LATE:
        return chance.uniform(soonest, closes_at)
    return max(soonest, closes_at - chance.uniform(0.0, LAST_SECONDS))


def _act(do: Callable[..., object], *given: object) -> Callable[[], None]:
    def act() -> None:
        do(*given)

    return act


def _this_evening(at: float) -> float:
    """Return when the quiet hours of the day begin."""
    return datetime.fromtimestamp(at, BEIJING).replace(hour=QUIET.begins.hour, minute=0, second=0).timestamp()
