"""Whatever members do, no period receives more than its cap: the window of a message counts wherever it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.deliveries.contracts import Reason
from lingqu.outreach.contracts.rules import Category, FrequencyCap, Period, Rules, SendShape
from lingqu.outreach.domain.hours import BEIJING
from lingqu.outreach.domain.limits import Limit, Window, limits_of, spans, verdict

START = datetime(2026, 1, 28, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Sent:
    """A message that was let through: its category, its window, and the instant at which it is received."""

    category: Category
    window: Window
    received_at: datetime


def taken(limit: Limit, sent: list[Sent]) -> int:
    """Count as the governor's SQL does while nothing has been received yet."""
    return sum(
        one.window.opens_at < limit.ends
        and one.window.closes_at >= limit.begins
        and limit.category in (None, one.category)
        for one in sent
    )


def day_of(at: datetime) -> date:
    return at.astimezone(BEIJING).date()


def period_of(period: Period, at: datetime) -> object:
    day = day_of(at)
    return {Period.DAY: day, Period.WEEK: day.isocalendar()[:2], Period.MONTH: (day.year, day.month)}[period]


categories = st.sampled_from(Category)
asked = st.lists(
    st.tuples(categories, st.integers(0, 24 * 40), st.integers(0, 80), st.floats(0, 1)), min_size=1, max_size=40
)
caps = st.lists(
    st.builds(
        FrequencyCap,
        category=st.sampled_from([None, *Category]),
        period=st.sampled_from(Period),
        most=st.integers(1, 4),
    ),
    max_size=3,
)


@given(asked, caps, st.sampled_from(SendShape))
def test_no_period_receives_more_than_its_cap_whenever_members_send(
    messages: list[tuple[Category, int, int, float]], own: list[FrequencyCap], shape: SendShape
) -> None:
    rules = Rules(shape=shape, caps=tuple(own))
    sent: list[Sent] = []
    for category, opens, length, when in sorted(messages, key=lambda one: one[1]):
        window = Window(START + opens * HOUR, START + (opens + length) * HOUR)
        limits = limits_of(rules, category, window)
        if verdict([taken(limit, sent) for limit in limits], limits) is None:
            sent.append(Sent(category, window, window.opens_at + when * (window.closes_at - window.opens_at)))

    for cap in own:
        counted = [one for one in sent if cap.category in (None, one.category)]
        assert most_in_one([period_of(cap.period, one.received_at) for one in counted]) <= cap.most
    received = sorted(one.received_at for one in sent)
    if shape is SendShape.DAILY_1:
        assert most_in_one([day_of(one) for one in received]) <= 1
    if shape is SendShape.WEEKLY_7:
        assert most_in_one([period_of(Period.WEEK, one) for one in received]) <= 7
    if shape is SendShape.ROLLING_7:
        week = timedelta(days=7)
        assert all(sum(first <= one < first + week for one in received) <= 7 for first in received)


def most_in_one(periods: list[object]) -> int:
    return max((periods.count(one) for one in periods), default=0)


def test_a_month_takes_as_many_as_it_has_days() -> None:
    window = Window(datetime(2026, 2, 27, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC))

    limits = limits_of(Rules(), Category.MARKETING, window)

    assert [(day_of(one.begins), day_of(one.ends), one.most) for one in limits] == [
        (date(2026, 2, 1), date(2026, 3, 1), 28),
        (date(2026, 3, 1), date(2026, 4, 1), 31),
    ]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period.DAY, [date(2026, 3, 1), date(2026, 3, 2)]),
        (Period.WEEK, [date(2026, 2, 23), date(2026, 3, 2)]),
        (Period.MONTH, [date(2026, 3, 1)]),
    ],
)
def test_a_window_over_sunday_midnight_touches_both_sides_by_the_corps_clock(
    period: Period, expected: list[date]
) -> None:
    midnight = datetime(2026, 3, 1, 16, tzinfo=UTC)  # Monday 2 March, 0:00 in Beijing

    assert [begins for begins, _ in spans(period, Window(midnight - HOUR, midnight))] == expected


def test_what_wecom_would_refuse_is_said_before_what_we_would() -> None:
    rules = Rules(shape=SendShape.DAILY_1, caps=(FrequencyCap(category=None, period=Period.DAY, most=1),))
    limits = limits_of(rules, Category.SERVICE, Window(START, START + HOUR))

    assert verdict([0, 0], limits) is None
    assert verdict([0, 1], limits) is Reason.CAPPED
    assert verdict([1, 1], limits) is Reason.OVER_CAP


def test_a_cap_of_another_category_bounds_nothing() -> None:
    rules = Rules(caps=(FrequencyCap(category=Category.MARKETING, period=Period.WEEK, most=1),))

    limits = limits_of(rules, Category.SERVICE, Window(START, START + HOUR))

    assert [one.of_wecom for one in limits] == [True]
