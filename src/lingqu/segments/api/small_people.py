"""Small people in texts of other capabilities, read and asked as in the tests of segments. No corp is needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from lingqu.customers.contracts.views import AttributeType
from lingqu.kernel.text.book import InventedBook
from lingqu.kernel.text.fields import Desk
from lingqu.kernel.text.tree import Spot
from lingqu.segments.contracts.definition import Definition
from lingqu.segments.contracts.person import Person
from lingqu.segments.contracts.vocabulary import Vocabulary
from lingqu.segments.domain.predicate import fits
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.text import people, trials
from lingqu.segments.domain.text.fields import Fields


def read_person(desk: Desk, at: datetime, number: int, spot: Spot) -> Person:
    """Return the customer that stands there; what is not said of them they do not have.

    Args:
        at: from which moments such as `3d ago` and `2d later` count, and when everything is whose time is not told.
        number: of the customer, unless they say another.
    """
    return people.read_person(desk, at, number, spot)


def read_moment(desk: Desk, at: datetime, spot: Spot) -> datetime:
    """Return an instant: `2026-03-01 08:00`, the beginning of `2026-03-01`, `12d ago` or `2d later`."""
    return people.read_moment(Fields(desk, Spot(spot.mark, {}), "", ()), at, spot)


def invent(
    book: InventedBook,
    conditions: Collection[Definition],
    several: Collection[Person],
    *,
    events: Collection[str],
    types: Mapping[str, AttributeType],
) -> tuple[Vocabulary, list[Person]]:
    """Return everything that texts name as if it existed, and their people with values of those types.

    Args:
        events: named beside those of conditions.
        types: of attributes; of others by what is asked of them, and what people have of them.
    """
    known = {**trials.types_in(conditions, several), **types}
    words = trials.vocabulary_in(book, conditions, known)
    return replace(words, events=words.events.union(events)), [trials.typed(one, known) for one in several]


def does_fit(condition: Definition, person: Person, at: datetime) -> bool:
    """Tell whether a customer fits a condition at an instant; by the reference that engines are held to."""
    return fits(condition, person, Look(at))
