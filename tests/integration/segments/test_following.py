"""What the stream of facts led to is what a look at everybody says, after every batch and as time passes."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import pytest
from psycopg.types.json import Jsonb
from pyroaring import BitMap

from audiences.loading import insert, load_world
from audiences.world import ADD_WAYS, ATTRIBUTES, CITIES, DAY, SOURCES, STAFF, TAGS
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, UnitOfWork
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId, CustomerId, StaffId
from lingqu.segments.api import saving
from lingqu.segments.api.following import Following
from lingqu.segments.domain.algebra import members
from lingqu.segments.domain.canonical import expression, leaves
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.reading import convert
from lingqu.segments.leaves import draw, key_of_set
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
}
COMBINED = {
    "both": ["new", "in Shanghai"],
    "deep": ["both", "tagged"],
}
PEOPLE = range(12)


@dataclass
class Life:
    """Acts upon a corp, each with the fact that its owner would record."""

    unit: UnitOfWork
    chance: random.Random

    async def act(self) -> None:
        acts: list[Callable[[int], Awaitable[None]]] = [
            self.add, self.add, self.end, self.grant, self.grant, self.withdraw, self.tell, self.join, self.leave,
            self.merge, self.unmerge, self.tag_group,
        ]  # fmt: skip
        await self.chance.choice(acts)(self.chance.choice(PEOPLE))

    def _tell(
        self, kind: str, customer: int, data: Mapping[str, object] | None = None, staff: int | None = None
    ) -> None:
        self.unit.publish(
            Fact(
                kind=kind,
                occurred_at=self.unit.at,
                customer_id=CustomerId(customer),
                staff_id=None if staff is None else StaffId(staff),
                data=data or {},
            )
        )

    async def add(self, customer: int) -> None:
        staff = self.chance.choice(STAFF)
        await self.unit.execute(
            """
            INSERT INTO follow_relation (corp_id, customer_id, staff_id, add_way, added_at)
            VALUES (lingqu_corp(), %s, %s, %s, %s)
            ON CONFLICT (corp_id, customer_id, staff_id)
              DO UPDATE SET added_at = EXCLUDED.added_at, deleted_at = NULL, deleted_by = NULL
            """,
            (customer, staff, self.chance.choice(ADD_WAYS), self.unit.at),
        )
        await self.unit.execute(
            "UPDATE customer SET last_added_at = %s WHERE corp_id = lingqu_corp() AND customer_id = %s",
            (self.unit.at, customer),
        )
        self._tell("relation.added", customer, staff=staff)

    async def end(self, customer: int) -> None:
        by, staff = self.chance.choice(["customer", "staff"]), self.chance.choice(STAFF)
        ended = await self.unit.execute(
            "UPDATE follow_relation SET deleted_at = %s, deleted_by = %s"
            " WHERE corp_id = lingqu_corp() AND customer_id = %s AND staff_id = %s AND deleted_at IS NULL",
            (self.unit.at, by, customer, staff),
        )
        if ended:
            self._tell(f"relation.deleted_by_{by}", customer, staff=staff)

    async def grant(self, customer: int) -> None:
        tag, staff = self.chance.choice(sorted(TAGS)), self.chance.choice(STAFF)
        await self.unit.execute(
            """
            INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
            VALUES (lingqu_corp(), %s, %s, %s, 'granted', %s, %s)
            ON CONFLICT (corp_id, customer_id, staff_id, tag_id) DO UPDATE SET granted_at = EXCLUDED.granted_at
            """,
            (customer, staff, tag, self.chance.choice(SOURCES), self.unit.at),
        )
        self._tell("tag.granted", customer, {"tag_id": tag}, staff)

    async def withdraw(self, customer: int) -> None:
        tag = self.chance.choice(sorted(TAGS))
        await self.unit.execute(
            "DELETE FROM relation_tag WHERE corp_id = lingqu_corp() AND customer_id = %s AND tag_id = %s",
            (customer, tag),
        )
        self._tell("tag.withdrawn", customer, {"tag_id": tag})

    async def tell(self, customer: int) -> None:
        birthday = (self.unit.at + self.chance.randrange(-3, 12) * DAY).date().replace(year=1990).isoformat()
        key, value = self.chance.choice([("city", self.chance.choice(CITIES)), ("birthday", birthday)])
        await self.unit.execute(
            """
            INSERT INTO customer_attribute (corp_id, customer_id, key, value, set_at)
            VALUES (lingqu_corp(), %s, %s, %s, %s)
            ON CONFLICT (corp_id, customer_id, key) DO UPDATE SET value = EXCLUDED.value, set_at = EXCLUDED.set_at
            """,
            (customer, key, Jsonb(value), self.unit.at),
        )
        self._tell("customer.attribute_set", customer, {"key": key})

    async def join(self, customer: int) -> None:
        row = (customer, self.chance.choice([1, 2]), self.unit.at, True)
        await insert(self.unit, "groupchat_member", "customer_id, groupchat_id, joined_at, is_confirmed", [row])
        await self.unit.execute(
            "UPDATE customer SET belongs_at = %s WHERE corp_id = lingqu_corp() AND customer_id = %s",
            (self.unit.at, customer),
        )
        self._tell("groupchat.member_joined", customer, {"groupchat_id": row[1]})

    async def leave(self, customer: int) -> None:
        await self.unit.execute(
            "UPDATE groupchat_member SET left_at = %s"
            " WHERE corp_id = lingqu_corp() AND customer_id = %s AND left_at IS NULL",
            (self.unit.at, customer),
        )
        self._tell("groupchat.member_left", customer)

    async def tag_group(self, _customer: int) -> None:
        chat = self.chance.choice([1, 2])
        gone = await self.unit.execute(
            "DELETE FROM groupchat_tagged WHERE corp_id = lingqu_corp() AND groupchat_id = %s AND tag_id = 1", (chat,)
        )
        if not gone:
            row = (chat, 1, self.unit.at, "test")
            await insert(self.unit, "groupchat_tagged", "groupchat_id, tag_id, granted_at, source", [row])
        kind = "groupchat.untagged" if gone else "groupchat.tagged"
        self.unit.publish(Fact(kind=kind, occurred_at=self.unit.at, data={"groupchat_id": chat}))

    async def merge(self, customer: int) -> None:
        into = self.chance.choice(PEOPLE)
        free = await self.unit.fetch_value(
            """
            SELECT count(*) FROM customer WHERE corp_id = lingqu_corp() AND (
              (customer_id = ANY(%(both)s) AND merged_into IS NOT NULL) OR merged_into = %(customer)s)
            """,
            {"both": [customer, into], "customer": customer},
        )
        if customer <= into or free:
            return
        merge = await self.unit.fetch_value(
            "INSERT INTO customer_merge (corp_id, customer_id, into_id, identity_id, claim_id, merged_at)"
            " VALUES (lingqu_corp(), %s, %s, 1, 1, %s) RETURNING merge_id",
            (customer, into, self.unit.at),
        )
        await self._point(customer, into)
        self._tell("customer.merged", customer, {"into": into, "merge_id": merge})

    async def unmerge(self, customer: int) -> None:
        merge = await self.unit.fetch_value(
            "UPDATE customer_merge SET ended_at = %s"
            " WHERE corp_id = lingqu_corp() AND customer_id = %s AND ended_at IS NULL RETURNING merge_id",
            (self.unit.at, customer),
        )
        if merge is not None:
            await self._point(customer, None)
            self._tell("customer.unmerged", customer, {"merge_id": merge})

    async def _point(self, customer: int, into: int | None) -> None:
        await self.unit.execute(
            "UPDATE customer SET merged_into = %s WHERE corp_id = lingqu_corp() AND customer_id = %s", (into, customer)
        )


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
        for name, document in DOCUMENTS.items():
            made[name] = (await saving.create(unit, name=name, definition=convert(document))).segment_id
        for name, of in COMBINED.items():
            reading = [{"kind": "segment", "segment_id": made[one]} for one in of]
            definition = convert({"kind": "all", "of": reading})
            made[name] = (await saving.create(unit, name=name, definition=definition)).segment_id
    return made


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
