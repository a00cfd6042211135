"""The life of a brand: it sends, members confirm, people refuse, merge and leave, workers die, answers are lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from types import MappingProxyType

from conftest import make_corp
from doubles.brand import Brand
from doubles.broadcasts import Scene
from doubles.deliveries import MediaShelf
from doubles.jobs import Steps
from doubles.voices import Voices
from lingqu.customers.contracts.consent import Purpose, Stance
from lingqu.deliveries.api.own_sends import read_own_sends
from lingqu.deliveries.contracts import GroupSendCall
from lingqu.deliveries.jobs import kinds as delivery_kinds
from lingqu.infra.blobs import MemoryBlobStore
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import CustomerId, ExternalUserid, StaffId, TagId, Userid
from lingqu.kernel.outside import OutsideError
from lingqu.outreach.api import programmes, rules
from lingqu.outreach.api.refusals import Refusing
from lingqu.outreach.api.workload import DAYS
from lingqu.outreach.contracts.programmes import ProgrammeDraft, ProgrammeId
from lingqu.outreach.contracts.rules import Category, FrequencyCap, Period, QuietHours, Rules, SendShape
from lingqu.outreach.errors import BroadcastStateError, FrozenError
from lingqu.outreach.jobs import kinds as outreach_kinds
from lives.desk import Api, KilledError, Meanwhile, Trouble, TroubledDesk, be_busy, kill, lose
from lives.log import ChangeLog
from lives.reference import BEIJING, CALL_WITHIN, Caps, Reference, day_of, instant, text_of

CUSTOMERS = 6
"""With a relation; one more has none, and may turn out to be one of the others."""
STRANGER = CUSTOMERS
QUIET = QuietHours(begins=time(22), ends=time(8))
BUDGET = 9
LEASE = 31.0
"""Seconds after which the jobs of a dead worker come back."""
AT_ONCE: tuple[float, ...] = (0, 3, 3)
"""Seconds between looks of a worker: until members are asked."""
A_WHILE: tuple[float, ...] = (0, 3, 3, 65, 65)
"""Until who refused is taken out, and others are asked again."""
LONG: tuple[float, ...] = (0, 3, 65, 65, 65, 310, 310, 65, 65, 65)
"""Until nothing is left to be done but for members."""
A_DAY_LATER: tuple[float, ...] = (0, 3, 65, 310)
"""Until what is over has its end."""
MOST_SWEEPS = 30


@dataclass(frozen=True, slots=True)
class Kind:
    """What is sent: as what, for how many at most, and whether members may go on overnight."""

    category: Category
    budget: int | None
    overnight: bool


KINDS: Mapping[str, Kind | None] = MappingProxyType(
    {
        "plain": None,
        "care": Kind(Category.SERVICE, None, overnight=False),
        "promotion": Kind(Category.MARKETING, BUDGET, overnight=True),
    }
)
SHAPES = {True: SendShape.DAILY_1, False: SendShape.MONTHLY_DAYS}


def _rules(caps: Caps) -> Rules:
    day = FrequencyCap(category=Category.MARKETING, period=Period.DAY, most=caps.daily)
    week = FrequencyCap(category=Category.MARKETING, period=Period.WEEK, most=caps.weekly)
    return Rules(shape=SHAPES[caps.one_a_day], caps=(day, week), quiet=QUIET)


def _draft(name: str, kind: Kind) -> ProgrammeDraft:
    return ProgrammeDraft(
        name=name,
        category=kind.category,
        owner="王敏",
        hypothesis="",
        target="",
        budget=kind.budget,
        priority=50,
        value_fen=0,
        holdout_permille=0,
        overnight=kind.overnight,
    )


@dataclass
class Life:
    """One corp, from its first broadcast to the last result, with the model beside it."""

    scene: Scene
    desk: TroubledDesk
    voices: Voices
    log: ChangeLog
    reference: Reference
    vip: TagId
    programmes: Mapping[str, ProgrammeId]
    staff: Mapping[Userid, StaffId]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    unheard: bool = True
    """Something may have been said that the reader of facts has not come to."""

    @property
    def clock(self) -> SteppedClock:
        return self.scene.clock

    # --- what happens

    async def send(self, kind: str, *, ahead: timedelta | None = None) -> None:
        """Send to everybody with the tag, now or at an hour; nothing is sent while nothing may leave."""
        with suppress(FrozenError):
            await self.scene.send(
                self.vip,
                text=f"第 {next(self.numbers)} 波",
                programme_id=self.programmes.get(kind),
                at=None if ahead is None else self.clock.now() + ahead,
            )
        await self.told()

    async def work(self, gaps: tuple[float, ...]) -> None:
        """Let a worker look again and again; where one dies, another has its jobs when the lease is over."""
        for gap in gaps:
            self.clock.advance(timedelta(seconds=gap))
            try:
                await self._look()
            except* KilledError:
                self.clock.advance(timedelta(seconds=LEASE))

    async def settle(self) -> None:
        """Work undisturbed until nothing is left to be done but for members."""
        self.desk.troubles.clear()
        before = await self.told()
        await self.work(LONG)
        await self.told()
        self._check_settled(before)

    async def stand_still(self, span: timedelta) -> None:
        """Nobody works for a while."""
        self.clock.advance(span)

    def trouble(self, api: Api, *, after: bool, what: str, number: int) -> None:
        """Let something happen at the next call of an API."""
        happens: Mapping[str, Meanwhile] = {"lose": lose, "busy": be_busy, "kill": kill}
        had_effect = after and what != "busy"  # who says so has done nothing
        self.desk.troubles.append(Trouble(api, had_effect, happens.get(what) or (lambda: self.act(what, number))))

    async def act(self, what: str, number: int) -> None:
        """Somebody does something; the model knows of it before anything else happens, workers do when they look."""
        self.unheard = True
        try:
            await ACTS[what](self, number)
        except* KilledError:
            self.clock.advance(timedelta(seconds=LEASE))
        await self.told()
        self.clock.advance(timedelta(seconds=1))

    async def press(self, number: int) -> None:
        """A member presses send on one of their tasks."""
        waiting = self.desk.waiting()
        if waiting:
            self.desk.confirm(waiting[number % len(waiting)].msgid)

    async def press_all(self, number: int) -> None:
        """Every member does."""
        del number
        self.desk.confirm_all()

    async def withdraw(self, number: int) -> None:
        """A customer wants no marketing any more."""
        await self.voices.say(number)

    async def withdraw_service(self, number: int) -> None:
        """A customer wants no service messages."""
        await self.voices.say(number, purpose=Purpose.SERVICE)

    async def grant(self, number: int) -> None:
        """A customer wants marketing."""
        await self.voices.say(number, Stance.GRANTED)

    async def suppress(self, number: int) -> None:
        """The corp leaves a customer in peace."""
        await self.voices.suppress(number)

    async def merge_stranger(self, number: int) -> None:
        """Somebody without a relation, who may have refused, turns out to be one of the others."""
        if number % 2:
            await self.voices.say(STRANGER)
        await self.voices.merge(STRANGER, number % (CUSTOMERS - 1))

    async def merge_two(self, number: int) -> None:
        """Two customers with relations turn out to be one."""
        del number
        await self.voices.merge(CUSTOMERS - 1, CUSTOMERS - 2)

    async def part(self, number: int) -> None:
        """They do not."""
        await self.voices.part(CUSTOMERS - number % 2)

    async def leave(self, number: int) -> None:
        """A customer deletes the member who wrote to them, or would."""
        followers = [
            key[1]
            for key, row in self.reference.rows["follow_relation"].items()
            if key[0] == number and row["deleted_at"] is None
        ]
        if followers:
            await self.scene.brand.end_relation(StaffId(max(followers)), CustomerId(number))

    async def write_alone(self, number: int) -> None:
        """A member writes to two customers by themselves, and the platform reads of it."""
        recipients = {ExternalUserid(f"wm{one}") for one in (number, CUSTOMERS - 1)}
        self.desk.send_own(Userid("chen_rui"), "新款到店", sorted(recipients))
        self.clock.advance(timedelta(seconds=3))
        with suppress(OutsideError):
            await read_own_sends(self.scene.database, self.scene.corp_id, sender=self.desk)

    async def cancel(self, number: int) -> None:
        """An operator takes a broadcast back."""
        broadcasts = [key[0] for key in self.reference.rows["broadcast"]]
        if broadcasts:
            with suppress(BroadcastStateError):
                await self.scene.cancel(sorted(broadcasts)[number % len(broadcasts)])

    async def freeze(self, number: int) -> None:
        """Somebody pulls the switch."""
        del number
        async with self.scene.database.unit(self.scene.corp_id) as unit:
            await rules.freeze(unit, by="李娜")

    async def thaw(self, number: int) -> None:
        """Somebody releases it."""
        del number
        async with self.scene.database.unit(self.scene.corp_id) as unit:
            await rules.thaw(unit)

    async def overtake(self, number: int) -> None:
        """The worker stands still until its lease is over, and another one does its work meanwhile."""
        self.clock.advance(timedelta(seconds=LEASE if number % 2 else 100))
        await self._look()

    # --- what holds

    async def told(self) -> datetime:
        """Tell the model what was written; return the instant."""
        await self.log.tell(self.reference)
        self.reference.notice(self.clock.now())
        return self.clock.now()

    def faults(self) -> list[str]:
        """Return what is wrong, so far as can be said between any two acts."""
        twice = Counter(
            (str(one), task.message.content.text)
            for task in self.desk.tasks.values()
            if task.msgid not in self.desk.own
            for one, status in task.statuses.items()
            if status == 1 or (status == 0 and not task.stopped)
        )
        return [
            *self.reference.faults,
            *self.reference.torn(),
            *(f"{one} has {text}, or may get it, {n} times" for (one, text), n in twice.items() if n > 1),
            *self._over_caps(),
        ]

    def ended(self) -> list[str]:
        """Return what has no end at the end, or another one than WeCom's desk knows of."""
        received = {
            (str(one), task.message.content.text): task.sent_at
            for task in self.desk.tasks.values()
            if task.msgid not in self.desk.own
            for one, status in task.statuses.items()
            if status == 1
        }
        rows = self.reference.rows
        said = {
            (f"wm{one['customer_id']}", text_of(rows["broadcast"][one["broadcast_id"],])): one
            for one in rows["delivery"].values()
        }
        endless = [f"{one['key']} is {one['state']}" for one in said.values() if one["settled_at"] is None]
        delivered = {key: instant(one["settled_at"]) for key, one in said.items() if one["state"] == "delivered"}
        return endless + ([] if delivered == received else [f"delivered {delivered}, received {received}"])

    def _over_caps(self) -> Iterator[str]:
        """Give which of the corp's own caps were exceeded, by when people received."""
        marketing = {
            text_of(one)
            for one in self.reference.rows["broadcast"].values()
            if self.reference.purpose_of(one) == "marketing"
        }
        days: Counter[tuple[str, date]] = Counter()
        for task in self.desk.tasks.values():
            if task.sent_at is not None and task.message.content.text in marketing:
                days.update((str(one), day_of(task.sent_at)) for one, status in task.statuses.items() if status == 1)
        weeks: Counter[tuple[str, tuple[int, int]]] = Counter()
        for (one, day), number in days.items():
            weeks[one, day.isocalendar()[:2]] += number
        caps = self.reference.caps
        yield from (f"{one} received {n} on {day}" for (one, day), n in days.items() if n > caps.daily)
        yield from (f"{one} received {n} in week {week}" for (one, week), n in weeks.items() if n > caps.weekly)

    def _check_settled(self, since: datetime) -> None:
        """Note what should not be any more after everybody had time for it."""
        wrong = self.reference.faults.append
        rows = self.reference.rows
        by_text = {text_of(one): one for one in rows["broadcast"].values()}
        for task in self.desk.waiting():
            broadcast = by_text[task.message.content.text]
            if broadcast["state"] == "cancelled":
                wrong(f"{task.msgid} of a cancelled broadcast waits for its member")
            if instant(broadcast["closes_at"]) < since:
                wrong(f"{task.msgid} waits for its member, and its window was over at {broadcast['closes_at']}")
            for one in task.statuses:
                refused_at = self.reference.refused_since.get((_number(one), self.reference.purpose_of(broadcast)))
                if refused_at is not None and refused_at < since:
                    wrong(f"{one} refuses since {refused_at}, and {task.msgid} may still reach them")
        waiting = {task.msgid for task in self.desk.waiting()}
        asked = {
            call["msgid"]
            for call in rows["group_send"].values()
            if call["state"] == "handed_over" and call["confirmed_at"] is None
        }
        if waiting != asked:
            wrong(f"members are asked for {sorted(waiting)}, and calls wait for {sorted(asked)}")
        for one in rows["delivery"].values():
            broadcast = rows["broadcast"][one["broadcast_id"],]
            if one["state"] in ("planned", "claimed") and instant(broadcast["planned_at"] or one["planned_at"]) < since:
                wrong(f"delivery {one['key']} is {one['state']} still")

    async def _look(self) -> None:
        """Let a worker hear what was said, and do what is due."""
        while self.unheard:
            self.unheard = await Refusing().step(self.scene.database, self.scene.corp_id) > 0
        for _ in range(MOST_SWEEPS):
            if not await self.scene.steps.run_due():
                return

    async def watch(self, call: GroupSendCall, deadline: datetime) -> None:
        """Have the model look at a call before it has an effect."""
        await self.told()
        self.reference.called(
            self.staff[call.sender],
            call.message.content.text,
            [_number(str(one)) for one in call.recipients],
            called_at=deadline - CALL_WITHIN,
        )


