from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from doubles.acquisition import NameBook
from doubles.deliveries import GreetingDesk, answer_lost
from integration.acquisition.conftest import WELCOME, Shop, carried
from lingqu.acquisition.contracts import Hours
from lingqu.acquisition.jobs import GreetingLane
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.ingestion.contracts import InboundEvent
from lingqu.kernel.ids import InboundId


def scan(number: int, *, at: datetime, state: str | None, userid: str = "chen_rui", **fields: str) -> InboundEvent:
    return InboundEvent(
        inbox_id=InboundId(number),
        occurred_at=at,
        received_at=at,
        event="change_external_contact",
        change_type="add_external_contact",
        fields={
            "UserID": userid,
            "ExternalUserID": f"wm{number}",
            "WelcomeCode": f"code{number}",
            **({"State": state} if state else {}),
            **fields,
        },
    )


async def deliveries(database: Database, shop: Shop) -> list[tuple[Any, ...]]:
    async with database.read(shop.corp_id) as session:
        rows = await session.fetch(
            """
            SELECT state, reason, content->>'text' AS text FROM delivery WHERE corp_id = lingqu_corp()
            ORDER BY delivery_id
            """
        )
    return [(row["state"], row["reason"], row["text"]) for row in rows]


@pytest.fixture
def desk(clock: SteppedClock) -> GreetingDesk:
    return GreetingDesk(clock)


async def test_a_scan_is_greeted_by_name(
    database: Database, shop: Shop, clock: SteppedClock, desk: GreetingDesk
) -> None:
    channel = await carried(database, shop)
    lane = GreetingLane(desk, NameBook({"wm1": "刘颖"}))
    desk.issue("code1", clock.now())

    settled = await lane.greet(database, shop.corp_id, [scan(1, at=clock.now(), state=channel.state)])

    assert settled == {1}
    assert [(code, message.content.text) for code, message in desk.said] == [("code1", "刘颖您好,我是陈睿")]
    assert await deliveries(database, shop) == [("delivered", None, "刘颖您好,我是陈睿")]


async def test_a_customer_who_cannot_be_read_yet_gets_the_fall_back(
    database: Database, shop: Shop, clock: SteppedClock, desk: GreetingDesk
) -> None:
    channel = await carried(database, shop)
    desk.issue("code1", clock.now())

    await GreetingLane(desk, NameBook()).greet(
        database, shop.corp_id, [scan(1, at=clock.now(), state=channel.state, userid="li_na")]
    )

    assert [message.content.text for _, message in desk.said] == ["您好,我是李娜"]


async def test_a_name_known_already_is_not_asked_for(
    database: Database, shop: Shop, clock: SteppedClock, desk: GreetingDesk
) -> None:
    channel = await carried(database, shop)
    names = NameBook({"wm1": "刘颖"})
    lane = GreetingLane(desk, names)
    event = scan(1, at=clock.now(), state=channel.state)
    await lane.greet(database, shop.corp_id, [event])
    async with database.unit(shop.corp_id) as unit:
        await unit.execute("UPDATE customer SET name = '刘颖🌸' WHERE corp_id = lingqu_corp()")

    desk.issue("code9", clock.now())
    await lane.greet(database, shop.corp_id, [replace(event, fields={**event.fields, "WelcomeCode": "code9"})])

    assert names.asked == [["wm1"]]
    assert desk.said[-1][1].content.text == "刘颖🌸您好,我是陈睿"


async def test_no_name_is_asked_for_a_text_that_needs_none(
    database: Database, shop: Shop, clock: SteppedClock, desk: GreetingDesk
) -> None:
    plain = replace(shop.draft, welcome=(replace(WELCOME, text="您好", fallback_text=None),))
    channel = await carried(database, shop, plain)
    names = NameBook({"wm1": "刘颖"})

    await GreetingLane(desk, names).greet(database, shop.corp_id, [scan(1, at=clock.now(), state=channel.state)])

    assert names.asked == []


