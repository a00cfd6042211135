"""The walk through tags and customers, and reads of single customers. The network is never touched inside a unit."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from lingqu.corps import api as corps
from lingqu.corps.contracts import Drift, DriftKind, StageName
from lingqu.customers.api import reading, relations
from lingqu.customers.api.sweeping import surplus
from lingqu.customers.contracts.jobs import JOB_READ, JOB_READ_TAGS, LIBRARY_KEY
from lingqu.customers.contracts.relations import OnJoined, ResolveChannels
from lingqu.customers.contracts.snapshots import CustomerPage, CustomerSnapshot, NotNow, Unreadable
from lingqu.customers.contracts.tags import TagGroupSnapshot
from lingqu.customers.domain.pairs import miss_all
from lingqu.customers.domain.reading import again_after
from lingqu.customers.ports import CustomerReader, PhoneSeals, TagLibrary
from lingqu.customers.store import library as library_store
from lingqu.customers.store import people as people_store
from lingqu.customers.store import relations as relation_store
from lingqu.directory.api import people as directory
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import CorpId, CustomerId, ExternalUserid, StaffId, Userid
from lingqu.kernel.jobs import NewJob
from lingqu.kernel.outside import RefusedError

Units: TypeAlias = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Opens units of one corp, one after the other."""

MEMBERS_AT_ONCE = 100
PAGES_A_TURN = 60
PAGES_A_UNIT = 3
"""Stored together: much of a unit's work is the same for one row and for hundreds."""
PAGES_AHEAD = 3
SWEEP_PAGES_PER_MINUTE = 300
"""The budget of a sweep: three hundredths of WeCom's published limit."""
UNLISTED_AT_ONCE = 200
AFTER_UNKNOWN_TAG = timedelta(seconds=2)
AFTER_WRITE = timedelta(seconds=1)
WITH_TAGS_READ = timedelta(seconds=10)

