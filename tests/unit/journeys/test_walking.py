"""Whoever goes through a sound definition never goes round at one instant, and is where decisions say."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from lingqu.journeys.api.checking import checked
from lingqu.journeys.contracts.definition import Definition, Draw
from lingqu.journeys.domain.graph import outlets
from lingqu.journeys.domain.walking import LONGEST, Life, as_of, walk
from lingqu.kernel.ids import CustomerId
from lingqu.segments.contracts.person import Occurrence, Person
from ways.definitions import GROUND, journeys

NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)


@st.composite
def lives(draw: st.DrawFn, definition: Definition) -> Life:
    moments = st.integers(0, 60 * 24 * 30).map(lambda minutes: NOON + timedelta(minutes=minutes))
    events = [
        Occurrence(name=draw(st.sampled_from(["link.viewed", "card.clicked"])), occurred_at=at, number=number)
        for number, at in enumerate(draw(st.lists(moments, max_size=4)))
    ]
    person = Person(
        customer_id=CustomerId(draw(st.integers(1, 9))),
        events=tuple(events),
        attributes={"birthday": date(2000, 3, 5)} if draw(st.booleans()) else {},
        segments={one: draw(moments) for one in draw(st.sets(st.sampled_from([1, 2])))},
    )
    steps = definition.steps
    drawn = {
        key: draw(st.sampled_from([one.name for one in step.shares]))
        for key, step in steps.items()
        if isinstance(step, Draw)
    }
    return Life(
        at=NOON,
        person=person,
        leaves={one: draw(moments) for one in draw(st.sets(st.sampled_from([1, 2])))},
        received={key: draw(moments) for key in draw(st.sets(st.sampled_from(sorted(steps))))},
        drawn=drawn,
    )


@settings(max_examples=60)
@given(st.data(), journeys())
def test_nobody_goes_round_at_one_instant(data: st.DataObject, definition: Definition) -> None:
    sound = checked(definition, GROUND)
    chance = random.Random(data.draw(st.integers(0, 99)))

    walked = walk(
        sound,
        data.draw(lives(sound)),
        fits=lambda *_: chance.random() < 0.5,
        matches=lambda event, one: event.name == one.name,
    )

    for _, several in groupby(walked.visits, lambda one: one.left_at):
        assert len(list(several)) <= len(sound.steps) + 1
    for one, following in zip(walked.visits, walked.visits[1:], strict=False):
        assert following.came_at == one.left_at
        leads = {outlet.name: outlet.to for outlet in outlets(sound.steps[one.step])}
        assert following.step in {leads[one.outlet or ""], leads.get("next")}
    assert all(NOON <= one.came_at <= NOON + LONGEST + 366 * DAY for one in walked.visits)


def test_nothing_is_seen_of_what_is_yet_to_come() -> None:
    later = Occurrence(name="link.viewed", occurred_at=NOON + DAY, number=1)
    person = Person(customer_id=CustomerId(1), events=(later,), segments={1: NOON, 2: NOON + DAY})

    assert as_of(person, {1: NOON + DAY}, NOON) == Person(customer_id=CustomerId(1), segments={1: NOON})
    assert as_of(person, {1: NOON + DAY}, NOON + DAY).segments == {2: NOON + DAY}
    assert as_of(person, {}, NOON + DAY).events == (later,)
