from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from doubles.brand import Brand
from doubles.deliveries import GreetingDesk, answer_lost, refused, try_later
from lingqu.customers.api import consent, suppressions
from lingqu.customers.contracts.consent import (
    ConsentChannel,
    ConsentSource,
    NewSuppression,
    Purpose,
    Stance,
    Statement,
    SuppressionReason,
)
from lingqu.deliveries.api.greetings import (
    claim_greetings,
    send_greetings,
    settle_greetings,
    welcome_report,
)
from lingqu.deliveries.contracts import (
    ClaimedGreeting,
    Content,
    GreetingPlan,
    Message,
    Reason,
    WelcomeCount,
)
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import ChannelId, CorpId, CustomerId, StaffId
from lingqu.outreach.api.rules import freeze, thaw

NOON = datetime.fromisoformat("2026-03-02T02:00:00Z")
PLAN = GreetingPlan(
    customer_id=CustomerId(0),
    staff_id=StaffId(1),
    channel_id=ChannelId(7),
    welcome_code="CODE",
    event_at=NOON,
    choice=Message(content=Content("你好,我是陈睿", ())),
)


async def claim(database: Database, corp_id: CorpId, *plans: GreetingPlan) -> list[ClaimedGreeting]:
    async with database.unit(corp_id) as unit:
        return await claim_greetings(unit, plans)


async def greet(database: Database, corp_id: CorpId, desk: GreetingDesk, *plans: GreetingPlan) -> None:
    claimed = await claim(database, corp_id, *plans)
    outcomes = await send_greetings(desk, corp_id, claimed, clock=database.clock)
    async with database.unit(corp_id) as unit:
        await settle_greetings(unit, outcomes)


async def rows(database: Database, corp_id: CorpId) -> list[tuple[str, str, str | None]]:
    async with database.read(corp_id) as session:
        found = await session.fetch("SELECT key, state, reason FROM delivery ORDER BY delivery_id")
    return [(row["key"], row["state"], row["reason"]) for row in found]


async def facts(database: Database, corp_id: CorpId) -> list[tuple[str, str | None, float | None]]:
    async with database.read(corp_id) as session:
        found = await session.fetch("SELECT kind, data FROM fact ORDER BY id")
    return [(row["kind"], row["data"]["reason"], row["data"]["seconds"]) for row in found]


async def test_a_greeting_is_sent_once_and_recorded(database: Database, corp_id: CorpId, clock: SteppedClock) -> None:
    desk = GreetingDesk(clock)
    desk.issue("CODE", NOON)
    clock.advance(timedelta(seconds=3))

    await greet(database, corp_id, desk, PLAN)
    await greet(database, corp_id, desk, PLAN)

    assert [code for code, _ in desk.said] == ["CODE"]
    assert [state for _, state, _ in await rows(database, corp_id)] == ["delivered"]
    assert await facts(database, corp_id) == [("delivery.planned", None, 3.0), ("delivery.delivered", None, 3.0)]


async def test_a_code_is_not_kept_in_the_database(database: Database, corp_id: CorpId) -> None:
    await claim(database, corp_id, replace(PLAN, welcome_code="S3CRET-CODE"))

    async with database.read(corp_id) as session:
        stored = await session.fetch_value("SELECT string_agg(d::text, '') FROM delivery d")
    assert "S3CRET-CODE" not in stored


