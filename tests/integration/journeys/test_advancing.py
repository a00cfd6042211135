from __future__ import annotations

import asyncio
from datetime import time, timedelta

import pytest
from msgspec.structs import replace

from doubles.brand import Brand, external
from doubles.journeys import Road, journey, message
from lingqu.customers.api.attributes import define_attribute, set_attributes
from lingqu.customers.contracts.views import AttributeDefinition, AttributeType
from lingqu.journeys.api import advancing, effects
from lingqu.journeys.contracts.definition import (
    Awaited,
    Branch,
    Draw,
    Exit,
    Exits,
    Goal,
    Mark,
    OnEvent,
    ReachGoal,
    SetAttribute,
    Share,
    Since,
    Split,
    Wait,
    WaitDate,
    WaitFor,
    WaitUntil,
)
from lingqu.journeys.contracts.enrollments import ADVANCED, ENTERED, PARKED
from lingqu.kernel.ids import CorpId, CustomerId
from lingqu.segments.contracts.definition import EventMatch, PropertyTest, TagLeaf
from lingqu.segments.contracts.windows import Op

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


async def people(road: Road, number: int = 3) -> list[CustomerId]:
    guide = await road.brand.hire("guide")
    customers = await road.brand.enlist(number)
    await road.brand.follow(guide, customers)
    return customers


async def steps_of(road: Road) -> list[tuple[int, str | None, str]]:
    return [(one["customer_id"], one["step"], one["state"]) for one in await road.standings()]


async def test_a_message_after_a_wait_reaches_everybody_once(road: Road) -> None:
    customers = await people(road)
    journey_id = await road.publish(journey("w", w=Wait(lasts=DAY, next="m"), m=message(next="x"), x=Exit(reason="好")))

    await road.enter(journey_id, customers)
    await road.run(HOUR)
    assert road.desk.calls == 0

    await road.run(DAY)
    road.desk.confirm_all()
    await road.run(HOUR)
    assert sorted(road.desk.received) == [(one, "周末会员日,全场八折") for one in external(*customers)]
    assert {(one["state"], one["reason"], one["visit"]) for one in await road.standings()} == {("ended", "好", 3)}
    delivered = await road.told("delivery.delivered")
    assert [(one["customer_id"], one["step"]) for one in delivered] == [(one, "m") for one in customers]


async def test_who_comes_within_a_quarter_is_of_one_task_of_the_member(road: Road) -> None:
    customers = await people(road, 6)
    journey_id = await road.publish(journey("m", m=message()))
    for some, lasting in ((customers[:2], 10), (customers[2:4], 6), (customers[4:], 2)):
        await road.enter(journey_id, some)
        await road.run(timedelta(minutes=lasting))

    await road.run(HOUR)
    road.desk.confirm_all()

    assert road.desk.calls == 2
    assert sorted(road.desk.received) == [(one, "周末会员日,全场八折") for one in external(*customers)]


async def test_a_way_is_told_step_by_step(road: Road) -> None:
    [one] = await people(road, 1)
    journey_id = await road.publish(journey("w", w=Wait(lasts=DAY, next="m"), m=message()))

    await road.enter(journey_id, [one])
    await road.run(2 * DAY)

    [entered] = await road.told(ENTERED)
    assert (entered["step"], entered["because"]) == ("w", {"by": "hand"})
    assert [(told["visit"], told["step"], told["outlet"], told.get("to")) for told in await road.told(ADVANCED)] == [
        (1, "w", "next", "m"),
        (2, "m", "next", None),
    ]


async def test_whoever_has_little_waits_for_nobody_s_many(
    road: Road, other_corp_id: CorpId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advancing, "BATCH", 5)
    their_brand = Brand(road.database, other_corp_id)
    other = Road(road.database, other_corp_id, road.clock, their_brand, road.desk, road.steps)
    ends = journey("x", x=Exit(reason="完"))
    many, few, theirs = [await on.publish(ends, name) for on, name in ((road, "多"), (road, "少"), (other, "别家"))]
    await road.enter(many, await road.brand.enlist(200))
    await road.enter(few, await road.brand.enlist(1))
    await other.enter(theirs, await other.brand.enlist(1))

    looked_at = await road.advancer.turn(road.database)

    assert looked_at == 5 * (advancing.ROUNDS - 1) + 1 + 1
    assert {one["state"] for one in await other.standings()} == {"ended"}
    assert [one["state"] for one in await road.standings()][-1] == "ended"