async def test_the_welcome_of_the_hour_is_spoken(
    database: Database, shop: Shop, clock: SteppedClock, desk: GreetingDesk
) -> None:
    night = replace(
        WELCOME, hours=Hours(weekdays=(1, 2, 3, 4, 5, 6, 7), begins=22 * 60, ends=8 * 60), text="夜深了,明早回复您"
    )
    channel = await carried(database, shop, replace(shop.draft, welcome=(night, replace(WELCOME, text="您好"))))
    lane = GreetingLane(desk, NameBook())

    for number in (1, 2):
        desk.issue(f"code{number}", clock.now())
        await lane.greet(database, shop.corp_id, [scan(number, at=clock.now(), state=channel.state)])
        clock.advance(timedelta(hours=13))

    assert [message.content.text for _, message in desk.said] == ["您好", "夜深了,明早回复您"]


@pytest.mark.parametrize("state", [None, "somebody_elses"])
async def test_without_a_channel_of_ours_nothing_is_said_and_the_reason_is_kept(
    database: Database, shop: Shop, clock: SteppedClock, desk: GreetingDesk, state: str | None
) -> None:
    settled = await GreetingLane(desk, NameBook()).greet(database, shop.corp_id, [scan(1, at=clock.now(), state=state)])

    assert settled == {1}
    assert (desk.calls, await deliveries(database, shop)) == (0, [("skipped", "no_welcome", None)])


async def test_an_event_that_came_too_late_is_recorded_without_a_call(
    database: Database, shop: Shop, clock: SteppedClock, desk: GreetingDesk
) -> None:
    channel = await carried(database, shop)
    names = NameBook()

    late = scan(1, at=clock.now() - timedelta(seconds=21), state=channel.state)
    await GreetingLane(desk, names).greet(database, shop.corp_id, [late])

    assert (desk.calls, names.asked) == (0, [])
    assert [row[:2] for row in await deliveries(database, shop)] == [("expired", "too_late")]


async def test_a_late_lane_greets_without_asking_for_names(
    database: Database, shop: Shop, clock: SteppedClock, desk: GreetingDesk
) -> None:
    channel = await carried(database, shop)
    names = NameBook({"wm1": "刘颖"})
    event = scan(1, at=clock.now(), state=channel.state)
    desk.issue("code1", clock.now())
    clock.advance(timedelta(seconds=6))

    await GreetingLane(desk, names).greet(database, shop.corp_id, [event])

    assert names.asked == []
    assert [message.content.text for _, message in desk.said] == ["您好,我是陈睿"]


async def test_the_same_event_greets_once(
    database: Database, shop: Shop, clock: SteppedClock, desk: GreetingDesk
) -> None:
    channel = await carried(database, shop)
    lane = GreetingLane(desk, NameBook())
    desk.issue("code1", clock.now())
    event = scan(1, at=clock.now(), state=channel.state)

    for _ in range(2):
        await lane.greet(database, shop.corp_id, [event])
    await asyncio.gather(*(lane.greet(database, shop.corp_id, [event]) for _ in range(3)))

    assert len(desk.said) == 1
    assert len(await deliveries(database, shop)) == 1


async def test_a_lost_answer_does_not_greet_twice(
    database: Database, shop: Shop, clock: SteppedClock, desk: GreetingDesk
) -> None:
    channel = await carried(database, shop)
    desk.issue("code1", clock.now())
    desk.faults.after.append(lambda: answer_lost("send_welcome_msg"))

    await GreetingLane(desk, NameBook()).greet(database, shop.corp_id, [scan(1, at=clock.now(), state=channel.state)])

    assert len(desk.said) == 1
    assert [row[:2] for row in await deliveries(database, shop)] == [("failed", "already_greeted")]


async def test_an_event_that_names_nobody_is_settled(database: Database, shop: Shop, clock: SteppedClock) -> None:
    event = replace(scan(1, at=clock.now(), state=None), fields={"WelcomeCode": "code1"})

    assert await GreetingLane(GreetingDesk(clock), NameBook()).greet(database, shop.corp_id, [event]) == {1}


async def test_five_hundred_scans_of_one_second_are_all_greeted(
    database: Database, shop: Shop, clock: SteppedClock, desk: GreetingDesk
) -> None:
    channel = await carried(database, shop)
    events = [scan(number, at=clock.now(), state=channel.state) for number in range(500)]
    for number in range(500):
        desk.issue(f"code{number}", clock.now())

    settled = await GreetingLane(desk, NameBook({f"wm{number}": f"客户{number}" for number in range(500)})).greet(
        database, shop.corp_id, events
    )

    assert len(settled) == 500
    assert {message.content.text for _, message in desk.said} == {f"客户{number}您好,我是陈睿" for number in range(500)}
