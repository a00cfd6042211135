"""The walk through the customers of all members. The network is never touched inside a unit.

Every page is stored with the place behind it, in one unit: a walk that dies anywhere goes on there, and no page that
was stored is read again. The same holds for the ends of relations that no page listed.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime, timedelta

from lingqu.corps import api as corps
from lingqu.corps.contracts import Granted, StageName, SyncStage
from lingqu.corps.errors import SweepSpentError
from lingqu.customers.api import relations
from lingqu.customers.api.sweeping import surplus, undecided
from lingqu.customers.api.sync import AFTER_WRITE, Reading, Units, store_snapshots
from lingqu.customers.contracts.jobs import JOB_READ
from lingqu.customers.contracts.snapshots import CustomerPage, CustomerSnapshot, NotNow, ReadOutcome
from lingqu.customers.domain.pairs import miss_all
from lingqu.customers.domain.place import Place
from lingqu.customers.domain.reading import LAG
from lingqu.customers.store import people as people_store
from lingqu.customers.store import relations as relation_store
from lingqu.directory.api import people as directory
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import CorpId, CustomerId, Userid
from lingqu.kernel.jobs import NewJob
from lingqu.kernel.outside import RefusedError, TryLaterError

MEMBERS_AT_ONCE = 100
CALLS_A_TURN = 60
PAGES_A_UNIT = 3
"""Stored together: much of a unit's work is the same for one row and for hundreds."""
PAGES_AHEAD = 3
SWEEP_CALLS_PER_MINUTE = 300
"""The pace of a sweep: three hundredths of WeCom's published limit."""
UNLISTED_AT_ONCE = 30

SPENT_CURSOR = 50100
NO_RELATION = 84061
"""Also WeCom's way to say that a member has no customers."""


async def sync_customers(
    units: Units, reading: Reading, corp_id: CorpId, *, asked_at: datetime | None = None
) -> timedelta | None:
    """Walk on through the customers of all follow users, as the stage of that name.

    Returns how long to wait before the next turn, None when the walk is done. The first walk is in a hurry; a sweep
    keeps within `SWEEP_CALLS_PER_MINUTE`, so that it takes little of the limits from what cannot wait.

    One turn is some dozens of calls, so that other work gets its turn too.

    Raises:
        SweepSpentError: the night's budget is spent.
    """
    async with units() as unit:
        stage = await corps.begin_stage(unit, StageName.CUSTOMERS, asked_at=asked_at)
        sweeping = await corps.is_sweeping(unit)
    walk = _Walk.on(units, reading, corp_id, stage=stage, sweeping=sweeping)
    while walk.left > 0:
        if walk.place.ending is not None:
            await walk.end_unlisted()
        elif walk.place.members:
            await walk.read_pages()
        elif not await walk.begin_group():
            return None
    return CALLS_A_TURN * timedelta(minutes=1) / SWEEP_CALLS_PER_MINUTE if sweeping else timedelta()


@dataclass(frozen=True, slots=True)
class _Read:
    """An answer, or why there is none."""

    asked_at: datetime | None
    page: CustomerPage | Exception