async def test_several_workers_move_everybody_on_once(road: Road) -> None:
    customers = await road.brand.enlist(300)
    steps = {f"s{number}": Wait(lasts=timedelta(0), next=f"s{number + 1}") for number in range(5)}
    journey_id = await road.publish(journey("s0", **steps, s5=Exit(reason="完")))
    await road.enter(journey_id, customers)

    async def work() -> None:
        while await road.advancer.advance(road.database, road.corp_id, journey_id, most=20):
            pass

    await asyncio.gather(*(work() for _ in range(4)))

    assert {(one["state"], one["visit"]) for one in await road.standings()} == {("ended", 6)}
    told = await road.told(ADVANCED)
    assert len(told) == len({(one["enrollment_id"], one["visit"]) for one in told}) == 1_500


async def test_a_split_takes_the_first_branch_that_fits(road: Road) -> None:
    guide = await road.brand.hire("guide")
    gold, silver = await road.brand.tag("金卡"), await road.brand.tag("银卡")
    both, second, neither = customers = await road.brand.enlist(3)
    await road.brand.follow(guide, [both], gold, silver)
    await road.brand.follow(guide, [second], silver)
    await road.brand.follow(guide, [neither])
    split = Split(
        branches=(
            Branch(name="金", when=TagLeaf(tags=(gold,)), to="g"),
            Branch(name="银", when=TagLeaf(tags=(silver,)), to="s"),
        ),
        otherwise="o",
    )
    rests = {name: Wait(lasts=DAY) for name in "gso"}
    journey_id = await road.publish(journey("split", split=split, **rests))

    await road.enter(journey_id, customers)
    await road.advance()

    assert await steps_of(road) == [(both, "g", "running"), (second, "s", "running"), (neither, "o", "running")]


async def test_a_draw_is_the_same_whenever_somebody_comes(road: Road) -> None:
    customers = await road.brand.enlist(200)
    shares = (Share(name="甲", permille=300, to="a"), Share(name="乙", permille=700, to="b"))
    first = await road.publish(journey("d", d=Draw(shares=shares, salt="茶"), a=Wait(lasts=DAY), b=Wait(lasts=DAY)))
    second = await road.publish(
        journey("d", d=Draw(shares=shares, salt="茶"), a=Wait(lasts=DAY), b=Wait(lasts=DAY)), name="又一个"
    )

    await road.enter(first, customers)
    await road.enter(second, customers)
    await road.advance()

    steps = [step for _, step, _ in await steps_of(road)]
    assert steps[:200] == steps[200:]
    assert 30 < steps[:200].count("a") < 90


PAID = OnEvent(event=EventMatch(name="order.paid", where=(PropertyTest(key="amount_fen", op=Op.GE, value=10_000),)))


def waits_for_payment(**given: object) -> WaitFor:
    return WaitFor(awaited=(Awaited(name="买了", on=PAID, to="yes"),), timeout=3 * DAY, late="no", **given)


async def test_what_happened_before_anybody_listened_is_looked_up(road: Road) -> None:
    bought, small, before = customers = await people(road)
    await road.happen("order.paid", before, amount_fen=20_000)
    road.clock.advance(HOUR)
    journey_id = await road.publish(
        journey("w", w=waits_for_payment(), yes=Wait(lasts=9 * DAY), no=Wait(lasts=9 * DAY))
    )
    await road.enter(journey_id, customers)
    road.clock.advance(timedelta(seconds=1))
    await road.happen("order.paid", bought, amount_fen=10_000)
    await road.happen("order.paid", small, amount_fen=9_999)

    await road.advance()
    assert await steps_of(road) == [(bought, "yes", "running"), (small, "w", "running"), (before, "w", "running")]

    await road.run(3 * DAY)
    assert await steps_of(road) == [(bought, "yes", "running"), (small, "no", "running"), (before, "no", "running")]


async def test_what_counts_since_the_entry_passes_at_once(road: Road) -> None:
    [one] = await people(road, 1)
    steps = {"rest": Wait(lasts=DAY, next="w"), "w": waits_for_payment(since=Since.ENTRY)}
    journey_id = await road.publish(journey("rest", **steps, yes=Wait(lasts=9 * DAY), no=Wait(lasts=9 * DAY)))
    await road.enter(journey_id, [one])
    road.clock.advance(HOUR)
    await road.happen("order.paid", one, amount_fen=10_000)

    await road.run(DAY + HOUR)

    assert await steps_of(road) == [(one, "yes", "running")]


