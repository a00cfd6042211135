"""The reader of facts that keeps leaves and memberships up to date, a batch at a time.

Two of them share the work: one asks PostgreSQL about state, the other asks history about what happened and goes only
as far as history has been copied, so that a history that is away holds up its own leaves and no others. What is asked
of those whom a batch names is read after the batch, so it is never older than the batch; what it knows beyond is
looked at again when its own fact comes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pyroaring import BitMap

from lingqu.customers.contracts.facts import CUSTOMER_UNMERGED
from lingqu.customers.contracts.views import AttributeType
from lingqu.infra import facts as fact_log
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.infra.history.errors import HistoryDownError
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.facts import Position, RecordedFact
from lingqu.kernel.ids import CorpId
from lingqu.segments.api.asking import ask
from lingqu.segments.api.building import Building
from lingqu.segments.api.counting import types_of
from lingqu.segments.api.listing import after_merges
from lingqu.segments.api.membership import Changes, follow, plans_of
from lingqu.segments.api.touched import Touched, facts_between, touched_by
from lingqu.segments.contracts.definition import SegmentLeaf
from lingqu.segments.contracts.standing import PAST_READER, STATE_READER
from lingqu.segments.domain.chains import Chains
from lingqu.segments.domain.questions.answer import Answers
from lingqu.segments.domain.timing import looks_again
from lingqu.segments.domain.touching import MERGES
from lingqu.segments.leaves import is_past
from lingqu.segments.store import answers, sets
from lingqu.segments.store import following as store
from lingqu.segments.store import leaves as leaf_store
from lingqu.segments.store import lists as list_store
from lingqu.segments.store import segments as segment_store
from lingqu.segments.store.leaves import UNIVERSE, KeptLeaf
from lingqu.segments.store.sets import Delta, Known, Memory

BATCH = 2_000
MOST_TIMERS = 200


@dataclass(frozen=True, slots=True)
class _Kept:
    """The leaves of one reader, and all that were whole when it looked."""

    leaves: Mapping[str, KeptLeaf]
    built: frozenset[str]
    others: frozenset[str]
    types: Mapping[str, AttributeType]


@dataclass(slots=True)
class _Asked:
    """Answers of some customers, by leaf; whom None stands for is everybody."""

    because: str
    whom: Mapping[str, BitMap | None]
    found: Mapping[str, Answers] = field(default_factory=dict)
    universe: BitMap | None = None
    universe_of: BitMap = field(default_factory=BitMap)
    merged: BitMap = field(default_factory=BitMap)
    parted: BitMap = field(default_factory=BitMap)
    chains: dict[str, Chains] = field(default_factory=dict[str, Chains])
    quiet: frozenset[str] = frozenset()
    """Leaves that an edit of a segment they read may have changed: such a change triggers nothing."""


@dataclass(frozen=True, slots=True)
class Following:
    """One of the two readers; `step` is what a worker calls.

    Attributes:
        alone: finds answers of everybody, too, when nothing else is to do; else a `Building` beside it does.
    """

    door: HistoryDoor
    of_past: bool
    alone: bool = True
    memory: Memory = field(default_factory=Memory)

    @property
    def name(self) -> str:
        """Of its cursor."""
        return PAST_READER if self.of_past else STATE_READER

    async def step(self, database: Database, corp_id: CorpId) -> int:
        """Do one piece of work; returns how much, 0 when there is nothing."""
        async with database.read(corp_id) as session:
            kept = await self._kept(session)
        try:
            did = (
                await self._take_over(database, corp_id, kept)
                or await self._follow_facts(database, corp_id, kept)
                or await self._follow_time(database, corp_id, kept)
            )
        except HistoryDownError:
            did = 0
        if did or not self.alone:
            return did
        return await Building(self.door, of_past=self.of_past).step(database, corp_id)

    async def _kept(self, session: Session) -> _Kept:
        kept = await leaf_store.list_kept(session)
        mine = {one.key: one for one in kept if is_past(one.leaf) is self.of_past}
        return _Kept(
            mine,
            frozenset(one.key for one in kept if one.built_at is not None),
            frozenset(one.key for one in kept) - mine.keys(),
            await types_of(session) if mine else {},
        )

    async def _position(self, session: Session) -> Position:
        return await fact_log.find_cursor(session.connection, session.corp_id, self.name)

    async def _is_still_so(self, unit: UnitOfWork, position: Position, kept: _Kept) -> bool:
        """Tell whether nobody else has read on since, or made a leaf whole: what was asked is all that is asked."""
        if await fact_log.load_cursor(unit.connection, unit.corp_id, self.name) != position:
            return False
        return frozenset(await leaf_store.list_built(unit)) - kept.others == kept.built - kept.others

    # ───────────────────────── what was built ─────────────────────────

    async def _take_over(self, database: Database, corp_id: CorpId, kept: _Kept) -> int:
        """Bring leaves of which everybody was asked as far as this reader is; they are whole then."""
        fresh = {
            key: one.asked_after
            for key, one in kept.leaves.items()
            if one.built_at is None and one.asked_after is not None
        }
        if not fresh:
            return 0
        async with database.read(corp_id) as session:
            position = await self._position(session)
            facts = await facts_between(session, after=min(fresh.values()), upto=position)
            touched = await touched_by(session, facts, ours=self.of_past)
            asked = await self._ask(session, kept, _whom(kept, fresh, touched), upto=position)
        if asked is None:
            return 0
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            if await self._is_still_so(unit, position, kept):
                await _write(unit, kept, asked, {})
                await leaf_store.mark_built(unit, fresh)
        return len(fresh)

    # ───────────────────────── what is new ─────────────────────────

    async def _follow_facts(self, database: Database, corp_id: CorpId, kept: _Kept) -> int:
        async with database.read(corp_id) as session:
            after = await self._position(session)
            if await self._is_idle(session, kept):
                upto = await fact_log.last(session.connection, corp_id)
                return await self._pass_over(database, corp_id, kept, (after, upto))
            facts = await fact_log.read(session.connection, corp_id, after=after, limit=BATCH)
        if self.of_past and facts:
            copied = await self._copied_upto(corp_id)
            facts = [one for one in facts if one.position <= copied]
        if not facts:
            return 0
        upto = facts[-1].position
        async with database.read(corp_id) as session:
            asked = await self._ask_touched(session, kept, facts, upto)
        if asked is None:
            return 0
        known = self.memory.recall(corp_id)
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            if await self._is_still_so(unit, after, kept) and not await self._is_idle(unit, kept):
                await _apply(unit, kept, asked, known)
                await fact_log.save_cursor(unit.connection, corp_id, self.name, upto, at=unit.at)
        self.memory.keep(corp_id, known)
        return len(facts)

    async def _pass_over(
        self, database: Database, corp_id: CorpId, kept: _Kept, span: tuple[Position, Position]
    ) -> int:
        """Go to the end of a span whose facts change nothing, and read none of them."""
        after, upto = span
        if self.of_past and upto > after:
            upto = min(upto, await self._copied_upto(corp_id))
        if upto <= after:
            return 0
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            if await self._is_still_so(unit, after, kept) and await self._is_idle(unit, kept):
                await fact_log.save_cursor(unit.connection, corp_id, self.name, upto, at=unit.at)
        return 1

    async def _copied_upto(self, corp_id: CorpId) -> Position:
        return (await self.door.ask(corp_id, "SELECT 1 AS one")).upto

    async def _is_idle(self, session: Session, kept: _Kept) -> bool:
        """Tell whether facts change nothing: no leaf is kept, or nobody has been found to belong yet."""
        if self.of_past:
            return not kept.leaves
        return not (await leaf_store.find_built(session, [UNIVERSE]) or await list_store.list_ready(session))

    async def _ask_touched(
        self, session: Session, kept: _Kept, facts: Sequence[RecordedFact], upto: Position
    ) -> _Asked | None:
        touched = await touched_by(session, facts, ours=self.of_past)
        asked = await self._ask(session, kept, _whom(kept, kept.built & kept.leaves.keys(), touched), upto=upto)
        if asked is None:
            return None
        if not self.of_past:
            asked.universe_of = touched.persons
            asked.universe = await answers.ask_universe(session, touched.persons)
            asked.merged = touched.named_by(MERGES)
            asked.parted = touched.named_by([CUSTOMER_UNMERGED])
        told = {key: touched.chains(kept.leaves[key].leaf) for key in asked.whom} if touched.chained else {}
        asked.chains = {key: chains for key, chains in told.items() if chains}
        asked.quiet = frozenset(
            one.key
            for one in kept.leaves.values()
            if isinstance(one.leaf, SegmentLeaf) and one.leaf.segment_id in touched.redefined
        )
        return asked

    async def _ask(
        self, session: Session, kept: _Kept, whom: Mapping[str, BitMap | None], *, upto: Position, because: str = "data"
    ) -> _Asked | None:
        """Ask leaves; None where a copy of history has taken over that has yet to come as far as the facts."""
        leaves = {key: kept.leaves[key].leaf for key in whom}
        told = await ask(session, self.door, leaves, whom, types=kept.types)
        if told.upto is not None and told.upto < upto:
            return None
        return _Asked(because, whom, told.answers)

    async def _follow_time(self, database: Database, corp_id: CorpId, kept: _Kept) -> int:
        by_set = {one.set_id: one for key, one in kept.leaves.items() if key in kept.built}
        async with database.read(corp_id) as session:
            position = await self._position(session)
            due = await leaf_store.list_due(session, at=session.at, sets_of=list(by_set), limit=MOST_TIMERS)
            whom = {by_set[set_id].key: customers for set_id, customers in leaf_store.by_set(due).items()}
            asked = await self._ask(session, kept, whom, upto=position, because="time")
        if not due or asked is None:
            return 0
        known = self.memory.recall(corp_id)
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            if await self._is_still_so(unit, position, kept):
                await leaf_store.drop_timers(unit, due)
                await _apply(unit, kept, asked, known)
        self.memory.keep(corp_id, known)
        return len(due)


def _whom(kept: _Kept, keys: Collection[str], touched: Touched) -> dict[str, BitMap | None]:
    """Return whom to ask of which leaves: nothing of those whom no fact concerns."""
    found = {key: touched.whom(kept.leaves[key].leaf) for key in keys}
    return {key: whom for key, whom in found.items() if whom is None or whom}


async def _apply(unit: UnitOfWork, kept: _Kept, asked: _Asked, known: Known) -> None:
    """Write what changed in leaves, when to look again, and what that does to segments."""
    changes = await _write(unit, kept, asked, known)
    for key, customers in (await after_merges(unit, asked.merged, parted=asked.parted)).customers.items():
        changes.add(key, customers)
    if changes.customers:
        await _build_again(unit, asked.quiet & changes.customers.keys())
        await follow(unit, plans_of(await segment_store.list_living(unit)), changes, known)


async def _write(unit: UnitOfWork, kept: _Kept, asked: _Asked, known: Known) -> Changes:
    changes = Changes(asked.because, chains=asked.chains)
    deltas: dict[int, Delta] = {}
    numbers = {key: kept.leaves[key].set_id for key in asked.found}
    universe = await leaf_store.find_built(unit, [UNIVERSE]) if asked.universe_of else {}
    before = await sets.read(unit, [*numbers.values(), *universe.values()], known)
    for key, set_id in numbers.items():
        whom = asked.whom[key]
        if whom is None:
            await leaf_store.clear_timers(unit, set_id)
        delta = _difference(before[set_id].bits, whom, asked.found[key].holding)
        deltas[set_id] = delta
        changes.add(key, delta.added | delta.removed)
    for key, set_id in universe.items():
        delta = _difference(before[set_id].bits, asked.universe_of, asked.universe or BitMap())
        deltas[set_id] = delta
        changes.add(key, delta.added | delta.removed)
    await sets.append(unit, deltas)
    timers = [timer for key, set_id in numbers.items() for timer in _timers(set_id, asked.found[key], unit.at)]
    await leaf_store.set_timers(unit, timers)
    return changes


async def _build_again(unit: UnitOfWork, leaves: Collection[str]) -> None:
    """Let segments that read some leaves be built again: told once, with numbers, and nobody enters or leaves."""
    if leaves:
        plans = plans_of(await segment_store.list_living(unit))
        await store.build_again(unit, [one.segment.segment_id for one in plans if one.reads.intersection(leaves)])


def _difference(before: BitMap, whom: BitMap | None, holding: BitMap) -> Delta:
    if whom is None:
        return Delta(holding - before, before - holding)
    now = holding & whom
    return Delta(now - before, (before & whom) - now)


def _timers(set_id: int, found: Answers, at: datetime) -> list[tuple[int, datetime, BitMap]]:
    return [(set_id, due, whom) for due, whom in looks_again(found.turning, found.turns_at, at)]
