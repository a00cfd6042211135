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
from lingqu.segments.api.counting import types_of
from lingqu.segments.api.listing import after_merges
from lingqu.segments.api.membership import Changes, build, follow, plans_of
from lingqu.segments.api.touched import touched_by
from lingqu.segments.contracts.definition import SegmentLeaf, TagLeaf
from lingqu.segments.contracts.standing import PAST_READER, STATE_READER
from lingqu.segments.domain.chains import Chains
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.timing import looks_again
from lingqu.segments.domain.touching import MERGES
from lingqu.segments.leaves import is_past
from lingqu.segments.store import answers, past, sets
from lingqu.segments.store import following as store
from lingqu.segments.store import leaves as leaf_store
from lingqu.segments.store import lists as list_store
from lingqu.segments.store import segments as segment_store
from lingqu.segments.store.answers import Answers
from lingqu.segments.store.leaves import UNIVERSE, KeptLeaf
from lingqu.segments.store.sets import Delta

BATCH = 2_000
MOST_TIMERS = 200
LEAST_DELTAS = 60
"""A set with more deltas than this is folded when nothing else is to do."""


@dataclass(slots=True)
class _Asked:
    """Answers of some customers, by leaf; whom None stands for is everybody."""

    because: str
    whom: dict[str, BitMap | None] = field(default_factory=dict)
    found: dict[str, Answers] = field(default_factory=dict)
    universe: BitMap | None = None
    universe_of: BitMap = field(default_factory=BitMap)
    merged: BitMap = field(default_factory=BitMap)
    parted: BitMap = field(default_factory=BitMap)
    chains: dict[str, Chains] = field(default_factory=dict[str, Chains])
    quiet: frozenset[str] = frozenset()
    """Leaves that an edit of a segment they read may have changed: such a change triggers nothing."""


