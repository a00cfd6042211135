"""The reference predicate, its canonical form, and what time alone does."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from audiences.definitions import definitions, leaves, looks
from audiences.people import MICROSECOND, people
from audiences.world import VOCABULARY
from lingqu.kernel.ids import CustomerId
from lingqu.segments.contracts.definition import Definition, Leaf
from lingqu.segments.contracts.person import Person
from lingqu.segments.domain.algebra import bound, members
from lingqu.segments.domain.canonical import Expression, Term, canonical, expression, leaf_key
from lingqu.segments.domain.canonical import leaves as asked
from lingqu.segments.domain.checking import checked
from lingqu.segments.domain.predicate import ask, explain, fits, next_flip
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.reading import read, write

pytestmark = pytest.mark.slow

EMPTY = Person(customer_id=CustomerId(0))


def _holds(one: Expression, person: Person, look: Look) -> bool:
    if isinstance(one, Term):
        return ask(one.leaf, person, look).holds is not one.negated
    join = all if one.every else any
    return join(_holds(part, person, look) for part in one.of)


@given(definitions(), people(), looks())
@settings(max_examples=50)
def test_the_canonical_form_means_the_same(definition: Definition, person: Person, at: datetime) -> None:
    look = Look(at)

    assert _holds(expression(definition), person, look) == explain(definition, person, look).holds


@given(definitions(), people(), looks())
@settings(max_examples=50)
def test_who_fits_is_who_is_explained_to_be_in(definition: Definition, person: Person, at: datetime) -> None:
    look = Look(at)

    assert fits(definition, person, look) == (person.in_universe and explain(definition, person, look).holds)


@given(st.lists(people(), max_size=6, unique_by=lambda one: one.customer_id), definitions(), looks())
@settings(max_examples=40)
def test_joins_of_bitmaps_find_whom_the_predicate_finds(crowd: list[Person], one: Definition, at: datetime) -> None:
    look, plan = Look(at), expression(one)
    sets = {
        key: BitMap(person.customer_id for person in crowd if ask(leaf, person, look).holds)
        for key, leaf in asked(plan).items()
    }
    universe = BitMap(person.customer_id for person in crowd if person.in_universe)

    assert set(members(plan, sets, universe)) == {p.customer_id for p in crowd if fits(one, p, look)}


@given(st.lists(people(), max_size=6, unique_by=lambda one: one.customer_id), definitions(), looks(), st.data())
@settings(max_examples=40)
def test_whom_known_leaves_leave_in_question_is_everybody_who_fits(
    crowd: list[Person], one: Definition, at: datetime, data: st.DataObject
) -> None:
    look, plan = Look(at), expression(one)
    sets = {
        key: BitMap(person.customer_id for person in crowd if ask(leaf, person, look).holds)
        for key, leaf in asked(plan).items()
    }
    universe = BitMap(person.customer_id for person in crowd if person.in_universe)
    known = data.draw(st.sets(st.sampled_from(sorted(sets))) if sets else st.just(set[str]()))

    in_question = bound(plan, {key: sets[key] for key in known}, universe)

    narrowed = {key: bits if key in known else bits & in_question for key, bits in sets.items()}
    assert members(plan, narrowed, universe) == members(plan, sets, universe)


@given(leaves(), looks())
@settings(max_examples=50)
def test_a_canonical_leaf_is_false_of_whom_nothing_is_known(leaf: Leaf, at: datetime) -> None:
    term = canonical(leaf)

    if leaf.__struct_config__.tag != "bucket":
        assert not ask(term.leaf, EMPTY, Look(at)).holds
    assert canonical(term.leaf).leaf == term.leaf
    assert leaf_key(canonical(term.leaf).leaf) == leaf_key(term.leaf)


@given(definitions())
@settings(max_examples=50)
def test_a_definition_survives_writing_and_reading(definition: Definition) -> None:
    sound = checked(definition, VOCABULARY)

    assert checked(read(write(sound)), VOCABULARY) == sound


@given(leaves(), people(), looks())
@settings(max_examples=80)
def test_between_now_and_the_next_flip_the_answer_stands(leaf: Leaf, person: Person, at: datetime) -> None:
    look = Look(at)
    now = ask(leaf, person, look).holds
    flip = next_flip(leaf, person, look)
    until = flip or look.at + timedelta(days=800)
    steps = [look.at + (until - look.at) * share / 7 for share in range(7)]
    steps += [one for one in _edges(person, look.at) if look.at < one < until]

    assert all(ask(leaf, person, Look(one)).holds == now for one in steps)
    if flip:
        assert ask(leaf, person, Look(flip)).holds != now
        assert ask(leaf, person, Look(flip - MICROSECOND)).holds == now


def _edges(person: Person, at: datetime) -> list[datetime]:
    """Whole days, hours and years after all that happened, coming midnights, and an instant beside each."""
    happened = [one.occurred_at for one in person.events] + [one.paid_at for one in person.orders]
    happened += [one.added_at for one in person.relations] + [one.joined_at for one in person.groups]
    later = [timedelta(days=days) for days in (0, 1, 2, 7, 30, 31, 365)] + [timedelta(hours=1)]
    edges = [one + after for one in happened for after in later]
    edges += [at.replace(hour=16, minute=0, second=0, microsecond=0) + timedelta(days=days) for days in range(40)]
    return [one + beside * MICROSECOND for one in edges for beside in (-1, 0, 1)]


@given(definitions(), people(), looks())
@settings(max_examples=30)
def test_a_definition_means_the_same_once_it_was_stored(definition: Definition, person: Person, at: datetime) -> None:
    assert explain(read(write(definition)), person, Look(at)).holds == explain(definition, person, Look(at)).holds
