"""`lingqu chaos caps`: a month of programmes in stepped time, and what people received held to every cap.

One process: PostgreSQL of its own, the twin on loopback with a clock that is moved by hand, and the real worker, which
does what is due whenever time is moved. It moves ten minutes at a time, so nobody is prompt; now and then it jumps over
hours in which nothing of ours runs while members go on pressing. WeCom's own cap changes its shape during the month.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lingqu.corps.api import connect, draw_noise, get_sync, reserve_corp_id, start_sync
from lingqu.corps.contracts import ConnectionDraft, SyncState
from lingqu.customers.api import identities
from lingqu.customers.contracts.identities import MEMBER, Observation, Shown, Source
from lingqu.deliveries.contracts import JOB_READ_OWN_SENDS, Content
from lingqu.deliveries.jobs import PERIODIC
from lingqu.entrypoints.chaos import caps_month as month
from lingqu.entrypoints.chaos.caps_judge import Month, Received, Refused
from lingqu.entrypoints.chaos.caps_plants import Handler, planted
from lingqu.entrypoints.migrations.runner import upgrade
from lingqu.entrypoints.platform import Platform, database_urls, open_platform
from lingqu.entrypoints.worker import Duties, Worker
from lingqu.infra.logs import configure_logs
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.infra.settings import Settings, load_settings
from lingqu.infra.work import Batch
from lingqu.kernel.ids import CorpId, CustomerId, TagId
from lingqu.outreach.api import broadcasts, programmes, rules, sending
from lingqu.outreach.contracts.broadcasts import BroadcastDraft, TagAudience, TagMatch
from lingqu.outreach.contracts.programmes import ProgrammeDraft, ProgrammeId
from lingqu.outreach.contracts.rules import Category, SendShape
from lingqu.outreach.contracts.variants import Variant
from wecom_twin.brand.seeding import seed_brand
from wecom_twin.clock import Clock
from wecom_twin.server import TwinServer
from wecom_twin.state.sends import CREATED_BY_CORP, RESULT_CAPPED
from wecom_twin.world import World

CUSTOMERS, STAFF, SHOPS = 80, 4, 2
STEP_SECONDS = 600.0
TAGS = 6
"""The most frequent ones are written to, so that audiences overlap."""
LATE_SECONDS = 3_600.0
ROUNDS = 200
"""Work of one instant that goes on longer than this goes round in a circle."""
SYNCED_WITHIN_SECONDS, LOOK_SECONDS = 3_600.0, 5.0

Act = Callable[[], Awaitable[None]]

_TAGS = """
SELECT tag_id FROM relation_tag GROUP BY tag_id ORDER BY count(*) DESC, tag_id LIMIT %s
"""
_CUSTOMERS = "SELECT customer_id, external_userid FROM customer ORDER BY customer_id"
_SKIPPED = "SELECT reason, count(*) FROM delivery WHERE state = 'skipped' GROUP BY reason"
_DEAD = "SELECT kind || ' ' || key || ': ' || error FROM job WHERE dead_at IS NOT NULL"


def run(*, days: int, plants: Sequence[str] = (), seed: int = 7) -> int:
    """Live through the days and judge; 1 when somebody received more than a cap allows."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="lingqu-caps-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # as root, the server's user must be able to enter
        world = World(clock=Clock.stepped(month.START.timestamp()), seed=seed)
        seed_brand(world, seed=seed, shops=SHOPS, staff=STAFF, customers=CUSTOMERS)
        with TwinServer(world) as twin:
            environment = {
                "LINGQU_DATA_DIR": folder,
                "LINGQU_HISTORY": "off",
                "LINGQU_LOG_LEVEL": "error",
                "LINGQU_WECOM_BASE_URL": twin.base_url,
            }
            settings = load_settings({**os.environ, **environment})
            configure_logs(settings.log_level)
            server = EmbeddedPostgres(settings.data_dir)
            server.start()
            try:
                for at in (month.START, month.START + timedelta(days=days)):
                    upgrade(database_urls(settings, server).owner, at=at.astimezone(UTC))
                report = asyncio.run(
                    _live(settings, twin, server.url("superuser"), days=days, plants=plants, seed=seed)
                )
            finally:
                server.stop()
    report["seconds"] = round(time.monotonic() - began)
    print(json.dumps(report))
    return 1 if any(report["cap_violations"].values()) else 0


