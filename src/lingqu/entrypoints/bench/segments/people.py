"""A small corp as the reference reads it: what the arrays say is held to what is said of each customer by itself."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from lingqu.entrypoints.bench.segments.corp import NOW, Corp, make_changes, make_corp
from lingqu.entrypoints.bench.segments.corp import changed as after
from lingqu.entrypoints.bench.segments.plain import Plain
from lingqu.entrypoints.bench.segments.questions import FIVE, Q1, Q2, saved_segments
from lingqu.kernel.ids import CustomerId, StaffId, TagId
from lingqu.segments.contracts.person import Mark, Occurrence, Person, PersonOrder, PersonRelation
from lingqu.segments.domain import predicate
from lingqu.segments.domain.questions.answer import Look

SIZE = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def people_of(corp: Corp) -> list[Person]:
    """Return everybody with all that they have and did."""
    marks: dict[int, list[Mark]] = defaultdict(list)
    for number, owners in enumerate(corp.tags, start=1):
        for who in owners.tolist():
            marks[who].append(
                Mark(tag_id=TagId(number), group_id=1, granted_at=NOW - timedelta(days=1), source="wecom")
            )
    orders: dict[int, list[PersonOrder]] = defaultdict(list)
    for number, who in enumerate(corp.orders.customer.tolist()):
        orders[who].append(
            PersonOrder(
                order_id=number + 1,
                paid_at=_instant(corp.orders.at[number]),
                amount_fen=int(corp.orders.amount[number]),
                source="pos",
                shop=int(corp.orders.shop[number]),
            )
        )
    events: dict[int, list[Occurrence]] = defaultdict(list)
    for number, who in enumerate(corp.events.customer.tolist()):
        events[who].append(
            Occurrence(
                name=f"event{corp.events.name[number]}",
                occurred_at=_instant(corp.events.at[number]),
                number=number,
                properties={"page": f"p{corp.events.page[number]}", "value": int(corp.events.value[number])},
            )
        )
    return [
        Person(
            customer_id=CustomerId(who),
            attributes={
                "city": f"c{corp.attributes['city'][who - 1]}",
                "ltv": float(corp.attributes["ltv"][who - 1]),
            },
            relations=(
                PersonRelation(
                    staff_id=StaffId(int(corp.attributes["staff"][who - 1])),
                    added_at=NOW - timedelta(days=400),
                    marks=tuple(marks[who]),
                ),
            ),
            events=tuple(events[who]),
            orders=tuple(orders[who]),
        )
        for who in range(1, corp.size + 1)
    ]


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=int(microseconds))


def check_plain(*, seed: int, size: int = SIZE) -> int:
    """Hold the plain answers to the reference on a small corp, before and after changes; return how many were.

    Raises:
        SystemExit: they differ, so nothing that this benchmark says would mean anything.
    """
    corp = make_corp(size, seed=seed)
    several = [Q1, Q2, *FIVE, *saved_segments(seed=seed)]
    for one in (corp, after(corp, make_changes(corp, seed=seed, count=size // 10))):
        plain, people = Plain(one), people_of(one)
        for definition in several:
            expected = [person.customer_id for person in people if predicate.fits(definition, person, Look(NOW))]
            if plain.ids(definition).tolist() != expected:
                raise SystemExit(f"the plain answer differs from the reference: {definition}")
    return 2 * size * len(several)
