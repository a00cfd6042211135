"""Whom a batch of facts is about, and so whose answers to ask again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from pyroaring import BitMap

from lingqu.directory.contracts.facts import DEPARTMENT_MOVED
from lingqu.infra import facts as fact_log
from lingqu.infra.database import Session
from lingqu.kernel.facts import Position, RecordedFact
from lingqu.segments.contracts.definition import Leaf
from lingqu.segments.contracts.facts import SEGMENT_REDEFINED
from lingqu.segments.domain.chains import Chains, carried, chain_of
from lingqu.segments.domain.touching import MERGES, MOVES, OF_GROUPS, OURS, Trigger, touches, triggers, triggers_of
from lingqu.segments.store import following as store
from lingqu.segments.store.held import find_builds

PAGE = 5_000
MOST_NAMED = 50_000
"""Where moves concern more relations than this, everybody is asked: that is quicker than naming them."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Whom the facts of a batch name, by what they trigger; of `everybody` these triggers concern all there are.

    Who was merged away is named beside whom they are one with: their own answers end.
    """

    persons: BitMap = field(default_factory=BitMap)
    by_trigger: Mapping[Trigger, BitMap] = field(default_factory=dict)
    everybody: frozenset[Trigger] = frozenset()
    chained: Sequence[tuple[RecordedFact, Sequence[int]]] = ()
    """Facts that grants led to, and whom they name; of most batches none."""
    redefined: frozenset[int] = frozenset()
    """Segments whose members were found anew."""

    def whom(self, leaf: Leaf) -> BitMap | None:
        """Return those whose answer to a leaf may have changed; None is everybody."""
        asked = triggers(leaf)
        if asked & self.everybody:
            return None
        return BitMap.union(BitMap(), *(self.by_trigger[one] for one in asked if one in self.by_trigger))

    def chains(self, leaf: Leaf) -> Chains:
        """Return by which grants the answers of a leaf may have changed."""
        told = [(fact.kind, fact.data) for fact, _ in self.chained]
        whom = {place: named for place, (_, named) in enumerate(self.chained)}
        return carried(told, whom, partial(touches, leaf)) if told else {}

    def named_by(self, kinds: Iterable[str]) -> BitMap:
        """Return whom facts of these kinds name."""
        return BitMap.union(BitMap(), *(self.by_trigger.get((kind, None), BitMap()) for kind in kinds))


async def touched_by(session: Session, facts: Sequence[RecordedFact], *, ours: bool) -> Touched:
    """Find whom facts name; without `ours`, what segments themselves recorded names nobody."""
    told = [fact for fact in facts if ours or fact.kind not in OURS]
    groups = {fact.data["groupchat_id"] for fact in told if fact.kind in OF_GROUPS}
    merges = {fact.data["merge_id"] for fact in told if fact.kind in MERGES}
    members = await store.members_of(session, groups) if groups else {}
    survivors = await store.survivors_of(session, merges) if merges else {}
    named: defaultdict[Trigger, set[int]] = defaultdict(set)
    for fact in told:
        whom = [fact.customer_id]
        if fact.kind in OF_GROUPS:
            whom += members.get(fact.data["groupchat_id"], [])
        if fact.kind in MERGES:
            whom += [fact.data.get("into"), survivors.get(fact.data["merge_id"])]
        for trigger in triggers_of(fact.kind, fact.data):
            named[trigger].update(one for one in whom if one is not None)
    merged = await store.merged_among(session, set().union(*named.values()))
    by_trigger = {
        trigger: BitMap(whom) | BitMap(merged[one] for one in whom & merged.keys()) for trigger, whom in named.items()
    }
    persons = BitMap.union(BitMap(), *by_trigger.values())
    moved, many = await _moved(session, told)
    built, more = await _built(session, told)
    chained = [
        (fact, [who, merged.get(who, who)])
        for fact in told
        if (who := fact.customer_id) is not None and chain_of(fact.data)
    ]
    redefined = frozenset(fact.data["segment_id"] for fact in told if fact.kind == SEGMENT_REDEFINED)
    return Touched(persons, by_trigger | moved | built, many | more, chained, redefined)


async def facts_between(session: Session, *, after: Position, upto: Position) -> list[RecordedFact]:
    """Return the facts after one place and up to another, which a reader has reached."""
    found: list[RecordedFact] = []
    while after < upto:
        page = await fact_log.read(session.connection, session.corp_id, after=after, limit=PAGE)
        found += [fact for fact in page if fact.position <= upto]
        if len(page) < PAGE:
            break
        after = page[-1].position
    return found


async def _moved(session: Session, facts: Sequence[RecordedFact]) -> tuple[dict[Trigger, BitMap], frozenset[Trigger]]:
    """Find whose relations lie elsewhere in the tree now; one answer for all moves of a batch."""
    moves = [fact for fact in facts if fact.kind in MOVES]
    if not moves:
        return {}, frozenset()
    kinds: list[Trigger] = [(fact.kind, None) for fact in moves]
    found = await store.related_to(
        session,
        staff={fact.staff_id for fact in moves if fact.staff_id is not None},
        departments={fact.data["department_id"] for fact in moves if fact.kind == DEPARTMENT_MOVED},
        most=MOST_NAMED,
    )
    return ({}, frozenset(kinds)) if found is None else (dict.fromkeys(kinds, BitMap(found)), frozenset())


async def _built(session: Session, facts: Sequence[RecordedFact]) -> tuple[dict[Trigger, BitMap], frozenset[Trigger]]:
    """Find whom builds let in and put out."""
    told = {
        (fact.data["segment_id"], fact.data["build"])
        for fact in facts
        if fact.kind == SEGMENT_REDEFINED and "build" in fact.data
    }
    found = await find_builds(session, told) if told else {}
    built: dict[Trigger, BitMap] = {}
    for (segment_id, _), build in found.items():
        trigger = (SEGMENT_REDEFINED, segment_id)
        built[trigger] = built.get(trigger, BitMap()) | build.entered | build.withdrawn
    many = frozenset(trigger for trigger, whom in built.items() if len(whom) > MOST_NAMED)
    return built, many