@dataclass(slots=True)
class _Walk:
    """One turn: where the walk stands, how many pairs it has met, calls left in this turn."""

    units: Units
    reading: Reading
    corp_id: CorpId
    _: KW_ONLY
    kept: SyncStage
    place: Place
    done: int
    left: int
    sweeping: bool

    @classmethod
    def on(cls, units: Units, reading: Reading, corp_id: CorpId, *, stage: SyncStage, sweeping: bool) -> "_Walk":
        """Go on from where the stage stands."""
        place = Place.of(stage.cursor)
        return cls(
            units, reading, corp_id, kept=stage, place=place, done=stage.done, left=CALLS_A_TURN, sweeping=sweeping
        )

    # ── groups ──

    async def begin_group(self) -> bool:
        """Begin the next group of members; false when there is none and the walk is done."""
        async with self.units() as unit:
            width = 1 if self.place.alone else MEMBERS_AT_ONCE
            members = await directory.list_follow_users(unit, after=self.place.after, limit=width)
            if members:
                await self._keep(unit, self.place.begun(members, at=unit.at, done=self.done))
                return True
            await self._read_again(unit)
            await self._keep(unit, self.place)
            if not self.place.again:
                await corps.finish_stage(unit, StageName.CUSTOMERS)
                return False
            again_at = (await self._take_calls(unit, 1)).again_at
        raise SweepSpentError(again_at or unit.at)

    # ── pages ──

    async def read_pages(self) -> None:
        """Read and store until the group or the turn ends, or something goes wrong: then what was read is kept.

        The next pages are read while the last are stored.
        """
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
        cursor, userids = self.place.cursor, self.place.userids
        for _ in range(self.left):
            read = await self._read(userids, cursor)
            await answers.put(read)
            if isinstance(read.page, Exception) or read.page.next_cursor is None:
                break
            cursor = read.page.next_cursor
        await answers.put(None)

    async def _read(self, userids: Sequence[Userid], cursor: str | None) -> _Read:
        """Return a page, or whatever kept it from us: that is raised once what was read before is stored."""
        asked_at = None
        try:
            async with self.units() as unit:
                asked_at, granted = unit.at, await self._take_calls(unit, 1) if self.sweeping else Granted(1)
            if not granted.calls:
                return _Read(asked_at, SweepSpentError(granted.again_at or asked_at))
            page = await self.reading.reader.read_page(self.corp_id, userids, cursor)
        except Exception as error:  # noqa: BLE001 - see above
            return _Read(asked_at, error)
        if page.next_cursor is not None and page.next_cursor == cursor:
            error = RefusedError("the cursor does not advance", api="read_page", errcode=SPENT_CURSOR)
            return _Read(asked_at, error)
        return _Read(asked_at, page)

    async def _take(self, reads: Sequence[_Read]) -> None:
        """Store answers; the last one may end the group, or be the reason why there are no more."""
        self.left -= len(reads)
        pages = [(read.asked_at, read.page) for read in reads if read.asked_at and isinstance(read.page, CustomerPage)]
        last = reads[-1].page
        if pages:
            customers = [one for _, page in pages for one in page.customers]
            self.done += len(customers)
            place = self.place.listed(pages[-1][1].next_cursor)
            async with self.units() as unit:
                if not self.sweeping:
                    await self._take_calls(unit, len(pages))  # nothing bounds them: they are counted as they are stored
                # The oldest instant counts: what was changed since then is read again.
                await self._store(unit, customers, asked_at=pages[0][0])
                await self._read_again(unit)
                await self._keep(unit, replace(place, again=self.place.again))
        if isinstance(last, RefusedError):
            async with self.units() as unit:
                place = self.place.refused(at=unit.at, nobody_there=last.errcode == NO_RELATION)
                if place.ending is None and place.after == self.place.after:
                    self.done = self.place.done_before
                await self._keep(unit, place)
        elif isinstance(last, Exception):
            raise last

    # ── relations that no page listed ──

    async def end_unlisted(self) -> None:
        """End relations that no page of the group listed: WeCom hides those whom the member deleted.

        Pages may shift while they are read, so each of these customers is read alone before; a relation that is shown
        then is no surplus but was missed.
        """
        async with self.units() as unit:
            customer_ids = await relation_store.list_unlisted(
                unit,
                self.place.staff_ids,
                since=self._since,
                added_before=self._since - LAG,
                after=self._ending,
                limit=UNLISTED_AT_ONCE,
            )
            if not customer_ids:
                await self._keep(unit, self.place.passed())
                return
            asked_at, granted = unit.at, await self._take_calls(unit, len(customer_ids))
            customer_ids = customer_ids[: granted.calls]
            named = await people_store.external_userids_of(unit, customer_ids)
        if not customer_ids:
            raise SweepSpentError(granted.again_at or asked_at)
        self.left -= len(customer_ids)
        whom = [named[customer_id] for customer_id in customer_ids]
        outcomes = await self.reading.reader.read_customers(self.corp_id, whom)
        await self._end(dict(zip(customer_ids, outcomes, strict=True)), asked_at=asked_at)

    async def _end(self, outcomes: dict[CustomerId, ReadOutcome], *, asked_at: datetime) -> None:
        open_ = {customer_id: one for customer_id, one in outcomes.items() if isinstance(one, NotNow)}
        if len(open_) == len(outcomes):
            raise TryLaterError("no customer is shown now", api="read", after=max(one.after for one in open_.values()))
        userids = set(self.place.userids)
        shown = [
            replace(one, follows=follows)
            for one in outcomes.values()
            if isinstance(one, CustomerSnapshot)
            and (follows := tuple(follow for follow in one.follows if follow.userid in userids))
        ]
        async with self.units() as unit:
            await people_store.lock(unit, outcomes.keys())
            await self._store(unit, shown, asked_at=asked_at)
            before = await relation_store.load(unit, outcomes.keys() - open_.keys())
            decided = miss_all(
                before, staff_ids=self.place.staff_ids, since=self._since, added_before=self._since - LAG
            )
            await relations.write(unit, before, decided, learnt="sweep" if self.sweeping else "read")
            if self.sweeping:
                await corps.add_drift(unit, surplus(len(decided.turns)))
                await corps.add_drift(unit, undecided(len(open_)))
            await self._read_again(unit)
            await self._keep(unit, replace(self.place, ending=max(outcomes)))

    # ── what all share ──

    @property
    def _since(self) -> datetime:
        assert self.place.began_at is not None  # noqa: S101 - a group was begun
        return self.place.began_at

    @property
    def _ending(self) -> CustomerId:
        assert self.place.ending is not None  # noqa: S101 - its pages are stored
        return self.place.ending

    async def _take_calls(self, unit: UnitOfWork, wanted: int) -> Granted:
        return await corps.take_calls(unit, wanted, a_night=self.reading.calls_a_night)

    async def _store(self, unit: UnitOfWork, customers: Sequence[CustomerSnapshot], *, asked_at: datetime) -> None:
        if not customers:
            return
        taken = await store_snapshots(
            unit,
            customers,
            self.reading,
            asked_at=asked_at,
            sweeping=self.sweeping,
            counted_since=self.place.counted_since,
        )
        again = dict.fromkeys((*self.place.again, *sorted(taken.stale)))
        self.place = replace(self.place, again=tuple(again))

    async def _read_again(self, unit: UnitOfWork) -> None:
        """Ask for single reads of whom we changed while they were being read, as far as the budget goes."""
        if self.place.again:
            granted = (await self._take_calls(unit, len(self.place.again))).calls
            asked, left = self.place.again[:granted], self.place.again[granted:]
            unit.enqueue(*(NewJob(kind=JOB_READ, key=one, due=unit.at + AFTER_WRITE) for one in asked))
            self.place = replace(self.place, again=left)

    async def _keep(self, unit: UnitOfWork, place: Place) -> None:
        """Record the place, with what was stored; whoever stands elsewhere by now has been overtaken."""
        kept = replace(self.kept, cursor=place.kept())
        await corps.advance_stage(
            unit, StageName.CUSTOMERS, done=self.done, cursor=kept.cursor, before=self.kept.cursor
        )
        self.place, self.kept = place, kept