async def _live(
    settings: Settings, twin: TwinServer, superuser: str, *, days: int, plants: Sequence[str], seed: int
) -> dict[str, Any]:
    async with open_platform(settings, clock=TwinClock(twin)) as platform:
        trial = Trial(twin, platform, superuser, days, seed, plants)
        await trial.connect()
        await trial.live()
        return trial.report()


@dataclass(frozen=True, slots=True)
class TwinClock:
    """The twin's stepped clock as ours; sleeping moves both."""

    twin: TwinServer

    def now(self) -> datetime:
        """Return the instant at which the twin stands."""
        return datetime.fromtimestamp(self.twin.world.now(), UTC)

    async def sleep(self, duration: timedelta) -> None:
        """Jump instead of waiting."""
        self.twin.advance(by=max(duration.total_seconds(), 0.0))
        await asyncio.sleep(0)


@dataclass(slots=True)
class Trial:
    """One installation and one month of its brand."""

    twin: TwinServer
    platform: Platform
    superuser: str
    days: int
    seed: int
    plants: Sequence[str]
    chance: random.Random = field(init=False)
    corp_id: CorpId = field(init=False)
    worker: Worker = field(init=False)
    members: month.Members = field(init=False)
    tag_ids: list[TagId] = field(default_factory=list)
    persons: dict[str, str] = field(default_factory=dict)
    read_at: list[float] = field(default_factory=list)
    sent: dict[str, ProgrammeDraft] = field(default_factory=dict)
    """By text."""
    _programmes: dict[str, ProgrammeId] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - repeatably
        self.members = month.Members(self.twin.world, self.twin.world.corp(), self.chance, self.seed)

    async def connect(self) -> None:
        """Connect the corp, read all that WeCom has, join some customers to persons, begin the programmes."""
        database, corp = self.platform.database, self.twin.world.corp()
        self.corp_id = await reserve_corp_id(database)
        draft = ConnectionDraft(corpid=corp.corpid, name=corp.name, agentid=corp.app.agentid, secret=corp.app.secret)
        async with database.unit(self.corp_id) as unit:
            await connect(unit, draft, seals=self.platform.keyring, noise=draw_noise())
            await start_sync(unit)
        self.worker = Worker(database, self._duties(), "caps")
        await self._until_synced()
        with psycopg.connect(self.superuser) as connection:
            self.tag_ids = [TagId(tag_id) for (tag_id,) in connection.execute(_TAGS, (TAGS,))]
            customers = [(CustomerId(number), name) for number, name in connection.execute(_CUSTOMERS)]
        async with database.unit(self.corp_id) as unit:
            await identities.record(unit, list(self._pairs(customers, unit.at)), seals=self.platform.keyring)
            for one in month.DRAFTS:
                self._programmes[one.name] = await programmes.create_programme(unit, one, created_by="caps")
        await self._work()

    async def live(self) -> None:
        """Move time to the end of the month."""
        self.members.send_by_themselves(self.days)
        coming = sorted(
            [
                *((at, self._changing(shape)) for at, shape in month.shapes_of(self.days)),
                *((one.at, self._sending(one)) for one in self._desk()),
            ],
            key=lambda one: one[0],
        )
        asleep = month.outages(self.days, self.chance)
        end = month.START.timestamp() + self.days * month.DAY
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task("days", total=self.days)
            while (now := self.twin.world.now()) < end:
                until = min([now + STEP_SECONDS, end, *(at for at, _ in coming[:1])])
                if asleep and until >= asleep[0][0]:
                    until = asleep.pop(0)[1]
                self.twin.advance(to=max(until, now))
                while coming and coming[0][0] <= self.twin.world.now():
                    await coming.pop(0)[1]()
                await self._work()
                day = int((until - month.START.timestamp()) / month.DAY)
                if day > progress.tasks[bar].completed:
                    progress.update(bar, completed=day)
                    progress.console.print(f"  day {day}: {len(self.sent)} broadcasts", highlight=False)

    def report(self) -> dict[str, Any]:
        """Say what happened and what was wrong with it."""
        judged = self._judged()
        own, wecom = judged.own(), judged.wecom()
        ours = [one for one in judged.received if one.ours]
        with psycopg.connect(self.superuser) as connection:
            skipped = Counter(dict(connection.execute(_SKIPPED).fetchall()))
            dead = [line for (line,) in connection.execute(_DEAD)]
        if dead:
            raise SystemExit(f"work was given up, so this says nothing: {dead[:3]}")
        return {
            "days": self.days,
            "broadcasts": len(self.sent),
            "received": len(ours),
            "own_sends": len(judged.received) - len(ours),
            "skipped_by_cap": {"wecom": skipped["over_cap"], "own": skipped["capped"]},
            "late_confirmations": len({one.at for one in ours if one.at - one.taken_at > LATE_SECONDS}),
            "persons_of_two": len(self.persons),
            "cap_violations": {"wecom": wecom.violations, "own": own.violations},
            "beyond_our_reach": {"wecom": wecom.beyond_our_reach, "own": own.beyond_our_reach},
        }

    def _judged(self) -> Month:
        sends = self.twin.world.corp().sends
        return Month(
            received=[
                Received(
                    customer=one.external_userid,
                    at=one.at,
                    taken_at=sends[one.key].created_at,
                    category=self.sent[one.text].category if one.by_platform else Category.MARKETING,
                    ours=one.by_platform,
                )
                for one in self.twin.ledger.iter_receipts(kinds=["group_send"])
                if one.external_userid
            ],
            refused=[
                Refused(outcome.external_userid, float(task.send_time or 0), send.created_at)
                for send in sends.values()
                if send.create_type == CREATED_BY_CORP
                for task in send.tasks.values()
                for outcome in task.outcomes.values()
                if outcome.status == RESULT_CAPPED
            ],
            persons=self.persons,
            caps=month.CAPS,
            shapes=month.shapes_of(self.days),
            read_at=self.read_at,
        )

    def _duties(self) -> Duties:
        """Return what the worker does: everything, but of what returns by the clock only what deliveries need."""
        duties = self.platform.duties()
        kinds = planted(duties.kinds, self.plants, self.superuser)
        reading = kinds[JOB_READ_OWN_SENDS]
        kinds[JOB_READ_OWN_SENDS] = replace(reading, handler=self._noting(reading.handler))
        return replace(duties, kinds=kinds, periodic=PERIODIC, readers=())

    def _noting(self, handler: Handler) -> Handler:
        async def read(batch: Batch) -> None:
            """Read members' own sends, and note when.

            Idempotent: as the handler is.
            """
            await handler(batch)
            self.read_at.append(self.twin.world.now())

        return read

    async def _until_synced(self) -> None:
        database, deadline = self.platform.database, self.twin.world.now() + SYNCED_WITHIN_SECONDS
        while self.twin.world.now() < deadline:
            await self._work()
            async with database.read(self.corp_id) as session:
                if (await get_sync(session)).state is SyncState.DONE:
                    return
            self.twin.advance(by=LOOK_SECONDS)
        raise SystemExit("the first sync does not end")

    async def _work(self) -> None:
        """Let the worker do whatever is due at this instant, and members look at what came of it."""
        for _ in range(ROUNDS):
            if not await self.worker.step():
                break
        self.members.take_up({text: draft.overnight for text, draft in self.sent.items()})

    def _pairs(self, customers: Sequence[tuple[CustomerId, str]], at: datetime) -> Iterator[Observation]:
        """Show the same member number with two customers each, of some."""
        joined = int(len(customers) * month.PAIRS_PERMILLE / 2_000)
        for number in range(joined):
            (first, name), (second, other) = customers[2 * number], customers[2 * number + 1]
            self.persons[other] = name
            for customer_id in (first, second):
                shown = Shown(kind=MEMBER, value=f"M{number:06d}", source=Source.MEMBERS, seen_at=at)
                yield Observation(customer_id=customer_id, shown=shown)

    def _desk(self) -> Iterator[month.Sending]:
        return month.sendings(self.days, self.chance, tags=len(self.tag_ids))

    def _changing(self, shape: SendShape) -> Act:
        async def change() -> None:
            month.count_like(self.twin.world, self.twin.world.corp(), shape)
            async with self.platform.database.unit(self.corp_id) as unit:
                await rules.set_rules(unit, month.rules_of(shape))

        return change

    def _sending(self, one: month.Sending) -> Act:
        async def send() -> None:
            self.sent[one.text] = one.draft
            draft = BroadcastDraft(
                name=one.text,
                audience=TagAudience(tag_ids=(self.tag_ids[one.tag],), match=TagMatch.ANY),
                variants=(Variant(key="A", permille=1_000, content=Content(one.text, ())),),
                programme_id=self._programmes[one.draft.name],
            )
            async with self.platform.database.unit(self.corp_id) as unit:
                broadcast_id = await broadcasts.create_broadcast(unit, draft, created_by="caps")
                await sending.send_broadcast(unit, broadcast_id, by="caps")

        return send
