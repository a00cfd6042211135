"""The reader of facts that gives and takes by grants: who enters a segment is given, who leaves loses.

What it does with a batch and the move of its cursor are one transaction, so a batch is done once; and giving what
somebody has, or taking what nobody gave, does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyroaring import BitMap

from lingqu.customers.api import stages
from lingqu.customers.contracts.facts import (
    CUSTOMER_MERGED,
    CUSTOMER_UNMERGED,
    RELATION_ADDED,
    RELATION_DELETED_BY_CUSTOMER,
    RELATION_DELETED_BY_STAFF,
    RELATION_READDED,
    TAG_WITHDRAWN,
)
from lingqu.customers.contracts.tags import BY_GRANT, REFUSED
from lingqu.infra import facts as fact_log
from lingqu.infra.database import Database, UnitOfWork
from lingqu.kernel.facts import RecordedFact
from lingqu.kernel.ids import CorpId, CustomerId
from lingqu.segments.api.giving import Hands
from lingqu.segments.contracts.facts import SEGMENT_ENTERED, SEGMENT_LEFT
from lingqu.segments.contracts.grants import Grant
from lingqu.segments.domain.chains import chain_of
from lingqu.segments.domain.granting import Decided, Due, Transition, decide
from lingqu.segments.store import following as persons_store
from lingqu.segments.store import grants as store
from lingqu.segments.store import segments as segment_store
from lingqu.segments.store import sets
from lingqu.segments.store.leaves import find_built

READER = "segments:grants"
BATCH = 1_000

NO_RELATION = 84061
"""WeCom's refusal of a mark on a relation that ended: who owns the customer next is marked instead."""

_RELATIONS = frozenset({RELATION_ADDED, RELATION_READDED, RELATION_DELETED_BY_CUSTOMER, RELATION_DELETED_BY_STAFF})


@dataclass(slots=True)
class _News:
    """What a batch tells that matters to grants, under the numbers that stand for people now."""

    transitions: list[Transition] = field(default_factory=list[Transition])
    owned_anew: BitMap = field(default_factory=BitMap)
    """Whose owner may be another."""
    lost: dict[int, BitMap] = field(default_factory=dict[int, BitMap])
    """By tag, from whom somebody else took it: a grant does not give it back."""
    merged: dict[int, int] = field(default_factory=dict[int, int])
    parted: dict[int, int] = field(default_factory=dict[int, int])
    """Who is a person of their own again, and with whom they were one."""


@dataclass(frozen=True, slots=True)
class Granting:
    """The reader; `step` is what a worker calls. It reads nothing while no grant is on."""

    name: str = READER

    async def step(self, database: Database, corp_id: CorpId) -> int:
        """Take one batch of facts; returns how many those were."""
        async with database.read(corp_id) as session:
            if not await store.list_on(session):
                return 0
            after = await fact_log.find_cursor(session.connection, corp_id, self.name)
            facts = await fact_log.read(session.connection, corp_id, after=after, limit=BATCH)
        if not facts:
            return 0
        async with database.unit(corp_id, cause=self.name) as unit:
            await store.lock(unit)
            if await fact_log.load_cursor(unit.connection, corp_id, self.name) == after:
                await _follow(unit, await store.list_on(unit), facts)
                await fact_log.save_cursor(unit.connection, corp_id, self.name, facts[-1].position, at=unit.at)
        return len(facts)


async def _follow(unit: UnitOfWork, grants: Sequence[Grant], facts: Sequence[RecordedFact]) -> None:
    news = await _read_news(unit, grants, facts)
    if not (news.transitions or news.owned_anew or news.lost or news.merged):
        return
    hands = await Hands.load(unit, grants)
    members = await members_of(unit, {one.segment_id for one in grants})
    versions = {one.segment_id: one.version for one in await segment_store.list_living(unit)}
    decided = {one.grant_id: decide(one, _of_persons(one, news, members)) for one in grants}
    for one in grants:
        _note_others(one, hands, news)
        _note_parted(one, decided[one.grant_id], hands, news, members)
        await hands.give(one, decided[one.grant_id].give)
    for one in grants:
        await hands.take(one, decided[one.grant_id].take)
        again = await _again(unit, one, hands, news, members)
        await hands.give(one, [_due(one, person, versions) for person in again])
        if cut := decided[one.grant_id].cut:
            await store.count_cuts(unit, one.grant_id, cuts=len(cut), chain=cut[-1].chain)
    await hands.save()


async def _again(
    unit: UnitOfWork, grant: Grant, hands: Hands, news: _News, members: Mapping[int, BitMap]
) -> Sequence[int]:
    """Return who is to be given once more what they had: a tag whose owner may be another, a stage that another's was.

    Who stands anywhere after they were parted stays there: they may have been moved by hand.
    """
    held = hands.holders[grant.grant_id]
    if grant.target.tag_id is not None:
        return list(held & news.owned_anew)
    parted = held & members[grant.segment_id] & BitMap(news.parted.values())
    return await stages.list_nowhere(unit, [CustomerId(one) for one in parted]) if parted else []


