"""The report of channels, and the head figures of each."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from lingqu.acquisition.contracts import CORP_ZONE, Channel, ChannelFigures, NamedReport
from lingqu.acquisition.domain.report import report
from lingqu.acquisition.store import channels as store
from lingqu.customers.api import reports as customers
from lingqu.deliveries.api.greetings import welcome_report
from lingqu.directory.api import people as directory
from lingqu.infra.database import Session
from lingqu.kernel.days import days_asked
from lingqu.kernel.ids import ChannelId

LONGEST_DAYS = 366
USUAL_DAYS = 30


async def channel_report(
    session: Session, *, from_on: date | None, to_on: date | None, channel_id: ChannelId | None = None
) -> NamedReport:
    """Report on one channel, or on all adds, between two days of the corp, both included.

    Raises:
        BadPeriodError: the days are in the wrong order, more than a year apart, or of another century.
    """
    days = days_asked(from_on, to_on, at=session.at, usual=USUAL_DAYS, longest=LONGEST_DAYS)
    spells = await customers.count_spells(session, from_on=days.first, to_on=days.last, channel_id=channel_id)
    welcomes = await welcome_report(session, from_on=days.first, to_on=days.last, channel_id=channel_id)
    shops = await directory.shops_of(session)
    costs = await store.sum_costs(session, None if channel_id is None else [channel_id])
    rows = report(
        spells, welcomes, shops={staff_id: shop.department_id for staff_id, shop in shops.items()}, costs=costs
    )
    cards = await directory.cards_of(session, list(rows.by_staff))
    return NamedReport(
        report=rows,
        staff={staff_id: card.name for staff_id, card in cards.items()},
        shops={shop.department_id: shop.name for shop in shops.values()},
        channels=await store.name_channels(session, list(rows.by_channel)),
    )


async def figures_of(session: Session, channels: Sequence[Channel]) -> dict[ChannelId, ChannelFigures]:
    """Return the head figures of channels."""
    ids = [channel.channel_id for channel in channels]
    if not ids:
        return {}
    on = today(session.at)
    midnight = datetime.combine(on, time(), tzinfo=CORP_ZONE)
    added = await customers.count_added_by_channel(session, ids, today_from=midnight)
    greetings: dict[ChannelId, tuple[int, int]] = {}
    for count in await welcome_report(session, from_on=on - timedelta(days=USUAL_DAYS - 1), to_on=on):
        if count.channel_id is not None:
            due, in_time = greetings.get(count.channel_id, (0, 0))
            greetings[count.channel_id] = due + count.due, in_time + count.in_time
    sizes = {one.department_id: one.staff_count for one in await directory.list_departments(session)}
    figures: dict[ChannelId, ChannelFigures] = {}
    for channel in channels:
        whole, of_today = added.get(channel.channel_id, (0, 0))
        due, in_time = greetings.get(channel.channel_id, (0, 0))
        figures[channel.channel_id] = ChannelFigures(
            added=whole,
            added_today=of_today,
            greetings_due=due,
            greetings_in_time=in_time,
            members=len(channel.staff_ids) + sum(sizes.get(one, 0) for one in channel.department_ids),
        )
    return figures


def today(at: datetime) -> date:
    """Return the corp's day of an instant."""
    return at.astimezone(CORP_ZONE).date()
