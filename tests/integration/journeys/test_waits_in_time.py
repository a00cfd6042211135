"""Waits of every kind as the engine ends them, across ends of months, festivals and changes of clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from doubles.journeys import Road, journey
from lingqu.customers.api.attributes import define_attribute, set_attributes
from lingqu.customers.contracts.views import AttributeDefinition, AttributeType
from lingqu.journeys.api import advancing, effects, entering
from lingqu.journeys.contracts.definition import (
    AnyStep,
    Awaited,
    DayKind,
    Exit,
    OnEvent,
    Since,
    Wait,
    WaitDate,
    WaitFor,
    WaitUntil,
)
from lingqu.journeys.contracts.enrollments import ADVANCED
from lingqu.segments.contracts.definition import EventMatch

BEIJING, NEW_YORK, LORD_HOWE = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")
DAY, TEN, HALF_PAST_TWO = timedelta(days=1), time(10), time(2, 30)
BORN = "birthday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Somebody who comes to a wait, and when and by which outlet they leave it; by the clocks of a zone."""

    name: str
    step: AnyStep
    came: str
    leaves: str
    outlet: str = "next"
    zone: ZoneInfo = BEIJING
    born: date | None = None
    happens: str | None = None


PAID = OnEvent(event=EventMatch(name="order.paid"))
PAYS = WaitFor(awaited=(Awaited(name="paid", on=PAID, to="x"),), timeout=DAY, late="x")

CASES = [
    # a duration: days are of 24 hours
    Case(name="a day, at a month's end", step=Wait(lasts=DAY), came="2026-04-30 18:20", leaves="2026-05-01 18:20"),
    Case(name="a day, clocks go forward", step=Wait(lasts=DAY), came="2026-03-07 12:00", leaves="2026-03-08 13:00",
         zone=NEW_YORK),
    Case(name="a day, clocks go back", step=Wait(lasts=DAY), came="2026-10-31 12:00", leaves="2026-11-01 11:00",
         zone=NEW_YORK),
    # a clock time: days are the corp's
    Case(name="tomorrow is next month", step=WaitUntil(clock=TEN, days_later=1), came="2026-10-31 23:40",
         leaves="2026-11-01 10:00"),
    Case(name="three days later, in February", step=WaitUntil(clock=TEN, days_later=3), came="2027-02-26 09:00",
         leaves="2027-03-01 10:00"),
    Case(name="a workday after National Day", step=WaitUntil(clock=TEN, day=DayKind.WORKDAY), came="2026-09-30 18:00",
         leaves="2026-10-08 10:00"),
    Case(name="a Saturday that is worked", step=WaitUntil(clock=TEN, day=DayKind.WORKDAY), came="2026-10-09 18:00",
         leaves="2026-10-10 10:00"),
    Case(name="a rest day is a festival", step=WaitUntil(clock=TEN, day=DayKind.RESTDAY), came="2026-09-28 11:00",
         leaves="2026-10-01 10:00"),
    Case(name="a Monday, next month", step=WaitUntil(clock=TEN, weekdays=(1,)), came="2026-07-27 10:01",
         leaves="2026-08-03 10:00"),
    Case(name="a clock time that is left out", step=WaitUntil(clock=HALF_PAST_TWO), came="2026-03-07 12:00",
         leaves="2026-03-08 03:00", zone=NEW_YORK),
    Case(name="a clock time that comes twice", step=WaitUntil(clock=time(1, 30)), came="2026-10-31 12:00",
         leaves="2026-11-01 01:30", zone=NEW_YORK),
    Case(name="clocks that jump by half an hour", step=WaitUntil(clock=time(2, 15)), came="2026-10-03 12:00",
         leaves="2026-10-04 02:30", zone=LORD_HOWE),
    Case(name="a day of the entry that is over", step=WaitUntil(clock=time(9), since=Since.ENTRY),
         came="2026-05-31 10:00", leaves="2026-05-31 10:00", outlet="missed"),
    # a date of the customer
    Case(name="three days before a date, last month", step=WaitDate(attribute=BORN, clock=TEN, offset_days=-3),
         came="2026-04-20 12:00", leaves="2026-04-29 10:00", born=date(2026, 5, 2)),
    Case(name="a birthday, next year", step=WaitDate(attribute=BORN, clock=TEN, yearly=True), came="2026-12-30 12:00",
         leaves="2027-01-02 10:00", born=date(1990, 1, 2)),
    Case(name="three days before a birthday, in the old year",
         step=WaitDate(attribute=BORN, clock=TEN, yearly=True, offset_days=-3), came="2026-12-01 12:00",
         leaves="2026-12-30 10:00", born=date(1990, 1, 2)),
    Case(name="born on a leap day", step=WaitDate(attribute=BORN, clock=TEN, yearly=True), came="2026-12-01 12:00",
         leaves="2027-02-28 10:00", born=date(1992, 2, 29)),
    Case(name="a date on which the time is left out", step=WaitDate(attribute=BORN, clock=HALF_PAST_TWO),
         came="2026-03-05 12:00", leaves="2026-03-08 03:00", born=date(2026, 3, 8), zone=NEW_YORK),
    Case(name="a date that is over", step=WaitDate(attribute=BORN, clock=TEN), came="2026-05-01 12:00",
         leaves="2026-05-01 12:00", born=date(2026, 4, 30), outlet="missed"),
    Case(name="without a date", step=WaitDate(attribute=BORN, clock=TEN), came="2026-05-01 12:00",
         leaves="2026-05-01 12:00", outlet="missing"),
    # an event, or the end of a time
    Case(name="too late, at a month's end", step=PAYS, came="2026-04-30 18:20", leaves="2026-05-01 18:20",
         outlet="late"),
    Case(name="too late, clocks go back", step=PAYS, came="2026-10-31 12:00", leaves="2026-11-01 11:00",
         outlet="late", zone=NEW_YORK),
    Case(name="in the hour that comes twice", step=PAYS, came="2026-10-31 12:00", happens="2026-11-01 01:40",
         leaves="2026-11-01 01:40", outlet="paid", zone=NEW_YORK),
    Case(name="in a festival's night", step=PAYS, came="2026-09-30 23:00", happens="2026-10-01 00:00",
         leaves="2026-10-01 00:00", outlet="paid"),
]  # fmt: skip