SPENT_CURSOR = 50100


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What every read needs: where to read, how to seal, which channels are ours, whom to tell of joinings."""

    reader: CustomerReader
    seals: PhoneSeals
    resolve_channels: ResolveChannels
    on_joined: OnJoined | None = None


# ───────────────────────── tags ─────────────────────────


async def read_tags(units: Units, library: TagLibrary, corp_id: CorpId) -> None:
    """Mirror the tag library."""
    groups = await library.read_tags(corp_id)
    async with units() as unit:
        await library_store.mirror(unit, groups, whole=True)


async def sync_tags(units: Units, library: TagLibrary, corp_id: CorpId) -> None:
    """Mirror the tag library, as the stage of that name."""
    async with units() as unit:
        await corps.begin_stage(unit, StageName.TAGS)
    groups = await library.read_tags(corp_id)
    async with units() as unit:
        if await corps.is_sweeping(unit):
            await corps.add_drift(unit, {DriftKind.TAGS: await _library_drift(unit, groups)})
        await library_store.mirror(unit, groups, whole=True)
        await corps.advance_stage(unit, StageName.TAGS, done=sum(len(group.tags) for group in groups), cursor={})
        await corps.finish_stage(unit, StageName.TAGS)


async def _library_drift(unit: UnitOfWork, groups: Sequence[TagGroupSnapshot]) -> Drift:
    ours = await library_store.load_library(unit)
    told = {group.wecom_group_id: ("", group.name, group.sort) for group in groups}
    told |= {tag.wecom_tag_id: (group.wecom_group_id, tag.name, tag.sort) for group in groups for tag in group.tags}
    found = sum(1 for key in ours.keys() | told.keys() if ours.get(key) != told.get(key))
    return Drift(len(ours.keys() | told.keys()), found, found)


# ───────────────────────── the walk ─────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the walk stands: behind member `after`, at `cursor` within the group that begins there.

    Attributes:
        began_at: when the first page of the group was asked for; None before.
        alone_until: members up to this one are asked one by one, because WeCom refused the group as a whole.
    """

    after: StaffId = StaffId(0)  # noqa: RUF009 - a NewType call makes an int
    cursor: str | None = None
    began_at: datetime | None = None
    alone_until: StaffId = StaffId(0)  # noqa: RUF009 - a NewType call makes an int

    def kept(self) -> dict[str, Any]:
        """Return it as the stage's cursor keeps it."""
        return {
            "after": self.after,
            "cursor": self.cursor,
            "began_at": self.began_at.isoformat() if self.began_at else None,
            "alone_until": self.alone_until,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Place":
        """Read it back."""
        began_at = kept.get("began_at")
        return cls(
            after=StaffId(kept.get("after", 0)),
            cursor=kept.get("cursor"),
            began_at=datetime.fromisoformat(began_at) if began_at else None,
            alone_until=StaffId(kept.get("alone_until", 0)),
        )


async def sync_customers(units: Units, reading_: Reading, corp_id: CorpId) -> timedelta | None:
    """Walk on through the customers of all follow users, as the stage of that name.

    Returns how long to wait before the next turn, None when the walk is done. The first walk is in a hurry; a sweep
    keeps within `SWEEP_PAGES_PER_MINUTE`, so that it takes little of the limits from what cannot wait.

    One turn is some dozens of pages, so that other work gets its turn too. The next pages are read while the last are
    stored. Pages and the cursor behind them are written in one unit: a walk killed anywhere goes on there.
    """
    async with units() as unit:
        stage = await corps.begin_stage(unit, StageName.CUSTOMERS)
        sweeping = await corps.is_sweeping(unit)
    place, done, left = Place.of(stage.cursor), stage.done, PAGES_A_TURN
    while left > 0:
        async with units() as unit:
            width = 1 if place.after < place.alone_until else MEMBERS_AT_ONCE
            members = await directory.list_follow_users(unit, after=place.after, limit=width)
        if not members:
            async with units() as unit:
                await corps.finish_stage(unit, StageName.CUSTOMERS)
            return None
        walk = _Walk(units, reading_, corp_id, members=members, place=place, done=done, left=left, sweeping=sweeping)
        await walk.go()
        place, done, left = walk.place, walk.done, walk.left
    return PAGES_A_TURN * timedelta(minutes=1) / SWEEP_PAGES_PER_MINUTE if sweeping else timedelta()


@dataclass(frozen=True, slots=True)
class _Read:
    """An answer, or why there is none."""

    asked_at: datetime
    cursor: str | None
    page: CustomerPage | Exception


@dataclass(slots=True)
class _Walk:
    """The walk through one group of members: where it stands, how many pairs it has met, pages left in this turn."""

    units: Units
    reading: Reading
    corp_id: CorpId
    _: KW_ONLY
    members: Mapping[StaffId, Userid]
    place: Place
    done: int
    left: int
    sweeping: bool

    async def go(self) -> None:
        """Read and store until the group or the turn ends, or something goes wrong: then what was read is kept."""
        answers: asyncio.Queue[_Read | None] = asyncio.Queue(PAGES_AHEAD)
        reader = asyncio.create_task(self._read_on(answers))
        try:
            while answer := await answers.get():
                reads = [answer]
                while len(reads) < PAGES_A_UNIT and not answers.empty() and (answer := answers.get_nowait()):
                    reads.append(answer)
                await self._take(reads)
                if answer is None:
                    break
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)

    async def _read_on(self, answers: asyncio.Queue[_Read | None]) -> None:
        cursor, userids = self.place.cursor, list(self.members.values())
        for _ in range(self.left):
            async with self.units() as unit:
                asked_at = unit.at
            try:
                page = await self.reading.reader.read_page(self.corp_id, userids, cursor)
            except Exception as error:  # noqa: BLE001 - raised again once what was read before is stored
                await answers.put(_Read(asked_at, cursor, error))
                break
            await answers.put(_Read(asked_at, cursor, page))
            cursor = page.next_cursor
            if cursor is None:
                break
        await answers.put(None)

    async def _take(self, reads: Sequence[_Read]) -> None:
        """Store answers; the last one may end the group, or be the reason why there are no more."""
        self.left -= len(reads)
        pages = [(read, read.page) for read in reads if isinstance(read.page, CustomerPage)]
        last = reads[-1].page
        if pages:
            asked_at = pages[0][0].asked_at  # the oldest: what was changed since then is read again
            self.place = replace(self.place, began_at=self.place.began_at or asked_at)
            customers = [one for _, page in pages for one in page.customers]
            ended = pages[-1][1].next_cursor is None
            # Until those whom no page listed are ended, the group's last page counts as not read.
            cursor = pages[-1][0].cursor if ended else pages[-1][1].next_cursor
            self.place = replace(self.place, cursor=cursor)
            await self._store(customers, met=len(customers) - len(pages[-1][1].customers) * ended, asked_at=asked_at)
            if ended:
                since = self.place.began_at or asked_at
                await _end_unlisted(self.units, self.members, since=since, sweeping=self.sweeping)
                self.place = Place(after=max(self.members), alone_until=self.place.alone_until)
                await self._store((), met=len(pages[-1][1].customers), asked_at=asked_at)
        if isinstance(last, RefusedError):
            self.place = _around_refusal(last, self.place, members=self.members)
            await self._store((), met=0, asked_at=reads[-1].asked_at)
        elif isinstance(last, Exception):
            raise last

    async def _store(self, customers: Sequence[CustomerSnapshot], *, met: int, asked_at: datetime) -> None:
        async with self.units() as unit:
            if customers:
                taken = await _take_in(unit, customers, self.reading, asked_at=asked_at, sweeping=self.sweeping)
                stale = sorted(taken.stale)
                unit.enqueue(*(NewJob(kind=JOB_READ, key=one, due=unit.at + AFTER_WRITE) for one in stale))
            self.done += met
            await corps.advance_stage(unit, StageName.CUSTOMERS, done=self.done, cursor=self.place.kept())


