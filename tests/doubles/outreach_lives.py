"""A brand that sends while people refuse, merge and part, workers die and answers are lost; and who received what."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from unittest import mock

import psycopg

from conftest import make_corp
from doubles.brand import Brand
from doubles.broadcasts import Scene
from doubles.deliveries import GroupSendDesk, MediaShelf
from doubles.jobs import Steps
from doubles.voices import Voices
from lingqu.customers.api import consent
from lingqu.customers.contracts.consent import ConsentChannel, Purpose
from lingqu.deliveries.contracts import DeliveryState
from lingqu.deliveries.jobs import kinds as delivery_kinds
from lingqu.infra.blobs import MemoryBlobStore
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import BroadcastId, CustomerId, ExternalUserid, TagId, Userid
from lingqu.outreach.api import programmes, rules
from lingqu.outreach.api.workload import DAYS
from lingqu.outreach.contracts.programmes import ProgrammeDraft, ProgrammeId
from lingqu.outreach.contracts.rules import Category, FrequencyCap, Period, QuietHours, Rules
from lingqu.outreach.domain.hours import BEIJING
from lingqu.outreach.errors import BroadcastStateError, FrozenError
from lingqu.outreach.jobs import kinds as outreach_kinds

CUSTOMERS = 6
DAILY, WEEKLY = 1, 3
RULES = Rules(
    caps=(
        FrequencyCap(category=Category.MARKETING, period=Period.DAY, most=DAILY),
        FrequencyCap(category=Category.MARKETING, period=Period.WEEK, most=WEEKLY),
    ),
    quiet=QuietHours(begins=time(22), ends=time(8)),
)
CARE = ProgrammeDraft(
    name="售后关怀",
    category=Category.SERVICE,
    owner="王敏",
    hypothesis="",
    target="",
    budget=None,
    priority=50,
    value_fen=0,
    holdout_permille=0,
    overnight=False,
)
SETTLED_WITHIN = 900.0
"""Seconds of undisturbed work after which nobody who refused may receive anything any more."""


class KilledError(Exception):
    """Stands for kill -9."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What reached a customer of a broadcast of ours."""

    customer_id: CustomerId
    text: str
    is_marketing: bool
    at: datetime


