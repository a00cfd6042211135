"""How long somebody is a member: from when a fact says that they entered, or from the edit that let them in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from audiences.loading import insert, load_world
from doubles.keeping import keep_up
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, UnitOfWork
from lingqu.infra.history.embedded import EmbeddedHistory
from lingqu.infra.history.server import HistoryServer
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId, CustomerId
from lingqu.segments.api import saving
from lingqu.segments.domain.reading import convert
from lingqu.segments.leaves import Shelf

PEOPLE = range(5)
NO_TIME, DAY = timedelta(0), timedelta(days=1)


class Brand:
    """A corp with a segment of those who have tag 1, and one of those who are in it for three days."""

    def __init__(self, database: Database, corp_id: CorpId, history: EmbeddedHistory, clock: SteppedClock) -> None:
        self.database = database
        self.corp_id = corp_id
        self.history = history
        self.clock = clock
        self.tagged = self.held = 0

    async def open(self) -> None:
        async with self.database.unit(self.corp_id) as unit:
            await load_world(unit)
            await insert(
                unit, "customer", "customer_id, first_seen_at, belongs_at", [(n, unit.at, unit.at) for n in PEOPLE]
            )
            await insert(unit, "follow_relation", "customer_id, staff_id, added_at", [(n, 1, unit.at) for n in PEOPLE])
        await self.tag(1, 0, 1)
        self.tagged = await self.save("tagged", {"kind": "tag", "tags": [1]})
        held = {"kind": "segment", "segment_id": self.tagged, "held_for": "P3D"}
        self.held = await self.save("held", held)

    async def save(self, name: str, document: object) -> int:
        async with self.database.unit(self.corp_id) as unit:
            made = await saving.create(unit, name=name, definition=convert(document))
        await keep_up(self.database, self.corp_id, self.history)
        return made.segment_id

    async def revise(self, tags: Sequence[int]) -> None:
        async with self.database.unit(self.corp_id) as unit:
            before = await saving.get(unit, self.tagged)
            definition = convert({"kind": "tag", "tags": list(tags)})
            await saving.revise(unit, self.tagged, version=before.version, definition=definition)

    async def tag(self, tag: int, *customers: int) -> None:
        async with self.database.unit(self.corp_id) as unit:
            marks = [(one, 1, tag, "granted", "wecom", unit.at) for one in customers]
            await insert(unit, "relation_tag", "customer_id, staff_id, tag_id, status, source, granted_at", marks)
            self._tell(unit, "tag.granted", tag, customers)

    async def untag(self, tag: int, *customers: int) -> None:
        async with self.database.unit(self.corp_id) as unit:
            await unit.execute(
                "DELETE FROM relation_tag WHERE corp_id = lingqu_corp() AND tag_id = %s AND customer_id = ANY(%s)",
                (tag, list(customers)),
            )
            self._tell(unit, "tag.withdrawn", tag, customers)

    @staticmethod
    def _tell(unit: UnitOfWork, kind: str, tag: int, customers: Sequence[int]) -> None:
        unit.publish(
            *(
                Fact(kind=kind, occurred_at=unit.at, customer_id=CustomerId(one), data={"tag_id": tag})
                for one in customers
            )
        )

    async def members(self, *, after: timedelta = NO_TIME) -> set[int]:
        """Let time pass, and return who is held then."""
        await keep_up(self.database, self.corp_id, self.history)
        self.clock.advance(after)
        await keep_up(self.database, self.corp_id, self.history)
        async with self.database.read(self.corp_id) as session:
            return set((await Shelf().read(session, [f"segment:{self.held}"]))[f"segment:{self.held}"])

    async def told(self) -> list[tuple[str, int, str]]:
        """Return who entered and left the held one."""
        async with self.database.read(self.corp_id) as session:
            rows = await session.fetch(
                "SELECT kind, customer_id, data FROM fact WHERE kind IN ('segment.entered', 'segment.left')"
                " AND (data->>'segment_id')::integer = %s ORDER BY xid, id",
                (self.held,),
            )
        return [(row["kind"], row["customer_id"], row["data"]["because"]) for row in rows]


@pytest.fixture
async def brand(
    database: Database, corp_id: CorpId, clock: SteppedClock, history_server: HistoryServer
) -> AsyncIterator[Brand]:
    history = EmbeddedHistory(history_server.root)
    one = Brand(database, corp_id, history, clock)
    await one.open()
    yield one
    await history.aclose()


async def test_who_was_there_from_the_beginning_counts_from_it_and_others_from_their_entering(brand: Brand) -> None:
    assert await brand.members(after=DAY) == set()
    await brand.tag(1, 2)

    assert await brand.members(after=2 * DAY) == {0, 1}
    assert await brand.members(after=DAY) == {0, 1, 2}
    assert await brand.told() == [("segment.entered", one, "time") for one in (0, 1, 2)]


async def test_whom_an_edit_lets_in_counts_from_the_edit_and_whom_it_puts_out_is_out_at_once(brand: Brand) -> None:
    await brand.tag(2, 1, 3)
    assert await brand.members(after=2 * DAY) == set()
    await brand.revise([2])

    assert await brand.members(after=DAY) == {1}
    assert await brand.members(after=2 * DAY) == {1, 3}
    assert ("segment.left", 0, "data") not in await brand.told()


async def test_an_edit_triggers_nothing_where_its_members_are_held(brand: Brand) -> None:
    assert await brand.members(after=3 * DAY) == {0, 1}
    before = await brand.told()
    await brand.revise([2])

    assert await brand.members() == set()
    assert await brand.told() == before


async def test_the_newest_word_counts_of_edits_and_facts_at_one_instant(brand: Brand) -> None:
    assert await brand.members(after=3 * DAY) == {0, 1}
    await brand.untag(1, 0)
    await keep_up(brand.database, brand.corp_id, brand.history)
    await brand.tag(2, 0, 1)
    await brand.revise([2])

    assert await brand.members() == {1}
    await brand.revise([1])
    assert await brand.members() == {1}
    assert await brand.members(after=3 * DAY) == {1}
    await brand.tag(1, 0)
    assert await brand.members(after=2 * DAY) == {1}
    assert await brand.members(after=DAY) == {0, 1}