async def test_a_date_is_waited_for_and_who_has_none_goes_another_way(road: Road) -> None:
    soon, past, none = customers = await people(road)
    async with road.database.unit(road.corp_id) as unit:
        await define_attribute(unit, AttributeDefinition(key="birthday", label="生日", type=AttributeType.DATE))
        await set_attributes(unit, {soon: {"birthday": "2026-03-05"}, past: {"birthday": "2026-03-01"}})
    waits = WaitDate(attribute="birthday", clock=time(9), offset_days=-1, next="y", missing="n", missed="p")
    rests = {name: Wait(lasts=9 * DAY) for name in "ynp"}
    journey_id = await road.publish(journey("w", w=waits, **rests))

    await road.enter(journey_id, customers)
    await road.run(HOUR)
    assert await steps_of(road) == [(soon, "w", "running"), (past, "p", "running"), (none, "n", "running")]

    await road.run(2 * DAY)
    assert (soon, "y", "running") in await steps_of(road)


async def test_tags_and_attributes_are_set_on_the_way(road: Road) -> None:
    customers = await people(road)
    tag = await road.brand.tag("走过")
    async with road.database.unit(road.corp_id) as unit:
        await define_attribute(unit, AttributeDefinition(key="path", label="路径", type=AttributeType.STRING))
    journey_id = await road.publish(
        journey("t", t=Mark(give=(tag,), next="a"), a=SetAttribute(key="path", value="新客"))
    )

    await road.enter(journey_id, customers)
    await road.advance()

    async with road.database.read(road.corp_id) as session:
        marked = await session.fetch_value(
            "SELECT count(*) FROM relation_tag WHERE tag_id = %s AND source = %s", (tag, f"journey:{journey_id}")
        )
        written = await session.fetch_value("SELECT count(*) FROM customer_attribute WHERE key = 'path'")
    assert (marked, written) == (3, 3)


async def test_who_reaches_a_goal_on_the_way_leaves_by_it_where_goals_end_the_way(road: Road) -> None:
    customers = await people(road)
    goal = Goal(name="走完", event=PAID.event, within=DAY)
    draft = replace(journey("g", g=ReachGoal(goal="走完", next="w"), w=Wait(lasts=DAY)), goals=(goal,))
    ends = await road.publish(draft)
    goes_on = await road.publish(replace(draft, exits=Exits(on_goal=False)), name="到了还走")

    await road.enter(ends, customers[:1])
    await road.enter(goes_on, customers[1:2])
    await road.advance()

    assert [(one["state"], one["step"], one["reason"], one["goal"]) for one in await road.standings()] == [
        ("ended", "g", "goal", "走完"),
        ("running", "w", None, "走完"),
    ]


async def test_whoever_fails_is_parked_and_holds_nobody_up(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    customers = await people(road, 6)
    async with road.database.unit(road.corp_id) as unit:
        await define_attribute(unit, AttributeDefinition(key="path", label="路径", type=AttributeType.STRING))
    real = effects.set_attributes

    async def failing(unit: object, told: dict[CustomerId, object]) -> object:
        if customers[2] in told:
            raise ValueError("毒")
        return await real(unit, told)  # type: ignore[arg-type]

    monkeypatch.setattr(effects, "set_attributes", failing)
    journey_id = await road.publish(journey("a", a=SetAttribute(key="path", value="新客", next="w"), w=Wait(lasts=DAY)))

    await road.enter(journey_id, customers)
    await road.advance()

    assert [state for _, _, state in await steps_of(road)] == ["running"] * 2 + ["parked"] + ["running"] * 3
    [told] = await road.told(PARKED)
    assert (told["customer_id"], told["step"]) == (customers[2], "a")
    async with road.database.read(road.corp_id) as session:
        assert await session.fetch_value("SELECT count(*) FROM customer_attribute WHERE key = 'path'") == 5


async def test_a_step_that_fails_everybody_is_parked_as_a_whole(road: Road) -> None:
    customers = await people(road, 30)
    journey_id = await road.publish(journey("a", a=SetAttribute(key="nobody_defined_it", value=1), b=Wait(lasts=DAY)))

    await road.enter(journey_id, customers)
    assert await road.advance() == 30

    assert {(one["state"], one["step"], one["due"]) for one in await road.standings()} == {("parked", "a", None)}
    assert "AttributeNotFoundError" in (await road.standings())[29]["error"]


async def test_a_clock_time_of_the_entry_that_has_passed_goes_its_own_way(road: Road) -> None:
    [one] = await people(road, 1)
    until = WaitUntil(clock=time(9), since=Since.ENTRY, next="m", missed="x")
    journey_id = await road.publish(journey("u", u=until, m=Wait(lasts=DAY), x=Wait(lasts=DAY)))

    await road.enter(journey_id, [one])
    await road.advance()

    assert await steps_of(road) == [(one, "x", "running")]
