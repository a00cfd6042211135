"""A broadcast gives way for whom something due later is worth more, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from lingqu.kernel.ids import StaffId
from lingqu.outreach.contracts.programmes import (
    Cadence,
    Programme,
    ProgrammeDraft,
    ProgrammeId,
    ProgrammeState,
)
from lingqu.outreach.contracts.rules import Category, FrequencyCap, Period, Rules, SendShape
from lingqu.outreach.domain.competing import Entrant, GivenWay, Race, bounds_of, give_way
from lingqu.outreach.domain.hours import BEIJING, day_of
from lingqu.outreach.domain.limits import Window

WEDNESDAY = datetime(2026, 6, 10, 12, tzinfo=BEIJING)
DAY = timedelta(days=1)
DRAFT = ProgrammeDraft(
    name="羽绒季",
    category=Category.MARKETING,
    owner="王敏",
    hypothesis="",
    target="",
    budget=None,
    priority=50,
    value_fen=100,
    holdout_permille=0,
    overnight=False,
)
ONE_A_WEEK = Rules(caps=(FrequencyCap(category=Category.MARKETING, period=Period.WEEK, most=1),))


def programme(number: int, **said: object) -> Programme:
    return Programme(
        programme_id=ProgrammeId(number),
        draft=replace(DRAFT, **said),
        state=ProgrammeState.RUNNING,
        planned=0,
        created_at=WEDNESDAY,
        created_by=None,
    )


def entrant(
    number: int, *reached: int, at: datetime = WEDNESDAY, hours: int = 8, contents: int = 1, **said: object
) -> Entrant:
    return Entrant(
        window=Window(at, at + timedelta(hours=hours)),
        programme=programme(number, **said),
        reached=BitMap(reached),
        contents=contents,
    )


def race(
    rules: Rules,
    *entrants: Entrant,
    senders: dict[int, int] | None = None,
    used: dict[int, int] | None = None,
    load: dict[int, int] | None = None,
) -> GivenWay:
    """`used` is what customers have had of the first of the corp's own limits, `load` members' tasks of Wednesday."""
    everybody = BitMap.union(*(one.reached for one in entrants))
    bounds = bounds_of(rules, entrants)
    several = sum(map(len, bounds))
    first_own = len(bounds[0])
    return give_way(
        Race(
            rules=rules,
            entrants=entrants,
            senders=senders or dict.fromkeys(everybody, 1),
            bounds=bounds,
            used={one: [0] * first_own + [n] + [0] * (several - first_own - 1) for one, n in (used or {}).items()},
            given={(StaffId(one), day_of(WEDNESDAY)): tasks for one, tasks in (load or {}).items()},
        )
    )


def test_whoever_is_wanted_twice_in_a_week_gets_what_is_worth_more() -> None:
    given_way = race(ONE_A_WEEK, entrant(1, 1, 2, 3), entrant(2, 2, 3, 4, at=WEDNESDAY + 2 * DAY, value_fen=500))

    assert given_way == GivenWay(outranked=BitMap([2, 3]))


def test_nobody_gives_way_to_what_is_worth_less() -> None:
    assert race(ONE_A_WEEK, entrant(1, 1, 2), entrant(2, 1, 2, at=WEDNESDAY + DAY, value_fen=50)) == GivenWay()


def test_ten_points_of_priority_weigh_as_much_as_ten_times_the_value() -> None:
    later = WEDNESDAY + DAY
    above = race(ONE_A_WEEK, entrant(1, 1, value_fen=1000), entrant(2, 1, at=later, priority=61))
    below = race(ONE_A_WEEK, entrant(1, 1, value_fen=1000), entrant(2, 1, at=later, priority=59))

    assert (above.outranked, below.outranked) == (BitMap([1]), BitMap())


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(entrant(2, 1, at=WEDNESDAY + 7 * DAY, value_fen=500), id="next week"),
        pytest.param(entrant(2, 1, at=WEDNESDAY + DAY, value_fen=500, category=Category.SERVICE), id="not counted"),
        pytest.param(entrant(2, 9, at=WEDNESDAY + DAY, value_fen=500), id="others"),
    ],
)
def test_nobody_gives_way_where_no_cap_counts_both(later: Entrant) -> None:
    assert race(ONE_A_WEEK, entrant(1, 1), later) == GivenWay()


def test_what_may_still_be_received_next_week_competes_with_next_week() -> None:
    sunday, monday = WEDNESDAY + 4 * DAY, WEDNESDAY + 5 * DAY

    assert race(ONE_A_WEEK, entrant(1, 1, at=sunday, hours=24), entrant(2, 1, at=monday, value_fen=500)).outranked
    assert not race(ONE_A_WEEK, entrant(1, 1, at=sunday, hours=8), entrant(2, 1, at=monday, value_fen=500)).outranked


def test_what_was_received_leaves_less_to_share() -> None:
    two = Rules(caps=(FrequencyCap(category=None, period=Period.WEEK, most=2),))
    both = (entrant(1, 1, 2), entrant(2, 1, 2, at=WEDNESDAY + DAY, value_fen=500))

    assert race(two, *both, used={1: 1}).outranked == BitMap([1])


def test_a_programme_s_cadence_is_shared_by_its_own_broadcasts_alone() -> None:
    weekly = Cadence(most=1, period=Period.WEEK)
    again = entrant(1, 1, at=WEDNESDAY + DAY, cadence=weekly, value_fen=500)
    other = entrant(2, 1, at=WEDNESDAY + DAY, value_fen=500)

    assert race(Rules(), entrant(1, 1, cadence=weekly), again).outranked == BitMap([1])
    assert race(Rules(), entrant(1, 1, cadence=weekly), other) == GivenWay()


def test_a_member_s_day_goes_to_what_is_worth_more_together() -> None:
    one_task = Rules(tasks_per_day=1)
    senders = {1: 1, 2: 1, 3: 1, 4: 2}
    few = entrant(1, 1, 4)
    many = entrant(2, 2, 3, at=WEDNESDAY + timedelta(hours=3))

    assert race(one_task, few, many, senders=senders) == GivenWay(overworked=BitMap([1]))
    tomorrow = replace(many, window=Window(WEDNESDAY + DAY, WEDNESDAY + DAY))
    assert race(one_task, few, tomorrow, senders=senders) == GivenWay()


def test_tasks_given_already_leave_less_of_a_day() -> None:
    two_tasks = Rules(tasks_per_day=2)
    both = (entrant(1, 1), entrant(2, 2, at=WEDNESDAY + timedelta(hours=3), value_fen=500))

    assert race(two_tasks, *both) == GivenWay()
    assert race(two_tasks, *both, load={1: 1}).overworked == BitMap([1])


def test_every_content_is_a_task_and_a_member_is_asked_for_all_of_them_or_for_none() -> None:
    two_of_it = entrant(1, 1, 2, 3, contents=2)
    worth_more = entrant(2, 4, at=WEDNESDAY + timedelta(hours=3), value_fen=500)

    assert race(Rules(tasks_per_day=3), two_of_it, worth_more) == GivenWay()
    assert race(Rules(tasks_per_day=2), two_of_it, worth_more) == GivenWay(overworked=BitMap([1, 2, 3]))


def test_several_contents_take_nothing_where_days_are_not_bounded() -> None:
    assert race(ONE_A_WEEK, entrant(1, *range(40), contents=16), entrant(2, 99, contents=16)) == GivenWay()


races = st.lists(
    st.tuples(
        st.integers(0, 10 * 24),
        st.integers(1, 96),
        st.sampled_from([1, 3, 10, 40]),
        st.sampled_from(Category),
        st.sets(st.integers(1, 3), min_size=1),
    ),
    min_size=2,
    max_size=4,
)
rules = st.builds(
    Rules,
    shape=st.sampled_from([SendShape.DAILY_1, SendShape.WEEKLY_7, SendShape.MONTHLY_DAYS]),
    caps=st.lists(
        st.builds(
            FrequencyCap,
            category=st.sampled_from([None, *Category]),
            period=st.sampled_from(Period),
            most=st.integers(1, 2),
        ),
        max_size=2,
    ).map(tuple),
)


@given(rules, races)
def test_each_person_is_given_what_is_worth_most_of_all_that_may_be(
    some: Rules, drawn: list[tuple[int, int, int, Category, set[int]]]
) -> None:
    entrants = [
        entrant(n, *reached, at=WEDNESDAY + timedelta(hours=after), hours=hours, value_fen=value, category=category)
        for n, (after, hours, value, category, reached) in enumerate(drawn, 1)
    ]
    given_way = race(some, *entrants, senders={one: one for one in range(1, 4)})

    for person in entrants[0].reached:
        wanted = [n for n, one in enumerate(entrants) if person in one.reached]
        worth = {
            chosen: sum(drawn[n][2] for n in chosen)
            for size in range(len(wanted) + 1)
            for chosen in combinations(wanted, size)
            if fits(some, entrants, [entrants[n] for n in chosen])
        }
        best = [chosen for chosen, value in worth.items() if value == max(worth.values())]
        without = person in given_way.outranked
        assert any((0 in chosen) != without for chosen in best)
    assert not given_way.overworked


def fits(some: Rules, entrants: list[Entrant], chosen: list[Entrant]) -> bool:
    """By days: a message counts in every period that a day of its window lies in."""
    for limit in (limit for bound in bounds_of(some, entrants) for limit in bound):
        counted = [
            one
            for one in chosen
            if limit.category in (None, one.category)
            and day_of(one.window.opens_at) < day_of(limit.ends)
            and day_of(one.window.closes_at) >= day_of(limit.begins)
        ]
        if len(counted) > limit.most:
            return False
    return True
