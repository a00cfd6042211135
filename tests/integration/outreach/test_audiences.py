"""The set-based audience agrees with a reading of the same rows one customer at a time."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import product

import pytest

from doubles.brand import Brand
from lingqu.deliveries.contracts import Reason
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId, CustomerId, StaffId, TagId
from lingqu.outreach.api.audiences import preview_audience
from lingqu.outreach.contracts.broadcasts import TagAudience, TagMatch
from lingqu.outreach.domain.audiences import Candidate, in_audience, skip_reason
from lingqu.outreach.store import audiences as store
from lingqu.segments.leaves import Shelf

pytestmark = pytest.mark.postgres

CUSTOMERS = 300


@dataclass
class Related:
    """What the reference knows of one relation."""

    contact: CustomerId
    staff_id: StaffId
    added: int
    live: bool
    half: bool
    tags: set[TagId] = field(default_factory=set)


@dataclass
class World:
    """Rows in the database, and the same in memory."""

    tags: list[TagId]
    senders: set[StaffId]
    unreadable: set[CustomerId]
    relations: dict[CustomerId, list[Related]]
    persons: dict[CustomerId, list[CustomerId]]
    """Of each person all their contacts, the one that stands for them first."""

    def verdict(
        self, person: CustomerId, audience: TagAudience
    ) -> tuple[CustomerId, StaffId | None, Reason | None] | None:
        """Say to which contact who sends, or why nobody does; None when the person is not meant."""
        related = [one for contact in self.persons[person] for one in self.relations[contact]]
        live = [one for one in related if one.live]
        wanted = set(audience.tag_ids)

        def matches(ones: list[Related]) -> bool:
            found = wanted & {tag for one in ones for tag in one.tags}
            return found == wanted if audience.match is TagMatch.ALL else bool(found)

        if not live:
            return (person, None, Reason.NO_LIVE_RELATION) if matches(related) else None
        if not matches(live):
            return None
        readable = [one for one in live if one.contact not in self.unreadable]
        if not readable:
            return person, None, Reason.UNREADABLE
        able = [one for one in readable if not one.half and one.staff_id in self.senders]
        if not able:
            return person, None, Reason.NO_FOLLOW_USER
        last = max(able, key=lambda one: (one.added, -one.contact))
        return last.contact, last.staff_id, None


@pytest.fixture
async def world(database: Database, corp_id: CorpId) -> World:
    """Customers with none to three relations of every kind, drawn from a seed."""
    chance = random.Random(20260302)
    brand = Brand(database, corp_id)
    tags = [await brand.tag(name) for name in ("VIP", "新客", "沉睡")]
    senders = [await brand.hire(f"sender{number}") for number in range(3)]
    others = [await brand.hire("gone", follow_user=False)]
    customers = await brand.enlist(CUSTOMERS)
    made = World(tags, set(senders), set(), {one: [] for one in customers}, {one: [one] for one in customers})
    groups: dict[tuple[StaffId, bool, bool, tuple[TagId, ...]], list[CustomerId]] = {}
    for customer_id in made.relations:
        for staff_id in chance.sample([*senders, *others], chance.randint(0, 3)):
            deleted, half = chance.random() < 0.3, chance.random() < 0.2
            chosen = tuple(sorted(chance.sample(tags, chance.randint(0, 3))))
            groups.setdefault((staff_id, deleted, half, chosen), []).append(customer_id)
    for added, ((staff_id, deleted, half, chosen), customer_ids) in enumerate(groups.items()):
        await brand.follow(staff_id, customer_ids, *chosen, deleted=deleted, half=half)
        for customer_id in customer_ids:
            related = Related(customer_id, staff_id, added, not deleted, half, set(chosen))
            made.relations[customer_id].append(related)
    made.unreadable = set(chance.sample(sorted(made.relations), 30))
    async with database.unit(corp_id) as unit:
        await unit.execute(
            "UPDATE customer SET unreadable_errcode = 84061 WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s)",
            (list(made.unreadable),),
        )
        for person, away in zip(*[iter(chance.sample(customers, 80))] * 2, strict=True):
            made.persons[person] += made.persons.pop(away)
            await unit.execute(
                "UPDATE customer SET merged_into = %s WHERE corp_id = lingqu_corp() AND customer_id = %s",
                (person, away),
            )
    return made


async def test_every_customer_gets_the_verdict_of_the_reference(
    database: Database, corp_id: CorpId, world: World
) -> None:
    for size, match in product((1, 2, 3), TagMatch):
        audience = TagAudience(tag_ids=tuple(world.tags[:size]), match=match)
        async with database.read(corp_id) as session:
            tagged = await store.list_tagged(session, audience, from_id=CustomerId(0), to_id=CustomerId(CUSTOMERS))
            found = await store.list_persons(session, audience, tagged)

        verdicts = [_verdict(one) for one in found if in_audience(one.standing)]
        expected = [world.verdict(one, audience) for one in world.persons]
        assert sorted(verdicts) == sorted(one for one in expected if one is not None)


async def test_the_preview_counts_what_planning_will_find(database: Database, corp_id: CorpId, world: World) -> None:
    for size, match in product((1, 3), TagMatch):
        audience = TagAudience(tag_ids=tuple(world.tags[:size]), match=match)
        async with database.read(corp_id) as session:
            preview = await preview_audience(session, Shelf(), audience)

        verdicts = [verdict for one in world.persons if (verdict := world.verdict(one, audience))]
        skipped: dict[Reason, int] = {}
        for _, _, reason in verdicts:
            if reason is not None:
                skipped[reason] = skipped.get(reason, 0) + 1
        reached = sorted(contact for contact, _, reason in verdicts if reason is None)
        assert preview.customers == len(reached)
        assert preview.staff == len({sender for _, sender, reason in verdicts if reason is None})
        assert preview.skipped == skipped
        assert [one.customer_id for one in preview.sample] == reached[:10]


async def test_a_tag_being_withdrawn_does_not_count(database: Database, corp_id: CorpId, world: World) -> None:
    async with database.unit(corp_id) as unit:
        await unit.execute("UPDATE relation_tag SET status = 'withdrawing' WHERE corp_id = lingqu_corp()")
        preview = await preview_audience(unit, Shelf(), TagAudience(tag_ids=tuple(world.tags), match=TagMatch.ANY))

    assert (preview.customers, preview.skipped) == (0, {})


def _verdict(candidate: Candidate) -> tuple[CustomerId, StaffId | None, Reason | None]:
    reason = skip_reason(candidate.standing)
    return candidate.customer_id, (candidate.sender if reason is None else None), reason
