"""The corp whose segments are followed live: its people, tags and segments, and what happens to them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from lingqu.commerce.contracts.facts import ORDER_PAID
from lingqu.customers.contracts.facts import TAG_GRANTED, TAG_WITHDRAWN
from lingqu.infra.database import UnitOfWork
from lingqu.ingestion.contracts import PAGE_OPENED
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId, StaffId
from lingqu.segments.api import saving
from lingqu.segments.contracts.definition import All, Definition, EventLeaf, EventMatch, Not, TagLeaf
from lingqu.segments.contracts.windows import Count, Last, Op

TAGS = 150
STAFF = StaffId(1)
EVENTS_PERMILLE = 50
"""Of facts; the others are of tags."""
ORDERS_PERMILLE = 200
"""Of events; in the others a page was opened."""
MONTH = Last(duration=timedelta(days=30))
_PAST: tuple[Definition, ...] = (
    EventLeaf(event=EventMatch(name=ORDER_PAID), window=MONTH, count=Count(op=Op.EQ, n=0)),
    EventLeaf(event=EventMatch(name=PAGE_OPENED), window=MONTH, count=Count(op=Op.GE, n=1)),
)
"""Every fourth segment asks the first; three or four of a hundred ask the second, too."""
_FOURTH, _PAGES_EACH = 4, 28


async def make_people(unit: UnitOfWork, customers: int) -> None:
    """Write customers, all of them related to one member, and a library of tags that nobody has yet."""
    params = {"at": unit.at, "customers": customers, "staff": STAFF, "tags": TAGS}
    await unit.execute(
        "INSERT INTO staff (corp_id, staff_id, userid) OVERRIDING SYSTEM VALUE"
        " VALUES (lingqu_corp(), %(staff)s, 'member')",
        params,
    )
    await unit.execute(
        """
        INSERT INTO customer (corp_id, customer_id, external_userid, first_seen_at, last_added_at, live_relations)
        SELECT lingqu_corp(), n, 'wm' || n, %(at)s, %(at)s, 1 FROM generate_series(1, %(customers)s) n
        """,
        params,
    )
    await unit.execute(
        """
        INSERT INTO follow_relation (corp_id, customer_id, staff_id, added_at)
        SELECT lingqu_corp(), n, %(staff)s, %(at)s FROM generate_series(1, %(customers)s) n
        """,
        params,
    )
    await unit.execute(
        """
        INSERT INTO corp_tag (corp_id, tag_id, group_id, wecom_tag_id, name) OVERRIDING SYSTEM VALUE
        SELECT lingqu_corp(), n, 1, 'et' || n, 't' || n FROM generate_series(1, %(tags)s) n
        """,
        params,
    )


def definitions(count: int, *, seed: int) -> list[Definition]:
    """Draw segments: one of two tags and not a third, some of them with what happened besides."""
    chance = random.Random(seed)  # noqa: S311 - a benchmark that draws alike
    found: list[Definition] = []
    for number in range(count):
        one, other, never = chance.sample(range(1, TAGS + 1), 3)
        of: list[Definition] = [TagLeaf(tags=(one, other)), Not(of=TagLeaf(tags=(never,)))]
        if number % _FOURTH == 0:
            of.append(_PAST[0])
        if number % _PAGES_EACH == 1:
            of.append(_PAST[1])
        found.append(All(of=tuple(of)))
    return found


async def save_segments(unit: UnitOfWork, several: Sequence[Definition]) -> None:
    """Save definitions as segments."""
    for number, one in enumerate(several):
        await saving.create(unit, name=f"s{number}", definition=one)


@dataclass(slots=True)
class News:
    """What happens: tags are put on and taken off, now and then a page is opened or an order paid."""

    customers: int
    chance: random.Random
    _having: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    _orders: int = 0

    async def happen(self, unit: UnitOfWork, count: int) -> int:
        """Write so many changes with their facts, as the owner of each would; return how many facts that were."""
        events = sum(self.chance.random() * 1000 < EVENTS_PERMILLE for _ in range(count))
        marks = {(self._somebody(), self.chance.randint(1, TAGS)) for _ in range(count - events)}
        gained, lost = sorted(marks - self._having), sorted(marks & self._having)
        await self._mark(unit, gained, lost)
        self._having = (self._having - marks) | set(gained)
        unit.publish(
            *(_tagged(unit, TAG_GRANTED, one) for one in gained),
            *(_tagged(unit, TAG_WITHDRAWN, one) for one in lost),
            *(self._event(unit) for _ in range(events)),
        )
        return len(marks) + events

    async def _mark(self, unit: UnitOfWork, gained: Sequence[tuple[int, int]], lost: Sequence[tuple[int, int]]) -> None:
        await unit.execute(
            """
            INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
            SELECT lingqu_corp(), x.customer, %(staff)s, x.tag, 'granted', 'wecom', %(at)s
            FROM unnest(%(customers)s::integer[], %(tags)s::integer[]) AS x(customer, tag)
            """,
            {
                "at": unit.at,
                "staff": STAFF,
                "customers": [who for who, _ in gained],
                "tags": [tag for _, tag in gained],
            },
        )
        await unit.execute(
            """
            DELETE FROM relation_tag t USING unnest(%(customers)s::integer[], %(tags)s::integer[]) AS x(customer, tag)
            WHERE t.corp_id = lingqu_corp() AND t.customer_id = x.customer AND t.tag_id = x.tag
            """,
            {"customers": [who for who, _ in lost], "tags": [tag for _, tag in lost]},
        )

    def _event(self, unit: UnitOfWork) -> Fact:
        who = CustomerId(self._somebody())
        if self.chance.random() * 1000 >= ORDERS_PERMILLE:
            return Fact(kind=PAGE_OPENED, occurred_at=unit.at, customer_id=who, data={"page": "p1"})
        self._orders += 1
        order = {"order_id": self._orders, "amount_fen": 19_900, "source": "pos", "shop": None, "items": 1}
        return Fact(kind=ORDER_PAID, occurred_at=unit.at, customer_id=who, data=order)

    def _somebody(self) -> int:
        return self.chance.randint(1, self.customers)


def _tagged(unit: UnitOfWork, kind: str, mark: tuple[int, int]) -> Fact:
    who, tag = mark
    data = {"tag_id": tag, "source": "wecom"}
    return Fact(kind=kind, occurred_at=unit.at, customer_id=CustomerId(who), staff_id=STAFF, data=data)
