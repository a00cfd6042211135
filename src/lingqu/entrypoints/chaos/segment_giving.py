"""Grants that are switched on and off while members come and go, and the judge of what they gave.

Two give tags and take them back, one of them to those whom time puts out again; one moves people to a stage.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pyroaring import BitMap

from lingqu.customers.contracts.facts import (
    RELATION_ADDED,
    RELATION_READDED,
    STAGE_CHANGED,
    TAG_GRANTED,
    TAG_WITHDRAWN,
)
from lingqu.entrypoints.chaos.segment_kinds import GIVEN_TAG, PASSING_TAG
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import StageId, TagId
from lingqu.segments.api import grants
from lingqu.segments.contracts.facts import SEGMENT_ENTERED
from lingqu.segments.contracts.grants import Grant, GrantState, GrantTarget

STAGE = StageId(2)
_TARGETS = {
    "tagged": GrantTarget(tag_id=TagId(GIVEN_TAG), withdraw_on_left=True),
    "opened lately": GrantTarget(tag_id=TagId(PASSING_TAG), withdraw_on_left=True),
    "opened often": GrantTarget(stage_id=STAGE),
}


@dataclass(slots=True)
class Giving:
    """Grants, drafted at first and switched by chance."""

    chance: random.Random

    async def begin(self, unit: UnitOfWork, made: Mapping[str, int]) -> None:
        """Draft one for each of some segments."""
        for name, target in _TARGETS.items():
            await grants.create(unit, made[name], target)

    async def switch(self, unit: UnitOfWork) -> None:
        """Switch one that is on off, or walk with it anew; switch one on that is not. A unit of its own."""
        one = self.chance.choice([named.grant for named in await grants.list_grants(unit)])
        if one.state is GrantState.ON and self.chance.random() < 1 / 2:
            take_back = one.target.tag_id is not None and self.chance.random() < 1 / 2
            await grants.switch_off(unit, one.segment_id, one.grant_id, take_back=take_back)
        else:
            await grants.switch_on(unit, one.segment_id, one.grant_id)

    async def finish(self, unit: UnitOfWork) -> None:
        """Switch on whatever is not: what they amount to is defined then."""
        for named in await grants.list_grants(unit):
            if named.grant.state is not GrantState.ON:
                await grants.switch_on(unit, named.grant.segment_id, named.grant.grant_id)


async def are_at_rest(session: Session) -> bool:
    """Tell whether all has been given and taken that is to be."""
    standing = await grants.see_standing(session)
    walking = [named for named in await grants.list_grants(session) if named.grant.progress is not None]
    return not (standing.facts_behind or walking)


# ───────────────────────── the judge ─────────────────────────


@dataclass(slots=True)
class Given:
    """What grants gave, held to the members and to the facts.

    Attributes:
        given: facts that tell of tags and stages given.
        ungiven: people, per grant, who are members and can be reached, and do not have what it gives.
        unearned: people, per grant, who have it from the grant and should not.
        given_twice: facts that give, or take, what was given or taken already.
        untold: marks and stages, per customer, of which the facts say otherwise than the store.
    """

    given: int = 0
    ungiven: int = 0
    unearned: int = 0
    given_twice: int = 0
    untold: int = 0
    evidence: list[str] = field(default_factory=list[str])

    @property
    def faults(self) -> int:
        """All of them."""
        return self.ungiven + self.unearned + self.given_twice + self.untold

    def show(self, grant: Grant, what: str, whom: object) -> None:
        """Keep a line of evidence where there is anybody."""
        if whom:
            self.evidence.append(f"{grant.source}: {what} {whom}")


_MARKING, _BEGINNING = [TAG_GRANTED, TAG_WITHDRAWN], [RELATION_ADDED, RELATION_READDED]
_MARKS = """
SELECT coalesce(c.merged_into, c.customer_id) AS person, t.customer_id, t.staff_id, t.source,
       f.deleted_at IS NULL AND t.granted_at >= f.added_at AS counts
