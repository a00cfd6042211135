"""How much of the caps of groups is taken, in the way of `usage`: by deliveries, and by what owners send themselves."""

from collections.abc import Collection
from datetime import datetime

from lingqu.infra.database import Session
from lingqu.kernel.ids import BroadcastId, GroupchatId
from lingqu.outreach.contracts.rules import Category
from lingqu.outreach.domain.limits import Taken
from lingqu.outreach.store.usage import LONGEST_LIFE

_TAKEN = """
WITH asked AS (SELECT * FROM unnest(%(groups)s::integer[]) AS a(groupchat_id))
SELECT a.groupchat_id, coalesce(p.category, 'marketing') AS category,
       CASE WHEN d.state = 'delivered' THEN d.settled_at ELSE d.planned_at END AS first_at,
       CASE d.state WHEN 'delivered' THEN d.settled_at WHEN 'unknown' THEN b.closes_at
                    ELSE greatest(b.closes_at, %(at)s::timestamptz) END AS last_at
FROM asked a
JOIN delivery d ON d.corp_id = lingqu_corp() AND d.groupchat_id = a.groupchat_id AND d.planned_at >= %(since)s
  AND d.broadcast_id IS DISTINCT FROM %(broadcast_id)s
  AND d.state IN ('planned', 'claimed', 'handed_over', 'delivered', 'unknown')
JOIN broadcast b ON b.corp_id = lingqu_corp() AND b.broadcast_id = d.broadcast_id
LEFT JOIN programme p ON p.corp_id = lingqu_corp() AND p.programme_id = b.programme_id
UNION ALL
SELECT a.groupchat_id, 'marketing', o.sent_at, o.sent_at
FROM asked a
JOIN own_send_groupchat o ON o.corp_id = lingqu_corp() AND o.groupchat_id = a.groupchat_id AND o.sent_at >= %(since)s
"""


async def list_taken(
    session: Session, broadcast_id: BroadcastId | None, groups: Collection[GroupchatId], *, since: datetime
) -> dict[GroupchatId, list[Taken]]:
    """Return each message of other broadcasts that counts for some groups since an instant."""
    rows = await session.fetch(
        _TAKEN,
        {"groups": list(groups), "at": session.at, "since": since - LONGEST_LIFE, "broadcast_id": broadcast_id},
    )
    taken: dict[GroupchatId, list[Taken]] = {one: [] for one in groups}
    for row in rows:
        taken[GroupchatId(row["groupchat_id"])].append(
            Taken(
                category=Category(row["category"]),
                first_at=row["first_at"],
                last_at=row["last_at"],
                of_customer=True,
            )
        )
    return taken
