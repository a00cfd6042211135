"""A few hundred customers to whom much happens at once, and segments of every kind that somebody goes on editing.

State is written as its owner would write it, with the fact beside it; what a unit finds there decides what it does, so
that one whose commit nobody heard of is no trouble. Windows are seconds long: answers turn while things happen.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from lingqu.commerce.contracts.facts import ORDER_PAID
from lingqu.customers.contracts.facts import (
    RELATION_ADDED,
    RELATION_DELETED_BY_CUSTOMER,
    RELATION_READDED,
    TAG_GRANTED,
    TAG_WITHDRAWN,
)
from lingqu.entrypoints.chaos.segment_giving import Giving
from lingqu.entrypoints.chaos.segment_kinds import EDITED, KINDS, PAGE, PASSING_TAG, SECOND
from lingqu.entrypoints.chaos.segment_oneid import OneId
from lingqu.entrypoints.chaos.segment_traits import GROUPS, Traits
from lingqu.entrypoints.chaos.segment_writing import columns, lock, tell
from lingqu.infra.database import UnitOfWork
from lingqu.ingestion.contracts import PAGE_OPENED
from lingqu.segments.api import saving
from lingqu.segments.contracts.definition import All, AnyOf, Definition, EventLeaf, Not, TagLeaf
from lingqu.segments.contracts.windows import Last

CUSTOMERS, STAFF, TAGS = 300, 2, 8
"""The tags are those that people and WeCom give; grants have others."""
MOST_MARKS, MOST_RELATIONS, MOST_EVENTS, MOST_TRAITS, MOST_CLAIMS = 40, 6, 12, 8, 8
"""Of one unit."""
EDITS_PERMILLE = 80
"""Of units; half as often a segment is made and another one put away."""
UNDONE_PERMILLE, SWITCHED_PERMILLE = 120, 100
"""Of units; in these a merge is taken back, or a grant is switched."""
PASSING = "passing"


@dataclass(slots=True)
class Life:
    """What happens, by chance."""

    chance: random.Random
    traits: Traits
    oneid: OneId
    giving: Giving
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def begin(self, unit: UnitOfWork) -> None:
        """Write a corp where one customer in two is related to somebody, its segments, and grants that are off."""
        params = {"at": unit.at, "customers": CUSTOMERS, "staff": STAFF, "tags": PASSING_TAG}
        for statement in _BEGINNING:
            await unit.execute(statement, params)
        await self.traits.begin(unit, range(1, CUSTOMERS + 1))
        made: dict[str, int] = {}
        for name, definition in KINDS.items():
            made[name] = (await saving.create(unit, name=name, definition=definition(made))).segment_id
        await self.giving.begin(unit, made)

    async def act(self, unit: UnitOfWork) -> None:
        """Let several things happen, edit, take something back, or switch a grant."""
        drawn = self.chance.randrange(1000)
        if drawn < EDITS_PERMILLE // 2:
            await self._replace(unit)
        elif drawn < EDITS_PERMILLE:
            await self._edit(unit)
        elif drawn < EDITS_PERMILLE + UNDONE_PERMILLE:
            await self.oneid.undo(unit)
        elif drawn < EDITS_PERMILLE + UNDONE_PERMILLE + SWITCHED_PERMILLE:
            await self.giving.switch(unit)
        else:
            await self._live(unit)

    # ───────────────────────── customers ─────────────────────────

    async def _live(self, unit: UnitOfWork) -> None:
        """Let much happen to several customers, who are locked before."""
        marks = {(*self._pair(), self.chance.randint(1, TAGS)) for _ in range(self.chance.randint(1, MOST_MARKS))}
        pairs = {self._pair() for _ in range(self.chance.randint(0, MOST_RELATIONS))}
        told = {self._somebody(): self.traits.draw() for _ in range(self.chance.randint(0, MOST_TRAITS))}
        moved = {(self._somebody(), self.chance.randint(1, GROUPS)) for _ in range(self.chance.randint(0, MOST_TRAITS))}
        seen = {self._somebody() for _ in range(self.chance.randint(0, MOST_CLAIMS))}
        await lock(unit, {who for who, *_ in (*marks, *pairs, *moved)} | told.keys() | seen)
        await self._mark(unit, marks)
        await self._relate(unit, pairs)
        await self.traits.tell(unit, told)
        await self.traits.move(unit, moved)
        await self.oneid.claim(unit, seen)
        self._do(unit)

    async def _mark(self, unit: UnitOfWork, marks: set[tuple[int, int, int]]) -> None:
        """Take tags off where they are, put them on where they are not."""
        lost = await unit.fetch(
            """
            DELETE FROM relation_tag t
            USING unnest(%(customers)s::integer[], %(staff)s::integer[], %(tags)s::integer[]) AS x(customer, staff, tag)
            WHERE t.corp_id = lingqu_corp() AND t.customer_id = x.customer AND t.staff_id = x.staff AND t.tag_id = x.tag
            RETURNING t.customer_id, t.staff_id, t.tag_id
            """,
            columns(marks, "customers", "staff", "tags"),
        )
        gained = sorted(marks - {tuple(row.values()) for row in lost})
        await unit.execute(
            """
            INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
            SELECT lingqu_corp(), x.customer, x.staff, x.tag, 'granted', 'wecom', %(at)s
            FROM unnest(%(customers)s::integer[], %(staff)s::integer[], %(tags)s::integer[]) AS x(customer, staff, tag)
            """,
            {"at": unit.at, **columns(gained, "customers", "staff", "tags")},
        )
        for who, staff, tag in gained:
            tell(unit, TAG_GRANTED, who, staff, tag_id=tag, source="wecom")
        for row in lost:
            tell(unit, TAG_WITHDRAWN, row["customer_id"], row["staff_id"], tag_id=row["tag_id"], source="wecom")

    async def _relate(self, unit: UnitOfWork, pairs: set[tuple[int, int]]) -> None:
        """End relations that are live, and begin those that are not."""
        ended = await unit.fetch(
            """
            UPDATE follow_relation r SET deleted_at = %(at)s, deleted_by = 'customer'
            FROM unnest(%(customers)s::integer[], %(staff)s::integer[]) AS x(customer, staff)
            WHERE r.corp_id = lingqu_corp() AND r.customer_id = x.customer AND r.staff_id = x.staff
              AND r.deleted_at IS NULL
            RETURNING r.customer_id, r.staff_id
            """,
            {"at": unit.at, **columns(pairs, "customers", "staff")},
        )
        begun = sorted(pairs - {(row["customer_id"], row["staff_id"]) for row in ended})
        added = await unit.fetch(
            """
            WITH added AS (
              INSERT INTO follow_relation (corp_id, customer_id, staff_id, added_at)
              SELECT lingqu_corp(), x.customer, x.staff, %(at)s
              FROM unnest(%(customers)s::integer[], %(staff)s::integer[]) AS x(customer, staff)
              ON CONFLICT (corp_id, customer_id, staff_id)
                DO UPDATE SET added_at = EXCLUDED.added_at, deleted_at = NULL, deleted_by = NULL
              RETURNING customer_id, staff_id, xmax = 0 AS is_first
            ), known AS (
              UPDATE customer c SET last_added_at = %(at)s
              WHERE c.corp_id = lingqu_corp() AND c.customer_id = ANY(%(customers)s)
            )
            SELECT customer_id, staff_id, is_first FROM added
            """,
            {"at": unit.at, **columns(begun, "customers", "staff")},
        )
        for row in ended:
            tell(unit, RELATION_DELETED_BY_CUSTOMER, row["customer_id"], row["staff_id"], deleted_by="customer")
        for row in added:
            kind = RELATION_ADDED if row["is_first"] else RELATION_READDED
            tell(unit, kind, row["customer_id"], row["staff_id"], add_way=1)

    def _do(self, unit: UnitOfWork) -> None:
        """Open pages and pay orders, some of which are heard of late."""
        for _ in range(self.chance.randint(0, MOST_EVENTS)):
            who, ago = self._somebody(), self.chance.choice([0, 0, 0, 1, 2]) * SECOND
            if self.chance.random() < 2 / 3:
                tell(unit, PAGE_OPENED, who, ago=ago, page=f"p{self.chance.randint(1, 3)}")
            else:
                tell(unit, ORDER_PAID, who, ago=ago, order_id=next(self._numbers), amount_fen=19_900, source="pos")

    def _pair(self) -> tuple[int, int]:
        return self._somebody(), self.chance.randint(1, STAFF)

    def _somebody(self) -> int:
        return self.chance.randint(1, CUSTOMERS)

    # ───────────────────────── segments ─────────────────────────

    async def _edit(self, unit: UnitOfWork) -> None:
        """Let a segment that others read mean something else."""
        edited = [one for one in await saving.list_segments(unit) if one.name.startswith(EDITED)]
        one = self.chance.choice(sorted(edited, key=lambda one: one.segment_id))
        await saving.revise(unit, one.segment_id, version=one.version, definition=self._definition())

    async def _replace(self, unit: UnitOfWork) -> None:
        """Make a segment, and put the last one away that was made so."""
        passing = [one for one in await saving.list_segments(unit) if one.name.startswith(PASSING)]
        for one in passing:
            await saving.archive(unit, one.segment_id)
        await saving.create(unit, name=f"{PASSING} {next(self._numbers)}", definition=self._definition())

    def _definition(self) -> Definition:
        one, other = self.chance.sample(range(1, TAGS + 1), 2)
        opened = EventLeaf(event=PAGE, window=Last(duration=self.chance.randint(1, 4) * SECOND))
        return self.chance.choice(
            [
                AnyOf(of=(TagLeaf(tags=(one,)), opened)),
                All(of=(TagLeaf(tags=(one,)), Not(of=TagLeaf(tags=(other,))))),
                Not(of=TagLeaf(tags=(one, other))),
            ]
        )


_BEGINNING = (
    """
    INSERT INTO staff (corp_id, staff_id, userid) OVERRIDING SYSTEM VALUE
    SELECT lingqu_corp(), n, 'member' || n FROM generate_series(1, %(staff)s) n
    """,
    """
    INSERT INTO customer (corp_id, customer_id, external_userid, first_seen_at, last_added_at)
    SELECT lingqu_corp(), n, 'wm' || n, %(at)s, CASE WHEN n %% 2 = 0 THEN %(at)s::timestamptz END
    FROM generate_series(1, %(customers)s) n
    """,
    """
    INSERT INTO follow_relation (corp_id, customer_id, staff_id, added_at)
    SELECT lingqu_corp(), n, 1, %(at)s FROM generate_series(2, %(customers)s, 2) n
    """,
    """
    INSERT INTO corp_tag (corp_id, tag_id, group_id, wecom_tag_id, name) OVERRIDING SYSTEM VALUE
    SELECT lingqu_corp(), n, 1, 'et' || n, 't' || n FROM generate_series(1, %(tags)s) n
    """,
)
