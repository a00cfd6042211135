"""A fixed crowd and a fixed choice of leaves: whatever chance leaves uncompared is asked of these."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from audiences.coverage import Cell, words_of
from audiences.crowds import Crowd
from audiences.people import people
from audiences.plain_leaves import LEAVES
from audiences.stage import Asked
from audiences.world import DAY, NOON
from lingqu.kernel.ids import CustomerId
from lingqu.segments.contracts.definition import Not
from lingqu.segments.contracts.person import Occurrence, PersonOrder
from lingqu.segments.domain import predicate
from lingqu.segments.domain.questions.answer import Look

PEOPLE = 60
LOOK = Look(NOON)


def _drawn(strategy: st.SearchStrategy[Any], size: int) -> list[Any]:
    """Draw as the same code always draws."""
    found: list[Any] = []

    @given(strategy)
    @settings(
        max_examples=size,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def draw(one: Any) -> None:
        found.append(one)

    draw()
    return found


@cache
def fixed_crowd() -> Crowd:
    """Sixty people; every third is two customers or three, every fifth was once merged into somebody."""
    found = [replace(one, customer_id=CustomerId(97 * n + 1)) for n, one in enumerate(_drawn(people(), PEOPLE))]
    # What chance hardly ever brings: a last order that lies back whole days exactly, one that is dated in the future,
    # one that went back in parts and one that went back wholly, and an event of the future alone.
    yesterday = PersonOrder(order_id=0, paid_at=NOON - DAY, amount_fen=100)
    found[0] = replace(found[0], in_universe=True, orders=(yesterday,))
    found[1] = replace(found[1], in_universe=True, orders=(replace(yesterday, paid_at=NOON + DAY),))
    found[2] = replace(found[2], in_universe=True, orders=(replace(yesterday, amount_fen=250, refunded_fen=200),))
    found[4] = replace(found[4], in_universe=True, orders=(replace(yesterday, refunded_fen=100),))
    tomorrow = Occurrence(name="link.viewed", occurred_at=NOON + DAY, number=0)
    found[5] = replace(found[5], in_universe=True, events=(tomorrow,))
    merged = {
        one.customer_id: tuple(CustomerId(one.customer_id + 70_000 * k) for k in range(1, 2 + n % 2))
        for n, one in enumerate(found)
        if n % 3 == 0
    }
    # Several who are one may each have a relation with the same member.
    found = [
        replace(one, relations=one.relations + one.relations[:1]) if one.customer_id in merged else one for one in found
    ]
    parted = frozenset(one.customer_id for n, one in enumerate(found) if n % 5 == 1 and n % 3)
    return Crowd(tuple(found), merged, parted)


@cache
def _offers() -> list[tuple[Asked, frozenset[Cell]]]:
    """Return each leaf and its complement with what they compare on the fixed crowd."""
    people = [one for one in fixed_crowd().people if one.in_universe]
    found: list[tuple[Asked, frozenset[Cell]]] = []
    for leaf in LEAVES:
        words, answers = set(words_of(leaf)), {predicate.ask(leaf, one, LOOK).holds for one in people}
        for negated in (False, True):
            cells = frozenset((word, negated, answer) for word in words for answer in answers)
            found.append(((Not(of=leaf) if negated else leaf, LOOK), cells))
    return found


def fill(missing: Collection[Cell]) -> tuple[Crowd, list[Asked]]:
    """Return the fixed crowd, and leaves and complements of leaves that compare what is missing on it: few of them."""
    left, asked = set(missing), list[Asked]()
    while left:
        best, cells = max(_offers(), key=lambda offer: len(left & offer[1]))
        if left.isdisjoint(cells):
            break
        left -= cells
        asked.append(best)
    return fixed_crowd(), asked
