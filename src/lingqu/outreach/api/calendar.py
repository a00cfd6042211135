"""The calendar: broadcasts, moments and the deadlines of work orders, day by day over all programmes."""

from dataclasses import replace
from datetime import date, timedelta

from lingqu.deliveries.api import reads
from lingqu.deliveries.contracts import DeliveryState
from lingqu.infra.database import Session
from lingqu.kernel.days import Days, days_asked
from lingqu.kernel.holidays import festival_of
from lingqu.kernel.ids import BroadcastId
from lingqu.outreach.contracts.calendar import Calendar, CalendarDay, CalendarEntry, EntryKind
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.store import calendar as store
from lingqu.outreach.store import rules as rule_store
from lingqu.tasks.api.orders import list_due_orders

USUAL_DAYS = 28
LONGEST_DAYS = 62


async def get_calendar(
    session: Session, *, first: date | None, last: date | None, programme_id: ProgrammeId | None = None
) -> Calendar:
    """Return what is planned on some days; of one programme, only its broadcasts.

    Raises:
        BadPeriodError: the days are in the wrong order, or more than two months.
    """
    days = days_asked(first, last, at=session.at, usual=USUAL_DAYS, longest=LONGEST_DAYS)
    entries = await _broadcasts(session, days, programme_id)
    if programme_id is None:
        entries += await store.list_moments(session, days)
        entries += await _orders(session, days)
    rules = await rule_store.find(session)
    return Calendar(
        days=days,
        each=[_day(rules, day) for day in _each(days)],
        entries=sorted(entries, key=lambda one: (one.at, one.kind, one.number)),
    )


async def _broadcasts(session: Session, days: Days, programme_id: ProgrammeId | None) -> list[CalendarEntry]:
    found, uncounted = await store.list_broadcasts(session, days, programme_id=programme_id)
    counts = await reads.count_deliveries(session, [BroadcastId(one) for one in uncounted]) if uncounted else {}
    sizes = {
        number: sum(count for state, count in counted.items() if state is not DeliveryState.SKIPPED)
        for number, counted in counts.items()
    }
    return [replace(one, size=sizes.get(BroadcastId(one.number), one.size)) for one in found]


async def _orders(session: Session, days: Days) -> list[CalendarEntry]:
    return [
        CalendarEntry(
            kind=EntryKind.WORK_ORDER,
            number=view.order.work_order_id,
            name=view.order.title,
            state=view.state,
            at=view.order.closes_at,
            size=view.counts.open + view.counts.confirmed + view.counts.expired + view.counts.cancelled,
        )
        for view in await list_due_orders(session, days)
    ]


def _each(days: Days) -> list[date]:
    return [days.first + timedelta(days=number) for number in range((days.last - days.first).days + 1)]


def _day(rules: Rules, day: date) -> CalendarDay:
    festival = festival_of(day)
    return CalendarDay(day=day, festival=festival, rests=rules.rests_on_holidays and festival is not None)
