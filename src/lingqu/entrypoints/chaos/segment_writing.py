"""How those who let things happen to segments write: rows as columns, facts, and locks in the order of everybody's."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from lingqu.infra.database import UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId, StaffId

NOT_AGO = timedelta(0)


def columns(rows: Iterable[tuple[int, ...]], *names: str) -> dict[str, list[int]]:
    """Return rows as one array for each column, in an order in which no two units wait for each other."""
    ordered = sorted(rows)
    return {name: [row[place] for row in ordered] for place, name in enumerate(names)}


def tell(
    unit: UnitOfWork, kind: str, who: int, staff: int | None = None, *, ago: timedelta = NOT_AGO, **data: Any
) -> None:
    """Record a fact about one customer."""
    unit.publish(
        Fact(
            kind=kind,
            occurred_at=unit.at - ago,
            customer_id=CustomerId(who),
            staff_id=None if staff is None else StaffId(staff),
            data=data,
        )
    )


async def lock(unit: UnitOfWork, customers: Collection[int]) -> None:
    """Lock customers as whoever writes their state does: in order, before anything else of the unit."""
    await unit.execute(
        "SELECT FROM customer WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) ORDER BY customer_id FOR UPDATE",
        (list(customers),),
    )
