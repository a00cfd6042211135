from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec import structs

from doubles.journeys import Road, journey, message
from lingqu.journeys.api.publishing import move_journey
from lingqu.journeys.contracts.definition import (
    AfterDays,
    AfterEnd,
    Awaited,
    Definition,
    EventEntry,
    Exits,
    Goal,
    InSegment,
    MessageEnds,
    OnEvent,
    PerKey,
    SegmentEntry,
    Wait,
    WaitFor,
)
from lingqu.journeys.contracts.enrollments import ENTERED, GOAL_REACHED, NOT_ENTERED, NotEntered
from lingqu.journeys.contracts.journeys import JourneyState
from lingqu.kernel.ids import CustomerId
from lingqu.segments.contracts.definition import EventMatch, PropertyTest
from lingqu.segments.contracts.facts import SEGMENT_ENTERED, SEGMENT_LEFT
from lingqu.segments.contracts.windows import Op

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
PAID = EventMatch(name="order.paid", where=(PropertyTest(key="amount_fen", op=Op.GE, value=10_000),))


def on_payment(**given: Any) -> Definition:
    given = {"re_entry": AfterEnd(), **given}
    entry = EventEntry(event=PAID, key=given.pop("key", None))
    return Definition(entries=(entry,), first="w", steps={"w": Wait(lasts=DAY)}, **given)


async def states(road: Road) -> list[tuple[int, str, str | None]]:
    return [(one["customer_id"], one["state"], one["reason"]) for one in await road.standings()]


async def test_an_event_lets_in_whom_its_properties_mean(road: Road) -> None:
    big, small = await road.brand.enlist(2)
    await road.publish(on_payment())

    await road.happen("order.paid", big, amount_fen=10_000)
    await road.happen("order.paid", small, amount_fen=9_000)
    await road.hear()

    [entered] = await road.told(ENTERED)
    assert entered["customer_id"] == big
    assert entered["because"]["kind"] == "order.paid"


async def test_what_happened_before_it_was_published_lets_nobody_in(road: Road) -> None:
    [one] = await road.brand.enlist(1)
    await road.happen("order.paid", one, amount_fen=10_000)
    road.clock.advance(HOUR)
    await road.publish(on_payment())

    await road.hear()

    assert await road.standings() == []


async def test_a_fact_that_is_read_lets_in_once_and_who_is_on_the_way_stays(road: Road) -> None:
    [one] = await road.brand.enlist(1)
    await road.publish(on_payment())
    for _ in range(2):
        await road.happen("order.paid", one, amount_fen=10_000)
        await road.hear()

    assert await states(road) == [(one, "running", None)]
    [told] = await road.told(NOT_ENTERED)
    assert told["reason"] == "under_way"

    await road.run(DAY)
    await road.happen("order.paid", one, amount_fen=10_000)
    await road.hear()
    assert await states(road) == [(one, "ended", "completed"), (one, "running", None)]


async def test_every_order_has_a_passage_of_its_own(road: Road) -> None:
    [one] = await road.brand.enlist(1)
    await road.publish(on_payment(re_entry=PerKey(), key="order_id"))
    for order_id in (1, 2, 1):
        await road.happen("order.paid", one, amount_fen=10_000, order_id=order_id)

    await road.hear()

    assert await states(road) == [(one, "running", None)] * 2
    assert [told["reason"] for told in await road.told(NOT_ENTERED)] == ["key_known"]


async def test_reentry_is_allowed_exactly_when_the_window_ends(road: Road) -> None:
    [one] = await road.brand.enlist(1)
    journey_id = await road.publish(on_payment(re_entry=AfterDays(days=30)))
    assert await road.enter(journey_id, [one]) == {None: 1}
    await road.run(30 * DAY - timedelta(seconds=1))
    assert await road.enter(journey_id, [one]) == {NotEntered.TOO_SOON: 1}
    await road.run(timedelta(seconds=1))
    assert await road.enter(journey_id, [one]) == {None: 1}


async def test_a_goal_ends_the_way_and_counts_after_its_end_too(road: Road) -> None:
    early, late, never = customers = await road.brand.enlist(3)
    goal = Goal(name="首单", event=PAID, within=3 * DAY)
    by_hand = journey("w", w=Wait(lasts=DAY))
    journey_id = await road.publish(structs.replace(by_hand, goals=(goal,)))
    await road.enter(journey_id, customers)
    await road.run(HOUR)
    await road.happen("order.paid", early, amount_fen=10_000)
    await road.run(2 * DAY)
    await road.happen("order.paid", late, amount_fen=10_000)
    await road.run(2 * DAY)
    await road.happen("order.paid", never, amount_fen=10_000)
    await road.hear()

    assert [(one["customer_id"], one["goal"]) for one in await road.told(GOAL_REACHED)] == [
        (early, "首单"),
        (late, "首单"),
    ]
    assert await states(road) == [
        (early, "ended", "goal"),
        (late, "ended", "completed"),
        (never, "ended", "completed"),
    ]


