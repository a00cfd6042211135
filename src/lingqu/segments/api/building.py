"""Finding answers and members of everybody, beside the readers that go on following meanwhile.

A leaf is asked of everybody, the answers are written, and with them how far its reader had read before they were
asked: what came after that the reader asks again by itself, and from then on the set is whole. So nothing waits for
an answer about everybody but the segments that need it, and a worker that dies leaves nothing half done.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from lingqu.customers.contracts.views import AttributeType
from lingqu.infra import facts as fact_log
from lingqu.infra.database import Database, Session
from lingqu.infra.history.errors import HistoryDownError, HistoryError
from lingqu.infra.history.reading import HistoryDoor, HistoryNotReadyError
from lingqu.kernel.ids import CorpId
from lingqu.segments.api.asking import MOST_TOGETHER, ask
from lingqu.segments.api.counting import types_of
from lingqu.segments.api.firing import PORTION, go_on
from lingqu.segments.api.membership import build, plans_of
from lingqu.segments.api.touched import facts_between, touched_by
from lingqu.segments.contracts.definition import Leaf
from lingqu.segments.contracts.standing import PAST_READER, STATE_READER
from lingqu.segments.domain.questions.answer import Answers, Look
from lingqu.segments.domain.timing import looks_again
from lingqu.segments.leaves import Inquiry, Shelf, is_held, is_past, look_up
from lingqu.segments.store import answers, sets
from lingqu.segments.store import firing as firing_store
from lingqu.segments.store import following as store
from lingqu.segments.store import leaves as leaf_store
from lingqu.segments.store import segments as segment_store
from lingqu.segments.store.leaves import UNIVERSE, KeptLeaf
from lingqu.segments.store.sets import Memory

BUILDING_SECONDS = 0.2
"""No segment is begun later in one unit: it holds the lock that followers wait for."""
LEAST_DELTAS = 60
"""A set with more deltas than this is folded."""


@dataclass(frozen=True, slots=True)
class Building:
    """Builds for one of the two readers; the one of state builds segments, too. `step` is what a worker calls.

    Attributes:
        portion: of how many customers is told at a time whom an edit that triggers let in or put out.
        memory: answers that were read, while segments are being built: many of them read the same.
        shelf: columns that were read, while everybody is asked.
    """

    door: HistoryDoor
    of_past: bool
    portion: int = PORTION
    memory: Memory = field(default_factory=Memory)
    shelf: Shelf = field(default_factory=Shelf)

    @property
    def cursor(self) -> str:
        """The name of the cursor of the reader for which it builds."""
        return PAST_READER if self.of_past else STATE_READER

    @property
    def name(self) -> str:
        """Of its lease."""
        return f"{self.cursor}:builds"

    async def step(self, database: Database, corp_id: CorpId) -> int:
        """Do one piece of work; returns how much, 0 when there is nothing."""
        async with database.read(corp_id) as session:
            kept = [one for one in await leaf_store.list_kept(session) if is_past(one.leaf) is self.of_past]
        unasked = [one for one in kept if one.built_at is None and one.asked_after is None]
        if not unasked:
            self.shelf.forget(corp_id)
        if self.of_past:
            return await self._ask_one_by_one(database, corp_id, unasked)
        return (
            await self._fire(database, corp_id)
            or await self._build_universe(database, corp_id)
            or await self._ask_everybody(database, corp_id, _alike(unasked))
            or await self._build_segments(database, corp_id)
            or await self._fold(database, corp_id)
        )

    async def _ask_one_by_one(self, database: Database, corp_id: CorpId, unasked: Sequence[KeptLeaf]) -> int:
        """Ask history of the first leaf that it answers: one that it refuses holds up no other.

        Raises:
            HistoryError: it answers none of them.
        """
        last: HistoryError | None = None
        for one in sorted(unasked, key=lambda one: one.held_up is not None):
            try:
                return await self._ask_everybody(database, corp_id, [one])
            except HistoryDownError as error:
                await self._hold_up(database, corp_id, unasked, error.code)
                return 0
            except HistoryError as error:
                await self._hold_up(database, corp_id, [one], error.code)
                last = error
        if last is not None:
            raise last
        return 0

    async def _hold_up(self, database: Database, corp_id: CorpId, leaves: Sequence[KeptLeaf], code: str) -> None:
        """Remember what is in the way, so that whoever waits for the members reads why."""
        fresh = [one.key for one in leaves if one.held_up != code]
        if fresh:
            async with database.unit(corp_id, cause=self.name) as unit:
                await leaf_store.hold_up(unit, fresh, code)

    async def _fire(self, database: Database, corp_id: CorpId) -> int:
        """Go on telling what edits did whose authors asked that they trigger."""
        async with database.read(corp_id) as session:
            firing = sorted(await firing_store.list_firing(session))
        if not firing:
            return 0
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            return await go_on(unit, firing[0], most=self.portion)

    async def _build_universe(self, database: Database, corp_id: CorpId) -> int:
        """Find who belongs. Until then the reader of state reads over facts, so the last of them are asked again."""
        async with database.read(corp_id) as session:
            if await leaf_store.find_built(session, [UNIVERSE]) or not await segment_store.list_living(session):
                return 0
            position = await fact_log.find_cursor(session.connection, corp_id, self.cursor)
            everybody = await answers.ask_universe(session)
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            upto = await fact_log.load_cursor(unit.connection, corp_id, self.cursor)
            touched = await touched_by(unit, await facts_between(unit, after=position, upto=upto), ours=False)
            everybody = (everybody - touched.persons) | await answers.ask_universe(unit, touched.persons)
            if not await leaf_store.find_built(unit, [UNIVERSE]):
                await sets.replace(unit, (await sets.ensure(unit, [UNIVERSE]))[UNIVERSE], everybody)
        return 1

    async def _ask_everybody(self, database: Database, corp_id: CorpId, asked: Sequence[KeptLeaf]) -> int:
        chosen = {one.key: one for one in asked}
        if not chosen:
            return 0
        leaves = {key: one.leaf for key, one in chosen.items()}
        async with database.read(corp_id) as session:
            position = await fact_log.find_cursor(session.connection, corp_id, self.cursor)
            types = await types_of(session)
            held = await self._look_up(session, leaves, types)
            told = await ask(session, self.door, leaves, dict.fromkeys(leaves.keys() - held.keys()), types=types)
            told.answers |= held
        if told.upto is not None and told.upto < position:
            raise HistoryNotReadyError("another copy of history took over, and has yet to come as far as we are")
        async with database.unit(corp_id, cause=self.name) as unit:
            for key in sorted(await leaf_store.lock_unbuilt(unit, chosen)):
                set_id, answer = chosen[key].set_id, told.answers[key]
                await sets.replace(unit, set_id, answer.holding)
                await leaf_store.clear_timers(unit, set_id)
                turns = looks_again(answer.turning, answer.turns_at, unit.at)
                await leaf_store.set_timers(unit, ((set_id, due, whom) for due, whom in turns))
                await leaf_store.mark_asked(unit, [key], position)
        return len(chosen)

    async def _look_up(
        self, session: Session, leaves: Mapping[str, Leaf], types: Mapping[str, AttributeType]
    ) -> dict[str, Answers]:
        """Find in columns what they hold."""
        inquiry = Inquiry(session=session, door=self.door, shelf=self.shelf, look=Look(session.at), types=types)
        found = await look_up(inquiry, {key: leaf for key, leaf in leaves.items() if is_held(leaf)})
        return {key: Answers(bits) for key, bits in found.items()}

    async def _build_segments(self, database: Database, corp_id: CorpId) -> int:
        """Find the members of those whose answers are all there, as many as one unit has time for."""
        async with database.read(corp_id) as session:
            if not any(one.is_building for one in await segment_store.list_living(session)):
                self.memory.keep(corp_id, {})
                return 0
        did, until, known = 0, time.monotonic() + BUILDING_SECONDS, self.memory.recall(corp_id)
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            plans = plans_of(await segment_store.list_living(unit))
            waiting = {plan.set_key for plan in plans if plan.segment.is_building}
            built = await _built(unit, {key for plan in plans for key in plan.reads})
            firing = await firing_store.list_firing(unit)
            for plan in plans:
                ready = plan.set_key in waiting and not plan.reads & waiting and plan.reads <= built
                if ready and plan.segment.segment_id not in firing and time.monotonic() < until:
                    await build(unit, plan, plans, known, portion=self.portion)
                    did += 1
        self.memory.keep(corp_id, known)
        return did

    async def _fold(self, database: Database, corp_id: CorpId) -> int:
        async with database.read(corp_id) as session:
            if not await sets.list_to_fold(session, least=LEAST_DELTAS, limit=1):
                return 0
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            longest = await sets.list_to_fold(unit, least=LEAST_DELTAS, limit=1)
            return await sets.fold(unit, longest[0]) if longest else 0


def _alike(unasked: Sequence[KeptLeaf]) -> Sequence[KeptLeaf]:
    """Return leaves that are answered together: several that columns can hold, or one."""
    held = [one for one in unasked if is_held(one.leaf)]
    return held[:MOST_TOGETHER] if held else unasked[:1]


async def _built(session: Session, keys: Collection[str]) -> set[str]:
    """Return those of some sets that are whole; a list that nobody has uploaded yet has nobody."""
    return {*await leaf_store.find_built(session, keys), *(key for key in keys if key.startswith("list:"))}