async def test_a_worker_killed_between_claim_and_settlement_leaves_no_double_and_no_loss(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    desk = GreetingDesk(clock)
    desk.issue("SENT", NOON)
    desk.issue("NOT-SENT", NOON)
    plans = [replace(PLAN, welcome_code="SENT"), replace(PLAN, welcome_code="NOT-SENT")]
    claimed = await claim(database, corp_id, *plans)
    await send_greetings(
        desk, corp_id, [one for one in claimed if one.welcome_code == "SENT"], clock=clock
    )  # and then the worker dies
    clock.advance(timedelta(seconds=5))

    await greet(database, corp_id, desk, *plans)

    assert sorted(code for code, _ in desk.said) == ["NOT-SENT", "SENT"]
    assert {(state, reason) for _, state, reason in await rows(database, corp_id)} == {
        ("failed", "already_greeted"),
        ("delivered", None),
    }


async def test_a_claim_found_after_the_code_died_is_unknown_and_not_called(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    desk = GreetingDesk(clock)
    await claim(database, corp_id, PLAN)
    clock.advance(timedelta(seconds=20))

    await greet(database, corp_id, desk, PLAN)

    assert desk.calls == 0
    assert [(state, reason) for _, state, reason in await rows(database, corp_id)] == [("unknown", "lost_answer")]


async def test_a_lost_answer_is_repeated_at_once_and_says_the_greeting_once(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    desk = GreetingDesk(clock)
    desk.issue("CODE", NOON)
    desk.faults.after = [lambda: answer_lost("send_welcome_msg")]

    await greet(database, corp_id, desk, PLAN)

    assert (len(desk.said), desk.calls) == (1, 2)
    assert [(state, reason) for _, state, reason in await rows(database, corp_id)] == [("failed", "already_greeted")]


async def test_an_answer_lost_until_the_code_dies_stays_unknown(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    desk = GreetingDesk(clock)
    desk.issue("CODE", NOON)
    desk.faults.before = [lambda: answer_lost("send_welcome_msg")] * 1000

    await greet(database, corp_id, desk, PLAN)

    assert [(state, reason) for _, state, reason in await rows(database, corp_id)] == [("unknown", "lost_answer")]
    assert clock.now() - NOON == timedelta(seconds=19.9)


async def test_a_busy_system_is_asked_again_within_the_20_seconds(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    desk = GreetingDesk(clock)
    desk.issue("CODE", NOON)
    desk.faults.before = [
        lambda: refused("send_welcome_msg", 41096),
        lambda: try_later("send_welcome_msg", after=timedelta(seconds=2)),
    ]

    await greet(database, corp_id, desk, PLAN)

    assert [(state, reason) for _, state, reason in await rows(database, corp_id)] == [("delivered", None)]
    assert await facts(database, corp_id) == [("delivery.planned", None, 0.0), ("delivery.delivered", None, 2.3)]


async def test_what_cannot_be_in_time_is_recorded_with_its_reason_and_not_called(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    desk = GreetingDesk(clock)
    late = replace(PLAN, welcome_code="LATE", event_at=NOON - timedelta(seconds=20))
    silent = replace(PLAN, welcome_code="SILENT", choice=Reason.NO_WELCOME)

    await greet(database, corp_id, desk, late, silent)

    assert desk.calls == 0
    assert {(state, reason) for _, state, reason in await rows(database, corp_id)} == {
        ("expired", "too_late"),
        ("skipped", "no_welcome"),
    }
    assert {kind for kind, _, _ in await facts(database, corp_id)} == {"delivery.expired", "delivery.skipped"}


async def test_500_greetings_are_claimed_and_settled_in_one_unit_each(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    desk = GreetingDesk(clock)
    plans = [
        replace(PLAN, customer_id=CustomerId(number), welcome_code=desk.issue(f"C{number}", NOON))
        for number in range(500)
    ]

    await greet(database, corp_id, desk, *plans)

    assert len(desk.said) == 500
    async with database.read(corp_id) as session:
        report = await welcome_report(session, from_on=date(2026, 3, 2), to_on=date(2026, 3, 2))
    assert report == [
        WelcomeCount(day=date(2026, 3, 2), channel_id=ChannelId(7), staff_id=StaffId(1), due=500, in_time=500)
    ]


async def test_skipped_greetings_were_never_due_and_late_ones_were(database: Database, corp_id: CorpId) -> None:
    late = replace(PLAN, welcome_code="LATE", event_at=NOON - timedelta(seconds=20))
    silent = replace(PLAN, welcome_code="SILENT", choice=Reason.NO_WELCOME)
    await claim(database, corp_id, late, silent, replace(PLAN, welcome_code="WAITING"))

    async with database.read(corp_id) as session:
        [count] = await welcome_report(session, from_on=date(2026, 3, 2), to_on=date(2026, 3, 2))
    assert (count.due, count.in_time) == (2, 0)


async def test_a_day_of_the_report_is_a_day_in_shanghai(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    before_midnight = datetime.fromisoformat("2026-03-02T15:59:59Z")
    clock.advance(before_midnight - clock.now())
    for seconds, code in enumerate(("BEFORE", "AFTER")):
        plan = replace(PLAN, welcome_code=code, event_at=before_midnight + timedelta(seconds=seconds))
        await claim(database, corp_id, plan)

    async with database.read(corp_id) as session:
        days = [
            [one.day for one in await welcome_report(session, from_on=date(2026, 3, day), to_on=date(2026, 3, day))]
            for day in (1, 2, 3, 4)
        ]
        other = await welcome_report(session, from_on=date(2026, 3, 2), to_on=date(2026, 3, 3), channel_id=ChannelId(8))
    assert days == [[], [date(2026, 3, 2)], [date(2026, 3, 3)], []]
    assert other == []


SEALS = Keyring([bytes(range(32))])


async def withdraw(database: Database, corp_id: CorpId, *, purpose: Purpose, channel: ConsentChannel) -> None:
    async with database.unit(corp_id) as unit:
        said = Statement(
            key=f"{purpose}:{channel}",
            customer_id=CustomerId(0),
            purpose=purpose,
            channel=channel,
            stance=Stance.WITHDRAWN,
            source=ConsentSource.CONVERSATION,
            said_by="account:1",
            occurred_at=unit.at,
        )
        await consent.record(unit, [said], seals=SEALS)


@pytest.fixture
async def known(database: Database, corp_id: CorpId) -> Brand:
    brand = Brand(database, corp_id)
    await brand.enlist(1)
    return brand


@pytest.mark.usefixtures("known")
async def test_who_withdrew_service_on_every_way_is_not_greeted(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    desk = GreetingDesk(clock)
    desk.issue("CODE", NOON)
    await withdraw(database, corp_id, purpose=Purpose.SERVICE, channel=ConsentChannel.ANY)
    await greet(database, corp_id, desk, PLAN)

    assert desk.calls == 0
    assert [row[1:] for row in await rows(database, corp_id)] == [("skipped", "consent_withdrawn")]


@pytest.mark.usefixtures("known")
async def test_neither_marketing_that_was_withdrawn_nor_silence_keeps_a_greeting_back(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    desk = GreetingDesk(clock)
    desk.issue("CODE", NOON)
    await withdraw(database, corp_id, purpose=Purpose.MARKETING, channel=ConsentChannel.ANY)
    await withdraw(database, corp_id, purpose=Purpose.SERVICE, channel=ConsentChannel.MOMENT)
    async with database.unit(corp_id) as unit:
        await consent.write_rules(unit, {Purpose.SERVICE: False})
    await greet(database, corp_id, desk, PLAN)

    assert [code for code, _ in desk.said] == ["CODE"]


@pytest.mark.usefixtures("known")
async def test_who_is_left_in_peace_is_not_greeted(database: Database, corp_id: CorpId, clock: SteppedClock) -> None:
    desk = GreetingDesk(clock)
    desk.issue("CODE", NOON)
    async with database.unit(corp_id) as unit:
        new = NewSuppression(
            customer_id=CustomerId(0), purpose=None, reason=SuppressionReason.COMPLAINT, note=None, ends_at=None
        )
        await suppressions.suppress(unit, new, seals=SEALS)
    clock.advance(timedelta(seconds=1))
    await greet(database, corp_id, desk, PLAN)

    assert desk.calls == 0
    assert [row[1:] for row in await rows(database, corp_id)] == [("skipped", "suppressed")]


async def test_while_the_switch_is_pulled_nobody_is_greeted(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    desk = GreetingDesk(clock)
    for code in ("CODE", "NEXT"):
        desk.issue(code, NOON)
    async with database.unit(corp_id) as unit:
        await freeze(unit, by="李娜")
    await greet(database, corp_id, desk, PLAN)
    async with database.unit(corp_id) as unit:
        await thaw(unit)
    await greet(database, corp_id, desk, replace(PLAN, welcome_code="NEXT"))

    assert [code for code, _ in desk.said] == ["NEXT"]
    assert [row[1:] for row in await rows(database, corp_id)] == [("skipped", "frozen"), ("delivered", None)]
