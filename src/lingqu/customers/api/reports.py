"""What channel reports are made of."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from lingqu.customers.contracts.views import SpellCounts
from lingqu.customers.store import reports as store
from lingqu.infra.database import Session
from lingqu.infra.work import CORP_ZONE
from lingqu.kernel.ids import ChannelId


async def count_spells(
    session: Session, *, from_on: date, to_on: date, channel_id: ChannelId | None = None
) -> list[SpellCounts]:
    """Count addings that began between two days of the corp, both included, by day, channel and member."""
    return await store.count_spells(
        session,
        since=datetime.combine(from_on, time(), tzinfo=CORP_ZONE),
        before=datetime.combine(to_on + timedelta(days=1), time(), tzinfo=CORP_ZONE),
        zone=CORP_ZONE.key,
        channel_id=channel_id,
    )


async def count_added_by_channel(
    session: Session, channel_ids: Collection[ChannelId], *, today_from: datetime
) -> dict[ChannelId, tuple[int, int]]:
    """Count whole addings of channels: ever, and since an instant; channels without any are missing."""
    return await store.count_added_by_channel(session, channel_ids, today_from=today_from)
