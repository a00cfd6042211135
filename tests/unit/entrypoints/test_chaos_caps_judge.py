"""The judge of `lingqu chaos caps`: whose message was one too many, and whether anybody could have known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from lingqu.entrypoints.chaos.caps_judge import BEIJING, Count, Month, Received, Refused, wecom_window
from lingqu.outreach.contracts.rules import Category, FrequencyCap, Period, SendShape

HOUR, DAY = 3_600.0, 86_400.0
NOON = datetime(2026, 6, 10, 12, tzinfo=BEIJING).timestamp()  # a Wednesday
SUNDAY = NOON + 4 * DAY
ONE_A_DAY = FrequencyCap(category=Category.MARKETING, period=Period.DAY, most=1)
MONTH = Month(received=(), refused=(), persons={}, caps=(ONE_A_DAY,), shapes=((0.0, SendShape.WEEKLY_7),), read_at=())


def ours(
    at: float, *, taken: float | None = None, to: str = "wmA", category: Category = Category.MARKETING
) -> Received:
    return Received(to, at, at if taken is None else taken, category, ours=True)


def theirs(at: float, to: str = "wmA") -> Received:
    return Received(to, at, at, Category.MARKETING, ours=False)


def test_as_many_as_a_cap_allows_break_nothing() -> None:
    month = replace(MONTH, received=[ours(NOON), ours(NOON + DAY)])

    assert month.own() == Count(0, 0)


def test_two_of_ours_on_a_day_of_one_are_one_too_many_whichever_was_pressed_first() -> None:
    late = ours(NOON, taken=NOON - 2 * DAY)

    assert replace(MONTH, received=[late, ours(NOON + HOUR)]).own() == Count(1, 0)
    assert replace(MONTH, received=[ours(NOON - HOUR), late]).own() == Count(1, 0)


def test_it_counts_when_it_was_received_not_when_it_was_handed_over() -> None:
    month = replace(MONTH, received=[ours(NOON + DAY, taken=NOON), ours(NOON, taken=NOON)])

    assert month.own() == Count(0, 0)


def test_contacts_of_one_person_share_a_cap() -> None:
    month = replace(MONTH, received=[ours(NOON), ours(NOON + HOUR, to="wmB")])

    assert month.own() == Count(0, 0)
    assert replace(month, persons={"wmB": "wmA"}).own() == Count(1, 0)


def test_another_category_does_not_count_unless_the_cap_is_for_all() -> None:
    month = replace(MONTH, received=[ours(NOON), ours(NOON + HOUR, category=Category.SERVICE)])

    assert month.own() == Count(0, 0)
    assert replace(month, caps=[replace(ONE_A_DAY, category=None)]).own() == Count(1, 0)


def test_an_own_send_that_was_listed_before_the_hand_over_had_to_be_counted() -> None:
    month = replace(MONTH, received=[theirs(NOON), ours(NOON + HOUR)], read_at=[NOON + HOUR / 2])

    assert month.own() == Count(1, 0)


@pytest.mark.parametrize("read_at", [(), (NOON - HOUR,), (NOON + HOUR - 1,)])
def test_an_own_send_that_nobody_had_listed_is_beyond_our_reach(read_at: tuple[float, ...]) -> None:
    month = replace(MONTH, received=[theirs(NOON), ours(NOON + HOUR)], read_at=read_at)

    assert month.own() == Count(0, 1)


def test_an_own_send_between_hand_over_and_press_is_beyond_our_reach() -> None:
    month = replace(MONTH, received=[theirs(NOON), ours(NOON + HOUR, taken=NOON - HOUR)], read_at=[NOON + 60])

    assert month.own() == Count(0, 1)


def test_own_sends_after_ours_was_received_are_the_members_own_matter() -> None:
    month = replace(MONTH, received=[ours(NOON), theirs(NOON + HOUR), theirs(NOON + 2 * HOUR)], read_at=[NOON + DAY])

    assert month.own() == Count(0, 0)


def test_a_message_counts_once_for_each_cap_that_it_breaks() -> None:
    week = FrequencyCap(category=None, period=Period.WEEK, most=1)
    month = replace(MONTH, received=[ours(NOON), ours(NOON + HOUR)], caps=[ONE_A_DAY, week])

    assert month.own() == Count(2, 0)


def test_what_wecom_refuses_though_only_ours_had_filled_its_cap_is_our_fault() -> None:
    week = [ours(NOON - DAY, category=Category.SERVICE) for _ in range(7)]
    month = replace(MONTH, received=week, refused=[Refused("wmA", NOON, NOON - HOUR)])

    assert month.wecom() == Count(1, 0)
    assert replace(month, received=week[:6]).wecom() == Count(0, 1)


def test_wecom_counts_customers_and_not_persons() -> None:
    week = [ours(NOON - DAY, to="wmB") for _ in range(7)]
    month = replace(MONTH, received=week, refused=[Refused("wmA", NOON, NOON - HOUR)], persons={"wmB": "wmA"})

    assert month.wecom() == Count(0, 1)


def test_the_shape_is_the_one_of_the_hour_at_which_it_was_pressed() -> None:
    shapes = ((0.0, SendShape.WEEKLY_7), (NOON, SendShape.DAILY_1))
    month = replace(MONTH, received=[ours(NOON)], refused=[Refused("wmA", NOON + HOUR, NOON)], shapes=shapes)

    assert month.wecom() == Count(1, 0)


@pytest.mark.parametrize(
    ("shape", "since", "most"),
    [
        (SendShape.ROLLING_7, SUNDAY - 7 * DAY, 7),
        (SendShape.WEEKLY_7, NOON - 2 * DAY - 12 * HOUR, 7),
        (SendShape.DAILY_1, SUNDAY - 12 * HOUR, 1),
        (SendShape.MONTHLY_DAYS, NOON - 9 * DAY - 12 * HOUR, 30),
    ],
)
def test_windows_of_wecom_are_those_of_its_pages(shape: SendShape, since: float, most: int) -> None:
    assert wecom_window(shape, SUNDAY) == (since, most)
