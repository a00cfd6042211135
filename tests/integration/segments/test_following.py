"""What the stream of facts led to is what a look at everybody says, after every batch and as time passes."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from pyroaring import BitMap

from audiences.life import PEOPLE, Life
from audiences.loading import insert, load_world
from audiences.world import ATTRIBUTES, DAY
from lingqu.customers.api import identities
from lingqu.customers.contracts.identities import MEMBER, Observation, Shown, Source
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, UnitOfWork
from lingqu.infra.history.reading import HistoryDoor
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import CorpId, CustomerId
from lingqu.segments.api import saving
from lingqu.segments.api.following import Following
from lingqu.segments.domain.algebra import members
from lingqu.segments.domain.canonical import expression, leaves
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.reading import convert
from lingqu.segments.leaves import draw, key_of_set
from lingqu.segments.store import lists as list_store
from lingqu.segments.store import sets
from lingqu.segments.store.answers import ask, ask_universe

WEEK = {"kind": "last", "duration": "P7D"}
TAGGED = {"kind": "tag", "tags": [1]}
DOCUMENTS = {
    "tagged": TAGGED,
    "not tagged": {"kind": "not", "of": TAGGED},
    "lately tagged": {"kind": "tag", "tags": [1, 2], "match": "all", "granted": WEEK},
    "one relation": {"kind": "tag", "tags": [1], "groups": [200], "match": "none", "one_relation": True},
    "new": {"kind": "relation", "added": WEEK},
    "lost lately": {"kind": "relation", "state": "deleted_by_customer", "ended": WEEK},
    "nobody's": {"kind": "relation", "count": {"op": "eq", "n": 0}},
    "two members": {"kind": "relation", "count": {"n": 2}},
    "in Shanghai": {"kind": "attribute", "key": "city", "op": "in", "value": ["上海", "杭州"]},
    "birthday": {"kind": "attribute", "key": "birthday", "op": "anniversary_within_next", "value": 7},
    "in a group lately": {"kind": "group", "chat_tags": [1], "joined": WEEK},
    "share": {"kind": "bucket", "salt": "s", "last": 499},
    "listed": {"kind": "not", "of": {"kind": "list", "list_id": 1}},
}
COMBINED = {
    "both": ["new", "in Shanghai"],
    "deep": ["both", "tagged"],
}


@pytest.fixture
async def segments(database: Database, corp_id: CorpId) -> dict[str, int]:
    """The small world, people of whom nothing is known, and segments of all kinds that read each other."""
    made: dict[str, int] = {}
    async with database.unit(corp_id) as unit:
        await load_world(unit)
        await insert(
            unit,
            "customer",
            "customer_id, external_userid, first_seen_at",
            [(one, f"w{one}", unit.at) for one in PEOPLE],
        )
        await _load_list(unit)
        for name, document in DOCUMENTS.items():
            made[name] = (await saving.create(unit, name=name, definition=convert(document))).segment_id
        for name, of in COMBINED.items():
            reading = [{"kind": "segment", "segment_id": made[one]} for one in of]
            definition = convert({"kind": "all", "of": reading})
            made[name] = (await saving.create(unit, name=name, definition=definition)).segment_id
    return made


async def _load_list(unit: UnitOfWork) -> None:
    """A list of every third."""
    await insert(unit, "customer_list", "list_id, name, version, created_at", [(1, "l", 1, unit.at)])
    rows = [(1, 1, one, one, False, b"") for one in PEOPLE if one % 3 == 0]
    await insert(unit, "customer_list_entry", "list_id, version, number, customer_id, ambiguous, identities", rows)
    number = (await sets.ensure(unit, ["list:1"]))["list:1"]
    await sets.replace(unit, number, (await list_store.ask(unit, [1]))[1])


async def _settle(database: Database, corp_id: CorpId) -> None:
    reader = Following(HistoryDoor(database, None), of_past=False)
    for _ in range(500):
        if not await reader.step(database, corp_id):
            return
    raise AssertionError("the reader never comes to rest")


async def _assert_all_agree(database: Database, corp_id: CorpId) -> None:
    async with database.read(corp_id) as session:
        universe = await ask_universe(session)
        found: dict[str, BitMap] = {}
        for one in sorted(await saving.list_segments(session), key=lambda one: one.segment_id):
            plan = expression(one.definition)
            answers = {
                key: found[key_of_set(key, leaf)] if key_of_set(key, leaf) in found
                else (await list_store.ask(session, [1]))[1] if leaf.__struct_config__.tag == "list"
                else draw(leaf, universe) if leaf.__struct_config__.tag == "bucket"
                else (await ask(session, leaf, Look(session.at), types=ATTRIBUTES)).holding
                for key, leaf in leaves(plan).items()
            }  # fmt: skip
            expected = found[f"segment:{one.segment_id}"] = members(plan, answers, universe)
            numbers = await sets.find(session, [f"segment:{one.segment_id}"])
            kept = (await sets.load(session, dict.fromkeys(numbers.values())))[next(iter(numbers.values()))].bits
            assert set(kept) == set(expected), one.name
            assert (one.size, one.is_building) == (len(expected), False), one.name


@pytest.mark.parametrize("seed", range(2))
async def test_what_was_followed_is_what_a_look_at_everybody_says(
    database: Database, corp_id: CorpId, clock: SteppedClock, segments: dict[str, int], seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        for _ in range(chance.randrange(1, 4)):
            async with database.unit(corp_id) as unit:
                for _ in range(chance.randrange(1, 6)):
                    await Life(unit, chance).act()
            clock.advance(timedelta(seconds=1))
        clock.advance(chance.choice([timedelta(0), timedelta(hours=7), DAY, 3 * DAY]))
        await _settle(database, corp_id)
        await _assert_all_agree(database, corp_id)
    async with database.read(corp_id) as session:
        told = await session.fetch(
            "SELECT kind, customer_id, (data->>'segment_id')::integer AS segment, data->>'because' AS because FROM fact"
            " WHERE corp_id = lingqu_corp() AND kind IN ('segment.entered', 'segment.left') ORDER BY xid, id"
        )
    assert {one["because"] for one in told} == {"data", "time"}
    for segment in segments.values():
        for person in PEOPLE:
            kinds = [one["kind"] for one in told if (one["segment"], one["customer_id"]) == (segment, person)]
            assert all(one != other for one, other in pairwise(kinds)), "entered and left alternate"


async def test_a_visitor_who_has_a_member_number_enters_at_once(
    database: Database, corp_id: CorpId, segments: dict[str, int]
) -> None:
    await _settle(database, corp_id)

    async with database.unit(corp_id) as unit:
        shown = Shown(kind=MEMBER, value="m1", source=Source.MEMBERS, seen_at=unit.at)
        seen = [Observation(customer_id=CustomerId(3), shown=shown)]
        await identities.record(unit, seen, seals=Keyring([bytes(32)]))
    await _settle(database, corp_id)

    await _assert_all_agree(database, corp_id)
    async with database.read(corp_id) as session:
        numbers = await sets.find(session, [f"segment:{segments['not tagged']}"])
        kept = await sets.load(session, dict.fromkeys(numbers.values()))
    assert [set(one.bits) for one in kept.values()] == [{3}]
