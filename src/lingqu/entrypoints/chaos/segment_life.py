"""A few hundred customers to whom much happens at once, and segments of every kind that somebody goes on editing.

State is written as its owner would write it, with the fact beside it; what a unit finds there decides what it does, so
that one whose commit nobody heard of is no trouble. Windows are seconds long: answers turn while things happen.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from lingqu.commerce.contracts.facts import ORDER_PAID
from lingqu.customers.contracts.facts import (
    RELATION_ADDED,
    RELATION_DELETED_BY_CUSTOMER,
    RELATION_READDED,
    TAG_GRANTED,
    TAG_WITHDRAWN,
)
from lingqu.infra.database import UnitOfWork
from lingqu.ingestion.contracts import PAGE_OPENED
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId, StaffId
from lingqu.segments.api import saving
from lingqu.segments.contracts.definition import (
    All,
    AnyOf,
    BucketLeaf,
    Definition,
    EventLeaf,
    EventMatch,
    LapseLeaf,
    Not,
    OrderLeaf,
    OrderMeasure,
    RelationLeaf,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import Count, Last, Op

CUSTOMERS, STAFF, TAGS = 300, 2, 8
MOST_MARKS, MOST_RELATIONS, MOST_EVENTS = 40, 6, 12
"""Of one unit."""
EDITS_PERMILLE = 80
"""Of units; half as often a segment is made and another one put away."""
EDITED, PASSING = "edited", "passing"
_SECOND, _NOT_AGO = timedelta(seconds=1), timedelta(0)
_PAGE, _ORDER = EventMatch(name=PAGE_OPENED), EventMatch(name=ORDER_PAID)

_KINDS: Mapping[str, Callable[[Mapping[str, int]], Definition]] = {
    "tagged": lambda _: TagLeaf(tags=(1, 2)),
    "not tagged": lambda _: Not(of=TagLeaf(tags=(3,))),
    "lately tagged": lambda _: TagLeaf(tags=(1, 4), granted=Last(duration=4 * _SECOND)),
    "new": lambda _: RelationLeaf(added=Last(duration=3 * _SECOND)),
    "nobody's": lambda _: RelationLeaf(count=Count(op=Op.EQ, n=0)),
    "opened lately": lambda _: EventLeaf(event=_PAGE, window=Last(duration=3 * _SECOND)),
    "opened often": lambda _: EventLeaf(event=_PAGE, window=Last(duration=30 * 86_400 * _SECOND), count=Count(n=5)),
    "granted twice": lambda _: EventLeaf(
        event=EventMatch(name=TAG_GRANTED), window=Last(duration=4 * _SECOND), count=Count(n=2)
    ),
    "spent": lambda _: OrderLeaf(measure=OrderMeasure.SUM, op=Op.GT, value=30_000),
    "asleep": lambda _: OrderLeaf(measure=OrderMeasure.COUNT, op=Op.EQ, value=0, window=Last(duration=4 * _SECOND)),
    "paid in vain": lambda _: LapseLeaf(did=_ORDER, then_not=_PAGE, within=3 * _SECOND),
    "opened and paid": lambda _: SequenceLeaf(steps=(_PAGE, _ORDER), within=2 * _SECOND),
    f"{EDITED} 1": lambda _: TagLeaf(tags=(5,)),
    f"{EDITED} 2": lambda _: EventLeaf(event=_ORDER),
    "either": lambda made: AnyOf(
        of=(SegmentLeaf(segment_id=made["tagged"]), Not(of=SegmentLeaf(segment_id=made["opened lately"])))
    ),
    "both": lambda made: All(
        of=(SegmentLeaf(segment_id=made["either"]), BucketLeaf(salt="s", last=799), Not(of=TagLeaf(tags=(6,))))
    ),
    "of what is edited": lambda made: All(
        of=(SegmentLeaf(segment_id=made[f"{EDITED} 1"]), Not(of=SegmentLeaf(segment_id=made[f"{EDITED} 2"])))
    ),
    "long tagged": lambda made: SegmentLeaf(segment_id=made["tagged"], held_for=3 * _SECOND),
    "long as edited": lambda made: SegmentLeaf(segment_id=made[f"{EDITED} 1"], held_for=2 * _SECOND),
}


@dataclass(slots=True)
class Life:
    """What happens, by chance."""

    chance: random.Random
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def begin(self, unit: UnitOfWork) -> None:
        """Write a corp where one customer in two is related to somebody, and its segments."""
        params = {"at": unit.at, "customers": CUSTOMERS, "staff": STAFF, "tags": TAGS}
        for statement in _BEGINNING:
            await unit.execute(statement, params)
        made: dict[str, int] = {}
        for name, definition in _KINDS.items():
            made[name] = (await saving.create(unit, name=name, definition=definition(made))).segment_id

    async def act(self, unit: UnitOfWork) -> None:
        """Let several things happen, or edit."""
        drawn = self.chance.randrange(1000)
        if drawn < EDITS_PERMILLE // 2:
            await self._replace(unit)
        elif drawn < EDITS_PERMILLE:
            await self._edit(unit)
        else:
            await self._mark(unit)
            await self._relate(unit)
            self._do(unit)

    # ───────────────────────── customers ─────────────────────────

    async def _mark(self, unit: UnitOfWork) -> None:
        """Take tags off where they are, put them on where they are not."""
        marks = {(*self._pair(), self.chance.randint(1, TAGS)) for _ in range(self.chance.randint(1, MOST_MARKS))}
        lost = await unit.fetch(
            """
            DELETE FROM relation_tag t
            USING unnest(%(customers)s::integer[], %(staff)s::integer[], %(tags)s::integer[]) AS x(customer, staff, tag)
            WHERE t.corp_id = lingqu_corp() AND t.customer_id = x.customer AND t.staff_id = x.staff AND t.tag_id = x.tag
            RETURNING t.customer_id, t.staff_id, t.tag_id
            """,
            _columns(marks, "customers", "staff", "tags"),
        )
        gained = sorted(marks - {tuple(row.values()) for row in lost})
        await unit.execute(
            """
            INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
            SELECT lingqu_corp(), x.customer, x.staff, x.tag, 'granted', 'wecom', %(at)s
            FROM unnest(%(customers)s::integer[], %(staff)s::integer[], %(tags)s::integer[]) AS x(customer, staff, tag)
            """,
            {"at": unit.at, **_columns(gained, "customers", "staff", "tags")},
        )
        for who, staff, tag in gained:
            _tell(unit, TAG_GRANTED, who, staff, tag_id=tag, source="wecom")
        for row in lost:
            _tell(unit, TAG_WITHDRAWN, row["customer_id"], row["staff_id"], tag_id=row["tag_id"], source="wecom")

    async def _relate(self, unit: UnitOfWork) -> None:
        """End relations that are live, and begin those that are not."""
        pairs = {self._pair() for _ in range(self.chance.randint(0, MOST_RELATIONS))}
        ended = await unit.fetch(
            """
            UPDATE follow_relation r SET deleted_at = %(at)s, deleted_by = 'customer'
            FROM unnest(%(customers)s::integer[], %(staff)s::integer[]) AS x(customer, staff)
            WHERE r.corp_id = lingqu_corp() AND r.customer_id = x.customer AND r.staff_id = x.staff
              AND r.deleted_at IS NULL
            RETURNING r.customer_id, r.staff_id
            """,
            {"at": unit.at, **_columns(pairs, "customers", "staff")},
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
            {"at": unit.at, **_columns(begun, "customers", "staff")},
        )
        for row in ended:
            _tell(unit, RELATION_DELETED_BY_CUSTOMER, row["customer_id"], row["staff_id"], deleted_by="customer")
        for row in added:
            kind = RELATION_ADDED if row["is_first"] else RELATION_READDED
            _tell(unit, kind, row["customer_id"], row["staff_id"], add_way=1)

    def _do(self, unit: UnitOfWork) -> None:
        """Open pages and pay orders, some of which are heard of late."""
        for _ in range(self.chance.randint(0, MOST_EVENTS)):
            who, ago = self._somebody(), self.chance.choice([0, 0, 0, 1, 2]) * _SECOND
            if self.chance.random() < 2 / 3:
                _tell(unit, PAGE_OPENED, who, ago=ago, page=f"p{self.chance.randint(1, 3)}")
            else:
                _tell(unit, ORDER_PAID, who, ago=ago, order_id=next(self._numbers), amount_fen=19_900, source="pos")

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
        opened = EventLeaf(event=_PAGE, window=Last(duration=self.chance.randint(1, 4) * _SECOND))
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


def _columns(rows: Iterable[tuple[int, ...]], *names: str) -> dict[str, list[int]]:
    """Return rows as one array for each column, in an order in which no two units wait for each other."""
    ordered = sorted(rows)
    return {name: [row[place] for row in ordered] for place, name in enumerate(names)}


def _tell(
    unit: UnitOfWork, kind: str, who: int, staff: int | None = None, *, ago: timedelta = _NOT_AGO, **data: Any
) -> None:
    unit.publish(
        Fact(
            kind=kind,
            occurred_at=unit.at - ago,
            customer_id=CustomerId(who),
            staff_id=None if staff is None else StaffId(staff),
            data=data,
        )
    )