def _around_refusal(error: RefusedError, place: Place, *, members: Mapping[StaffId, Userid]) -> Place:
    """Return how to go on: from the group's start with a new cursor, member by member, or past the one refused."""
    if error.errcode == SPENT_CURSOR and place.cursor is not None:
        return Place(after=place.after, alone_until=place.alone_until)
    if len(members) > 1:
        return Place(after=place.after, alone_until=max(members))
    return Place(after=max(members), alone_until=place.alone_until)


async def _end_unlisted(units: Units, members: Mapping[StaffId, Userid], *, since: datetime, sweeping: bool) -> None:
    """End relations that a whole read of these members did not list: WeCom hides those whom the member deleted."""
    after = CustomerId(-1)
    while True:
        async with units() as unit:
            customer_ids = await relation_store.list_unlisted(
                unit, list(members), since=since, after=after, limit=UNLISTED_AT_ONCE
            )
            if not customer_ids:
                return
            after = customer_ids[-1]
            await people_store.lock(unit, customer_ids)
            before = await relation_store.load(unit, customer_ids)
            decided = miss_all(before, staff_ids=members.keys(), since=since)
            await relations.write(unit, before, decided, learnt="sweep" if sweeping else "read")
            if sweeping:
                await corps.add_drift(unit, surplus(len(decided.turns)))


async def _take_in(
    unit: UnitOfWork,
    snapshots: Sequence[CustomerSnapshot],
    reading_: Reading,
    *,
    asked_at: datetime,
    sweeping: bool = False,
) -> reading.Taken:
    taken = await reading.take_in(
        unit,
        snapshots,
        asked_at=asked_at,
        seals=reading_.seals,
        resolve_channels=reading_.resolve_channels,
        sweeping=sweeping,
    )
    if taken.unknown_tags:
        unit.enqueue(NewJob(kind=JOB_READ_TAGS, key=LIBRARY_KEY, due=unit.at + AFTER_UNKNOWN_TAG))
    if reading_.on_joined and taken.joinings:
        await reading_.on_joined(unit, taken.joinings)
    return taken


# ───────────────────────── single customers ─────────────────────────


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Whom to come back to. `later` says after how long; `unknown_tags` once the tag library has been read."""

    later: dict[ExternalUserid, timedelta]
    unknown_tags: set[ExternalUserid]


async def read_customers(
    units: Units, reading_: Reading, corp_id: CorpId, external_userids: Sequence[ExternalUserid]
) -> ReadAgain:
    """Read some customers again.

    WeCom lags: a customer just added may be refused for a while (84061). Once that while is over, the refusal is
    recorded as the reason why the customer cannot be read.
    """
    async with units() as unit:
        asked_at = unit.at
    outcomes = await reading_.reader.read_customers(corp_id, external_userids)
    later = {one.external_userid: one.after for one in outcomes if isinstance(one, NotNow)}
    snapshots = [one for one in outcomes if isinstance(one, CustomerSnapshot)]
    refused = [one for one in outcomes if isinstance(one, Unreadable)]
    async with units() as unit:
        taken = await _take_in(unit, snapshots, reading_, asked_at=asked_at)
        pauses = await _pauses(unit, refused)
        await reading.record_reads(unit, taken.customers.values(), [one for one in refused if one not in pauses])
    later |= {one.external_userid: pause for one, pause in pauses.items()}
    later |= dict.fromkeys(taken.stale, AFTER_WRITE)
    return ReadAgain(later, taken.unknown_tags)


async def _pauses(unit: UnitOfWork, refused: Sequence[Unreadable]) -> dict[Unreadable, timedelta]:
    customers = await people_store.find_ids(unit, [one.external_userid for one in refused])
    profiles = await people_store.lock(unit, customers.values())
    added = {profile.external_userid: profile.last_added_at for profile in profiles.values()}
    pauses = {one: again_after(at=unit.at, added_at=added.get(one.external_userid)) for one in refused}
    return {one: pause for one, pause in pauses.items() if pause is not None}