@dataclass(frozen=True, slots=True)
class Following:
    """One of the two readers; `step` is what a worker calls."""

    door: HistoryDoor
    of_past: bool

    @property
    def name(self) -> str:
        """Of its cursor."""
        return PAST_READER if self.of_past else STATE_READER

    async def step(self, database: Database, corp_id: CorpId) -> int:
        """Do one piece of work; returns how much, 0 when there is nothing."""
        async with database.read(corp_id) as session:
            kept = [one for one in await leaf_store.list_kept(session) if is_past(one.leaf) is self.of_past]
            types = await types_of(session)
        try:
            return (
                await self._build_leaf(database, corp_id, kept, types)
                or await self._follow_facts(database, corp_id, kept, types)
                or await self._follow_time(database, corp_id, kept, types)
                or await self._build_segment(database, corp_id)
                or await self._fold(database, corp_id, kept)
            )
        except HistoryDownError:
            return 0

    # ───────────────────────── from nothing ─────────────────────────

    async def _build_leaf(
        self, database: Database, corp_id: CorpId, kept: Sequence[KeptLeaf], types: Mapping[str, AttributeType]
    ) -> int:
        if not self.of_past and await self._build_universe(database, corp_id):
            return 1
        leaf = next((one for one in kept if one.built_at is None), None)
        if leaf is None:
            return 0
        async with database.read(corp_id) as session:
            position = await self._position(session)
            found = await self._ask(session, leaf, types, None)
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            if await self._is_still_at(unit, position):
                await sets.replace(unit, leaf.set_id, found.holding)
                await leaf_store.clear_timers(unit, leaf.set_id)
                await leaf_store.set_timers(unit, _timers(leaf.set_id, found, unit.at))
                await leaf_store.mark_built(unit, leaf.key)
        return 1

    async def _build_universe(self, database: Database, corp_id: CorpId) -> bool:
        async with database.read(corp_id) as session:
            if await leaf_store.find_built(session, [UNIVERSE]) or not await segment_store.list_living(session):
                return False
            position = await self._position(session)
            everybody = await answers.ask_universe(session)
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            if await self._is_still_at(unit, position):
                await sets.replace(unit, (await sets.ensure(unit, [UNIVERSE]))[UNIVERSE], everybody)
        return True

    async def _position(self, session: Session) -> Position:
        return await fact_log.find_cursor(session.connection, session.corp_id, self.name)

    async def _is_still_at(self, unit: UnitOfWork, position: Position) -> bool:
        """Tell whether nobody else has read on since: what was asked is as new as what is written."""
        return await fact_log.load_cursor(unit.connection, unit.corp_id, self.name) == position

    async def _build_segment(self, database: Database, corp_id: CorpId) -> int:
        if self.of_past:
            return 0
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            plans = plans_of(await segment_store.list_living(unit))
            waiting = {plan.set_key for plan in plans if plan.segment.is_building}
            built = (await leaf_store.find_built(unit, {key for plan in plans for key in plan.reads})).keys()
            for plan in plans:
                lists = {key for key in plan.reads if key.startswith("list:")}
                if plan.set_key in waiting and not plan.reads & waiting and plan.reads <= built | lists:
                    await build(unit, plan, plans)
                    return 1
        return 0

    async def _fold(self, database: Database, corp_id: CorpId, kept: Sequence[KeptLeaf]) -> int:
        mine = {one.set_id for one in kept}
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            long = await sets.list_to_fold(unit, least=LEAST_DELTAS, limit=20)
            chosen = next((one for one in long if one in mine or not self.of_past), None)
            return 0 if chosen is None else await sets.fold(unit, chosen)

    # ───────────────────────── what is new ─────────────────────────

    async def _follow_facts(
        self, database: Database, corp_id: CorpId, kept: Sequence[KeptLeaf], types: Mapping[str, AttributeType]
    ) -> int:
        async with database.read(corp_id) as session:
            after = await self._position(session)
            facts = await fact_log.read(session.connection, corp_id, after=after, limit=BATCH)
        if self.of_past:
            facts = await self._as_far_as_history(corp_id, facts)
        if not facts:
            return 0
        async with database.read(corp_id) as session:
            idle = (
                not kept
                if self.of_past
                else not (await leaf_store.find_built(session, [UNIVERSE]) or await list_store.list_ready(session))
            )
            asked = _Asked("data") if idle else await self._ask_touched(session, kept, facts, types)
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            if await self._is_still_at(unit, after):
                await self._apply(unit, kept, asked)
                await fact_log.save_cursor(unit.connection, corp_id, self.name, facts[-1].position, at=unit.at)
        return len(facts)

    async def _as_far_as_history(self, corp_id: CorpId, facts: Sequence[RecordedFact]) -> list[RecordedFact]:
        if not facts:
            return []
        upto = (await self.door.ask(corp_id, "SELECT 1 AS one")).upto
        return [one for one in facts if one.position <= upto]

    async def _ask_touched(
        self,
        session: Session,
        kept: Sequence[KeptLeaf],
        facts: Sequence[RecordedFact],
        types: Mapping[str, AttributeType],
    ) -> _Asked:
        touched = await touched_by(session, facts, ours=self.of_past)
        asked = _Asked("data")
        if not self.of_past:
            asked.universe_of = touched.persons
            asked.universe = await answers.ask_universe(session, touched.persons)
            asked.merged = touched.named_by(MERGES)
            asked.parted = touched.named_by([CUSTOMER_UNMERGED])
        asked.quiet = frozenset(
            one.key for one in kept if isinstance(one.leaf, SegmentLeaf) and one.leaf.segment_id in touched.redefined
        )
        for leaf in kept:
            whom = touched.whom(leaf.leaf)
            if (whom is None or whom) and leaf.built_at is not None:
                asked.whom[leaf.key] = whom
        asked.chains = {one.key: chains for one in kept if (chains := touched.chains(one.leaf))}
        asked.found = await _ask_tags(session, kept, asked.whom)
        for leaf in kept:
            if leaf.key in asked.whom and leaf.key not in asked.found:
                asked.found[leaf.key] = await self._ask(session, leaf, types, asked.whom[leaf.key])
        return asked

    async def _follow_time(
        self, database: Database, corp_id: CorpId, kept: Sequence[KeptLeaf], types: Mapping[str, AttributeType]
    ) -> int:
        by_set = {one.set_id: one for one in kept if one.built_at is not None}
        async with database.read(corp_id) as session:
            position = await self._position(session)
            due = await leaf_store.list_due(session, at=session.at, sets_of=list(by_set), limit=MOST_TIMERS)
            asked = _Asked("time")
            for set_id, whom in leaf_store.by_set(due).items():
                leaf = by_set[set_id]
                asked.whom[leaf.key] = whom
                asked.found[leaf.key] = await self._ask(session, leaf, types, whom)
        if not due:
            return 0
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            if await self._is_still_at(unit, position):
                await leaf_store.drop_timers(unit, due)
                await self._apply(unit, kept, asked)
        return len(due)

    async def _ask(
        self, session: Session, leaf: KeptLeaf, types: Mapping[str, AttributeType], among: BitMap | None
    ) -> Answers:
        look = Look(session.at)
        if self.of_past:
            merges = await past.find_merges(session, among)
            found = past.ask_history(self.door, session.corp_id, leaf.leaf, look, among=among, merges=merges)
            return (await found)[0]
        return await answers.ask(session, leaf.leaf, look, types=types, among=among)

    async def _apply(self, unit: UnitOfWork, kept: Sequence[KeptLeaf], asked: _Asked) -> None:
        """Write what changed in leaves, when to look again, and what that does to segments."""
        changes = Changes(asked.because, chains=asked.chains)
        deltas: dict[int, Delta] = {}
        numbers = {one.key: one.set_id for one in kept if one.key in asked.found}
        universe = await leaf_store.find_built(unit, [UNIVERSE]) if asked.universe_of else {}
        before = await sets.load(unit, dict.fromkeys([*numbers.values(), *universe.values()]))
        for key, set_id in numbers.items():
            whom, found = asked.whom[key], asked.found[key]
            if whom is None:
                await leaf_store.clear_timers(unit, set_id)
            delta = _difference(before[set_id].bits, whom, found.holding)
            deltas[set_id] = delta
            changes.add(key, delta.added | delta.removed)
        for key, set_id in universe.items():
            delta = _difference(before[set_id].bits, asked.universe_of, asked.universe or BitMap())
            deltas[set_id] = delta
            changes.add(key, delta.added | delta.removed)
        await sets.append(unit, deltas)
        await leaf_store.set_timers(
            unit, [timer for key, set_id in numbers.items() for timer in _timers(set_id, asked.found[key], unit.at)]
        )
        for key, customers in (await after_merges(unit, asked.merged, parted=asked.parted)).customers.items():
            changes.add(key, customers)
        if changes.customers:
            await _build_again(unit, asked.quiet & changes.customers.keys())
            await follow(unit, plans_of(await segment_store.list_living(unit)), changes)


