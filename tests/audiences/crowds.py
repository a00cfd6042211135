"""People some of whom are several customers in one: who is written down under which number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from audiences.people import people, relations
from lingqu.kernel.ids import CustomerId
from lingqu.segments.contracts.person import Person

_APART = 70_000
"""Between the numbers of one person: merged customers lie in other blocks of a bitmap."""


@dataclass(frozen=True)
class Crowd:
    """People, each written down under one number or several.

    Attributes:
        merged: by person the other numbers, each merged into the one before it, the first into the person.
        parted: people who were once merged into somebody, and came apart again.
    """

    people: tuple[Person, ...]
    merged: Mapping[CustomerId, tuple[CustomerId, ...]] = field(
        default_factory=dict[CustomerId, tuple[CustomerId, ...]]
    )
    parted: frozenset[CustomerId] = frozenset()

    def numbers(self, person: Person) -> tuple[CustomerId, ...]:
        """Return all numbers of a person, their own first."""
        return (person.customer_id, *self.merged.get(person.customer_id, ()))

    def number(self, person: Person, place: int) -> CustomerId:
        """Return the number under which the row at a place is written: rows go round."""
        numbers = self.numbers(person)
        return numbers[place % len(numbers)]


@st.composite
def crowds(draw: st.DrawFn, *, least: int = 1, most: int = 8) -> Crowd:
    """A few people; of those with several numbers some have two relations with one member."""
    found: list[Person] = []
    merged: dict[CustomerId, tuple[CustomerId, ...]] = {}
    for one in draw(st.lists(people(), min_size=least, max_size=most, unique_by=lambda one: one.customer_id)):
        others = draw(st.sampled_from([0, 0, 0, 1, 2]))
        if not others:
            found.append(one)
            continue
        merged[one.customer_id] = tuple(CustomerId(one.customer_id + _APART * n) for n in range(1, others + 1))
        again = (draw(relations(1)),) if draw(st.booleans()) else ()
        found.append(replace(one, relations=one.relations + again))
    alone = [one.customer_id for one in found if one.customer_id not in merged and one.customer_id > 0]
    parted = draw(st.sets(st.sampled_from(alone))) if alone else set[CustomerId]()
    return Crowd(tuple(found), merged, frozenset(parted))