def shown(text: str, zone: ZoneInfo) -> datetime:
    """Return the first instant at which the clocks of a zone show a time."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize("case", [pytest.param(one, id=one.name) for one in CASES])
async def test_a_wait_ends_at_its_instant(case: Case, road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (advancing, effects, entering):
        monkeypatch.setattr(place, "CORP_ZONE", case.zone)
    [one] = await road.brand.enlist(1)
    if isinstance(case.step, WaitDate):
        async with road.database.unit(road.corp_id) as unit:
            await define_attribute(unit, AttributeDefinition(key=BORN, label="生日", type=AttributeType.DATE))
            if case.born is not None:
                await set_attributes(unit, {one: {BORN: case.born.isoformat()}})
    journey_id = await road.publish(journey("w", w=_leading(case.step), x=Exit(reason="走完了")))
    came = shown(case.came, case.zone)
    road.clock.advance(came - road.clock.now())

    await road.enter(journey_id, [one])
    if case.happens is not None:
        await road.run(shown(case.happens, case.zone) - came)
        await road.happen("order.paid", one)
    await road.run(timedelta(days=200))

    async with road.database.read(road.corp_id) as session:
        told = await session.fetch("SELECT occurred_at, data FROM fact WHERE kind = %s ORDER BY id", (ADVANCED,))
    assert [(row["data"]["outlet"], row["occurred_at"]) for row in told] == [
        (case.outlet, shown(case.leaves, case.zone))
    ]


def _leading(step: AnyStep) -> AnyStep:
    return step if isinstance(step, WaitFor) else msgspec.structs.replace(step, next="x")
