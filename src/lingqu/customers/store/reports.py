"""SQL of what channel reports are made of."""

from collections.abc import Collection
from datetime import datetime

from lingqu.customers.contracts.views import SpellCounts
from lingqu.infra.database import Session
from lingqu.kernel.ids import ChannelId


async def count_spells(
    session: Session, *, since: datetime, before: datetime, zone: str, channel_id: ChannelId | None
) -> list[SpellCounts]:
    """Count spells that began in a period, by day of a time zone, channel and member."""
    return await session.fetch(
        """
        SELECT (began_at AT TIME ZONE %(zone)s)::date AS day, channel_id, staff_id,
               count(*) FILTER (WHERE confirmed_at IS NOT NULL AND NOT is_returning) AS new,
               count(*) FILTER (WHERE confirmed_at IS NOT NULL AND is_returning) AS returning,
               count(*) FILTER (WHERE confirmed_at IS NULL) AS half,
               count(*) FILTER (WHERE ended_by = 'customer' AND ended_at <= began_at + interval '24 hours')
                 AS ended_by_customer_24h,
               count(*) FILTER (WHERE ended_by = 'customer' AND ended_at <= began_at + interval '7 days')
                 AS ended_by_customer_7d,
               count(*) FILTER (WHERE ended_by = 'staff' AND ended_at <= began_at + interval '24 hours')
                 AS ended_by_staff_24h,
               count(*) FILTER (WHERE ended_by = 'staff' AND ended_at <= began_at + interval '7 days')
                 AS ended_by_staff_7d
        FROM relation_spell
        WHERE corp_id = lingqu_corp() AND began_at >= %(since)s AND began_at < %(before)s
          AND (%(channel_id)s::integer IS NULL OR channel_id = %(channel_id)s)
        GROUP BY day, channel_id, staff_id ORDER BY day, channel_id NULLS FIRST, staff_id
        """,
        {"since": since, "before": before, "zone": zone, "channel_id": channel_id},
        into=SpellCounts,
    )


async def count_added_by_channel(
    session: Session, channel_ids: Collection[ChannelId], *, today_from: datetime
) -> dict[ChannelId, tuple[int, int]]:
    """Count whole addings of channels: ever, and since an instant."""
    rows = await session.fetch(
        """
        SELECT channel_id, count(*) AS ever, count(*) FILTER (WHERE began_at >= %s) AS today
        FROM relation_spell
        WHERE corp_id = lingqu_corp() AND channel_id = ANY(%s) AND confirmed_at IS NOT NULL
        GROUP BY channel_id
        """,
        (today_from, list(channel_ids)),
    )
    return {ChannelId(row["channel_id"]): (row["ever"], row["today"]) for row in rows}