FROM relation_tag t
JOIN follow_relation f ON f.corp_id = lingqu_corp() AND f.customer_id = t.customer_id AND f.staff_id = t.staff_id
JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = t.customer_id
WHERE t.corp_id = lingqu_corp() AND t.tag_id = %s AND t.status IN ('pending', 'granted')
"""
_REACHED = """
SELECT coalesce(c.merged_into, c.customer_id) AS person FROM follow_relation f
JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = f.customer_id
WHERE f.corp_id = lingqu_corp() AND f.deleted_at IS NULL AND NOT f.half
"""
_STAGES = """
SELECT s.customer_id, coalesce(c.merged_into, c.customer_id) AS person, s.stage_id
FROM customer_stage s JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = s.customer_id
WHERE s.corp_id = lingqu_corp()
"""
_TOLD = """
SELECT kind, customer_id, staff_id, data->>'source' AS source FROM fact
WHERE corp_id = lingqu_corp() AND (kind = ANY(%s) AND (data->>'tag_id')::integer = %s OR kind = ANY(%s))
ORDER BY era, xid, id
"""
_MOVED = "SELECT customer_id FROM fact WHERE corp_id = lingqu_corp() AND kind = %s AND data->>'source' = %s"


async def judge_grants(session: Session, members: Mapping[int, BitMap]) -> Given:
    """Hold what every grant gave to the members of its segment. Nothing may move meanwhile.

    Args:
        members: of segments, as the reference finds them.
    """
    found = Given()
    for named in await grants.list_grants(session):
        grant = named.grant
        if grant.target.tag_id is not None:
            await _judge_tag(session, found, grant, members[grant.segment_id])
        else:
            await _judge_stage(session, found, grant, members[grant.segment_id])
    return found


async def _judge_tag(session: Session, found: Given, grant: Grant, members: BitMap) -> None:
    marks = await session.fetch(_MARKS, (grant.target.tag_id,))
    reached = BitMap(row["person"] for row in await session.fetch(_REACHED))
    ungiven = (members & reached) - BitMap(row["person"] for row in marks if row["counts"])
    unearned = BitMap(row["person"] for row in marks if row["source"] == grant.source) - members
    found.ungiven += len(ungiven)
    found.unearned += len(unearned)
    found.show(grant, "members who lack the tag:", list(ungiven))
    found.show(grant, "others who have the tag:", list(unearned))
    rows = await session.fetch(_TOLD, (_MARKING, grant.target.tag_id, _BEGINNING))
    told = _replay(found, grant, rows)
    stored = {(row["customer_id"], row["staff_id"]) for row in marks if row["source"] == grant.source}
    found.untold += len(told ^ stored)
    found.show(grant, "marks that facts and store do not agree on:", sorted(told ^ stored))


def _replay(found: Given, grant: Grant, rows: list[dict[str, Any]]) -> set[tuple[int, int]]:
    """Return the relations that the facts leave the tag on; one that begins anew is given it anew.

    What WeCom did not take back or on is told, too.
    """
    marked: set[tuple[int, int]] = set()
    begun: set[tuple[int, int]] = set()
    for row in rows:
        pair = (row["customer_id"], row["staff_id"])
        if row["kind"] == TAG_GRANTED:
            if pair in marked and pair not in begun:
                found.given_twice += 1
                found.show(grant, "told twice that it was given to", pair)
            found.given += row["source"] == grant.source
            marked.add(pair)
            begun.discard(pair)
        elif row["kind"] == TAG_WITHDRAWN:
            if pair not in marked:
                found.given_twice += 1
                found.show(grant, "told twice that it was taken from", pair)
            marked.discard(pair)
        else:
            begun.add(pair)
    return marked


async def _judge_stage(session: Session, found: Given, grant: Grant, members: BitMap) -> None:
    """Whoever is a member stands there; who ever stood there has once been a member, and came there once."""
    rows = await session.fetch(_STAGES)
    ungiven = members - BitMap(row["person"] for row in rows if row["stage_id"] == grant.target.stage_id)
    standing = BitMap(row["customer_id"] for row in rows)
    unearned = standing - await _ever_members(session, grant.segment_id)
    moves = Counter(row["customer_id"] for row in await session.fetch(_MOVED, (STAGE_CHANGED, grant.source)))
    twice = {who: times for who, times in moves.items() if times > 1}
    found.given += moves.total()
    found.ungiven += len(ungiven)
    found.unearned += len(unearned)
    found.given_twice += sum(twice.values()) - len(twice)
    found.untold += len(BitMap(moves) ^ standing)
    found.show(grant, "members who do not stand there:", list(ungiven))
    found.show(grant, "who stands there and never was a member:", list(unearned))
    found.show(grant, "moved there more than once:", twice)
    found.show(grant, "stages that facts and store do not agree on:", list(BitMap(moves) ^ standing))


async def _ever_members(session: Session, segment_id: int) -> BitMap:
    """Return whoever entered a segment or was let in by a build of it."""
    entered = await session.fetch(
        "SELECT DISTINCT customer_id FROM fact WHERE corp_id = lingqu_corp() AND kind = %s"
        " AND (data->>'segment_id')::integer = %s",
        (SEGMENT_ENTERED, segment_id),
    )
    built = await session.fetch(
        "SELECT entered FROM segment_build WHERE corp_id = lingqu_corp() AND segment_id = %s", (segment_id,)
    )
    found = BitMap(row["customer_id"] for row in entered)
    for row in built:
        found |= BitMap.deserialize(row["entered"])
    return found