async def _build_again(unit: UnitOfWork, leaves: Collection[str]) -> None:
    """Let segments that read some leaves be built again: told once, with numbers, and nobody enters or leaves."""
    if leaves:
        plans = plans_of(await segment_store.list_living(unit))
        await store.build_again(unit, [one.segment.segment_id for one in plans if one.reads.intersection(leaves)])


async def _ask_tags(
    session: Session, kept: Sequence[KeptLeaf], whom: Mapping[str, BitMap | None]
) -> dict[str, Answers]:
    """Ask those of the leaves that name one tag each, all at once: one by one they would take a statement each."""
    keys = {
        one.leaf.tags[0]: one.key
        for one in kept
        if whom.get(one.key) and isinstance(one.leaf, TagLeaf) and answers.is_one_tag(one.leaf)
    }
    if not keys:
        return {}
    among = BitMap.union(BitMap(), *(whom[key] or BitMap() for key in keys.values()))
    found = await answers.ask_tags(session, keys, Look(session.at), among=among)
    return {keys[tag]: Answers(holding) for tag, holding in found.items()}


def _difference(before: BitMap, whom: BitMap | None, holding: BitMap) -> Delta:
    if whom is None:
        return Delta(holding - before, before - holding)
    now = holding & whom
    return Delta(now - before, (before & whom) - now)


def _timers(set_id: int, found: Answers, at: datetime) -> list[tuple[int, datetime, BitMap]]:
    return [(set_id, due, whom) for due, whom in looks_again(found.turning, found.turns_at, at)]