ACTS: Mapping[str, Callable[[Life, int], Awaitable[None]]] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            Life.press,
            Life.press_all,
            Life.withdraw,
            Life.withdraw_service,
            Life.grant,
            Life.suppress,
            Life.merge_stranger,
            Life.merge_two,
            Life.part,
            Life.leave,
            Life.write_alone,
            Life.cancel,
            Life.freeze,
            Life.thaw,
            Life.overtake,
        )
    }
)
"""What anybody may do at any moment, by name."""


@dataclass
class Lives:
    """Corps one after the other in one database."""

    database: Database
    clock: SteppedClock
    log: ChangeLog
    numbers: Iterator[int] = field(default_factory=count)

    async def begin(self, caps: Caps) -> Life:
        """Two members, three customers each and one whom both follow, and a customer whom nobody follows.

        Each life begins on a Friday at ten in the morning: what is sent may reach another day and another week.
        """
        now = self.clock.now().astimezone(BEIJING)
        friday = datetime.combine(now.date() + timedelta(days=11 - now.weekday()), time(10), BEIJING)
        self.clock.advance(friday - now)
        await self.log.begin()
        corp_id = await make_corp(self.database, f"ww{next(self.numbers):016d}").__aenter__()
        desk = TroubledDesk(self.clock)
        kinds = [*delivery_kinds(desk, MediaShelf(self.clock), MemoryBlobStore(), DAYS), *outreach_kinds()]
        steps = Steps(self.database, self.clock, kinds)
        brand = Brand(self.database, corp_id)
        scene = Scene(self.database, corp_id, self.clock, brand, desk, steps)
        vip = await brand.tag("VIP")
        chen, li = await brand.hire("chen_rui"), await brand.hire("li_na")
        everybody = await brand.enlist(CUSTOMERS + 1)
        await brand.follow(chen, everybody[:3], vip)
        await brand.follow(li, everybody[2:CUSTOMERS], vip)
        async with self.database.unit(corp_id) as unit:
            await rules.set_rules(unit, _rules(caps))
            made = {
                name: await programmes.create_programme(unit, _draft(name, kind), created_by="王敏")
                for name, kind in KINDS.items()
                if kind is not None
            }
        staff = {Userid("chen_rui"): chen, Userid("li_na"): li}
        life = Life(scene, desk, Voices(scene), self.log, Reference(caps), vip, made, staff)
        desk.asked = life.watch
        await life.told()
        return life


def _number(external_userid: str) -> int:
    return int(external_userid.removeprefix("wm"))