@dataclass
class Life:
    """One corp, from its first broadcast to the last result."""

    scene: Scene
    voices: Voices
    vip: TagId
    care: ProgrammeId
    sent: dict[str, BroadcastId] = field(default_factory=dict)
    marketing: set[str] = field(default_factory=set)
    settled: set[CustomerId] = field(default_factory=set)
    """Who refused so long ago that nothing may reach them."""

    async def send(self, *, marketing: bool) -> None:
        text = f"第 {len(self.sent) + 1} 波"
        with suppress(FrozenError):
            self.sent[text] = await self.scene.send(self.vip, text=text, programme_id=None if marketing else self.care)
            if marketing:
                self.marketing.add(text)

    async def work(self, seconds: float) -> None:
        """Let workers work; who has refused since before and still does is settled after long enough."""
        refused = await self._refusers()
        await self.voices.heard()
        await self.scene.run(seconds)
        now = await self._refusers()
        quiet = seconds >= SETTLED_WITHIN and not self.scene.desk.faults.before and not self.scene.desk.faults.after
        self.settled = (self.settled | refused if quiet else self.settled) & now

    async def work_until_killed(self, units: int) -> None:
        """Let workers work until one is killed at the beginning of a unit; its jobs come back when its lease ends."""
        left = units
        unit = Database.unit

        def mortal(database: Database, *arguments: object, **named: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                raise KilledError
            return unit(database, *arguments, **named)  # type: ignore[arg-type]

        with mock.patch.object(Database, "unit", mortal), suppress(KilledError):
            await self.voices.heard()
            await self.scene.run(90)
        self.scene.clock.advance(timedelta(seconds=31))

    async def stand_still(self, span: timedelta) -> None:
        """Nobody works for a while."""
        self.scene.clock.advance(span)
        self.settled &= await self._refusers()

    async def cancel(self, number: int) -> None:
        if self.sent:
            with suppress(BroadcastStateError):
                await self.scene.cancel(list(self.sent.values())[number % len(self.sent)])

    async def freeze(self) -> None:
        async with self.scene.database.unit(self.scene.corp_id) as unit:
            await rules.freeze(unit, by="李娜")

    async def thaw(self) -> None:
        async with self.scene.database.unit(self.scene.corp_id) as unit:
            await rules.thaw(unit)

    async def states(self) -> Mapping[int, DeliveryState]:
        async with self.scene.database.read(self.scene.corp_id) as session:
            rows = await session.fetch("SELECT delivery_id, state FROM delivery WHERE corp_id = lingqu_corp()")
        return {row["delivery_id"]: DeliveryState(row["state"]) for row in rows}

    async def torn(self) -> list[str]:
        """Tasks that say something else than their calls, and calls in flight together that look alike."""
        async with self.scene.database.read(self.scene.corp_id) as session:
            rows = await session.fetch(
                """
                SELECT t.state || ' of ' || g.state AS torn FROM group_send g
                JOIN task t ON t.corp_id = g.corp_id AND t.task_id = g.task_id
                WHERE g.corp_id = lingqu_corp()
                  AND ((t.state = 'open') <> (g.state = 'handed_over' AND g.confirmed_at IS NULL)
                       OR (t.state = 'confirmed') <> (g.confirmed_at IS NOT NULL))
                """
            )
        return [row["torn"] for row in rows]

    def received(self) -> list[Received]:
        """What people got of ours, by WeCom's desk."""
        return [
            Received(
                customer_id=CustomerId(int(str(one).removeprefix("wm"))),
                text=task.message.content.text,
                is_marketing=task.message.content.text in self.marketing,
                at=task.sent_at,
            )
            for task in self.scene.desk.tasks.values()
            if task.sent_at is not None and task.message.content.text in self.sent
            for one, status in task.statuses.items()
            if status == 1
        ]

    def press(self, number: int) -> list[Received]:
        """A member presses send on one of their tasks; return what reached people by it."""
        before = self.received()
        tasks = [msgid for msgid, task in self.scene.desk.tasks.items() if not task.stopped and task.sent_at is None]
        if tasks:
            self.scene.desk.confirm(tasks[number % len(tasks)])
        return [one for one in self.received() if one not in before]

    async def _refusers(self) -> set[CustomerId]:
        async with self.scene.database.read(self.scene.corp_id) as session:
            everybody = [CustomerId(one) for one in range(CUSTOMERS + 1)]
            found = await consent.find_refusals(session, everybody, Purpose.MARKETING, ConsentChannel.BROADCAST)
        return set(found)


@dataclass
class Lives:
    """Corps one after the other; what one leaves to be done is forgotten before the next."""

    database: Database
    clock: SteppedClock
    owner_url: str
    numbers: count[int] = field(default_factory=count)

    async def begin(self) -> Life:
        """Two members with three customers each, and a customer without a relation who may be one of them.

        Each begins on a Friday at ten in the morning: what is sent may reach another day and another week.
        """
        now = self.clock.now().astimezone(BEIJING)
        friday = datetime.combine(now.date() + timedelta(days=11 - now.weekday()), time(10), BEIJING)
        self.clock.advance(friday - now)
        async with await psycopg.AsyncConnection.connect(self.owner_url) as connection:
            await connection.execute("TRUNCATE job, job_queue CASCADE")
        corp_id = await make_corp(self.database, f"ww{next(self.numbers):016d}").__aenter__()
        desk = GroupSendDesk(self.clock)
        kinds = [*delivery_kinds(desk, MediaShelf(self.clock), MemoryBlobStore(), DAYS), *outreach_kinds()]
        steps = Steps(self.database, self.clock, kinds)
        scene = Scene(self.database, corp_id, self.clock, Brand(self.database, corp_id), desk, steps)
        vip = await scene.brand.tag("VIP")
        for userid in ("chen_rui", "li_na"):
            await scene.brand.follow(await scene.brand.hire(userid), await scene.brand.enlist(CUSTOMERS // 2), vip)
        await scene.brand.enlist(1)
        async with self.database.unit(corp_id) as unit:
            await rules.set_rules(unit, RULES)
            care = await programmes.create_programme(unit, CARE, created_by="王敏")
        return Life(scene, Voices(scene), vip, care)


def own_send(life: Life, number: int) -> None:
    """A member writes to a customer by themselves."""
    life.scene.desk.send_own(Userid("chen_rui"), "新款到店", [ExternalUserid(f"wm{number % 3}")])