async def members_of(unit: UnitOfWork, segment_ids: set[int]) -> dict[int, BitMap]:
    """Return the members of segments as they are kept; those never found have none."""
    keys = {f"segment:{one}": one for one in segment_ids}
    numbers = await find_built(unit, list(keys))
    found = await sets.load(unit, dict.fromkeys(numbers.values()))
    kept = {keys[key]: found[number].bits for key, number in numbers.items()}
    return {one: kept.get(one, BitMap()) for one in segment_ids}


async def _read_news(unit: UnitOfWork, grants: Sequence[Grant], facts: Sequence[RecordedFact]) -> _News:
    news = _News()
    segments = {one.segment_id for one in grants}
    tags: set[int] = {one.target.tag_id for one in grants if one.target.tag_id is not None}
    merges = [one.data["merge_id"] for one in facts if one.kind in {CUSTOMER_MERGED, CUSTOMER_UNMERGED}]
    survivors = await persons_store.survivors_of(unit, merges) if merges else {}
    named = {one.customer_id for one in facts if one.customer_id is not None} | set(survivors.values())
    merged = await persons_store.merged_among(unit, named)
    for fact in facts:
        if fact.customer_id is None:
            continue
        person = merged.get(fact.customer_id, fact.customer_id)
        if fact.kind in {SEGMENT_ENTERED, SEGMENT_LEFT} and fact.data["segment_id"] in segments:
            news.transitions.append(_transition(fact))
        elif fact.kind in _RELATIONS:
            news.owned_anew.add(person)
        elif fact.kind == TAG_WITHDRAWN and fact.data["tag_id"] in tags and _is_lost(fact.data):
            news.lost.setdefault(fact.data["tag_id"], BitMap()).add(person)
        elif fact.kind in {CUSTOMER_MERGED, CUSTOMER_UNMERGED}:
            other = survivors.get(fact.data["merge_id"], person)
            news.owned_anew |= BitMap({person, merged.get(other, other)})
            if fact.kind == CUSTOMER_UNMERGED:
                news.parted[fact.customer_id] = merged.get(other, other)
    news.merged = merged
    return news


def _transition(fact: RecordedFact) -> Transition:
    assert fact.customer_id is not None  # noqa: S101 - the caller has looked
    return Transition(
        segment_id=fact.data["segment_id"],
        version=fact.data["version"],
        customer_id=fact.customer_id,
        entered=fact.kind == SEGMENT_ENTERED,
        recorded_at=fact.recorded_at,
        chain=chain_of(fact.data),
    )


def _is_lost(data: Mapping[str, object]) -> bool:
    """Tell whether a tag is gone because somebody else wants it gone."""
    if data.get("source") == REFUSED:
        return data.get("errcode") != NO_RELATION
    return not str(data.get("source", "")).startswith(BY_GRANT)


def _of_persons(grant: Grant, news: _News, members: Mapping[int, BitMap]) -> list[Transition]:
    """Return transitions of people who stand for themselves.

    Of who was merged away, what they did counts as the person's where it agrees with what the person is now.
    """
    counted: list[Transition] = []
    for one in news.transitions:
        person = news.merged.get(one.customer_id, one.customer_id)
        if person == one.customer_id:
            counted.append(one)
        elif one.entered == (person in members[grant.segment_id]):
            counted.append(replace(one, customer_id=person))
    return counted


def _note_others(grant: Grant, hands: Hands, news: _News) -> None:
    """Note whom others took the tag from, and under which number those are known who were merged away."""
    holders = hands.holders[grant.grant_id]
    moved = [one for one in news.merged if one in holders]
    for one in moved:
        holders.discard(one)
        holders.add(news.merged[one])
    if grant.target.tag_id is not None:
        holders -= news.lost.get(grant.target.tag_id, BitMap())
    hands.holders[grant.grant_id] = holders


def _note_parted(grant: Grant, decided: Decided, hands: Hands, news: _News, members: Mapping[int, BitMap]) -> None:
    """Let those lose the tag who had it as part of a person and are none that the segment has.

    Nothing tells of their leaving: under their own number they never were members.
    """
    if grant.target.tag_id is None or not grant.target.withdraw_on_left:
        return
    told = {one.customer_id for one in (*decided.give, *decided.take)}
    for one, with_whom in news.parted.items():
        is_member = news.merged.get(one, one) in members[grant.segment_id]
        if one not in told and not is_member and with_whom in hands.holders[grant.grant_id]:
            decided.take.append(Due(customer_id=one, version=0, chain=(grant.grant_id,)))


def _due(grant: Grant, person: int, versions: Mapping[int, int]) -> Due:
    return Due(customer_id=person, version=versions.get(grant.segment_id, 0), chain=(grant.grant_id,))