async def test_whoever_leaves_the_segment_leaves_the_journey(road: Road) -> None:
    stays, goes = await road.brand.enlist(2)
    await road.publish(
        Definition(
            entries=(SegmentEntry(segment_id=7),),
            exits=Exits(condition_ends=True),
            first="w",
            steps={"w": Wait(lasts=9 * DAY)},
        )
    )
    for one in (stays, goes):
        await road.happen(SEGMENT_ENTERED, one, segment_id=7)
    await road.happen(SEGMENT_ENTERED, stays, segment_id=8)
    await road.hear()
    await road.happen(SEGMENT_LEFT, goes, segment_id=7)
    await road.happen(SEGMENT_LEFT, stays, segment_id=8)
    await road.hear()

    assert await states(road) == [(stays, "running", None), (goes, "ended", "condition")]


async def test_whoever_waits_is_woken_by_what_comes(road: Road) -> None:
    waits, other = customers = await road.brand.enlist(2)
    step = WaitFor(awaited=(Awaited(name="买了", on=OnEvent(event=PAID), to="yes"),), timeout=9 * DAY, late="no")
    journey_id = await road.publish(journey("w", w=step, yes=Wait(lasts=DAY), no=Wait(lasts=DAY)))
    await road.enter(journey_id, customers)
    await road.run(DAY)

    await road.happen("order.paid", waits, amount_fen=10_000)
    await road.happen("order.paid", other, amount_fen=1)
    await road.hear()
    await road.advance()

    assert [(one["customer_id"], one["step"]) for one in await road.standings()] == [(waits, "yes"), (other, "w")]


async def merge(road: Road, away: CustomerId, into: CustomerId) -> None:
    async with road.database.unit(road.corp_id) as unit:
        await unit.execute(
            "UPDATE customer SET merged_into = %s WHERE corp_id = lingqu_corp() AND customer_id = %s", (into, away)
        )


async def test_what_another_contact_of_the_person_does_counts_for_the_person(road: Road) -> None:
    first, second = await road.brand.enlist(2)
    step = WaitFor(awaited=(Awaited(name="买了", on=OnEvent(event=PAID), to="yes"),), timeout=9 * DAY, late="no")
    journey_id = await road.publish(journey("w", w=step, yes=Wait(lasts=DAY), no=Wait(lasts=DAY)))
    await road.enter(journey_id, [second])
    await road.run(HOUR)
    await merge(road, second, first)

    await road.happen("order.paid", first, amount_fen=10_000)
    await road.hear()
    await road.advance()

    assert [one["step"] for one in await road.standings()] == ["yes"]


async def test_a_journey_knows_whether_its_message_was_received(road: Road) -> None:
    guide = await road.brand.hire("guide")
    customers = reached, missed = await road.brand.enlist(2)
    await road.brand.follow(guide, customers)
    waits = WaitFor(
        awaited=(
            Awaited(name="收到", on=MessageEnds(step="m"), to="yes"),
            Awaited(name="没收到", on=MessageEnds(step="m", received=False), to="no"),
        ),
        timeout=20 * DAY,
    )
    journey_id = await road.publish(
        journey("m", m=message(next="w"), w=waits, yes=Wait(lasts=99 * DAY), no=Wait(lasts=99 * DAY))
    )
    await road.enter(journey_id, customers)
    await road.brand.end_relation(guide, missed)
    await road.run(HOUR)
    road.desk.confirm_all()

    await road.run(DAY)

    assert [(one["customer_id"], one["step"]) for one in await road.standings()] == [(reached, "yes"), (missed, "no")]


async def test_nobody_comes_in_or_goes_on_while_a_journey_is_paused(road: Road) -> None:
    one, other = await road.brand.enlist(2)
    journey_id = await road.publish(on_payment())
    await road.enter(journey_id, [one])
    async with road.database.unit(road.corp_id) as unit:
        await move_journey(unit, journey_id, JourneyState.PAUSED)
    await road.happen("order.paid", other, amount_fen=10_000)
    await road.run(2 * DAY)
    assert await states(road) == [(one, "running", None)]

    async with road.database.unit(road.corp_id) as unit:
        await move_journey(unit, journey_id, JourneyState.RUNNING)
    await road.run(HOUR)
    assert await states(road) == [(one, "ended", "completed")]


async def test_who_is_in_the_segment_already_passes_at_once(road: Road) -> None:
    [one] = await road.brand.enlist(1)
    step = WaitFor(awaited=(Awaited(name="进了", on=InSegment(segment_id=5), to="yes"),), timeout=DAY, late="no")
    journey_id = await road.publish(journey("w", w=step, yes=Wait(lasts=9 * DAY), no=Wait(lasts=9 * DAY)))
    await road.enter(journey_id, [one])
    await road.advance()
    assert [row["step"] for row in await road.standings()] == ["w"]

    await road.run(DAY)
    assert [row["step"] for row in await road.standings()] == ["no"]
